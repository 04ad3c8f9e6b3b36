//! The only room with SQL: SQLite and PostgreSQL, migrations, set-wise batches, queries.

mod areas;
mod attempts;
mod batch_load;
mod batch_rows;
mod batch_sql;
mod batch_write;
mod cases;
mod credentials;
mod db;
mod delivery;
mod directory;
mod directory_rows;
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
mod pins;
mod publications;
mod register;
mod register_acts;
mod register_book;
mod search;
mod sessions;
mod settings;
mod sign_ins;
mod sql;
mod tasks;
mod uploads;
mod views;
mod writer;

pub use areas::Area;
pub use batch_load::{KnownKey, Loaded, StoredCase};
pub use batch_rows::{
    AnswerRow, Batch, BytesRow, CaseRow, EventRow, Hex, KeyRow, LetterRow, LetterStateRow,
    NumberRow, OutboxRow, PersonRow, TaskFor, TaskRow, UploadRow, VoidRow,
};
pub use batch_write::Wanted;
pub use cases::{CaseLine, OpenCase};
pub use credentials::{Credential, Enrolment};
pub use db::Tx;
pub use delivery::{Attempt, Onward, Sending};
pub use directory::DirectoryChange;
pub use error::StoreError;
pub use history::Recorded;
pub use letters::Letter;
pub use links::Link;
pub use open::Store;
pub use outbox::Outgoing;
pub use persons::Person;
pub use pins::{Device, Pin};
pub use publications::{Published, PublishedCalendars};
pub use register::Entered;
pub use register_acts::{ActKind, Counter, RegisterAct};
pub use register_book::{BookDays, BookEntry, Fate};
pub use search::{Searched, Sought};
pub use sessions::{Session, TokenHash};
pub use settings::SettingChange;
pub use sign_ins::SignIn;
pub use sql::Sql;
pub use tasks::{Task, TaskKey};
pub use uploads::Uploaded;
pub use views::SensitiveView;

/// Every statement of the room, with its name: a test prepares each on both databases.
pub fn statements() -> impl Iterator<Item = (&'static str, &'static Sql)> {
    [
        areas::ALL,
        attempts::ALL,
        batch_load::ALL,
        batch_sql::ALL,
        cases::ALL,
        credentials::ALL,
        delivery::ALL,
        directory::ALL,
        erasure::ALL,
        history::ALL,
        letters::ALL,
        links::ALL,
        outbox::ALL,
        persons::ALL,
        pins::ALL,
        publications::ALL,
        register::ALL,
        register_acts::ALL,
        register_book::ALL,
        search::ALL,
        sessions::ALL,
        settings::ALL,
        sign_ins::ALL,
        tasks::ALL,
        uploads::ALL,
        views::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}
