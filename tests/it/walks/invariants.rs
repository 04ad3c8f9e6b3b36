//! The invariants of definition-format.md section 12, said again without the engine's own words:
//! guards are asked of a second book of answers, approvals are compared revision by revision.

use std::collections::BTreeSet;
use std::sync::Arc;

use alursurat::case::{
    Approval, Case, Command, Event, Phase, Revision, Slot, apply, decide, position, route, sees,
    signing, valid,
};
use alursurat::origin::PersonId;
use alursurat::workflow::{
    Branch, FieldId, FieldKind, Filler, Holder, Need, Root, Step, StepId, Value, evaluate_in,
};
use jiff::Timestamp;

use super::letters::{issued, letters, reconciled};
use super::tally::Tally;
use super::walk::Walk;

/// One accepted command.
pub struct Moment<'a> {
    pub before: &'a Case,
    pub command: &'a Command,
    pub events: &'a [Event],
}

/// Everything that must hold after an accepted command.
pub fn check(walk: &Walk, moment: &Moment<'_>, tally: &mut Tally) {
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
    unseen(walk, tally);
    letters(walk);
    reconciled(moment);
    clocks(walk, at.as_ref().and_then(|at| world.definition.step(at.as_str())));
    decision(walk, moment);
    if matches!(&case.phase, Phase::Ended { end, .. } if end.as_str() == "done") {
        done(walk);
    }
}

/// I15: what a step sees contains no value that `hide` keeps from it, nor one that a later step fills.
fn unseen(walk: &Walk, tally: &mut Tally) {
    let (world, definition) = (&walk.world, &walk.world.definition);
    for step in &definition.steps {
        for field in &definition.fields {
            let kept = field.hide.as_ref().is_some_and(|hide| {
                hide.from.contains(&step.id) && walk.book.holds(hide.when.as_ref())
            });
            let later = match &field.by {
                Filler::Step(by) => {
                    definition.index(by.as_str()) > definition.index(step.id.as_str())
                }
                Filler::Applicant => false,
            };
            let seen = world.with(|model| sees(model, &walk.case, &step.id, field));
            let edits = step.edit.contains(&field.id);
            assert_eq!(seen, !kept && (!later || edits), "I15: {} at {}", field.id, step.id);
            if kept {
                tally.count("hidden");
            }
        }
    }
}

pub fn exists(walk: &Walk, step: &Step) -> bool {
    walk.book.holds(step.when.as_ref())
}

/// Whether so many as the step needs have approved the values and the unit of the route as they
/// are now.
fn fresh(walk: &Walk, step: &Step) -> bool {
    let slots = slots(walk, step);
    let approved = slots.iter().filter(|(slot, branch)| {
        let said = walk.case.approvals.get(&step.id, &slot.as_str().into());
        said.is_some_and(|said| said.no.is_none() && holds(walk, step, branch, said))
    });
    let needed = match step.need {
        Need::All => slots.len(),
        Need::Any => 1.min(slots.len()),
        Need::Count(count) => slots.len().min(count as usize),
    };
    approved.count() >= needed
}

/// Who must act at a step, by the second book: a branch by its key, of a list each row by its id.
fn slots<'s>(walk: &Walk, step: &'s Step) -> Vec<(String, &'s Branch)> {
    let mut slots = Vec::new();
    for branch in step.branches.iter().filter(|branch| walk.book.holds(branch.when.as_ref())) {
        let Holder::People { path, only } = &branch.by else {
            slots.push((branch.key.to_string(), branch));
            continue;
        };
        let Root::Field(field) = &path.root else { panic!("people of {path}") };
        match walk.book.values.get(field) {
            None => {}
            Some(Value::List(rows)) => {
                let field = walk.world.definition.field(field.as_str()).unwrap();
                let FieldKind::List { columns, .. } = &field.kind else { panic!("rows of {path}") };
                for row in rows {
                    let asked = only.as_ref().is_none_or(|only| {
                        evaluate_in(only, &walk.book, Some((row, columns)))
                            == Some(Value::Bool(true))
                    });
                    if asked && row.cells.contains_key(&path.parts[0]) {
                        slots.push((format!("{}#{}", branch.key, row.id), branch));
                    }
                }
            }
            Some(_) => slots.push((branch.key.to_string(), branch)),
        }
    }
    slots
}

fn holds(walk: &Walk, step: &Step, branch: &Branch, said: &Approval) -> bool {
    let (case, definition) = (&walk.case, &walk.world.definition);
    let now = |field| case.data.get(field).map(|held| held.revision);
    let same = said.saw.fields.iter().all(|(field, saw)| now(field) == *saw);
    let all = step.confirms.iter().all(|field| said.saw.fields.contains_key(field));
    let unit = match (&said.saw.route, &branch.by) {
        (Some((level, unit)), Holder::Level { .. }) => route(definition, case, *level) == *unit,
        (route, by) => route.is_none() && !matches!(by, Holder::Level { .. }),
    };
    same && all && unit
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
            assert!(state.is_some_and(issued), "I2: done without {}", output.id);
        }
    }
}

