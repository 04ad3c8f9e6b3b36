//! The only room with SQL: SQLite and PostgreSQL, migrations, set-wise batches, queries.

mod batch_load;
mod batch_rows;
mod batch_sql;
mod batch_write;
mod cases;
mod db;
mod definitions;
mod directory;
mod erasure;
mod error;
mod files;
mod folder;
mod history;
mod instant;
mod letters;
mod links;
mod open;
mod outbox;
mod persons;
mod register;
mod sessions;
mod sql;
mod tasks;
mod uploads;

pub use batch_load::{KnownKey, Loaded, StoredCase};
pub use batch_rows::{
    AnswerRow, Batch, BytesRow, CaseRow, EventRow, Hex, KeyRow, LetterRow, LetterStateRow,
    NumberRow, OutboxRow, TaskRow, UploadRow, VoidRow,
};
pub use cases::CaseLine;
pub use db::Tx;
pub use definitions::Published;
pub use directory::DirectoryChange;
pub use error::StoreError;
pub use history::Recorded;
pub use letters::Letter;
pub use links::Link;
pub use open::Store;
pub use outbox::Outgoing;
pub use persons::Person;
pub use register::Entered;
pub use sessions::TokenHash;
pub use sql::Sql;
pub use tasks::{Task, TaskKey};
pub use uploads::Uploaded;

/// Every statement of the room, with its name: a test prepares each on both databases.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static Sql)> {
    [
        batch_load::ALL,
        batch_sql::ALL,
        cases::ALL,
        definitions::ALL,
        directory::ALL,
        erasure::ALL,
        history::ALL,
        letters::ALL,
        links::ALL,
        outbox::ALL,
        persons::ALL,
        register::ALL,
        sessions::ALL,
        tasks::ALL,
        uploads::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}
