//! A holder takes an action: the checks of section 11 in their order, then the events.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::decide::Draft;
use super::pin::{checks, held, required};
use super::route::addressee;
use super::{
    Act, Actor, Addressee, Approval, Duty, Event, Refusal, decided, duties, position, settle,
    tasks, time,
};
use crate::area::{Right, Seat};
use crate::origin::PersonId;
use crate::workflow::{Action, EndId, FieldId, Filler, Note, OutputId, Step, Table, Target, Value};

/// Carries out an action.
pub(super) fn act(draft: &mut Draft<'_>, act: &Act) -> Result<(), Refusal> {
    let model = draft.model;
    let step = draft.at(&act.step)?;
    let action = step.action(act.action.as_str()).ok_or(Refusal::UnknownAction)?;
    let duty = tasks::may_act(&model, &draft.case, (step, action), act, draft.now)?;
    tasks::may_decide(&model, &draft.case, step, &act.actor)?;
    in_order(draft, step, action, act)?;
    let fills = may_fill(draft, step, act)?;
    begin(draft, step, action, act, &fills)?;
    let unit = forward(draft, action, act)?;
    let Actor { person, seat, right, .. } = &act.actor;
    let voice = Voice { person: *person, seat: seat.as_ref(), right: *right };
    match &action.to {
        Target::Next => approve(draft, step, &duty, &voice),
        Target::Applicant => {
            let (step, note, remarks) = (step.id.clone(), act.note.clone(), act.remarks.clone());
            draft.push(Event::Returned { step, note, remarks, at: draft.now });
        }
        Target::Same => stay(draft, step, action, unit),
        Target::Step(to) => {
            draft.push(Event::SentBack { from: step.id.clone(), to: to.clone() });
        }
        Target::End(end) => refuse(draft, step, &duty, &voice, end),
    }
    if action.limit.is_some() || action.to == Target::Same {
        draft.push(Event::Counted { step: step.id.clone(), action: action.id.clone() });
    }
    Ok(())
}

fn in_order(draft: &Draft<'_>, step: &Step, action: &Action, act: &Act) -> Result<(), Refusal> {
    let case = &draft.case;
    if action.pause.is_some() && case.held.contains_key(&step.id) {
        return Err(Refusal::Held);
    }
    let taken = case.counts.get(&step.id).and_then(|actions| actions.get(&action.id));
    if action.limit.is_some_and(|limit| taken.copied().unwrap_or_default() >= limit) {
        return Err(Refusal::Limit);
    }
    let noted = act.note.as_ref().is_some_and(|note| !note.trim().is_empty());
    if action.note == Note::Required && !noted {
        return Err(Refusal::NoteRequired);
    }
    let chosen = |table: &Table| act.reason.as_ref().is_some_and(|key| table.row(key).is_some());
    if !action.reasons.as_ref().is_none_or(|table| chosen(table)) {
        return Err(Refusal::ReasonRequired);
    }
    let early =
        || time::notice(&draft.model, case, step, draft.now).is_some_and(|end| draft.now < end);
    if action.to == Target::Next && early() { Err(Refusal::TooEarly) } else { Ok(()) }
}

/// The office of a forward, as the field that takes it holds it.
fn forward(
    draft: &Draft<'_>,
    action: &Action,
    act: &Act,
) -> Result<Option<(FieldId, super::Held)>, Refusal> {
    let Some(field) = &action.forward else { return Ok(None) };
    let missing = || Refusal::Missing(field.clone());
    let unit = held(&draft.case, &[(field.clone(), act.unit)])?.remove(field).flatten();
    let unit = unit.ok_or_else(missing)?;
    match draft.case.answers.get(field, unit.revision).map(|answer| &answer.value) {
        Some(Value::Office(_)) => Ok(Some((field.clone(), unit))),
        _ => Err(missing()),
    }
}

