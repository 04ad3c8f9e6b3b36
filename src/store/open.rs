//! Opening a store: connections, settings, migrations.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, PgPool, SqlSafeStr};

use super::db::{Db, Row, Statement, Tx};
use super::writer::Writer;
use super::{Sql, StoreError, folder};

/// Rather an honest error than a page that hangs.
const WAIT: Duration = Duration::from_secs(5);
/// Connections of one process to PostgreSQL, and readers of one process on SQLite.
const PG_CONNECTIONS: u32 = 8;
const READERS: u32 = 4;

/// Settings of a connection to PostgreSQL.
const SETTINGS: [(&str, &str); 5] = [
    // A process that stands still in the middle of a transaction (stopped, or cut off) must not
    // keep the counters that it has raised: its transaction ends, and whoever waited tries again.
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "5s"),
    // Whatever is joined, few rows are looked up by their key. A plan that was made while the
    // tables were empty would read them whole instead, again and again: plans are kept.
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

/// A connection that was idle for so long may be gone, and is asked before it is used.
const FRESH: Duration = Duration::from_secs(1);

/// The database and the data folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    folder: Box<Path>,
    /// With SQLite only one process may use the folder; with PostgreSQL many share it.
    _lock: Option<folder::Lock>,
}

impl Store {
    /// Opens the store and brings it to this program's schema: the database at `url`
    /// (`postgres://...`), or a SQLite file in `folder` where no address is given.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another process has the folder of a SQLite store,
    /// [`StoreError::Address`] where `url` is no address of PostgreSQL.
    pub async fn open(folder: &Path, url: Option<&str>) -> Result<Self, StoreError> {
        let postgres_url =
            |url: &str| ["postgres://", "postgresql://"].iter().any(|s| url.starts_with(s));
        if url.is_some_and(|url| !postgres_url(url)) {
            return Err(StoreError::Address);
        }
        folder::create(folder)?;
        let (db, lock) = if let Some(url) = url {
            (postgres(url).await?, None)
        } else {
            let lock = locked(folder).await?;
            (sqlite(&folder.join("alursurat.db")).await?, Some(lock))
        };
        Ok(Self(Arc::new(Inner { db, folder: folder.into(), _lock: lock })))
    }

    /// Whether several processes may work on it, so that two writers in each make sense.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.db, Db::Pg(_))
    }

    /// Closes all connections; the folder's lock goes with the last clone.
    pub async fn close(&self) {
        self.0.db.close().await;
    }

    /// A transaction that writes.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        self.0.db.begin().await
    }

    /// Lets the database read a statement without running it; how many parameters it takes.
    pub async fn prepare(&self, sql: &'static Sql) -> Result<usize, StoreError> {
        self.0.db.prepare(sql).await
    }

    /// A transaction that writes, begun with a statement that reads; its rows.
    pub(super) async fn begin_with<R: Row, const N: usize>(
        &self,
        sql: &'static Sql,
        parameters: [String; N],
    ) -> Result<(Tx, Vec<R>), StoreError> {
        self.0.db.begin_with(sql, parameters).await
    }

    /// A statement that only reads.
    pub(super) fn read(&self, sql: &'static Sql) -> Statement<'_> {
        self.0.db.read(sql)
    }

    /// A statement that writes, and is its own transaction.
    pub(super) fn write(&self, sql: &'static Sql) -> Statement<'_> {
        self.0.db.write(sql)
    }

    /// The data folder.
    pub(super) fn folder(&self) -> &Path {
        &self.0.folder
    }
}

/// The lock of a folder. Whoever has it may just be ending: it is tried for half a second.
async fn locked(folder: &Path) -> Result<folder::Lock, StoreError> {
    for _ in 0..10 {
        match folder::lock(folder) {
            Err(StoreError::Locked { .. }) => tokio::time::sleep(Duration::from_millis(50)).await,
            done => return done,
        }
    }
    folder::lock(folder)
}

async fn postgres(url: &str) -> Result<Db, StoreError> {
    let options = PgConnectOptions::from_str(url)?.application_name("alursurat").options(SETTINGS);
    // A pool tries again and again and then only says that time is up: one connection says why.
    PgConnection::connect_with(&options).await?.close().await?;
    let pool: PgPool = PgPoolOptions::new()
        .max_connections(PG_CONNECTIONS)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move { Ok(known.idle_for < FRESH || connection.ping().await.is_ok()) })
        })
        .connect_with(options)
        .await?;
    migrator(&MIGRATIONS.map(|(version, name, pg, _)| (version, name, pg))).run(&pool).await?;
    Ok(Db::Pg(pool))
}

async fn sqlite(file: &Path) -> Result<Db, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An approval that was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WAIT);
    let write = Writer::open(options.clone().optimize_on_close(true, None), WAIT).await?;
    let mut taken = write.take().await?;
    let files = migrator(&MIGRATIONS.map(|(version, name, _, lite)| (version, name, lite)));
    files.run(&mut *taken).await?;
    taken.give_back();
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(WAIT)
        // A file does not go away as a server does: nothing is to be asked before each use.
        .test_before_acquire(false)
        .connect_with(options.read_only(true))
        .await?;
    Ok(Db::Lite { read, write })
}

/// Version, name, text for PostgreSQL, text for SQLite. An applied file is never edited.
static MIGRATIONS: [(i64, &str, &str, &str); 8] = [
    (
        1,
        "records",
        include_str!("../../migrations/postgres/0001_records.sql"),
        include_str!("../../migrations/sqlite/0001_records.sql"),
    ),
    (
        2,
        "offices",
        include_str!("../../migrations/postgres/0002_offices.sql"),
        include_str!("../../migrations/sqlite/0002_offices.sql"),
    ),
    (
        3,
        "views",
        include_str!("../../migrations/postgres/0003_views.sql"),
        include_str!("../../migrations/sqlite/0003_views.sql"),
    ),
    (
        4,
        "proven",
        include_str!("../../migrations/postgres/0004_proven.sql"),
        include_str!("../../migrations/sqlite/0004_proven.sql"),
    ),
    (
        5,
        "registers",
        include_str!("../../migrations/postgres/0005_registers.sql"),
        include_str!("../../migrations/sqlite/0005_registers.sql"),
    ),
    (
        6,
        "delivery",
        include_str!("../../migrations/postgres/0006_delivery.sql"),
        include_str!("../../migrations/sqlite/0006_delivery.sql"),
    ),
    (
        7,
        "identity",
        include_str!("../../migrations/postgres/0007_identity.sql"),
        include_str!("../../migrations/sqlite/0007_identity.sql"),
    ),
    (
        8,
        "search",
        include_str!("../../migrations/postgres/0008_search.sql"),
        include_str!("../../migrations/sqlite/0008_search.sql"),
    ),
];

fn migrator(files: &[(i64, &'static str, &'static str)]) -> Migrator {
    let file = |&(version, name, text): &(i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations(files.iter().map(file).collect())
}
