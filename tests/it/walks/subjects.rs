//! The definitions that are walked through, and how often.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::workflow::{Definition, Library};

/// Walks through each shipped definition.
const SHIPPED: u64 = 10_000;

/// Walks through each service that stretches the format, and through each definition that was
/// written to be walked through.
const OTHERS: u64 = 500;

/// A definition, and what the reference needs to read the same.
pub struct Subject {
    pub definition: Arc<Definition>,
    pub file: PathBuf,
    pub tables: PathBuf,
    pub walks: u64,
    /// Then its walks must meet all that it can lead to; for the others they are too few.
    pub shipped: bool,
}

/// All of them. `fewer` is how many walks each gets instead.
pub fn subjects(fewer: Option<u64>) -> Vec<Subject> {
    let shipped = ("workflows", "workflows/tables", SHIPPED);
    let services = ("tests/services/workflows", "tests/services/workflows/tables", OTHERS);
    let extra = ("tests/reference/extra", "tests/reference/tables", OTHERS);
    let mut subjects = Vec::new();
    for (folder, tables, walks) in [shipped, services, extra] {
        let (folder, tables) = (at(folder), at(tables));
        for definition in definitions(&folder, &tables) {
            // A service that has been taken up among the shipped ones is walked through there.
            if subjects.iter().any(|known: &Subject| known.definition.id == definition.id) {
                continue;
            }
            let file = folder.join(format!("{}.yaml", definition.id));
            let (shipped, walks) = (walks == SHIPPED, fewer.unwrap_or(walks));
            subjects.push(Subject { definition, file, tables: tables.clone(), walks, shipped });
        }
    }
    subjects
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn definitions(folder: &Path, tables: &Path) -> Vec<Arc<Definition>> {
    let mut sources = BTreeMap::new();
    for (folder, prefix) in
        [(folder.to_owned(), ""), (folder.join("parts"), "parts/"), (tables.to_owned(), "tables/")]
    {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                sources.insert(format!("{prefix}{name}"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let library = Library::from_sources(&sources).unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    let steps = |definition: &Arc<Definition>| !definition.steps.is_empty();
    library.services.into_iter().map(|loaded| loaded.definition).filter(steps).collect()
}
