//! The shipped services: that they fit their templates and do what their scenarios say, and that
//! `alursurat check` finds what does not.

mod facts;
mod misfits;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::area::Staffing;
use alursurat::case::{Case, apply};
use alursurat::cli::check;
use alursurat::service::{Catalogue, Coverage, Service, play};
use alursurat::workflow::{Finding, Written};
use proptest::prelude::*;

type Sources = BTreeMap<String, String>;

fn root(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn shipped() -> Catalogue {
    Catalogue::read(&root("workflows"), &root("letter-templates")).unwrap()
}

fn birth() -> Arc<Service> {
    Arc::clone(shipped().service("birth").unwrap())
}

/// The texts of the birth letter with one thing changed in one of them.
fn changed(file: &str, from: &str, to: &str) -> Sources {
    let mut sources = birth().sources.clone();
    let text = sources.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    *text = text.replacen(from, to, 1);
    sources
}

fn findings(sources: &Sources) -> Vec<Finding> {
    match Service::from_sources(sources) {
        Ok(service) => service.play_all().findings,
        Err(findings) => findings,
    }
}

/// The findings in short: `file:line message (remedy)`.
fn told(sources: &Sources) -> Vec<String> {
    let short = |finding: Finding| {
        let remedy = finding.remedy.map(|remedy| format!(" ({remedy})")).unwrap_or_default();
        format!("{}:{} {}{remedy}", finding.file, finding.line, finding.message)
    };
    findings(sources).into_iter().map(short).collect()
}

const LETTER: &str = "letter-templates/birth.hbs";
const BIRTH: &str = "birth.yaml";

#[test]
fn every_shipped_scenario_passes_and_nothing_is_left_out() {
    let catalogue = shipped();
    assert_eq!(catalogue.warnings(), []);
    let mut played = 0;
    for service in catalogue.services().chain(catalogue.parts()) {
        let plays = service.play_all();
        assert_eq!(plays.findings, [], "{service:?}");
        assert_eq!(plays.covered, plays.wanted);
        played += plays.scenarios;
    }
    assert!(played >= 24, "{played}");
}

#[test]
fn a_changed_definition_fails_its_scenarios() {
    const ADD: &str = "(add scenarios that pass through them)";
    let cases: [(&str, &str, &[&str]); 8] = [
        (
            "default: 60d",
            "default: 90d",
            &[
                "102 `camat sign` is refused with closed; the case has ended: done",
                "119 `camat return` is refused with closed; the case has ended: done",
                "121 `camat reject` is refused with closed; the case has ended: done",
                "166 `camat sign` is refused with closed; the case has ended: done",
                "168 `camat sign by plt` is refused with closed; the case has ended: done",
                "96 never exercised: camat reject, camat return ADD",
            ],
        ),
        (
            "edit: [birth_place, child_order, facility]",
            "edit: [birth_place, child_order, facility], confirms: [applicant]",
            &["120 it stands at lurah, not at verify"],
        ),
        (
            "lurah sign, camat sign]",
            "lurah sign]",
            &[
                "103 it stands at camat, not end done",
                "103 letter is not issued",
                "103 camat_reg is not issued",
            ],
        ),
        (
            "verify reject]",
            "lurah reject]",
            &[
                "115 `lurah reject` is refused with not-this-step; the case stands at verify",
                "96 never exercised: verify reject ADD",
            ],
        ),
        (
            "refused: signing",
            "refused: closed",
            &["128 the last line is refused with signing, not closed"],
        ),
        (
            "expect: {at: verify, void: []}}",
            "expect: {at: rw, void: [letter]}}",
            &["130 it stands at verify, not at rw", "130 letter was not voided"],
        ),
        (
            "kept: [rt, rw], void: [letter]",
            "kept: [rt, rw], void: []",
            &["119 letter was voided, too"],
        ),
        (
            "- {name: RT menolak",
            "- {name: RT menolak, seats: {rt: vacant}",
            &["124 `rt reject` is refused with holder-vacant; the case stands at rt"],
        ),
    ];
    for (from, to, expected) in cases {
        let expected: Vec<String> =
            expected.iter().map(|told| format!("{BIRTH}:{}", told.replace("ADD", ADD))).collect();
        assert_eq!(told(&changed(BIRTH, from, to)), expected, "{to}");
    }
}

#[test]
fn a_line_that_names_nothing_is_told_with_what_may_be_meant() {
    let cases = [
        ("wihtdraw", "`wihtdraw` is not a line of a scenario (did you mean `withdraw`?)"),
        ("verifi approve", "no step `verifi` (did you mean `verify`?)"),
        (
            "rt aprove",
            "step `rt` has no action `aprove` (actions: approve, return, reject, meet) (did you mean `approve`?)",
        ),
        ("rt sign", "step `rt` signs nothing (write `rt approve`, or give the step `sign`)"),
        ("rt approve dinas-lh", "`dinas-lh`: `approve` takes no office"),
        ("edit child_nama=Siti", "no field `child_nama` (did you mean `child_name`?)"),
    ];
    for (line, expected) in cases {
        let sources = changed(BIRTH, "do: [submit, withdraw]", &format!("do: [submit, {line}]"));
        assert_eq!(told(&sources), [format!("{BIRTH}:125 {expected}")], "{line}");
    }
}

/// Lines that authors may write, sensible or not.
const LINES: [&str; 22] = [
    "submit",
    "submit",
    "withdraw",
    "undo",
    "reopen",
    "revoke x",
    "rt approve",
    "rt approve as head@rw",
    "rt meet",
    "rw approve",
    "rw return",
    "verify approve",
    "verify return",
    "lurah sign",
    "lurah sign fails",
    "lurah sign unknown",
    "camat sign by plt",
    "camat reject",
    "edit child_name=Siti",
    "edit mother.birth_date=-3y",
    "wait 3wd",
    "wait 99999999wd",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_scenario_breaks_the_runner(
        picks in proptest::collection::vec(0..LINES.len(), 0..14),
        late in any::<bool>(),
        vacant in any::<bool>(),
    ) {
        let service = SERVICE.get_or_init(birth);
        let mut random = service.scenarios[0].clone();
        let place = random.lines[0].0.clone();
        let lines = picks.iter().map(|&pick| (Written { text: LINES[pick].into(), ..place.clone() }, LINES[pick].parse().unwrap()));
        random.lines = lines.collect();
        random.with.extend(late.then(|| ("birth_date".to_owned(), "-70d".to_owned())));
        random.seats.extend(vacant.then(|| ("rt".into(), Staffing::Vacant)));
        if let Err(error) = play(&service.definition, &random, &mut Coverage::default()) {
            prop_assert!(!error.problem.is_empty());
        }
    }
}

static SERVICE: std::sync::OnceLock<Arc<Service>> = std::sync::OnceLock::new();

#[test]
fn the_events_of_every_scenario_lead_to_its_case_again() {
    let catalogue = shipped();
    for service in catalogue.services().chain(catalogue.parts()) {
        for scenario in &service.scenarios {
            let played = play(&service.definition, scenario, &mut Coverage::default()).unwrap();
            let answers = played.case.answers.clone();
            let start = Case { answers, ..Case::new() };
            let again = played
                .log
                .iter()
                .fold(start, |case, events| apply(case, events, &service.definition));
            assert_eq!(again, played.case, "{}", scenario.name);
        }
    }
}

#[test]
fn a_stored_version_is_made_again_of_its_texts() {
    let mut catalogue = shipped();
    let now = birth();
    let again = Service::from_sources(&now.sources).unwrap();
    assert_eq!(again.definition.hash, now.definition.hash);
    let old = changed(BIRTH, "max: 34", "max: 33");
    let old = catalogue.remember(&old).unwrap();
    assert_ne!(old.definition.hash, now.definition.hash);
    assert_eq!(catalogue.service("birth").unwrap().definition.hash, now.definition.hash);
    assert!(catalogue.by_hash(&old.definition.hash).is_some());
}

fn check(workflows: &Path, templates: &Path) -> (Option<u8>, String) {
    check_or_samples(workflows, templates, None)
}

fn check_or_samples(
    workflows: &Path,
    templates: &Path,
    samples: Option<&str>,
) -> (Option<u8>, String) {
    let args = check::Args {
        workflows: workflows.to_owned(),
        templates: templates.to_owned(),
        samples: samples.map(str::to_owned),
        data: None,
        database_url: None,
        calendars: root("calendars"),
    };
    let mut out = Vec::new();
    let status = check::run(&args, &mut out, "2026-11-16T01:00:00Z".parse().unwrap());
    (status.ok(), String::from_utf8(out).unwrap())
}

#[test]
fn check_ends_with_0_1_or_2() {
    let (status, said) = check(&root("workflows"), &root("letter-templates"));
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.contains(
            "ok  service birth        Surat Keterangan Kelahiran: 5 steps, 4 outputs, 29 scenarios"
        ),
        "{said}"
    );
    assert!(said.contains("16 of 16 covered"), "{said}");
    assert!(said.ends_with("All well: 6 definitions checked.\n"), "{said}");

    let folder = tempfile::tempdir().unwrap();
    let (workflows, templates) = (folder.path().join("w"), folder.path().join("t"));
    for (path, text) in changed(LETTER, "{{mother.name}}", "{{mother.phone}}") {
        let path = match path.strip_prefix("letter-templates/") {
            Some(letter) => templates.join(letter),
            None => workflows.join(path),
        };
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (status, said) = check(&workflows, &templates);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("birth.hbs:19:"), "{said}");
    assert!(said.contains("`mother.phone`: `phone` is not asked"), "{said}");
    assert_eq!(check(&folder.path().join("none"), &templates).0, None);
    // Of a service that is well there are samples all the same.
    let note = "format: 1\nid: note\ntitle: Catatan\nstart: {by: resident}\nsteps:\n  \
                see: {title: Petugas, by: officer@kelurahan}\ntests:\n  - {name: a, do: [submit, see \
                approve], expect: {end: done}}\n";
    std::fs::write(workflows.join("note.yaml"), note).unwrap();
    let (status, said) = check_or_samples(&workflows, &templates, Some("note"));
    assert!(status == Some(0) && said.contains("service: note"), "{said}");
    let (status, said) = check_or_samples(&workflows, &templates, Some("birth"));
    assert!(status == Some(1) && said.contains("`mother.phone`: `phone` is not asked"), "{said}");
    assert_eq!(check_or_samples(&workflows, &templates, Some("nota")).0, Some(1));
}

