//! Deadlines: when a step is due, when its late rules fire, when a hold is over (section 8).

use jiff::{SignedDuration, Timestamp};

use super::facts::live;
use super::{Case, Command, Model, Phase, position, signing};
use crate::calendar::{Calendar, Period, PeriodClass, Unit};
use crate::workflow::{Due, Late, LateDo, Step, StepId, Target, Value};

/// How much time a step has, by the clock that counts.
#[derive(Debug, Clone, Copy)]
enum Deadline {
    /// Working time at the step.
    Work(SignedDuration),
    /// Time of the clock on the wall at the step.
    Wall(SignedDuration),
    /// An instant.
    At(Timestamp),
}

/// When a step that the case has arrived at is due; `None` where it has no deadline. While its
/// clock stands still, what is left of the time is counted from `now`.
pub fn due(model: &Model<'_>, case: &Case, step: &Step, now: Timestamp) -> Option<Timestamp> {
    Some(deadline(model, case, step)?.instant(model, case, &step.id, now))
}

/// Whether `after` has passed since the deadline of a step whose clock may run.
pub(super) fn over(
    model: &Model<'_>,
    case: &Case,
    step: &Step,
    after: Period,
    now: Timestamp,
) -> bool {
    if !case.clocks.contains_key(&step.id) || case.held.contains_key(&step.id) {
        return false;
    }
    let Some(deadline) = deadline(model, case, step) else { return false };
    deadline.plus(after, model.calendar).instant(model, case, &step.id, now) <= now
}

/// Whether the time of a late rule has come.
pub(super) fn rule_is_over(
    model: &Model<'_>,
    case: &Case,
    step: &Step,
    late: &Late,
    now: Timestamp,
) -> bool {
    over(model, case, step, late.after, now)
        && (!decides(step, late) || notice(model, case, step, now).is_none_or(|end| end <= now))
}

/// Whether a late rule approves by itself, which waits for the notice period like anybody.
fn decides(step: &Step, late: &Late) -> bool {
    let LateDo::Act { action, .. } = &late.act else { return false };
    step.action(action.as_str()).is_some_and(|action| action.to == Target::Next)
}

/// When the notice period of a step ends; `None` where it has none.
pub(super) fn notice(
    model: &Model<'_>,
    case: &Case,
    step: &Step,
    now: Timestamp,
) -> Option<Timestamp> {
    let Value::Period(period) = live(model, case, step.wait.as_ref()?)? else { return None };
    let notice = match model.calendar.work(period) {
        Some(work) => Deadline::Work(work),
        None => Deadline::Wall(wall(period)),
    };
    Some(notice.instant(model, case, &step.id, now))
}

/// The next moment at which time itself changes the case, and the command that does it.
///
/// `None` while a signature is under way, for it refuses the command.
pub fn next_tick(model: &Model<'_>, case: &Case) -> Option<(Timestamp, Command)> {
    if signing(case) {
        return None;
    }
    if let Phase::Returned { since, reminded, .. } = case.phase {
        return Some((silence_over(model, since, reminded).0, Command::Silence));
    }
    let step = position(model, case)?;
    let tick = |rule| Command::Tick { step: step.id.clone(), rule };
    if let Some(end) = hold_end(model.calendar, case, &step.id) {
        return Some((end, tick(None)));
    }
    let since = case.clocks.get(&step.id)?.since?;
    let deadline = deadline(model, case, step)?;
    let rules = step.late.iter().enumerate().filter(|(rule, _)| !has_fired(case, &step.id, *rule));
    rules
        .map(|(rule, late)| {
            let at = deadline.plus(late.after, model.calendar);
            let at = at.instant(model, case, &step.id, since);
            let notice = if decides(step, late) { notice(model, case, step, since) } else { None };
            (notice.map_or(at, |end| end.max(at)), rule)
        })
        .min()
        .map(|(at, rule)| (at, tick(Some(rule))))
}

/// When the hold of a step ends by itself.
pub(super) fn hold_end(calendar: &Calendar, case: &Case, step: &StepId) -> Option<Timestamp> {
    let hold = case.held.get(step)?;
    Some(match calendar.work(hold.pause) {
        Some(work) => calendar.after(hold.since, work),
        None => later(hold.since, wall(hold.pause)),
    })
}

