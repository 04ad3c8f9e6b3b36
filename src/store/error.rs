//! What can go wrong with the store.

use std::path::PathBuf;

use sqlx::postgres::PgDatabaseError;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refuses these data (a constraint); trying again does not help.
    #[error("the database refuses the data: {0}")]
    Data(#[source] sqlx::Error),
    /// Another process was in the way; trying again helps.
    #[error("another process was in the way: {0}")]
    Busy(#[source] sqlx::Error),
    /// The database does not answer, or cannot write.
    #[error("the database does not answer as it should: {0}")]
    Down(#[source] sqlx::Error),
    /// The database could not be brought to this program's schema.
    #[error("the database cannot be migrated: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// What is stored is not what this program writes.
    #[error("table {table}, row {row}: {what}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: String,
        /// What is wrong with it.
        what: String,
    },
    /// The address of a database that is none.
    #[error(
        "the address of the database does not begin with postgres:// (without an address SQLite is used, in the data folder)"
    )]
    Address,
    /// Another process uses the data folder.
    #[error("{folder} is in use by process {process}; stop it first, or use its own commands")]
    Locked {
        /// The data folder.
        folder: PathBuf,
        /// Its process id, if it could be read.
        process: String,
    },
    /// The data folder cannot be read or written.
    #[error("{path}: {source}")]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not what was stored under its hash.
    #[error("the file {0} was changed on disk")]
    Altered(String),
    /// A value cannot be written as JSON.
    #[error("a value cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl StoreError {
    /// A row that this program did not write like this.
    pub(super) fn inconsistent(
        table: &'static str,
        row: &dyn std::fmt::Display,
        what: &dyn std::fmt::Display,
    ) -> Self {
        Self::Inconsistent { table, row: row.to_string(), what: what.to_string() }
    }

    /// Whether the data are to blame, so that neighbours in a batch may try without them.
    pub fn is_data(&self) -> bool {
        matches!(self, Self::Data(_) | Self::Json(_) | Self::Inconsistent { .. })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let overtaken = error.as_database_error().is_some_and(|error| {
            // SQLite names the column in its message only.
            let failed = |column| error.message().ends_with(column);
            let pg = error.try_downcast_ref::<PgDatabaseError>();
            let column = pg.and_then(|pg| Some((pg.table()?, pg.column()?)));
            matches!(error.constraint(), Some("cases_likeness" | "idempotency_pkey"))
                || failed("failed: cases.likeness")
                || column == Some(("cases", "version"))
                || failed("failed: cases.version")
        });
        if overtaken {
            // Another writer carried the key out, opened the same case or changed it, meanwhile:
            // whoever tries again finds its answer, or that case.
            return Self::Busy(error);
        }
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .unwrap_or_default();
        match code.as_ref() {
            // PostgreSQL: serialization failure, deadlock, lock not available in time.
            "40001" | "40P01" | "55P03" => Self::Busy(error),
            // PostgreSQL: class 22 data exception, class 23 integrity constraint violation.
            code if code.len() == 5 && (code.starts_with("22") || code.starts_with("23")) => {
                Self::Data(error)
            }
            // SQLite: the low byte of the extended code is the primary one.
            code => match code.parse::<u32>().map(|code| code & 0xff) {
                Ok(5 | 6) => Self::Busy(error),
                // ERROR (malformed JSON among them), TOOBIG, CONSTRAINT, MISMATCH.
                Ok(1 | 18 | 19 | 20) if code.len() < 5 => Self::Data(error),
                _ => Self::Down(error),
            },
        }
    }
}
