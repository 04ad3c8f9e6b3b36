//! I8: from wherever a walk has led, people who co-operate reach an end.

use alursurat::area::{Right, Seat};
use alursurat::case::{
    Act, Actor, Command, LetterState, Phase, SignOutcome, SignReporter, apply, complete_numbers,
    decide, position, seat_of,
};
use alursurat::workflow::{Filler, Holder, Proof};

use super::answers::Fill;
use super::walk::Walk;
use super::world::{foreign, instant, person};

/// Every seat is held again and everybody does what is asked, one command an hour.
pub fn reaches_an_end(walk: &mut Walk, seed: u64) {
    walk.world.everybody_is_there();
    let enough = 6 * walk.world.definition.steps.len() + 60;
    for turn in 0..enough {
        if matches!(walk.case.phase, Phase::Ended { .. }) {
            return;
        }
        walk.hour += 1;
        let (command, values) = helpful(walk, turn);
        let now = instant(walk.hour);
        // A sample may break a rule of its field: then another one is tried.
        let Ok(mut events) = walk.world.with(|model| decide(model, &walk.case, &command, now))
        else {
            continue;
        };
        let definition = &walk.world.definition;
        let case = std::mem::take(&mut walk.case);
        complete_numbers(definition, case.clone(), &mut events, |_| 1, |_| String::new());
        walk.case = apply(case, &events, definition);
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
        let values = if turn == 0 || walk.book.values.is_empty() {
            walk.book.fill(&definition, &Filler::Applicant, &mut walk.chance)
        } else {
            walk.book.change(&definition, &mut walk.chance)
        };
        let (fills, purpose) = (walk.offer(&values), walk.book.purpose);
        return (Command::Submit { person: person("applicant"), purpose, fills }, values);
    };
    let by = Filler::Step(step.id.clone());
    let values = walk.book.fill(&definition, &by, &mut walk.chance);
    let fills = walk.offer(&values);
    let own = step.by == Holder::Applicant;
    let who = if own { "applicant".to_owned() } else { format!("q{turn}") };
    let seat: Option<Seat> = walk.world.with(|model| seat_of(model, &walk.case, step));
    let seat = seat.unwrap_or_else(foreign);
    let actor = Actor { person: person(&who), seat, right: Right::Own, proof: Proof::Tte };
    let (step, action) = (step.id.clone(), "approve".into());
    (Command::Act(Act { step, action, actor, fills, note: None }), values)
}
