//! What was found when somebody looked for a request.

use jiff::Timestamp;

use crate::origin::{CaseId, Code};

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// What was typed.
    pub typed: String,
    /// It is too short to look for.
    pub too_short: bool,
    /// At most fifty, the newest first.
    pub found: Vec<Found>,
}

/// A request that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its ticket.
    pub ticket: Code,
    /// The service's title.
    pub service: String,
    /// Whose it is.
    pub subject: String,
    /// What it is about.
    pub about: Option<String>,
    /// Where it stands, in words.
    pub stands: String,
    /// When it moved last.
    pub changed: Timestamp,
    /// The deadline of where it stands.
    pub due: Option<Timestamp>,
    /// The case, where the caller may open it.
    pub opens: Option<CaseId>,
}
