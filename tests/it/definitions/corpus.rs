//! The broken definitions under `tests/definitions/`: what each holds, says and needs.
//!
//! A case is a file `NAME.yaml`, or a folder `NAME/` of definition, parts, tables, languages,
//! calendars and templates with an `expected.txt`. What is expected stands in lines that begin so
//! (in a folder a place begins with its file and a colon):
//!
//! - `#! LINE:COLUMN path: words = remedy`: a finding; a warning has `warning: ` before its path.
//! - `#> LINE old -> new`: how the remedy is carried out in that line; `\n` begins a new line. A
//!   file without a line is taken away.
//! - `#* LINE COUNT`: the line is repeated before reading, and no more after mending.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::told;
use alursurat::workflow::Finding;

const PART: &str = include_str!("../../../workflows/parts/rt-rw.yaml");
const ROLES: &str = include_str!("../../../workflows/tables/roles.csv");
const MESSAGES: &str = include_str!("../../../workflows/tables/messages.csv");

/// Texts by their path: `birth.yaml`, `tables/reasons.csv`, `letter-templates/birth.hbs`.
pub type Sources = BTreeMap<String, String>;

/// One change of one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub file: String,
    /// From 1; `None` takes the file away.
    pub line: Option<usize>,
    pub old: String,
    pub new: String,
}

/// A broken definition.
#[derive(Debug)]
pub struct Case {
    pub name: String,
    pub sources: Sources,
    /// What it says, in order.
    pub expected: Vec<String>,
    /// What mends it.
    pub edits: Vec<Edit>,
    repeated: Vec<(String, usize, usize)>,
    folder: bool,
}

/// Every case, by name.
pub fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/definitions");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Case::read(path)).collect()
}

impl Case {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let folder = path.is_dir();
        let mut sources = Sources::new();
        let notes = if folder {
            texts(path, "", &mut sources);
            sources.remove("expected.txt").unwrap_or_else(|| panic!("{name}: no expected.txt"))
        } else {
            let text = fs::read_to_string(path).unwrap();
            sources.insert(format!("{name}.yaml"), text.clone());
            text
        };
        for (file, text) in [
            ("parts/rt-rw.yaml", PART),
            ("tables/roles.csv", ROLES),
            ("tables/messages.csv", MESSAGES),
        ] {
            sources.entry(file.to_owned()).or_insert_with(|| text.to_owned());
        }
        let mut case = Self {
            name,
            sources,
            expected: Vec::new(),
            edits: Vec::new(),
            repeated: Vec::new(),
            folder,
        };
        for line in notes.lines() {
            if let Some(finding) = line.strip_prefix("#! ") {
                case.expected.push(finding.to_owned());
            } else if let Some(edit) = line.strip_prefix("#> ") {
                let edit = case.edit(edit);
                case.edits.push(edit);
            } else if let Some(repeat) = line.strip_prefix("#* ") {
                let (line, count) = repeat.split_once(' ').unwrap();
                let (line, count) = (line.parse().unwrap(), count.parse().unwrap());
                case.repeated.push((format!("{}.yaml", case.name), line, count));
            }
        }
        case
    }

    fn edit(&self, text: &str) -> Edit {
        let (place, change) = text.split_once(' ').unwrap();
        let change = format!("{change} ");
        let (old, new) = change.split_once("-> ").unwrap_or_else(|| panic!("{text:?}"));
        let (file, line) = match place.rsplit_once(':') {
            Some((file, line)) => (file.to_owned(), Some(line)),
            None if self.folder => (place.to_owned(), None),
            None => (format!("{}.yaml", self.name), Some(place)),
        };
        Edit {
            file,
            line: line.map(|line| line.parse().unwrap()),
            old: old.strip_suffix(' ').unwrap_or(old).to_owned(),
            new: new.strip_suffix(' ').unwrap_or(new).replace("\\n", "\n"),
        }
    }

    /// A finding as an author of the case writes it.
    pub fn told(&self, finding: &Finding) -> String {
        if self.folder { format!("{}:{}", finding.file, told(finding)) } else { told(finding) }
    }

    /// The texts as they are read at first.
    pub fn broken(&self) -> Sources {
        let mut sources = self.sources.clone();
        for (file, line, count) in &self.repeated {
            let again = |(index, text): (usize, &str)| {
                format!("{text}\n").repeat(if index + 1 == *line { *count } else { 1 })
            };
            let text = sources.get_mut(file).unwrap();
            *text = text.lines().enumerate().map(again).collect();
        }
        sources
    }

    /// The texts after some of the edits; the error says which of them does not fit.
    pub fn mended<'a>(&self, edits: impl Iterator<Item = &'a Edit>) -> Result<Sources, String> {
        let mut sources = self.sources.clone();
        for edit in edits {
            let misfit = || format!("{}: {edit:?} does not fit", self.name);
            let Some(number) = edit.line else {
                sources.remove(&edit.file).ok_or_else(misfit)?;
                continue;
            };
            let text = sources.get_mut(&edit.file).ok_or_else(misfit)?;
            let mut lines: Vec<&str> = text.split('\n').collect();
            let line = lines.get_mut(number - 1).ok_or_else(misfit)?;
            if !line.contains(&edit.old) {
                return Err(misfit());
            }
            // Lines keep their numbers while edits follow each other: a break is put in last.
            let changed = line.replacen(&edit.old, &edit.new.replace('\n', "\u{b}"), 1);
            *line = &changed;
            *text = lines.join("\n");
        }
        for text in sources.values_mut() {
            *text = text.replace('\u{b}', "\n");
        }
        Ok(sources)
    }

    /// Whether this edit is how a finding of its line is mended.
    pub fn carries_out(&self, edit: &Edit, finding: &str, remedy: &str) -> bool {
        let place = match edit.line {
            Some(line) if self.folder => format!("{}:{line}:", edit.file),
            Some(line) => format!("{line}:"),
            None => return false,
        };
        finding.starts_with(&place) && edit.new.contains(remedy)
    }
}

fn texts(folder: &Path, prefix: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            texts(&path, &format!("{name}/"), sources);
        } else {
            sources.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}
