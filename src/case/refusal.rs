//! Why a command is refused: a value with a stable code, never a panic.

use std::fmt;

use crate::origin::CaseId;
use crate::workflow::FieldId;

/// A refusal (definition-format.md section 11). Its `Display` is the stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The case has ended.
    Closed,
    /// The case is with the applicant.
    NotOpen,
    /// The case stands elsewhere.
    NotThisStep,
    /// Submitted while it is open.
    NotYourTurn,
    /// Not the holder.
    NotYourTask,
    /// Nobody approves their own request.
    OwnRequest,
    /// The person approved at a step named in `not`.
    FourEyes,
    /// This holder has decided already.
    AlreadyDecided,
    /// The step has no such action.
    UnknownAction,
    /// Not in this state.
    NotAllowed,
    /// A signature is under way.
    Signing,
    /// The step is held.
    Held,
    /// A field must be filled.
    Missing(FieldId),
    /// A rule of a field does not hold; its words.
    Check(String),
    /// The step may not change this field.
    Frozen(FieldId),
    /// The action needs a note.
    NoteRequired,
    /// The action needs a coded reason.
    ReasonRequired,
    /// The notice period of the step is not over.
    TooEarly,
    /// The action was taken as often as it may be.
    Limit,
    /// Too late to undo, or to open again.
    TooLate,
    /// There is a signature already.
    AlreadySigned,
    /// The proof of identity is less than the step asks for; the proof that it asks for.
    Auth(&'static str),
    /// Nobody holds the seat (or not by this right).
    HolderVacant,
    /// The account does not prove who this is, and only a resident may start; said by the desk.
    NotResident,
    /// The service may not be started by this person, from this case or on this day; said by the
    /// desk.
    NotStarted,
    /// Another case with the same values of `start.unique` is open; said by the desk.
    Unique(CaseId),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "closed",
            Self::NotOpen => "not-open",
            Self::NotThisStep => "not-this-step",
            Self::NotYourTurn => "not-your-turn",
            Self::NotYourTask => "not-your-task",
            Self::OwnRequest => "own-request",
            Self::FourEyes => "four-eyes",
            Self::AlreadyDecided => "already-decided",
            Self::UnknownAction => "unknown-action",
            Self::NotAllowed => "not-allowed",
            Self::Signing => "signing",
            Self::Held => "held",
            Self::Missing(field) => return write!(f, "missing:{field}"),
            Self::Check(say) => return write!(f, "check:{say}"),
            Self::Frozen(field) => return write!(f, "frozen:{field}"),
            Self::NoteRequired => "note-required",
            Self::ReasonRequired => "reason-required",
            Self::TooEarly => "too-early",
            Self::Limit => "limit",
            Self::TooLate => "too-late",
            Self::AlreadySigned => "already-signed",
            Self::Auth(proof) => return write!(f, "auth:{proof}"),
            Self::HolderVacant => "holder-vacant",
            Self::NotResident => "not-resident",
            Self::NotStarted => "not-started",
            Self::Unique(case) => return write!(f, "unique:{case}"),
        })
    }
}

impl std::error::Error for Refusal {}
