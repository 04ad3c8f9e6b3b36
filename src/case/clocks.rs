//! The clocks of a case and its steps (definition-format.md section 8).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Case, Clock, Event, Model};
use crate::workflow::{Step, StepId};

impl Clock {
    fn stop(&mut self, at: Timestamp, worked: SignedDuration) {
        if let Some(since) = self.since.take() {
            self.worked = self.worked.saturating_add(worked);
            self.wall = self.wall.saturating_add(at.duration_since(since));
        }
    }
}

/// The event that makes the clocks follow the position; `None` where they do already.
pub(super) fn follow(
    model: &Model<'_>,
    case: &Case,
    position: Option<&Step>,
    now: Timestamp,
) -> Option<Event> {
    let step = position.filter(|step| !case.held.contains_key(&step.id));
    let running = case.clocks.iter().find(|(_, clock)| clock.since.is_some());
    let office = step.is_some_and(Step::by_office);
    let same_step = running.map(|(id, _)| id) == step.map(|step| &step.id);
    if same_step && case.clock.since.is_some() == office {
        return None;
    }
    let worked = |clock: &Clock, stops: bool| match clock.since {
        Some(since) if stops => model.calendar.worked(since, now),
        _ => SignedDuration::ZERO,
    };
    Some(Event::ClockMoved {
        to: step.map(|step| step.id.clone()),
        at: now,
        step_worked: running.map_or(SignedDuration::ZERO, |(_, clock)| worked(clock, !same_step)),
        case_worked: worked(&case.clock, !office),
    })
}

/// Stops the clocks that must not run any more and starts those of `to`.
pub(super) fn moved(
    case: &mut Case,
    to: Option<&StepId>,
    office: bool,
    at: Timestamp,
    (step_worked, case_worked): (SignedDuration, SignedDuration),
) {
    let clocks = Arc::make_mut(&mut case.clocks);
    for (step, clock) in clocks.iter_mut() {
        if Some(step) != to {
            clock.stop(at, step_worked);
        }
    }
    if let Some(step) = to {
        if !clocks.contains_key(step) {
            *Arc::make_mut(&mut case.arrivals).entry(step.clone()).or_default() += 1;
        }
        clocks.entry(step.clone()).or_default().since.get_or_insert(at);
    }
    if office {
        case.clock.since.get_or_insert(at);
    } else {
        case.clock.stop(at, case_worked);
    }
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;

    #[test]
    fn no_clock_runs_while_the_applicant_has_the_request() {
        let running = |stage: &Stage| {
            let steps = stage.case.clocks.values().filter(|clock| clock.since.is_some());
            (steps.count(), stage.case.clock.since.is_some())
        };
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        assert_eq!(running(&stage), (1, true));
        stage.act("rt", "return").unwrap();
        assert_eq!(running(&stage), (0, false));
        stage.submit(&[]).unwrap();
        assert_eq!(running(&stage), (1, true));
    }
}
