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
        Phase::Ended { end, .. } if end.as_str() != "done" && !issued => {
            return Some(end.to_string());
        }
        Phase::Ended { .. } => return None,
        _ => {}
    }
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

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, text};
    use super::super::{Act, Command};
    use super::*;
    use crate::area::OfficeId;
    use crate::workflow::FieldId;
    use jiff::SignedDuration;

    const ACTS: &str = include_str!("../../tests/reference/extra/acts.yaml");
    const OFFICE: &str = include_str!("../../tests/reference/extra/office.yaml");

    /// At the step of `acts` that an agency has.
    fn at_the_agency(acts: &str) -> Stage {
        let mut stage = Stage::new("acts", acts);
        stage.submit(&[]).unwrap();
        stage.fill("triage", &[("agency", Value::Office(OfficeId("dinas".into())))]).unwrap();
        stage
    }

    /// Both letters are signed, and the applicant is asked.
    fn signed(acts: &str) -> Stage {
        let mut stage = at_the_agency(acts);
        stage.fill("handle", &[("answer", text("x"))]).unwrap();
        stage.wait(SignedDuration::from_hours(72));
        stage.act("notice", "approve").unwrap();
        stage.act("sign", "approve").unwrap();
        for output in ["letter", "second"] {
            stage.signed(output).unwrap();
        }
        assert_eq!(stage.at(), Some("confirm"));
        stage
    }

    fn voids(stage: &Stage) -> Vec<(&str, &str)> {
        stage.case.voids.iter().map(|(id, _, why)| (id.as_str(), why.as_str())).collect()
    }

    #[test]
    fn a_letter_is_valid_for_so_long_after_its_issue_or_until_a_day() {
        let mut stage = signed(ACTS);
        let until = |stage: &Stage, output: &str| stage.case.outputs[output].until;
        assert_eq!(until(&stage, "letter"), Some(jiff::civil::date(2026, 2, 7)));
        stage.act("confirm", "approve").unwrap();
        assert_eq!(until(&stage, "second"), Some(jiff::civil::date(2026, 2, 2)));
        assert_eq!(until(&stage, "reply"), None);
    }

    #[test]
    fn what_was_issued_stays_when_the_case_ends_otherwise_even_if_a_value_changed() {
        let acts = ACTS.replace(
            "actions: {return: {to: handle, limit: 2}}\n    late: [{do: approve, tacit: Pemohon diam}]",
            "edit: [reason]\n    actions: {quit: {to: archived}}",
        );
        let mut stage = signed(&acts);
        let fills = stage.fills(&[("reason".into(), text("lain"))]);
        stage.order(&Command::Act(Act { fills, ..stage.action("confirm", "quit") })).unwrap();
        assert!(
            matches!(&stage.case.phase, Phase::Ended { end, .. } if end.as_str() == "archived")
        );
        assert_eq!(voids(&stage), [("second", "archived")], "it waited for the end");
        assert_eq!(stage.case.outputs["letter"].state, LetterState::Released);
    }

    #[test]
    fn an_entry_stays_while_its_step_is_complete_whatever_fell_before_it() {
        let mut stage = at_the_agency(ACTS);
        stage.fill("handle", &[("answer", text("x"))]).unwrap();
        stage.act("notice", "return").unwrap();
        stage.submit(&[("reason", text("lain"))]).unwrap();
        assert_eq!(stage.at(), Some("triage"));
        assert_eq!(voids(&stage), [("entry", "approval-fell")]);
        assert_eq!(stage.case.outputs["record"].state, LetterState::Released);
    }

    #[test]
    fn a_letter_is_void_when_the_case_is_sent_back_to_its_signer() {
        let office =
            OFFICE.replace("{return: {to: assess, limit: 2}}", "{return: {to: sign, limit: 2}}");
        let mut stage = Stage::new("office", &office);
        stage.submit(&[("urgent", Value::Bool(true))]).unwrap();
        for step in ["intake", "assess", "sign"] {
            stage.act(step, "approve").unwrap();
        }
        stage.signed("one").unwrap();
        assert_eq!(stage.at(), Some("receive"));
        stage.act("receive", "return").unwrap();
        assert_eq!(stage.at(), Some("sign"));
        assert_eq!(voids(&stage), [("one", "approval-fell")]);
    }

    #[test]
    fn a_forward_names_another_office_which_has_the_step_then() {
        let mut stage = at_the_agency(ACTS);
        let agency = FieldId::from("agency");
        let forward = Act { reason: Some("not-clear".into()), ..stage.action("handle", "forward") };
        let told = stage.order(&Command::Act(forward.clone()));
        assert_eq!(told, Err(super::super::Refusal::Missing(agency.clone())));
        let other = Value::Office(OfficeId("balai".into()));
        let (_, unit) = stage.fills(&[(agency.clone(), other.clone())])[0];
        stage.order(&Command::Act(Act { unit, ..forward })).unwrap();
        assert_eq!(stage.case.value(&agency), Some(&other));
        assert_eq!(stage.at(), Some("handle"));
    }

    #[test]
    fn a_decision_that_asked_for_a_signature_is_not_taken_back() {
        let office = OFFICE.replace("not: [assess]", "not: [assess]\n    edit: [urgent]");
        let undo = Command::Undo { person: super::super::stage::person("sign") };
        for asks in [true, false] {
            let mut stage = Stage::new("office", &office);
            stage.submit(&[("urgent", Value::Bool(true))]).unwrap();
            for step in ["intake", "assess"] {
                stage.act(step, "approve").unwrap();
            }
            stage.fill("sign", &[("urgent", Value::Bool(asks))]).unwrap();
            if asks {
                let failed = super::super::SignOutcome::Failed { reason: "x".to_owned() };
                let signer = super::super::SignReporter::Signer;
                stage.outcome("one", failed, signer).unwrap();
            }
            let told = stage.order(&undo).err();
            assert_eq!(
                told,
                asks.then_some(super::super::Refusal::NotAllowed),
                "a survey comes first"
            );
        }
    }
}
