//! The state of a case: what its events amount to. Where it stands is derived, never stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Answers, Approvals, BySlot, Completion, Held, Revision, Slot};
use crate::area::{AreaCode, Level, OfficeId, Right, Seat};
use crate::calendar::{Holidays, Period};
use crate::origin::{CaseId, PersonId};
use crate::workflow::{
    ActionId, DefinitionHash, EndId, FieldId, Holder, OutputId, Purpose, SettingId, StepId,
    TableId, Value,
};

/// A case. Serialised without its answers, which live in a table of their own.
///
/// What is large or rarely changes is shared between a case and its copies: every decision makes
/// some, and keeps one for an undo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// How many commands have changed it.
    pub version: u64,
    /// What it reads; set by the first submission.
    pub pin: Option<Arc<Pin>>,
    /// Who started it; set by the first answers.
    pub applicant: Option<PersonId>,
    /// The case whose letter is renewed or corrected.
    #[serde(default)]
    pub earlier: Option<CaseId>,
    /// Where it is in its life.
    pub phase: Phase,
    /// The day of the first submission: `today` in expressions.
    pub submitted: Option<Date>,
    /// The current value of every filled field.
    pub data: Arc<BTreeMap<FieldId, Held>>,
    /// What the applicant has put by since the last submission; `None` empties a field.
    #[serde(default)]
    pub draft: BTreeMap<FieldId, Option<Held>>,
    /// The approvals, valid or not.
    pub approvals: Approvals,
    /// Holders that late rules added.
    pub added: BTreeMap<StepId, Vec<Holder>>,
    /// Who has taken a slot on, of several who share a seat.
    #[serde(default, skip_serializing_if = "BySlot::is_empty")]
    pub claimed: BySlot<PersonId>,
    /// Seats that slots were reassigned to.
    #[serde(default, skip_serializing_if = "BySlot::is_empty")]
    pub reassigned: BySlot<Seat>,
    /// Late rules that have fired: step, rule, arrival.
    pub fired: Vec<(StepId, usize, u32)>,
    /// The clocks of the steps.
    pub clocks: Arc<BTreeMap<StepId, Clock>>,
    /// The clock of the case, measured against the promised time.
    pub clock: Clock,
    /// Held steps.
    pub held: BTreeMap<StepId, Hold>,
    /// What was added to the deadlines of steps.
    #[serde(default)]
    pub extra_time: BTreeMap<StepId, Vec<Period>>,
    /// How often an action was taken: step, then action.
    pub counts: BTreeMap<StepId, BTreeMap<ActionId, u32>>,
    /// How often a case arrived at a step with a fresh clock.
    pub arrivals: Arc<BTreeMap<StepId, u32>>,
    /// The outputs that were begun.
    pub outputs: Arc<BTreeMap<OutputId, OutputState>>,
    /// What was voided: output, number, reason.
    pub voids: Vec<(OutputId, Option<String>, String)>,
    /// The last decision, as long as it may be undone.
    pub last: Option<Decision>,
    /// Every value that a field ever had.
    #[serde(skip)]
    pub answers: Answers,
}

/// What a case reads, fixed at the first submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// The definition with its parts.
    pub definition: DefinitionHash,
    /// The tables that it names, each by SHA-256 (hex) of its content.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<TableId, String>,
    /// New, renewal or correction.
    pub purpose: Purpose,
    /// The settings of the office.
    pub settings: BTreeMap<SettingId, Value>,
    /// Where the starter sat, for a service whose route begins there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OfficeId>,
    /// The holidays as they were known, where an expression counts working days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Arc<Holidays>>,
}

/// Where a case is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "phase")]
pub enum Phase {
    /// Not yet submitted.
    Draft,
    /// With its steps.
    Open,
    /// With the applicant.
    Returned {
        /// The step that returned it.
        by: StepId,
        /// What the applicant is told.
        note: Option<String>,
        /// What is to be mended, by field.
        #[serde(default)]
        remarks: BTreeMap<FieldId, String>,
        /// Since when.
        since: Timestamp,
        /// How often the applicant was reminded.
        reminded: u32,
    },
    /// Over.
    Ended {
        /// How.
        end: EndId,
        /// When.
        at: Timestamp,
    },
}

