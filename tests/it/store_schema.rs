//! Both databases have the same schema, and read every statement.

use std::collections::{BTreeMap, BTreeSet};

use alursurat::store::statements;

use crate::support::{Database, databases};

#[tokio::test]
async fn every_statement_is_understood_with_the_same_parameters() {
    let [lite, pg] = databases();
    let (lite, pg) = (lite.open().await, pg.open().await);
    let mut seen = 0;
    for (name, sql) in statements() {
        let on_lite = lite.prepare(sql).await;
        let on_pg = pg.prepare(sql).await;
        let on_lite = on_lite.unwrap_or_else(|error| panic!("{name} on SQLite: {error}"));
        let on_pg = on_pg.unwrap_or_else(|error| panic!("{name} on PostgreSQL: {error}"));
        // SQLite counts the parameters of each part of a string of several statements.
        if !sql.lite.contains(';') {
            assert_eq!(on_lite, on_pg, "{name}");
        }
        seen += 1;
    }
    assert!(seen > 20);
}

/// Table, column: class of type, not null, place in the primary key.
type Columns = BTreeMap<(String, String), (&'static str, bool, bool)>;

#[tokio::test]
async fn both_schemas_are_the_same() {
    let [lite, pg] = databases();
    drop((lite.open().await, pg.open().await));
    let (lite, pg) = (lite_schema(&lite), pg_schema(&pg).await);
    assert!(lite.0.len() > 100);
    assert_eq!(lite.0, pg.0);
    assert_eq!(lite.1, pg.1);
}

fn lite_schema(database: &Database) -> (Columns, BTreeSet<String>) {
    let db = rusqlite::Connection::open(database.folder().join("alursurat.db")).unwrap();
    let mut columns = db
        .prepare(
            "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema m,
             pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%'
             ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'",
        )
        .unwrap();
    let class = |kind: String| match kind.as_str() {
        "TEXT" => "text",
        "INTEGER" => "number",
        "BLOB" => "bytes",
        other => panic!("{other}"),
    };
    let columns = columns
        .query_map([], |row| {
            let pk: i64 = row.get(4)?;
            Ok(((row.get(0)?, row.get(1)?), (class(row.get(2)?), row.get(3)?, pk > 0)))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut indexes = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .unwrap();
    let indexes = indexes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    (columns, indexes)
}

#[expect(clippy::disallowed_methods, reason = "the catalogue is read beside the store")]
async fn pg_schema(database: &Database) -> (Columns, BTreeSet<String>) {
    let db = sqlx::PgPool::connect(database.url().unwrap()).await.unwrap();
    let rows: Vec<(String, String, String, String, bool)> = sqlx::query_as(
        "SELECT cast(c.table_name AS text), cast(c.column_name AS text), cast(data_type AS text),
         cast(is_nullable AS text), EXISTS (SELECT 1 FROM information_schema.key_column_usage k
            WHERE k.table_name = c.table_name AND k.column_name = c.column_name
            AND k.constraint_name LIKE '%_pkey')
         FROM information_schema.columns c
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let class = |kind: &str| match kind {
        "text" | "jsonb" => "text",
        "bigint" => "number",
        "uuid" | "bytea" => "bytes",
        other => panic!("{other}"),
    };
    let columns = rows
        .into_iter()
        .map(|(table, column, kind, null, pk)| ((table, column), (class(&kind), null == "NO", pk)))
        .collect();
    let indexes: Vec<(String,)> = sqlx::query_as(
        "SELECT cast(indexname AS text) FROM pg_indexes WHERE schemaname = 'public'
         AND indexname NOT LIKE '%_pkey'",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    (columns, indexes.into_iter().map(|(name,)| name).collect())
}
