//! Titles in other languages: `lang/NAME.CODE.yaml`, a flat map (definition-format.md 2.9).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Finding;
use super::at::{At, Source};
use super::finding::did_you_mean;
use super::report::Report;
use super::sources::{bare, read_tree};
use super::tree::Kind;

/// Words by the path of their key: `fields.mother.title`.
pub type Words = BTreeMap<Arc<str>, Arc<str>>;

/// Keys whose text people read.
const READ: [&str; 6] = ["title", "about", "help", "say", "tacit", "product"];
/// Sections that hold no words for people.
const SILENT: [&str; 2] = ["tests", "notify"];

/// The name of the definition and the code of the language of `lang/birth.jv.yaml`.
fn named(file: &str) -> Option<(&str, &str)> {
    file.strip_prefix("lang/")?.strip_suffix(".yaml")?.rsplit_once('.')
}

/// Reads the words of one file; `sources` are the definition's own file and those of its parts.
fn read(report: &mut Report, file: &Source, sources: &[&Source]) -> Words {
    let mut known = BTreeSet::from(
        ["ends.done.title", "ends.rejected.title", "ends.withdrawn.title"].map(str::to_owned),
    );
    for source in sources {
        for (section, at) in At::top(source).entries() {
            if !SILENT.contains(&&*section) {
                collect(&section, &at, &mut known);
            }
        }
    }
    let mut words = Words::new();
    for (key, at) in At::top(file).entries() {
        if let Some(first) = at.entries().first().map(|(_, below)| innermost(below)) {
            let remedy = format!("write the whole path in one line, for example `{first}: ...`");
            report.key_error(&at, "must be a text, is a map", Some(remedy));
        } else if known.contains(&*key) {
            words.extend(report.text(&at).map(|text| (key, text)));
        } else {
            let remedy = did_you_mean(&key, known.iter().map(String::as_str));
            report.key_error(&at, "the definition has no such words", remedy);
        }
    }
    words
}

/// The words of a definition in other languages.
pub(super) fn spoken(
    stem: &str,
    own: &[&Source],
    sources: &BTreeMap<String, String>,
    report: &mut Report,
) -> BTreeMap<String, Words> {
    let mut languages = BTreeMap::new();
    for (name, text) in sources {
        let Some((_, code)) = named(name).filter(|(of, _)| *of == stem) else {
            continue;
        };
        let Some(file) = read_tree(name, text, report) else { continue };
        languages.insert(code.to_owned(), read(report, &file, own));
    }
    languages
}

/// Reports a file of words that belongs to no definition.
pub(super) fn unspoken(name: &str, known: &[&str], report: &mut Report) {
    let code =
        |code: &str| (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
    let message = match named(name) {
        Some((of, lang)) if !code(lang) => {
            format!("`{lang}` is no code of a language; write lang/{of}.jv.yaml")
        }
        Some((of, _)) if known.contains(&of) => return,
        Some((of, _)) => {
            let remedy = did_you_mean(of, known.iter().copied());
            let finding = bare(name, 1, format!("there is no definition `{of}`"));
            report.findings.push(Finding { remedy, ..finding });
            return;
        }
        None => "must be called like lang/birth.jv.yaml".to_owned(),
    };
    report.findings.push(bare(name, 1, message));
}

fn innermost(at: &At<'_>) -> String {
    at.entries().first().map_or_else(|| at.path.clone(), |(_, below)| innermost(below))
}

fn collect(key: &str, at: &At<'_>, known: &mut BTreeSet<String>) {
    match &at.node.kind {
        Kind::Text(..) if READ.contains(&key) => drop(known.insert(at.path.clone())),
        Kind::Map(_) => {
            for (key, below) in at.entries() {
                let choice = at.path.rsplit('.').next() == Some("of") && below.raw().is_some();
                if choice {
                    known.insert(below.path.clone());
                }
                collect(&key, &below, known);
            }
        }
        Kind::List(_) => at.items().iter().for_each(|item| collect("", item, known)),
        _ => {}
    }
}
