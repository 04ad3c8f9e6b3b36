//! What the name of a series says: whose numbers they are, of which code, year and month.

use jiff::civil::Date;

use super::house::internal;
use super::settings::settings_of;
use super::{Desk, DeskError};
use crate::area::{AreaCode, Directory, Level, OfficeId};
use crate::case::{NumberFacts, SeriesName, format_number};
use crate::store::Counter;
use crate::workflow::{Definition, NumberPart, Output, OutputId, SeriesKey, Value};

/// The setting that holds the code of a letter.
const CODE: &str = "code";

/// The values of a series' keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// The office that draws, or the smallest unit of the route.
    pub office: Option<OfficeId>,
    /// The code of the letters.
    pub code: Option<String>,
    /// The year.
    pub year: Option<i16>,
    /// The month.
    pub month: Option<i8>,
}

impl Keys {
    /// The values in a name that was made from `output`'s keys; none where it was not.
    fn of(output: &Output, series: &str) -> Option<Self> {
        let rest = series.strip_prefix(output.id.as_str())?.strip_prefix('/')?;
        let words: Vec<&str> = rest.split('/').collect();
        // A code may have slashes of its own.
        let more = words.len().checked_sub(output.series.len())?;
        let (mut keys, mut at) = (Self::default(), 0);
        for key in &output.series {
            let wide = if *key == SeriesKey::Code { more } else { 0 };
            let word = words.get(at..=at + wide)?.join("/");
            at += wide + 1;
            keys.read(*key, word)?;
        }
        (at == words.len()).then_some(keys)
    }

    fn read(&mut self, key: SeriesKey, word: String) -> Option<()> {
        let unknown = word == "-";
        match key {
            SeriesKey::Office => self.office = Some(OfficeId(word)).filter(|_| !unknown),
            SeriesKey::Level(level) if !unknown => {
                let area: AreaCode = word.parse().ok().filter(|a: &AreaCode| a.level() == level)?;
                let known = self.office.as_ref().is_some_and(|office| {
                    office.area().is_none_or(|known| known.level() <= area.level())
                });
                if !known {
                    self.office = Some(OfficeId::from(&area));
                }
            }
            SeriesKey::Level(_) => {}
            SeriesKey::Code => self.code = Some(word),
            SeriesKey::Year => self.year = Some(word.parse().ok().filter(|_| word.len() == 4)?),
            SeriesKey::Month => {
                let month = word.parse().ok().filter(|month| (1..=12).contains(month));
                self.month = Some(month.filter(|_| word.len() == 2)?);
            }
        }
        Some(())
    }
}

/// The office that keeps the register of a series: the one in its name.
pub(super) fn keeper(
    definition: &Definition,
    output: &OutputId,
    series: &SeriesName,
) -> Option<String> {
    let keys = Keys::of(definition.output(output.as_str())?, &series.0)?;
    keys.office.map(|office| office.0)
}

/// A series as it is known today.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// Its name.
    pub name: String,
    /// What its name says.
    pub keys: Keys,
    /// The office that keeps its register; none where all share the numbers.
    pub office: Option<OfficeId>,
    /// The last number that was drawn or passed over; none of a series that nobody has drawn from.
    pub last: Option<u32>,
    /// What people call the letters that take its numbers.
    pub titles: Vec<String>,
    /// How its numbers are printed, where a service draws from it today.
    printed: Option<Printed>,
}

#[derive(Debug, Clone)]
struct Printed {
    pattern: Vec<NumberPart>,
    code: String,
    unit_code: String,
}

impl Series {
    /// Whether a service draws from it today.
    pub fn is_drawn(&self) -> bool {
        self.printed.is_some()
    }

    /// A number of it as it is printed on that day.
    pub fn number(&self, value: u32, date: Date) -> String {
        let Some(printed) = &self.printed else { return value.to_string() };
        let area = self.office.as_ref().and_then(OfficeId::area);
        let unit = |level: Level| {
            let unit = area.as_ref().and_then(|area| area.at(level));
            unit.and_then(|unit| unit.last().parse().ok()).unwrap_or_default()
        };
        let facts = NumberFacts {
            seq: value,
            code: &printed.code,
            unit_code: &printed.unit_code,
            date,
            rt: unit(Level::Rt),
            rw: unit(Level::Rw),
        };
        format_number(&printed.pattern, &facts)
    }

    /// What the book is called.
    pub fn title(&self) -> String {
        match (self.titles.as_slice(), &self.keys.code) {
            ([one], _) => one.clone(),
            ([], None) => "Surat".to_owned(),
            (_, Some(code)) => format!("Surat berkode {code}"),
            (titles, None) => titles.join(", "),
        }
    }
}

impl Desk {
    /// A series by its name. There is one once a number was drawn or kept, or where a service of
    /// today would draw from it.
    pub(super) async fn series(
        &self,
        name: &str,
        directory: &Directory,
    ) -> Result<Series, DeskError> {
        let counter = self.store().counter(name).await.map_err(internal)?;
        let series = self.series_of(name, counter.as_ref(), directory);
        let real = series.office.as_ref().is_none_or(|id| directory.office(id).is_some());
        let known = series.last.is_some() || series.is_drawn() && real;
        if known { Ok(series) } else { Err(DeskError::NotFound) }
    }