/// I10: nobody approved their own request, nor twice where four eyes are asked for.
fn people(walk: &Walk) {
    let case = &walk.case;
    for (step, slot, said) in case.approvals.iter() {
        let step = walk.world.definition.step(step.as_str()).unwrap();
        let key = slot.as_str().split('#').next().unwrap();
        let branch = step.branches.iter().find(|branch| &*branch.key == key).unwrap();
        if said.person == PersonId::TIME {
            assert!(step.sign.is_empty(), "I13: {} was signed by time", step.id);
            continue;
        }
        if case.applicant == Some(said.person) {
            assert_eq!(said.seat, None, "I10: {} at {slot} on their own request", step.id);
        }
        match &branch.by {
            Holder::Applicant => assert!(
                said.seat.is_some() || case.applicant == Some(said.person),
                "{slot} by a stranger"
            ),
            Holder::Service(name) => assert!(
                said.seat.is_some() || said.person == PersonId::machine(name),
                "{slot} by a person"
            ),
            Holder::Level { .. } | Holder::At { .. } => {
                assert!(said.seat.is_some(), "{slot} for nobody");
            }
            Holder::People { .. } => {}
        }
        if said.no.is_some() {
            continue;
        }
        for other in step.not.iter().flat_map(|other| case.approvals.at(other)) {
            assert_ne!(other.1.person, said.person, "I10: four eyes at {}", step.id);
        }
    }
}

/// I9: a clock runs if and only if its step is the position and is not held.
fn clocks(walk: &Walk, at: Option<&Step>) {
    let case = &walk.case;
    let running = case.clocks.iter().filter(|(_, clock)| clock.since.is_some());
    let running: Vec<_> = running.map(|(step, _)| step).collect();
    let at = at.filter(|at| !case.held.contains_key(&at.id));
    assert_eq!(running, at.iter().map(|at| &at.id).collect::<Vec<_>>(), "I9: clocks of steps");
    let office = at.is_some_and(|at| {
        at.holders().any(|by| !matches!(by, Holder::Applicant | Holder::People { .. }))
    });
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
                let later = walk.case.approvals.iter().find(|(step, ..)| index(step) >= index(to));
                assert_eq!(later, None, "I11: an approval survived being sent back to {to}");
            }
            Event::Forwarded { step, field, unit } => {
                let kept = later_approvals(walk, moment, step, field, Some(unit.revision));
                assert_eq!(kept, None, "I18: it vouches for an old {field}");
            }
            Event::Reopened { to, .. } => {
                let later = walk.case.approvals.iter().find(|(step, ..)| index(step) >= index(to));
                assert_eq!(later, None, "I11: an approval survived being opened again at {to}");
            }
            Event::Decided { .. } | Event::Approved { .. } | Event::Declined { .. } => {
                let tick = matches!(moment.command, Command::Tick { .. });
                let mut events = moment.events.iter();
                let tacit = events.any(|event| matches!(event, Event::Tacit { .. }));
                assert!(!tick || tacit, "I13: time decided by itself");
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
    let said_now = |other: &StepId, at: &Slot| {
        moment.events.iter().any(|event| match event {
            Event::Approved { step, slot, .. } | Event::Declined { step, slot, .. } => {
                step == other && slot == at
            }
            _ => false,
        })
    };
    let definition = &walk.world.definition;
    let index = |step: &StepId| definition.index(step.as_str());
    let mut later =
        moment.before.approvals.iter().filter(|(other, ..)| index(other) >= index(step));
    let kept = later.find(|(other, slot, then)| {
        let saw = then.saw.fields.get(field);
        let now = walk.case.approvals.get(other, slot);
        saw.is_some_and(|saw| *saw != new)
            && !said_now(other, slot)
            && now.is_some_and(|now| valid(definition, &walk.case, now))
    });
    kept.map(|(other, ..)| other.clone())
}

/// I16: under the same version, settings and calendar nothing changes.
pub fn migrated(walk: &Walk, now: Timestamp) {
    if !matches!(walk.case.phase, Phase::Open | Phase::Returned { .. }) || signing(&walk.case) {
        return;
    }
    let same = Command::Migrate { from: Arc::clone(&walk.world.definition) };
    let events = walk.world.with(|model| decide(model, &walk.case, &same, now));
    assert_eq!(events, Ok(Vec::new()), "I16: the same version changes something");
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