/// What leads nowhere: to another office, a hold, or more time.
fn stay(draft: &mut Draft<'_>, step: &Step, action: &Action, unit: Option<(FieldId, super::Held)>) {
    if let Some((field, unit)) = unit {
        draft.push(Event::Forwarded { step: step.id.clone(), field, unit });
    }
    if let Some(pause) = action.pause {
        let at = draft.now;
        draft.push(Event::Held { step: step.id.clone(), at, pause });
    }
    if let Some(by) = action.extend {
        draft.push(Event::Extended { step: step.id.clone(), by });
    }
}

/// Time takes the action for everybody who has not decided yet.
pub(super) fn tacit(draft: &mut Draft<'_>, step: &Step, action: &Action, words: &str) {
    let model = draft.model;
    match &action.to {
        Target::Applicant => {
            let (step, note, remarks) = (step.id.clone(), Some(words.to_owned()), BTreeMap::new());
            draft.push(Event::Returned { step, note, remarks, at: draft.now });
        }
        Target::Same => stay(draft, step, action, None),
        Target::Step(to) => {
            draft.push(Event::SentBack { from: step.id.clone(), to: to.clone() });
        }
        Target::Next | Target::End(_) => {
            for duty in duties(&model, &draft.case, step) {
                let here = draft.position().is_some_and(|at| at.id == step.id);
                if !here || decided(model.definition, &draft.case, step, &duty.slot).is_some() {
                    continue;
                }
                let seat = addressee(&model, &draft.case, &duty);
                let seat = seat.as_ref().and_then(Addressee::seat);
                let voice = Voice { person: PersonId::TIME, seat, right: Right::Own };
                match &action.to {
                    Target::End(end) => refuse(draft, step, &duty, &voice, end),
                    _ => approve(draft, step, &duty, &voice),
                }
            }
        }
    }
    if action.to == Target::Same {
        draft.push(Event::Counted { step: step.id.clone(), action: action.id.clone() });
    }
}

/// Who says yes or no.
struct Voice<'a> {
    person: PersonId,
    seat: Option<&'a Seat>,
    right: Right,
}

type Fills = BTreeMap<FieldId, Option<super::Held>>;

/// A step may fill its own fields and correct those in its `edit`.
fn may_fill(draft: &Draft<'_>, step: &Step, act: &Act) -> Result<Fills, Refusal> {
    let mine = |field: &FieldId| {
        let field = draft.model.definition.field(field.as_str());
        field.is_some_and(|field| field.by == Filler::Applicant)
    };
    if let Some(field) = act.remarks.keys().find(|field| !mine(field)) {
        return Err(Refusal::Frozen(field.clone()));
    }
    for (field, _) in &act.fills {
        let known = draft.model.definition.field(field.as_str());
        let own = known.is_some_and(|field| field.by == Filler::Step(step.id.clone()));
        let may_edit = known.is_some() && step.edit.contains(field);
        if !own && !may_edit {
            return Err(Refusal::Frozen(field.clone()));
        }
    }
    held(&draft.case, &act.fills)
}

/// The decision, the end of a hold, and what was filled in.
fn begin(
    draft: &mut Draft<'_>,
    step: &Step,
    action: &Action,
    act: &Act,
    fills: &Fills,
) -> Result<(), Refusal> {
    let filled = || Event::Filled { step: step.id.clone(), values: fills.clone() };
    let mut after = Cow::Borrowed(&draft.case);
    if !fills.is_empty() {
        after.to_mut().evolve(&filled(), draft.model.definition);
    }
    let emptied = fills.iter().filter(|(_, value)| value.is_none());
    let emptied = emptied.filter_map(|(id, _)| draft.model.definition.field(id.as_str()));
    required(&draft.model, &after, emptied)?;
    let mut undoable = true;
    if action.to == Target::Next {
        let fields = || {
            let fields = draft.model.definition.fields.iter();
            fields.filter(|field| field.by == Filler::Step(step.id.clone()))
        };
        required(&draft.model, &after, fields())?;
        checks(&draft.model, &after, fields())?;
        // Only what is filled can have moved the case.
        let here = || {
            let at = || position(&draft.model, &after);
            fills.is_empty() || at().is_some_and(|at| at.id == step.id)
        };
        undoable = settle::to_sign(&draft.model, &after, step).is_empty() || !here();
    }
    if let Some(field) = action.needs.iter().find(|field| !after.data.contains_key(*field)) {
        return Err(Refusal::Missing(field.clone()));
    }
    draft.push(Event::Decided {
        person: act.actor.person,
        seat: act.actor.seat.clone(),
        right: act.actor.right,
        step: step.id.clone(),
        slot: act.slot.clone(),
        action: action.id.clone(),
        note: act.note.clone(),
        reason: act.reason.clone().filter(|_| action.reasons.is_some()),
        at: draft.now,
        undoable,
        at_desk: act.actor.at_desk.clone(),
    });
    if draft.case.held.contains_key(&step.id) {
        draft.push(Event::Resumed { step: step.id.clone() });
    }
    if !fills.is_empty() {
        draft.push(filled());
    }
    Ok(())
}

