//! What a command does to a case, or why it is refused (definition-format.md section 11).

use std::cell::Cell;
use std::sync::Arc;

use jiff::Timestamp;

use super::position::{signing, standing};
use super::{
    Case, Command, Event, Model, Phase, Refusal, act, claim, ending, late, migrate, pin, revoking,
    settle, sign, undo,
};
use crate::area::Seat;
use crate::origin::PersonId;
use crate::workflow::{EndId, OutputId, Step, StepId};

/// What a command did.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What happened. No events: the command was carried out before and changes nothing.
    pub events: Vec<Event>,
    /// The case as they leave it: what [`super::apply`] makes of them.
    pub case: Case,
}

impl Outcome {
    /// Completes the requests to sign an output: the facts that it is made of have this SHA-256.
    pub fn frozen(&mut self, output: &OutputId, sha256: &str) {
        for event in &mut self.events {
            if let Event::SignRequested { output: of, facts_sha256, .. } = event
                && of == output
            {
                *facts_sha256 = Some(sha256.to_owned());
            }
        }
        if let Some(state) = Arc::make_mut(&mut self.case.outputs).get_mut(output) {
            state.facts_sha256 = Some(sha256.to_owned());
        }
    }
}

/// The events of [`carry_out`].
///
/// # Errors
/// The first [`Refusal`] in the order of section 11.
pub fn decide(
    model: &Model<'_>,
    case: &Case,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    carry_out(model, case, command, now).map(|outcome| outcome.events)
}

/// What a command does: the events of the decision and all that follows from it by itself.
///
/// Pure and total. Numbers are drawn but not known: see [`super::complete_numbers`].
///
/// # Errors
/// The first [`Refusal`] in the order of section 11.
pub fn carry_out(
    model: &Model<'_>,
    case: &Case,
    command: &Command,
    now: Timestamp,
) -> Result<Outcome, Refusal> {
    if signing(case) && !while_signing(command) {
        return Err(Refusal::Signing);
    }
    if matches!(case.phase, Phase::Ended { .. }) && !after_the_end(command) {
        return Err(Refusal::Closed);
    }
    let mut draft = Draft::new(model, case, now);
    match command {
        Command::SaveDraft { person, fills } => pin::save(&mut draft, *person, fills)?,
        Command::Submit { person, purpose, earlier, fills } => {
            pin::submit(&mut draft, *person, (*purpose, *earlier), fills)?;
        }
        Command::Act(act) => act::act(&mut draft, act)?,
        Command::Claim(at) => claim::claim(&mut draft, at)?,
        Command::Release(at) => claim::release(&mut draft, at)?,
        Command::Reassign { at, to } => claim::reassign(&mut draft, at, to)?,
        Command::Freeze { output, sha256 } => sign::freeze(&mut draft, output, sha256)?,
        Command::SignResult { output, outcome, by } => {
            sign::result(&mut draft, output, outcome, *by)?;
        }
        Command::Void { output, reason } => sign::give_up(&mut draft, output, reason)?,
        Command::Undo { person } => {
            undo::undo(&mut draft, *person)?;
            draft.move_clocks();
            return Ok(draft.outcome());
        }
        Command::Withdraw { person } => ending::withdraw(&mut draft, *person)?,
        Command::Reopen { person } => ending::reopen(&mut draft, *person)?,
        Command::Revoke { output, actor, reason } => {
            revoking::revoke(&mut draft, output, actor, reason)?;
        }
        Command::Supersede { output, by, how } => {
            revoking::supersede(&mut draft, output, *by, *how);
        }
        Command::Tick { step, rule: Some(rule) } => late::fire(&mut draft, step, *rule)?,
        Command::Tick { step, rule: None } => late::resume(&mut draft, step)?,
        Command::Silence => ending::silence(&mut draft)?,
        Command::Migrate { from } => migrate::migrate(&mut draft, from)?,
        Command::Comment { person, seat, text } => {
            draft.comment(*person, seat.as_ref(), text)?;
            return Ok(draft.outcome());
        }
    }
    if !draft.events.is_empty() {
        settle::settle(&mut draft);
    }
    Ok(draft.outcome())
}

/// What may come while a signature is under way (7.4).
fn while_signing(command: &Command) -> bool {
    matches!(command, Command::Freeze { .. } | Command::SignResult { .. } | Command::Comment { .. })
}

