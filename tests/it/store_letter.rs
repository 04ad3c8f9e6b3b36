//! A letter's way through the store on both databases: nothing of it can be read before it is
//! released, and no value of a field lies anywhere but where erasure finds it.

use alursurat::journal::hex;
use alursurat::origin::Ids;
use alursurat::store::Store;

use crate::support::{Database, Desk, both, when};

#[tokio::test]
async fn only_a_finished_letter_is_released() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(20)).await;
        let case = desk.submit("surat").await.case;
        desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        let letter = desk.ids.letter(when("2026-11-02T02:00:00Z"));
        let asked = desk.queue.carry_out(desk.signature(case, letter)).await.unwrap();
        assert_eq!(asked.outcome, serde_json::json!({ "letter": letter }));
        let stored = store.letter(letter).await.unwrap().unwrap();
        assert_eq!(
            (stored.state.as_str(), stored.number.as_deref()),
            ("numbered", Some("001/427.61/2026"))
        );
        assert_eq!(store.unfinished_letters(9).await.unwrap().len(), 1);

        desk.queue.carry_out(desk.frozen(case, letter, b"%PDF frozen")).await.unwrap();
        assert_eq!(store.letter(letter).await.unwrap().unwrap().state, "prepared");
        assert_eq!(store.letter_work(letter).await.unwrap().as_deref(), Some(&b"%PDF frozen"[..]));
        assert_eq!(store.released(letter).await.unwrap(), None);

        desk.queue.carry_out(desk.signed(case, letter, b"%PDF signed")).await.unwrap();
        let out = store.letter_by_code(&stored.code).await.unwrap().unwrap();
        assert_eq!((out.id, out.state.as_str()), (letter, "released"));
        let sha256 = hex(&openssl::sha::sha256(b"%PDF signed"));
        assert_eq!(out.sha256.as_deref(), Some(sha256.as_str()));
        assert_eq!(store.released(letter).await.unwrap().as_deref(), Some(&b"%PDF signed"[..]));
        assert_eq!(store.letter_by_file(&sha256).await.unwrap().unwrap().id, letter);
        assert_eq!(store.letter_work(letter).await.unwrap(), None);
        assert!(store.unfinished_letters(9).await.unwrap().is_empty());

        store.erase_answers(case).await.unwrap();
        assert_eq!(store.letters_of(case).await.unwrap()[0].facts, None);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_stays_in_the_register_as_void() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(21)).await;
        let case = desk.submit("batal").await.case;
        desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        let rt = desk.rt;
        let subject = alursurat::desk::Subject::Known { id: case, seen: Some(2) };
        let undo =
            desk.job(subject, rt, move |_, _| Ok(alursurat::case::Command::Undo { person: rt }));
        desk.queue.carry_out(undo).await.unwrap();
        desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        let register = store.register(crate::support::SERIES, 0, 9).await.unwrap();
        assert_eq!(register[0].void.as_deref(), Some("undone"));
        assert_eq!((register[1].value, register[1].void.as_deref()), (2, None));
        desk.queue.stop().await;
    })
    .await;
}

/// Every text of every table, with the table's name.
fn texts(database: &Database) -> Vec<(String, String)> {
    let db = rusqlite::Connection::open(database.folder().join("alursurat.db")).unwrap();
    let mut columns = db
        .prepare(
            "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.type = 'TEXT' AND m.name NOT LIKE 'sqlite%'",
        )
        .unwrap();
    let columns: Vec<(String, String)> = columns
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut texts = Vec::new();
    for (table, column) in columns {
        let mut rows = db.prepare(&format!("SELECT {column} FROM {table}")).unwrap();
        let rows = rows.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        texts.extend(rows.filter_map(|text| Some((table.clone(), text.unwrap()?))));
    }
    texts
}

#[tokio::test]
async fn values_lie_where_erasure_finds_them_and_nowhere_else() {
    let database = Database::sqlite();
    let store: Store = database.open().await;
    let desk = Desk::open(store.clone(), Ids::seeded(22)).await;
    let case = desk.submit("KENARI-41").await.case;
    desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
    let letter = desk.ids.letter(when("2026-11-02T02:00:00Z"));
    desk.queue.carry_out(desk.signature(case, letter)).await.unwrap();
    let found = |word: &str| {
        let mut tables: Vec<_> = texts(&database)
            .into_iter()
            .filter(|(_, text)| text.contains(word))
            .map(|(table, _)| table)
            .collect();
        tables.dedup();
        tables
    };
    for word in ["KENARI-41", "3574030511909001", "Jalan Contoh 7"] {
        assert_eq!(found(word), ["answer"], "{word}");
    }
    assert_eq!(found("rahasia"), ["letter"]);
    store.erase_answers(case).await.unwrap();
    for word in ["KENARI-41", "3574030511909001", "Jalan Contoh 7", "rahasia"] {
        assert!(found(word).is_empty(), "{word}");
    }
    desk.queue.stop().await;
}

#[tokio::test]
async fn events_and_released_letters_cannot_be_changed_by_a_stray_statement() {
    let database = Database::sqlite();
    let store = database.open().await;
    let desk = Desk::open(store.clone(), Ids::seeded(23)).await;
    desk.submit("tetap").await;
    let db = rusqlite::Connection::open(database.folder().join("alursurat.db")).unwrap();
    assert!(db.execute("UPDATE event SET at = 1", []).is_err());
    assert!(db.execute("DELETE FROM event", []).is_err());
    desk.queue.stop().await;
    pg_keeps_events().await;
}

#[expect(clippy::disallowed_methods, reason = "a stray statement comes from beside the store")]
async fn pg_keeps_events() {
    let database = Database::postgres();
    let desk = Desk::open(database.open().await, Ids::seeded(24)).await;
    desk.submit("tetap").await;
    let db = sqlx::PgPool::connect(database.url().unwrap()).await.unwrap();
    for stray in ["UPDATE event SET at = 1", "DELETE FROM event", "TRUNCATE event"] {
        assert!(sqlx::query(stray).execute(&db).await.is_err(), "{stray}");
    }
    desk.queue.stop().await;
}
