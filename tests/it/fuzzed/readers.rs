//! What the fuzz targets try (`fuzz/`), and what every kept input is tried with in the tests.
//! Whatever people write, it is read without a panic, and two readings say the same.

use std::collections::BTreeMap;
use std::path::Path;

use alursurat::workflow::{Definition, Finding, Library};

/// Texts by path in the folder.
type Sources = BTreeMap<String, String>;

/// Parts, tables and letter templates of the services that stretch the format, and of the shipped
/// ones; and the definitions, by id.
pub struct Shelf {
    shared: Sources,
    pub(super) definitions: Sources,
}

impl Shelf {
    pub fn read(root: &Path) -> Self {
        let mut shelf = Self { shared: Sources::new(), definitions: Sources::new() };
        for (workflows, letters) in [
            ("tests/services/workflows", "tests/services/letter-templates"),
            ("workflows", "letter-templates"),
        ] {
            for (folder, prefix) in [
                (format!("{workflows}/parts"), "parts/"),
                (format!("{workflows}/tables"), "tables/"),
                (letters.to_owned(), "letter-templates/"),
            ] {
                texts(&root.join(folder), prefix, &mut shelf.shared);
            }
            texts(&root.join(workflows), "", &mut shelf.definitions);
        }
        shelf
    }

    /// One definition with the shared texts that it may name: reading all takes most of the time.
    pub(super) fn with(&self, id: &str, text: String) -> Sources {
        let named = |path: &str| {
            let stem = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
            stem == "roles" || text.contains(&*stem)
        };
        let shared = self.shared.iter().filter(|(path, _)| named(path));
        let mut sources: Sources = shared.map(|(k, v)| (k.clone(), v.clone())).collect();
        sources.insert(format!("{id}.yaml"), text);
        sources
    }
}

fn texts(folder: &Path, prefix: &str, into: &mut Sources) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Ok(text) = std::fs::read_to_string(entry.path()) {
            // The shipped file wins where both have one, but for the roles: the others use more.
            if !(into.contains_key(&format!("{prefix}{name}")) && name == "roles.csv") {
                into.insert(format!("{prefix}{name}"), text);
            }
        }
    }
}

/// A definition: any text.
pub fn definition(shelf: &Shelf, text: &str) {
    let id = text.lines().find_map(|line| line.strip_prefix("id: ")).unwrap_or("birth").trim();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let id = if !id.is_empty() && id.chars().all(plain) { id } else { "birth" };
    let sources = shelf.with(id, text.to_owned());
    let (first, second) = (Library::alone(&sources), Library::alone(&sources));
    match (first, second) {
        (Ok(first), Ok(second)) => {
            let hash = |library: &Library| library.service(id).map(|s| s.definition.hash.clone());
            assert_eq!(hash(&first), hash(&second), "one text, two definitions");
            assert_eq!(first.warnings, second.warnings);
            in_place(&first.warnings, &sources);
            if let Some(loaded) = first.service(id) {
                let again = Library::alone(&loaded.sources);
                let again = again.expect("its own texts make it again");
                assert_eq!(hash(&first), hash(&again), "its own texts make another definition");
            }
        }
        (Err(first), Err(second)) => {
            assert!(first.iter().any(|finding| !finding.warning), "refused, and nothing is wrong");
            assert_eq!(first, second);
            in_place(&first, &sources);
        }
        _ => panic!("it loads every second time"),
    }
}

/// Every finding tells a place that is there, and can be shown.
pub(super) fn in_place(findings: &[Finding], sources: &Sources) {
    for finding in findings {
        assert!(finding.line > 0 && finding.column > 0, "{finding:?}");
        assert!(!finding.message.is_empty() && !finding.to_string().is_empty());
        if let Some(text) = sources.get(&finding.file) {
            // In YAML a carriage return ends a line, too.
            let lines = text.split(['\n', '\r']).count();
            assert!(finding.line as usize <= lines + 1, "{finding:?} of {lines} lines");
        }
    }
}

/// Fields of every kind that an expression may read.
const FIELDS: &str = "format: 1
id: fuzzed
title: Uji
use: [rt-rw]
settings:
  late: {type: duration, default: 60d, title: Batas}
  least: {type: money, default: 40000, title: Paling sedikit}
  mode: {type: choice, of: {strict: Ketat, easy: Longgar}, default: strict, title: Cara}
start: {by: resident, route: place}
fields:
  place: {type: place, ask: [rt, rw, area], title: Tempat}
  name: {type: text, max: 40, title: Nama}
  count: {type: number, title: Jumlah}
  gift: {type: money, title: Sumbangan}
  yes: {type: bool, title: Ya}
  day: {type: date, title: Hari}
  hour: {type: time, title: Pukul}
  stay: {type: duration, example: 30d, title: Lama}
  kind: {type: choice, of: {a: A, b: B}, title: Jenis}
  many: {type: choice, of: {a: A, b: B}, many: true, title: Banyak}
  category: {type: choice, from: complaint-categories, title: Kategori}
  agency: {type: choice, from: units, title: Instansi}
  mother: {type: person, ask: [name, birth_date], title: Ibu}
  father: {type: person, ask: [name, birth_date], optional: true, title: Ayah}
  rows: {type: list, title: Baris, of: {person: {type: person, ask: [name], title: Nama}, dead: {type: bool, title: Meninggal}}}
  paper: {type: file, optional: true, title: Berkas}
steps:
  one: {title: Satu, by: officer@kelurahan, when: ";

/// An expression: it is refused with a reason, or what it says is what is written of it again.
pub fn expression(shelf: &Shelf, text: &str) {
    let load = |text: &str| {
        let quoted = serde_json::to_string(text).unwrap_or_default();
        Library::alone(&shelf.with("fuzzed", format!("{FIELDS}{quoted}}}\n")))
    };
    let when = |library: &Library| {
        let definition: &Definition = &library.service("fuzzed")?.definition;
        definition.step("one")?.when.clone()
    };
    match load(text) {
        Err(findings) => {
            assert!(findings.iter().any(|finding| !finding.warning));
            let again = load(text).expect_err("refused every second time");
            assert_eq!(findings, again);
        }
        Ok(library) => {
            let Some(expr) = when(&library) else { return };
            let written = expr.to_string();
            let again = load(&written).unwrap_or_else(|findings| {
                panic!("{text:?} is written {written:?}, which is refused: {findings:?}")
            });
            assert_eq!(when(&again), Some(expr), "{text:?} is written {written:?}");
        }
    }
}