    /// A series, read by the services of today.
    pub(super) fn series_of(
        &self,
        name: &str,
        counter: Option<&Counter>,
        directory: &Directory,
    ) -> Series {
        let mut series = Series {
            name: name.to_owned(),
            keys: Keys::default(),
            office: counter.and_then(|counter| counter.office.clone()),
            last: counter.map(|counter| counter.n),
            titles: Vec::new(),
            printed: None,
        };
        for service in self.current() {
            let definition = &service.definition;
            for output in definition.outputs.iter().filter(|output| !output.number.is_empty()) {
                let Some(keys) = Keys::of(output, name) else { continue };
                let office = series.office.clone().or_else(|| keys.office.clone());
                let code = code_of(definition, directory, office.as_ref());
                // The name fits every service with such letters; the code says whose these are.
                if keys.code.as_ref().is_some_and(|own| *own != code) {
                    if series.keys == Keys::default() {
                        series.keys = keys;
                    }
                    continue;
                }
                let title = output.title.to_string();
                if !series.titles.contains(&title) {
                    series.titles.push(title);
                }
                if series.printed.is_none() {
                    let unit = office.as_ref().and_then(|office| directory.office(office));
                    let unit_code = unit.map(|office| office.code.clone()).unwrap_or_default();
                    let pattern = output.number.clone();
                    series.printed = Some(Printed { pattern, code, unit_code });
                    series.keys = keys;
                }
            }
        }
        series.office = series.office.or_else(|| series.keys.office.clone());
        series
    }
}

fn code_of(definition: &Definition, directory: &Directory, office: Option<&OfficeId>) -> String {
    match settings_of(definition, directory, office).get(CODE) {
        Some(Value::Text(text) | Value::Choice(text)) => text.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use crate::workflow::Library;

    fn output(series: &str) -> Output {
        let text = format!(
            "format: 1\nid: s\ntitle: S\nstart: {{by: resident, route: home}}\nsettings:\n  \
             code: {{type: text, default: \"474.1\", title: Kode}}\nfields:\n  \
             home: {{type: place, title: Alamat}}\nsteps:\n  \
             rt: {{title: RT, by: head@rt, due: 1wd}}\noutputs:\n  \
             letter: {{title: Surat, at: rt, number: \"{{seq}}\", series: {series}}}\n\
             keep: {{done: 1y, rejected: 1y, withdrawn: 1y}}\n"
        );
        let roles = include_str!("../../workflows/tables/roles.csv").to_owned();
        let sources =
            BTreeMap::from([("s.yaml".to_owned(), text), ("tables/roles.csv".to_owned(), roles)]);
        let library = Library::from_sources(&sources).unwrap_or_else(|found| panic!("{found:#?}"));
        library.services[0].definition.outputs[0].clone()
    }

    fn keys(series: &str, name: &str) -> Option<(String, String, i16, i8)> {
        let keys = Keys::of(&output(series), name)?;
        let office = keys.office.map(|office| office.0).unwrap_or_default();
        let (year, month) = (keys.year.unwrap_or_default(), keys.month.unwrap_or_default());
        Some((office, keys.code.unwrap_or_default(), year, month))
    }

    #[test]
    fn a_name_says_whose_numbers_they_are() {
        let kelurahan = "35.74.03.1004".to_owned();
        assert_eq!(
            keys("[office, code, year]", "letter/35.74.03.1004/474.1/2026"),
            Some((kelurahan.clone(), "474.1".into(), 2026, 0))
        );
        assert_eq!(
            keys("[code, kelurahan, year, month]", "letter/474/1/A/35.74.03.1004/2026/11"),
            Some((kelurahan, "474/1/A".into(), 2026, 11)),
            "a code may have slashes of its own"
        );
        let rt = "35.74.03.1004.005.003";
        let both = format!("letter/35.74.03.1004/{rt}");
        assert_eq!(keys("[kelurahan, rt]", &both).unwrap().0, rt, "the smaller of two");
        assert_eq!(keys("[year]", "letter/2026"), Some((String::new(), String::new(), 2026, 0)));
        assert_eq!(keys("[office, year]", "letter/-/2026").unwrap().0, "");
    }

    #[test]
    fn what_no_draw_could_have_made_is_no_name() {
        for name in [
            "letter/35.74.03/2026",
            "letter/35.74.03.1004",
            "letter/35.74.03.1004/26",
            "letter/35.74.03.1004/2026/11",
            "letters/35.74.03.1004/2026",
            "letter",
            "",
        ] {
            assert_eq!(keys("[kelurahan, year]", name), None, "{name}");
        }
        assert_eq!(keys("[kelurahan, month]", "letter/35.74.03.1004/13"), None);
    }
}
