//! Whose account a person of a request is: found by NIK, or by telephone and name. Somebody who
//! must act and has no account gets one when their task comes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use crate::origin::{Ids, PersonId};
use crate::store::{Person, Store, StoreError};
use crate::workflow::{Definition, FieldId, Holder, LateDo, Output, Parts, Recipient, Root, Value};

/// What identifies a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identity {
    Nik(String),
    /// Telephone, and the name with its letters and spaces folded: households share telephones.
    Phone(String, String),
}

/// The accounts of the people whom some requests name.
#[derive(Debug, Default)]
pub struct Accounts {
    known: HashMap<Identity, PersonId>,
    names: BTreeMap<PersonId, String>,
    /// Those who have none yet.
    fresh: BTreeMap<PersonId, Person>,
}

impl Accounts {
    /// The accounts of these people; an id is set aside for each who has none.
    pub(super) async fn find(
        store: &Store,
        ids: &Ids,
        people: Vec<Parts>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let people: BTreeMap<Identity, Parts> =
            people.into_iter().filter_map(|parts| Some((identity(&parts)?, parts))).collect();
        if people.is_empty() {
            return Ok(Self::default());
        }
        let (mut niks, mut phones) = (BTreeSet::new(), BTreeSet::new());
        for identity in people.keys() {
            match identity {
                Identity::Nik(nik) => niks.insert(nik.clone()),
                Identity::Phone(phone, _) => phones.insert(phone.clone()),
            };
        }
        let mut accounts = Self::default();
        for person in store.persons_by(&niks, &phones).await? {
            let by_nik = person.nik.clone().map(Identity::Nik);
            let by_phone = person.phone.map(|phone| Identity::Phone(phone, folded(&person.name)));
            for identity in by_nik.into_iter().chain(by_phone) {
                accounts.known.entry(identity).or_insert(person.id);
            }
        }
        for (identity, parts) in people {
            let id = *accounts.known.entry(identity).or_insert_with(|| {
                let id = ids.person(now);
                accounts.fresh.insert(id, person(id, &parts));
                id
            });
            accounts.names.insert(id, text(&parts, "name").unwrap_or_default());
        }
        Ok(accounts)
    }

    /// The account of a person whom a request names.
    pub(super) fn of(&self, parts: &Parts) -> Option<PersonId> {
        self.known.get(&identity(parts)?).copied()
    }

    /// The name by which a request names an account.
    pub(super) fn of_person(&self, person: PersonId) -> Option<String> {
        self.names.get(&person).cloned()
    }

    /// Somebody who has no account yet.
    pub(super) fn fresh(&self, person: PersonId) -> Option<&Person> {
        self.fresh.get(&person)
    }
}

/// The people who may hold a step of this service or get one of its outputs, as these values name
/// them.
pub(super) fn named<'v>(
    definition: &Definition,
    value: impl Fn(&FieldId) -> Option<&'v Value>,
) -> Vec<Parts> {
    let mut people = Vec::new();
    let receivers = definition.outputs.iter().flat_map(receivers);
    for holder in definition.steps.iter().flat_map(holders).chain(receivers) {
        let Holder::People { path, .. } = holder else { continue };
        let Root::Field(field) = &path.root else { continue };
        let parts = path.parts.iter().map(|part| &**part);
        match value(field) {
            Some(Value::List(rows)) => {
                let cell = |row: &'v crate::workflow::Row| row.cells.get(path.parts.first()?);
                people.extend(rows.iter().filter_map(cell).filter_map(as_person));
            }
            Some(value) => people.extend(value.descend(parts).as_deref().and_then(as_person)),
            None => {}
        }
    }
    people
}

fn holders(step: &crate::workflow::Step) -> impl Iterator<Item = &Holder> {
    let substitutes = step.branches.iter().flat_map(|branch| &branch.substitutes);
    let added = step.late.iter().filter_map(|late| match &late.act {
        LateDo::Add(holder) => Some(holder),
        LateDo::Remind | LateDo::Act { .. } => None,
    });
    step.holders().chain(substitutes).chain(added)
}

fn receivers(output: &Output) -> impl Iterator<Item = &Holder> {
    let copies = output.cc.iter().filter_map(|copy| match copy {
        Recipient::Holder(holder) => Some(holder),
        Recipient::Outside(_) => None,
    });
    output.to.iter().chain(copies)
}

fn as_person(value: &Value) -> Option<Parts> {
    match value {
        Value::Person(parts) => Some(parts.clone()),
        _ => None,
    }
}

fn text(parts: &Parts, key: &str) -> Option<String> {
    match parts.get(key)? {
        Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn folded(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn identity(parts: &Parts) -> Option<Identity> {
    if let Some(nik) = text(parts, "nik") {
        return Some(Identity::Nik(nik));
    }
    Some(Identity::Phone(text(parts, "phone")?, folded(&text(parts, "name")?)))
}

fn person(id: PersonId, parts: &Parts) -> Person {
    Person {
        id,
        name: text(parts, "name").unwrap_or_default(),
        nik: text(parts, "nik"),
        phone: text(parts, "phone"),
        email: None,
        rank: None,
        nip: None,
        profile: None,
        proven: false,
    }
}
