//! The one connection that writes on SQLite. Whoever has it has the database alone, so no lock is
//! waited for inside SQLite, and nothing changes between what is read and what is written.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

/// Hands the connection to one after the other, in the order in which they came.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    options: Arc<SqliteConnectOptions>,
    wait: Duration,
    place: Arc<Mutex<Place>>,
}

#[derive(Debug)]
enum Place {
    /// Here it is.
    Idle(SqliteConnection),
    /// Somebody has it. Where nobody has the lock it was not given back: the next one opens another.
    Taken,
    /// There is none any more.
    Closed,
}

/// The connection, for as long as somebody has it. Only [`Taken::give_back`] returns it: one that
/// an error or a caller who went away left in the middle is closed, and its transaction is undone.
#[derive(Debug)]
pub(super) struct Taken {
    connection: SqliteConnection,
    place: OwnedMutexGuard<Place>,
}

impl Writer {
    /// Opens the file; nobody waits longer than this for the connection.
    pub(super) async fn open(
        options: SqliteConnectOptions,
        wait: Duration,
    ) -> Result<Self, sqlx::Error> {
        let place = Arc::new(Mutex::new(Place::Idle(options.connect().await?)));
        Ok(Self { options: Arc::new(options), wait, place })
    }

    /// Waits for the connection.
    pub(super) async fn take(&self) -> Result<Taken, sqlx::Error> {
        let lock = timeout(self.wait, Arc::clone(&self.place).lock_owned());
        let mut place = lock.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let connection = match mem::replace(&mut *place, Place::Taken) {
            Place::Idle(connection) => connection,
            Place::Taken => self.options.connect().await?,
            Place::Closed => {
                *place = Place::Closed;
                return Err(sqlx::Error::PoolClosed);
            }
        };
        Ok(Taken { connection, place })
    }

    /// Closes it, once whoever has it is done.
    pub(super) async fn close(&self) {
        let place = mem::replace(&mut *self.place.lock().await, Place::Closed);
        if let Place::Idle(connection) = place
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database was not closed as it should be");
        }
    }
}

impl Taken {
    /// Returns it: no transaction is open.
    pub(super) fn give_back(self) {
        let Self { connection, mut place } = self;
        *place = Place::Idle(connection);
    }
}

impl Deref for Taken {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Executor as _, Row as _};

    use super::*;

    async fn count(taken: &mut Taken) -> i64 {
        taken.fetch_one("SELECT count(*) FROM t").await.unwrap().get(0)
    }

    #[tokio::test]
    async fn what_was_left_in_the_middle_is_undone_and_after_closing_there_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.db");
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let writer = Writer::open(options, Duration::from_secs(5)).await.unwrap();
        let mut taken = writer.take().await.unwrap();
        taken.execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)").await.unwrap();
        taken.give_back();
        let mut left = writer.take().await.unwrap();
        left.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)").await.unwrap();
        assert_eq!(count(&mut left).await, 2);
        drop(left);
        let mut next = writer.take().await.unwrap();
        next.execute("BEGIN IMMEDIATE").await.unwrap();
        assert_eq!(count(&mut next).await, 1);
        next.execute("COMMIT").await.unwrap();
        next.give_back();
        writer.close().await;
        assert!(matches!(writer.take().await, Err(sqlx::Error::PoolClosed)));
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_agreed() {
        let options = SqliteConnectOptions::new().in_memory(true);
        let writer = Writer::open(options, Duration::from_millis(10)).await.unwrap();
        let taken = writer.take().await.unwrap();
        assert!(matches!(writer.take().await, Err(sqlx::Error::PoolTimedOut)));
        taken.give_back();
        writer.take().await.unwrap().give_back();
    }
}
