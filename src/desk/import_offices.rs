//! Taking up a sheet of offices: what they are, what they print, what they set.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::DeskError;
use super::house::internal;
use super::printable::printable;
use super::set_office::{SetOffice, published, unfit};
use super::sheet::{Sheet, SheetRow};
use crate::area::{AreaCode, BadLine, Directory, Level, LevelWords, Office, OfficeId};
use crate::calendar::{Hours, Zone};
use crate::origin::PersonId;
use crate::store::{Area, DirectoryChange, SettingChange, Store};

const COLUMNS: [&str; 12] = [
    "code",
    "name",
    "called",
    "head",
    "letter_code",
    "address",
    "phone",
    "email",
    "parent",
    "hours",
    "zone",
    "basis",
];
/// The columns of settings: `set.late`, `set.birth.late`.
const SET: &str = "set.";
/// Empties a cell; an empty cell leaves what is known as it is.
const NOTHING: &str = "-";

/// What a sheet of offices changes.
#[derive(Debug, Default)]
pub struct OfficePlan {
    /// Offices that were not known.
    pub added: Vec<OfficeId>,
    /// Offices with other particulars.
    pub changed: Vec<OfficeId>,
    /// Offices that are as they were.
    pub same: usize,
    /// Settings that change.
    pub settings: Vec<SettingChange>,
    /// Lines that cannot be taken up.
    pub bad: Vec<BadLine>,
    offices: Vec<Office>,
}

/// What rows are read with.
struct Reading<'a> {
    directory: &'a Directory,
    areas: BTreeMap<AreaCode, Area>,
    words: &'a LevelWords,
    /// Whether any list of areas was taken up, so that codes can be checked.
    listed: bool,
}

