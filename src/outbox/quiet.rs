//! The hours at night in which nobody is woken by a message.

use jiff::civil::{DateTime, Time};
use serde::Deserialize;

/// From when until when, in the zone of the office. The same time twice is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// `21:00`.
    #[serde(deserialize_with = "time")]
    pub from: Time,
    /// `06:00`.
    #[serde(deserialize_with = "time")]
    pub to: Time,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { from: Time::constant(21, 0, 0, 0), to: Time::constant(6, 0, 0, 0) }
    }
}

impl Quiet {
    /// No hour is quiet.
    pub const NEVER: Self = Self { from: Time::midnight(), to: Time::midnight() };

    /// When the quiet hours end that `local` lies in; none where it lies in none.
    pub fn ends(&self, local: DateTime) -> Option<DateTime> {
        let time = local.time();
        let (late, early) = (time >= self.from, time < self.to);
        let over_midnight = self.from > self.to;
        let within = if over_midnight { late || early } else { late && early };
        if !within {
            return None;
        }
        let day = if over_midnight && late { local.date().tomorrow().ok()? } else { local.date() };
        Some(day.to_datetime(self.to))
    }
}

fn time<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || {
        let told = format!("{text:?} is no time of day; write it like 21:00");
        serde::de::Error::custom(told)
    };
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let two = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() == 2);
    let (hour, minute) = two(hour).zip(two(minute)).ok_or_else(wrong)?;
    Time::new(hour, minute, 0, 0).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_night_ends_in_the_morning_that_follows() {
        let night = Quiet::default();
        assert_eq!(night.ends(at("2026-11-30T21:00")), Some(at("2026-12-01T06:00")));
        assert_eq!(night.ends(at("2026-12-01T05:59")), Some(at("2026-12-01T06:00")));
        assert_eq!(night.ends(at("2026-12-01T06:00")), None);
        assert_eq!(night.ends(at("2026-12-01T20:59")), None);
    }

    #[test]
    fn hours_of_one_day_and_none_at_all() {
        let noon =
            Quiet { from: jiff::civil::time(12, 0, 0, 0), to: jiff::civil::time(13, 0, 0, 0) };
        assert_eq!(noon.ends(at("2026-12-01T12:30")), Some(at("2026-12-01T13:00")));
        assert_eq!(noon.ends(at("2026-12-01T13:00")), None);
        assert_eq!(Quiet::NEVER.ends(at("2026-12-01T00:00")), None);
    }
}
