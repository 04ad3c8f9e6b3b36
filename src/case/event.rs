//! What happened: the only thing that is stored of a decision.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Approval, AtDesk, Completion, Held, Pin, Revoker, SeriesName, SignRequest, Slot};
use crate::area::{OfficeId, Right, Seat};
use crate::calendar::Period;
use crate::origin::{CaseId, PersonId};
use crate::workflow::{ActionId, DefinitionHash, EndId, FieldId, Holder, OutputId, StepId};

/// An event. It never holds a field's value, only revision and commitment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// The case reads these settings, tables and this definition from now on.
    Pinned(Arc<Pin>),
    /// Answers were put by, to be handed in later.
    DraftSaved {
        /// The applicant.
        person: PersonId,
        /// The values that changed; `None` was emptied.
        values: BTreeMap<FieldId, Option<Held>>,
    },
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
        /// The case whose letter is renewed or corrected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<CaseId>,
    },
    /// A decision begins: what follows can be undone until somebody else acts.
    Decided {
        /// Who took it.
        person: PersonId,
        /// For which seat; `None` for themself.
        seat: Option<Seat>,
        /// By what right.
        right: Right,
        /// At which step.
        step: StepId,
        /// At which of its slots.
        slot: Slot,
        /// The action.
        action: ActionId,
        /// The note, if one was given.
        note: Option<String>,
        /// The key of the reason, where one was chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// When.
        at: Timestamp,
        /// Whether it may be undone (not where a signature was asked for).
        undoable: bool,
        /// Who recorded it at the desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_desk: Option<AtDesk>,
    },
    /// One of several who share a seat took a slot on.
    Claimed {
        /// The step.
        step: StepId,
        /// The slot.
        slot: Slot,
        /// Who.
        person: PersonId,
        /// For which seat.
        seat: Seat,
        /// By what right.
        right: Right,
    },
    /// A slot was given back.
    Released {
        /// The step.
        step: StepId,
        /// The slot.
        slot: Slot,
        /// Who gave it back.
        person: PersonId,
    },
    /// A slot was given to another seat, for nobody was left who could act.
    Reassigned {
        /// The step.
        step: StepId,
        /// The slot.
        slot: Slot,
        /// Whom it was given to.
        to: Seat,
        /// Who gave it.
        person: PersonId,
        /// For which seat.
        seat: Seat,
        /// By what right.
        right: Right,
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
        /// Which of those who must act there.
        slot: Slot,
        /// Who, and what was vouched for.
        approval: Arc<Approval>,
    },
    /// A holder said no, and others may still approve.
    Declined {
        /// The step.
        step: StepId,
        /// Which of those who must act there.
        slot: Slot,
        /// Who, and the end that they ask for.
        approval: Arc<Approval>,
    },
    /// Back to the applicant.
    Returned {
        /// The step that returned it.
        step: StepId,
        /// What the applicant is told.
        note: Option<String>,
        /// What is to be mended, by field.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        remarks: BTreeMap<FieldId, String>,
        /// When.
        at: Timestamp,
    },
    /// Back to an earlier step.
    SentBack {
        /// From.
        from: StepId,
        /// To.
        to: StepId,
    },
    /// To another office, at the same step.
    Forwarded {
        /// The step.
        step: StepId,
        /// The field that takes the office.
        field: FieldId,
        /// The office.
        unit: Held,
    },
    /// The step has more time.
    Extended {
        /// The step.
        step: StepId,
        /// So much.
        by: Period,
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
    /// Time decided, by a late rule; what follows was not taken by anybody.
    Tacit {
        /// The step.
        step: StepId,
        /// The rule's place in the list.
        rule: usize,
        /// The action.
        action: ActionId,
        /// The words of the definition.
        words: String,
        /// When.
        at: Timestamp,
    },
    /// The applicant, who has the request, was reminded.
    ApplicantReminded {
        /// When.
        at: Timestamp,
    },
    /// The applicant stayed silent; `Closed` follows.
    Lapsed {
        /// When.
        at: Timestamp,
    },
    /// Something was said that decides nothing.
    Commented {
        /// Who.
        person: PersonId,
        /// For which seat; none as the applicant.
        seat: Option<Seat>,
        /// The words.
        text: String,
        /// When.
        at: Timestamp,
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
        facts: Arc<BTreeMap<FieldId, u32>>,
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
        /// The last day on which it may be used.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    /// An issued letter no longer holds.
    Revoked {
        /// The output.
        output: OutputId,
        /// Why: a code.
        reason: String,
        /// Whose doing it was.
        by: Revoker,
        /// When.
        at: Timestamp,
    },
    /// A letter of another case, a renewal or correction, takes its place.
    Replaced {
        /// The output.
        output: OutputId,
        /// The other case.
        by: CaseId,
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
    /// The case goes on; all clocks begin anew.
    Reopened {
        /// The applicant.
        person: PersonId,
        /// At this step.
        to: StepId,
        /// When.
        at: Timestamp,
    },
    /// The case goes on under another version; a new `Pinned` follows.
    Migrated {
        /// From this definition.
        from: DefinitionHash,
        /// To this one.
        to: DefinitionHash,
        /// The new names of steps, by their old ones.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        steps: BTreeMap<StepId, StepId>,
        /// The new names of fields, by their old ones.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<FieldId, FieldId>,
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