impl OfficePlan {
    /// Compares a sheet with what is known. `by` is who sets the settings in it.
    pub async fn of(
        store: &Store,
        text: &str,
        words: &LevelWords,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Self, DeskError> {
        let sheet = Sheet::read(text, &COLUMNS, Some(SET), &["code"]);
        let mut plan = Self { bad: sheet.bad, ..Self::default() };
        let directory = store.directory().await.map_err(internal)?;
        let codes = sheet.rows.iter().filter_map(|row| row.cell("code"));
        let named: Vec<AreaCode> = codes.flat_map(ids).filter_map(|id| id.area()).collect();
        let villages = named.iter().filter_map(|area| area.at(Level::Kelurahan));
        let wanted: Vec<AreaCode> = named.iter().cloned().chain(villages).collect();
        let areas = store.areas_of(&wanted).await.map_err(internal)?;
        let reading = Reading {
            directory: &directory,
            areas: areas.into_iter().map(|area| (area.code.clone(), area)).collect(),
            words,
            listed: !store.areas_below(None).await.map_err(internal)?.is_empty(),
        };
        let mut offices: BTreeMap<OfficeId, (Office, u64)> = BTreeMap::new();
        let mut set: Vec<(SheetSettings, u64)> = Vec::new();
        for row in &sheet.rows {
            match reading.offices(row) {
                Ok(read) => {
                    for office in read {
                        if let Some((_, line)) = offices.get(&office.id) {
                            let twice = format!("{} stands at line {line} already", office.id);
                            plan.bad.push(row.bad(twice));
                            continue;
                        }
                        match settings(row, &office.id, by) {
                            Ok(found) => set.extend(found.into_iter().map(|one| (one, row.line))),
                            Err(problem) => plan.bad.push(row.bad(problem)),
                        }
                        offices.insert(office.id.clone(), (office, row.line));
                    }
                }
                Err(problem) => plan.bad.push(row.bad(problem)),
            }
        }
        for (office, line) in offices.values() {
            let above = office.parent.as_ref();
            let unknown =
                above.filter(|id| !offices.contains_key(id) && directory.office(id).is_none());
            if let Some(id) = unknown {
                let problem = format!("parent {id} is no office; add a row for it");
                plan.bad.push(BadLine { line: *line, problem });
            }
        }
        plan.compare(offices.into_values().map(|(office, _)| office), &directory);
        plan.set(store, &directory, set, at).await?;
        plan.bad.sort_by_key(|bad| bad.line);
        plan.bad.dedup();
        Ok(plan)
    }

    fn compare(&mut self, offices: impl Iterator<Item = Office>, directory: &Directory) {
        for office in offices {
            match directory.office(&office.id) {
                Some(known) if *known == office => {
                    self.same += 1;
                    continue;
                }
                Some(_) => self.changed.push(office.id.clone()),
                None => self.added.push(office.id.clone()),
            }
            self.offices.push(office);
        }
    }

    async fn set(
        &mut self,
        store: &Store,
        directory: &Directory,
        set: Vec<(SheetSettings, u64)>,
        at: Timestamp,
    ) -> Result<(), DeskError> {
        if set.is_empty() {
            return Ok(());
        }
        let services = published(store).await?;
        // The offices of the sheet count as known.
        let known = Directory::new(0, self.offices.clone(), vec![], vec![]);
        for (one, line) in set {
            let SheetSettings(set) = one;
            let own = directory.office(&set.office).is_some();
            let wrong = unfit(&set, if own { directory } else { &known }, &services);
            self.bad.extend(wrong.into_iter().map(|problem| BadLine { line, problem }));
            self.settings.extend(set.changes(directory, at));
        }
        Ok(())
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.offices.is_empty() && self.settings.is_empty()
    }

    /// Writes the offices, then their settings.
    pub async fn carry_out(&self, store: &Store) -> Result<(), DeskError> {
        let offices = self.offices.clone();
        let change = DirectoryChange { offices, ..DirectoryChange::default() };
        store.change_directory(&change).await.map_err(internal)?;
        if !self.settings.is_empty() {
            store.change_settings(&self.settings).await.map_err(internal)?;
        }
        Ok(())
    }
}

/// The settings of one row for one service.
struct SheetSettings(SetOffice);

fn settings(
    row: &SheetRow,
    office: &OfficeId,
    by: Option<PersonId>,
) -> Result<Vec<SheetSettings>, String> {
    let mut found: BTreeMap<Option<String>, Vec<(String, Option<String>)>> = BTreeMap::new();
    for (name, value) in row.cells_with(SET) {
        let (service, name) = match name.split_once('.') {
            Some((service, name)) if !matches!(service, "engine" | "letter") => {
                (Some(service.to_owned()), name)
            }
            _ => (None, name),
        };
        let value = Some(value).filter(|value| *value != NOTHING).map(str::to_owned);
        found.entry(service).or_default().push((name.to_owned(), value));
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let basis = row.must("basis").map_err(|_| {
        "basis is empty; a setting needs the regulation or decree that says so".to_owned()
    })?;
    let person = by.ok_or("a sheet with settings needs --by NAME: who sets them")?;
    let one = |(service, values)| {
        let (office, basis) = (office.clone(), basis.to_owned());
        SheetSettings(SetOffice { office, service, values, basis, person })
    };
    Ok(found.into_iter().map(one).collect())
}

/// The offices that a code means: `35.74.03.1004.005.001-012` are twelve RT.
fn ids(code: &str) -> Vec<OfficeId> {
    let range = || {
        let (first, last) = code.rsplit_once('-')?;
        let (above, first) = first.rsplit_once('.')?;
        let width = first.len();
        let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
        let one = |n| OfficeId(format!("{above}.{n:0width$}"));
        (first <= last).then(|| (first..=last).map(one).collect())
    };
    range().unwrap_or_else(|| vec![OfficeId(code.to_owned())])
}

impl Reading<'_> {
    fn offices(&self, row: &SheetRow) -> Result<Vec<Office>, String> {
        ids(row.must("code")?).into_iter().map(|id| self.office(row, id)).collect()
    }

    fn office(&self, row: &SheetRow, id: OfficeId) -> Result<Office, String> {
        let mut office = match self.directory.office(&id) {
            Some(known) => known.clone(),
            None => self.fresh(id)?,
        };
        let take = |into: &mut String, column: &str| match row.cell(column) {
            Some(NOTHING) => into.clear(),
            Some(text) => text.clone_into(into),
            None => {}
        };
        take(&mut office.name, "name");
        take(&mut office.kind, "called");
        take(&mut office.head, "head");
        take(&mut office.code, "letter_code");
        take(&mut office.address, "address");
        take(&mut office.phone, "phone");
        take(&mut office.email, "email");
        let maybe = |known: Option<String>, column: &str| match row.cell(column) {
            Some(NOTHING) => None,
            Some(text) => Some(text.to_owned()),
            None => known,
        };
        office.parent = maybe(office.parent.map(|id| id.0), "parent").map(OfficeId);
        office.hours = maybe(office.hours, "hours");
        office.zone = maybe(office.zone, "zone");
        check(&mut office)?;
        Ok(office)
    }

    /// An office that was not known: its area says most of it.
    fn fresh(&self, id: OfficeId) -> Result<Office, String> {
        let Some(area) = id.area() else {
            let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if id.0.starts_with(|c: char| c.is_ascii_lowercase()) && id.0.chars().all(word) {
                return Ok(Office { id, ..Office::default() });
            }
            let wrong = id.0.parse::<AreaCode>().err().map(|error| error.to_string());
            return Err(format!(
                "{}; the id of an agency is a-z, 0-9 and -",
                wrong.unwrap_or_default()
            ));
        };
        let village = area.at(Level::Kelurahan);
        let listed = self.areas.get(village.as_ref().unwrap_or(&area));
        if self.listed && listed.is_none() {
            return Err(format!(
                "no official list has {}; check the code, or take the list up with \
                 `alursurat area import`",
                village.unwrap_or(area)
            ));
        }
        let (called, head) = self.words.of(&area);
        let name = match self.areas.get(&area) {
            Some(known) if area.level() > Level::Rw => known.name.clone(),
            _ if area.level() <= Level::Dusun => area.last().to_owned(),
            _ => String::new(),
        };
        let (kind, head) = (called.to_owned(), head.to_owned());
        Ok(Office { id, name, kind, head, ..Office::default() })
    }
}

fn check(office: &mut Office) -> Result<(), String> {
    printable([
        ("name", office.name.as_str()),
        ("called", &office.kind),
        ("head", &office.head),
        ("letter_code", &office.code),
        ("address", &office.address),
        ("phone", &office.phone),
        ("email", &office.email),
    ])?;
    if office.name.is_empty() {
        return Err(format!("name is empty; say what {} is called", office.id));
    }
    if office.id.area().is_none() && office.parent.is_none() {
        return Err(format!("parent is empty; name the office above the agency {}", office.id));
    }
    if office.parent.as_ref() == Some(&office.id) {
        return Err("parent names the office itself; name the one above it".to_owned());
    }
    if let Some(hours) = &mut office.hours {
        *hours = hours.parse::<Hours>().map_err(|error| format!("hours: {error}"))?.to_string();
    }
    if let Some(zone) = &mut office.zone {
        *zone = zone.to_uppercase();
        if Zone::from_name(zone).is_none() {
            return Err(format!("zone is {zone}; write WIB, WITA or WIT"));
        }
    }
    if !office.email.is_empty() && !office.email.contains('@') {
        return Err(format!("email is {:?}; an address has an @", office.email));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_mean_a_row_of_offices() {
        let list = |code: &str| ids(code).into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(
            list("35.74.03.1004.005.009-011"),
            ["35.74.03.1004.005.009", "35.74.03.1004.005.010", "35.74.03.1004.005.011"]
        );
        assert_eq!(list("35.74.03.1004"), ["35.74.03.1004"]);
        assert_eq!(list("dinas-lh"), ["dinas-lh"]);
        assert_eq!(list("35.74.03.1004.005.009-001"), ["35.74.03.1004.005.009-001"]);
    }
}
