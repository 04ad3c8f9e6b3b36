//! Reads what people type into forms. Every refusal is a sentence in Indonesian that says how to
//! mend it: "NIK harus 16 angka. Anda menulis 15 angka."

use jiff::civil::{Date, Time};

use super::parts::PartKind;
use super::{Column, Field, FieldKind, PersonPart, PlacePart, Value};
use crate::area::{AreaCode, Level};

impl Field {
    /// The answer that a text stands for. Persons, places, lists and files are read by their
    /// parts. The error is a sentence for the person who typed it.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        parse(&self.title, &self.kind, text)
    }
}

impl Column {
    /// The cell that a text stands for; see [`Field::parse`].
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        parse(&self.title, &self.kind, text)
    }
}

impl PersonPart {
    /// The part of a person that a text stands for; see [`Field::parse`].
    pub fn parse(self, text: &str) -> Result<Value, String> {
        match self {
            Self::Nik | Self::Kk => population_number(self.title(), text),
            Self::Phone => phone(self.title(), text),
            _ => parse(self.title(), &self.kind(), text),
        }
    }
}

impl PlacePart {
    /// The part of a place that a text stands for; see [`Field::parse`]. An area is the code of a
    /// kelurahan or desa.
    pub fn parse(self, text: &str) -> Result<Value, String> {
        let title = self.title();
        match self.kind() {
            PartKind::Field(kind) => {
                let value = parse(title, &kind, text)?;
                let digits =
                    |text: &str| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
                match (self, &value) {
                    (Self::Postcode, Value::Text(text)) if !digits(text) => {
                        Err(format!("{title} harus 5 angka, misalnya 67219."))
                    }
                    _ => Ok(value),
                }
            }
            PartKind::Area => match text.trim().parse::<AreaCode>() {
                Ok(area) if area.level() == Level::Kelurahan => Ok(Value::Area(area)),
                _ => Err(format!("{title} belum dipilih. Pilihlah dari daftar.")),
            },
        }
    }
}

/// The answer that a text stands for, named `title` in refusals.
pub(super) fn parse(title: &str, kind: &FieldKind, text: &str) -> Result<Value, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("{title} belum diisi."));
    }
    let wrong = |wanted: &str| Err(format!("{title} harus {wanted}. Anda menulis \"{text}\"."));
    match kind {
        FieldKind::Text { max } => words(title, *max, text),
        FieldKind::Number { min, max } => match text.parse() {
            Ok(number) => in_range(title, number, *min, *max).map(Value::Number),
            Err(_) => wrong("angka bulat, misalnya 3"),
        },
        FieldKind::Bool => match text.to_lowercase().as_str() {
            "ya" | "true" | "on" | "1" => Ok(Value::Bool(true)),
            "tidak" | "false" | "off" | "0" => Ok(Value::Bool(false)),
            _ => wrong("dijawab ya atau tidak"),
        },
        FieldKind::Date { .. } => {
            date(text).map(Value::Date).map_or_else(|| wrong("tanggal, misalnya 17-08-2026"), Ok)
        }
        FieldKind::Time => {
            time(text).map(Value::Time).map_or_else(|| wrong("jam, misalnya 14.30"), Ok)
        }
        FieldKind::Period => match text.parse() {
            Ok(period) => Ok(Value::Period(period)),
            Err(_) => wrong("lama waktu, misalnya 60d (hari) atau 3wd (hari kerja)"),
        },
        FieldKind::Choice(choices) => {
            if choices.words(text).is_some() {
                return Ok(Value::Choice(text.into()));
            }
            let words: Vec<&str> = choices.0.iter().map(|(_, words)| &**words).collect();
            Err(format!("{title} belum dipilih. Pilihlah salah satu: {}.", words.join(", ")))
        }
        FieldKind::Person { .. }
        | FieldKind::Place { .. }
        | FieldKind::List { .. }
        | FieldKind::File { .. } => Err(format!("{title} harus diisi bagian demi bagian.")),
    }
}

fn words(title: &str, max: u32, text: &str) -> Result<Value, String> {
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(format!("{title} berisi tanda yang tidak dapat dicetak. Ketiklah ulang."));
    }
    let length = text.chars().count();
    if length > usize::try_from(max).unwrap_or(usize::MAX) {
        return Err(format!(
            "{title} paling panjang {max} huruf. Anda menulis {length} huruf. Singkatlah."
        ));
    }
    Ok(Value::Text(text.into()))
}

fn in_range(title: &str, number: i64, min: Option<i64>, max: Option<i64>) -> Result<i64, String> {
    if min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max) {
        return Ok(number);
    }
    let wanted = match (min, max) {
        (Some(min), Some(max)) => format!("antara {min} dan {max}"),
        (Some(min), None) => format!("paling sedikit {min}"),
        (_, max) => format!("paling banyak {}", max.unwrap_or(i64::MAX)),
    };
    Err(format!("{title} harus {wanted}. Anda menulis {number}."))
}

/// Spaces, dots and dashes that people put between digits.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect()
}

