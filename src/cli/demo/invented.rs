//! Invented officials and offices, for seats that nobody of the town sits on.

use crate::area::{AreaCode, Level, LevelWords, Office, OfficeId, Seat};
use crate::origin::PersonId;
use crate::store::Person;

const FIRST: [&str; 12] = [
    "Arum", "Bagus", "Candra", "Dian", "Endah", "Farhan", "Gatot", "Hesti", "Imam", "Jumiati",
    "Kusno", "Lestari",
];
const LAST: [&str; 11] = [
    "Adiningrum",
    "Basuki",
    "Cahyono",
    "Dwiyanti",
    "Effendi",
    "Firmansyah",
    "Gunarti",
    "Hadiwinoto",
    "Indriyani",
    "Jatmiko",
    "Kertanegara",
];

/// The invented person with this number, who has never been before: name, NIK, telephone and NIP
/// follow from the number.
pub fn official(id: PersonId, number: usize, seat: &Seat) -> Person {
    let neighbour = seat.office.area().is_some_and(|area| area.level() < Level::Kelurahan);
    let (first, last) = (FIRST[number % FIRST.len()], LAST[number % LAST.len()]);
    let (serial, month) = (9100 + number % 900, 1 + number / 900 % 12);
    Person {
        id,
        name: if neighbour { format!("{first} {last}") } else { format!("{first} {last}, S.Sos.") },
        nik: Some(format!("35740315{month:02}75{serial}")),
        phone: Some(format!("0812{:08}", 9100 + number)),
        email: None,
        rank: (!neighbour).then(|| "Penata (III/c)".to_owned()),
        nip: (!neighbour).then(|| format!("1975{month:02}152000011{:03}", number % 1000)),
        profile: None,
        proven: true,
    }
}

/// An office that the case passes and nobody has founded yet; agencies stand under `city`.
pub fn office(id: &OfficeId, words: &LevelWords, city: Option<&AreaCode>) -> Office {
    let Some(area) = id.area() else {
        return Office {
            id: id.clone(),
            name: agency(&id.0),
            head: "Kepala".to_owned(),
            code: "000".to_owned(),
            address: "Jalan Contoh 1".to_owned(),
            phone: "(0335) 555-0100".to_owned(),
            email: format!("{id}@contoh.example"),
            parent: city.map(OfficeId::from),
            ..Office::default()
        };
    };
    let (kind, head) = words.of(&area);
    let below = area.level() < Level::Kelurahan;
    let house = |text: String| if below { String::new() } else { text };
    Office {
        id: id.clone(),
        name: if below { area.last().to_owned() } else { format!("Contoh {}", area.last()) },
        kind: kind.to_owned(),
        head: head.to_owned(),
        code: area.last().to_owned(),
        address: house("Jalan Contoh 1".to_owned()),
        phone: house("(0335) 555-0100".to_owned()),
        email: house(format!("kantor.{}@contoh.example", area.as_str().replace('.', "-"))),
        ..Office::default()
    }
}

/// `dinas-lh` is Dinas LH: short words are initials.
fn agency(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        let rest = letters.as_str();
        if word.len() <= 3 { word.to_uppercase() } else { format!("{first}{rest}") }
    };
    id.split(['-', '_']).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn invented_officials_differ_and_are_marked_as_invented() {
        let seat: Seat = "head@35.74.03".parse().unwrap();
        let person = |n| official(PersonId(uuid::Uuid::nil()), n, &seat);
        let all: Vec<Person> = (0..2000).map(person).collect();
        let niks: BTreeSet<_> = all.iter().map(|person| person.nik.clone()).collect();
        let phones: BTreeSet<_> = all.iter().map(|person| person.phone.clone()).collect();
        assert_eq!((niks.len(), phones.len()), (2000, 2000));
        for person in &all {
            let nik = person.nik.as_deref().unwrap();
            assert!(nik.len() == 16 && nik[12..].starts_with('9'), "{nik}");
            assert_eq!(person.nip.as_deref().unwrap().len(), 18);
        }
    }

    #[test]
    fn offices_are_called_as_their_area_calls_them() {
        let words = LevelWords::shipped().unwrap();
        let called = |id: &str| {
            let office = office(&OfficeId(id.to_owned()), &words, None);
            format!("{} {} ({})", office.kind, office.name, office.head).trim().to_owned()
        };
        assert_eq!(called("35.13.01.2001"), "Desa Contoh 2001 (Kepala Desa)");
        assert_eq!(called("35.74.03.1004.009.001"), "RT 001 (Ketua RT)");
        assert_eq!(called("dinas-lh"), "Dinas LH (Kepala)");
    }
}
