//! How a case ends without a decision of an office, and how it goes on after its end
//! (definition-format.md 5.4 and section 8).

use super::decide::Draft;
use super::time::{later, silence_over};
use super::{Event, Phase, Refusal, revoking, settle};
use crate::origin::PersonId;
use crate::workflow::{EndId, Output, OutputId, Reopen};

/// The applicant gives up, until the first signature.
pub(super) fn withdraw(draft: &mut Draft<'_>, person: PersonId) -> Result<(), Refusal> {
    if draft.case.applicant != Some(person) {
        return Err(Refusal::NotYourTask);
    }
    if draft.case.outputs.values().any(|output| !output.signed.is_empty()) {
        return Err(Refusal::AlreadySigned);
    }
    draft.push(Event::Withdrawn { person, at: draft.now });
    draft.close(EndId::from("withdrawn"));
    Ok(())
}

/// The applicant has the request and stays silent: reminded at first, closed at last.
pub(super) fn silence(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Phase::Returned { since, reminded, .. } = draft.case.phase else {
        return Err(Refusal::NotAllowed);
    };
    let (at, last) = silence_over(&draft.model, since, reminded);
    if draft.now < at {
        return Err(Refusal::NotAllowed);
    }
    if last {
        draft.push(Event::Lapsed { at: draft.now });
        draft.close(EndId::from("withdrawn"));
    } else {
        draft.push(Event::ApplicantReminded { at: draft.now });
    }
    Ok(())
}

/// The applicant opens an ended case again: it goes on at the step that its end names; what was made from there on is void.
pub(super) fn reopen(draft: &mut Draft<'_>, person: PersonId) -> Result<(), Refusal> {
    let model = draft.model;
    let Phase::Ended { end, at } = &draft.case.phase else { return Err(Refusal::NotAllowed) };
    let end = model.definition.end(end.as_str());
    let rule = end.and_then(|end| end.reopen.as_ref()).ok_or(Refusal::NotAllowed)?;
    let last = match model.calendar.work(rule.within) {
        Some(work) => model.calendar.after(*at, work),
        None => later(*at, super::time::wall(rule.within)),
    };
    if draft.now > last {
        return Err(Refusal::TooLate);
    }
    if draft.case.applicant != Some(person) {
        return Err(Refusal::NotYourTask);
    }
    let to = rule.to.clone();
    let outputs = model.definition.outputs.iter();
    let made: Vec<(OutputId, String)> =
        outputs.filter_map(|output| made_after(draft, output, rule)).collect();
    draft.push(Event::Reopened { person, to, at: draft.now });
    for (output, reason) in made {
        draft.void(&output, reason);
    }
    Ok(())
}

/// An output that somebody at or after the step of the rule has made, or that was made at the end
/// without signatures, with the reason why it is void now.
fn made_after(draft: &Draft<'_>, output: &Output, rule: &Reopen) -> Option<(OutputId, String)> {
    let definition = draft.model.definition;
    let state = draft.case.outputs.get(&output.id)?;
    if !settle::counts(state) {
        return None;
    }
    let target = definition.index(rule.to.as_str());
    let later = |step: &crate::workflow::StepId| definition.index(step.as_str()) >= target;
    let at_the_end = output.at.is_none() && state.asked.is_empty();
    let after = state.asked.iter().chain(&output.at).any(later);
    let reason = revoking::word(state.state).unwrap_or("reopened");
    (at_the_end || after).then(|| (output.id.clone(), reason.to_owned()))
}
