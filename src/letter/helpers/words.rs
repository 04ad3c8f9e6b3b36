//! `spell` and `money`: numbers and amounts.

use serde_json::Value;

const UNITS: [&str; 12] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
];
const GROUPS: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "kuintiliun"),
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];

/// A whole number in Indonesian words: `dua puluh satu`.
pub fn spell(value: &Value) -> Result<String, String> {
    whole(value).map(in_words)
}

/// The words of a number.
pub fn in_words(number: i64) -> String {
    let mut words = Vec::new();
    if number < 0 {
        words.push("minus");
    }
    say(number.unsigned_abs(), &mut words);
    words.join(" ")
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

/// The style that `money` knows besides digits.
pub const MONEY: [&str; 1] = ["words"];

/// A whole amount of rupiah: `Rp1.250.000`, or in words with the currency behind them.
pub fn money(value: &Value, style: Option<&str>) -> Result<String, String> {
    let amount = whole(value)?;
    match style {
        None => {}
        Some("words") => return Ok(format!("{} rupiah", in_words(amount))),
        Some(other) => return Err(format!("money has no style \"{other}\", only words")),
    }
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
        assert_eq!(
            spell(&json!(i64::MIN)).unwrap(),
            "minus sembilan kuintiliun dua ratus dua puluh tiga kuadriliun tiga ratus tujuh puluh dua triliun \
             tiga puluh enam miliar delapan ratus lima puluh empat juta tujuh ratus tujuh puluh lima ribu \
             delapan ratus delapan"
        );
        assert!(spell(&json!(u64::MAX)).is_err());
        assert!(spell(&json!(1.5)).is_err());
        assert!(spell(&json!("lima")).is_err());
    }

    #[test]
    fn amounts() {
        let digits = |amount: i64| money(&json!(amount), None).unwrap();
        assert_eq!(digits(0), "Rp0");
        assert_eq!(digits(999), "Rp999");
        assert_eq!(digits(1_250_000), "Rp1.250.000");
        assert_eq!(digits(-45_000), "-Rp45.000");
        let words = |amount: i64| money(&json!(amount), Some("words")).unwrap();
        assert_eq!(words(0), "nol rupiah");
        assert_eq!(words(10_000), "sepuluh ribu rupiah");
        assert_eq!(words(-2_500), "minus dua ribu lima ratus rupiah");
        assert!(money(&json!("1250000"), None).is_err());
        assert!(money(&json!(1), Some("huruf")).is_err());
    }
}
