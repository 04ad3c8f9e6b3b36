//! What time does at a step: its late rules, and the end of a hold (definition-format.md 5 and 8).

use super::decide::Draft;
use super::time::{has_fired, hold_end, rule_is_over};
use super::{Event, Refusal, act};
use crate::workflow::{LateDo, StepId};

/// A late rule fires, once per step, rule and arrival.
pub(super) fn fire(draft: &mut Draft<'_>, id: &StepId, rule: usize) -> Result<(), Refusal> {
    if draft.case.held.contains_key(id) {
        return Err(Refusal::Held);
    }
    if has_fired(&draft.case, id, rule) {
        return Ok(());
    }
    let step = draft.at(id)?;
    let late = step.late.get(rule).ok_or(Refusal::NotAllowed)?;
    if !rule_is_over(&draft.model, &draft.case, step, late, draft.now) {
        return Err(Refusal::NotAllowed);
    }
    let step_id = id.clone();
    match &late.act {
        LateDo::Remind => draft.push(Event::Reminded { step: step_id, rule }),
        LateDo::Add(holder) => {
            draft.push(Event::HolderAdded { step: step_id, rule, holder: holder.clone() });
        }
        LateDo::Act { action, tacit } => {
            let (action, words, at) = (action.clone(), tacit.to_string(), draft.now);
            let taken = step.action(action.as_str()).ok_or(Refusal::NotAllowed)?;
            draft.push(Event::Tacit { step: step_id, rule, action, words, at });
            act::tacit(draft, step, taken, tacit);
        }
    }
    Ok(())
}

/// A hold is over.
pub(super) fn resume(draft: &mut Draft<'_>, step: &StepId) -> Result<(), Refusal> {
    let end = hold_end(draft.model.calendar, &draft.case, step).ok_or(Refusal::NotAllowed)?;
    if draft.now < end {
        return Err(Refusal::Held);
    }
    draft.push(Event::Resumed { step: step.clone() });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, text};
    use super::super::{Command, Phase};
    use super::*;
    use crate::area::OfficeId;
    use crate::workflow::{Row, Value};
    use jiff::SignedDuration;

    fn tick(stage: &mut Stage, step: &str) -> Result<Vec<Event>, Refusal> {
        stage.order(&Command::Tick { step: step.into(), rule: Some(0) })
    }

    fn days(days: i64) -> SignedDuration {
        SignedDuration::from_hours(24 * days)
    }

    /// Waiting for two heirs, of whom one is enough.
    fn at_the_heirs() -> Stage {
        let mut stage = Stage::acts();
        let row = |id, name: &str| {
            let person = Value::Person([("name".into(), text(name))].into());
            Row { id, cells: [("person".into(), person)].into() }
        };
        let heirs = Value::List(vec![row(1, "dewi"), row(2, "lina")]);
        stage.submit(&[("heirs", heirs)]).unwrap();
        stage.fill("triage", &[("agency", Value::Office(OfficeId("dinas".into())))]).unwrap();
        stage.fill("handle", &[("answer", text("x"))]).unwrap();
        assert_eq!(tick(&mut stage, "notice"), Err(Refusal::NotAllowed));
        stage.wait(days(2));
        assert_eq!(tick(&mut stage, "notice"), Err(Refusal::NotAllowed), "nobody approves before");
        stage.wait(days(1));
        tick(&mut stage, "notice").unwrap();
        assert_eq!(stage.at(), Some("objections"));
        stage
    }

    #[test]
    fn time_says_no_for_everybody_who_was_silent() {
        let mut stage = at_the_heirs();
        stage.wait(days(3));
        let events = tick(&mut stage, "objections").unwrap();
        let noes = events.iter().filter(|event| matches!(event, Event::Declined { .. })).count();
        assert_eq!(noes, 1, "the second no is the last");
        assert!(matches!(stage.case.phase, Phase::Ended { .. }));
    }

    #[test]
    fn time_says_no_for_those_only_who_have_not_decided() {
        let mut stage = at_the_heirs();
        let mut act = stage.action("objections", "reject");
        act.slot = "heirs.person#1".into();
        act.actor.person = super::super::stage::person("dewi");
        act.actor.seat = None;
        stage.order(&Command::Act(act)).unwrap();
        assert_eq!(stage.at(), Some("objections"), "the other may still approve");
        stage.wait(days(3));
        let events = tick(&mut stage, "objections").unwrap();
        assert!(!events.iter().any(|event| matches!(event, Event::Declined { .. })), "{events:?}");
        assert!(matches!(stage.case.phase, Phase::Ended { .. }));
    }
}
