//! Sample answers: what a scenario fills in where its author says nothing.
//!
//! All people are invented: their NIK have serials from 9000, which no office has given out.

use std::sync::Arc;

use jiff::civil::{Date, Time};

use crate::area::{AreaCode, OfficeId};
use crate::calendar::{Calendar, Period, PeriodClass, Unit};
use crate::origin::CaseId;
use crate::workflow::{
    Bring, CaseRef, Choices, EarlierLetter, FieldKind, FileRef, Offers, Parts, PersonPart,
    PlacePart, Row, ServiceId, Value,
};

pub(super) const AREA: &str = "35.74.03.1004";
const RW: i64 = 5;
const RT: i64 = 3;
const FIRST_SERIAL: u32 = 9000;
pub(super) const NAMES: [&str; 6] = [
    "Rahajeng Sukmawening",
    "Dyah Larasmaya",
    "Puspa Wiramanis",
    "Niken Sarasembun",
    "Laksmi Arumdanti",
    "Kinasih Prabawulan",
];

/// Makes sample answers as of a day. Every person that it makes has a NIK of its own.
#[derive(Debug)]
pub struct Samples<'a> {
    today: Date,
    calendar: &'a Calendar,
    people: u32,
}

impl<'a> Samples<'a> {
    /// Samples for a case that starts on `today`.
    pub fn new(today: Date, calendar: &'a Calendar) -> Self {
        Self { today, calendar, people: 0 }
    }

    /// The days that are relative (`-61d`) count from here from now on.
    pub fn set_today(&mut self, today: Date) {
        self.today = today;
    }

    /// A sample answer of a kind.
    pub fn of(&mut self, kind: &FieldKind) -> Value {
        match kind {
            FieldKind::Text { max, .. } => {
                text("Contoh".chars().take(*max as usize).collect::<String>())
            }
            FieldKind::Money { min, max } => {
                let usual = 50_000.max(*min);
                Value::Money(max.map_or(usual, |most| usual.min(most)))
            }
            FieldKind::Number { min, max } => {
                let least = min.unwrap_or(0);
                Value::Number(max.map_or(least, |most| least.min(most)))
            }
            FieldKind::Bool => Value::Bool(true),
            FieldKind::Date { min: Some(_), .. } => Value::Date(self.day(20, Unit::Day)),
            FieldKind::Date { min: None, .. } => Value::Date(self.day(-1, Unit::Day)),
            FieldKind::Time => Value::Time(Time::constant(10, 0, 0, 0)),
            FieldKind::Period(class) => Value::Period(Period::new(
                1,
                match class {
                    PeriodClass::Calendar => Unit::Month,
                    PeriodClass::Working => Unit::WorkDay,
                    PeriodClass::Clock => Unit::Hour,
                },
            )),
            FieldKind::Choice(choices) => choice(choices),
            FieldKind::Person { ask, .. } => self.person(ask),
            FieldKind::Case { of, .. } => self.earlier(of),
            FieldKind::Place { ask } => Value::Place(place(ask)),
            FieldKind::List { columns, min, .. } => Value::List(
                (1..=(*min).max(1))
                    .map(|id| {
                        // What hangs on another cell stays empty, as every yes/no is no here.
                        let asked = columns.iter().filter(|column| column.when.is_none());
                        let cells = asked.map(|column| {
                            let cell = match (&column.example, &column.kind) {
                                (Some(example), _) => example.clone(),
                                (None, FieldKind::Bool) => Value::Bool(false),
                                (None, kind) => self.of(kind),
                            };
                            (column.id.clone(), cell)
                        });
                        Row { id, cells: cells.collect() }
                    })
                    .collect(),
            ),
            FieldKind::File { bring: Bring::Show, .. } => Value::File(Vec::new()),
            FieldKind::File { accept, min, .. } => {
                Value::File((0..(*min).max(1)).map(|nth| file(accept, nth)).collect())
            }
        }
    }

    /// The answer that an author wrote: `home`, `-61d`, `x` for any sample.
    pub fn written(&mut self, kind: &FieldKind, written: &str) -> Result<Value, String> {
        if written == "x" {
            return Ok(self.of(kind));
        }
        match kind {
            FieldKind::Date { .. } => self
                .shifted(written)
                .map_or_else(|| kind.literal(written), |date| Ok(Value::Date(date))),
            kind => kind.literal(written),
        }
    }