/// Approves, or on a signing step asks for every signature that is still missing (7.4).
fn approve(draft: &mut Draft<'_>, step: &Step, duty: &Duty<'_>, voice: &Voice<'_>) {
    let model = draft.model;
    let mut outputs = settle::to_sign(&model, &draft.case, step);
    // Where the correction itself sent the case back, there is nothing to sign now, and a step that
    // signs approves by its signature only: it comes again.
    if !outputs.is_empty() && draft.position().is_none_or(|at| at.id != step.id) {
        return;
    }
    let fallen = |draft: &Draft<'_>, output: &OutputId| {
        settle::void_reason(draft, model.definition.output(output.as_str())?)
    };
    let anew = outputs.iter().any(|output| fallen(draft, output).is_some());
    let signed = |draft: &Draft<'_>, output: &OutputId| {
        draft.case.outputs.get(output).is_some_and(|state| state.signed.contains(&step.id))
    };
    outputs.retain(|output| anew || !signed(draft, output));
    for output in &outputs {
        if let Some(reason) = fallen(draft, output) {
            draft.void(output, reason);
        }
    }
    let approval = said(draft, step, duty, voice, None);
    let slot = duty.slot.clone();
    if outputs.is_empty() {
        draft.push(Event::Approved { step: step.id.clone(), slot, approval });
    } else {
        super::sign::request(draft, step, (&slot, &approval), &outputs);
    }
}

/// Ends the case, or where others may still approve, notes the no.
fn refuse(draft: &mut Draft<'_>, step: &Step, duty: &Duty<'_>, voice: &Voice<'_>, end: &EndId) {
    let (model, case) = (draft.model, &draft.case);
    let duties = duties(&model, case, step);
    let mine = duty;
    let no = |duty: &&Duty<'_>| {
        let said = decided(model.definition, case, step, &duty.slot);
        duty.slot == mine.slot || said.is_some_and(|said| said.no.is_some())
    };
    let possible = duties.len() - duties.iter().filter(no).count();
    if possible < step.need.of(duties.len()) {
        return draft.close(end.clone());
    }
    let approval = said(draft, step, duty, voice, Some(end.clone()));
    draft.push(Event::Declined { step: step.id.clone(), slot: duty.slot.clone(), approval });
}

