//! Uploaded files: rows that say what lies in the data folder under which hash.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::statements;
use super::{Store, StoreError, files};
use crate::origin::PersonId;

statements! {
    ONE = "SELECT sha256, size, media, person FROM upload WHERE sha256 = $1 AND person = $2";
    PUT = "INSERT INTO upload (sha256, size, media, created_at, person)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256, person) DO NOTHING";
}

/// What is known about an uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub media: String,
    /// Who sent it.
    pub person: PersonId,
}

#[derive(FromRow)]
struct Row {
    sha256: String,
    size: i64,
    media: String,
    person: Uuid,
}

impl Store {
    /// Puts a file into the data folder; its SHA-256 in hex. It survives a power cut from here on.
    /// The row that names it is written with the case that refers to it.
    pub async fn put_file(&self, bytes: Vec<u8>) -> Result<String, StoreError> {
        let folder = self.folder().to_owned();
        files::blocking(move || files::put(&folder, &bytes)).await
    }

    /// The bytes of a file, if they are still what was stored.
    ///
    /// # Errors
    /// [`StoreError::Altered`] where they are not.
    pub async fn file(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let (folder, sha256) = (self.folder().to_owned(), sha256.to_owned());
        files::blocking(move || files::get(&folder, &sha256)).await
    }

    /// Notes that a person has sent a file.
    pub async fn note_upload(&self, file: &Uploaded, now: Timestamp) -> Result<(), StoreError> {
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        let put = self.write(&PUT).bind(file.sha256.clone()).bind(size).bind(file.media.clone());
        put.bind(now.as_microsecond()).bind(file.person.0).run().await?;
        Ok(())
    }

    /// What is known about a file that a person has sent.
    pub async fn upload(
        &self,
        sha256: &str,
        person: PersonId,
    ) -> Result<Option<Uploaded>, StoreError> {
        let find = self.read(&ONE).bind(sha256.to_owned()).bind(person.0);
        let row = find.first::<Row>().await?;
        Ok(row.map(|row| Uploaded {
            sha256: row.sha256,
            size: u64::try_from(row.size).unwrap_or_default(),
            media: row.media,
            person: PersonId(row.person),
        }))
    }
}
