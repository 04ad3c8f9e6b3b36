//! Offices, persons, definitions, sessions and links on both databases.

use alursurat::area::Right;
use alursurat::origin::Ids;
use alursurat::store::{Link, Published, Session, StoreError};
use jiff::SignedDuration;

use crate::support::{Database, both, day, person, seat, town, when};

#[tokio::test]
async fn the_directory_comes_back_and_every_change_raises_its_version() {
    both(async |store| {
        let (mut change, [rt, _, lurah]) = town(&Ids::seeded(1));
        assert_eq!(store.directory_version().await.unwrap(), 0);
        assert_eq!(store.change_directory(&change).await.unwrap(), 1);
        let directory = store.directory().await.unwrap();
        let at = seat("head@35.74.04.1003");
        assert_eq!(directory.right(lurah, &at, day("2026-11-02")), Some(Right::Own));
        assert_eq!(directory.officer(rt).unwrap().name, "Wahyu Contoh");
        assert_eq!(directory.offices().cloned().collect::<Vec<_>>(), {
            change.offices.sort_by(|a, b| a.id.cmp(&b.id));
            change.offices.clone()
        });

        change.appointments.truncate(1);
        change.appointments[0].to = Some(day("2026-10-31"));
        store.change_directory(&change).await.unwrap();
        let directory = store.directory().await.unwrap();
        assert_eq!((directory.version(), directory.seats_of(rt, day("2026-11-01"))), (2, vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_resident_raises_no_version_and_an_officer_does() {
    both(async |store| {
        let ids = Ids::seeded(2);
        let (change, [rt, ..]) = town(&ids);
        store.change_directory(&change).await.unwrap();
        let mut resident = person(ids.person(when("2026-11-02T01:00:00Z")), "Budi Contoh");
        resident.phone = Some("081200000001".to_owned());
        resident.nik = Some("3574030511909001".to_owned());
        store.put_person(&resident).await.unwrap();
        assert_eq!(store.person(resident.id).await.unwrap().as_ref(), Some(&resident));
        assert_eq!(store.persons_by_phone("081200000001").await.unwrap(), vec![resident]);
        assert_eq!(store.directory_version().await.unwrap(), 1);
        store.put_person(&person(rt, "Wahyu Contoh, S.T.")).await.unwrap();
        assert_eq!(store.directory_version().await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_definition_published_last_is_current() {
    both(async |store| {
        let published = |hash: &str, service: &str, at: &str| Published {
            hash: hash.to_owned(),
            service: service.to_owned(),
            sources: serde_json::json!({ "birth.yaml": "title: \"Kelahiran\"\n" }),
            at: when(at),
            person: None,
            confirmed_by: None,
            reason: "first".to_owned(),
        };
        let old = published("aa", "birth", "2026-11-02T01:00:00Z");
        let new = published("bb", "birth", "2026-11-02T01:00:00.000001Z");
        let other = published("cc", "complaint", "2026-11-01T01:00:00Z");
        for one in [&new, &old, &other] {
            store.publish(one).await.unwrap();
        }
        let current = store.current_definitions().await.unwrap();
        assert_eq!(current, vec![new, other]);
        assert_eq!(store.definition("aa").await.unwrap(), Some(old));
        assert_eq!(store.definition("dd").await.unwrap(), None);
        let again = published("aa", "birth", "2026-11-03T01:00:00Z");
        store.publish(&again).await.unwrap();
        assert_eq!(store.current_definitions().await.unwrap()[0], again);
    })
    .await;
}

#[tokio::test]
async fn sessions_and_links_end() {
    both(async |store| {
        let ids = Ids::seeded(3);
        let now = when("2026-11-02T01:00:00Z");
        let later = now + SignedDuration::from_hours(1);
        let budi = person(ids.person(now), "Budi Contoh");
        store.put_person(&budi).await.unwrap();

        let session = |n| Session {
            token: [n; 32],
            person: budi.id,
            office: n == 2,
            device: "Chrome di Android".into(),
            created: now,
            seen: now,
            expires: later,
        };
        store.begin_session(&session(1)).await.unwrap();
        assert_eq!(store.session([1; 32], now).await.unwrap(), Some(session(1)));
        assert_eq!(store.session([1; 32], later).await.unwrap(), None);
        assert_eq!(store.session([2; 32], now).await.unwrap(), None);
        store.begin_session(&session(2)).await.unwrap();
        store.end_session([1; 32]).await.unwrap();
        assert_eq!(store.sweep_sessions(now).await.unwrap(), 0);
        let seen = now + SignedDuration::from_mins(9);
        store.see_session([2; 32], seen).await.unwrap();
        let own = store.sessions_of(budi.id, now).await.unwrap();
        assert_eq!(own, [Session { seen, ..session(2) }]);
        let other = ids.person(now);
        assert!(!store.end_own_session(other, [2; 32]).await.unwrap());
        store.begin_session(&session(5)).await.unwrap();
        assert_eq!(store.end_other_sessions(budi.id, [2; 32]).await.unwrap(), 1);
        assert!(store.end_own_session(budi.id, [2; 32]).await.unwrap());
        assert!(store.sessions_of(budi.id, now).await.unwrap().is_empty());

        let link = Link { person: budi.id, case: None, step: None, expires: later, used: None };
        store.put_link([3; 32], &link).await.unwrap();
        assert_eq!(store.link([3; 32]).await.unwrap(), Some(link.clone()));
        assert!(!store.use_link([3; 32], later).await.unwrap());
        assert!(store.use_link([3; 32], now).await.unwrap());
        assert!(!store.use_link([3; 32], now).await.unwrap());
        assert_eq!(store.link([3; 32]).await.unwrap().unwrap().used, Some(now));
        let stray = Link { person: ids.person(now), ..link };
        assert!(matches!(store.put_link([4; 32], &stray).await, Err(StoreError::Data(_))));
    })
    .await;
}

#[tokio::test]
async fn a_second_process_on_a_data_folder_is_refused() {
    let database = Database::sqlite();
    let store = database.open().await;
    let second = alursurat::store::Store::open(database.folder(), None).await;
    assert!(matches!(second, Err(StoreError::Locked { .. })));
    store.close().await;
    drop(store);
    database.open().await;
}
