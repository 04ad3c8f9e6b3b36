//! Broken definitions: the place and the words of every finding, and that its remedy mends it.

mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use alursurat::calendar::{Holidays, Mistake};
use alursurat::service::Service;
use alursurat::workflow::{Finding, Library};
use corpus::{Case, Sources, cases};

const FORMAT: &str = include_str!("../../docs/definition-format.md");

fn told(finding: &Finding) -> String {
    let mut told = format!("{}:{} ", finding.line, finding.column);
    if finding.warning {
        told.push_str("warning: ");
    }
    if !finding.path.is_empty() {
        write!(told, "{}: ", finding.path).unwrap();
    }
    told.push_str(&finding.message);
    if let Some(remedy) = &finding.remedy {
        write!(told, " = {remedy}").unwrap();
    }
    told
}

/// Everything that an author is told of these texts. Templates and scenarios are tried where the
/// case has some.
fn findings(name: &str, sources: &Sources) -> Vec<Finding> {
    let library = match Library::from_sources(sources) {
        Ok(library) => library,
        Err(findings) => return findings,
    };
    let mut found = library.warnings;
    let own = sources.get(&format!("{name}.yaml"));
    let played = own.is_some_and(|text| text.contains("\ntests:\n"));
    let printed = sources.keys().any(|file| file.starts_with("letter-templates/"));
    if played || printed {
        match Service::from_sources(sources) {
            Ok(service) => {
                found.extend_from_slice(service.warnings());
                if played {
                    found.extend(service.play_all().findings);
                }
            }
            Err(findings) => found.extend(findings),
        }
    }
    found
}

/// What is wrong with the calendars of a case, which are no part of a definition.
fn calendars(sources: &Sources) -> Vec<String> {
    let mut told = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| file.starts_with("calendars/")) {
        if let Err(error) = Holidays::default().read(file, text) {
            let line = |m: &Mistake| format!("{file}:{}:{} {}", m.line, m.column, m.message);
            told.extend(error.mistakes.iter().map(line));
        }
    }
    told
}

fn say(case: &Case, sources: &Sources) -> Vec<String> {
    let found = findings(&case.name, sources);
    found.iter().map(|finding| case.told(finding)).chain(calendars(sources)).collect()
}

/// What is wrong with a case: with what it says, or with what is to mend it.
fn judge(case: &Case) -> Result<(), String> {
    let found = say(case, &case.broken());
    if found != case.expected || found.is_empty() {
        return Err(format!("says\n#! {}\n", found.join("\n#! ")));
    }
    let mended = say(case, &case.mended(case.edits.iter())?);
    if !mended.is_empty() {
        return Err(format!("says after mending\n{}\n", mended.join("\n")));
    }
    for spared in &case.edits {
        let others = case.edits.iter().filter(|edit| *edit != spared);
        if case.mended(others).is_ok_and(|sources| say(case, &sources).is_empty()) {
            return Err(format!("needs no {spared:?}\n"));
        }
    }
    let meant = |finding: &str| {
        let (finding, word) = finding.split_once("did you mean `")?;
        Some((finding.to_owned(), word.strip_suffix("`?")?.to_owned()))
    };
    for (finding, word) in case.expected.iter().filter_map(|finding| meant(finding)) {
        let done = |edit: &corpus::Edit| case.carries_out(edit, &finding, &word);
        if !case.edits.iter().any(done) {
            return Err(format!("is not mended by its remedy `{word}`: {finding}\n"));
        }
    }
    Ok(())
}

#[test]
fn every_mistake_is_told_with_its_place_and_is_mended_by_its_remedy() {
    let cases = cases();
    assert!(cases.len() >= 90, "{}", cases.len());
    let mut wrong = String::new();
    for case in &cases {
        if let Err(why) = judge(case) {
            writeln!(wrong, "{} {why}", case.name).unwrap();
        }
    }
    assert!(wrong.is_empty(), "these cases differ from what is written in them:\n{wrong}");
}