/// What was said at a slot: an approval, or a no that others may outvote; with what it vouched for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// Who.
    pub person: PersonId,
    /// For which seat; `None` for themself.
    pub seat: Option<Seat>,
    /// By what right.
    pub right: Right,
    /// When.
    pub at: Timestamp,
    /// What it saw: valid while all of it is so now.
    pub saw: Vouched,
    /// A no, and the end that it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<EndId>,
}

/// What an approval vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Vouched {
    /// The revision of each confirmed field; `None` where it was empty.
    pub fields: BTreeMap<FieldId, Option<Revision>>,
    /// The unit of the route at the holder's level.
    pub route: Option<(Level, Option<AreaCode>)>,
}

/// Time spent at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clock {
    /// Working time.
    pub worked: SignedDuration,
    /// Time of the clock on the wall.
    pub wall: SignedDuration,
    /// Running since.
    pub since: Option<Timestamp>,
}

/// A hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Since when.
    pub since: Timestamp,
    /// At most so long.
    pub pause: Period,
}

/// An output on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputState {
    /// Where it stands.
    pub state: LetterState,
    /// Its number, once drawn.
    pub number: Option<Completion>,
    /// Which value of each field it was frozen from.
    pub facts: Arc<BTreeMap<FieldId, Revision>>,
    /// SHA-256 (hex) of template, fonts and facts.
    pub facts_sha256: Option<String>,
    /// SHA-256 (hex) of the newest bytes: rendered, then signed.
    pub sha256: Option<String>,
    /// The steps that were asked to sign.
    pub asked: Vec<StepId>,
    /// The steps that have signed.
    pub signed: Vec<StepId>,
    /// The request that is under way, or was the last.
    pub request: Option<SignRequest>,
    /// The last day on which it may be used, once issued.
    #[serde(default)]
    pub until: Option<Date>,
}

/// Where a letter stands (definition-format.md section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterState {
    /// The number is drawn and the facts are frozen.
    Numbered,
    /// The bytes are fixed; they may go to the signer.
    Prepared,
    /// Surely not signed.
    Failed,
    /// It may have been signed.
    Unknown,
    /// A signature came back and was verified.
    Signed,
    /// Issued.
    Released,
    /// Issued, and a renewal or correction took its place.
    Replaced,
    /// Issued, and it no longer holds.
    Revoked,
    /// Void.
    Void,
}

/// A request for a signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignRequest {
    /// The step that signs.
    pub step: StepId,
    /// Its slot.
    pub slot: Slot,
    /// Who, by what right, and what they vouch for: becomes the approval once all is signed.
    pub approval: Arc<Approval>,
}

/// The last decision, with the case as it was before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Who took it.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// Whether it may be undone.
    pub undoable: bool,
    /// The case before it (without a last decision of its own).
    pub before: Arc<Case>,
}

impl Case {
    /// A case that was only just begun.
    pub fn new() -> Self {
        Self {
            version: 0,
            pin: None,
            applicant: None,
            earlier: None,
            phase: Phase::Draft,
            submitted: None,
            data: Arc::default(),
            draft: BTreeMap::new(),
            approvals: Approvals::default(),
            added: BTreeMap::new(),
            claimed: BySlot::default(),
            reassigned: BySlot::default(),
            fired: Vec::new(),
            clocks: Arc::default(),
            clock: Clock::default(),
            held: BTreeMap::new(),
            extra_time: BTreeMap::new(),
            counts: BTreeMap::new(),
            arrivals: Arc::default(),
            outputs: Arc::default(),
            voids: Vec::new(),
            last: None,
            answers: Answers::default(),
        }
    }

    /// The current value of a field.
    pub fn value(&self, field: &FieldId) -> Option<&Value> {
        let held = self.data.get(field)?;
        self.answers.get(field, held.revision).map(|answer| &answer.value)
    }
}

impl Default for Case {
    fn default() -> Self {
        Self::new()
    }
}
