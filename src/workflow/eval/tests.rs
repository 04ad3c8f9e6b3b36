use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{date, time};

use super::*;
use crate::area::OfficeId;
use crate::calendar::PeriodClass;
use crate::workflow::syntax::parse;
use crate::workflow::{CaseRef, ColumnKind, FieldId, FileRef, Parts, TableColumn, TableRow};

struct Case(BTreeMap<FieldId, Value>, Calendar, BTreeMap<FieldId, FieldKind>);

impl Scope for Case {
    fn read(&self, root: &Root) -> Option<Cow<'_, Value>> {
        match root {
            Root::Field(field) => self.0.get(field).map(Cow::Borrowed),
            Root::Today => Some(Cow::Owned(Value::Date(date(2026, 11, 20)))),
            Root::Setting(_) => Some(Cow::Owned(Value::Period("60d".parse().unwrap()))),
            _ => None,
        }
    }

    fn calendar(&self) -> &Calendar {
        &self.1
    }

    fn kind(&self, root: &Root) -> Option<&FieldKind> {
        match root {
            Root::Field(field) => self.2.get(field),
            _ => None,
        }
    }
}

/// A choice of what a table offers: `road` is answered within 5 working days.
fn groups() -> FieldKind {
    let response =
        TableColumn { id: "response".into(), kind: ColumnKind::Period(PeriodClass::Working) };
    let road = TableRow {
        key: "road".into(),
        title: "Jalan".into(),
        cells: vec![Value::Period("5wd".parse().unwrap())],
    };
    let table =
        Table { id: "groups".into(), hash: "".into(), columns: vec![response], rows: vec![road] };
    FieldKind::Choice(Choices { from: Offers::Table(Arc::new(table)), many: false })
}

fn column(id: &str, kind: FieldKind) -> Column {
    Column {
        id: id.into(),
        title: "".into(),
        help: None,
        kind,
        optional: false,
        when: None,
        example: None,
        checks: Vec::new(),
        sensitive: false,
    }
}

fn case() -> Case {
    let parts = |pairs: &[(&str, Value)]| -> Parts {
        pairs.iter().map(|(key, value)| (Arc::from(*key), value.clone())).collect()
    };
    let person = |born| Value::Person(parts(&[("birth_date", Value::Date(born))]));
    let row = |id, born, dead| Row {
        id,
        cells: parts(&[("person", person(born)), ("dead", Value::Bool(dead))]),
    };
    let heirs = vec![row(1, date(1990, 1, 1), false), row(2, date(1960, 1, 1), true)];
    let item = [("name", Value::Text("x".into())), ("group", Value::Choice("road".into()))];
    let item = Row { id: 1, cells: parts(&item) };
    let photo =
        FileRef { sha256: String::new(), name: String::new(), size: 1, media: String::new() };
    let mut earlier = CaseRef::named("X");
    earlier.office = OfficeId("35.74.03".into());
    earlier.applicant = parts(&[("name", Value::Text("Siti".into()))]);
    let fields = [
        ("born", Value::Date(date(2026, 9, 20))),
        ("mother", person(date(1995, 5, 17))),
        ("kind", Value::Choice("home".into())),
        ("heirs", Value::List(heirs)),
        ("fee", Value::Money(5000)),
        ("at", Value::Office(OfficeId("35.74.03.1004".into()))),
        ("spot", Value::Area("35.74.03.1004".parse().unwrap())),
        ("opens", Value::Time(time(8, 0, 0, 0))),
        ("closes", Value::Time(time(16, 0, 0, 0))),
        ("group", Value::Choice("road".into())),
        ("groups", Value::Many(vec![Value::Choice("road".into())])),
        ("items", Value::List(vec![item])),
        ("photo", Value::File(vec![photo.clone(), photo])),
        ("earlier", Value::Case(Box::new(earlier))),
    ];
    let fields = fields.into_iter().map(|(id, value)| (FieldId::from(id), value)).collect();
    let columns = vec![column("name", FieldKind::text(9)), column("group", groups())];
    let items = FieldKind::List { columns, min: 0, max: 9 };
    let kinds = [("group".into(), groups()), ("items".into(), items)];
    Case(fields, Calendar::new("35.74", Arc::default()), kinds.into())
}

