//! What happened: the only thing that is stored of a decision.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Approval, Held, Pin, SignRequest};
use crate::area::{OfficeId, Right, Seat};
use crate::calendar::Period;
use crate::origin::PersonId;
use crate::workflow::{ActionId, EndId, FieldId, Holder, OutputId, StepId};

/// An event. It never holds a field's value, only revision and commitment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// The case reads these settings, tables and this definition from now on.
    Pinned(Pin),
    /// The request was handed in.
    Submitted {
        /// The applicant.
        person: PersonId,
        /// All values of the applicant's fields that changed; `None` was emptied.
        values: BTreeMap<FieldId, Option<Held>>,
        /// When.
        at: Timestamp,
        /// The day of it in the office's zone; that of the first is `today` in expressions.
        date: Date,
    },
    /// A decision begins: what follows can be undone until somebody else acts.
    Decided {
        /// Who took it.
        person: PersonId,
        /// For which seat.
        seat: Seat,
        /// By what right.
        right: Right,
        /// At which step.
        step: StepId,
        /// The action.
        action: ActionId,
        /// The note, if one was given.
        note: Option<String>,
        /// When.
        at: Timestamp,
        /// Whether it may be undone (not where a signature was asked for).
        undoable: bool,
    },
    /// A step filled or corrected fields.
    Filled {
        /// The step.
        step: StepId,
        /// The new values.
        values: BTreeMap<FieldId, Option<Held>>,
    },
    /// A holder approved.
    Approved {
        /// The step.
        step: StepId,
        /// Who, and what was vouched for.
        approval: Approval,
    },
    /// Back to the applicant.
    Returned {
        /// The step that returned it.
        step: StepId,
        /// What the applicant is told.
        note: Option<String>,
    },
    /// Back to an earlier step.
    SentBack {
        /// From.
        from: StepId,
        /// To.
        to: StepId,
    },
    /// The step waits, its clock stands still.
    Held {
        /// The step.
        step: StepId,
        /// Since when.
        at: Timestamp,
        /// At most so long.
        pause: Period,
    },
    /// The hold is over.
    Resumed {
        /// The step.
        step: StepId,
    },
    /// An action with a limit, or one that leads nowhere, was taken once more.
    Counted {
        /// The step.
        step: StepId,
        /// The action.
        action: ActionId,
    },
    /// A late rule let one more holder act.
    HolderAdded {
        /// The step.
        step: StepId,
        /// The rule's place in the list.
        rule: usize,
        /// Who may act besides.
        holder: Holder,
    },
    /// A late rule reminded the holder.
    Reminded {
        /// The step.
        step: StepId,
        /// The rule's place in the list.
        rule: usize,
    },
    /// A number was drawn. `decide` leaves `completion` open; the desk fills it in while it
    /// writes, so that a replayed event has it.
    Numbered {
        /// The output.
        output: OutputId,
        /// The counter.
        series: SeriesName,
        /// The office that draws; `None` where the route gives none.
        office: Option<OfficeId>,
        /// The day of drawing, in the office's zone: the series and the number tell its year.
        date: Date,
        /// The number, once drawn.
        completion: Option<Completion>,
    },
    /// A signature was asked for; the facts are frozen.
    SignRequested {
        /// The output.
        output: OutputId,
        /// By whom and on what.
        request: SignRequest,
        /// Which value of each field the letter is made from.
        facts: BTreeMap<FieldId, u32>,
        /// SHA-256 (hex) of template, fonts and all facts; the desk fills it in while it writes.
        facts_sha256: Option<String>,
    },
    /// The letter was rendered; from here on only these bytes go to a signer.
    Frozen {
        /// The output.
        output: OutputId,
        /// SHA-256 of the bytes, in hex.
        sha256: String,
    },
    /// A signature came back and our verifier accepts it.
    Signed {
        /// The output.
        output: OutputId,
        /// The step that signed.
        step: StepId,
        /// SHA-256 of the signed bytes, in hex.
        sha256: String,
    },
    /// Surely not signed.
    SignFailed {
        /// The output.
        output: OutputId,
        /// Why.
        reason: String,
    },
    /// It may have been signed.
    SignUnknown {
        /// The output.
        output: OutputId,
    },
    /// The output is out.
    Issued {
        /// The output.
        output: OutputId,
        /// When.
        at: Timestamp,
    },
    /// The output is void; its number is never used again.
    Voided {
        /// The output.
        output: OutputId,
        /// Its number, if it had one.
        number: Option<String>,
        /// Why (a stable code of section 7.3).
        reason: String,
    },
    /// The last decision was taken back.
    Undone {
        /// When.
        at: Timestamp,
    },
    /// The applicant gave up; `Closed` follows.
    Withdrawn {
        /// The applicant.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The case ended.
    Closed {
        /// How.
        end: EndId,
        /// When.
        at: Timestamp,
    },
    /// The clocks follow the position. Working time is measured when a clock stops and stands in
    /// the event, so that a replay under another calendar gives the same clocks.
    ClockMoved {
        /// The step whose clock runs from now on; none where nobody's does.
        to: Option<StepId>,
        /// When.
        at: Timestamp,
        /// Working time since the step's clock was started, if it stops now.
        step_worked: SignedDuration,
        /// Working time since the case's clock was started, if it stops now.
        case_worked: SignedDuration,
    },
}

/// The name of a counter: the output's id and the values of its series keys, in their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeriesName(pub String);

/// What the desk adds to a drawn number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The counter's value.
    pub value: u32,
    /// The number as it is printed.
    pub number: String,
    /// The day of drawing, in the office's zone.
    pub date: Date,
}
