//! Signing as part of the state machine (definition-format.md 7.4).

use std::sync::Arc;

use super::decide::Draft;
use super::number::numbered;
use super::{
    Approval, Event, LetterState, Phase, Refusal, SignOutcome, SignReporter, SignRequest, Slot,
    settle,
};
use crate::workflow::{OutputId, Step};

/// Draws the numbers that are missing and asks for the signatures; the facts are frozen.
pub(super) fn request(
    draft: &mut Draft<'_>,
    step: &Step,
    (slot, approval): (&Slot, &Arc<Approval>),
    outputs: &[OutputId],
) {
    for id in outputs {
        let Some(output) = draft.model.definition.output(id.as_str()) else { continue };
        let number = draft.case.outputs.get(id).and_then(|state| state.number.as_ref());
        if !output.number.is_empty() && number.is_none() {
            let event = numbered(&draft.model, &draft.case, output, Some(step), draft.now);
            draft.push(event);
        }
        let facts = draft.case.data.iter();
        draft.push(Event::SignRequested {
            output: id.clone(),
            request: SignRequest {
                step: step.id.clone(),
                slot: slot.clone(),
                approval: approval.clone(),
            },
            facts: Arc::new(facts.map(|(field, held)| (field.clone(), held.revision)).collect()),
            facts_sha256: None,
        });
    }
}

/// The letter was rendered: from here on only these bytes go to a signer.
pub(super) fn freeze(
    draft: &mut Draft<'_>,
    output: &OutputId,
    sha256: &str,
) -> Result<(), Refusal> {
    let definition = draft.model.definition.output(output.as_str());
    let unsigned = definition.is_some_and(|o| o.template.is_some() && o.signers.is_empty());
    let refused = || match draft.case.phase {
        Phase::Ended { .. } => Refusal::Closed,
        _ => Refusal::NotAllowed,
    };
    let state = draft.case.outputs.get(output).ok_or_else(refused)?;
    // A letter that nobody signs is issued with the decision, and rendered after it.
    let issued = unsigned && state.state == LetterState::Released && state.sha256.is_none();
    if state.state != LetterState::Numbered && !issued {
        return Err(refused());
    }
    draft.push(Event::Frozen { output: output.clone(), sha256: sha256.to_owned() });
    Ok(())
}

/// The signer answered, or a person reconciles an unknown outcome.
pub(super) fn result(
    draft: &mut Draft<'_>,
    output: &OutputId,
    outcome: &SignOutcome,
    by: SignReporter,
) -> Result<(), Refusal> {
    let state = draft.case.outputs.get(output).ok_or(Refusal::NotAllowed)?;
    let unknown = state.state == LetterState::Unknown;
    // What could not even be rendered has failed, too: no signer has seen it.
    let unrendered =
        state.state == LetterState::Numbered && matches!(outcome, SignOutcome::Failed { .. });
    if !unknown && !unrendered && state.state != LetterState::Prepared {
        return Err(Refusal::NotAllowed);
    }
    // What may have been signed is never asked again by the machine.
    if unknown && (by == SignReporter::Signer || *outcome == SignOutcome::Unknown) {
        return Err(Refusal::Signing);
    }
    let request = state.request.clone().ok_or(Refusal::NotAllowed)?;
    let output = output.clone();
    match outcome {
        SignOutcome::Failed { reason } => {
            draft.push(Event::SignFailed { output, reason: reason.clone() });
        }
        SignOutcome::Unknown => draft.push(Event::SignUnknown { output }),
        SignOutcome::Signed { sha256 } => {
            let step = request.step.clone();
            draft.push(Event::Signed { output, step, sha256: sha256.clone() });
            approve_if_last(draft, request);
        }
    }
    Ok(())
}

/// Nobody tries the failed signature again.
pub(super) fn give_up(
    draft: &mut Draft<'_>,
    output: &OutputId,
    reason: &str,
) -> Result<(), Refusal> {
    let state = draft.case.outputs.get(output).map(|state| state.state);
    if state != Some(LetterState::Failed) {
        return Err(Refusal::NotAllowed);
    }
    if reason.trim().is_empty() {
        return Err(Refusal::NoteRequired);
    }
    draft.void(output, reason.trim().to_owned());
    Ok(())
}

