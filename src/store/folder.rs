//! The data folder and its lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

/// A data folder that this process alone uses, as long as the value lives.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "held open: closing it lets go")] File);

/// Creates the folder if it is missing. What residents wrote is in it: nobody else may look.
pub(super) fn create(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| failed(folder, source))
}

/// Takes the lock, and writes this process's id into it for whoever finds it taken.
pub(super) fn lock(folder: &Path) -> Result<Lock, StoreError> {
    let path = folder.join("lock");
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = open.map_err(|source| failed(&path, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut process = String::new();
            let read = file.read_to_string(&mut process);
            let known = read.is_ok() && !process.trim().is_empty();
            let process = if known { process.trim().to_owned() } else { "unknown".to_owned() };
            return Err(StoreError::Locked { folder: folder.to_owned(), process });
        }
        Err(TryLockError::Error(source)) => return Err(failed(&path, source)),
    }
    let write = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| write!(file, "{}", std::process::id()))
        .and_then(|()| file.flush());
    write.map_err(|source| failed(&path, source))?;
    Ok(Lock(file))
}

/// An error about a path.
pub(super) fn failed(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::Folder { path: PathBuf::from(path), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_look_into_the_folder() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        create(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        create(&folder).unwrap();
    }

    #[test]
    fn whoever_comes_second_is_told_who_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path()).unwrap();
        let told = lock(folder.path()).unwrap_err().to_string();
        assert!(told.contains(&format!("process {}", std::process::id())), "{told}");
        drop(first);
        lock(folder.path()).unwrap();
    }
}
