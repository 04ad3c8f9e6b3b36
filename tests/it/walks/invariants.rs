//! The invariants of definition-format.md section 12, said again without the engine's own words:
//! guards are asked of a second book of answers, approvals are compared revision by revision.

use std::collections::BTreeSet;

use alursurat::case::{
    Case, Command, Event, LetterState, Phase, Revision, apply, decide, position, route,
};
use alursurat::workflow::{FieldId, Filler, Holder, OutputId, Step, StepId};
use jiff::Timestamp;

use super::tally::Tally;
use super::walk::Walk;

/// One accepted command.
pub struct Moment<'a> {
    pub before: &'a Case,
    pub command: &'a Command,
    pub events: &'a [Event],
}

/// The bytes that stand for a rendered letter: they tell the facts that it was frozen from.
pub fn frozen_bytes(case: &Case, output: &OutputId) -> String {
    let facts = case.outputs.get(output).map(|state| &state.facts);
    format!("frozen {output} {facts:?}")
}

/// The bytes that stand for a signed letter.
pub fn signed_bytes(case: &Case, output: &OutputId) -> String {
    let state = case.outputs.get(output);
    let step = state.and_then(|state| state.request.as_ref()).map(|request| request.step.clone());
    let bytes = state.and_then(|state| state.sha256.clone()).unwrap_or_default();
    format!("{bytes} + {}", step.map_or_else(String::new, |step| step.to_string()))
}

/// Everything that must hold after an accepted command.
pub fn check(walk: &Walk, moment: &Moment<'_>) {
    let (case, world) = (&walk.case, &walk.world);
    assert_eq!(case.version, moment.before.version + u64::from(!moment.events.is_empty()));
    for field in &world.definition.fields {
        assert_eq!(case.value(&field.id), walk.book.values.get(&field.id), "{}", field.id);
    }
    let at = world.with(|model| position(model, case).map(|step| step.id.clone()));
    let first = world.definition.steps.iter().find(|step| exists(walk, step) && !fresh(walk, step));
    match case.phase {
        Phase::Open => {
            assert!(at.is_some(), "I6: open without a step");
            assert_eq!(
                at.as_ref(),
                first.map(|step| &step.id),
                "the first step that lacks approval"
            );
        }
        _ => assert_eq!(at, None, "I6: a step without being open"),
    }
    let elsewhere = world.elsewhere(|model| position(model, case).map(|step| step.id.clone()));
    assert_eq!(at, elsewhere, "I17: a changed setting or calendar moved the case");
    people(walk);
    letters(walk);
    clocks(walk, at.as_ref().and_then(|at| world.definition.step(at.as_str())));
    decision(walk, moment);
    if matches!(&case.phase, Phase::Ended { end, .. } if end.as_str() == "done") {
        done(walk);
    }
}

fn exists(walk: &Walk, step: &Step) -> bool {
    walk.book.holds(step.when.as_ref())
}

/// Whether the step has an approval of the values and the unit of the route as they are now.
fn fresh(walk: &Walk, step: &Step) -> bool {
    let case = &walk.case;
    let definition = &walk.world.definition;
    case.approvals.get(&step.id).is_some_and(|approval| {
        let now = |field| case.data.get(field).map(|held| held.revision);
        let same = approval.saw.fields.iter().all(|(field, saw)| now(field) == *saw);
        let all = step.confirms.iter().all(|field| approval.saw.fields.contains_key(field));
        let route = match &approval.saw.route {
            Some((level, unit)) => route(definition, case, *level) == *unit,
            None => step.by == Holder::Applicant,
        };
        same && all && route
    })
}

/// I1 and I2: what must be there at the end.
fn done(walk: &Walk) {
    for step in &walk.world.definition.steps {
        assert!(!exists(walk, step) || fresh(walk, step), "I1: done without {}", step.id);
    }
    for output in &walk.world.definition.outputs {
        let at = output.at.as_ref().and_then(|at| walk.world.definition.step(at.as_str()));
        let made = walk.book.holds(output.when.as_ref()) && at.is_none_or(|at| exists(walk, at));
        let state = walk.case.outputs.get(&output.id).map(|state| state.state);
        if made {
            assert_eq!(state, Some(LetterState::Released), "I2: done without {}", output.id);
        }
    }
}

/// I10: nobody approved their own request, nor twice where four eyes are asked for.
fn people(walk: &Walk) {
    for step in &walk.world.definition.steps {
        let Some(approval) = walk.case.approvals.get(&step.id) else { continue };
        let own = walk.case.applicant == Some(approval.person);
        assert!(own == (step.by == Holder::Applicant), "I10: {} by the wrong hand", step.id);
        for other in step.not.iter().filter_map(|step| walk.case.approvals.get(step)) {
            assert_ne!(other.person, approval.person, "I10: four eyes at {}", step.id);
        }
    }
}

