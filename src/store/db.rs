//! The driver: two typed pools under one set of statements. The only file that calls sqlx.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{
    AssertSqlSafe, Encode, Executor, FromRow, PgConnection, PgPool, Postgres, SqlSafeStr, Sqlite,
    SqliteConnection, SqlitePool, Statement as _, Transaction, Type,
};

use super::writer::{Taken, Writer};
use super::{Sql, StoreError};

/// The only transaction of SQLite from here on: a deferred one that reads first could never be
/// upgraded once another has written.
const BEGIN: &str = "BEGIN IMMEDIATE";

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
        write: Writer,
    },
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx(Open);

#[derive(Debug)]
enum Open {
    Pg(Transaction<'static, Postgres>),
    Lite(Taken),
}

/// Statements of one list of rows each, with these rows, in the order in which they run.
pub(super) type Parts = Vec<(&'static Sql, String)>;

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
            Self::Lite { write, .. } => Statement::lite(sql, OnLite::Writer(write)),
        }
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx(match self {
            Self::Pg(pool) => Open::Pg(pool.begin().await?),
            Self::Lite { write, .. } => {
                let mut taken = write.take().await?;
                taken.execute(BEGIN).await?;
                Open::Lite(taken)
            }
        }))
    }

    /// Begins a transaction that writes with a statement that reads; its rows. On SQLite one
    /// message to the thread of the connection carries both.
    pub(super) async fn begin_with<R: Row, const N: usize>(
        &self,
        sql: &'static Sql,
        parameters: [String; N],
    ) -> Result<(Tx, Vec<R>), StoreError> {
        let Self::Lite { write, .. } = self else {
            let mut tx = self.begin().await?;
            let rows = parameters.into_iter().fold(tx.sql(sql), Statement::bind).all().await?;
            return Ok((tx, rows));
        };
        let mut taken = write.take().await?;
        let text = format!("{BEGIN}; {}", sql.lite);
        let both = Statement::lite_text(text, &mut taken);
        let rows = parameters.into_iter().fold(both, Statement::bind).all().await?;
        Ok((Tx(Open::Lite(taken)), rows))
    }

    /// Lets the database read a statement without running it; how many parameters it takes.
    pub(super) async fn prepare(&self, sql: &'static Sql) -> Result<usize, StoreError> {
        let parameters = match self {
            Self::Pg(pool) => {
                let statement = pool.prepare(sql.pg.into_sql_str()).await?;
                statement.parameters().map(|known| known.map_left(<[_]>::len))
            }
            Self::Lite { write, .. } => {
                let mut taken = write.take().await?;
                let statement = taken.prepare(sql.lite.into_sql_str()).await?;
                taken.give_back();
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
            Open::Lite(taken) => end(taken, "COMMIT").await?,
        }
        Ok(())
    }

    /// Runs two groups of statements and makes it all durable. On SQLite one message to the
    /// thread of the connection carries everything; on PostgreSQL a group is one statement, whose
    /// parts see one snapshot and no order.
    pub(super) async fn commit_with(self, groups: [Parts; 2]) -> Result<(), StoreError> {
        match self.0 {
            Open::Pg(mut tx) => {
                for parts in groups.into_iter().filter(|parts| !parts.is_empty()) {
                    let (texts, rows) = numbered(parts, |sql| sql.pg);
                    let all = Statement::pg_text(with(&texts), &mut tx);
                    rows.into_iter().fold(all, Statement::bind).run().await?;
                }
                tx.commit().await?;
            }
            Open::Lite(mut taken) => {
                let parts = groups.into_iter().flatten().collect();
                let (mut texts, rows) = numbered(parts, |sql| sql.lite);
                texts.push("COMMIT".to_owned());
                let all = Statement::lite_text(texts.join("; "), &mut taken);
                let done = rows.into_iter().fold(all, Statement::bind).run().await;
                if let Err(error) = done {
                    // Where this fails, too, the connection is closed, which undoes it as well.
                    let _ = end(taken, "ROLLBACK").await;
                    return Err(error);
                }
                taken.give_back();
            }
        }
        Ok(())
    }

    /// Undoes it.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.0 {
            Open::Pg(tx) => tx.rollback().await?,
            Open::Lite(taken) => end(taken, "ROLLBACK").await?,
        }
        Ok(())
    }
}

/// Ends a transaction of SQLite.
async fn end(mut taken: Taken, how: &'static str) -> Result<(), sqlx::Error> {
    taken.execute(how).await?;
    taken.give_back();
    Ok(())
}

/// The texts of parts with their parameters numbered through, and the rows that these stand for.
fn numbered(parts: Parts, text: fn(&Sql) -> &'static str) -> (Vec<String>, Vec<String>) {
    let number = |(n, (sql, rows)): (usize, (&Sql, String))| {
        (text(sql).replace("$1", &format!("${}", n + 1)), rows)
    };
    parts.into_iter().enumerate().map(number).unzip()
}

/// One statement of PostgreSQL with several parts.
fn with(texts: &[String]) -> String {
    let Some((last, before)) = texts.split_last() else { return String::new() };
    let named = before.iter().enumerate().map(|(n, text)| format!("p{n} AS ({text})"));
    let named = named.collect::<Vec<_>>().join(", ");
    if named.is_empty() { last.clone() } else { format!("WITH {named} {last}") }
}

enum OnPg<'a> {
    Pool(&'a PgPool),
    Tx(&'a mut PgConnection),
}

enum OnLite<'a> {
    Pool(&'a SqlitePool),
    Writer(&'a Writer),
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

    /// A text that was put together from statements of this room.
    fn pg_text(text: String, tx: &'a mut PgConnection) -> Self {
        Self(Typed::Pg(sqlx::query(AssertSqlSafe(text)), OnPg::Tx(tx)))
    }

    /// A text that was put together from statements of this room.
    fn lite_text(text: String, tx: &'a mut SqliteConnection) -> Self {
        Self(Typed::Lite(sqlx::query(AssertSqlSafe(text)), OnLite::Tx(tx)))
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
            Typed::Lite(query, OnLite::Writer(writer)) => {
                let mut taken = writer.take().await?;
                let done = query.execute(&mut *taken).await?;
                taken.give_back();
                done.rows_affected()
            }
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
                    OnLite::Writer(writer) => {
                        let mut taken = writer.take().await?;
                        let rows = query.fetch_all(&mut *taken).await?;
                        taken.give_back();
                        rows
                    }
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