/// What may come when the case has ended.
fn after_the_end(command: &Command) -> bool {
    matches!(
        command,
        Command::Undo { .. }
            | Command::Reopen { .. }
            | Command::Revoke { .. }
            | Command::Supersede { .. }
            | Command::Freeze { .. }
    )
}

/// A decision in the making: its events so far, and the case as they leave it.
#[expect(
    clippy::option_option,
    reason = "not yet looked for, and nothing left to do, are two things"
)]
pub(super) struct Draft<'a> {
    pub(super) model: Model<'a>,
    pub(super) case: Case,
    pub(super) now: Timestamp,
    events: Vec<Event>,
    /// What [`Draft::standing`] has found, until something happens that may change it.
    standing: Cell<Option<Option<&'a Step>>>,
}

impl<'a> Draft<'a> {
    fn new(model: &Model<'a>, case: &Case, now: Timestamp) -> Self {
        let (events, standing) = (Vec::with_capacity(8), Cell::new(None));
        Self { model: *model, case: case.clone(), now, events, standing }
    }

    /// One version on, if anything happened.
    fn outcome(self) -> Outcome {
        let Self { mut case, events, .. } = self;
        case.version += u64::from(!events.is_empty());
        Outcome { events, case }
    }

    pub(super) fn push(&mut self, event: Event) {
        self.case.evolve(&event, self.model.definition);
        if !leaves_standing(&event) {
            self.standing.set(None);
        }
        self.events.push(event);
    }

    /// The first step that is not complete, whatever the phase; it is asked for several times in a
    /// decision.
    pub(super) fn standing(&self) -> Option<&'a Step> {
        let find = || standing(&self.model, &self.case);
        let known = self.standing.get();
        // Every test and every walk looks again.
        debug_assert!(known.is_none_or(|known| known.map(|at| &at.id) == find().map(|at| &at.id)));
        let standing = known.unwrap_or_else(find);
        self.standing.set(Some(standing));
        standing
    }

    /// The step that an open case waits at.
    pub(super) fn position(&self) -> Option<&'a Step> {
        if self.case.phase == Phase::Open { self.standing() } else { None }
    }

    pub(super) fn close(&mut self, end: EndId) {
        self.push(Event::Closed { end, at: self.now });
    }

    pub(super) fn void(&mut self, output: &OutputId, reason: String) {
        let number = self.case.outputs.get(output).and_then(|state| state.number.as_ref());
        let number = number.map(|number| number.number.clone());
        self.push(Event::Voided { output: output.clone(), number, reason });
    }

    pub(super) fn move_clocks(&mut self) {
        if let Some(event) =
            super::clocks::follow(&self.model, &self.case, self.position(), self.now)
        {
            self.push(event);
        }
    }

    fn comment(
        &mut self,
        person: PersonId,
        seat: Option<&Seat>,
        text: &str,
    ) -> Result<(), Refusal> {
        if self.case.phase == Phase::Draft {
            return Err(Refusal::NotOpen);
        }
        if text.trim().is_empty() {
            return Err(Refusal::NoteRequired);
        }
        let (seat, text, at) = (seat.cloned(), text.trim().to_owned(), self.now);
        self.push(Event::Commented { person, seat, text, at });
        Ok(())
    }

    /// The position, if it is `step`.
    pub(super) fn at(&self, step: &StepId) -> Result<&'a Step, Refusal> {
        if self.case.phase != Phase::Open {
            return Err(Refusal::NotOpen);
        }
        self.position().filter(|at| at.id == *step).ok_or(Refusal::NotThisStep)
    }
}