/// I2 and I3: signatures, frozen facts and numbers.
fn letters(walk: &Walk) {
    let case = &walk.case;
    let settled = matches!(&case.phase, Phase::Ended { end, .. } if end.as_str() != "done");
    let mut live: Vec<&String> = case.voids.iter().filter_map(|(_, n, _)| n.as_ref()).collect();
    for (id, state) in &case.outputs {
        let output = walk.world.definition.output(id.as_str()).unwrap();
        live.extend(state.number.as_ref().map(|number| &number.number));
        let issued = state.state == LetterState::Released;
        if issued && !output.number.is_empty() {
            assert!(state.number.is_some(), "I3: {id} issued without a number");
        }
        if issued && !output.signers.is_empty() {
            for signer in &output.signers {
                let step = walk.world.definition.step(signer.as_str()).unwrap();
                let skipped = !exists(walk, step);
                assert!(skipped || state.signed.contains(signer), "I2: {id} lacks {signer}");
            }
            let now = |field| case.data.get(field).map(|held| held.revision);
            let same = state.facts.iter().all(|(field, then)| now(field) == Some(*then));
            assert!(
                settled || matches!(case.phase, Phase::Returned { .. }) || same,
                "I2: {id} tells other facts"
            );
            let signatures = state.signed.iter().map(|step| format!(" + {step}"));
            let bytes = frozen_bytes(case, id) + &signatures.collect::<String>();
            assert_eq!(state.sha256.as_ref(), Some(&bytes), "I2: other bytes of {id} were signed");
        }
        let begun = !state.signed.is_empty() || state.number.is_some();
        assert!(!settled || issued || !begun, "I2: {id} neither issued nor void at the end");
        assert!(!state.state.pending() || state.request.is_some(), "I16: {id} without a request");
    }
    let all: BTreeSet<&String> = live.iter().copied().collect();
    assert_eq!(all.len(), live.len(), "I3: a number is live or void twice");
    assert_eq!(all, walk.printed.keys().collect(), "I3: a drawn number is neither live nor void");
}

/// I9: a clock runs if and only if its step is the position and is not held.
fn clocks(walk: &Walk, at: Option<&Step>) {
    let case = &walk.case;
    let running = case.clocks.iter().filter(|(_, clock)| clock.since.is_some());
    let running: Vec<_> = running.map(|(step, _)| step).collect();
    let at = at.filter(|at| !case.held.contains_key(&at.id));
    assert_eq!(running, at.iter().map(|at| &at.id).collect::<Vec<_>>(), "I9: clocks of steps");
    let office = at.is_some_and(|at| at.by != Holder::Applicant);
    assert_eq!(case.clock.since.is_some(), office, "I9: clock of the case");
}

/// I7, I11, I13 and I18: what a single decision may do.
fn decision(walk: &Walk, moment: &Moment<'_>) {
    let definition = &walk.world.definition;
    let index = |step: &StepId| definition.index(step.as_str()).unwrap();
    for event in moment.events {
        match event {
            Event::Filled { step, values } => {
                let editor = definition.step(step.as_str()).unwrap();
                for (field, value) in values {
                    let by = &definition.field(field.as_str()).unwrap().by;
                    let own = *by == Filler::Step(step.clone());
                    assert!(own || editor.edit.contains(field), "I7: {step} filled {field}");
                    let new = value.as_ref().map(|held| held.revision);
                    let kept = later_approvals(walk, moment, step, field, new);
                    assert_eq!(kept, None, "I18: it vouches for an old {field}");
                }
            }
            Event::SentBack { to, .. } => {
                let later = walk.case.approvals.keys().find(|step| index(step) >= index(to));
                assert_eq!(later, None, "I11: an approval survived being sent back to {to}");
            }
            Event::Decided { .. } | Event::Approved { .. } => {
                let tick = matches!(moment.command, Command::Tick { .. });
                assert!(!tick, "I13: time decided by itself");
            }
            _ => {}
        }
    }
}

/// A step at or after `step` that is complete by an approval of another value of `field`.
fn later_approvals(
    walk: &Walk,
    moment: &Moment<'_>,
    step: &StepId,
    field: &FieldId,
    new: Option<Revision>,
) -> Option<StepId> {
    let approved_now = |other: &Step| {
        let approved =
            |event: &Event| matches!(event, Event::Approved { step, .. } if *step == other.id);
        moment.events.iter().any(approved)
    };
    let steps = walk.world.definition.steps.iter().skip_while(|other| other.id != *step);
    let kept = steps.filter(|other| {
        let then = moment.before.approvals.get(&other.id);
        let saw = then.and_then(|approval| approval.saw.fields.get(field));
        saw.is_some_and(|saw| *saw != new) && !approved_now(other) && fresh(walk, other)
    });
    kept.map(|other| other.id.clone()).next()
}

/// I12: a decision that is taken back never happened, but for voids.
pub fn undone(walk: &Walk, before: &Case, now: Timestamp, tally: &mut Tally) {
    let Some(last) = walk.case.last.as_ref().filter(|last| last.undoable) else { return };
    let undo = Command::Undo { person: last.person };
    let events = walk.world.with(|model| decide(model, &walk.case, &undo, now)).unwrap();
    let case = apply(walk.case.clone(), &events, &walk.world.definition);
    let number = |case: &Case| -> BTreeSet<String> {
        case.outputs.values().filter_map(|o| o.number.as_ref()).map(|n| n.number.clone()).collect()
    };
    let void: BTreeSet<String> = case.voids.iter().filter_map(|(_, n, _)| n.clone()).collect();
    let lost: BTreeSet<String> = number(&walk.case).difference(&number(&case)).cloned().collect();
    assert!(lost.is_subset(&void), "I12: undo lost a number");
    let like = |case: Case| Case { voids: Vec::new(), last: None, version: 0, ..case };
    assert_eq!(like(case), like(before.clone()), "I12: undo differs");
    tally.count("undo compared");
}

/// I5: the stored events, read again, give the case; so does the stored case.
pub fn replayed(walk: &Walk, seed: u64) {
    let definition = &walk.world.definition;
    let start = Case { answers: walk.case.answers.clone(), ..Case::new() };
    let replayed = walk.log.iter().fold(start, |case, events| apply(case, events, definition));
    assert!(replayed == walk.case, "I5: replay of walk {seed} differs");
    let stored = serde_json::to_string(&walk.case).unwrap();
    let read: Case = serde_json::from_str(&stored).unwrap();
    let read = Case { answers: walk.case.answers.clone(), ..read };
    assert!(read == walk.case, "I5: the stored case of walk {seed} differs");
}
