//! Random walks: people, signers and time send commands to the engine. After every one the
//! invariants hold, and the reference engine in Python says the same of every position and refusal.

mod afterwards;
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
/// birth.yaml does not: steps back, limits, fields of steps, a step of the applicant; every fourth
/// through `kinds.yaml`, which asks every kind of field and reads tables; every tenth through
/// `holders.yaml`: every form of holder, and several at a step; every seventh through `acts.yaml`:
/// what is done at a step and after it, and what time decides.
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
    "triage merge",
    "triage longer",
    "triage hold",
    "triage reject",
    "handle forward",
    "handle ask",
    "handle return",
    "forwarded",
    "extended",
    "time notice approve",
    "time objections reject",
    "time confirm approve",
    "end merged",
    "end archived",
    "opened again at triage",
    "opened again at handle",
    "void letter reopened",
    "void reply reopened",
    "revoked",
    "replaced",
    "commented",
    "put by",
    "applicant reminded",
    "lapsed",
    "refused reason-required",
    "refused too-early",
    "assess ask",
    "receive return",
    "consent approve",
    "consent reject",
    "agree approve",
    "agree reject",
    "neighbours abstain",
    "neighbours reject",
    "inspect approve",
    "review approve",
    "review reject",
    "review return",
    "record approve",
    "meet approve",
    "decide approve",
    "declined",
    "claimed",
    "given back",
    "reassigned",
    "an approval outlived an edit of its rows",
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
    "refused already-decided",
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
    let kinds = (definition(extra, "kinds"), format!("{root}/{extra}/kinds.yaml"));
    let holders = (definition(extra, "holders"), format!("{root}/{extra}/holders.yaml"));
    let acts = (definition(extra, "acts"), format!("{root}/{extra}/acts.yaml"));
    let mut reference = Reference::start();
    let mut tally = Tally::default();
    for seed in (0..WALKS).filter(|seed| seed % LANES == lane) {
        let (definition, path) = match seed / LANES % 20 {
            1 | 5 | 9 | 13 | 17 => &kinds,
            3 | 7 | 11 | 15 | 19 => &office,
            4 | 14 => &holders,
            2 | 8 | 12 => &acts,
            _ => &birth,
        };
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
    let table = |name| (format!("tests/reference/tables/{name}.csv"), format!("tables/{name}.csv"));
    let files = [
        (format!("{folder}/{id}.yaml"), format!("{id}.yaml")),
        ("workflows/parts/rt-rw.yaml".into(), "parts/rt-rw.yaml".into()),
        ("workflows/tables/roles.csv".into(), "tables/roles.csv".into()),
        table("complaint-categories"),
        table("reject-reasons"),
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