/// With the last signature of the step its approval follows.
fn approve_if_last(draft: &mut Draft<'_>, request: SignRequest) {
    let model = draft.model;
    let Some(step) = model.definition.step(request.step.as_str()) else { return };
    let signed = |output: &OutputId| {
        let state = draft.case.outputs.get(output);
        state.is_some_and(|state| state.signed.contains(&step.id))
    };
    if settle::to_sign(&model, &draft.case, step).iter().all(signed) {
        let approval = Arc::new(Approval { at: draft.now, ..(*request.approval).clone() });
        draft.push(Event::Approved { step: request.step, slot: request.slot, approval });
    }
}

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, person, text};
    use super::super::{Act, Command, LetterState};
    use super::*;

    fn at_the_lurah() -> Stage {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        for step in ["rt", "rw", "verify"] {
            stage.act(step, "approve").unwrap();
        }
        stage
    }

    fn failed() -> SignOutcome {
        SignOutcome::Failed { reason: "wrong passphrase".into() }
    }

    #[test]
    fn a_letter_is_numbered_frozen_signed_and_issued() {
        let mut stage = at_the_lurah();
        stage.act("lurah", "approve").unwrap();
        let letter = &stage.case.outputs["letter"];
        assert_eq!(letter.state, LetterState::Numbered);
        let number = letter.number.clone().unwrap();
        assert_eq!(number.number, "400.12.3.1/003/JATI/I/2026");
        assert!(stage.case.approvals.at(&"lurah".into()).next().is_none());
        assert_eq!(stage.act("lurah", "return"), Err(Refusal::Signing));
        stage.signed("letter").unwrap();
        assert_eq!(stage.case.outputs["letter"].state, LetterState::Released);
        assert_eq!(stage.case.outputs["letter"].sha256.as_deref(), Some("01"));
        assert_eq!(stage.act("lurah", "approve"), Err(Refusal::Closed));
    }

    #[test]
    fn a_failed_signature_is_asked_for_again_on_the_same_bytes() {
        let mut stage = at_the_lurah();
        stage.act("lurah", "approve").unwrap();
        let freeze = Command::Freeze { output: "letter".into(), sha256: "00".into() };
        stage.order(&freeze).unwrap();
        assert_eq!(stage.order(&freeze), Err(Refusal::NotAllowed), "bytes are frozen once");
        stage.outcome("letter", failed(), SignReporter::Signer).unwrap();
        let before = stage.case.outputs["letter"].clone();
        stage.act("lurah", "approve").unwrap();
        let again = &stage.case.outputs["letter"];
        assert_eq!((again.state, &again.number), (LetterState::Prepared, &before.number));
        assert_eq!(stage.drawn, 3, "no second number");
        let signed = SignOutcome::Signed { sha256: "01".into() };
        stage.outcome("letter", signed, SignReporter::Signer).unwrap();
        assert_eq!(stage.at(), None);
    }

    #[test]
    fn a_letter_that_cannot_be_rendered_has_failed_and_keeps_its_number() {
        let mut stage = at_the_lurah();
        stage.act("lurah", "approve").unwrap();
        let number = stage.case.outputs["letter"].number.clone();
        let signed = || SignOutcome::Signed { sha256: "01".into() };
        for other in [signed(), SignOutcome::Unknown] {
            let told = stage.outcome("letter", other, SignReporter::Signer);
            assert_eq!(told, Err(Refusal::NotAllowed), "no signer has seen it");
        }
        stage.outcome("letter", failed(), SignReporter::Signer).unwrap();
        assert_eq!(stage.at(), Some("lurah"));
        stage.act("lurah", "approve").unwrap();
        let letter = &stage.case.outputs["letter"];
        assert_eq!((letter.state, &letter.number), (LetterState::Numbered, &number));
        stage.order(&Command::Freeze { output: "letter".into(), sha256: "00".into() }).unwrap();
        stage.outcome("letter", signed(), SignReporter::Signer).unwrap();
        assert_eq!(stage.case.outputs["letter"].number, number);
        assert!(stage.case.voids.is_empty());
    }

    #[test]
    fn only_a_failed_letter_is_given_up_and_the_next_approval_draws_anew() {
        let mut stage = at_the_lurah();
        let void = |reason: &str| Command::Void { output: "letter".into(), reason: reason.into() };
        assert_eq!(stage.order(&void("x")), Err(Refusal::NotAllowed), "it was not begun");
        stage.act("lurah", "approve").unwrap();
        assert_eq!(stage.order(&void("x")), Err(Refusal::Signing));
        stage.outcome("letter", failed(), SignReporter::Signer).unwrap();
        assert_eq!(stage.order(&void(" ")), Err(Refusal::NoteRequired));
        stage.order(&void("ditulis di kertas")).unwrap();
        let number = Some("400.12.3.1/003/JATI/I/2026".into());
        assert_eq!(stage.case.voids, [("letter".into(), number, "ditulis di kertas".into())]);
        assert_eq!(stage.order(&void("x")), Err(Refusal::NotAllowed), "it is void already");
        assert_eq!(stage.at(), Some("lurah"));
        stage.act("lurah", "approve").unwrap();
        let number = stage.case.outputs["letter"].number.clone().unwrap();
        assert_eq!(number.number, "400.12.3.1/004/JATI/I/2026");
        stage.signed("letter").unwrap();
        assert_eq!(stage.order(&void("x")), Err(Refusal::Closed));
    }

    #[test]
    fn an_unknown_outcome_waits_for_a_person() {
        let mut stage = at_the_lurah();
        stage.act("lurah", "approve").unwrap();
        stage.order(&Command::Freeze { output: "letter".into(), sha256: "00".into() }).unwrap();
        stage.outcome("letter", SignOutcome::Unknown, SignReporter::Signer).unwrap();
        let signed = || SignOutcome::Signed { sha256: "01".into() };
        let by = SignReporter::Person(person("boss"));
        assert_eq!(stage.outcome("letter", signed(), SignReporter::Signer), Err(Refusal::Signing));
        assert_eq!(stage.outcome("letter", SignOutcome::Unknown, by), Err(Refusal::Signing));
        stage.outcome("letter", signed(), by).unwrap();
        assert_eq!(stage.case.outputs["letter"].state, LetterState::Released);
    }

    #[test]
    fn changed_facts_void_the_letter_and_its_number_stays_in_the_register() {
        let mut stage = at_the_lurah();
        stage.act("lurah", "approve").unwrap();
        stage.order(&Command::Freeze { output: "letter".into(), sha256: "00".into() }).unwrap();
        stage.outcome("letter", failed(), SignReporter::Signer).unwrap();
        stage.act("lurah", "return").unwrap();
        stage.submit(&[("child_name", text("Siti"))]).unwrap();
        assert_eq!(stage.at(), Some("verify"), "RT and RW confirm the applicant only");
        let void =
            ("letter".into(), Some("400.12.3.1/003/JATI/I/2026".into()), "facts-changed".into());
        assert_eq!(stage.case.voids, [void]);
        assert_eq!(stage.case.outputs["letter"].state, LetterState::Void);
        stage.act("verify", "approve").unwrap();
        stage.act("lurah", "approve").unwrap();
        let number = stage.case.outputs["letter"].number.clone().unwrap();
        assert_eq!(number.number, "400.12.3.1/004/JATI/I/2026");
    }
    #[test]
    fn a_signer_whose_correction_sends_the_case_back_has_signed_nothing() {
        let office = include_str!("../../tests/reference/extra/office.yaml");
        let office = office.replace("    not: [assess]\n", "    edit: [urgent]\n");
        let mut stage = Stage::new("office", &office);
        let urgent = |yes| crate::workflow::Value::Bool(yes);
        stage
            .submit(&[("urgent", urgent(true)), ("amount", crate::workflow::Value::Number(600))])
            .unwrap();
        stage.act("intake", "approve").unwrap();
        stage.act("assess", "approve").unwrap();
        let fills = stage.fills(&[("urgent".into(), urgent(false))]);
        stage.order(&Command::Act(Act { fills, ..stage.action("sign", "approve") })).unwrap();
        assert_eq!(stage.at(), Some("survey"), "which only what is urgent passes by");
        assert!(stage.case.approvals.at(&"sign".into()).next().is_none());
        assert!(stage.case.last.as_ref().is_some_and(|last| last.undoable));
        let fills = stage.fills(&[("finding".into(), text("x"))]);
        stage.order(&Command::Act(Act { fills, ..stage.action("survey", "approve") })).unwrap();
        stage.act("assess", "approve").unwrap();
        stage.act("sign", "approve").unwrap();
        assert_eq!(stage.case.outputs["one"].state, LetterState::Numbered);
    }

    #[test]
    fn only_what_is_to_be_rendered_is_frozen_and_once() {
        let mut stage = Stage::acts();
        let freeze = |output: &str| Command::Freeze { output: output.into(), sha256: "00".into() };
        stage.submit(&[]).unwrap();
        assert_eq!(stage.order(&freeze("reply")), Err(Refusal::NotAllowed), "not begun");
        let agency = crate::workflow::Value::Office(crate::area::OfficeId("dinas".into()));
        stage.fill("triage", &[("agency", agency)]).unwrap();
        assert_eq!(stage.order(&freeze("entry")), Err(Refusal::NotAllowed), "it has no letter");
        stage.fill("handle", &[("answer", text("x"))]).unwrap();
        stage.wait(jiff::SignedDuration::from_hours(72));
        stage.act("notice", "approve").unwrap();
        stage.act("sign", "approve").unwrap();
        stage.signed("letter").unwrap();
        let asked = stage.now;
        stage.wait(jiff::SignedDuration::from_hours(1));
        stage.signed("second").unwrap();
        let (_, approval) = stage.case.approvals.at(&"sign".into()).next().unwrap();
        assert_eq!(approval.at.duration_since(asked), jiff::SignedDuration::from_hours(1));
        assert_eq!(stage.order(&freeze("letter")), Err(Refusal::NotAllowed), "signed and issued");
        stage.act("confirm", "approve").unwrap();
        for output in ["nothing", "record", "letter"] {
            assert_eq!(stage.order(&freeze(output)), Err(Refusal::Closed), "{output}");
        }
        stage.order(&freeze("reply")).unwrap();
        assert_eq!(stage.case.outputs["reply"].state, LetterState::Released);
        assert_eq!(stage.order(&freeze("reply")), Err(Refusal::Closed), "frozen already");
    }
}
