//! Whether the offices can do what the services ask of them: seats that nobody holds, and years
//! without holidays. To be looked at daily (definition-format.md section 13, last row).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;

use super::DeskError;
use super::house::internal;
use crate::area::{AreaCode, Directory, Level, Office, OfficeId, Role, Seat};
use crate::calendar::{Holidays, Zone};
use crate::service::Catalogue;
use crate::store::Store;
use crate::workflow::{Branch, Holder, ServiceId, Step, StepId};

/// What the offices lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A step whose seat nobody holds in some offices.
    Unheld {
        /// The service.
        service: ServiceId,
        /// The step.
        step: StepId,
        /// The seat.
        seat: (Role, Level),
        /// In so many offices.
        without: usize,
        /// Of so many.
        of: usize,
        /// Each substitute, and in how many of them it has somebody.
        covered: Vec<(Holder, usize)>,
        /// In so many nobody at all is left.
        nobody: usize,
    },
    /// A year without a holiday in which cases are due.
    NoCalendar {
        /// The year.
        year: i16,
    },
}

impl Gap {
    /// Whether cases would stop: substitutes make up for everything else.
    pub fn stops(&self) -> bool {
        match self {
            Self::Unheld { nobody, of, .. } => *nobody > 0 || *of == 0,
            Self::NoCalendar { .. } => true,
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unheld { service, step, seat: (role, level), of: 0, .. } => {
                let level = level.key();
                write!(
                    f,
                    "{service}: step {step} needs {}@{level}, but no {level} has an office here",
                    role.0
                )
            }
            Self::Unheld { service, step, seat: (_, level), without, of, covered, .. } => {
                let level = match level {
                    Level::Rt | Level::Rw => level.key().to_uppercase(),
                    level => level.key().to_owned(),
                };
                write!(f, "{service}: step {step} has no holder in {without} of {of} {level}")?;
                let mut by = covered.iter().filter(|(_, count)| *count > 0).peekable();
                if by.peek().is_none() {
                    return f.write_str("; nobody covers them");
                }
                by.enumerate().try_for_each(|(nth, (holder, count))| {
                    let before = if nth == 0 { "; " } else { ", " };
                    write!(f, "{before}{holder} covers {count}")
                })
            }
            Self::NoCalendar { year } => {
                write!(f, "calendar {year} is empty but cases are due in it")
            }
        }
    }
}

/// What the offices of a store lack for the services of a catalogue on the day of `now`.
pub async fn gaps(
    store: &Store,
    catalogue: &Catalogue,
    calendars: &Holidays,
    now: Timestamp,
) -> Result<Vec<Gap>, DeskError> {
    let directory = store.directory().await.map_err(internal)?;
    let held =
        Held { directory: &directory, day: Zone::Wib.date(now), offices: by_level(&directory) };
    let mut gaps = Vec::new();
    for service in catalogue.services() {
        let definition = &service.definition;
        for step in &definition.steps {
            gaps.extend(step.branches.iter().filter_map(|one| held.gap(&definition.id, step, one)));
        }
    }
    let due = store.last_due().await.map_err(internal)?;
    let last = due.map_or_else(|| now, |due| due.max(now));
    let years = Zone::Wib.date(now).year()..=Zone::Wib.date(last).year();
    // Without an open case nothing is due.
    let years = years.filter(|year| due.is_some() && !calendars.covers(*year));
    gaps.extend(years.map(|year| Gap::NoCalendar { year }));
    Ok(gaps)
}

fn by_level(directory: &Directory) -> BTreeMap<Level, Vec<&Office>> {
    let mut offices: BTreeMap<Level, Vec<&Office>> = BTreeMap::new();
    for office in directory.offices() {
        if let Some(area) = office.id.area() {
            offices.entry(area.level()).or_default().push(office);
        }
    }
    offices
}

struct Held<'a> {
    directory: &'a Directory,
    day: jiff::civil::Date,
    offices: BTreeMap<Level, Vec<&'a Office>>,
}

impl Held<'_> {
    /// What is missing for one holder of a step, where it is a role at a level.
    fn gap(&self, service: &ServiceId, step: &Step, branch: &Branch) -> Option<Gap> {
        let Holder::Level { role, level } = &branch.by else { return None };
        let all = self.offices.get(level).map_or(&[][..], Vec::as_slice);
        let areas = all.iter().filter_map(|office| office.id.area());
        let without: BTreeSet<AreaCode> =
            areas.filter(|area| !self.holds(role, area, *level)).collect();
        if without.is_empty() && !all.is_empty() {
            return None;
        }
        let mut left = without.clone();
        let mut covered = Vec::new();
        for substitute in &branch.substitutes {
            let Holder::Level { role, level } = substitute else { continue };
            let by = left.iter().filter(|area| self.holds(role, area, *level)).cloned();
            let by: Vec<AreaCode> = by.collect();
            left.retain(|area| !by.contains(area));
            covered.push((substitute.clone(), by.len()));
        }
        Some(Gap::Unheld {
            service: service.clone(),
            step: step.id.clone(),
            seat: (role.clone(), *level),
            without: without.len(),
            of: all.len(),
            covered,
            nobody: left.len(),
        })
    }

    /// Whether somebody holds a role at the unit of a level that an area lies in.
    fn holds(&self, role: &Role, area: &AreaCode, level: Level) -> bool {
        area.at(level).is_some_and(|unit| {
            let seat = Seat { role: role.clone(), office: OfficeId::from(&unit) };
            !self.directory.holders(&seat, self.day).is_empty()
        })
    }
}
