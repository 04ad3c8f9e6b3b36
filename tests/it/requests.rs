//! `alursurat demo --request`: cases of any service, played from a file on real storage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::cli::{Cli, run};
use alursurat::origin::FixedClock;
use alursurat::signature::{Trust, Verdict, verify};
use clap::Parser as _;

use crate::support::Database;

const NOW: &str = "2026-11-22T01:00:00Z";
const CORPUS: &str = "tests/services";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What the command says of these request files, and its status. `services` holds the folders of
/// definitions and templates.
fn play(
    database: &Database,
    services: &Path,
    files: &[PathBuf],
) -> (u8, String, tempfile::TempDir) {
    let out = tempfile::tempdir().unwrap();
    let mut words = vec!["alursurat".to_owned(), "demo".to_owned()];
    let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
    option("--data", database.folder().display().to_string());
    option("--out", out.path().display().to_string());
    option("--workflows", services.join("workflows").display().to_string());
    option("--templates", services.join("letter-templates").display().to_string());
    if let Some(url) = database.url() {
        option("--database-url", url.to_owned());
    }
    for file in files {
        option("--request", file.display().to_string());
    }
    let mut told = Vec::new();
    let clock = Arc::new(FixedClock::new(NOW.parse().unwrap()));
    let status = run(&Cli::try_parse_from(words).unwrap(), &mut told, clock).unwrap();
    (status, String::from_utf8(told).unwrap(), out)
}

fn request(name: &str) -> PathBuf {
    root(CORPUS).join("requests").join(format!("{name}.yaml"))
}

/// The letters in a folder: their names and how many good signatures they have.
fn letters(folder: &Path) -> Vec<(String, usize)> {
    let trust = Trust::from_pem(&std::fs::read(folder.join("demo-root.pem")).unwrap()).unwrap();
    let mut letters = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "pdf") {
            let report = verify(
                &std::fs::read(&path).unwrap(),
                &trust,
                "2026-12-31T00:00:00Z".parse().unwrap(),
            );
            let good = match report {
                Ok(report) if report.verdict == Verdict::Genuine => report.signatures.len(),
                _ => 0,
            };
            letters.push((path.file_stem().unwrap().to_string_lossy().into_owned(), good));
        }
    }
    letters.sort();
    letters
}

/// Plays one request of the corpus; its letters.
fn played(database: &Database, names: &[&str]) -> Vec<(String, usize)> {
    let files: Vec<PathBuf> = names.iter().map(|name| request(name)).collect();
    let (status, told, out) = play(database, &root(CORPUS), &files);
    assert_eq!(status, 0, "{told}");
    assert_eq!(told.matches("Hasilnya seperti yang diharapkan.").count(), names.len(), "{told}");
    letters(out.path())
}

fn named(letters: &[(String, usize)]) -> Vec<(&str, usize)> {
    letters.iter().map(|(name, good)| (name.as_str(), *good)).collect()
}

#[test]
fn neighbours_guards_and_lurah_recommend_a_feast() {
    let letters = played(&Database::sqlite(), &["crowd"]);
    assert_eq!(named(&letters), [("crowd-letter-300.1.3-001-425.503.4-XI-2026", 1)]);
}

#[test]
fn all_living_heirs_act_and_lurah_and_camat_sign() {
    let letters = played(&Database::sqlite(), &["heirs"]);
    assert_eq!(named(&letters), [("heirs-letter-400.12.3.1-001-425.503.4-XI-2026", 2)]);
}

#[test]
fn borders_are_visited_announced_and_certified() {
    let letters = played(&Database::sqlite(), &["land"]);
    let names = named(&letters);
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], ("land-letter-500.17.2.3-001-425.503.4-XII-2026", 1));
    assert_eq!(names[1], ("land-minutes-001-BA-TANAH-XI-2026", 1));
    assert!(names[2].0.starts_with("land-poster-") && names[2].1 == 0, "nobody signs a poster");
}

#[test]
fn a_widower_marries_with_three_letters() {
    let letters = played(&Database::sqlite(), &["marriage"]);
    let names = named(&letters);
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], ("marriage-n1-400.12.3.2-001-425.503.4-XI-2026", 1));
    assert_eq!(names[2], ("marriage-n6-400.12.3.2-001-425.503.4-XI-2026", 1));
}

#[test]
fn a_complaint_goes_to_another_agency_and_is_answered() {
    let file = root("docs/examples/complaint-request.yaml");
    let (status, told, out) = play(&Database::sqlite(), &root("."), &[file]);
    assert_eq!(status, 0, "{told}");
    let letters = letters(out.path());
    assert!(letters.len() == 1 && letters[0].0.starts_with("complaint-reply-"), "{letters:?}");
}

#[test]
fn a_family_moves_and_the_other_kelurahan_registers_it() {
    let letters = played(&Database::sqlite(), &["move"]);
    assert_eq!(named(&letters), [("move-letter-400.12.2.2-001-425.503.4-XI-2026", 2)]);
}

