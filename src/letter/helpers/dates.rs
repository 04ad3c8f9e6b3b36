//! `date` and `time`.

use jiff::civil::Date;
use serde_json::Value;

use super::words::in_words;
use crate::calendar::{long_date, month, weekday};

/// The styles that `date` knows.
pub const DATE: [&str; 5] = ["long", "short", "day", "month", "words"];
/// The style that `time` knows besides digits.
pub const TIME: [&str; 1] = ["words"];

/// `2026-11-01` as `1 November 2026`, `01-11-2026`, `Minggu`, `November 2026`, or in words, as deeds and minutes
/// have it: `satu bulan November tahun dua ribu dua puluh enam`.
pub fn date(value: &Value, style: Option<&str>) -> Result<String, String> {
    let day = parse(value)?;
    match style.unwrap_or("long") {
        "long" => Ok(long_date(day)),
        "short" => Ok(format!("{:02}-{:02}-{}", day.day(), day.month(), day.year())),
        "day" => Ok(weekday(day).to_owned()),
        "month" => Ok(format!("{} {}", month(day), day.year())),
        "words" => Ok(format!(
            "{} bulan {} tahun {}",
            in_words(day.day().into()),
            month(day),
            in_words(day.year().into())
        )),
        other => Err(format!("date has no style \"{other}\", only {}", DATE.join(", "))),
    }
}

/// A JSON date.
pub fn parse(value: &Value) -> Result<Date, String> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("{value} is no date such as \"2026-11-01\""))
}

/// `14:05` as `14.05`, or in words: `empat belas lewat lima menit`.
pub fn time(value: &Value, style: Option<&str>) -> Result<String, String> {
    let bad = || format!("{value} is no time such as \"14:05\"");
    let text = value.as_str().ok_or_else(bad)?;
    let (hour, rest) = text.split_once(':').ok_or_else(bad)?;
    let minute = rest.split(':').next().unwrap_or(rest);
    let number = |part: &str, below: u8| part.parse::<u8>().ok().filter(|n| *n < below);
    let (hour, minute) = (number(hour, 24).ok_or_else(bad)?, number(minute, 60).ok_or_else(bad)?);
    match (style, minute) {
        (None, _) => Ok(format!("{hour:02}.{minute:02}")),
        (Some("words"), 0) => Ok(in_words(hour.into())),
        (Some("words"), _) => {
            Ok(format!("{} lewat {} menit", in_words(hour.into()), in_words(minute.into())))
        }
        (Some(other), _) => Err(format!("time has no style \"{other}\", only words")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_and_times_as_people_write_them() {
        let day = json!("2026-11-01");
        assert_eq!(date(&day, None).unwrap(), "1 November 2026");
        assert_eq!(date(&day, Some("long")).unwrap(), "1 November 2026");
        assert_eq!(date(&day, Some("short")).unwrap(), "01-11-2026");
        assert_eq!(date(&day, Some("day")).unwrap(), "Minggu");
        assert_eq!(date(&day, Some("month")).unwrap(), "November 2026");
        let words = |day: &str| date(&json!(day), Some("words")).unwrap();
        assert_eq!(words("2026-11-13"), "tiga belas bulan November tahun dua ribu dua puluh enam");
        assert_eq!(
            words("1999-01-31"),
            "tiga puluh satu bulan Januari tahun seribu sembilan ratus sembilan puluh sembilan"
        );
        assert!(date(&day, Some("roman")).is_err());
        assert!(date(&json!("2026-02-30"), None).is_err());
        assert!(date(&json!(20), None).is_err());
        let time = |text: &str, style| time(&json!(text), style);
        assert_eq!(time("14:05", None).unwrap(), "14.05");
        assert_eq!(time("07:30:00", None).unwrap(), "07.30");
        assert_eq!(time("14:05", Some("words")).unwrap(), "empat belas lewat lima menit");
        assert_eq!(time("00:00", Some("words")).unwrap(), "nol");
        assert!(time("24:00", None).is_err());
        assert!(time("siang", None).is_err());
        assert!(time("14:05", Some("day")).is_err());
    }
}
