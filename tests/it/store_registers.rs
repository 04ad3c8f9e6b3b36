//! Numbers that are reserved for paper while others draw, on both databases.

use std::collections::BTreeSet;
use std::sync::Arc;

use alursurat::cli::{Cli, run};
use alursurat::desk::check_registers;
use alursurat::origin::{Clock, Ids, SystemClock};
use alursurat::store::{ActKind, RegisterAct, Store, Wanted};
use clap::Parser as _;
use tokio::task::JoinSet;

use crate::store_batch::open;
use crate::support::{Database, Desk, SERIES, both, databases, day};

/// Keeps numbers: those given, or the next three that are free.
async fn reserve(desk: &Desk, range: Option<(u32, u32)>) -> (u32, u32) {
    let mut tx = desk.store.begin().await.unwrap();
    let counter = tx.take_counter(SERIES, None).await.unwrap();
    let acts = tx.register_acts(SERIES).await.unwrap();
    let last = acts.iter().map(|act| act.highest).max().unwrap_or_default().max(counter.n);
    let (lowest, highest) = range.unwrap_or((last + 1, last + 3));
    let act = RegisterAct {
        key: desk.ids.key(desk.clock.now()),
        series: SERIES.to_owned(),
        kind: ActKind::Reserve,
        lowest,
        highest,
        day: day("2026-11-02"),
        reason: "listrik padam".to_owned(),
        number: None,
        subject: None,
        person: desk.rt,
        name: String::new(),
        at: desk.clock.now(),
    };
    tx.put_register_act(&act, counter.n).await.unwrap();
    tx.commit().await.unwrap();
    (lowest, highest)
}

async fn drawn(store: &Store) -> Vec<u32> {
    store.register(SERIES, 0, 1000).await.unwrap().iter().map(|one| one.value).collect()
}

#[tokio::test]
async fn draws_pass_over_what_is_reserved_before_and_ahead() {
    both(async |store| {
        let desk = Arc::new(Desk::open(store.clone(), Ids::seeded(21)).await);
        reserve(&desk, Some((3, 5))).await;
        reserve(&desk, Some((8, 8))).await;
        for case in open(&desk, 6).await {
            desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        }
        assert_eq!(drawn(&store).await, [1, 2, 6, 7, 9, 10]);
        let counter = store.counter(SERIES).await.unwrap().unwrap();
        assert_eq!((counter.n, counter.office.unwrap().0.as_str()), (10, "35.74.04.1003.005.003"));
        // Several at once, over both ends of a block.
        reserve(&desk, Some((12, 13))).await;
        let mut tx = store.begin().await.unwrap();
        let wanted = Wanted { n: 4, office: None };
        let values = tx.draw(&[(SERIES.to_owned(), wanted)].into()).await.unwrap();
        assert_eq!(values[SERIES], [11, 14, 15, 16]);
        tx.rollback().await.unwrap();
        assert_eq!(store.counter(SERIES).await.unwrap().unwrap().n, 10, "taken back");
        desk.queue.stop().await;
    })
    .await;
}

/// Approvals and reservations of several desks at once.
async fn at_once(desks: &[Arc<Desk>]) {
    let cases = open(&desks[0], 36).await;
    let mut all = JoinSet::new();
    for (n, &case) in cases.iter().enumerate() {
        let desk = Arc::clone(&desks[n % desks.len()]);
        all.spawn(async move {
            if n % 4 == 0 {
                reserve(&desk, None).await;
            }
            desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        });
    }
    all.join_all().await;
    let store = &desks[0].store;
    let drawn = drawn(store).await;
    assert_eq!(drawn.len(), 36);
    let acts = store.register_acts(SERIES).await.unwrap();
    let reserved: BTreeSet<u32> = acts.iter().flat_map(|act| act.lowest..=act.highest).collect();
    assert_eq!((acts.len(), reserved.len()), (9, 27), "no number is reserved twice");
    assert!(drawn.iter().all(|value| !reserved.contains(value)), "{drawn:?} {reserved:?}");
    let checks = check_registers(store, None).await.unwrap();
    assert_eq!(checks.len(), 1);
    assert!(checks[0].problems.is_empty(), "{:?}", checks[0].problems);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drawing_and_reserving_at_once_gives_no_number_twice_and_leaves_no_gap() {
    for database in databases() {
        let mut desks = vec![Arc::new(Desk::open(database.open().await, Ids::seeded(22)).await)];
        if database.url().is_some() {
            desks.push(Arc::new(Desk::open(database.open().await, Ids::seeded(23)).await));
        }
        at_once(&desks).await;
        for desk in &desks {
            desk.queue.stop().await;
        }
    }
}

/// What `alursurat register check` says about a data folder, and its status.
fn checked(folder: &std::path::Path) -> (u8, String) {
    let folder = folder.display().to_string();
    let cli = Cli::parse_from(["alursurat", "register", "check", "--data", &folder]);
    let mut out = Vec::new();
    let status = run(&cli, &mut out, Arc::new(SystemClock)).unwrap();
    (status, String::from_utf8(out).unwrap())
}

#[test]
fn the_check_tells_a_gap_with_its_series_and_status() {
    let database = Database::sqlite();
    assert_eq!(checked(database.folder()), (0, "No number was drawn yet.\n".to_owned()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let desk = Arc::new(Desk::open(database.open().await, Ids::seeded(25)).await);
        for case in open(&desk, 3).await {
            desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        }
        desk.queue.stop().await;
        desk.store.close().await;
    });
    let (status, told) = checked(database.folder());
    assert_eq!(told, format!("ok    {SERIES}: up to 3, 3 of letters\nAll whole: 1 series.\n"));
    assert_eq!(status, 0);
    let db = rusqlite::Connection::open(database.folder().join("alursurat.db")).unwrap();
    db.execute("DELETE FROM register_entry WHERE value = 2", []).unwrap();
    drop(db);
    let (status, told) = checked(database.folder());
    assert!(told.contains("      2 is missing\n1 of 1 series are not whole."), "{told}");
    assert_eq!(status, 1);
}

#[tokio::test]
async fn an_act_is_never_changed_but_its_name_may_be_erased() {
    let database = Database::sqlite();
    let desk = Desk::open(database.open().await, Ids::seeded(24)).await;
    reserve(&desk, None).await;
    let db = rusqlite::Connection::open(database.folder().join("alursurat.db")).unwrap();
    let refused = db.execute("UPDATE register_act SET reason = 'lain'", []).unwrap_err();
    assert!(refused.to_string().contains("never changed"), "{refused}");
    let refused = db.execute("DELETE FROM register_act", []).unwrap_err();
    assert!(refused.to_string().contains("never removed"), "{refused}");
    assert_eq!(db.execute("UPDATE register_act SET subject = NULL", []).unwrap(), 1);
    desk.queue.stop().await;
}
