//! What offices set and whom they let act, through the desk on both databases.

use alursurat::area::{Delegation, DelegationKind, OfficeId, Services};
use alursurat::origin::{Ids, PersonId};
use alursurat::store::SettingChange;

use crate::support::{both, day, seat, town, when};

fn late(office: &str, value: Option<&str>, at: &str) -> SettingChange {
    SettingChange {
        office: OfficeId(office.to_owned()),
        service: None,
        name: "late".to_owned(),
        value: value.map(str::to_owned),
        basis: "Perwali 9/2026 (contoh)".to_owned(),
        person: None,
        at: when(at),
    }
}

#[tokio::test]
async fn every_change_of_a_setting_is_kept_and_the_newest_counts() {
    both(async |store| {
        let (change, _) = town(&Ids::seeded(1));
        store.change_directory(&change).await.unwrap();
        let office = "35.74.04.1003";
        let changes = [
            late(office, Some("90d"), "2026-11-02T01:00:00Z"),
            late(office, Some("45d"), "2026-11-03T01:00:00Z"),
        ];
        store.change_settings(&changes).await.unwrap();
        let directory = store.directory().await.unwrap();
        assert_eq!(directory.version(), 2, "a change is noticed by every node");
        let rt = OfficeId("35.74.04.1003.005.003".to_owned());
        let (at, set) = directory.setting(&rt, "birth", "late").unwrap();
        assert_eq!((at.id.0.as_str(), set.value.as_str()), (office, "45d"));
        let back = late(office, None, "2026-11-04T01:00:00Z");
        store.change_settings(std::slice::from_ref(&back)).await.unwrap();
        assert_eq!(store.directory().await.unwrap().setting(&rt, "birth", "late"), None);
        let kept = store.setting_changes(office).await.unwrap();
        assert_eq!(kept, [changes.to_vec(), vec![back]].concat());
    })
    .await;
}

#[tokio::test]
async fn delegations_and_leave_come_back() {
    both(async |store| {
        let ids = Ids::seeded(2);
        let (mut change, [rt, rw, lurah]) = town(&ids);
        let delegation = Delegation {
            from: seat("head@35.74.04.1003"),
            to: seat("head@35.74.04.1003.005"),
            kind: DelegationKind::An,
            services: Services::Only(["birth".to_owned(), "death".to_owned()].into()),
            since: day("2026-11-01"),
            until: Some(day("2026-11-30")),
            basis: "SK 2/2026 (contoh)".to_owned(),
        };
        let leave = alursurat::area::Leave {
            person: rt,
            from: day("2026-11-09"),
            to: day("2026-11-10"),
            basis: "Surat cuti 3 (contoh)".to_owned(),
        };
        change.delegations.push(delegation.clone());
        change.leave.push(leave);
        store.change_directory(&change).await.unwrap();
        store.change_directory(&change).await.unwrap();
        let directory = store.directory().await.unwrap();
        assert_eq!(directory.delegations().collect::<Vec<_>>(), [&delegation]);
        let may = |who: PersonId, service: &str, on: &str| {
            directory.right_for(who, &seat("head@35.74.04.1003"), service, day(on)).is_some()
        };
        assert!(may(lurah, "land", "2026-11-09") && may(rw, "birth", "2026-11-09"));
        assert!(!may(rw, "land", "2026-11-09") && !may(rw, "birth", "2026-12-01"));
        let seat = seat("head@35.74.04.1003.005.003");
        assert!(directory.right(rt, &seat, day("2026-11-09")).is_none());
        assert!(directory.right(rt, &seat, day("2026-11-11")).is_some());
    })
    .await;
}
