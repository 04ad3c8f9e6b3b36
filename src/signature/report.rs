//! What verifying a file has shown.

use jiff::Timestamp;

use super::pdf::Malformed;
use super::{NotOurForm, Reason, Restriction, Subject};

/// The file cannot be judged: it is not a PDF that this program could have written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Its structure breaks a rule of the strict reader.
    #[error("{0}")]
    Structure(#[from] Malformed),
    /// Its form is none of ours.
    #[error("{0}")]
    Form(#[from] NotOurForm),
}

impl Unreadable {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Structure(_) => "unreadable-structure",
            Self::Form(_) => "unreadable-form",
        }
    }

    /// A plain sentence, in Indonesian. What exactly was found is in `Display`, for engineers.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Structure(_) => {
                "Berkas ini bukan PDF, rusak, terpotong, atau ditambah sesuatu di ujungnya."
            }
            Self::Form(_) => "Kolom tanda tangan di PDF ini bukan buatan AlurSurat.",
        }
    }
}

/// The judgement on a whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Intact, every field signed, every signer trusted. The only good one.
    Genuine,
    /// Intact and trusted as far as it goes, but a field still waits for its signer. Cutting the
    /// last signature off a finished letter gives this too.
    Incomplete,
    /// Intact, but a signer is not under a trusted root.
    Untrusted,
    /// No signature at all.
    Unsigned,
    /// Not as it was signed, or not provably so.
    Altered,
}

/// Whether the signed bytes are as they were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrity {
    /// Every check held.
    Intact,
    /// At least one did not.
    Broken,
}

/// How much of the file a signature speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Everything but its own place.
    WholeFile,
    /// Everything up to its revision; later ones only added signatures.
    LaterAllowedChanges,
    /// Something else was added later.
    LaterForbiddenChanges,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureReport {
    /// The field, which is the step that signed.
    pub field: String,
    /// From the certificate whose key made the signature; none if no key demonstrably did.
    /// Believe it only where `trusted` holds.
    pub signer: Option<Subject>,
    /// `/M`: what the signer says, proved by nobody.
    pub claimed_time: Option<Timestamp>,
    /// Whether its bytes are as they were signed.
    pub integrity: Integrity,
    /// Whether the signer's certificate leads to a trusted root, for this purpose, at the claimed time.
    pub trusted: bool,
    /// How much of the file it covers.
    pub coverage: Coverage,
    /// What it allows to be done after it; an approval signature says nothing.
    pub restriction: Option<Restriction>,
    /// What was found wrong, in the order of the checks.
    pub reasons: Vec<Reason>,
}

/// The whole judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In the order of signing.
    pub signatures: Vec<SignatureReport>,
    /// Fields that nobody has signed yet.
    pub open_fields: Vec<String>,
    /// What was found wrong with the file apart from any one signature.
    pub problems: Vec<Reason>,
    /// What follows from all of it.
    pub verdict: Verdict,
}

impl Report {
    pub(super) fn new(
        signatures: Vec<SignatureReport>,
        open_fields: Vec<String>,
        problems: Vec<Reason>,
    ) -> Self {
        let intact = |s: &SignatureReport| {
            s.integrity == Integrity::Intact && s.coverage != Coverage::LaterForbiddenChanges
        };
        let verdict = if !problems.is_empty() || !signatures.iter().all(intact) {
            Verdict::Altered
        } else if signatures.is_empty() {
            Verdict::Unsigned
        } else if !signatures.iter().all(|s| s.trusted) {
            Verdict::Untrusted
        } else if !open_fields.is_empty() {
            Verdict::Incomplete
        } else {
            Verdict::Genuine
        };
        Self { signatures, open_fields, problems, verdict }
    }
}
