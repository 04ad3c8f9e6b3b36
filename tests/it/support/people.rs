//! An invented town hall in a real area.

use alursurat::area::{Appointment, AppointmentKind, Office, OfficeId, Seat};
use alursurat::origin::{Ids, PersonId};
use alursurat::store::{DirectoryChange, Person};
use jiff::Timestamp;
use jiff::civil::Date;

/// A day.
pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// An instant.
pub fn when(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A seat.
pub fn seat(text: &str) -> Seat {
    text.parse().expect("a seat")
}

/// A person whom nobody knows.
pub fn person(id: PersonId, name: &str) -> Person {
    let name = name.to_owned();
    Person {
        id,
        name,
        nik: None,
        phone: None,
        email: None,
        rank: None,
        nip: None,
        profile: None,
        proven: true,
    }
}

/// An office.
pub fn office(id: &str, name: &str, kind: &str, head: &str) -> Office {
    Office {
        id: OfficeId(id.to_owned()),
        name: name.to_owned(),
        kind: kind.to_owned(),
        head: head.to_owned(),
        code: "427.61".to_owned(),
        address: "Jalan Contoh 1".to_owned(),
        phone: "0335 000000".to_owned(),
        email: "kantor@contoh.example".to_owned(),
        ..Office::default()
    }
}

/// RT 3, RW 5 and the kelurahan above them, each with its head; the heads in this order.
pub fn town(ids: &Ids) -> (DirectoryChange, [PersonId; 3]) {
    let now = when("2026-01-05T01:00:00Z");
    let heads = [ids.person(now), ids.person(now), ids.person(now)];
    let areas = ["35.74.04.1003.005.003", "35.74.04.1003.005", "35.74.04.1003"];
    let names = ["Wahyu Contoh", "Ratna Contoh", "Sari Contoh, S.Sos."];
    let kinds = [("RT", "Ketua RT"), ("RW", "Ketua RW"), ("Kelurahan", "Lurah")];
    let change = DirectoryChange {
        offices: areas
            .iter()
            .zip(kinds)
            .map(|(id, (kind, head))| office(id, "Contoh", kind, head))
            .collect(),
        persons: heads.iter().zip(names).map(|(&id, name)| person(id, name)).collect(),
        appointments: heads
            .iter()
            .zip(areas)
            .map(|(&person, id)| Appointment {
                person,
                seat: seat(&format!("head@{id}")),
                kind: AppointmentKind::Definitive,
                from: day("2024-01-01"),
                to: None,
                basis: "SK 1/2024".to_owned(),
            })
            .collect(),
        ..DirectoryChange::default()
    };
    (change, heads)
}
