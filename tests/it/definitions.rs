//! Broken definitions, one kind of mistake a file: the place and the words of every finding.
//!
//! What is expected stands at the end of each file, a line each: `#! LINE:COLUMN path: words`,
//! with ` = ` before the remedy. A file says all of its findings, in order, and no other.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use alursurat::workflow::{Finding, Library};

const PART: &str = include_str!("../../workflows/parts/rt-rw.yaml");
const ROLES: &str = include_str!("../../workflows/tables/roles.csv");

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/definitions")
}

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

fn findings(name: &str, text: &str) -> Vec<Finding> {
    let sources = [(name, text), ("parts/rt-rw.yaml", PART), ("tables/roles.csv", ROLES)];
    let sources = sources.map(|(name, text)| (name.to_owned(), text.to_owned()));
    match Library::from_sources(&BTreeMap::from(sources)) {
        Ok(library) => library.warnings,
        Err(findings) => findings,
    }
}

#[test]
fn every_mistake_is_told_with_its_place_and_its_remedy() {
    let mut files: Vec<_> =
        std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 30);
    let mut wrong = String::new();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let expected: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("#! ")).collect();
        let found = findings(&name, &text);
        assert!(found.iter().all(|finding| finding.file == name), "{name}: {found:#?}");
        let found: Vec<String> = found.iter().map(told).collect();
        if found != expected || found.is_empty() {
            writeln!(wrong, "{name}").unwrap();
            for line in found {
                writeln!(wrong, "#! {line}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "these findings differ from what the files say:\n{wrong}");
}

#[test]
fn the_shipped_definitions_are_read_from_their_folder() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("workflows");
    let library = Library::read(&dir).unwrap();
    assert_eq!(library.warnings, []);
    assert!(library.service("birth").unwrap().file.ends_with("birth.yaml"));
    assert!(Library::read(&dir.join("nowhere")).is_err());
}
