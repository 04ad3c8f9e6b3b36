//! The three official times of Indonesia (Keppres 41/1987; none has daylight saving).

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// WIB, WITA or WIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// Western, UTC+7.
    Wib,
    /// Central, UTC+8.
    Wita,
    /// Eastern, UTC+9.
    Wit,
}

impl Zone {
    /// The zone of an area, by the first two digits (the province) of its Kemendagri code.
    pub fn of_province(code: &str) -> Self {
        match code.get(..2).and_then(|province| province.parse::<u8>().ok()) {
            Some(51..=53 | 63..=65 | 71..=76) => Self::Wita,
            Some(81..=82 | 91..=97) => Self::Wit,
            _ => Self::Wib,
        }
    }

    /// WIB, WITA or WIT.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// The zone of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Wib, Self::Wita, Self::Wit].into_iter().find(|zone| zone.name() == name)
    }

    /// What the clock on the wall shows at an instant.
    pub fn local(self, at: Timestamp) -> DateTime {
        self.zoned(at).datetime()
    }

    /// The day at an instant.
    pub fn date(self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// The instant at which the clock on the wall shows `local`.
    pub fn instant(self, local: DateTime) -> Timestamp {
        self.offset().to_timestamp(local).unwrap_or(Timestamp::MAX)
    }

    /// Hours that its clocks are ahead of UTC.
    pub fn hours(self) -> i32 {
        self.offset().seconds() / 3600
    }

    fn zoned(self, at: Timestamp) -> Zoned {
        at.to_zoned(TimeZone::fixed(self.offset()))
    }

    fn offset(self) -> Offset {
        match self {
            Self::Wib => Offset::constant(7),
            Self::Wita => Offset::constant(8),
            Self::Wit => Offset::constant(9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_has_its_time() {
        let noon: Timestamp = "2026-11-20T16:30:00Z".parse().unwrap();
        assert_eq!(Zone::of_province("35.74.03"), Zone::Wib);
        assert_eq!(Zone::of_province("52.71"), Zone::Wita);
        assert_eq!(Zone::of_province("91"), Zone::Wit);
        assert_eq!(Zone::Wib.date(noon).to_string(), "2026-11-20");
        assert_eq!(Zone::Wita.date(noon).to_string(), "2026-11-21");
        assert_eq!(Zone::Wit.instant(Zone::Wit.local(noon)), noon);
    }
}
