//! The driver: two typed pools under one set of statements. The only file that calls sqlx.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{
    Encode, Executor, FromRow, PgConnection, PgPool, Postgres, SqlSafeStr, Sqlite,
    SqliteConnection, SqlitePool, Statement as _, Transaction, Type,
};

use super::{Sql, StoreError};

/// A value that both databases take as a parameter.
pub trait Bind:
    Type<Postgres>
    + Type<Sqlite>
    + for<'q> Encode<'q, Postgres>
    + for<'q> Encode<'q, Sqlite>
    + Send
    + 'static
{
}

impl<T> Bind for T where
    T: Type<Postgres>
        + Type<Sqlite>
        + for<'q> Encode<'q, Postgres>
        + for<'q> Encode<'q, Sqlite>
        + Send
        + 'static
{
}

/// A row that both databases give.
pub trait Row: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin
{}

/// The connections.
#[derive(Debug, Clone)]
pub(super) enum Db {
    /// PostgreSQL.
    Pg(PgPool),
    /// SQLite: many readers, one writer.
    Lite {
        /// Read only.
        read: SqlitePool,
        /// One connection.
        write: SqlitePool,
    },
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx(Open);

#[derive(Debug)]
enum Open {
    Pg(Transaction<'static, Postgres>),
    Lite(Transaction<'static, Sqlite>),
}

impl Db {
    /// A statement that only reads.
    pub(super) fn read(&self, sql: &'static Sql) -> Statement<'_> {
        match self {
            Self::Pg(pool) => Statement::pg(sql, OnPg::Pool(pool)),
            Self::Lite { read, .. } => Statement::lite(sql, OnLite::Pool(read)),
        }
    }

    /// A statement on the connection that writes (SQLite's cache is warm there).
    pub(super) fn write(&self, sql: &'static Sql) -> Statement<'_> {
        match self {
            Self::Pg(pool) => Statement::pg(sql, OnPg::Pool(pool)),
            Self::Lite { write, .. } => Statement::lite(sql, OnLite::Pool(write)),
        }
    }

    /// Begins a transaction that writes. On SQLite it is the only one from here on: a deferred
    /// one that reads first could never be upgraded once another has written.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx(match self {
            Self::Pg(pool) => Open::Pg(pool.begin().await?),
            Self::Lite { write, .. } => Open::Lite(write.begin_with("BEGIN IMMEDIATE").await?),
        }))
    }

    /// Lets the database read a statement without running it; how many parameters it takes.
    pub(super) async fn prepare(&self, sql: &'static Sql) -> Result<usize, StoreError> {
        let parameters = match self {
            Self::Pg(pool) => {
                let statement = pool.prepare(sql.pg.into_sql_str()).await?;
                statement.parameters().map(|known| known.map_left(<[_]>::len))
            }
            Self::Lite { write, .. } => {
                let statement = write.prepare(sql.lite.into_sql_str()).await?;
                statement.parameters().map(|known| known.map_left(<[_]>::len))
            }
        };
        Ok(parameters.map_or(0, |known| known.either(|n| n, |n| n)))
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Pg(pool) => pool.close().await,
            Self::Lite { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

impl Tx {
    /// A statement in this transaction.
    pub(super) fn sql(&mut self, sql: &'static Sql) -> Statement<'_> {
        match &mut self.0 {
            Open::Pg(tx) => Statement::pg(sql, OnPg::Tx(tx)),
            Open::Lite(tx) => Statement::lite(sql, OnLite::Tx(tx)),
        }
    }

    /// Makes it durable. After an error nobody knows whether it is.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Open::Pg(tx) => tx.commit().await?,
            Open::Lite(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes it.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.0 {
            Open::Pg(tx) => tx.rollback().await?,
            Open::Lite(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

enum OnPg<'a> {
    Pool(&'a PgPool),
    Tx(&'a mut PgConnection),
}

enum OnLite<'a> {
    Pool(&'a SqlitePool),
    Tx(&'a mut SqliteConnection),
}

/// A statement with its parameters, before it runs.
#[must_use]
pub(super) struct Statement<'a>(Typed<'a>);

enum Typed<'a> {
    Pg(Query<'static, Postgres, PgArguments>, OnPg<'a>),
    Lite(Query<'static, Sqlite, SqliteArguments>, OnLite<'a>),
}

#[expect(clippy::disallowed_methods, reason = "every statement of both databases passes here")]
impl<'a> Statement<'a> {
    fn pg(sql: &'static Sql, on: OnPg<'a>) -> Self {
        Self(Typed::Pg(sqlx::query(sql.pg), on))
    }

    fn lite(sql: &'static Sql, on: OnLite<'a>) -> Self {
        Self(Typed::Lite(sqlx::query(sql.lite), on))
    }
}

impl Statement<'_> {
    /// Adds the next parameter (`$1`, `$2`, ...).
    pub(super) fn bind<T: Bind>(self, value: T) -> Self {
        Self(match self.0 {
            Typed::Pg(query, on) => Typed::Pg(query.bind(value), on),
            Typed::Lite(query, on) => Typed::Lite(query.bind(value), on),
        })
    }

    /// Runs it; how many rows it changed.
    pub(super) async fn run(self) -> Result<u64, StoreError> {
        Ok(match self.0 {
            Typed::Pg(query, OnPg::Pool(pool)) => query.execute(pool).await?.rows_affected(),
            Typed::Pg(query, OnPg::Tx(tx)) => query.execute(tx).await?.rows_affected(),
            Typed::Lite(query, OnLite::Pool(pool)) => query.execute(pool).await?.rows_affected(),
            Typed::Lite(query, OnLite::Tx(tx)) => query.execute(tx).await?.rows_affected(),
        })
    }

    /// All rows.
    pub(super) async fn all<R: Row>(self) -> Result<Vec<R>, StoreError> {
        let rows = match self.0 {
            Typed::Pg(query, on) => {
                let rows = match on {
                    OnPg::Pool(pool) => query.fetch_all(pool).await?,
                    OnPg::Tx(tx) => query.fetch_all(tx).await?,
                };
                rows.iter().map(R::from_row).collect::<Result<_, _>>()?
            }
            Typed::Lite(query, on) => {
                let rows = match on {
                    OnLite::Pool(pool) => query.fetch_all(pool).await?,
                    OnLite::Tx(tx) => query.fetch_all(tx).await?,
                };
                rows.iter().map(R::from_row).collect::<Result<_, _>>()?
            }
        };
        Ok(rows)
    }

    /// The first row, if there is one.
    pub(super) async fn first<R: Row>(self) -> Result<Option<R>, StoreError> {
        Ok(self.all().await?.into_iter().next())
    }
}
