//! The rows of sheets of people, read against what is known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::printable::printable;
use super::sheet::{Sheet, SheetRow};
use crate::area::{
    Appointment, AppointmentKind, Delegation, DelegationKind, Directory, Leave, OfficeId, Seat,
    Services,
};
use crate::origin::{Ids, PersonId};
use crate::store::Person;
use crate::workflow::{PersonPart, Value, did_you_mean};

const PEOPLE: [&str; 12] = [
    "name", "nik", "nip", "phone", "email", "rank", "role", "office", "kind", "from", "to", "basis",
];
const DELEGATIONS: [&str; 7] = ["from", "to", "kind", "services", "since", "until", "basis"];
const LEAVE: [&str; 4] = ["person", "from", "to", "basis"];

/// A finding, with the sheet's place among those that were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which sheet.
    pub file: usize,
    /// From 1.
    pub line: u64,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// Something with the place where it stands.
#[derive(Debug)]
pub(super) struct Placed<T> {
    pub file: usize,
    pub line: u64,
    pub it: T,
}

impl<T> Placed<T> {
    pub fn told(&self, problem: String) -> Told {
        Told { file: self.file, line: self.line, problem }
    }
}

/// The rows of all sheets, by what they tell.
#[derive(Default)]
pub(super) struct Sheets {
    people: Vec<Placed<SheetRow>>,
    delegations: Vec<Placed<SheetRow>>,
    leave: Vec<Placed<SheetRow>>,
}

/// Reads sheets; what a sheet tells is seen by its columns.
pub(super) fn sheets(texts: &[String]) -> (Sheets, Vec<Told>) {
    let (mut sheets, mut bad) = (Sheets::default(), Vec::new());
    for (file, text) in texts.iter().enumerate() {
        let header = text.lines().next().unwrap_or_default().to_lowercase();
        let has = |column: &str| header.split([',', ';']).any(|cell| cell.trim() == column);
        let (into, sheet) = if has("services") {
            let must = ["from", "to", "kind", "services", "since", "basis"];
            (&mut sheets.delegations, Sheet::read(text, &DELEGATIONS, None, &must))
        } else if has("person") {
            (&mut sheets.leave, Sheet::read(text, &LEAVE, None, &LEAVE))
        } else {
            (&mut sheets.people, Sheet::read(text, &PEOPLE, None, &["name"]))
        };
        into.extend(sheet.rows.into_iter().map(|row| Placed { file, line: row.line, it: row }));
        let told = |bad: crate::area::BadLine| Told { file, line: bad.line, problem: bad.problem };
        bad.extend(sheet.bad.into_iter().map(told));
    }
    (sheets, bad)
}

impl Sheets {
    /// By what the people of the sheets may be known already.
    pub fn keys(&self) -> Vec<String> {
        let columns = ["nik", "nip", "phone"];
        let of = |placed: &Placed<SheetRow>| {
            columns
                .map(|column| placed.it.cell(column).map(bare))
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        };
        let mut keys: Vec<String> = self.people.iter().flat_map(of).collect();
        let named = self.leave.iter().filter_map(|placed| placed.it.cell("person"));
        keys.extend(named.flat_map(|named| [bare(named), named.to_owned()]));
        keys
    }
}

/// Digits without what people put between them.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect()
}

/// Reads rows against what is known.
pub(super) struct Reader<'a> {
    directory: &'a Directory,
    known: Vec<Person>,
    roles: BTreeSet<String>,
    ids: &'a Ids,
    now: Timestamp,
    /// By their key: the person now, and before.
    pub people: BTreeMap<String, (Person, Option<Person>)>,
    pub appointments: Vec<Placed<Appointment>>,
    pub delegations: Vec<Placed<Delegation>>,
    pub leave: Vec<Placed<Leave>>,
    pub warnings: Vec<Told>,
    pub bad: Vec<Told>,
}

impl<'a> Reader<'a> {
    pub fn new(
        directory: &'a Directory,
        known: Vec<Person>,
        roles: BTreeSet<String>,
        ids: &'a Ids,
        now: Timestamp,
    ) -> Self {
        Self {
            directory,
            known,
            roles,
            ids,
            now,
            people: BTreeMap::new(),
            appointments: Vec::new(),
            delegations: Vec::new(),
            leave: Vec::new(),
            warnings: Vec::new(),
            bad: Vec::new(),
        }
    }

