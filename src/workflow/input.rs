//! Reads what people type into forms. Every refusal is a sentence in Indonesian that says how to
//! mend it: "NIK harus 16 angka. Anda menulis 15 angka."

use jiff::civil::{Date, Time};

use super::parts::PartKind;
use super::typed_text::words;
use super::{Choices, Column, Field, FieldKind, Offers, PersonPart, PlacePart, Value};
use crate::area::{AreaCode, Level};
use crate::calendar::{Period, PeriodClass, Unit};

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
            Self::Passport => passport(self.title(), text),
            _ => parse(self.title(), &self.kind(), text),
        }
    }
}

impl PlacePart {
    /// The part of a place that a text stands for; see [`Field::parse`]. An area is the code of a
    /// kelurahan or desa, or of a dusun in it.
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
                    (Self::Point, Value::Text(text)) => point(title, text),
                    _ => Ok(value),
                }
            }
            PartKind::Area => match text.trim().parse::<AreaCode>() {
                Ok(area) if matches!(area.level(), Level::Kelurahan | Level::Dusun) => {
                    Ok(Value::Area(area))
                }
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
        FieldKind::Text { max, pattern } => {
            let value = words(title, *max, text)?;
            match (&value, pattern) {
                (Value::Text(text), Some(pattern)) if !pattern.fits(text) => {
                    Err(format!("{title} belum sesuai bentuknya. Tulis seperti contohnya."))
                }
                _ => Ok(value),
            }
        }
        FieldKind::Number { min, max } => match text.parse() {
            Ok(number) => in_range(title, number, *min, *max).map(Value::Number),
            Err(_) => wrong(&format!("angka bulat, misalnya {}", likely(*min, *max))),
        },
        FieldKind::Money { min, max } => match rupiah(text) {
            Some(amount) => in_range(title, amount, Some(*min), *max).map(Value::Money),
            None => wrong("jumlah rupiah tanpa sen, misalnya 1.500.000"),
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
        FieldKind::Period(class) => match period(text).filter(|p| p.class() == *class) {
            Some(period) => Ok(Value::Period(period)),
            None => wrong(&format!("lama waktu, misalnya {}", lasting(*class))),
        },
        FieldKind::Choice(choices) => choices.parse(title, text),
        FieldKind::Person { .. }
        | FieldKind::Place { .. }
        | FieldKind::List { .. }
        | FieldKind::File { .. } => Err(format!("{title} harus diisi bagian demi bagian.")),
        FieldKind::Case { .. } => Err(format!("{title} belum dipilih. Pilihlah dari daftar.")),
    }
}

impl Choices {
    fn parse(&self, title: &str, text: &str) -> Result<Value, String> {
        let unknown = || match self.from {
            Offers::Units | Offers::Areas => {
                format!("{title} belum dipilih. Pilihlah dari daftar.")
            }
            _ => {
                let words: Vec<&str> =
                    self.pairs().into_iter().map(|(_, words)| &**words).collect();
                let words = super::literal::listed(&words);
                format!("{title} belum dipilih. Pilihlah salah satu: {words}.")
            }
        };
        let one = |key: &str| self.value(key).ok_or_else(unknown);
        if !self.many {
            return one(text);
        }
        let several: Result<Vec<Value>, String> = text.split_whitespace().map(one).collect();
        several.map(|several| self.several(several))
    }
}

/// Whole rupiah: `1500000`, `1.500.000`, `Rp 1.500.000,00`.
fn rupiah(text: &str) -> Option<i64> {
    let text = text.trim_start_matches("Rp").trim_start_matches("rp").trim_start_matches('.');
    let text = text.strip_suffix(",00").or_else(|| text.strip_suffix(",-")).unwrap_or(text);
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    digits.parse().ok()
}

/// A length of time in words or as definitions write it: `3 hari kerja`, `2 bulan`, `3wd`.
fn period(text: &str) -> Option<Period> {
    const UNITS: [(&str, Unit); 6] = [
        ("hari kerja", Unit::WorkDay),
        ("jam kerja", Unit::WorkHour),
        ("hari", Unit::Day),
        ("bulan", Unit::Month),
        ("tahun", Unit::Year),
        ("jam", Unit::Hour),
    ];
    let small = text.to_lowercase();
    let read = UNITS.iter().find_map(|(words, unit)| {
        let count = small.strip_suffix(words)?.trim_end();
        count.parse().ok().map(|count| Period::new(count, *unit))
    });
    read.or_else(|| small.parse().ok()).filter(|period| (0..=MOST_UNITS).contains(&period.count))
}

/// As many as an expression may count: four digits.
const MOST_UNITS: i32 = 9_999;

fn lasting(class: PeriodClass) -> &'static str {
    match class {
        PeriodClass::Calendar => "3 hari, 2 bulan atau 1 tahun",
        PeriodClass::Working => "3 hari kerja atau 6 jam kerja",
        PeriodClass::Clock => "2 jam",
    }
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

/// An example between two bounds: what people may well have meant.
fn likely(min: Option<i64>, max: Option<i64>) -> i64 {
    const USUAL: i64 = 3;
    match (min, max) {
        (Some(min), Some(max)) if max - min > 2 * USUAL => i64::midpoint(min, max),
        (Some(min), _) if min > USUAL => min,
        (_, Some(max)) if max < USUAL => max,
        _ => USUAL,
    }
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

/// A number of a passport: letters and digits, 6 to 12 of them (ICAO 9303 gives it nine places).
fn passport(title: &str, text: &str) -> Result<Value, String> {
    let number: String = bare(text).to_uppercase();
    if number.is_empty() {
        return Err(format!("{title} belum diisi."));
    }
    let fits =
        (6..=12).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if !fits {
        let example = "harus 6 sampai 12 huruf dan angka, misalnya X1234567";
        return Err(format!("{title} {example}. Anda menulis \"{text}\"."));
    }
    Ok(Value::Text(number.into()))
}

/// Latitude and longitude in degrees, as maps show them: `-7.7543, 113.2159`.
fn point(title: &str, text: &str) -> Result<Value, String> {
    let read = text.split_once(',').and_then(|(latitude, longitude)| {
        Some((degrees(latitude, 90.0)?, degrees(longitude, 180.0)?))
    });
    match read {
        Some((latitude, longitude)) => Ok(Value::Text(format!("{latitude},{longitude}").into())),
        None => Err(format!(
            "{title} harus dua angka dari peta, misalnya -7.7543, 113.2159. Anda menulis \"{text}\"."
        )),
    }
}

/// A number of degrees up to `most`, north or south, east or west.
fn degrees(text: &str, most: f64) -> Option<&str> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let fits = text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most);
    (plain && fits).then_some(text)
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
            "Isian harus angka bulat, misalnya 4150. Anda menulis \"3,5\"."
        );
        assert_eq!(
            told(&FieldKind::text(3), "Siti"),
            "Isian paling panjang 3 huruf. Anda menulis 4 huruf. Singkatlah."
        );
        let choice = FieldKind::Choice(Choices::of(vec![("L".into(), "Laki-laki".into())]));
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
