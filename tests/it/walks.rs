//! Random walks: people, signers and time send commands to the engine. After every one the
//! invariants hold, and the reference engine in Python says the same of every position and refusal.

mod actors;
mod afterwards;
mod answers;
mod chance;
mod expected;
mod invariants;
mod letters;
mod progress;
mod reference;
mod samples;
mod subjects;
mod tally;
mod told;
mod walk;
mod wishes;
mod world;

use reference::{Ours, Reference};
use subjects::Subject;
use tally::Tally;
use walk::Walk;

/// Walks through each definition: few in `cargo test`, which is enough to see a mistake and too few
/// to meet everything; `None` with `WALKS=all` (`scripts/test walks`): all of them.
fn fewer() -> Option<u64> {
    match std::env::var("WALKS").as_deref() {
        Ok("all") => None,
        Ok(walks) => Some(walks.parse().expect("WALKS is a number or all")),
        Err(_) => Some(100),
    }
}

#[test]
fn walks_keep_every_invariant_meet_everything_and_agree_with_the_reference() {
    let subjects = subjects::subjects(fewer());
    // Each definition has a thread and a process of the reference for itself.
    let walked: Vec<(Tally, Result<u64, String>)> = std::thread::scope(|scope| {
        let walks: Vec<_> =
            subjects.iter().map(|subject| scope.spawn(|| through(subject))).collect();
        let broken = |_| (Tally::default(), Err("a walk broke off, see above".to_owned()));
        walks.into_iter().map(|walk| walk.join().unwrap_or_else(broken)).collect()
    });
    let (mut all, mut wrong) = (Tally::default(), Vec::new());
    for (subject, (tally, judged)) in subjects.iter().zip(&walked) {
        let id = &subject.definition.id;
        match judged {
            Ok(commands) => {
                let walks = subject.walks;
                println!("\n{id}: {walks} walks, {commands} commands, answered alike");
            }
            Err(difference) => wrong.push(format!("{id}: {difference}")),
        }
        print!("{}", tally.table());
        let expected = expected::expected(&subject.definition);
        let never = tally.never(expected.iter().map(String::as_str));
        println!("{id}: never: {never:?}");
        if subject.shipped && fewer().is_none() {
            wrong.extend(never.iter().map(|what| format!("{id}: it never happened: {what}")));
        }
        all.add(tally);
    }
    let never = all.never(expected::SOMEWHERE.iter().copied());
    println!("never anywhere: {never:?}");
    if fewer().is_none() {
        wrong.extend(never.iter().map(|what| format!("it never happened anywhere: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn through(subject: &Subject) -> (Tally, Result<u64, String>) {
    let mut reference = Reference::start();
    let mut tally = Tally::default();
    for seed in 0..subject.walks {
        let told = Seed(subject, seed);
        let mut walk = Walk::run(&subject.definition, seed, &mut tally);
        let ours = Ours { seed, setup: walk.setup(subject), told: walk.told.clone() };
        progress::reaches_an_end(&mut walk, seed);
        drop(told);
        if !reference.send(ours) {
            break;
        }
    }
    (tally, reference.finish())
}

/// Names the walk in which an invariant broke.
struct Seed<'a>(&'a Subject, u64);

impl Drop for Seed<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in walk {} through {}", self.1, self.0.definition.id);
        }
    }
}