/// Which cases show each row of the table of checks (section 13).
const ROWS: [(&str, &[&str]); 36] = [
    (
        "files",
        &["size", "nesting", "anchor", "alias", "tag", "duplicate", "yes-no", "quote", "key"],
    ),
    (
        "top level",
        &["since", "dates", "link", "address", "was", "start", "every", "rhythm", "seat"],
    ),
    ("calendars", &["calendar"]),
    ("unknown key", &["unknown-key", "was", "several"]),
    ("comma", &["comma"]),
    ("kind", &["kind", "kinds", "headers"]),
    ("id", &["id", "ids", "reserved", "cells"]),
    ("syntax", &["syntax", "wrong", "limits", "long"]),
    ("types", &["types", "amounts", "wait"]),
    ("branches of if", &["branches"]),
    ("choices, columns", &["choices", "columns"]),
    ("settings", &["settings", "setting-kinds", "wrong"]),
    ("presence", &["presence", "wrong", "default"]),
    ("parts of a person", &["person-parts"]),
    ("too early", &["too-early", "default"]),
    ("roles, holders", &["roles", "holders"]),
    ("levels", &["levels", "levels-any", "office-route", "own-seat"]),
    ("targets", &["targets", "actions"]),
    ("dead end", &["dead-end"]),
    ("messages (w)", &["notify"]),
    ("unsigned", &["unsigned"]),
    ("signing", &["signing", "signs"]),
    ("edit after signature", &["edited"]),
    ("tacit", &["tacit", "late"]),
    ("numbers", &["numbers"]),
    ("promise (w)", &["promise"]),
    ("nobody (w)", &["nobody"]),
    ("privacy", &["publish", "publish-nothing", "sensitive"]),
    ("keep (w)", &["keep"]),
    ("parts", &["parts", "clash", "part-of-part"]),
    ("templates", &["templates", "markup", "no-template"]),
    ("frozen", &["frozen"]),
    ("boxes", &["boxes"]),
    ("coverage", &["coverage"]),
    ("tables", &["cells", "headers", "classes"]),
    ("languages", &["languages"]),
];

#[test]
fn every_row_of_the_table_of_checks_is_shown_by_a_case() {
    let (_, table) = FORMAT.split_once("\n| check | text |\n").unwrap();
    let rows = table.lines().skip(1).map_while(|line| line.strip_prefix("| "));
    let rows = rows.filter_map(|row| row.split_once(" | "));
    // What an office's data lacks is no mistake of a file.
    let rows: BTreeMap<&str, &str> =
        rows.filter(|(row, _)| !row.contains("office's data")).collect();
    let shown: BTreeMap<_, _> = ROWS.into_iter().collect();
    assert_eq!(rows.keys().collect::<Vec<_>>(), shown.keys().collect::<Vec<_>>());
    let cases: BTreeMap<String, Vec<String>> =
        cases().into_iter().map(|case| (case.name, case.expected)).collect();
    for (row, names) in shown {
        let told = names
            .iter()
            .flat_map(|name| cases.get(*name).unwrap_or_else(|| panic!("{row}: no case {name}")));
        let told: Vec<BTreeSet<&str>> = told.map(|finding| words(finding)).collect();
        // The table has names of its own in its examples: half of the words are enough.
        for text in rows[row].trim_end_matches(" |").split(" · ") {
            let said = text.split_once(": ").map_or(text, |(_, said)| said);
            let said = words(said.split("  in: ").next().unwrap_or(said));
            let alike =
                |found: &BTreeSet<&str>| 2 * found.intersection(&said).count() >= said.len();
            assert!(told.iter().any(alike), "{row}: no case says {text}");
        }
    }
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).collect()
}

#[test]
fn the_shipped_definitions_are_read_from_their_folder() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("workflows");
    let library = Library::read(&dir).unwrap();
    assert_eq!(library.warnings, []);
    assert!(library.service("birth").unwrap().file.ends_with("birth.yaml"));
    assert!(Library::read(&dir.join("nowhere")).is_err());
}