#[test]
fn a_letter_is_issued_and_revoked_at_its_holders_wish_on_postgresql() {
    let letters = played(&Database::postgres(), &["poverty", "letter-revocation"]);
    let names = named(&letters);
    assert_eq!(names[0], ("letter-revocation-decision-000.8.3-001-425.503.4-XII-2026", 1));
    assert_eq!(names[1], ("poverty-letter-400.9.14.1-001-425.503.4-XI-2026", 1));
}

#[test]
fn the_shipped_example_leaves_a_signed_letter() {
    let database = Database::sqlite();
    let (status, told, out) =
        play(&database, &root("."), &[root("docs/examples/birth-request.yaml")]);
    assert_eq!(status, 0, "{told}");
    assert_eq!(named(&letters(out.path())), [("birth-letter-400.12.3.1-001-425.503.4-XI-2026", 1)]);
    // Played again it is refused: an open or ended case does not hinder, but numbers go on.
    let (status, told, _) =
        play(&database, &root("."), &[root("docs/examples/birth-request.yaml")]);
    assert!(status == 0 && told.contains("400.12.3.1/002/425.503.4/XI/2026"), "{told}");
}

#[test]
fn the_sample_that_check_writes_can_be_played_as_it_is() {
    for (service, folder) in
        [("birth", "."), ("complaint", "."), ("poverty", CORPUS), ("land", CORPUS)]
    {
        let beside = tempfile::tempdir().unwrap();
        let folder = root(folder);
        let (workflows, templates) = (folder.join("workflows"), folder.join("letter-templates"));
        let words = ["alursurat", "check", "--samples", service, "--workflows"].map(str::to_owned);
        let more = [
            workflows.display().to_string(),
            "--templates".into(),
            templates.display().to_string(),
        ];
        let cli = Cli::try_parse_from(words.into_iter().chain(more)).unwrap();
        let mut text = Vec::new();
        let clock = Arc::new(FixedClock::new(NOW.parse().unwrap()));
        assert_eq!(run(&cli, &mut text, clock).unwrap(), 0);
        let file = beside.path().join("request.yaml");
        std::fs::write(&file, text).unwrap();
        std::fs::copy(root("docs/examples/paper.png"), beside.path().join("contoh.png")).unwrap();
        let (status, told, _) = play(&Database::sqlite(), &folder, &[file]);
        assert!(status == 0 && told.contains("seperti yang diharapkan"), "{service}: {told}");
    }
}

/// The example with some of its text changed: what is said of it.
fn changed(changes: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut text = std::fs::read_to_string(root("docs/examples/birth-request.yaml")).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    std::fs::copy(root("docs/examples/paper.png"), folder.path().join("paper.png")).unwrap();
    let file = folder.path().join("birth-request.yaml");
    std::fs::write(&file, text).unwrap();
    let (status, told, _) = play(&Database::sqlite(), &root("."), std::slice::from_ref(&file));
    assert_eq!(status, 1, "{told}");
    let told = told.replace(&format!("{}/", folder.path().display()), "");
    let findings = told.lines().filter(|line| line.starts_with("birth-request.yaml"));
    let remedies = told.lines().filter(|line| line.trim_start().starts_with("= "));
    findings.chain(remedies).collect::<Vec<_>>().join("\n")
}

/// That every one of these lines is said.
fn says(told: &str, lines: &[&str]) {
    for line in lines {
        assert!(told.lines().any(|one| one.trim() == *line), "{line}\n{told}");
    }
    assert_eq!(told.lines().count(), lines.len(), "{told}");
}

#[test]
fn every_mistake_of_a_file_is_told_at_once_with_its_place_and_remedy() {
    let told = changed(&[
        ("\nat: 2026-11-20T09:00+07:00", "\nat: besok"),
        ("child_name: ", "child_nama: "),
        ("sex: L", "sex: M"),
        ("{nik: \"3574034708929001\"", "{nik: \"35740347\""),
        ("rw approve", "rw aprove"),
        ("end: done", "end: dnoe"),
    ]);
    let actions = "approve, return, reject, meet";
    let unknown = format!(
        "birth-request.yaml:28:36: do: step `rw` has no action `aprove` (actions: {actions})"
    );
    let lines = [
        "birth-request.yaml:4:15: person.nik: must be 16 digits, is `35740347`",
        "= invent one that ends in 9000 or more; no office has given those out",
        "birth-request.yaml:5:5: at: must be an instant like 2026-11-20T09:00+07:00, is `besok`",
        "birth-request.yaml:7:3: answers.child_nama: no field `child_nama`",
        "= did you mean `child_name`?",
        "birth-request.yaml:8:8: answers.sex: must be one of L, P, is `M`",
        &unknown,
        "= did you mean `approve`?",
        "birth-request.yaml:29:15: expect.end: no end `dnoe`",
        "= did you mean `done`?",
    ];
    says(&told, &lines);
    let told = changed(&[("birth_note: paper.png", "birth_note: none.png")]);
    let lines = [
        "birth-request.yaml:26:15: files.birth_note: there is no file none.png",
        "= a path is read from the folder of this file",
    ];
    says(&told, &lines);
    let told = changed(&[("service: birth", "service: brith")]);
    let lines = ["birth-request.yaml:3:10: service: no service `brith`", "= did you mean `birth`?"];
    says(&told, &lines);
}

