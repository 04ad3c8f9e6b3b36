//! Lengths of time as definitions write them: `3d 2mo 5y 4wd 6wh 1h`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A unit of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Calendar days, `d`.
    Day,
    /// Calendar months, `mo`.
    Month,
    /// Calendar years, `y`.
    Year,
    /// Working days, `wd`.
    WorkDay,
    /// Working hours, `wh`.
    WorkHour,
    /// Hours of the clock, `h`.
    Hour,
}

/// The class of a period; only periods of one class may be compared or added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodClass {
    /// Days, months, years.
    Calendar,
    /// Working days and hours.
    Working,
    /// Hours.
    Clock,
}

/// A length of time; negative ones occur only in `late.after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// How many units.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a duration; write a number and d, mo, y, wd, wh or h, for example 3wd")]
pub struct PeriodError(pub String);

impl Unit {
    const ALL: [Self; 6] =
        [Self::Day, Self::Month, Self::Year, Self::WorkDay, Self::WorkHour, Self::Hour];

    /// As it is written after the number.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Day => "d",
            Self::Month => "mo",
            Self::Year => "y",
            Self::WorkDay => "wd",
            Self::WorkHour => "wh",
            Self::Hour => "h",
        }
    }

    /// Its class.
    pub fn class(self) -> PeriodClass {
        match self {
            Self::Day | Self::Month | Self::Year => PeriodClass::Calendar,
            Self::WorkDay | Self::WorkHour => PeriodClass::Working,
            Self::Hour => PeriodClass::Clock,
        }
    }
}

impl PeriodClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Calendar, Self::Working, Self::Clock];

    /// The class in a word: `calendar`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Working => "working",
            Self::Clock => "clock",
        }
    }

    /// The units of the class as they are written: `d, mo, y`.
    pub fn units(self) -> &'static str {
        match self {
            Self::Calendar => "d, mo, y",
            Self::Working => "wd, wh",
            Self::Clock => "h",
        }
    }
}

impl Period {
    /// A period of `count` times `unit`.
    pub const fn new(count: i32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Its class.
    pub fn class(self) -> PeriodClass {
        self.unit.class()
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let error = || PeriodError(text.to_owned());
        let split = text.rfind(|c: char| c.is_ascii_digit()).ok_or_else(error)? + 1;
        let (count, symbol) = text.split_at(split);
        let unit = Unit::ALL.into_iter().find(|u| u.symbol() == symbol).ok_or_else(error)?;
        if count.starts_with('+') {
            return Err(error());
        }
        Ok(Self { count: count.parse().map_err(|_| error())?, unit })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.symbol())
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_and_written_alike() {
        for text in ["3d", "2mo", "5y", "4wd", "6wh", "1h", "-1wd"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for wrong in ["", "d", "3", "3 d", "3w", "+3d", "99999999999d", "3dd"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