/// A returned request is reminded of this often.
const REMINDER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// When a request that was returned at `since` and reminded of so often is due for the next
/// reminder, or for its end; whether it is the end.
pub(super) fn silence_over(
    model: &Model<'_>,
    since: Timestamp,
    reminded: u32,
) -> (Timestamp, bool) {
    let end = match model.calendar.work(model.patience) {
        Some(work) => model.calendar.after(since, work),
        None => later(since, wall(model.patience)),
    };
    let next = i32::try_from(reminded).unwrap_or(i32::MAX).saturating_add(1);
    let next = later(since, REMINDER.saturating_mul(next));
    if next < end { (next, false) } else { (end, true) }
}

/// Whether a late rule has fired since the case arrived at the step.
pub(super) fn has_fired(case: &Case, step: &StepId, rule: usize) -> bool {
    let arrival = case.arrivals.get(step).copied().unwrap_or_default();
    case.fired.iter().any(|(s, r, a)| (s, *r, *a) == (step, rule, arrival))
}

fn deadline(model: &Model<'_>, case: &Case, step: &Step) -> Option<Deadline> {
    let (Due::Period(expr) | Due::Date(expr)) = step.due.as_ref()?;
    let declared = match live(model, case, expr)? {
        Value::Period(period) => match model.calendar.work(period) {
            Some(work) => Deadline::Work(work),
            None => Deadline::Wall(wall(period)),
        },
        Value::Date(day) => Deadline::At(model.calendar.close_of(day)),
        _ => return None,
    };
    let extra = case.extra_time.get(&step.id).into_iter().flatten();
    Some(extra.fold(declared, |deadline, extra| deadline.plus(*extra, model.calendar)))
}

impl Deadline {
    /// So long after it. Days added to working time are working days, working days added to time
    /// of the wall are days.
    fn plus(self, after: Period, calendar: &Calendar) -> Self {
        match self {
            Self::Work(work) => {
                let days = Period::new(after.count, Unit::WorkDay);
                let after = if after.class() == PeriodClass::Clock {
                    Some(wall(after))
                } else {
                    calendar.work(after).or_else(|| calendar.work(days))
                };
                Self::Work(work.saturating_add(after.unwrap_or_default()))
            }
            Self::Wall(time) => Self::Wall(time.saturating_add(wall(after))),
            Self::At(at) => {
                let day = calendar.shift(calendar.date(at), after);
                let hours = if matches!(after.unit, Unit::Hour | Unit::WorkHour) {
                    wall(after)
                } else {
                    SignedDuration::ZERO
                };
                Self::At(later(calendar.close_of(day), hours))
            }
        }
    }

    /// When a clock that has run before, and runs (or would run) since `now`, reaches it.
    fn instant(self, model: &Model<'_>, case: &Case, step: &StepId, now: Timestamp) -> Timestamp {
        let clock = case.clocks.get(step).copied().unwrap_or_default();
        let since = clock.since.unwrap_or(now);
        match self {
            Self::Work(work) => {
                let left = work.saturating_sub(clock.worked);
                if left.is_positive() { model.calendar.after(since, left) } else { since }
            }
            Self::Wall(time) => later(since, time.saturating_sub(clock.wall)),
            Self::At(at) => at,
        }
    }
}

/// The time of the wall that a period stands for: a month 30 days, a year 365.
pub(super) fn wall(period: Period) -> SignedDuration {
    let hours = match period.unit {
        Unit::Hour | Unit::WorkHour => 1,
        Unit::Day | Unit::WorkDay => 24,
        Unit::Month => 24 * 30,
        Unit::Year => 24 * 365,
    };
    SignedDuration::from_hours(hours * i64::from(period.count))
}

pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;
    use super::super::{Event, Refusal};
    use super::*;

    fn next(stage: &Stage) -> Option<(String, Command)> {
        let next = stage.with(|model| next_tick(model, &stage.case));
        next.map(|(at, tick)| (stage.calendar.zone().local(at).to_string(), tick))
    }

    fn tick(step: &str, rule: Option<usize>) -> Command {
        Command::Tick { step: step.into(), rule }
    }

    #[test]
    fn a_late_rule_fires_once_at_its_time() {
        let mut stage = Stage::birth();
        assert_eq!(next(&stage), None);
        stage.submit(&[]).unwrap();
        let step = stage.definition.step("rt").unwrap().clone();
        let due = stage.with(|model| due(model, &stage.case, &step, stage.now)).unwrap();
        assert_eq!(stage.calendar.zone().local(due).to_string(), "2026-01-06T09:00:00");
        let last = step.late.len() - 1;
        let rule = tick("rt", Some(last));
        assert_eq!(stage.order(&rule), Err(Refusal::NotAllowed), "too early");
        for rule in 0..step.late.len() {
            let (at, command) = next(&stage).unwrap();
            assert_eq!(command, tick("rt", Some(rule)));
            stage.now = stage.calendar.zone().instant(at.parse().unwrap());
            assert_eq!(stage.order(&command).unwrap().len(), 1);
        }
        assert_eq!(next(&stage), None);
        let version = stage.case.version;
        assert_eq!(stage.order(&rule), Ok(vec![]), "the same tick twice");
        assert_eq!(stage.case.version, version);
        assert_eq!(stage.case.added["rt"], [step.branches[0].substitutes[0].clone()]);
    }

    #[test]
    fn a_hold_stops_the_clock_until_it_is_over() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        stage.wait(SignedDuration::from_hours(3));
        stage.act("rt", "meet").unwrap();
        assert_eq!(next(&stage), Some(("2026-01-12T12:00:00".to_owned(), tick("rt", None))));
        assert_eq!(stage.order(&tick("rt", None)), Err(Refusal::Held));
        assert_eq!(stage.order(&tick("rt", Some(0))), Err(Refusal::Held));
        assert_eq!(stage.act("rt", "meet"), Err(Refusal::Held));
        stage.wait(SignedDuration::from_hours(7 * 24));
        let events = stage.order(&tick("rt", None)).unwrap();
        assert!(matches!(events[..], [Event::Resumed { .. }, Event::ClockMoved { .. }]));
        let step = stage.definition.step("rt").unwrap();
        let due = stage.with(|model| due(model, &stage.case, step, stage.now)).unwrap();
        let left = stage.calendar.worked(stage.now, due);
        assert_eq!(left, SignedDuration::from_hours(5), "three of eight hours were used");
        assert_eq!(stage.order(&tick("rt", None)), Err(Refusal::NotAllowed));
    }

    #[test]
    fn days_count_on_the_wall_for_the_applicant_and_no_promise_runs() {
        let mut stage = Stage::office();
        stage.submit(&[]).unwrap();
        stage.act("intake", "approve").unwrap();
        let step = stage.definition.step("receive").unwrap().clone();
        std::sync::Arc::make_mut(&mut stage.case.clocks).insert(
            step.id.clone(),
            super::super::Clock { wall: SignedDuration::from_hours(24), ..Default::default() },
        );
        let due = stage.with(|model| due(model, &stage.case, &step, stage.now)).unwrap();
        assert_eq!(due.duration_since(stage.now), SignedDuration::from_hours(48));
        let assess = stage.definition.step("assess").unwrap();
        assert!(assess.due.is_some());
        let gone = Period::new(-9, Unit::WorkDay);
        assert!(!stage.with(|model| over(model, &stage.case, assess, gone, stage.now)));
    }

    #[test]
    fn on_the_wall_a_month_has_thirty_days_and_a_year_365() {
        let days = |count, unit| wall(Period::new(count, unit)).as_hours() / 24;
        assert_eq!(days(3, Unit::Day), 3);
        assert_eq!(days(2, Unit::Month), 60);
        assert_eq!(days(2, Unit::Year), 730);
        assert_eq!(wall(Period::new(5, Unit::Hour)).as_hours(), 5);
    }

    #[test]
    fn a_reminder_waits_for_no_notice_period() {
        let text = include_str!("../../tests/reference/extra/acts.yaml");
        let text = text.replace("[{do: approve,", "[{remind: holder}, {do: approve,");
        let mut stage = Stage::new("acts", &text);
        stage.submit(&[]).unwrap();
        let agency = crate::workflow::Value::Office(crate::area::OfficeId("dinas".into()));
        stage.fill("triage", &[("agency", agency)]).unwrap();
        let handle = stage.definition.step("handle").unwrap();
        let due = stage.with(|model| due(model, &stage.case, handle, stage.now));
        let close = stage.calendar.close_of(jiff::civil::date(2026, 3, 3));
        assert_eq!(due, Some(close), "sixty days after the event, when the office closes");
        stage.fill("handle", &[("answer", super::super::stage::text("x"))]).unwrap();
        stage.now += SignedDuration::from_hours(2 * 24);
        assert!(stage.order(&tick("notice", Some(0))).is_ok());
        assert_eq!(stage.order(&tick("notice", Some(1))), Err(Refusal::NotAllowed));
    }

    #[test]
    fn where_the_last_reminder_would_come_with_the_end_the_end_comes() {
        let stage = Stage::birth();
        let over = |days, reminded| {
            stage.with(|model| {
                let patience = Period::new(days, Unit::Day);
                silence_over(&Model { patience, ..*model }, stage.now, reminded).1
            })
        };
        assert_eq!(
            [over(28, 2), over(28, 3), over(29, 3), over(29, 4)],
            [false, true, false, true]
        );
    }
}
