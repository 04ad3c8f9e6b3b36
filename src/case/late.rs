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
