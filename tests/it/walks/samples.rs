//! Any value of a kind: few enough different ones that equal values come again, and near enough to
//! the limits that authors write that both sides of them come up.

use std::sync::Arc;

use alursurat::area::{AreaCode, OfficeId};
use alursurat::calendar::{Period, PeriodClass, Unit};
use alursurat::workflow::{
    CaseRef, Choices, FieldKind, FileRef, Offers, Parts, PersonPart, PlacePart, Row, Value,
};
use jiff::ToSpan;
use jiff::civil::{Date, time};

use super::chance::Chance;

/// Any value of a kind.
pub fn sample(kind: &FieldKind, today: Date, chance: &mut Chance) -> Value {
    match kind {
        FieldKind::Text { .. } => Value::Text((*chance.pick(&["x", "y", "z"])).into()),
        FieldKind::Number { min, max } => {
            let low = min.unwrap_or(0);
            Value::Number(number(low, max.unwrap_or(low + 99), chance))
        }
        FieldKind::Bool => Value::Bool(chance.percent(50)),
        FieldKind::Date { .. } => Value::Date(day(today, chance)),
        FieldKind::Time => Value::Time(time(i8::try_from(chance.within(0, 23)).unwrap(), 30, 0, 0)),
        FieldKind::Money { min, max } => {
            let thousands = max.map_or(99, |max| (max - min) / 1000);
            Value::Money(min + 1000 * number(0, thousands, chance))
        }
        FieldKind::Period(class) => Value::Period(period(*class, chance)),
        FieldKind::Choice(choices) => choice(choices, chance),
        FieldKind::Person { ask, .. } => Value::Person(person(ask, today, chance)),
        FieldKind::Case { .. } => {
            let ticket = if chance.percent(50) { "K1" } else { "K2" };
            // A letter comes from an office on the map.
            let office = if chance.percent(50) { "35.74.03.1004" } else { "35.74.04.1003" };
            Value::Case(Box::new(CaseRef {
                office: OfficeId(office.to_owned()),
                applicant: person(&[PersonPart::Nik, PersonPart::Name], today, chance),
                ..CaseRef::named(ticket)
            }))
        }
        FieldKind::Place { ask } => Value::Place(place(ask, chance)),
        FieldKind::List { columns, min, max } => {
            let rows = chance.within(i64::from(*min), i64::from(*max.min(&(min + 2))));
            let row = |id: i64, chance: &mut Chance| {
                let mut cells = Parts::new();
                for column in columns {
                    if column.optional && chance.percent(40) {
                        continue;
                    }
                    cells.insert(Arc::clone(&column.id), sample(&column.kind, today, chance));
                }
                Row { id: u32::try_from(id).unwrap(), cells }
            };
            Value::List((1..=rows).map(|id| row(id, chance)).collect())
        }
        FieldKind::File { .. } => Value::File(vec![FileRef {
            sha256: (*chance.pick(&["aa", "bb"])).into(),
            name: "scan.pdf".into(),
            size: 1,
            media: "application/pdf".into(),
        }]),
    }
}

/// The rows in another order, or one of them gone: each keeps its id.
pub fn rearranged(rows: &[Row], chance: &mut Chance) -> Value {
    let mut rows = rows.to_vec();
    if let Some(last) = rows.pop()
        && chance.percent(50)
    {
        rows.insert(0, last);
    }
    Value::List(rows)
}

/// Small ones as often as large ones.
fn number(low: i64, high: i64, chance: &mut Chance) -> i64 {
    let digits = (high - low).checked_ilog10().unwrap_or_default();
    let span = 10_i64.pow(u32::try_from(chance.within(0, i64::from(digits) + 1)).unwrap());
    chance.within(low, high.min(low + span))
}

/// A day behind us, or before us.
fn day(today: Date, chance: &mut Chance) -> Date {
    if chance.percent(70) {
        return before(today, chance.within(0, 120));
    }
    today.saturating_add(chance.within(0, 90).days())
}

fn period(class: PeriodClass, chance: &mut Chance) -> Period {
    let unit = match class {
        PeriodClass::Calendar => Unit::Day,
        PeriodClass::Working => Unit::WorkDay,
        PeriodClass::Clock => Unit::Hour,
    };
    Period::new(*chance.pick(&[1, 30, 90]), unit)
}

fn choice(choices: &Choices, chance: &mut Chance) -> Value {
    let one = |chance: &mut Chance| match choices.from {
        Offers::Units => Value::Office(office(chance)),
        Offers::Areas => {
            Value::Area(chance.pick(&["35.74.03.1004", "35.74.04.1003"]).parse().unwrap())
        }
        _ => Value::Choice(chance.pick(&choices.pairs()).0.clone()),
    };
    let first = one(chance);
    if choices.many { choices.several(vec![first, one(chance)]) } else { first }
}

fn office(chance: &mut Chance) -> OfficeId {
    OfficeId((*chance.pick(&["dinas-pu", "diskominfo", "35.74.03.1004"])).to_owned())
}

fn person(ask: &[PersonPart], today: Date, chance: &mut Chance) -> Parts {
    let name = *chance.pick(&["Siti", "Budi"]);
    // Far from every limit of age, so that a year of 365 days decides as a true one does.
    let born = before(today, if chance.percent(90) { 30 * 365 } else { 5 * 365 });
    let address = Value::Place(place(PlacePart::ALL, chance));
    let nik = *chance.pick(&["3574030511909001", "3574030511909002", "3574030511909003"]);
    let marital = *chance.pick(&["single", "married", "divorced", "widowed"]);
    let value = |part: &PersonPart| match part {
        PersonPart::Name => Value::Text(name.into()),
        PersonPart::BirthDate => Value::Date(born),
        PersonPart::Address => address.clone(),
        PersonPart::Nik => Value::Text(nik.into()),
        PersonPart::Sex => Value::Choice("P".into()),
        PersonPart::Marital => Value::Choice(marital.into()),
        _ => Value::Text("x".into()),
    };
    ask.iter().map(|part| (part.key().into(), value(part))).collect()
}

fn place(ask: &[PlacePart], chance: &mut Chance) -> Parts {
    let (rt, rw) = (chance.within(3, 4), chance.within(1, 2));
    // Two villages of two districts, so that every level tells them apart.
    let areas: [AreaCode; 2] = ["35.74.03.1004", "35.74.04.1003"].map(|a| a.parse().unwrap());
    let area = if chance.percent(85) { &areas[0] } else { &areas[1] }.clone();
    let value = |part: &PlacePart| match part {
        PlacePart::Rt => Value::Number(rt),
        PlacePart::Rw => Value::Number(rw),
        PlacePart::Area => Value::Area(area.clone()),
        _ => Value::Text("x".into()),
    };
    ask.iter().map(|part| (part.key().into(), value(part))).collect()
}

fn before(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}