fn said(
    draft: &Draft<'_>,
    step: &Step,
    duty: &Duty<'_>,
    voice: &Voice<'_>,
    no: Option<EndId>,
) -> Arc<Approval> {
    Arc::new(Approval {
        person: voice.person,
        seat: voice.seat.cloned(),
        right: voice.right,
        at: draft.now,
        saw: super::position::vouch(draft.model.definition, &draft.case, step, &duty.branch.by),
        no,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::stage::{Stage, person, text};
    use super::*;

    fn filled(
        stage: &mut Stage,
        step: &str,
        values: &[(&str, &str)],
    ) -> Result<Vec<Event>, Refusal> {
        let values: Vec<_> = values.iter().map(|(f, v)| ((*f).into(), text(v))).collect();
        let fills = stage.fills(&values);
        let act = Act { fills, ..stage.action(step, "approve") };
        stage.order(&Command::Act(act))
    }

    #[test]
    fn a_step_fills_its_own_fields_and_corrects_those_it_may_edit() {
        let mut stage = Stage::office();
        stage.submit(&[]).unwrap();
        assert_eq!(
            filled(&mut stage, "intake", &[("reason", "y")]),
            Err(Refusal::Frozen("reason".into()))
        );
        stage.act("intake", "approve").unwrap();
        assert_eq!(stage.act("survey", "approve"), Err(Refusal::Missing("finding".into())));
        filled(&mut stage, "survey", &[("finding", "dry")]).unwrap();
        filled(&mut stage, "assess", &[("reason", "y")]).unwrap();
        assert_eq!(stage.at(), Some("sign"), "a correction sends nobody back");
        let emptied = vec![("reason".into(), None)];
        let act = Act { fills: emptied, ..stage.action("sign", "return") };
        assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::Frozen("reason".into())));
    }

    #[test]
    fn an_editor_does_not_empty_what_must_be_answered() {
        let mut stage = Stage::office();
        stage.submit(&[]).unwrap();
        let fills = vec![("amount".into(), None)];
        let act = Act { fills, ..stage.action("intake", "approve") };
        assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::Missing("amount".into())));
    }

    #[test]
    fn a_limit_counts_over_the_whole_case_and_blanks_are_no_note() {
        let mut stage = Stage::office();
        stage.submit(&[]).unwrap();
        stage.act("intake", "approve").unwrap();
        stage.act("survey", "hold").unwrap();
        let act = Act { note: Some("  ".into()), ..stage.action("survey", "return") };
        assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::NoteRequired));
        stage.act("survey", "return").unwrap();
        stage.act("intake", "approve").unwrap();
        assert_eq!(stage.act("survey", "hold"), Err(Refusal::Limit));
    }

    #[test]
    fn sent_back_every_step_from_there_on_decides_again() {
        let mut stage = Stage::office();
        stage.submit(&[("urgent", Value::Bool(false))]).unwrap();
        stage.act("intake", "approve").unwrap();
        filled(&mut stage, "survey", &[("finding", "x")]).unwrap();
        stage.act("assess", "approve").unwrap();
        stage.act("sign", "return").unwrap();
        assert_eq!(stage.at(), Some("survey"));
        let left: Vec<_> = stage.case.approvals.iter().map(|(step, ..)| step.as_str()).collect();
        assert_eq!(left, ["intake"]);
    }

    #[test]
    fn four_eyes_look_both_ways() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        stage.act("rt", "approve").unwrap();
        stage.act("rw", "approve").unwrap();
        let mut act = stage.action("verify", "approve");
        act.actor.person = person("rw");
        assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::FourEyes));
        stage.act("verify", "approve").unwrap();
        stage.act("lurah", "return").unwrap();
        let applicant = stage.case.value(&"applicant".into()).cloned();
        let Some(crate::workflow::Value::Person(mut parts)) = applicant else { panic!() };
        parts.insert("name".into(), text("Budi"));
        stage.submit(&[("applicant", crate::workflow::Value::Person(parts))]).unwrap();
        assert_eq!(stage.at(), Some("rt"));
        let mut act = stage.action("rt", "approve");
        act.actor.person = person("verify");
        assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::FourEyes));
    }

    #[test]
    fn what_is_to_be_mended_is_a_field_of_the_applicant() {
        let mut stage = Stage::office();
        stage.submit(&[]).unwrap();
        for (field, told) in
            [("finding", Some(Refusal::Frozen("finding".into()))), ("reason", None)]
        {
            let mut act = stage.action("intake", "return");
            act.remarks.insert(field.into(), "x".to_owned());
            assert_eq!(stage.order(&Command::Act(act)).err(), told);
        }
    }
}