#[test]
fn all_that_a_scenario_expects_in_vain_is_told_at_once() {
    let wrong = changed(
        BIRTH,
        "expect: {end: done, outputs: [letter, rt_intro, rw_intro]}",
        "expect: {end: rejected, at: verify, outputs: [letter, camat_reg], kept: [rt], void: [letter]}",
    );
    let told: Vec<String> = findings(&wrong).into_iter().map(|finding| finding.message).collect();
    assert_eq!(
        told,
        [
            "it ends done, not end rejected",
            "it ends done, not at verify",
            "camat_reg is not issued",
            "the approval of rt did not outlive the last submit",
            "letter was not voided",
        ]
    );
}

#[test]
fn a_scenario_may_be_of_a_foreigner() {
    let note = "format: 1\nid: note\ntitle: Catatan\nstart: {by: resident}\nsteps:\n  \
                see: {title: Petugas, by: officer@kelurahan, when: not has(applicant.nik)}\n\
                keep: {done: 1y, rejected: 1y, withdrawn: 1y}\ntests:\n  \
                - {name: paspor, with: {applicant.passport: X0009001}, do: [submit], expect: {at: see}}\n  \
                - {name: NIK, do: [submit], expect: {end: done}}\n";
    let roles = include_str!("../../workflows/tables/roles.csv");
    let sources = [("note.yaml", note), ("tables/roles.csv", roles)];
    let sources = Sources::from(sources.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let told = told(&sources);
    assert!(told.len() == 1 && told[0].contains("never exercised"), "{told:?}");
}
