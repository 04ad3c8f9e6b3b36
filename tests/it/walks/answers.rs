//! What people answer in a walk, and what an expression makes of it without the engine's help.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::area::{AreaCode, OfficeId};
use alursurat::calendar::Calendar;
use alursurat::workflow::{
    CaseRef, Choices, Definition, Expr, Field, FieldId, FieldKind, FileRef, Filler, Offers, Parts,
    PersonPart, PlacePart, Purpose, Root, Row, Scope, SettingId, Value, holds,
};
use jiff::ToSpan;
use jiff::civil::{Date, time};

use super::chance::Chance;

/// A second book of what was answered, kept beside the case.
#[derive(Clone)]
pub struct Book {
    pub definition: Arc<Definition>,
    pub values: BTreeMap<FieldId, Value>,
    pub settings: BTreeMap<SettingId, Value>,
    pub purpose: Purpose,
    pub today: Date,
    pub calendar: Calendar,
}

impl Scope for Book {
    fn read(&self, root: &Root) -> Option<Cow<'_, Value>> {
        match root {
            Root::Field(field) => self.values.get(field).map(Cow::Borrowed),
            Root::Setting(setting) => self.settings.get(setting).map(Cow::Borrowed),
            Root::Today => Some(Cow::Owned(Value::Date(self.today))),
            Root::Purpose => Some(Cow::Owned(Value::Choice(self.purpose.key().into()))),
            Root::Route(_) | Root::Row(_) => None,
        }
    }

    fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    fn kind(&self, root: &Root) -> Option<&FieldKind> {
        self.definition.kind(root)
    }
}

impl Book {
    pub fn holds(&self, when: Option<&Expr>) -> bool {
        when.is_none_or(|expr| holds(expr, self))
    }

    /// The fields that have no value yet and are asked, in order: the optional ones by chance.
    pub fn fill(&self, definition: &Definition, by: &Filler, chance: &mut Chance) -> Vec<Fill> {
        let mut book = self.clone();
        let mut filled = Vec::new();
        for field in definition.fields.iter().filter(|field| field.by == *by) {
            let kept = *by == Filler::Applicant && book.values.contains_key(&field.id);
            if kept || !book.holds(field.when.as_ref()) || field.optional && chance.percent(50) {
                continue;
            }
            let value = sample(&field.kind, self.today, chance);
            book.values.insert(field.id.clone(), value.clone());
            filled.push((field.id.clone(), Some(value)));
        }
        filled
    }

    /// One or two of the applicant's answers changed, and what is asked now besides.
    pub fn change(&self, definition: &Definition, chance: &mut Chance) -> Vec<Fill> {
        let mut book = self.clone();
        let fields = definition.fields.iter().filter(|field| field.by == Filler::Applicant);
        let mine: Vec<&Field> =
            fields.filter(|field| self.values.contains_key(&field.id)).collect();
        let mut changed: BTreeMap<FieldId, Option<Value>> = BTreeMap::new();
        for _ in 0..chance.within(1, 2) {
            let field = *chance.pick(&mine);
            let emptied = chance.percent(if field.optional { 40 } else { 3 });
            let value = (!emptied).then(|| match book.values.get(&field.id) {
                Some(Value::List(rows)) if chance.percent(60) => rearranged(rows, chance),
                _ => sample(&field.kind, self.today, chance),
            });
            match &value {
                Some(value) => book.values.insert(field.id.clone(), value.clone()),
                None => book.values.remove(&field.id),
            };
            changed.insert(field.id.clone(), value);
        }
        if !chance.percent(5) {
            for (field, value) in book.fill(definition, &Filler::Applicant, chance) {
                changed.entry(field).or_insert(value);
            }
        }
        changed.into_iter().collect()
    }

    /// Carries a change over.
    pub fn write(&mut self, fills: &[Fill]) {
        for (field, value) in fills {
            match value {
                Some(value) => self.values.insert(field.clone(), value.clone()),
                None => self.values.remove(field),
            };
        }
    }
}

/// A new value of a field; `None` empties it.
pub type Fill = (FieldId, Option<Value>);

/// Any value of a kind. Few enough different ones that equal values come again.
pub fn sample(kind: &FieldKind, today: Date, chance: &mut Chance) -> Value {
    match kind {
        FieldKind::Text { .. } => Value::Text((*chance.pick(&["x", "y", "z"])).into()),
        FieldKind::Number { min, max } => {
            let low = min.unwrap_or(0);
            Value::Number(chance.within(low, max.unwrap_or(low + 99)))
        }
        FieldKind::Bool => Value::Bool(chance.percent(50)),
        FieldKind::Date { .. } => Value::Date(before(today, chance.within(0, 120))),
        FieldKind::Time => Value::Time(time(i8::try_from(chance.within(0, 23)).unwrap(), 30, 0, 0)),
        FieldKind::Money { min, .. } => Value::Money(min + 1000 * chance.within(0, 99)),
        FieldKind::Period(_) => Value::Period(chance.pick(&["1d", "30d", "90d"]).parse().unwrap()),
        FieldKind::Choice(choices) => choice(choices, chance),
        FieldKind::Person { ask, .. } => Value::Person(person(ask, today, chance)),
        FieldKind::Case { .. } => {
            let ticket = if chance.percent(50) { "K1" } else { "K2" };
            Value::Case(Box::new(CaseRef {
                office: office(chance),
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
    if chance.percent(50)
        && let Some(last) = rows.pop()
    {
        rows.insert(0, last);
    }
    Value::List(rows)
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
    let born = before(today, if chance.percent(96) { 30 * 365 } else { 5 * 365 });
    let address = Value::Place(place(PlacePart::ALL, chance));
    let value = |part: &PersonPart| match part {
        PersonPart::Name => Value::Text(name.into()),
        PersonPart::BirthDate => Value::Date(born),
        PersonPart::Address => address.clone(),
        PersonPart::Nik => Value::Text("3574030511909001".into()),
        PersonPart::Sex => Value::Choice("P".into()),
        PersonPart::Marital => Value::Choice("single".into()),
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
