//! Content-addressed files in the data folder: `files/ab/abcdef...`, written so that a name never
//! stands for half a file.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::StoreError;
use super::folder::failed;
use crate::journal::hex;

/// Runs file work where it may block.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|error| Err(failed(Path::new("files"), std::io::Error::other(error))))
}

/// Puts bytes under their hash: temporary file, fsync, rename, fsync of the folder.
pub(super) fn put(folder: &Path, bytes: &[u8]) -> Result<String, StoreError> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let sha256 = hex(&openssl::sha::sha256(bytes));
    let path = place(folder, &sha256).ok_or_else(|| StoreError::Altered(sha256.clone()))?;
    if matches!(get(folder, &sha256), Ok(Some(_))) {
        return Ok(sha256);
    }
    let parent = path.parent().unwrap_or(folder);
    let new = !parent.exists();
    fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = parent.join(format!("new-{}-{next}", std::process::id()));
    let write = || {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
        File::open(parent)?.sync_all()
    };
    if let Err(error) = write() {
        // What is left of it is in nobody's way; the error that matters is the first one.
        let _ = fs::remove_file(&temporary);
        return Err(failed(&path, error));
    }
    if new {
        for above in parent.ancestors().skip(1).take(2) {
            let sync = File::open(above).and_then(|folder| folder.sync_all());
            sync.map_err(|error| failed(above, error))?;
        }
    }
    Ok(sha256)
}

/// The bytes under a hash, verified.
pub(super) fn get(folder: &Path, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(path) = place(folder, sha256) else { return Ok(None) };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&path, error)),
    };
    if hex(&openssl::sha::sha256(&bytes)) != sha256 {
        return Err(StoreError::Altered(sha256.to_owned()));
    }
    Ok(Some(bytes))
}

/// Where a hash lies; none for what is no hash, so that no name leads out of the folder.
fn place(folder: &Path, sha256: &str) -> Option<PathBuf> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let good = sha256.len() == 64 && sha256.bytes().all(digit);
    good.then(|| folder.join("files").join(&sha256[..2]).join(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_content_and_verified() {
        let folder = tempfile::tempdir().unwrap();
        let sha256 = put(folder.path(), b"a paper").unwrap();
        assert_eq!(put(folder.path(), b"a paper").unwrap(), sha256);
        assert_eq!(get(folder.path(), &sha256).unwrap().as_deref(), Some(&b"a paper"[..]));
        let path = place(folder.path(), &sha256).unwrap();
        fs::write(&path, b"another").unwrap();
        assert!(matches!(get(folder.path(), &sha256), Err(StoreError::Altered(_))));
        assert_eq!(put(folder.path(), b"a paper").unwrap(), sha256);
        assert_eq!(get(folder.path(), &sha256).unwrap().as_deref(), Some(&b"a paper"[..]));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", "../../../etc/passwd", &"A".repeat(64), &"é".repeat(32)] {
            assert!(get(folder.path(), name).unwrap().is_none(), "{name}");
        }
    }
}
