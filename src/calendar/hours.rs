//! The hours of an office through the week: `mon-thu 07:30-16:00; fri 07:00-11:00 13:00-15:30`.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{Time, Weekday};

/// When an office is open, by weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// From Monday: the spans of each day, in order.
    week: [Vec<(Time, Time)>; 7],
}

/// Why a text is not the hours of an office.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; write hours like mon-thu 07:30-16:00; fri 07:00-11:00 13:00-15:30")]
pub struct HoursError {
    problem: String,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const HARI: [&str; 7] = ["sen", "sel", "rab", "kam", "jum", "sab", "min"];

impl Hours {
    /// The spans of a day, in order; none where the office is closed.
    pub fn on(&self, day: Weekday) -> &[(Time, Time)] {
        &self.week[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }

    /// How long a working day is: the week's hours shared among its working days.
    pub fn day(&self) -> SignedDuration {
        let long = |(from, to): &(Time, Time)| from.duration_until(*to);
        let sum: SignedDuration = self.week.iter().flatten().map(long).sum();
        let days = self.week.iter().filter(|spans| !spans.is_empty()).count();
        sum / i32::try_from(days.max(1)).unwrap_or(1)
    }

    /// When the office closes on a day; on a day off, when it closes at the latest.
    pub fn closes(&self, day: Weekday) -> Time {
        let own = self.on(day).last();
        let latest = || self.week.iter().flatten().max_by_key(|(_, to)| *to);
        own.or_else(latest).map_or(Time::MAX, |(_, to)| *to)
    }
}

/// 08.00 to 16.00, Monday to Friday.
impl Default for Hours {
    fn default() -> Self {
        let span = vec![(Time::constant(8, 0, 0, 0), Time::constant(16, 0, 0, 0))];
        let week = std::array::from_fn(|day| if day < 5 { span.clone() } else { Vec::new() });
        Self { week }
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let error = |problem: String| HoursError { problem };
        let mut week: [Vec<(Time, Time)>; 7] = std::array::from_fn(|_| Vec::new());
        for part in text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
            let mut words = part.split_whitespace();
            let days = words.next().unwrap_or_default();
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let number = |word: &str| {
                let word = word.to_lowercase();
                let at = |names: [&str; 7]| names.iter().position(|name| word.starts_with(name));
                at(DAYS)
                    .or_else(|| at(HARI))
                    .ok_or_else(|| error(format!("`{word}` is no weekday")))
            };
            let (first, last) = (number(first)?, number(last)?);
            let mut spans: Vec<(Time, Time)> = Vec::new();
            for span in words {
                let read = || {
                    let (from, to) = span.split_once('-')?;
                    let (from, to) = (time(from)?, time(to)?);
                    let after = spans.last().is_none_or(|(_, before)| *before <= from);
                    (from < to && after).then_some((from, to))
                };
                spans.push(read().ok_or_else(|| error(format!("`{span}` is no span of the day")))?);
            }
            if spans.is_empty() || last < first {
                return Err(error(format!("`{part}` says no hours")));
            }
            week[first..=last].fill(spans);
        }
        if week.iter().all(Vec::is_empty) {
            return Err(error("an office is open some time".to_owned()));
        }
        Ok(Self { week })
    }
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once([':', '.'])?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Days with equal hours together.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut day = 0;
        let mut separator = "";
        while day < 7 {
            let spans = &self.week[day];
            let alike = self.week[day..].iter().take_while(|other| *other == spans).count();
            if !spans.is_empty() {
                write!(f, "{separator}{}", DAYS[day])?;
                if alike > 1 {
                    write!(f, "-{}", DAYS[day + alike - 1])?;
                }
                for (from, to) in spans {
                    let (from, to) = (from.strftime("%H:%M"), to.strftime("%H:%M"));
                    write!(f, " {from}-{to}")?;
                }
                separator = "; ";
            }
            day += alike;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_written_alike() {
        for text in ["mon-fri 08:00-16:00", "mon-thu 07:30-16:00; fri 07:00-11:00 13:00-15:30"] {
            assert_eq!(text.parse::<Hours>().unwrap().to_string(), text);
        }
        let read: Hours = "Senin-Kamis 07.30-16.00, Jumat 07.00-14.30".parse().unwrap();
        assert_eq!(read.to_string(), "mon-thu 07:30-16:00; fri 07:00-14:30");
        assert_eq!(Hours::default().to_string(), "mon-fri 08:00-16:00");
        assert_eq!(read.day(), SignedDuration::from_mins((4 * 510 + 450) / 5));
        assert_eq!(read.closes(Weekday::Friday), Time::constant(14, 30, 0, 0));
        assert_eq!(read.closes(Weekday::Sunday), Time::constant(16, 0, 0, 0));
    }

    #[test]
    fn what_is_no_hours_is_told() {
        let told = |text: &str| text.parse::<Hours>().unwrap_err().to_string();
        assert!(told("").starts_with("an office is open some time; write hours like"));
        assert!(told("someday 08:00-16:00").starts_with("`someday` is no weekday"));
        assert!(told("mon 16:00-08:00").starts_with("`16:00-08:00` is no span of the day"));
        assert!(told("mon 08:00-12:00 11:00-13:00").starts_with("`11:00-13:00` is no span"));
        assert!(told("fri-mon 08:00-12:00").starts_with("`fri-mon 08:00-12:00` says no hours"));
        assert!(told("mon").starts_with("`mon` says no hours"));
    }
}