    /// `value` with one part changed to what an author wrote: `applicant.name`, `mother.address.rt`.
    pub fn with_part(&mut self, value: &Value, path: &str, written: &str) -> Result<Value, String> {
        let (key, below) = path.split_once('.').map_or((path, None), |(key, b)| (key, Some(b)));
        let old = match value {
            Value::Person(parts) | Value::Place(parts) => parts.get(key),
            _ => return Err(format!("`{key}`: only a person or a place has parts")),
        };
        let new = match (below, value) {
            (Some(below), _) => {
                let old = old.ok_or_else(|| format!("`{key}` is empty"))?;
                self.with_part(old, below, written)?
            }
            (None, Value::Person(_)) => {
                let part = PersonPart::from_key(key).ok_or_else(|| no_part("person", key))?;
                self.written(&part.kind(), written)?
            }
            (None, _) => {
                let part = PlacePart::from_key(key).ok_or_else(|| no_part("place", key))?;
                part.literal(written)?
            }
        };
        let changed = |parts: &Parts| {
            let mut parts = parts.clone();
            // Who gives a passport is a foreigner, and has no NIK.
            if key == PersonPart::Passport.key() {
                parts.retain(|part, _| {
                    !PersonPart::from_key(part).is_some_and(PersonPart::of_residents)
                });
            }
            parts.insert(key.into(), new.clone());
            parts
        };
        Ok(match value {
            Value::Person(parts) => Value::Person(changed(parts)),
            Value::Place(parts) => Value::Place(changed(parts)),
            other => other.clone(),
        })
    }

    /// A date counted from today: `-61d`, `+20d`, `-30y`.
    fn shifted(&self, written: &str) -> Option<Date> {
        let period: Period = written.trim_start_matches('+').parse().ok()?;
        Some(self.calendar.shift(self.today, period))
    }

    /// An earlier case of an invented person.
    fn earlier(&mut self, of: &[ServiceId]) -> Value {
        let Value::Person(applicant) = self.person(&[PersonPart::Nik, PersonPart::Name]) else {
            return text("");
        };
        let service = of.first().cloned().unwrap_or_else(|| ServiceId::from("contoh"));
        let letter = EarlierLetter {
            output: "letter".into(),
            title: "Surat contoh".into(),
            number: "470/001/2026".into(),
            date: self.day(-1, Unit::Month),
        };
        Value::Case(Box::new(CaseRef {
            case: CaseId(uuid::Uuid::from_u128(u128::from(self.people))),
            ticket: "CONTOH".into(),
            title: service.as_str().into(),
            service,
            office: OfficeId(AREA.to_owned()),
            applicant,
            letters: vec![letter],
        }))
    }

    fn day(&self, count: i32, unit: Unit) -> Date {
        self.calendar.shift(self.today, Period::new(count, unit))
    }

    fn person(&mut self, ask: &[PersonPart]) -> Value {
        let nth = self.people;
        self.people += 1;
        let born = self.day(-30, Unit::Year);
        let mut parts: Parts = ask
            .iter()
            .map(|part| {
                let value = match part {
                    PersonPart::Nik => text(nik(born, nth)),
                    PersonPart::Kk => text(format!("357403201120{:04}", FIRST_SERIAL + nth)),
                    PersonPart::Name => text(NAMES[nth as usize % NAMES.len()]),
                    PersonPart::BirthPlace => text("Probolinggo"),
                    PersonPart::BirthDate => Value::Date(born),
                    PersonPart::Sex => Value::Choice("P".into()),
                    PersonPart::Marital => Value::Choice("married".into()),
                    PersonPart::Occupation => text("Wiraswasta"),
                    PersonPart::Education => text("SMA"),
                    PersonPart::Nationality => text("WNI"),
                    PersonPart::Phone => text(format!("08110000{:04}", FIRST_SERIAL + nth)),
                    PersonPart::Passport => text(format!("X000{:04}", FIRST_SERIAL + nth)),
                    PersonPart::FamilyHead | PersonPart::FatherName => text("Wiratmaja Sukmana"),
                    PersonPart::Relation => text("Istri"),
                    PersonPart::Religion => text("Islam"),
                    PersonPart::Address => self.of(&part.kind()),
                };
                (Arc::from(part.key()), value)
            })
            .collect();
        // A person gives a NIK or a passport, never both.
        if parts.contains_key(PersonPart::Nik.key()) {
            parts.remove(PersonPart::Passport.key());
        }
        Value::Person(parts)
    }
}

fn text(words: impl Into<Arc<str>>) -> Value {
    Value::Text(words.into())
}

