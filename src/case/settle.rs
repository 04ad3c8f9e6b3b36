//! What follows every accepted command by itself: void, number, issue, close, clocks (section 11).

use jiff::civil::Date;

use super::decide::Draft;
use super::facts::{guard, value};
use super::number::numbered;
use super::position::{complete, exists, lost, revisions, signing};
use super::{Case, Event, LetterState, Model, OutputState, Phase, revoking};
use crate::workflow::{Due, EndId, Output, OutputId, Step, Value};

/// Pushes all that follows.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let model = draft.model;
    loop {
        let reason = |output: &Output| Some((output.id.clone(), void_reason(draft, output)?));
        let voids: Vec<_> = model.definition.outputs.iter().filter_map(reason).collect();
        if voids.is_empty() {
            break;
        }
        for (output, reason) in voids {
            draft.void(&output, reason);
        }
    }
    if draft.case.phase == Phase::Open && !signing(&draft.case) {
        let at = draft.position();
        let made = model.definition.outputs.iter();
        let made: Vec<_> =
            made.filter(|output| to_issue(&model, &draft.case, output, at)).collect();
        for output in made {
            issue(draft, output);
        }
        match at {
            None => draft.close(EndId::from("done")),
            // A correction may leave only those who said no.
            Some(step) => {
                if let Some(end) = lost(&model, &draft.case, step) {
                    draft.close(end);
                    return settle(draft);
                }
            }
        }
    }
    draft.move_clocks();
}

/// The outputs that `step` signs for this case.
pub(super) fn to_sign(model: &Model<'_>, case: &Case, step: &Step) -> Vec<OutputId> {
    let made = |id: &&OutputId| {
        let output = model.definition.output(id.as_str());
        output.is_some_and(|output| guard(model, case, output.when.as_ref()))
    };
    step.sign.iter().filter(made).cloned().collect()
}

/// Whether an output is to be issued while the case waits at `at`.
fn to_issue(model: &Model<'_>, case: &Case, output: &Output, at: Option<&Step>) -> bool {
    let definition = model.definition;
    let state = case.outputs.get(&output.id);
    if state.is_some_and(|state| was_issued(state.state)) {
        return false;
    }
    let maker = output.at.as_ref().and_then(|step| definition.step(step.as_str()));
    let index = |step: &Step| definition.index(step.id.as_str());
    let passed = match (at, maker) {
        (None, _) => true,
        (Some(at), Some(maker)) => index(maker) < index(at),
        (Some(_), None) => false,
    };
    let signed = |step: &Step| {
        !exists(model, case, step) || state.is_some_and(|state| state.signed.contains(&step.id))
    };
    let signers = output.signers.iter().filter_map(|step| definition.step(step.as_str()));
    passed
        && maker.is_none_or(|maker| exists(model, case, maker))
        && guard(model, case, output.when.as_ref())
        && signers.into_iter().all(signed)
}

fn issue(draft: &mut Draft<'_>, output: &Output) {
    let number = draft.case.outputs.get(&output.id).and_then(|state| state.number.as_ref());
    if !output.number.is_empty() && number.is_none() {
        let definition = draft.model.definition;
        let maker = output.at.as_ref().or(output.signers.last());
        let maker = match maker {
            Some(step) => definition.step(step.as_str()),
            None => definition.steps.last(),
        };
        let event = numbered(&draft.model, &draft.case, output, maker, draft.now);
        draft.push(event);
    }
    let until = until(draft, output);
    draft.push(Event::Issued { output: output.id.clone(), at: draft.now, until });
}

/// The last day on which an output that is issued today may be used.
fn until(draft: &Draft<'_>, output: &Output) -> Option<Date> {
    let (Due::Period(valid) | Due::Date(valid)) = output.valid.as_ref()?;
    match value(&draft.model, &draft.case, valid)? {
        Value::Date(day) => Some(day),
        Value::Period(period) => {
            let calendar = draft.model.calendar;
            Some(calendar.shift(calendar.date(draft.now), period))
        }
        _ => None,
    }
}

/// Whether it went out, whatever became of it since.
pub(super) fn was_issued(state: LetterState) -> bool {
    matches!(state, LetterState::Released | LetterState::Replaced | LetterState::Revoked)
}

/// Whether there is an instance that can be void: it is numbered, signed or issued, and no
/// signature is under way.
pub(super) fn counts(state: &OutputState) -> bool {
    state.state != LetterState::Void && !state.state.pending()
}

/// Why an output must be void, if it must (definition-format.md 7.3); a stable code.
pub(super) fn void_reason(draft: &Draft<'_>, output: &Output) -> Option<String> {
    let state = draft.case.outputs.get(&output.id).filter(|state| counts(state))?;
    let reason = fell(draft, output, state)?;
    Some(revoking::word(state.state).map_or(reason, str::to_owned))
}

fn fell(draft: &Draft<'_>, output: &Output, state: &OutputState) -> Option<String> {
    let issued = was_issued(state.state);
    match &draft.case.phase {
        Phase::Ended { end, .. } if end.as_str() != "done" && !issued => Some(end.to_string()),
        Phase::Ended { .. } => None,
        _ if !output.signers.is_empty() => signature_fell(draft, output, state),
        phase => match &output.at {
            Some(at) => maker_fell(draft, at.as_str()),
            None if issued && *phase == Phase::Open => Some("reopened".to_owned()),
            None => None,
        },
    }
}

fn signature_fell(draft: &Draft<'_>, output: &Output, state: &OutputState) -> Option<String> {
    let (model, case) = (&draft.model, &draft.case);
    let mut current = revisions(case);
    if state.facts.iter().any(|(field, then)| current(field) != Some(*then)) {
        return Some("facts-changed".to_owned());
    }
    let asked = state.asked.iter().filter_map(|step| model.definition.step(step.as_str()));
    for step in asked {
        let here = draft.standing().is_some_and(|at| at.id == step.id);
        let being_signed = here && requested(case, step);
        if !being_signed && !is_complete(draft, step) {
            return Some("approval-fell".to_owned());
        }
    }
    let issued = was_issued(state.state);
    let maker = output.at.as_ref().filter(|_| issued)?;
    maker_fell(draft, maker.as_str())
}

/// Whether a signature of the step was asked for and its outcome still counts: one that failed
/// keeps number and bytes while the step is the position.
fn requested(case: &Case, step: &Step) -> bool {
    case.outputs
        .values()
        .any(|output| output.request.as_ref().is_some_and(|request| request.step == step.id))
}

fn maker_fell(draft: &Draft<'_>, at: &str) -> Option<String> {
    let maker = draft.model.definition.step(at)?;
    (!is_complete(draft, maker)).then(|| "approval-fell".to_owned())
}

/// Whether a step is complete, as all are before the first that is not.
fn is_complete(draft: &Draft<'_>, step: &Step) -> bool {
    let index = |step: &Step| draft.model.definition.index(step.id.as_str());
    draft.standing().is_none_or(|at| index(step) < index(at))
        || complete(&draft.model, &draft.case, step)
}
