//! The working time of one office.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Holidays, Hours, Period, Unit, Zone};

/// Days without a working day after which a search gives up (a calendar can be wrong).
const HORIZON: i32 = 4000;

/// Office hours in the zone of the office, less its holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Zone,
    area: String,
    hours: Arc<Hours>,
    holidays: Arc<Holidays>,
}

impl Calendar {
    /// The calendar of the offices of `area`: 08.00 to 16.00, Monday to Friday.
    pub fn new(area: &str, holidays: Arc<Holidays>) -> Self {
        Self {
            zone: Zone::of_province(area),
            area: area.to_owned(),
            hours: Arc::default(),
            holidays,
        }
    }

    /// The same with other hours.
    #[must_use]
    pub fn with_hours(mut self, hours: Hours) -> Self {
        self.hours = Arc::new(hours);
        self
    }

    /// The same in another zone.
    #[must_use]
    pub fn with_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// The holidays that it reads.
    pub fn holidays(&self) -> &Arc<Holidays> {
        &self.holidays
    }

    /// The same office hours with other holidays: those that a case has pinned.
    #[must_use]
    pub fn with_holidays(&self, holidays: Arc<Holidays>) -> Self {
        Self { holidays, ..self.clone() }
    }

    /// The zone of the office.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The day at an instant, in the office's zone.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.date(at)
    }

    /// How long a working day is: what `1wd` counts for in working time.
    pub fn day(&self) -> SignedDuration {
        self.hours.day()
    }

    /// The working time that a working period (`wd`, `wh`) stands for; none for other classes.
    pub fn work(&self, period: Period) -> Option<SignedDuration> {
        match period.unit {
            Unit::WorkDay => Some(self.day() * period.count),
            Unit::WorkHour => Some(SignedDuration::from_hours(period.count.into())),
            _ => None,
        }
    }

    /// Whether the office is open on `day`.
    pub fn is_open(&self, day: Date) -> bool {
        !self.hours.on(day.weekday()).is_empty() && !self.holidays.closed(day, &self.area)
    }

    /// The spans in which the office is open on `day`.
    fn open(&self, day: Date) -> impl Iterator<Item = (DateTime, DateTime)> {
        let spans = if self.is_open(day) { self.hours.on(day.weekday()) } else { &[] };
        spans.iter().map(move |(from, to)| (day.to_datetime(*from), day.to_datetime(*to)))
    }

    /// The working time between two instants; zero if `to` is not later.
    pub fn worked(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let (from, to) = (self.zone.local(from), self.zone.local(to));
        let mut sum = SignedDuration::ZERO;
        let mut day = from.date();
        while day <= to.date() {
            for (opens, closes) in self.open(day) {
                let (start, end) = (from.max(opens), to.min(closes));
                sum += start.duration_until(end).max(SignedDuration::ZERO);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        sum
    }

    /// The instant at which `work` of working time has passed since `from`.
    pub fn after(&self, from: Timestamp, work: SignedDuration) -> Timestamp {
        let start = self.zone.local(from);
        let (mut left, mut day) = (work.max(SignedDuration::ZERO), start.date());
        for _ in 0..HORIZON {
            for (opens, closes) in self.open(day) {
                let from = start.max(opens);
                let room = from.duration_until(closes);
                if room >= left && !room.is_negative() {
                    return self.zone.instant(from.saturating_add(left));
                }
                left -= room.max(SignedDuration::ZERO);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        Timestamp::MAX
    }

    /// The end of office hours on `day`.
    pub fn close_of(&self, day: Date) -> Timestamp {
        self.zone.instant(DateTime::from_parts(day, self.hours.closes(day.weekday())))
    }

    /// A day moved by a calendar or working period; months and years end on the last day where
    /// the day does not exist. Periods of the clock leave the day as it is.
    pub fn shift(&self, day: Date, period: Period) -> Date {
        let count = period.count;
        match period.unit {
            Unit::Day => day.saturating_add(count.days()),
            Unit::Month => day.saturating_add(count.months()),
            Unit::Year => day.saturating_add(count.years()),
            Unit::WorkDay => self.shift_working(day, count),
            Unit::WorkHour | Unit::Hour => day,
        }
    }

    fn shift_working(&self, day: Date, count: i32) -> Date {
        let step = count.signum();
        let (mut day, mut left) = (day, count.abs().min(HORIZON));
        for _ in 0..HORIZON * 2 {
            if left == 0 {
                break;
            }
            day = day.saturating_add(step.days());
            left -= i32::from(self.is_open(day));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        let mut holidays = Holidays::default();
        holidays.read("2026", include_str!("../../calendars/2026.csv")).unwrap();
        Calendar::new("35.74", Arc::new(holidays))
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}+07:00").parse().unwrap()
    }

    #[test]
    fn working_time_leaves_out_nights_weekends_and_holidays() {
        let worked = |from, to| calendar().worked(at(from), at(to));
        assert_eq!(worked("2026-08-14T15:00", "2026-08-18T09:00"), SignedDuration::from_hours(2));
        assert_eq!(worked("2026-08-15T00:00", "2026-08-17T23:00"), SignedDuration::ZERO);
        assert_eq!(worked("2026-08-18T09:00", "2026-08-18T08:00"), SignedDuration::ZERO);
    }

    #[test]
    fn a_deadline_of_working_days_ends_in_office_hours() {
        let due = calendar().after(at("2026-08-14T15:00"), calendar().day());
        assert_eq!(due, at("2026-08-18T15:00"));
    }

    #[test]
    fn months_end_on_the_last_day_where_the_day_does_not_exist() {
        let shift = |day, text: &str| calendar().shift(day, text.parse().unwrap());
        assert_eq!(shift(date(2026, 1, 31), "1mo"), date(2026, 2, 28));
        assert_eq!(shift(date(2028, 2, 29), "1y"), date(2029, 2, 28));
        assert_eq!(shift(date(2026, 8, 14), "1wd"), date(2026, 8, 18));
        assert_eq!(shift(date(2026, 8, 18), "-1wd"), date(2026, 8, 14));
        assert_eq!(shift(date(2026, 11, 20), "-61d"), date(2026, 9, 20));
    }

    #[test]
    fn an_office_has_its_own_hours_and_zone() {
        let hours = "mon-thu 07:30-16:00; fri 07:00-11:00 13:00-14:30".parse().unwrap();
        let office = calendar().with_hours(hours).with_zone(Zone::Wit);
        let at = |text: &str| -> Timestamp { format!("{text}+09:00").parse().unwrap() };
        let worked = office.worked(at("2026-08-20T15:00"), at("2026-08-21T14:00"));
        assert_eq!(worked, SignedDuration::from_hours(1 + 4 + 1));
        let due = office.after(at("2026-08-21T10:30"), SignedDuration::from_hours(1));
        assert_eq!(due, at("2026-08-21T13:30"));
        assert_eq!(office.close_of(date(2026, 8, 21)), at("2026-08-21T14:30"));
        assert!(!office.is_open(date(2026, 8, 22)));
    }

    proptest! {
        #[test]
        fn what_is_added_is_what_is_measured(start in 1_767_225_600i64..1_790_000_000, minutes in 0i64..20_000) {
            let (from, work) = (Timestamp::from_second(start).unwrap(), SignedDuration::from_mins(minutes));
            let due = calendar().after(from, work);
            prop_assert_eq!(calendar().worked(from, due), work);
        }
    }
}