/// Area, day of birth (plus 40 for a woman), month, year, serial (Permendagri 109/2019).
fn nik(born: Date, nth: u32) -> String {
    let (day, month, year) = (born.day() + 40, born.month(), born.year().rem_euclid(100));
    format!("357403{day:02}{month:02}{year:02}{:04}", (FIRST_SERIAL + 1 + nth) % 10_000)
}

fn place(ask: &[PlacePart]) -> Parts {
    let part = |part: &PlacePart| {
        let value = match part {
            PlacePart::Street => text("Jalan Melati 7"),
            PlacePart::Rt => Value::Number(RT),
            PlacePart::Rw => Value::Number(RW),
            PlacePart::Area => AREA.parse::<AreaCode>().map_or_else(|_| text(AREA), Value::Area),
            PlacePart::Postcode => text("67215"),
            PlacePart::Point => text("-7.7543,113.2159"),
        };
        (Arc::from(part.key()), value)
    };
    ask.iter().map(part).collect()
}

fn choice(choices: &Choices) -> Value {
    let first = match choices.from {
        Offers::Units => Value::Office(OfficeId(AREA.to_owned())),
        Offers::Areas => AREA.parse().map_or_else(|_| text(AREA), Value::Area),
        _ => {
            Value::Choice(choices.pairs().first().map_or_else(|| "".into(), |(k, _)| (*k).clone()))
        }
    };
    if choices.many { choices.several(vec![first]) } else { first }
}

fn file(accept: &[Arc<str>], nth: u32) -> FileRef {
    let ending = accept.first().map_or("jpg", |ending| ending);
    let media = match ending {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "mp4" => "video/mp4",
        _ => "image/jpeg",
    };
    FileRef {
        sha256: format!("{nth:064}"),
        name: format!("contoh.{ending}"),
        size: 1,
        media: media.to_owned(),
    }
}

fn no_part(what: &str, part: &str) -> String {
    format!("a {what} has no part `{part}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn with<T>(test: impl FnOnce(&mut Samples) -> T) -> T {
        let calendar = Calendar::new("35.74", Arc::default());
        test(&mut Samples::new(date(2026, 11, 20), &calendar))
    }

    const DAY: FieldKind = FieldKind::Date { min: None, max: None };

    #[test]
    fn people_are_invented_and_differ() {
        let person = FieldKind::person(vec![PersonPart::Nik, PersonPart::Name]);
        let (one, two) = with(|samples| (samples.of(&person), samples.of(&person)));
        let Value::Person(parts) = &one else { panic!("a person") };
        assert_eq!(parts["nik"], text("3574036011969001"));
        assert_ne!(one, two);
    }

    #[test]
    fn dates_count_from_the_start() {
        let read = |written: &str| with(|samples| samples.written(&DAY, written));
        assert_eq!(read("-61d"), Ok(Value::Date(date(2026, 9, 20))));
        assert_eq!(read("+20d"), Ok(Value::Date(date(2026, 12, 10))));
        assert_eq!(read("-30y"), Ok(Value::Date(date(1996, 11, 20))));
        assert_eq!(read("2026-01-02"), Ok(Value::Date(date(2026, 1, 2))));
        assert_eq!(read("x"), Ok(Value::Date(date(2026, 11, 19))));
        assert_eq!(read("soon"), Err("must be a date like 2026-11-20, is `soon`".to_owned()));
    }

    #[test]
    fn a_part_is_changed_alone() {
        let person = FieldKind::person(vec![PersonPart::Name, PersonPart::Address]);
        let (before, after) = with(|samples| {
            let before = samples.of(&person);
            let named = samples.with_part(&before, "name", "Budi").unwrap();
            (before, samples.with_part(&named, "address.rt", "4").unwrap())
        });
        let (Value::Person(before), Value::Person(after)) = (before, after) else { panic!() };
        assert_eq!(after["name"], text("Budi"));
        let (Value::Place(old), Value::Place(new)) = (&before["address"], &after["address"]) else {
            panic!("places")
        };
        assert_eq!(new["rt"], Value::Number(4));
        assert_eq!(
            (old["rw"].clone(), old["area"].clone()),
            (new["rw"].clone(), new["area"].clone())
        );
    }

    #[test]
    fn only_parts_that_exist_are_changed() {
        let no = |path: &str| {
            with(|samples| {
                let place = samples.of(&FieldKind::Place { ask: vec![PlacePart::Rt] });
                samples.with_part(&place, path, "x").unwrap_err()
            })
        };
        assert_eq!(no("city"), "a place has no part `city`");
        assert_eq!(no("area.rt"), "`area` is empty");
        assert!(no("rt").starts_with("must be a whole number"));
    }
}
