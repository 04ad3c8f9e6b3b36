//! `spell` and `money`: numbers and amounts.

use serde_json::Value;

const UNITS: [&str; 12] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
];
const GROUPS: [(u64, &str); 4] = [
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];
const LIMIT: u64 = 1_000_000_000_000_000;

/// A whole number below one thousand triliun in Indonesian words: `dua puluh satu`.
pub fn spell(value: &Value) -> Result<String, String> {
    let number = whole(value)?;
    let size = number.unsigned_abs();
    if size >= LIMIT {
        return Err(format!("{number} is too large to spell"));
    }
    let mut words = Vec::new();
    if number < 0 {
        words.push("minus");
    }
    say(size, &mut words);
    Ok(words.join(" "))
}

fn say(number: u64, words: &mut Vec<&'static str>) {
    if let Some(unit) = usize::try_from(number).ok().and_then(|n| UNITS.get(n)) {
        words.push(unit);
        return;
    }
    let (rest, at_zero) = match number {
        0..20 => {
            say(number - 10, words);
            words.push("belas");
            (0, 0)
        }
        20..100 => {
            say(number / 10, words);
            words.push("puluh");
            (number % 10, 0)
        }
        100..200 => {
            words.push("seratus");
            (number - 100, 0)
        }
        200..1000 => {
            say(number / 100, words);
            words.push("ratus");
            (number % 100, 0)
        }
        1000..2000 => {
            words.push("seribu");
            (number - 1000, 0)
        }
        _ => {
            let (size, name) =
                GROUPS.into_iter().find(|(size, _)| number >= *size).unwrap_or((1_000, "ribu"));
            say(number / size, words);
            words.push(name);
            (number % size, 0)
        }
    };
    if rest != at_zero {
        say(rest, words);
    }
}

/// A whole amount of rupiah: `Rp1.250.000`.
pub fn money(value: &Value) -> Result<String, String> {
    let amount = whole(value)?;
    let digits = amount.unsigned_abs().to_string();
    let mut out = String::from(if amount < 0 { "-Rp" } else { "Rp" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    Ok(out)
}

fn whole(value: &Value) -> Result<i64, String> {
    value.as_i64().ok_or_else(|| format!("{value} is no whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_in_words() {
        let table = [
            (0, "nol"),
            (1, "satu"),
            (10, "sepuluh"),
            (11, "sebelas"),
            (12, "dua belas"),
            (19, "sembilan belas"),
            (20, "dua puluh"),
            (21, "dua puluh satu"),
            (100, "seratus"),
            (101, "seratus satu"),
            (111, "seratus sebelas"),
            (999, "sembilan ratus sembilan puluh sembilan"),
            (1000, "seribu"),
            (1001, "seribu satu"),
            (2000, "dua ribu"),
            (11_000, "sebelas ribu"),
            (100_000, "seratus ribu"),
            (1_000_000, "satu juta"),
            (1_250_000, "satu juta dua ratus lima puluh ribu"),
            (2_001_000_000, "dua miliar satu juta"),
            (3_000_000_000_001_i64, "tiga triliun satu"),
            (-5, "minus lima"),
        ];
        for (number, words) in table {
            assert_eq!(spell(&json!(number)).unwrap(), words);
        }
        assert_eq!(spell(&json!(999_999_999_999_999_i64)).unwrap().split(' ').count(), 5 * 5 + 4);
        assert!(spell(&json!(1_000_000_000_000_000_i64)).is_err());
        assert!(spell(&json!(1.5)).is_err());
        assert!(spell(&json!("lima")).is_err());
    }

    #[test]
    fn amounts() {
        assert_eq!(money(&json!(0)).unwrap(), "Rp0");
        assert_eq!(money(&json!(999)).unwrap(), "Rp999");
        assert_eq!(money(&json!(1_250_000)).unwrap(), "Rp1.250.000");
        assert_eq!(money(&json!(-45_000)).unwrap(), "-Rp45.000");
        assert!(money(&json!("1250000")).is_err());
    }
}