fn value(text: &str) -> Option<Value> {
    evaluate(&parse(text).unwrap(), &case())
}

#[test]
fn conditions_hold_or_do_not() {
    for (text, holds) in [
        ("born < today - office.late", true),
        ("born >= today - office.late", false),
        ("born == today - 61d", true),
        ("kind == 'home' and fee > 10", true),
        ("kind != 'home' or fee <= 10", false),
        ("not kind == 'hospital'", true),
        ("12mo == 1y", true),
        ("1wd == 8wh", true),
        ("1mo > 30d", true),
        ("1mo < 31d", true),
        ("opens < closes", true),
        ("group.response == 5wd and group.title == 'Jalan'", true),
        ("some items satisfies it.group.response == 5wd", true),
        ("size(groups) == 1 and size(photo) == 2", true),
        ("fee + fee == 10000", true),
        ("fee + fee > fee", true),
        ("some heirs satisfies not it.dead", true),
        ("every heirs satisfies not it.dead", false),
        ("every heirs satisfies it.person.birth_date < born", true),
        ("size(heirs) == 2", true),
        ("has(mother.birth_date) and not has(father)", true),
        ("if kind == 'home' then fee == 5000 else false", true),
        ("at.area.kecamatan == at.area.kecamatan", true),
        ("at.area.kecamatan == at.area.kelurahan", false),
        ("at.kecamatan == at.area.kecamatan", true),
        ("spot.area == at.area and spot.area == spot.kelurahan", true),
        ("earlier.office.area == at.kecamatan", true),
        ("earlier.applicant.name == 'Siti'", true),
    ] {
        assert_eq!(value(text), Some(Value::Bool(holds)), "{text}");
    }
}

#[test]
fn dates_and_periods_are_computed() {
    let day = |text: &str| Some(Value::Date(text.parse().unwrap()));
    let period = |text: &str| Some(Value::Period(text.parse().unwrap()));
    assert_eq!(value("born + 2wd"), day("2026-09-22"));
    assert_eq!(value("born - 1y + 1mo"), day("2025-10-20"));
    assert_eq!(value("1wd + 2wh"), period("10wh"));
    assert_eq!(value("1y + 1mo"), period("13mo"));
    assert_eq!(value("2y + 1mo"), period("25mo"));
    assert_eq!(value("1mo + 3d"), period("33d"));
    assert_eq!(value("1y + 3d"), period("368d"));
    assert_eq!(value("fee - fee"), Some(Value::Money(0)));
    assert_eq!(value("3 - 5"), Some(Value::Number(-2)));
    let ages = Box::new(Expr::Period("2147483647y".parse().unwrap()));
    let born = Box::new(parse("born").unwrap());
    assert!(evaluate(&Expr::Add(born, ages), &case()).is_some());
}

#[test]
fn what_is_empty_holds_nothing_and_breaks_nothing() {
    let none = [
        "father.birth_date < born",
        "not father.birth_date < born",
        "born + mother",
        "it.x",
        "1h < 1wd",
        "1d + 1wd",
        "earlier.ticket",
    ];
    for text in none {
        assert_eq!(value(text), None, "{text}");
        assert!(!holds(&parse(text).unwrap(), &case()), "{text}");
    }
    assert_eq!(value("father.birth_date < born or true"), Some(Value::Bool(true)));
}

#[test]
fn the_longest_durations_are_counted_to_the_end() {
    for text in ["9999y + 9999mo > 9999y", "9999y + 9999y > 9999y", "born + 9999d > born + 9998d"] {
        assert_eq!(value(text), Some(Value::Bool(true)), "{text}");
    }
}
