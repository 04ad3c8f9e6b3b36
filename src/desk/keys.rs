//! The signers' key files, each under its owner's passphrase, and the roots that letters chain to.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::origin::PersonId;

/// `keys/` of a data folder: `PERSON.p12` and `trust.pem`.
#[derive(Debug, Clone)]
pub struct KeyFolder(PathBuf);

impl KeyFolder {
    /// The folder `keys` in `data`, made if it is missing and closed to others.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("keys");
        fs::create_dir_all(&folder)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self(folder))
    }

    /// Keeps a key file (PKCS#12, DER).
    pub fn put(&self, person: PersonId, p12: &[u8]) -> io::Result<()> {
        self.write(&format!("{person}.p12"), p12)
    }

    /// The key file of a person; `None` where there is none.
    pub fn get(&self, person: PersonId) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(format!("{person}.p12"))) {
            Ok(p12) => Ok(Some(p12)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps the roots (PEM).
    pub fn put_trust(&self, pem: &[u8]) -> io::Result<()> {
        self.write("trust.pem", pem)
    }

    /// Whole or not at all, whenever the power goes.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let part = self.0.join(format!("{name}.part"));
        let mut file = fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, self.0.join(name))?;
        fs::File::open(&self.0)?.sync_all()
    }

    /// The roots (PEM).
    pub fn trust(&self) -> io::Result<Vec<u8>> {
        fs::read(self.0.join("trust.pem"))
    }
}