/// A NIK or a number of a Kartu Keluarga: 16 digits, the last four a serial from 0001
/// (Perpres 96/2018).
fn population_number(title: &str, text: &str) -> Result<Value, String> {
    let digits = bare(text);
    if digits.is_empty() {
        return Err(format!("{title} belum diisi."));
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{title} harus 16 angka tanpa huruf. Anda menulis \"{text}\"."));
    }
    if digits.len() != 16 {
        return Err(format!("{title} harus 16 angka. Anda menulis {} angka.", digits.len()));
    }
    if digits.ends_with("0000") {
        return Err(format!("{title} tidak berakhir dengan 0000. Periksa empat angka terakhir."));
    }
    Ok(Value::Text(digits.into()))
}

/// A telephone number of 9 to 15 digits (ITU-T E.164), with or without the country.
fn phone(title: &str, text: &str) -> Result<Value, String> {
    let digits = bare(text);
    if digits.is_empty() {
        return Err(format!("{title} belum diisi."));
    }
    let number = digits.strip_prefix('+').unwrap_or(&digits);
    let good = (9..=15).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    if !good {
        let example = "harus 9 sampai 15 angka, misalnya 081234567890";
        return Err(format!("{title} {example}. Anda menulis \"{text}\"."));
    }
    Ok(Value::Text(digits.into()))
}

/// A day: `2026-08-17` (as browsers send it), `17-08-2026`, `17/8/2026` or `17.8.2026`.
fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A time of day: `14:30` or `14.30`; browsers may add seconds.
pub(super) fn time(text: &str) -> Option<Time> {
    let parts: Vec<&str> = text.split([':', '.']).map(str::trim).collect();
    let ([hours, minutes] | [hours, minutes, "00"]) = parts[..] else { return None };
    let digits = |part: &str, least: usize| {
        let good = (least..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if good { part.parse::<i8>().ok() } else { None }
    };
    Time::new(digits(hours, 1)?, digits(minutes, 2)?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::super::Choices;
    use super::*;
    use jiff::civil::date as day;
    use proptest::prelude::*;

    fn told(kind: &FieldKind, text: &str) -> String {
        match parse("Isian", kind, text) {
            Ok(value) => format!("{value:?}"),
            Err(message) => message,
        }
    }

    #[test]
    fn a_refusal_says_how_to_mend_it() {
        let nik = |text: &str| PersonPart::Nik.parse(text).unwrap_err();
        assert_eq!(nik("357403051190900"), "NIK harus 16 angka. Anda menulis 15 angka.");
        assert_eq!(
            nik("3574030511900000"),
            "NIK tidak berakhir dengan 0000. Periksa empat angka terakhir."
        );
        assert_eq!(
            nik("35740305119O9001"),
            "NIK harus 16 angka tanpa huruf. Anda menulis \"35740305119O9001\"."
        );
        assert_eq!(nik(" "), "NIK belum diisi.");
        let number = FieldKind::Number { min: Some(300), max: Some(8000) };
        assert_eq!(told(&number, "200"), "Isian harus antara 300 dan 8000. Anda menulis 200.");
        assert_eq!(
            told(&number, "3,5"),
            "Isian harus angka bulat, misalnya 3. Anda menulis \"3,5\"."
        );
        assert_eq!(
            told(&FieldKind::Text { max: 3 }, "Siti"),
            "Isian paling panjang 3 huruf. Anda menulis 4 huruf. Singkatlah."
        );
        let choice = FieldKind::Choice(Choices(vec![("L".into(), "Laki-laki".into())]));
        assert_eq!(told(&choice, "X"), "Isian belum dipilih. Pilihlah salah satu: Laki-laki.");
        assert_eq!(
            told(&FieldKind::Time, "25.00"),
            "Isian harus jam, misalnya 14.30. Anda menulis \"25.00\"."
        );
        assert_eq!(
            PersonPart::Phone.parse("12").unwrap_err(),
            "Nomor HP harus 9 sampai 15 angka, misalnya 081234567890. Anda menulis \"12\"."
        );
        assert_eq!(
            PlacePart::Area.parse("35.74").unwrap_err(),
            "Kelurahan atau desa belum dipilih. Pilihlah dari daftar."
        );
    }

    #[test]
    fn people_may_write_as_they_are_used_to() {
        assert_eq!(
            PersonPart::Nik.parse("3574 0305 1190 9001").unwrap(),
            Value::Text("3574030511909001".into())
        );
        assert_eq!(
            PersonPart::Phone.parse("+62 812-3456-7890").unwrap(),
            Value::Text("+6281234567890".into())
        );
        for text in ["2026-08-17", "17-08-2026", "17/8/2026", " 17.8.2026 "] {
            let value = parse("x", &FieldKind::Date { min: None, max: None }, text);
            assert_eq!(value, Ok(Value::Date(day(2026, 8, 17))), "{text}");
        }
        for text in ["07:05", "7.05", "07:05:00"] {
            assert_eq!(time(text), Time::new(7, 5, 0, 0).ok(), "{text}");
        }
        assert!(date("31-02-2026").is_none() && date("1-1-26").is_none() && time("7").is_none());
        assert_eq!(parse("x", &FieldKind::Bool, "Ya"), Ok(Value::Bool(true)));
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_form(text in ".{0,30}|[0-9:./ -]{0,20}") {
            for part in PersonPart::ALL {
                let _ = part.parse(&text);
            }
            for part in PlacePart::ALL {
                let _ = part.parse(&text);
            }
            let _ = time(&text);
        }
    }
}
