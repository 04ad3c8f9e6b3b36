//! Days and times as Indonesian letters and pages say them.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::{Period, Unit, Zone};

/// The months, from January.
pub const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// `20 November 2026`.
pub fn long_date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `Jumat, 20 November 2026 pukul 09.00 WIB`.
pub fn long_time(at: Timestamp, zone: Zone) -> String {
    let local = zone.local(at);
    let (day, date) = (weekday(local.date()), long_date(local.date()));
    format!("{day}, {date} pukul {:02}.{:02} {}", local.hour(), local.minute(), zone.name())
}

/// `November`.
pub fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default()
}

/// `5 hari kerja`.
pub fn period_words(period: Period) -> String {
    let unit = match period.unit {
        Unit::Day => "hari",
        Unit::Month => "bulan",
        Unit::Year => "tahun",
        Unit::WorkDay => "hari kerja",
        Unit::WorkHour => "jam kerja",
        Unit::Hour => "jam",
    };
    format!("{} {unit}", period.count)
}

/// `Jumat`.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Senin",
        Weekday::Tuesday => "Selasa",
        Weekday::Wednesday => "Rabu",
        Weekday::Thursday => "Kamis",
        Weekday::Friday => "Jumat",
        Weekday::Saturday => "Sabtu",
        Weekday::Sunday => "Minggu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_said_in_indonesian() {
        assert_eq!(long_date(date(2026, 1, 1)), "1 Januari 2026");
        assert_eq!(long_date(date(2026, 12, 31)), "31 Desember 2026");
        assert_eq!(weekday(date(2026, 11, 20)), "Jumat");
        assert_eq!(weekday(date(2026, 11, 22)), "Minggu");
        let at = "2026-11-19T23:05:00Z".parse().unwrap();
        assert_eq!(long_time(at, Zone::Wit), "Jumat, 20 November 2026 pukul 08.05 WIT");
    }
}