/// Whether an event surely changes nothing that steps, guards and approvals depend on.
fn leaves_standing(event: &Event) -> bool {
    matches!(
        event,
        Event::Decided { .. }
            | Event::Numbered { .. }
            | Event::SignRequested { .. }
            | Event::Issued { .. }
            | Event::Closed { .. }
            | Event::ClockMoved { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::super::LetterState;
    use super::super::stage::{Stage, person};
    use super::*;
    use jiff::SignedDuration;

    fn undo(stage: &mut Stage, who: &str) -> Result<Vec<Event>, Refusal> {
        stage.order(&Command::Undo { person: person(who) })
    }

    #[test]
    fn a_decision_may_be_taken_back_by_its_maker_within_five_minutes() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        let before = stage.case.clone();
        stage.act("rt", "approve").unwrap();
        assert_eq!(undo(&mut stage, "rw"), Err(Refusal::TooLate));
        stage.wait(SignedDuration::from_mins(5));
        let events = undo(&mut stage, "rt").unwrap();
        assert!(matches!(events[..], [Event::Voided { .. }, Event::Undone { .. }]));
        assert_eq!(stage.case.clocks, before.clocks, "they run as if they had never stopped");
        assert_eq!(stage.case.voids.len(), 1);
        assert_eq!(undo(&mut stage, "rt"), Err(Refusal::TooLate), "once");
        stage.act("rt", "approve").unwrap();
        stage.wait(SignedDuration::from_mins(5) + SignedDuration::from_secs(1));
        assert_eq!(undo(&mut stage, "rt"), Err(Refusal::TooLate));
    }

    #[test]
    fn the_hash_of_the_facts_stands_in_the_request_and_in_the_case() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        for step in ["rt", "rw", "verify"] {
            stage.act(step, "approve").unwrap();
        }
        let command = Command::Act(stage.action("lurah", "approve"));
        let decided = stage.with(|model| carry_out(model, &stage.case, &command, stage.now));
        let mut outcome = decided.unwrap();
        let before = outcome.clone();
        outcome.frozen(&"another".into(), "ff");
        assert_eq!(outcome, before);
        outcome.frozen(&"letter".into(), "ff");
        let asked = |event: &Event| matches!(event, Event::SignRequested { facts_sha256: Some(hash), .. } if hash == "ff");
        assert_eq!(outcome.events.iter().filter(|event| asked(event)).count(), 1);
        let replayed = super::super::apply(stage.case, &outcome.events, &stage.definition);
        assert_eq!(replayed, outcome.case);
    }

    #[test]
    fn nobody_takes_back_what_another_has_answered() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        stage.act("rt", "approve").unwrap();
        stage.order(&Command::Withdraw { person: person("applicant") }).unwrap();
        assert_eq!(undo(&mut stage, "rt"), Err(Refusal::TooLate));
        assert_eq!(stage.act("rw", "approve"), Err(Refusal::Closed));
    }

    #[test]
    fn the_applicant_withdraws_until_the_first_signature() {
        let mut stage = Stage::birth();
        let old = crate::workflow::Value::Date(jiff::civil::date(2025, 10, 1));
        stage.submit(&[("birth_date", old)]).unwrap();
        for step in ["rt", "rw", "verify", "lurah"] {
            stage.act(step, "approve").unwrap();
        }
        let withdraw = |who: &str| Command::Withdraw { person: person(who) };
        stage.signed("letter").unwrap();
        assert_eq!(stage.at(), Some("camat"));
        assert_eq!(stage.order(&withdraw("rt")), Err(Refusal::NotYourTask));
        assert_eq!(stage.order(&withdraw("applicant")), Err(Refusal::AlreadySigned));
        assert_eq!(stage.case.outputs["letter"].state, LetterState::Signed, "the camat signs too");
    }

    #[test]
    fn what_does_not_fit_is_refused_and_never_a_panic() {
        let mut stage = Stage::birth();
        let odd = [
            Command::Tick { step: "nowhere".into(), rule: Some(99) },
            Command::Tick { step: "nowhere".into(), rule: None },
            Command::Freeze { output: "nothing".into(), sha256: String::new() },
            Command::Undo { person: person("rt") },
            Command::Withdraw { person: person("rt") },
            Command::Act(super::super::Act { step: "nowhere".into(), ..stage.action("rt", "zz") }),
        ];
        for command in &odd {
            assert!(stage.order(command).is_err(), "{command:?}");
        }
        stage.submit(&[]).unwrap();
        for command in &odd {
            assert!(stage.order(command).is_err(), "{command:?}");
        }
    }

    #[test]
    fn a_comment_decides_nothing_and_says_something() {
        let mut stage = Stage::birth();
        let comment = |text: &str| Command::Comment {
            person: person("applicant"),
            seat: None,
            text: text.to_owned(),
        };
        assert_eq!(stage.order(&comment("x")), Err(Refusal::NotOpen));
        stage.submit(&[]).unwrap();
        assert_eq!(stage.order(&comment("  ")), Err(Refusal::NoteRequired));
        let before = stage.case.clone();
        let events = stage.order(&comment(" besok ")).unwrap();
        assert!(matches!(&events[..], [Event::Commented { text, .. }] if text == "besok"));
        assert_eq!(stage.case, Case { version: before.version + 1, ..before });
    }
}
