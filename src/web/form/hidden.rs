//! Inputs that nobody sees: what a page showed, so that an answer to it can be judged.

use serde::Serialize;
use uuid::Uuid;

use super::Sent;
use crate::desk::Seen;

/// A hidden input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hidden {
    name: String,
    value: String,
}

impl Hidden {
    /// A hidden input.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    /// The case as the page shows it, and the key that makes an answer count once.
    pub fn seen(seen: Seen, key: String) -> Vec<Self> {
        vec![
            Self::new("_case", seen.case.to_string()),
            Self::new("_version", seen.version.to_string()),
            Self::new("_key", key),
        ]
    }
}

impl Sent {
    /// The case as the page showed it.
    pub fn seen(&self) -> Option<Seen> {
        Some(Seen {
            case: self.text("_case")?.parse().ok()?,
            version: self.text("_version")?.parse().ok()?,
        })
    }

    /// The key under which the form counts once.
    pub fn key(&self) -> Option<Uuid> {
        self.text("_key")?.parse().ok()
    }
}
