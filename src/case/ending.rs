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

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, person, text};
    use super::super::{Command, Event};
    use super::*;
    use crate::area::OfficeId;
    use crate::workflow::Value;
    use jiff::SignedDuration;

    fn days(days: i64) -> SignedDuration {
        SignedDuration::from_hours(24 * days)
    }

    fn reopen(stage: &mut Stage, who: &str) -> Result<Vec<Event>, Refusal> {
        stage.order(&Command::Reopen { person: person(who) })
    }

    #[test]
    fn the_applicant_opens_an_ended_case_again_until_the_last_moment() {
        let mut stage = Stage::acts();
        stage.submit(&[]).unwrap();
        assert_eq!(reopen(&mut stage, "applicant"), Err(Refusal::NotAllowed), "it has not ended");
        let reject = super::super::Act {
            reason: Some("not-clear".to_owned()),
            ..stage.action("triage", "reject")
        };
        stage.order(&Command::Act(reject)).unwrap();
        assert_eq!(reopen(&mut stage, "triage"), Err(Refusal::NotYourTask));
        stage.wait(days(5) + SignedDuration::from_secs(1));
        assert_eq!(reopen(&mut stage, "applicant"), Err(Refusal::TooLate));
        stage.now -= SignedDuration::from_secs(1);
        reopen(&mut stage, "applicant").unwrap();
        assert_eq!(stage.at(), Some("triage"));
    }

    #[test]
    fn what_was_made_from_the_step_on_or_at_the_end_is_void_when_a_case_opens_again() {
        let mut stage = Stage::acts();
        stage.submit(&[]).unwrap();
        stage.fill("triage", &[("agency", Value::Office(OfficeId("dinas".into())))]).unwrap();
        stage.fill("handle", &[("answer", text("x"))]).unwrap();
        assert_eq!(stage.act("notice", "approve"), Err(Refusal::TooEarly));
        stage.wait(days(3));
        stage.act("notice", "approve").unwrap();
        stage.act("sign", "approve").unwrap();
        for output in ["letter", "second"] {
            stage.signed(output).unwrap();
        }
        stage.act("confirm", "approve").unwrap();
        assert_eq!(stage.at(), None);
        let handled = stage.case.clocks["handle"];
        assert!(!handled.wall.is_zero() || handled.since.is_none());
        reopen(&mut stage, "applicant").unwrap();
        assert_eq!(stage.at(), Some("handle"));
        let voids = stage.case.voids.iter();
        let voids: Vec<_> = voids.map(|(id, _, why)| (id.as_str(), why.as_str())).collect();
        let reopened = ["letter", "second", "reply", "record"].map(|id| (id, "reopened"));
        assert_eq!(voids, reopened, "the entry of the step before stays");
        let said: Vec<_> = stage.case.approvals.iter().map(|(step, ..)| step.as_str()).collect();
        assert_eq!(said, ["triage"]);
        let running: Vec<_> =
            stage.case.clocks.keys().map(crate::workflow::StepId::as_str).collect();
        assert_eq!(running, ["handle"], "all clocks are fresh");
    }

    #[test]
    fn a_silent_applicant_is_reminded_every_week_and_the_request_is_closed_after_thirty_days() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        assert_eq!(stage.order(&Command::Silence), Err(Refusal::NotAllowed));
        stage.act("rt", "return").unwrap();
        let returned = stage.now;
        for week in 1..=4 {
            stage.now = returned + days(7 * week) - SignedDuration::from_secs(1);
            assert_eq!(stage.order(&Command::Silence), Err(Refusal::NotAllowed), "week {week}");
            stage.wait(SignedDuration::from_secs(1));
            let events = stage.order(&Command::Silence).unwrap();
            assert!(matches!(events[..], [Event::ApplicantReminded { .. }]), "{events:?}");
        }
        stage.now = returned + days(30);
        let events = stage.order(&Command::Silence).unwrap();
        assert!(matches!(events[..], [Event::Lapsed { .. }, Event::Closed { .. }]), "{events:?}");
        let Phase::Ended { end, .. } = &stage.case.phase else { panic!("it goes on") };
        assert_eq!(end.as_str(), "withdrawn");
    }
}
