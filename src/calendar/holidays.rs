//! The days on which offices are closed: `calendars/YEAR.csv` (`date,name,kind`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Public holidays and joint leave, and holidays of single areas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    everywhere: BTreeSet<Date>,
    local: BTreeMap<String, BTreeSet<Date>>,
    years: BTreeSet<i16>,
}

/// A line of a calendar file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct HolidayError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Holidays {
    /// Adds one file of `date,name,kind`, where kind is `holiday`, `joint-leave` or an area code.
    pub fn read(&mut self, file: &str, text: &str) -> Result<(), HolidayError> {
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let error = |line: u64, message: String| HolidayError { file: file.into(), line, message };
        let header = rows.headers().map_err(|e| error(1, e.to_string()))?;
        if header.iter().collect::<Vec<_>>() != ["date", "name", "kind"] {
            return Err(error(1, "the first line must be date,name,kind".into()));
        }
        for row in rows.records() {
            let row =
                row.map_err(|e| error(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            let line = row.position().map_or(0, csv::Position::line);
            let date: Date = row[0].parse().map_err(|_| {
                error(line, format!("`{}` is not a date; write it like 2026-08-17", &row[0]))
            })?;
            match &row[2] {
                "holiday" | "joint-leave" => self.everywhere.insert(date),
                area if area.starts_with(|c: char| c.is_ascii_digit()) => {
                    self.local.entry(area.to_owned()).or_default().insert(date)
                }
                kind => {
                    let known = "kinds: holiday, joint-leave, or an area code such as 35.74";
                    return Err(error(line, format!("unknown kind `{kind}` ({known})")));
                }
            };
            self.years.insert(date.year());
        }
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
    fn mistakes_are_told_with_their_line() {
        let told = |text: &str| Holidays::default().read("c.csv", text).unwrap_err().to_string();
        assert_eq!(
            told("date,name,kind\n17-08-2026,x,holiday\n"),
            "c.csv:2: `17-08-2026` is not a date; write it like 2026-08-17"
        );
        assert!(
            told("date,name,kind\n2026-08-17,x,feast\n")
                .starts_with("c.csv:2: unknown kind `feast`")
        );
    }
}