    pub fn read(&mut self, sheets: &Sheets) {
        for row in &sheets.people {
            if let Err(problem) = self.person_row(row) {
                self.bad.push(row.told(problem));
            }
        }
        for row in &sheets.delegations {
            match self.delegation(&row.it) {
                Ok(it) => self.delegations.push(Placed { file: row.file, line: row.line, it }),
                Err(problem) => self.bad.push(row.told(problem)),
            }
        }
        for row in &sheets.leave {
            match self.days_of_leave(&row.it) {
                Ok(it) => self.leave.push(Placed { file: row.file, line: row.line, it }),
                Err(problem) => self.bad.push(row.told(problem)),
            }
        }
    }

    fn person_row(&mut self, row: &Placed<SheetRow>) -> Result<(), String> {
        let person = self.person(&row.it)?;
        let Some(role) = row.it.cell("role") else {
            let alone =
                ["office", "kind", "from", "to"].into_iter().find(|c| row.it.cell(c).is_some());
            return alone.map_or(Ok(()), |column| {
                Err(format!("{column} is filled and role is not; say which role the person has"))
            });
        };
        let seat = self.seat(role, row.it.must("office")?)?;
        let kind = match row.it.cell("kind").unwrap_or("definitive") {
            "definitive" => AppointmentKind::Definitive,
            "plt" => AppointmentKind::Plt,
            "plh" => AppointmentKind::Plh,
            "pj" => AppointmentKind::Pj,
            other => {
                return Err(format!("kind is {other}; write definitive, plt, plh or pj"));
            }
        };
        let (from, to) = period(&row.it, "from", "to")?;
        let basis = row.it.must("basis")?.to_owned();
        if let Some(warning) = too_long(kind, from, to) {
            self.warnings.push(row.told(warning));
        }
        let it = Appointment { person, seat, kind, from, to, basis };
        self.appointments.push(Placed { file: row.file, line: row.line, it });
        Ok(())
    }

    /// The person of a row: known by NIK, NIP or phone, or new.
    fn person(&mut self, row: &SheetRow) -> Result<PersonId, String> {
        let name = row.must("name")?;
        printable([("name", name), ("rank", row.cell("rank").unwrap_or_default())])?;
        let digits = |column: &str, part: PersonPart| match row.cell(column) {
            None => Ok(None),
            Some(text) => match part.parse(text) {
                Ok(Value::Text(digits)) => Ok(Some(digits.to_string())),
                _ => Err(format!("{column} {text:?} is not right; {}", told_of(part))),
            },
        };
        let nik = digits("nik", PersonPart::Nik)?;
        let phone = digits("phone", PersonPart::Phone)?;
        let nip = row.cell("nip").map(bare);
        if nip
            .as_ref()
            .is_some_and(|nip| nip.len() != 18 || !nip.bytes().all(|b| b.is_ascii_digit()))
        {
            return Err("nip is not right; write its 18 digits".to_owned());
        }
        let email = row.cell("email").map(address).transpose()?;
        let key = nik.clone().or_else(|| nip.clone()).or_else(|| phone.clone());
        let key = key.ok_or(
            "nik, nip and phone are empty; fill one in, so that the person is known again",
        )?;
        if let Some((person, _)) = self.people.get(&key) {
            return if person.name == name {
                Ok(person.id)
            } else {
                Err(format!(
                    "{key} is {:?} above and {name:?} here; keep one of the names",
                    person.name
                ))
            };
        }
        let has = |of: &Option<String>, wanted: &Option<String>| wanted.is_some() && of == wanted;
        let before = self.known.iter().find(|known| {
            has(&known.nik, &nik)
                || has(&known.nip, &nip)
                || (nik.is_none()
                    && nip.is_none()
                    && has(&known.phone, &phone)
                    && known.name == name)
        });
        let before = before.cloned();
        let mut person = before.clone().unwrap_or_else(|| Person {
            id: self.ids.person(self.now),
            name: String::new(),
            nik: None,
            phone: None,
            email: None,
            rank: None,
            nip: None,
            profile: None,
            proven: true,
        });
        person.proven = true;
        name.clone_into(&mut person.name);
        person.nik = nik.or(person.nik);
        person.nip = nip.or(person.nip);
        person.phone = phone.or(person.phone);
        person.email = email.or(person.email);
        person.rank = row.cell("rank").map(str::to_owned).or(person.rank);
        let id = person.id;
        self.people.insert(key, (person, before));
        Ok(id)
    }

    fn seat(&self, role: &str, office: &str) -> Result<Seat, String> {
        if !self.roles.is_empty() && !self.roles.contains(role) {
            let meant = did_you_mean(role, self.roles.iter().map(String::as_str));
            let known = || self.roles.iter().cloned().collect::<Vec<_>>().join(", ");
            let meant = meant.unwrap_or_else(|| format!("the roles are {}", known()));
            return Err(format!("no role `{role}`; {meant}"));
        }
        let office = OfficeId(office.to_owned());
        if self.directory.office(&office).is_none() {
            let known = self.directory.offices().map(|office| office.id.0.as_str());
            let meant = did_you_mean(&office.0, known)
                .unwrap_or_else(|| "bring it in with `alursurat office import` first".to_owned());
            return Err(format!("no office {office}; {meant}"));
        }
        Ok(Seat::new(role, office))
    }

