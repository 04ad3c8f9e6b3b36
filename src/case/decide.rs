//! What a command does to a case, or why it is refused (definition-format.md section 11).

use jiff::Timestamp;

use super::position::signing;
use super::time::{has_fired, hold_end, over};
use super::{
    Case, Command, Event, LetterState, Model, OutputState, Phase, Refusal, act, pin, position,
    settle, sign,
};
use crate::origin::PersonId;
use crate::workflow::{EndId, LateDo, Output, OutputId, StepId};

/// What a command does: the events of the decision and all that follows from it by itself.
///
/// Pure and total. Numbers are drawn but not known: see [`super::complete_numbers`]. No events
/// means that the command was carried out before and changes nothing.
///
/// # Errors
/// The first [`Refusal`] in the order of section 11.
pub fn decide(
    model: &Model<'_>,
    case: &Case,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let answers_signer = matches!(command, Command::Freeze { .. } | Command::SignResult { .. });
    if signing(case) && !answers_signer {
        return Err(Refusal::Signing);
    }
    if matches!(case.phase, Phase::Ended { .. }) && !matches!(command, Command::Undo { .. }) {
        return Err(Refusal::Closed);
    }
    let mut draft = Draft::new(model, case, now);
    match command {
        Command::Submit { person, purpose, fills } => {
            pin::submit(&mut draft, *person, *purpose, fills)?;
        }
        Command::Act(act) => act::act(&mut draft, act)?,
        Command::Freeze { output, sha256 } => sign::freeze(&mut draft, output, sha256)?,
        Command::SignResult { output, outcome, by } => {
            sign::result(&mut draft, output, outcome, *by)?;
        }
        Command::Undo { person } => {
            draft.undo(*person)?;
            draft.move_clocks();
            return Ok(draft.events);
        }
        Command::Withdraw { person } => draft.withdraw(*person)?,
        Command::Tick { step, rule: Some(rule) } => draft.late(step, *rule)?,
        Command::Tick { step, rule: None } => draft.resume(step)?,
    }
    if !draft.events.is_empty() {
        settle::settle(&mut draft);
    }
    Ok(draft.events)
}

/// A decision in the making: its events so far, and the case as they leave it.
pub(super) struct Draft<'a> {
    pub(super) model: Model<'a>,
    pub(super) case: Case,
    pub(super) now: Timestamp,
    events: Vec<Event>,
}

impl<'a> Draft<'a> {
    fn new(model: &Model<'a>, case: &Case, now: Timestamp) -> Self {
        Self { model: *model, case: case.clone(), now, events: Vec::new() }
    }

    pub(super) fn push(&mut self, event: Event) {
        self.case.evolve(&event, self.model.definition);
        self.events.push(event);
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
        if let Some(event) = super::clocks::follow(&self.model, &self.case, self.now) {
            self.push(event);
        }
    }

    fn withdraw(&mut self, person: PersonId) -> Result<(), Refusal> {
        if self.case.applicant != Some(person) {
            return Err(Refusal::NotYourTask);
        }
        if self.case.outputs.values().any(|output| !output.signed.is_empty()) {
            return Err(Refusal::AlreadySigned);
        }
        self.push(Event::Withdrawn { person, at: self.now });
        self.close(EndId::from("withdrawn"));
        Ok(())
    }

    fn undo(&mut self, person: PersonId) -> Result<(), Refusal> {
        let last = self.case.last.as_ref().filter(|last| last.person == person);
        let last = last.ok_or(Refusal::TooLate)?;
        if self.now.duration_since(last.at) > self.model.undo_window {
            return Err(Refusal::TooLate);
        }
        if !last.undoable {
            return Err(Refusal::NotAllowed);
        }
        let before = &last.before.outputs;
        let made = |output: &&Output| {
            let (now, then) = (self.case.outputs.get(&output.id), before.get(&output.id));
            let number = |state: Option<&OutputState>| state.and_then(|s| s.number.clone());
            let released = now.is_some_and(|now| now.state == LetterState::Released);
            let absent = then.is_none_or(|then| then.state == LetterState::Void);
            number(now) != number(then) || released && absent
        };
        let begun = self.model.definition.outputs.iter().filter(made);
        let begun: Vec<OutputId> = begun.map(|output| output.id.clone()).collect();
        for output in begun {
            self.void(&output, "undone".to_owned());
        }
        self.push(Event::Undone { at: self.now });
        Ok(())
    }

    fn late(&mut self, step: &StepId, rule: usize) -> Result<(), Refusal> {
        if self.case.held.contains_key(step) {
            return Err(Refusal::Held);
        }
        if has_fired(&self.case, step, rule) {
            return Ok(());
        }
        let late = self.at(step)?.late.get(rule).ok_or(Refusal::NotAllowed)?;
        let here = self.at(step)?;
        if !over(&self.model, &self.case, here, late.after, self.now) {
            return Err(Refusal::NotAllowed);
        }
        let step = step.clone();
        self.push(match &late.act {
            LateDo::Remind => Event::Reminded { step, rule },
            LateDo::Add(holder) => Event::HolderAdded { step, rule, holder: holder.clone() },
        });
        Ok(())
    }

    fn resume(&mut self, step: &StepId) -> Result<(), Refusal> {
        let end = hold_end(self.model.calendar, &self.case, step).ok_or(Refusal::NotAllowed)?;
        if self.now < end {
            return Err(Refusal::Held);
        }
        self.push(Event::Resumed { step: step.clone() });
        Ok(())
    }

    /// The position, if it is `step`.
    pub(super) fn at(&self, step: &StepId) -> Result<&'a crate::workflow::Step, Refusal> {
        if self.case.phase != Phase::Open {
            return Err(Refusal::NotOpen);
        }
        position(&self.model, &self.case).filter(|at| at.id == *step).ok_or(Refusal::NotThisStep)
    }
}

#[cfg(test)]
mod tests {
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
}
