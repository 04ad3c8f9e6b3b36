//! I8: from wherever a walk has led, people who co-operate reach an end.

use alursurat::area::Right;
use alursurat::case::{
    Act, Actor, Addressee, AtSlot, Command, LetterState, Phase, Refusal, SignOutcome, SignReporter,
    TaskKind, carry_out, complete_numbers, position, tasks,
};
use alursurat::origin::PersonId;
use alursurat::workflow::{Filler, Proof};

use super::answers::Fill;
use super::walk::Walk;
use super::world::{instant, person};

/// Every seat is held again and everybody does what is asked, one command an hour.
pub fn reaches_an_end(walk: &mut Walk, seed: u64) {
    walk.world.everybody_is_there();
    walk.book.write(&std::mem::take(&mut walk.put_by));
    let enough = 6 * walk.world.definition.steps.len() + 60;
    for turn in 0..enough {
        if matches!(walk.case.phase, Phase::Ended { .. }) {
            return;
        }
        walk.hour += 1;
        let (command, values) = helpful(walk, turn);
        let now = instant(walk.hour);
        // A sample may break a rule of its field: then another one is tried.
        let decided = walk.world.with(|model| carry_out(model, &walk.case, &command, now));
        let mut outcome = match decided {
            Ok(outcome) => outcome,
            Err(refusal) => {
                // A notice period is waited for.
                walk.hour += if refusal == Refusal::TooEarly { 24 } else { 0 };
                continue;
            }
        };
        complete_numbers(&walk.world.definition, &mut outcome, |_| 1, |_| String::new());
        walk.case = outcome.case;
        walk.book.write(&values);
    }
    panic!("I8: walk {seed} reaches no end: {:?}", walk.told.last());
}

fn helpful(walk: &mut Walk, turn: usize) -> (Command, Vec<Fill>) {
    let waiting = walk.case.outputs.iter().find(|(_, state)| state.state.pending());
    if let Some((output, state)) = waiting {
        let output = output.clone();
        let sha256 = "00".to_owned();
        let command = if state.state == LetterState::Numbered {
            Command::Freeze { output, sha256 }
        } else {
            let by = SignReporter::Person(person("boss"));
            Command::SignResult { output, outcome: SignOutcome::Signed { sha256 }, by }
        };
        return (command, Vec::new());
    }
    let definition = std::sync::Arc::clone(&walk.world.definition);
    let at = walk.world.with(|model| position(model, &walk.case).map(|step| step.id.clone()));
    let Some(step) = at.and_then(|at| definition.step(at.as_str())) else {
        let values = walk.book.put_right(&definition, &mut walk.chance);
        let (fills, purpose) = (walk.offer(&values), walk.book.purpose);
        return (
            Command::Submit { person: person("applicant"), purpose, earlier: None, fills },
            values,
        );
    };
    let by = Filler::Step(step.id.clone());
    let values = walk.book.fill(&definition, &by, &mut walk.chance);
    let fills = walk.offer(&values);
    let now = instant(walk.hour);
    let tasks = walk.world.with(|model| tasks(model, &walk.case, now));
    let task = tasks.iter().find(|task| task.kind == TaskKind::Holder);
    let task = task.unwrap_or_else(|| panic!("I8: nobody is asked at {}", step.id));
    let claimed = walk.case.claimed.get(&task.step, &task.slot).copied();
    let (person, seat) = match &task.to {
        Addressee::Seat(seat) => {
            // Whoever took it on acts; every second time a colleague takes it over.
            let mine = claimed.filter(|_| turn.is_multiple_of(2));
            (mine.unwrap_or_else(|| person(&format!("q{turn}"))), Some(seat.clone()))
        }
        Addressee::Person(person) => (*person, None),
        Addressee::Service(name) => (PersonId::machine(name), None),
    };
    let actor = Actor { person, seat, right: Right::Own, proof: Proof::Tte, at_desk: None };
    let (step, slot, action) = (step.id.clone(), task.slot.clone(), "approve".into());
    if claimed.is_some_and(|claimed| claimed != actor.person) {
        return (Command::Claim(AtSlot { step, slot, actor }), Vec::new());
    }
    (Command::Act(Act { fills, ..Act::new(step, slot, action, actor) }), values)
}