    fn delegation(&self, row: &SheetRow) -> Result<Delegation, String> {
        let seat = |column: &str| {
            let text = row.must(column)?;
            let (role, office) = text.split_once('@').ok_or_else(|| {
                format!("{column} {text:?} is no seat; write ROLE@OFFICE, for example head@35.74.03.1004")
            })?;
            self.seat(role, office)
        };
        let (from, to) = (seat("from")?, seat("to")?);
        if from == to {
            return Err("from and to are the same seat; a seat delegates to another".to_owned());
        }
        let kind = match row.must("kind")? {
            "an" => DelegationKind::An,
            "ub" => DelegationKind::Ub,
            other => {
                return Err(format!("kind is {other}; write an (atas nama) or ub (untuk beliau)"));
            }
        };
        let services = match row.must("services")? {
            "*" => Services::All,
            ids => Services::Only(ids.split_whitespace().map(str::to_owned).collect()),
        };
        let (since, until) = period(row, "since", "until")?;
        let basis = row.must("basis")?.to_owned();
        Ok(Delegation { from, to, kind, services, since, until, basis })
    }

    fn days_of_leave(&self, row: &SheetRow) -> Result<Leave, String> {
        let named = row.must("person")?;
        let digits = bare(named);
        let is = |person: &Person| {
            let keys = [&person.nik, &person.nip, &person.phone];
            keys.into_iter().flatten().any(|key| *key == digits) || person.name == named
        };
        let read = self.people.values().map(|(person, _)| person);
        let found: BTreeSet<PersonId> =
            read.chain(&self.known).filter(|person| is(person)).map(|person| person.id).collect();
        let person = match found.len() {
            1 => *found.first().ok_or("nobody")?,
            0 => return Err(format!("nobody is called {named:?}; write NIK, NIP or phone")),
            n => return Err(format!("{n} people are called {named:?}; write NIK, NIP or phone")),
        };
        let (from, to) = period(row, "from", "to")?;
        let to = to.ok_or("to is empty; write the last day of the leave")?;
        Ok(Leave { person, from, to, basis: row.must("basis")?.to_owned() })
    }
}

/// An address of e-mail as it is kept.
fn address(text: &str) -> Result<String, String> {
    let address = text.to_lowercase();
    let parts = address.split_once('@').filter(|(name, host)| {
        let plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, '@' | '<' | '>' | ',' | ';' | '"');
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && name.chars().chain(host.chars()).all(plain)
    });
    match parts {
        Some(_) if address.len() <= 254 => Ok(address),
        _ => Err(format!(
            "email {text:?} is not right; write it like nama@kota.example, or leave it empty"
        )),
    }
}

fn told_of(part: PersonPart) -> &'static str {
    match part {
        PersonPart::Nik => "write its 16 digits",
        _ => "write 9 to 15 digits, for example 081200009001",
    }
}

fn period(row: &SheetRow, first: &str, last: &str) -> Result<(Date, Option<Date>), String> {
    let day = |column: &str, text: &str| {
        text.parse::<Date>()
            .map_err(|_| format!("{column} {text:?} is no day; write it like 2026-11-20"))
    };
    let from = day(first, row.must(first)?)?;
    let to = row.cell(last).map(|text| day(last, text)).transpose()?;
    if to.is_some_and(|to| to < from) {
        return Err(format!("{last} lies before {first}; turn them round"));
    }
    Ok((from, to))
}

/// A Plt. acts for a year at most, a Plh. for three months.
fn too_long(kind: AppointmentKind, from: Date, to: Option<Date>) -> Option<String> {
    let (most, words) = match kind {
        AppointmentKind::Plt => (1.year(), "Plt. acts for a year"),
        AppointmentKind::Plh => (3.months(), "Plh. acts for three months"),
        AppointmentKind::Definitive | AppointmentKind::Pj => return None,
    };
    let end = from.checked_add(most).ok()?;
    to.is_none_or(|to| to > end)
        .then(|| format!("a {words} at most; set its last day (to) to {end} or before"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_of_e_mail_is_kept_small_and_a_wrong_one_is_told() {
        assert_eq!(address("Dewi@Kota.example"), Ok("dewi@kota.example".to_owned()));
        for wrong in ["dewi", "dewi@kantor", "@kota.example", "a b@kota.example", "a@b@c.example"] {
            assert!(address(wrong).unwrap_err().contains("write it like"), "{wrong}");
        }
    }
}
