//! The person that an argument names.

use anyhow::bail;
use jiff::Timestamp;

use crate::calendar::Zone;
use crate::store::{Person, Store};

/// The role of those who may publish and set what offices set.
const ADMINISTRATOR: &str = "admin";

/// The one person that a name, NIP, NIK or phone number names.
pub async fn person(store: &Store, named: &str) -> anyhow::Result<Person> {
    let mut found = store.persons_named(named).await?;
    match (found.pop(), found.len()) {
        (Some(person), 0) => Ok(person),
        (None, _) => bail!(
            "nobody is called {named:?}; write the name as it was imported, or NIP, NIK or phone \
             (`alursurat person import` brings people in)"
        ),
        (Some(_), others) => {
            bail!("{} people are called {named:?}; write the NIP, NIK or phone instead", others + 1)
        }
    }
}

/// The same, who must hold a seat `admin@OFFICE` today. As long as nobody does, as in a fresh
/// installation, anybody with a seat may.
pub async fn administrator(store: &Store, named: &str, now: Timestamp) -> anyhow::Result<Person> {
    let person = person(store, named).await?;
    let directory = store.directory().await?;
    let today = Zone::Wib.date(now);
    let admins = directory.appointments().filter(|(seat, _)| seat.role.0 == ADMINISTRATOR);
    let mut seats = admins.map(|(seat, _)| directory.holders(seat, today));
    let any = seats.any(|holders| !holders.is_empty());
    let own = directory.seats_of(person.id, today);
    let may = if any {
        own.iter().any(|(seat, _)| seat.role.0 == ADMINISTRATOR)
    } else {
        !own.is_empty()
    };
    if may {
        return Ok(person);
    }
    let wanted = if any { "admin@OFFICE" } else { "at an office" };
    bail!("{} holds no seat {wanted} today; `alursurat person import` appoints people", person.name)
}