#[test]
fn what_a_form_would_refuse_is_told_at_its_answer() {
    let told = changed(&[
        ("  child_name: Arjuna Wicaksono\n", ""),
        ("birth_date: 1992-08-07", "birth_date: 2020-08-07"),
    ]);
    let lines = [
        "birth-request.yaml:6:1: answers.child_name: Isi Nama anak.",
        "= write `child_name: VALUE` under `answers`",
        "birth-request.yaml:17:3: answers.mother: Tanggal lahir ibu tidak masuk akal.",
    ];
    says(&told, &lines);
}

#[test]
fn what_came_out_otherwise_is_told_where_it_was_expected() {
    let told = changed(&[("lurah sign]", "lurah reject]")]);
    let lines = [
        "birth-request.yaml:29:15: expect: it ends rejected, not end done",
        "birth-request.yaml:29:31: expect: letter is not issued",
    ];
    says(&told, &lines);
    let told = changed(&[("verify approve, lurah sign]", "lurah sign]")]);
    says(
        &told,
        &[
            "birth-request.yaml:28:48: do: `lurah sign` is refused with not-this-step; the case stands at verify",
        ],
    );
}

#[test]
fn a_correction_without_an_earlier_letter_is_told_what_comes_first() {
    let told = changed(&[("service: birth", "service: birth\nas: correction")]);
    let lines = [
        "birth-request.yaml:4:5: as: a correction follows an earlier letter, and Rina Kartikasari has no \
         finished request of birth here",
        "= play that request first, with the same `person`: alursurat demo --request EARLIER.yaml THIS.yaml",
    ];
    says(&told, &lines);
}

/// A service that no folder of this project holds: officers report from where they sit.
const REPORT: &str = "format: 1
id: report
title: Laporan Bulanan RW
start: {by: head@rw, route: seat}
fields:
  residents: {type: number, min: 0, title: Jumlah warga}
steps:
  verify: {title: Petugas kelurahan, by: officer@kelurahan, due: 2wd}
  lurah: {title: Lurah, by: head@kelurahan, due: 2wd, sign: [receipt]}
outputs:
  receipt: {title: Tanda Terima, template: report, number: \"{seq:3}/LAP/{year}\", series: [office, year]}
keep: {done: 1y, rejected: 1y, withdrawn: 1y}
tests:
  - {name: diterima, do: [submit, verify approve, lurah sign], expect: {end: done}}
  - {name: petugas, do: [submit, verify return, submit, verify reject], expect: {end: rejected}}
  - {name: lurah, do: [submit, verify approve, lurah return, submit, lurah reject], expect: {end: rejected}}
  - {name: batal, do: [submit, withdraw], expect: {end: withdrawn}}
";
const RECEIPT: &str = "<letter>
  <letterhead office=\"kelurahan\"/>
  <title>Tanda Terima</title>
  <number>Nomor: {{receipt.number}}</number>
  <p>Laporan {{applicant.name}} dengan {{residents}} warga telah diterima.</p>
  <keep><p>Diterima</p><signature by=\"lurah\"/><qr/></keep>
</letter>
";

#[test]
fn an_officer_reports_from_their_seat_and_stand_ins_sign() {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("workflows/report.yaml", REPORT),
        ("workflows/tables/roles.csv", include_str!("../../workflows/tables/roles.csv")),
        ("letter-templates/report.hbs", RECEIPT),
    ] {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (database, mut files) = (Database::sqlite(), Vec::new());
    for (nth, how) in ["by plt", "by plh", "by delegate"].into_iter().enumerate() {
        let nik = format!("357403120365970{nth}");
        let text = format!(
            "service: report\nperson: {{nik: \"{nik}\", name: Harsono, phone: \"08120000970{nth}\"}}\n\
             at: 2026-11-2{nth}T09:00+07:00\nanswers: {{residents: 120}}\n\
             do: [submit, verify approve, undo, verify return, \"edit residents=130\", submit, \
             verify approve, lurah sign fails, lurah sign {how}]\nexpect: {{end: done, outputs: [receipt]}}\n"
        );
        files.push(folder.path().join(format!("{nth}.yaml")));
        std::fs::write(&files[nth], text).unwrap();
    }
    let (status, told, out) = play(&database, folder.path(), &files);
    assert_eq!(status, 0, "{told}");
    for stand_in in ["Plt. Lurah Jati", "Plh. Lurah Jati", "a.n. Lurah Jati"] {
        assert!(told.contains(stand_in), "{stand_in}: {told}");
    }
    assert_eq!(letters(out.path()).iter().filter(|(_, good)| *good == 1).count(), 3, "{told}");
}
