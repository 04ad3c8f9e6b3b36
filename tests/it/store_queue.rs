//! Writers and processes beside each other: who waits, who is told to come back, who is stopped.

use std::sync::Arc;

use alursurat::case::Refusal;
use alursurat::desk::{Extras, Failure, Notice};
use alursurat::origin::{Clock, Ids};
use alursurat::store::Wanted;
use jiff::SignedDuration;
use tokio::task::JoinSet;

use crate::store_batch::open;
use crate::support::{Database, Desk, SERIES, both, town};

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "only the database itself tells its transactions")]
async fn those_who_wait_together_share_a_commit() {
    let database = Database::postgres();
    let desk = Arc::new(Desk::open(database.open().await, Ids::seeded(15)).await);
    open(&desk, 32).await;
    let db = sqlx::PgPool::connect(database.url().unwrap()).await.unwrap();
    let commits: (i64,) = sqlx::query_as(
        "SELECT count(*) FROM (SELECT DISTINCT cast(xmin AS text) FROM idempotency) AS t",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert!((1..16).contains(&commits.0), "{} commits for 32 requests", commits.0);
    desk.queue.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_desks_on_one_postgres_decide_again_where_the_other_was_faster() {
    let database = Database::postgres();
    let desks = [
        Arc::new(Desk::open(database.open().await, Ids::seeded(10)).await),
        Arc::new(Desk::open(database.open().await, Ids::seeded(11)).await),
    ];
    let cases = open(&desks[0], 40).await;
    let mut all = JoinSet::new();
    for &case in &cases {
        for desk in &desks {
            let desk = Arc::clone(desk);
            all.spawn(async move { desk.queue.carry_out(desk.approval(case, None)).await });
        }
    }
    let (mut done, mut refused) = (0, 0);
    for outcome in all.join_all().await {
        match outcome {
            Ok(_) => done += 1,
            Err(Failure::Refused(Refusal::NotThisStep)) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((done, refused), (40, 40));
    let drawn = desks[0].store.register(SERIES, 0, 100).await.unwrap();
    assert_eq!(drawn.iter().map(|one| one.value).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_process_that_stands_still_does_not_keep_the_counter() {
    let database = Database::postgres();
    let desk = Desk::open(database.open().await, Ids::seeded(16)).await;
    let case = desk.submit("delapan").await.case;
    let other = database.open().await;
    let mut stuck = other.begin().await.unwrap();
    let wanted = Wanted { n: 1, office: None };
    stuck.draw(&[(SERIES.to_owned(), wanted)].into()).await.unwrap();
    // The other transaction is ended by the server; its number was never given.
    let done = desk.queue.carry_out(desk.approval(case, None)).await;
    assert_eq!(done.unwrap().version, 2);
    assert!(stuck.commit().await.is_err());
    assert_eq!(desk.store.register(SERIES, 0, 9).await.unwrap()[0].value, 1);
    desk.queue.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_says_so_and_a_stopped_one_finishes_what_it_took() {
    let database = Database::sqlite();
    let desk = Arc::new(Desk::open(database.open().await, Ids::seeded(12)).await);
    // Somebody else writes for a moment: nothing of the queue gets through.
    let held = desk.store.begin().await.unwrap();
    let mut all = JoinSet::new();
    for _ in 0..1300 {
        let desk = Arc::clone(&desk);
        all.spawn(async move {
            let job = desk.submission("banyak");
            desk.queue.carry_out(job).await
        });
    }
    // Those that find no room come back while the others wait.
    let mut busy = 0;
    while busy < 1300 - 1024 - 64 {
        assert!(matches!(all.join_next().await.unwrap().unwrap(), Err(Failure::Busy)));
        busy += 1;
    }
    held.rollback().await.unwrap();
    desk.queue.stop().await;
    let after = desk.queue.carry_out(desk.submission("terlambat")).await;
    assert!(matches!(after, Err(Failure::Stopping)));
    let outcomes = all.join_all().await;
    let done = outcomes.iter().filter(|one| one.is_ok()).count();
    assert!(outcomes.iter().all(|one| matches!(one, Ok(_) | Err(Failure::Busy))));
    assert_eq!(desk.store.count_cases().await.unwrap(), done as u64);
    assert!(done >= 1024);
}

#[tokio::test]
async fn the_desk_never_acts_on_yesterdays_officers() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(9)).await;
        let case = desk.submit("enam").await.case;
        let (mut change, _) = town(&Ids::seeded(77));
        change.appointments.retain(|held| held.person == desk.rt);
        change.appointments[0].to = Some(crate::support::day("2026-10-31"));
        // Another process changes it: this desk is told nothing.
        store.change_directory(&change).await.unwrap();
        let late = desk.queue.carry_out(desk.approval(case, None)).await;
        assert!(matches!(late, Err(Failure::Denied("not-your-seat"))), "{late:?}");
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_is_claimed_by_one_and_comes_back_until_it_is_done() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(17)).await;
        let now = desk.clock.now();
        let soon = now + SignedDuration::from_mins(1);
        let job = desk.submission("kabar").completing(move |_| {
            let notice = |kind: &str, due| Notice {
                kind: kind.to_owned(),
                payload: serde_json::json!({ "to": "applicant" }),
                due,
            };
            let notices = vec![notice("receipt", None), notice("reminder", Some(soon))];
            Ok(Extras { notices, ..Extras::default() })
        });
        let case = desk.queue.carry_out(job).await.unwrap().case;
        let first = store.claim(None, now, soon, 9).await.unwrap();
        assert_eq!((first.len(), first[0].kind.as_str(), first[0].attempts), (1, "receipt", 1));
        assert_eq!(first[0].case, Some(case));
        assert!(store.claim(None, now, soon, 9).await.unwrap().is_empty());
        // Whoever claimed it has died: it is due again, with the one that is due by now.
        let later = soon + SignedDuration::from_mins(1);
        let again = store.claim(None, soon, later, 9).await.unwrap();
        let mut kinds: Vec<_> = again.iter().map(|one| (one.kind.as_str(), one.attempts)).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, [("receipt", 2), ("reminder", 1)]);
        for message in &again {
            store.message_done(message.id, soon).await.unwrap();
        }
        assert!(store.claim(None, later, later, 9).await.unwrap().is_empty());
        assert_eq!(store.messages_of(case).await.unwrap().len(), 2);
        desk.queue.stop().await;
    })
    .await;
}
