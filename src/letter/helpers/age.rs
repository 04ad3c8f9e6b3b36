//! `age`: how old somebody is on the day of submission.

use super::dates;
use jiff::civil::Date;
use serde_json::Value;

/// `34 tahun`; months before the first birthday, days before the first month is over.
pub fn age(born: &Value, today: Option<&Value>) -> Result<String, String> {
    let today = today.ok_or("age needs `today`, the day of submission")?;
    let (born, today) = (dates::parse(born)?, dates::parse(today)?);
    if born > today {
        return Err(format!("born on {born}, after {today}"));
    }
    let months = months_between(born, today);
    Ok(match months {
        0 => format!("{} hari", born.until(today).map_err(|e| e.to_string())?.get_days()),
        1..12 => format!("{months} bulan"),
        _ => format!("{} tahun", months / 12),
    })
}

fn months_between(born: Date, today: Date) -> i32 {
    let months = (i32::from(today.year()) - i32::from(born.year())) * 12 + i32::from(today.month())
        - i32::from(born.month());
    // Somebody born on 29 February is a year older on 1 March of a common year.
    if today.day() < born.day() { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ages_change_on_the_birthday() {
        let on = |born: &str, today: &str| age(&json!(born), Some(&json!(today))).unwrap();
        assert_eq!(on("1992-11-02", "2026-11-01"), "33 tahun");
        assert_eq!(on("1992-11-01", "2026-11-01"), "34 tahun");
        assert_eq!(on("2024-02-29", "2025-02-28"), "11 bulan");
        assert_eq!(on("2024-02-29", "2025-03-01"), "1 tahun");
        assert_eq!(on("2026-10-20", "2026-11-01"), "12 hari");
        assert_eq!(on("2026-11-01", "2026-11-01"), "0 hari");
        assert!(age(&json!("2026-11-02"), Some(&json!("2026-11-01"))).is_err());
        assert!(age(&json!("2026-11-02"), None).is_err());
    }
}
