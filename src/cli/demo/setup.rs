//! The first run: offices, people and keys. Later runs find them again.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::keys;
use super::town::{self, PEOPLE, Persona};
use crate::desk::{Desk, pin_link};
use crate::origin::{Ids, PersonId};
use crate::signature::Algorithm;
use crate::store::{DirectoryChange, Person, Store};
use crate::workflow::{Parts, PersonPart, PlacePart, Value};

/// Where the demonstration's own tries come from.
pub const HERE: &str = "demo";

/// The people of the story, by their key.
pub type People = BTreeMap<&'static str, (&'static Persona, PersonId)>;

/// Finds the people of the story in the store, or puts them there with their offices.
pub async fn people(store: &Store, now: Timestamp) -> anyhow::Result<People> {
    let mut people = People::new();
    for persona in &PEOPLE {
        if let Some(person) = store.persons_by_phone(persona.phone).await?.first() {
            people.insert(persona.key, (persona, person.id));
        }
    }
    if people.len() == PEOPLE.len() {
        return Ok(people);
    }
    let ids = Ids::system();
    let known: Vec<&str> = people.keys().copied().collect();
    let mut change = DirectoryChange { offices: town::offices()?, ..DirectoryChange::default() };
    // A folder of an earlier edition has some of them: only those who are missing come in. Officers
    // come with their seats, all at once: a run that is cut off leaves nobody without one.
    for persona in PEOPLE.iter().filter(|persona| !known.contains(&persona.key)) {
        let id = ids.person(now);
        if persona.seat.is_none() {
            store.put_person(&person(persona, id)?).await?;
        } else {
            change.persons.push(person(persona, id)?);
        }
        change.appointments.extend(town::appointment(persona, id));
        people.insert(persona.key, (persona, id));
    }
    store.change_directory(&change).await?;
    Ok(people)
}

/// Gives the lurah and the camat of the story a key that is good at `now`, where they have none.
pub fn keys(desk: &Desk, people: &People, now: Timestamp) -> anyhow::Result<()> {
    // One signer of each kind of key, so that both are shown.
    let signers = [
        ("lurah", "Kelurahan Jati", Algorithm::Rsa),
        ("camat", "Kecamatan Mayangan", Algorithm::P256),
    ];
    let signers = signers.into_iter().filter_map(|(key, unit, algorithm)| {
        let (persona, person) = *people.get(key)?;
        let nip = persona.nip.unwrap_or_default();
        Some(keys::Signer { person, name: persona.name, unit, nip, algorithm })
    });
    keys::ensure(desk.keys(), &signers.collect::<Vec<_>>(), now)
}

/// Gives those of the story who decide by the link of a message the PIN that the demonstration tells.
pub async fn pins(
    desk: &Desk,
    store: &Store,
    people: &People,
    now: Timestamp,
) -> anyhow::Result<()> {
    for key in ["rt", "rw"] {
        let Some((_, person)) = people.get(key) else { continue };
        if store.pin(*person).await?.is_none() {
            let link = pin_link(store, &Ids::system(), *person, now).await?;
            desk.set_pin(&link, (keys::PIN, keys::PIN), HERE).await?;
        }
    }
    Ok(())
}

fn person(persona: &Persona, id: PersonId) -> anyhow::Result<Person> {
    let profile = Value::Person(profile(persona.name, persona.nik, persona.phone));
    let profile = persona.seat.is_none().then(|| serde_json::to_value(profile)).transpose()?;
    Ok(Person {
        id,
        name: persona.name.to_owned(),
        nik: Some(persona.nik.to_owned()),
        phone: Some(persona.phone.to_owned()),
        email: None,
        rank: persona.rank.map(str::to_owned),
        nip: persona.nip.map(str::to_owned),
        profile,
        proven: true,
    })
}

/// What the account of a resident knows, so that a form asks less.
pub fn profile(name: &str, nik: &str, phone: &str) -> Parts {
    let text = |text: &str| Value::Text(text.into());
    let female = nik.as_bytes().get(6).is_some_and(|digit| *digit >= b'4');
    let key = |part: PersonPart| Arc::from(part.key());
    Parts::from([
        (key(PersonPart::Nik), text(nik)),
        (key(PersonPart::Kk), text("3574031203159001")),
        (key(PersonPart::Name), text(name)),
        (key(PersonPart::BirthPlace), text("Probolinggo")),
        (key(PersonPart::BirthDate), Value::Date(birth_date(nik))),
        (key(PersonPart::Sex), Value::Choice(if female { "P" } else { "L" }.into())),
        (key(PersonPart::Religion), text("Islam")),
        (key(PersonPart::Marital), Value::Choice("married".into())),
        (key(PersonPart::Occupation), text("Wiraswasta")),
        (key(PersonPart::Address), Value::Place(address())),
        (key(PersonPart::Phone), text(phone)),
    ])
}

/// The home of the story.
pub fn address() -> Parts {
    let key = |part: PlacePart| Arc::from(part.key());
    let mut address = Parts::from([
        (key(PlacePart::Street), Value::Text("Jalan Cempaka 12".into())),
        (key(PlacePart::Rt), Value::Number(3)),
        (key(PlacePart::Rw), Value::Number(5)),
    ]);
    if let Ok(area) = town::KELURAHAN.parse() {
        address.insert(key(PlacePart::Area), Value::Area(area));
    }
    address
}

/// The day that a NIK encodes: DDMMYY, with 40 added to the day of women.
fn birth_date(nik: &str) -> jiff::civil::Date {
    let part = |at: usize| nik.get(at..at + 2).and_then(|two| two.parse::<i16>().ok()).unwrap_or(1);
    let century = if part(10) < 30 { 2000 } else { 1900 };
    let (day, month, year) = (part(6) % 40, part(8), century + part(10));
    let small = |n: i16| i8::try_from(n).unwrap_or(1);
    jiff::civil::Date::new(year, small(month), small(day)).unwrap_or(jiff::civil::date(1990, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_agrees_with_its_nik() {
        let rina = PEOPLE.iter().find(|persona| persona.key == "warga").unwrap();
        let profile = profile(rina.name, rina.nik, rina.phone);
        assert_eq!(profile["birth_date"], Value::Date(jiff::civil::date(1992, 8, 7)));
        assert_eq!(profile["sex"], Value::Choice("P".into()));
    }
}
