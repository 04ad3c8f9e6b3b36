//! `date` and `time`.

use jiff::civil::Date;
use serde_json::Value;

use crate::calendar::{long_date, weekday};

/// The styles that `date` knows.
pub const STYLES: [&str; 3] = ["long", "short", "day"];

/// `2026-11-01` as `1 November 2026`, `01-11-2026` or `Minggu`.
pub fn date(value: &Value, style: Option<&str>) -> Result<String, String> {
    let day = parse(value)?;
    match style.unwrap_or("long") {
        "long" => Ok(long_date(day)),
        "short" => Ok(format!("{:02}-{:02}-{}", day.day(), day.month(), day.year())),
        "day" => Ok(weekday(day).to_owned()),
        other => Err(format!("date has no style \"{other}\", only long, short and day")),
    }
}

/// A JSON date.
pub fn parse(value: &Value) -> Result<Date, String> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("{value} is no date such as \"2026-11-01\""))
}

/// `14:05` as `14.05`.
pub fn time(value: &Value) -> Result<String, String> {
    let bad = || format!("{value} is no time such as \"14:05\"");
    let text = value.as_str().ok_or_else(bad)?;
    let (hour, rest) = text.split_once(':').ok_or_else(bad)?;
    let minute = rest.split(':').next().unwrap_or(rest);
    let number = |part: &str, below: u8| part.parse::<u8>().ok().filter(|n| *n < below);
    let (hour, minute) = (number(hour, 24).ok_or_else(bad)?, number(minute, 60).ok_or_else(bad)?);
    Ok(format!("{hour:02}.{minute:02}"))
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
        assert!(date(&day, Some("roman")).is_err());
        assert!(date(&json!("2026-02-30"), None).is_err());
        assert!(date(&json!(20), None).is_err());
        assert_eq!(time(&json!("14:05")).unwrap(), "14.05");
        assert_eq!(time(&json!("07:30:00")).unwrap(), "07.30");
        assert!(time(&json!("24:00")).is_err());
        assert!(time(&json!("siang")).is_err());
    }
}
