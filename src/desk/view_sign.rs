//! What signing takes and gives.

use std::collections::BTreeMap;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::Seen;
use crate::origin::{CaseId, Code};
use crate::workflow::{FieldId, Value};

/// A batch of letters to be signed with one passphrase.
pub struct SignBatch {
    /// The cases, as the page showed them.
    pub cases: Vec<Seen>,
    /// What the signer fills in or corrects; counts only where one letter is signed.
    pub fills: BTreeMap<FieldId, Value>,
    /// Lives in memory only, for this batch.
    pub passphrase: Zeroizing<String>,
    /// Sent twice with the same key, it is carried out once.
    pub key: Uuid,
}

/// What became of one letter of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedOne {
    /// The case.
    pub case: CaseId,
    /// Its ticket; none where the case is not the caller's any more.
    pub ticket: Option<Code>,
    /// What became of it.
    pub result: SignResult,
}

/// What became of a letter that was to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignResult {
    /// This batch has signed it.
    Signed {
        /// Its number, if it has one.
        number: Option<String>,
    },
    /// It was signed before, or by another batch meanwhile.
    Already {
        /// Its number, if it has one.
        number: Option<String>,
        /// Who signed; none where it was the caller.
        by: Option<String>,
    },
    /// A sentence that says why it is not signed.
    Not(String),
}
