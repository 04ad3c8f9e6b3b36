//! Batches of the queue on both databases: what callers are told is on disk, and one caller's
//! mistake is nobody else's.

use std::sync::Arc;

use alursurat::case::{Addressee, Answers, Case, Refusal, apply};
use alursurat::desk::{Accounts, Extras, Failure, Upload, project, rebuild_tasks, request_hash};
use alursurat::origin::{CaseId, Clock, Ids, LetterId};
use alursurat::store::{Batch, CaseRow, StoreError, StoredCase, TaskKey};
use alursurat::workflow::Value;
use tokio::task::JoinSet;

use crate::support::{Desk, SERIES, both, databases, seat};

/// Opens requests and gives their ids.
pub async fn open(desk: &Arc<Desk>, count: usize) -> Vec<CaseId> {
    let mut all = JoinSet::new();
    for i in 0..count {
        let desk = Arc::clone(desk);
        all.spawn(async move { desk.submit(&format!("keperluan {i}")).await.case });
    }
    all.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_callers_at_once_all_find_their_work_on_disk() {
    both(async |store| {
        let desk = Arc::new(Desk::open(store.clone(), Ids::seeded(1)).await);
        let cases = open(&desk, 32).await;
        let mut all = JoinSet::new();
        for &case in &cases {
            let desk = Arc::clone(&desk);
            all.spawn(async move { desk.queue.carry_out(desk.approval(case, Some(1))).await });
        }
        for done in all.join_all().await {
            let done = done.unwrap();
            assert_eq!((done.version, done.repeated), (2, false));
            assert_eq!(store.case(done.case).await.unwrap().unwrap().case.version, 2);
        }
        let drawn: Vec<u32> =
            store.register(SERIES, 0, 100).await.unwrap().iter().map(|one| one.value).collect();
        assert_eq!(drawn, (1..=32).collect::<Vec<_>>());
        assert_eq!(store.register(SERIES, 30, 100).await.unwrap()[0].number, "031/RT 03/2026");
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_version_that_is_no_longer_the_one_seen_stops_the_whole_batch() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(17)).await;
        let case = desk.submit("satu").await.case;
        let row = |loaded: &StoredCase, seen| CaseRow {
            id: case.0.into(),
            ticket: loaded.ticket.clone(),
            service: loaded.service.clone(),
            definition: loaded.definition.clone(),
            seen,
            version: seen + 1,
            state: serde_json::value::to_raw_value(&loaded.case).unwrap(),
            applicant: None,
            area: None,
            phase: "open",
            at: 0,
            by: None,
            ended: None,
            likeness: None,
        };
        let tasks = store.tasks_of(case).await.unwrap();
        for (seen, kept) in [(2, false), (1, true)] {
            let (tx, loaded) = store.begin_batch(&[case], &[]).await.unwrap();
            let changed = vec![row(&loaded.cases[&case], seen)];
            let written = tx.write(&Batch { changed, ..Batch::default() }).await;
            if kept {
                written.unwrap();
            } else {
                assert!(matches!(written, Err(StoreError::Busy(_))), "{written:?}");
                assert_eq!(store.tasks_of(case).await.unwrap(), tasks);
            }
        }
        assert_eq!(store.case(case).await.unwrap().unwrap().case.version, 2);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn who_saw_an_older_version_is_told_who_acted_and_when() {
    both(async |store| {
        let desk = Desk::open(store, Ids::seeded(2)).await;
        let case = desk.submit("satu").await.case;
        desk.queue.carry_out(desk.approval(case, Some(1))).await.unwrap();
        let stale = desk.queue.carry_out(desk.act(case, Some(1), desk.lurah, "return")).await;
        let Err(Failure::Conflict { version, by, at }) = stale else { panic!("{stale:?}") };
        assert_eq!((version, by), (2, Some(desk.rt)));
        assert_eq!(at, desk.store.case(case).await.unwrap().unwrap().changed);
        let done = desk.queue.carry_out(desk.act(case, Some(2), desk.lurah, "return")).await;
        assert_eq!(done.unwrap().version, 3);
        let nobody = desk.ids.case(at);
        let missing = desk.queue.carry_out(desk.approval(nobody, None)).await;
        assert!(matches!(missing, Err(Failure::NotFound)));
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_key_gives_the_first_answer_again_and_serves_no_other_request() {
    both(async |store| {
        let desk = Desk::open(store, Ids::seeded(3)).await;
        let submission = |key, text: &str| {
            let mut job = desk.submission("dua").completing(|_| {
                Ok(Extras { outcome: serde_json::json!({ "said": "first" }), ..Extras::default() })
            });
            (job.key, job.request) = (key, request_hash(&text));
            job
        };
        let key = desk.ids.key(desk.clock.now());
        // At once: the second one waits for the next batch and finds the key.
        let (first, second) = tokio::join!(
            desk.queue.carry_out(submission(key, "a")),
            desk.queue.carry_out(submission(key, "a"))
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        let (first, second) = if second.repeated { (first, second) } else { (second, first) };
        assert!(second.repeated && !first.repeated);
        assert_eq!((first.case, first.version), (second.case, second.version));
        assert_eq!(second.outcome, serde_json::json!({ "said": "first" }));
        let other = desk.queue.carry_out(submission(key, "b")).await;
        assert!(matches!(other, Err(Failure::KeyReused)));
        assert_eq!(desk.store.count_cases().await.unwrap(), 1);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poisoned_action_is_refused_alone_and_leaves_no_gap() {
    both(async |store| {
        let desk = Arc::new(Desk::open(store.clone(), Ids::seeded(4)).await);
        let cases = open(&desk, 24).await;
        let mut all = JoinSet::new();
        for (i, &case) in cases.iter().enumerate() {
            let desk = Arc::clone(&desk);
            all.spawn(async move {
                let job = desk.approval(case, Some(1));
                let poisoned = match i % 8 {
                    // The database refuses: there is no such letter.
                    3 => job.completing(|_| {
                        let stray = LetterId(uuid::Uuid::nil());
                        Ok(Extras { released: vec![(stray, vec![1])], ..Extras::default() })
                    }),
                    // The use case refuses after the number was drawn.
                    5 => job.completing(|_| Err(Failure::Denied("too-long"))),
                    // A mistake of the program.
                    6 => job.completing(|_| panic!("a mistake")),
                    _ => job,
                };
                (i, desk.queue.carry_out(poisoned).await)
            });
        }
        for (i, done) in all.join_all().await {
            match i % 8 {
                3 => assert!(matches!(done, Err(Failure::Data(_))), "{done:?}"),
                5 => assert!(matches!(done, Err(Failure::Denied("too-long"))), "{done:?}"),
                6 => assert!(matches!(done, Err(Failure::Internal)), "{done:?}"),
                _ => assert_eq!(done.unwrap().version, 2),
            }
        }
        let drawn = store.register(SERIES, 0, 100).await.unwrap();
        let drawn: Vec<u32> = drawn.iter().map(|one| one.value).collect();
        assert_eq!(drawn, (1..=15).collect::<Vec<_>>());
        assert_eq!(store.series().await.unwrap(), vec![(SERIES.to_owned(), 15)]);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn refusals_of_the_engine_and_of_the_use_case_write_nothing() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(5)).await;
        let case = desk.submit("tiga").await.case;
        let early = desk.queue.carry_out(desk.act(case, None, desk.lurah, "approve")).await;
        assert!(matches!(early, Err(Failure::Refused(Refusal::NotThisStep))), "{early:?}");
        let mut stranger = desk.act(case, None, desk.rt, "approve");
        stranger.command = Box::new(|_, _| Err(Failure::Denied("not-your-seat")));
        let stranger = desk.queue.carry_out(stranger).await;
        assert!(matches!(stranger, Err(Failure::Denied("not-your-seat"))));
        assert_eq!(store.history(case).await.unwrap().len(), 3);
        assert_eq!(store.series().await.unwrap(), vec![]);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_value_that_no_event_names_is_not_written() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(6)).await;
        let case = desk.submit("empat").await.case;
        let unused = desk.answer(Value::Text("tidak dipakai".into()));
        let mut job = desk.approval(case, None).offering(vec![("remark".into(), Some(unused))]);
        let command = job.command;
        job.command = Box::new(move |_, situation| command(Vec::new(), situation));
        desk.queue.carry_out(job).await.unwrap();
        let stored = store.case(case).await.unwrap().unwrap();
        assert!(stored.case.answers.get(&"reason".into(), 1).is_some());
        assert!(stored.case.answers.get(&"remark".into(), 1).is_none());
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn events_give_the_snapshot_again_and_erasure_leaves_them_whole() {
    both(async |store| {
        let desk = Desk::open(store.clone(), Ids::seeded(7)).await;
        let case = desk.submit("lima").await.case;
        desk.queue.carry_out(desk.approval(case, None)).await.unwrap();
        desk.queue.carry_out(desk.act(case, None, desk.lurah, "reject")).await.unwrap();
        let stored = store.case(case).await.unwrap().unwrap();
        let replay = async || {
            let history = store.history(case).await.unwrap();
            assert!(history.iter().all(|recorded| recorded.intact));
            assert_eq!(history.last().unwrap().seq, stored.seq);
            history.chunk_by(|a, b| a.version == b.version).fold(Case::new(), |case, command| {
                let events: Vec<_> = command.iter().map(|one| one.event.clone()).collect();
                apply(case, &events, &desk.rules.definition)
            })
        };
        let mut snapshot = stored.case.clone();
        snapshot.answers = Answers::default();
        assert_eq!(replay().await, snapshot);
        assert_eq!(store.erase_answers(case).await.unwrap(), 3);
        assert_eq!(store.case(case).await.unwrap().unwrap().case, snapshot);
        assert_eq!(replay().await, snapshot);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn tasks_are_what_the_position_projects_and_can_be_made_again() {
    both(async |store| {
        let desk = Arc::new(Desk::open(store.clone(), Ids::seeded(8)).await);
        let cases = open(&desk, 5).await;
        desk.queue.carry_out(desk.approval(cases[0], None)).await.unwrap();
        let (rt, lurah) = (seat("head@35.74.04.1003.005.003"), seat("head@35.74.04.1003"));
        let (rt, lurah) = (Addressee::Seat(rt), Addressee::Seat(lurah));
        let inbox = async |seat| store.inbox(seat, TaskKey::FIRST, 50).await.unwrap();
        assert_eq!((inbox(&rt).await.len(), inbox(&lurah).await.len()), (4, 1));
        let page = store.inbox(&rt, TaskKey::FIRST, 3).await.unwrap();
        let rest = store.inbox(&rt, page[2].after, 3).await.unwrap();
        assert_eq!([page, rest].concat(), inbox(&rt).await);
        let kelurahan = "35.74.04.1003".parse().unwrap();
        let kecamatan = "35.74.04".parse().unwrap();
        for area in [&kelurahan, &kecamatan] {
            assert_eq!(store.tasks_within(area, TaskKey::FIRST, 50).await.unwrap().len(), 5);
        }

        let directory = desk.queue.directory().await.unwrap();
        let nobody = Accounts::default();
        let town = (&*directory, &nobody);
        let mut before = Vec::new();
        for &case in &cases {
            let stored = store.case(case).await.unwrap().unwrap();
            let rows = project(&desk.rules, town, case, &stored.case, stored.changed);
            let tasks = store.tasks_of(case).await.unwrap();
            assert_eq!(rows.len(), tasks.len());
            before.extend(tasks);
        }
        let all: Vec<_> =
            cases.iter().map(|&case| (case, if case == cases[0] { 2 } else { 1 })).collect();
        store.replace_tasks(&all, &[]).await.unwrap();
        assert!(inbox(&rt).await.is_empty());
        let rules = |_: &_| Some(Arc::clone(&desk.rules));
        assert_eq!(rebuild_tasks(&store, &directory, rules, &desk.ids, None).await.unwrap(), 5);
        let mut again = Vec::new();
        for &case in &cases {
            again.extend(store.tasks_of(case).await.unwrap());
        }
        assert_eq!(again, before);
        desk.queue.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_answered_is_there_when_the_store_is_opened_again() {
    for database in databases() {
        let store = database.open().await;
        let desk = Desk::open(store.clone(), Ids::seeded(13)).await;
        let done = desk.submit("tujuh").await;
        desk.queue.stop().await;
        drop(desk);
        store.close().await;
        drop(store);
        let store = database.open().await;
        let stored = store.case(done.case).await.unwrap().unwrap();
        assert_eq!((stored.case.version, stored.seq), (1, 3));
        let ticket = stored.ticket.parse().unwrap();
        assert_eq!(store.case_by_ticket(&ticket).await.unwrap().unwrap().id, done.case);
        let lines = store.cases_of(stored.case.applicant.unwrap(), None, 10).await.unwrap();
        assert_eq!((lines.len(), lines[0].phase.as_str()), (1, "open"));
        store.close().await;
    }
}

#[tokio::test]
async fn files_come_back_as_they_were_put() {
    both(async |store| {
        let sha256 = store.put_file(b"a paper".to_vec()).await.unwrap();
        assert_eq!(store.file(&sha256).await.unwrap().as_deref(), Some(&b"a paper"[..]));
        assert!(store.file("no hash").await.unwrap().is_none());
        let desk = Desk::open(store.clone(), Ids::seeded(14)).await;
        assert_eq!(store.upload(&sha256, desk.applicant).await.unwrap(), None);
        let upload = Upload { sha256: sha256.clone(), size: 7, media: "text/plain".to_owned() };
        let job = desk
            .submission("berkas")
            .completing(move |_| Ok(Extras { uploads: vec![upload.clone()], ..Extras::default() }));
        desk.queue.carry_out(job).await.unwrap();
        let known = store.upload(&sha256, desk.applicant).await.unwrap().unwrap();
        assert_eq!((known.size, known.person), (7, desk.applicant));
        desk.queue.stop().await;
    })
    .await;
}
