//! The texts of a folder of definitions.

use std::collections::BTreeMap;
use std::path::Path;

use super::LoadError;
use super::sources::unmarked;

/// Bytes of one file that are read at all: the largest tables are well below.
const MAX_READ: u64 = 8 * 1024 * 1024;

/// `*.yaml`, `parts/*.yaml`, `tables/*.csv` and `lang/*.yaml`, by path in the folder.
pub fn texts(dir: &Path) -> Result<BTreeMap<String, String>, LoadError> {
    let mut texts = BTreeMap::new();
    for (folder, ending) in [("", "yaml"), ("parts", "yaml"), ("tables", "csv"), ("lang", "yaml")] {
        let path = if folder.is_empty() { dir.to_owned() } else { dir.join(folder) };
        if !folder.is_empty() && !path.exists() {
            continue;
        }
        for name in names(&path, ending)? {
            let file = path.join(&name);
            let text =
                source(&file).map_err(|source| LoadError::Unreadable { path: file, source })?;
            let key = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            texts.insert(key, text);
        }
    }
    Ok(texts)
}

/// The text of a definition, table or template.
///
/// # Errors
/// Where it is no file, not UTF-8, or so large that nobody can have meant it.
pub fn source(path: &Path) -> std::io::Result<String> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(std::io::Error::other("this is not a file"));
    }
    if found.len() > MAX_READ {
        return Err(std::io::Error::other("this is larger than 8 MiB"));
    }
    std::fs::read_to_string(path).map(unmarked)
}

fn names(dir: &Path, ending: &str) -> Result<Vec<String>, LoadError> {
    let error = |source| LoadError::Unreadable { path: dir.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(error)? {
        let name = entry.map_err(error)?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|found| found == ending) {
            names.push(name);
        }
    }
    Ok(names)
}
