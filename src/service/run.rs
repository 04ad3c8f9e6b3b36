//! Runs a scenario on the engine, in a world of its own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::acting::By;
use super::world::World;
use super::{Coverage, Line, Samples, Scenario};
use crate::calendar::{Period, Unit};
use crate::case::{
    Case, Command, Event, Phase, Refusal, carry_out, complete, complete_numbers, next_tick,
    position,
};
use crate::origin::PersonId;
use crate::workflow::{Definition, FieldId, Filler, OutputId, Step, StepId, Value, Written};

/// What became of a scenario: the case as it stands, and all that happened, a list per command.
#[derive(Debug, Clone)]
pub struct Played {
    /// The case.
    pub case: Case,
    /// The step it stands at, or `applicant`.
    pub at: Option<String>,
    /// The events of each accepted command.
    pub log: Vec<Vec<Event>>,
    /// Steps whose approval outlived the last submission.
    pub kept: BTreeSet<StepId>,
    /// Outputs that were voided on the way.
    pub voided: BTreeSet<OutputId>,
    /// The code by which the last line was refused.
    pub refused: Option<String>,
}

/// A line of a scenario that could not be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct PlayError {
    /// The line.
    pub at: Written,
    /// What happened.
    pub problem: String,
}

pub(super) enum Stop {
    Refusal(Refusal),
    Answer(String),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

/// Plays a scenario and notes what it exercises.
pub fn play(
    definition: &Definition,
    scenario: &Scenario,
    coverage: &mut Coverage,
) -> Result<Played, PlayError> {
    let world = World::new(definition, &scenario.office, &scenario.seats);
    let calendar = world.calendar.clone();
    let mut run = Run {
        definition,
        with: &scenario.with,
        samples: Samples::new(world.today(), &calendar),
        world,
        case: Case::new(),
        edits: BTreeMap::new(),
        last: World::applicant(),
        coverage,
        log: Vec::new(),
        kept: BTreeSet::new(),
    };
    let mut refused = None;
    for (nth, (words, line)) in scenario.lines.iter().enumerate() {
        let last = nth + 1 == scenario.lines.len();
        match run.line(line) {
            Ok(()) => {}
            Err(Stop::Answer(problem)) => {
                return Err(PlayError { at: words.clone(), problem });
            }
            Err(Stop::Refusal(code)) if last && scenario.expect.refused.is_some() => {
                refused = Some(code.to_string());
            }
            Err(Stop::Refusal(code)) => {
                let problem =
                    format!("`{}` is refused with {code}; the case {}", words.text, run.stands());
                return Err(PlayError { at: words.clone(), problem });
            }
        }
    }
    let voids = run.case.voids.iter().map(|(output, _, _)| output.clone());
    let voided = voids.collect();
    Ok(Played { at: run.at(), case: run.case, log: run.log, kept: run.kept, voided, refused })
}

pub(super) struct Run<'a> {
    pub(super) definition: &'a Definition,
    pub(super) with: &'a BTreeMap<String, String>,
    pub(super) samples: Samples<'a>,
    pub(super) world: World<'a>,
    pub(super) case: Case,
    /// The applicant's draft of a returned request.
    pub(super) edits: BTreeMap<FieldId, Value>,
    /// Who decided last.
    pub(super) last: PersonId,
    coverage: &'a mut Coverage,
    log: Vec<Vec<Event>>,
    kept: BTreeSet<StepId>,
}

impl<'a> Run<'a> {
    fn line(&mut self, line: &Line) -> Result<(), Stop> {
        match line {
            Line::Submit => self.submit(),
            Line::Withdraw => self.carry_out(&Command::Withdraw { person: World::applicant() }),
            Line::Undo => self.carry_out(&Command::Undo { person: self.last }),
            Line::Wait(period) => self.wait(*period),
            Line::Edit { field, part, value } => self.edit(field, part.as_deref(), value),
            Line::Act { step, action, unit, seat, right } => {
                let by = By { unit: unit.as_deref(), seat: seat.as_ref(), right: *right };
                self.act(step, action, by)
            }
            Line::Sign { step, reply, right } => self.sign(step, *reply, *right),
            Line::Reopen => self.carry_out(&Command::Reopen { person: World::applicant() }),
            Line::Revoke(reason) => self.revoke(reason),
        }
    }

    pub(super) fn carry_out(&mut self, command: &Command) -> Result<(), Stop> {
        let (world, case) = (&self.world, &self.case);
        let mut outcome = world.model(case, |model| carry_out(model, case, command, world.now))?;
        let draw = |series: &_| self.world.draw(series);
        complete_numbers(self.definition, &mut outcome, draw, ToString::to_string);
        let events = outcome.events;
        self.case = outcome.case;
        let (coverage, case) = (&mut *self.coverage, &self.case);
        self.world.model(case, |model| coverage.note(model, case, &events));
        self.log.push(events);
        Ok(())
    }

    fn submit(&mut self) -> Result<(), Stop> {
        let approved = self.approved();
        let mut answers = std::mem::take(&mut self.edits);
        for (field, value) in self.fill(&Filler::Applicant, &answers)? {
            answers.entry(field).or_insert(value);
        }
        let fills = self.offer(answers);
        let purpose = self.purpose()?;
        let person = World::applicant();
        self.carry_out(&Command::Submit { person, purpose, earlier: None, fills })?;
        self.kept = self.approved().intersection(&approved).cloned().collect();
        Ok(())
    }

    /// The steps that were approved, validly.
    fn approved(&self) -> BTreeSet<StepId> {
        let case = &self.case;
        let steps = self.definition.steps.iter();
        let steps = steps.filter(|step| case.approvals.at(&step.id).next().is_some());
        self.world.model(case, |model| {
            steps.filter(|step| complete(model, case, step)).map(|step| step.id.clone()).collect()
        })
    }

    /// Lets time pass; late rules fire and holds end in their moment.
    fn wait(&mut self, period: Period) -> Result<(), Stop> {
        let (calendar, now) = (&self.world.calendar, self.world.now);
        let hours = if period.unit == Unit::Day { 24 } else { 1 };
        let wall = SignedDuration::from_hours(hours * i64::from(period.count));
        let later = || now.saturating_add(wall).unwrap_or(now);
        let end = calendar.work(period).map_or_else(later, |work| calendar.after(now, work));
        loop {
            let next = self.world.model(&self.case, |model| next_tick(model, &self.case));
            let Some((at, tick)) = next.filter(|(at, _)| *at <= end) else { break };
            self.world.now = at.max(self.world.now);
            self.carry_out(&tick)?;
        }
        self.world.now = end;
        Ok(())
    }

    pub(super) fn step(&self, step: &StepId) -> Result<&'a Step, Stop> {
        let known = self.definition.step(step.as_str());
        known.ok_or_else(|| Stop::Answer(format!("there is no step `{step}`")))
    }

    /// The step that the case stands at, or `applicant`.
    pub(super) fn at(&self) -> Option<String> {
        if matches!(self.case.phase, Phase::Returned { .. }) {
            return Some("applicant".to_owned());
        }
        self.world
            .model(&self.case, |model| position(model, &self.case).map(|step| step.id.to_string()))
    }

    fn stands(&self) -> String {
        match (&self.case.phase, self.at()) {
            (Phase::Draft, _) => "is not submitted yet".to_owned(),
            (Phase::Ended { end, .. }, _) => format!("has ended: {end}"),
            (_, Some(at)) => format!("stands at {at}"),
            (_, None) => "stands nowhere".to_owned(),
        }
    }
}
