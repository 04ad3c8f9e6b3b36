//! What somebody wants to do with a case.

use crate::area::{Right, Seat};
use crate::origin::PersonId;
use crate::workflow::{ActionId, FieldId, OutputId, Proof, Purpose, StepId};

use super::Revision;

/// A wish; `decide` says what happens, or why not.
///
/// New values travel beside the command: the desk offers them to the case's `Answers` first, and
/// the command names them by revision.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The applicant hands the request in, for the first time or again.
    Submit {
        /// The applicant.
        person: PersonId,
        /// Why the letter is asked for; read at the first submission only.
        purpose: Purpose,
        /// What changed since the last submission; all answers at the first.
        /// A revision of `None` empties the field.
        fills: Vec<(FieldId, Option<Revision>)>,
    },
    /// A holder takes an action.
    Act(Act),
    /// The letter was rendered: these are its bytes.
    Freeze {
        /// The output.
        output: OutputId,
        /// SHA-256 of the bytes, in hex.
        sha256: String,
    },
    /// The signer answered, or a person reconciles an unknown outcome.
    SignResult {
        /// The output.
        output: OutputId,
        /// What came back.
        outcome: SignOutcome,
        /// Who says so.
        by: SignReporter,
    },
    /// Take back the last decision.
    Undo {
        /// Who took it.
        person: PersonId,
    },
    /// The applicant gives up.
    Withdraw {
        /// The applicant.
        person: PersonId,
    },
    /// Time has passed: a late rule of the step fires, or a hold is over.
    Tick {
        /// The step.
        step: StepId,
        /// Which of its late rules; `None` ends the hold.
        rule: Option<usize>,
    },
}

/// An action of a holder.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The step.
    pub step: StepId,
    /// The action.
    pub action: ActionId,
    /// Who acts, for which seat and by what right.
    pub actor: Actor,
    /// Values that the holder fills or corrects.
    pub fills: Vec<(FieldId, Option<Revision>)>,
    /// A text for the reader of the history.
    pub note: Option<String>,
}

/// Somebody acting for a seat. That the person may act for the seat by this right was resolved by
/// the desk; whether the seat may act at this step is decided here.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The seat.
    pub seat: Seat,
    /// By what right.
    pub right: Right,
    /// How the person proved who they are.
    pub proof: Proof,
}

/// What came back from a signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignOutcome {
    /// Signed and accepted by our own verifier; the hash of the signed file.
    Signed {
        /// SHA-256 of the signed bytes, in hex.
        sha256: String,
    },
    /// Surely not signed.
    Failed {
        /// Why, for the people who must act on it.
        reason: String,
    },
    /// It may have been signed.
    Unknown,
}

/// Who reports the outcome of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignReporter {
    /// The signer itself.
    Signer,
    /// A person who reconciles an unknown outcome.
    Person(PersonId),
}
