//! The days on which offices are closed: `calendars/YEAR.csv` (`date,name,kind`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

const HEADER: [&str; 3] = ["date", "name", "kind"];
/// A line, the number of a cell from 0, and what is wrong.
type Wrong = (u64, usize, String);

/// Public holidays and joint leave, and holidays of single areas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    everywhere: BTreeSet<Date>,
    local: BTreeMap<String, BTreeSet<Date>>,
    years: BTreeSet<i16>,
}

/// Why a calendar file cannot be read: every mistake in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(file, mistakes))]
pub struct HolidayError {
    /// The file.
    pub file: String,
    /// The mistakes, by line.
    pub mistakes: Vec<Mistake>,
}

/// A cell or line of a calendar file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
}

fn list(file: &str, mistakes: &[Mistake]) -> String {
    let line = |m: &Mistake| format!("{file}:{}:{}: {}", m.line, m.column, m.message);
    mistakes.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl Holidays {
    /// Adds one file, `calendars/YEAR.csv`, of `date,name,kind`, where kind is `holiday`,
    /// `joint-leave` or an area code. Of a file with mistakes nothing is added.
    pub fn read(&mut self, file: &str, text: &str) -> Result<(), HolidayError> {
        let mut read = Self::default();
        let mut mistakes = Vec::new();
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        for (index, row) in rows.records().enumerate() {
            let wrong = match row {
                Ok(row) if index == 0 && row.iter().eq(HEADER) => continue,
                Ok(_) if index == 0 => Err((1, 0, "the first line must be date,name,kind".into())),
                Ok(row) => read.row(year(file), &row),
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    Err((line, 0, error.to_string()))
                }
            };
            if let Err((line, cell, message)) = wrong {
                mistakes.push(at(text, line, cell, message));
            }
        }
        if text.trim().is_empty() {
            mistakes.push(at(text, 1, 0, "is empty; the first line must be date,name,kind".into()));
        }
        if !mistakes.is_empty() {
            return Err(HolidayError { file: file.to_owned(), mistakes });
        }
        self.everywhere.extend(read.everywhere);
        for (area, days) in read.local {
            self.local.entry(area).or_default().extend(days);
        }
        self.years.extend(read.years);
        Ok(())
    }

    fn row(&mut self, year: Option<i16>, row: &csv::StringRecord) -> Result<(), Wrong> {
        let line = row.position().map_or(1, csv::Position::line);
        let [date, _, kind] = row.iter().collect::<Vec<_>>()[..] else {
            let message = format!("has {} cells, the first line has 3", row.len());
            return Err((line, 0, message));
        };
        let Ok(day) = date.parse::<Date>() else {
            let message = format!("`{date}` is not a date; write it like 2026-08-17");
            return Err((line, 0, message));
        };
        if year.is_some_and(|year| year != day.year()) {
            return Err((line, 0, format!("`{date}` lies in another year than the file")));
        }
        let closed = match kind {
            "holiday" | "joint-leave" => &mut self.everywhere,
            code if code.starts_with(|c: char| c.is_ascii_digit()) => {
                let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
                if !code.split('.').all(|part| !part.is_empty() && digits(part)) {
                    let message = format!("`{code}` is not an area code such as 35.74");
                    return Err((line, 2, message));
                }
                self.local.entry(code.to_owned()).or_default()
            }
            kind => {
                let known = "kinds: holiday, joint-leave, or an area code such as 35.74";
                return Err((line, 2, format!("unknown kind `{kind}` ({known})")));
            }
        };
        closed.insert(day);
        self.years.insert(day.year());
        Ok(())
    }

    /// Adds one day on which every office is closed.
    pub fn close(&mut self, day: Date) {
        self.everywhere.insert(day);
    }

    /// Whether the offices of `area` are closed on `day`.
    pub fn closed(&self, day: Date, area: &str) -> bool {
        let here = |(code, days): (&String, &BTreeSet<Date>)| {
            days.contains(&day)
                && area
                    .strip_prefix(code.as_str())
                    .is_some_and(|r| r.is_empty() || r.starts_with('.'))
        };
        self.everywhere.contains(&day) || self.local.iter().any(here)
    }

    /// Whether a file for `year` was read.
    pub fn covers(&self, year: i16) -> bool {
        self.years.contains(&year)
    }
}

/// The year that a file is named for: `calendars/2026.csv`.
fn year(file: &str) -> Option<i16> {
    Path::new(file).file_stem()?.to_str()?.parse().ok()
}

/// A mistake at a cell; cells are divided by commas outside quotes.
fn at(text: &str, line: u64, cell: usize, message: String) -> Mistake {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
    let mut quoted = false;
    let comma = |(at, c): (usize, char)| {
        quoted ^= c == '"';
        (c == ',' && !quoted).then_some(at + 1)
    };
    let cells = text.lines().nth(index).unwrap_or_default().chars().enumerate().filter_map(comma);
    let begins = std::iter::once(0).chain(cells).nth(cell).unwrap_or(0);
    Mistake { line: number(index + 1), column: number(begins + 1), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_calendar_of_2026_has_its_17_holidays_and_8_days_of_joint_leave() {
        let text = include_str!("../../calendars/2026.csv");
        assert_eq!(text.matches(",holiday").count(), 17);
        assert_eq!(text.matches(",joint-leave").count(), 8);
        let mut holidays = Holidays::default();
        holidays.read("calendars/2026.csv", text).unwrap();
        assert!(holidays.closed(date(2026, 8, 17), "35.74"));
        assert!(!holidays.closed(date(2026, 8, 18), "35.74"));
        assert!(holidays.covers(2026) && !holidays.covers(2027));
    }

    #[test]
    fn a_local_holiday_closes_its_area_only() {
        let mut holidays = Holidays::default();
        holidays.read("x.csv", "date,name,kind\n2026-09-04,Hari jadi kota,35.74\n").unwrap();
        assert!(holidays.closed(date(2026, 9, 4), "35.74.03.1004"));
        assert!(!holidays.closed(date(2026, 9, 4), "35.75"));
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let told = |text: &str| Holidays::default().read("2026.csv", text).unwrap_err().to_string();
        assert_eq!(
            told(
                "date,name,kind\n17-08-2026,x,holiday\n2027-01-01,x,holiday\n\
                 2026-08-17,\"x, y\",feast\n2026-08-17,x,35.7x\n2026-08-17,x\n"
            ),
            "2026.csv:2:1: `17-08-2026` is not a date; write it like 2026-08-17\n\
             2026.csv:3:1: `2027-01-01` lies in another year than the file\n\
             2026.csv:4:19: unknown kind `feast` (kinds: holiday, joint-leave, or an area code such as 35.74)\n\
             2026.csv:5:14: `35.7x` is not an area code such as 35.74\n\
             2026.csv:6:1: has 2 cells, the first line has 3"
        );
        let header = "2026.csv:1:1: the first line must be date,name,kind";
        assert_eq!(told("tanggal,nama,jenis\n2026-08-17,x,holiday\n"), header);
        assert!(told("").starts_with("2026.csv:1:1: is empty"));
    }

    #[test]
    fn of_a_file_with_mistakes_nothing_is_added() {
        let mut holidays = Holidays::default();
        let text = "date,name,kind\n2026-08-17,x,holiday\n2026-08-18,x,feast\n";
        holidays.read("2026.csv", text).unwrap_err();
        assert_eq!(holidays, Holidays::default());
    }
}
