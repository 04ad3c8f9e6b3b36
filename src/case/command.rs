//! What somebody wants to do with a case.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::area::{Right, Seat};
use crate::origin::{CaseId, PersonId};
use crate::workflow::{ActionId, Definition, FieldId, OutputId, Proof, Purpose, StepId};

use super::{Revision, Slot};

/// A wish; `decide` says what happens, or why not.
///
/// New values travel beside the command: the desk offers them to the case's `Answers` first, and
/// the command names them by revision.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The applicant puts answers by, before handing them in.
    SaveDraft {
        /// The applicant.
        person: PersonId,
        /// What changed; a revision of `None` empties the field.
        fills: Vec<(FieldId, Option<Revision>)>,
    },
    /// The applicant hands the request in, for the first time or again.
    Submit {
        /// The applicant.
        person: PersonId,
        /// Why the letter is asked for; read at the first submission only.
        purpose: Purpose,
        /// The case whose letter is renewed or corrected; read at the first submission only.
        earlier: Option<CaseId>,
        /// What changed since the last submission and what was put by; all answers at the first.
        /// A revision of `None` empties the field.
        fills: Vec<(FieldId, Option<Revision>)>,
    },
    /// A holder takes an action.
    Act(Act),
    /// One of several who share a seat takes a slot on; a colleague may take it over.
    Claim(AtSlot),
    /// Whoever took a slot on gives it back.
    Release(AtSlot),
    /// The head of the parent unit, who may do nothing else, gives a slot to another seat, for
    /// nobody is left who could act.
    Reassign {
        /// What is reassigned, and by whom.
        at: AtSlot,
        /// Whom it is given to.
        to: Seat,
    },
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
    /// An ended case is opened again.
    Reopen {
        /// The applicant.
        person: PersonId,
    },
    /// A letter whose signature failed is given up; its number stays in the register, void. The next
    /// approval draws another.
    Void {
        /// The output.
        output: OutputId,
        /// Why, for the reader of the register.
        reason: String,
    },
    /// An issued letter no longer holds.
    Revoke {
        /// The output.
        output: OutputId,
        /// The seat of the last signer, or its superior.
        actor: Actor,
        /// A coded reason.
        reason: String,
    },
    /// A letter of another case was issued that takes the place of one of this case, or revokes it.
    Supersede {
        /// The output of this case.
        output: OutputId,
        /// The other case.
        by: CaseId,
        /// What becomes of it.
        how: Superseded,
    },
    /// Time has passed: a late rule of the step fires, or a hold is over.
    Tick {
        /// The step.
        step: StepId,
        /// Which of its late rules; `None` ends the hold.
        rule: Option<usize>,
    },
    /// Time has passed with the applicant: they are reminded, and at last the case is closed.
    Silence,
    /// The case goes on under the model's definition, settings and calendar (section 9).
    Migrate {
        /// The definition that it was pinned to.
        from: Arc<Definition>,
    },
    /// Somebody says something about it, which decides nothing.
    Comment {
        /// Who.
        person: PersonId,
        /// For which seat, if not as the applicant.
        seat: Option<Seat>,
        /// The words.
        text: String,
    },
}

/// What becomes of a letter when another case's letter is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Superseded {
    /// It was renewed or corrected.
    Replaced,
    /// The other letter says that it no longer holds.
    Revoked,
}

/// An action of a holder.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The step.
    pub step: StepId,
    /// For which of those who must act there.
    pub slot: Slot,
    /// The action.
    pub action: ActionId,
    /// Who acts, for which seat and by what right.
    pub actor: Actor,
    /// Values that the holder fills or corrects.
    pub fills: Vec<(FieldId, Option<Revision>)>,
    /// A text for the reader of the history.
    pub note: Option<String>,
    /// The key of a coded reason.
    pub reason: Option<String>,
    /// The office of a forward, offered as a value of the field that takes it.
    pub unit: Option<Revision>,
    /// With a return: what is to be mended, by field of the applicant.
    pub remarks: BTreeMap<FieldId, String>,
}

impl Act {
    /// An action with nothing beside it.
    pub fn new(step: StepId, slot: Slot, action: ActionId, actor: Actor) -> Self {
        Self {
            step,
            slot,
            action,
            actor,
            fills: Vec::new(),
            note: None,
            reason: None,
            unit: None,
            remarks: BTreeMap::new(),
        }
    }
}

/// Somebody at a slot, without deciding anything.
#[derive(Debug, Clone, PartialEq)]
pub struct AtSlot {
    /// The step.
    pub step: StepId,
    /// The slot.
    pub slot: Slot,
    /// Who.
    pub actor: Actor,
}

/// An officer who records at the desk what somebody said there. It stands for any proof of identity
/// but a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtDesk {
    /// The officer.
    pub officer: PersonId,
    /// For which seat.
    pub seat: Seat,
    /// SHA-256 (hex) of the paper that shows it.
    pub evidence: String,
}

/// Somebody who acts: for a seat, or for themself where the step names the applicant or a person, or
/// a machine. That the person may act for the seat by this right was resolved by the desk; whether
/// the seat or the person may act at this step is decided here.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The seat; `None` for themself.
    pub seat: Option<Seat>,
    /// By what right.
    pub right: Right,
    /// How the person proved who they are.
    pub proof: Proof,
    /// Who recorded it, if it was said at the desk.
    pub at_desk: Option<AtDesk>,
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
