//! Random walks: people, signers and time send commands to the engine. After every one the
//! invariants hold, and the reference engine in Python says the same of every position and refusal.

mod answers;
mod chance;
mod invariants;
mod progress;
mod reference;
mod tally;
mod told;
mod walk;
mod wishes;
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use alursurat::workflow::{Definition, Library};
use reference::{Ours, Reference};
use tally::Tally;
use walk::Walk;

/// Walks in all. Every fourth goes through `tests/reference/extra/office.yaml`, which does what
/// birth.yaml does not: steps back, limits, fields of steps, a step of the applicant.
const WALKS: u64 = 10_000;

/// As many as there are processes of the reference.
const LANES: u64 = 2;

/// What every run must have seen.
const EXPECTED: &[&str] = &[
    "submit",
    "rt approve",
    "rt return",
    "rt reject",
    "rt meet",
    "rw approve",
    "rw return",
    "rw reject",
    "rw meet",
    "verify approve",
    "verify return",
    "verify reject",
    "lurah approve",
    "lurah return",
    "lurah reject",
    "camat approve",
    "camat return",
    "camat reject",
    "survey hold",
    "assess ask",
    "receive return",
    "sent back to intake",
    "sent back to survey",
    "undo",
    "undo compared",
    "holder added",
    "resumed",
    "the same tick twice",
    "signature failed",
    "signature unknown",
    "approved by right Own",
    "approved by right Plt",
    "approved by right Plh",
    "approved by right Pj",
    "approved by right Delegate",
    "end done",
    "end rejected",
    "end withdrawn",
    "issued letter",
    "issued camat_reg",
    "issued rt_intro",
    "issued receipt",
    "void letter facts-changed",
    "void letter approval-fell",
    "void letter rejected",
    "void rt_intro undone",
    "void rt_intro approval-fell",
    "refused already-signed",
    "refused auth",
    "refused check",
    "refused closed",
    "refused four-eyes",
    "refused frozen",
    "refused held",
    "refused holder-vacant",
    "refused limit",
    "refused missing",
    "refused not-allowed",
    "refused not-open",
    "refused not-this-step",
    "refused not-your-task",
    "refused note-required",
    "refused own-request",
    "refused signing",
    "refused too-late",
    "refused unknown-action",
];

#[test]
fn ten_thousand_walks_keep_every_invariant_and_agree_with_the_reference() {
    let lanes: Vec<_> =
        (0..LANES).map(|lane| std::thread::spawn(move || walk_lane(lane))).collect();
    let (mut tally, mut commands) = (Tally::default(), 0);
    for lane in lanes {
        let (seen, judged) = lane.join().unwrap();
        tally.add(&seen);
        commands += judged.unwrap_or_else(|difference| panic!("{difference}"));
    }
    println!("{WALKS} walks, {commands} commands, answered alike\n{}", tally.table());
    assert_eq!(tally.never(EXPECTED), Vec::<&str>::new(), "these never happened");
}

fn walk_lane(lane: u64) -> (Tally, Result<u64, String>) {
    let root = env!("CARGO_MANIFEST_DIR");
    let birth = (definition("workflows", "birth"), format!("{root}/workflows/birth.yaml"));
    let extra = "tests/reference/extra";
    let office = (definition(extra, "office"), format!("{root}/{extra}/office.yaml"));
    let mut reference = Reference::start();
    let mut tally = Tally::default();
    for seed in (0..WALKS).filter(|seed| seed % LANES == lane) {
        let (definition, path) = if seed / LANES % 4 == 3 { &office } else { &birth };
        let told = Seed(seed);
        let mut walk = Walk::run(definition, seed, &mut tally);
        let ours = Ours { seed, setup: walk.setup(path), told: walk.told.clone() };
        progress::reaches_an_end(&mut walk, seed);
        drop(told);
        if !reference.send(ours) {
            break;
        }
    }
    (tally, reference.finish())
}

/// Names the walk in which an invariant broke.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in walk {}", self.0);
        }
    }
}

/// A definition with the parts and roles of the shipped ones.
fn definition(folder: &str, id: &str) -> Arc<Definition> {
    let root = env!("CARGO_MANIFEST_DIR");
    let files = [
        (format!("{folder}/{id}.yaml"), format!("{id}.yaml")),
        ("workflows/parts/rt-rw.yaml".into(), "parts/rt-rw.yaml".into()),
        ("workflows/tables/roles.csv".into(), "tables/roles.csv".into()),
    ];
    let read = |(path, name): (String, String)| {
        (name, fs::read_to_string(format!("{root}/{path}")).unwrap())
    };
    let sources: BTreeMap<String, String> = files.into_iter().map(read).collect();
    let library = Library::from_sources(&sources).unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    Arc::clone(&library.service(id).unwrap().definition)
}
