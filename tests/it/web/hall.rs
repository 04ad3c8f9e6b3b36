//! An invented town hall with the shipped birth letter, and somebody for every seat of its way.

use std::path::Path;
use std::sync::Arc;

use alursurat::area::{Appointment, AppointmentKind, Office, OfficeId, Seat};
use alursurat::calendar::Holidays;
use alursurat::desk::{Desk, Parts, pin_link};
use alursurat::origin::{Clock as _, FixedClock, Ids, PersonId};
use alursurat::service::Catalogue;
use alursurat::store::{DirectoryChange, Person, Store};
use jiff::ToSpan as _;

use crate::support::{day, when};

/// Name, seat and area of everybody; the resident has no seat.
const PEOPLE: [(&str, &str, &str); 5] = [
    ("Rina Contoh", "", ""),
    ("Slamet Contoh", "head", "35.74.03.1004.005.003"),
    ("Bahri Contoh", "head", "35.74.03.1004.005"),
    ("Dewi Contoh", "officer", "35.74.03.1004"),
    ("Bambang Contoh", "head", "35.74.03.1004"),
];

const OFFICES: [(&str, &str, &str, &str); 5] = [
    ("35.74.03.1004.005.003", "003", "RT", "Ketua RT"),
    ("35.74.03.1004.005", "005", "RW", "Ketua RW"),
    ("35.74.03.1004", "Jati", "Kelurahan", "Lurah"),
    ("35.74.03", "Mayangan", "Kecamatan", "Camat"),
    ("35.74", "Probolinggo", "Kota", "Wali Kota"),
];

pub struct Hall {
    pub desk: Desk,
    pub resident: PersonId,
    pub rt: PersonId,
    pub rw: PersonId,
    pub officer: PersonId,
    pub lurah: PersonId,
    pub clock: Arc<FixedClock>,
    pub store: Store,
    _data: tempfile::TempDir,
}

impl Hall {
    /// The hall with the shipped services.
    pub async fn open(store: Store) -> Self {
        Self::with(store, "workflows").await
    }

    /// The hall with the services of a folder of this project.
    pub async fn with(store: Store, workflows: &str) -> Self {
        let clock = Arc::new(FixedClock::new(when("2026-11-20T02:00:00Z")));
        let (data, ids) = (tempfile::tempdir().unwrap(), Ids::system());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let desk = Desk::start(Parts {
            store: store.clone(),
            catalogue: Catalogue::read(&root.join(workflows), &root.join("letter-templates"))
                .unwrap(),
            holidays: Arc::new(Holidays::default()),
            clock: clock.clone(),
            ids: ids.clone(),
            data: data.path().to_owned(),
            public_url: "http://surat.kota.example".into(),
        })
        .await
        .unwrap();
        let people = PEOPLE.map(|_| ids.person(clock.now()));
        let mut change = DirectoryChange { offices: offices(), ..DirectoryChange::default() };
        for (n, ((name, role, area), id)) in PEOPLE.into_iter().zip(people).enumerate() {
            change.persons.push(Person {
                id,
                name: name.into(),
                nik: Some(format!("357403450590900{n}")),
                phone: Some(format!("08120000900{n}")),
                email: None,
                rank: None,
                nip: None,
                profile: None,
                proven: true,
            });
            if !role.is_empty() {
                change.appointments.push(Appointment {
                    person: id,
                    seat: Seat::new(role, OfficeId(area.into())),
                    kind: AppointmentKind::Definitive,
                    from: day("2024-01-01"),
                    to: None,
                    basis: "SK Contoh 1/2024".into(),
                });
            }
        }
        store.change_directory(&change).await.unwrap();
        let [resident, rt, rw, officer, lurah] = people;
        Self { desk, resident, rt, rw, officer, lurah, clock, store, _data: data }
    }

    /// Gives somebody the PIN of their approvals.
    pub async fn give_pin(&self, person: PersonId, pin: &str) {
        let now = self.clock.now();
        let link = pin_link(&self.store, &Ids::system(), person, now).await.unwrap();
        self.desk.set_pin(&link, (pin, pin), "hall").await.unwrap();
    }

    /// The address of a link that logs somebody in.
    pub async fn door(&self, person: PersonId) -> String {
        let until = self.clock.now() + 24.hours();
        format!("/masuk/{}", self.desk.invite(person, until).await.unwrap())
    }
}

fn offices() -> Vec<Office> {
    let office = |(id, name, kind, head): (&str, &str, &str, &str)| Office {
        id: OfficeId(id.into()),
        name: name.into(),
        kind: kind.into(),
        head: head.into(),
        code: "425.503.4".into(),
        address: "Jalan Contoh 1".into(),
        phone: "(0335) 000-000".into(),
        email: "kantor@contoh.example".into(),
        ..Office::default()
    };
    OFFICES.map(office).into()
}
