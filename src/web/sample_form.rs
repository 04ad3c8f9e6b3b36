//! The birth form of the tests: empty, and as somebody filled it in.

use std::sync::Arc;

use jiff::civil::date;

use super::apply::{Draft, Errand};
use super::form::{Typed, write};
use super::sample::service;
use crate::desk::Form;
use crate::workflow::{
    Bring, Choices, Column, Field, FieldKind, FileRef, Filler, Parts, PersonPart, Value,
};

pub(super) fn errand() -> Errand {
    Errand {
        action: "/ajukan/birth".into(),
        service: "birth".into(),
        purpose: None,
        again: None,
        earlier: None,
        key: uuid::Uuid::nil(),
    }
}

/// The whole birth form as typed, read again.
pub(super) fn answered_draft() -> Draft {
    let form = birth_form();
    let mut typed = Typed::default();
    for (field, value) in &form.fields {
        if let Some(value) = value {
            write(field, value, &mut typed);
        }
    }
    Draft::of(form, typed)
}

pub(super) fn field(id: &str, title: &str, kind: FieldKind) -> Field {
    Field {
        id: id.into(),
        title: title.into(),
        help: None,
        kind,
        optional: false,
        when: None,
        default: None,
        example: None,
        by: Filler::Applicant,
        checks: vec![],
        hide: None,
        sensitive: false,
        keep: None,
    }
}

pub(super) fn choice(of: &[(&str, &str)]) -> FieldKind {
    FieldKind::Choice(Choices::of(of.iter().map(|(k, w)| ((*k).into(), (*w).into())).collect()))
}

pub(super) fn address() -> Value {
    let parts: [(&str, Value); 4] = [
        ("street", Value::Text("Jalan Cempaka 12".into())),
        ("rt", Value::Number(3)),
        ("rw", Value::Number(5)),
        ("area", Value::Area("35.74.03.1004".parse().unwrap())),
    ];
    Value::Place(parts.map(|(key, value)| (Arc::from(key), value)).into())
}

pub(super) fn person(nik: &str, name: &str, year: i16) -> Value {
    let parts: [(&str, Value); 5] = [
        ("nik", Value::Text(nik.into())),
        ("name", Value::Text(name.into())),
        ("birth_date", Value::Date(date(year, 5, 5))),
        ("occupation", Value::Text("Petani".into())),
        ("address", address()),
    ];
    Value::Person(parts.map(|(key, value)| (Arc::from(key), value)).into())
}

/// Every kind of field, with an answer to most: a birth at home with all its papers.
#[expect(clippy::too_many_lines, reason = "one line for each field of a real form")]
pub(super) fn birth_form() -> Form {
    use PersonPart as P;
    let parents = vec![P::Nik, P::Name, P::BirthDate, P::Occupation, P::Address];
    let applicant = vec![
        P::Nik,
        P::Kk,
        P::Name,
        P::BirthPlace,
        P::BirthDate,
        P::Sex,
        P::Religion,
        P::Marital,
        P::Occupation,
        P::Address,
        P::Phone,
    ];
    let paper = |bring| FieldKind::File {
        accept: vec!["jpg".into(), "png".into(), "pdf".into()],
        many: 1,
        min: 1,
        bring,
    };
    let kk = FileRef {
        sha256: "a".repeat(64),
        name: "kk.jpg".into(),
        size: 394_530,
        media: "image/jpeg".into(),
    };
    let witness = |n: u32| crate::workflow::Row {
        id: n,
        cells: Parts::from([(
            Arc::from("person"),
            person(&format!("357403010170900{n}"), "Wayan Sudirja", 1970),
        )]),
    };
    let witnesses = FieldKind::List {
        columns: vec![Column {
            id: "person".into(),
            title: "Saksi".into(),
            kind: FieldKind::person(parents.clone()),
            help: None,
            optional: false,
            when: None,
            example: None,
            checks: vec![],
            sensitive: false,
        }],
        min: 2,
        max: 2,
    };
    let places = choice(&[
        ("hospital", "RS/RB"),
        ("clinic", "Puskesmas"),
        ("polindes", "Polindes"),
        ("home", "Rumah"),
        ("other", "Lainnya"),
    ]);
    let text = |words: &str| Some(Value::Text(words.into()));
    let pick = |key: &str| Some(Value::Choice(key.into()));
    let mut weight = field("weight", "Berat (gram)", FieldKind::Number { min: None, max: None });
    weight.optional = true;
    let mut father = field("father", "Ayah", FieldKind::person(parents.clone()));
    father.optional = true;
    let date_kind = || FieldKind::Date { min: None, max: None };
    let number = || FieldKind::Number { min: Some(1), max: Some(20) };
    let sex = choice(&[("L", "Laki-laki"), ("P", "Perempuan")]);
    let relation = choice(&[("parent", "Orang tua"), ("family", "Keluarga")]);
    Form {
        lists: crate::desk::Lists::default(),
        service: service(),
        fields: vec![
            (
                field("applicant", "Tentang Anda (pelapor)", FieldKind::person(applicant)),
                Some(person("3574034505909001", "Rina Kartikasari", 1990)),
            ),
            (field("child_name", "Nama anak", FieldKind::text(34)), text("Bayu Saputra")),
            (field("sex", "Jenis kelamin", sex), pick("L")),
            (
                field("birth_date", "Tanggal lahir", date_kind()),
                Some(Value::Date(date(2026, 11, 5))),
            ),
            (
                field("birth_time", "Pukul lahir", FieldKind::Time),
                Some(Value::Time(jiff::civil::time(8, 5, 0, 0))),
            ),
            (
                field("birth_place", "Kota atau kabupaten kelahiran", FieldKind::text(40)),
                text("Probolinggo"),
            ),
            (field("child_order", "Anak ke-", number()), Some(Value::Number(2))),
            (weight, None),
            (field("twin", "Lahir kembar", FieldKind::Bool), Some(Value::Bool(false))),
            (field("place_kind", "Tempat dilahirkan", places), pick("hospital")),
            (
                field("mother", "Ibu", FieldKind::person(parents)),
                Some(person("3574034505909001", "Rina Kartikasari", 1990)),
            ),
            (father, None),
            (field("relation", "Hubungan pelapor dengan bayi", relation), pick("parent")),
            (
                field("witnesses", "Saksi kelahiran", witnesses),
                Some(Value::List(vec![witness(1), witness(2)])),
            ),
            (field("statement", "Surat pernyataan kelahiran (SPTJM)", paper(Bring::Both)), None),
            (
                field("family_card", "Kartu Keluarga", paper(Bring::Upload)),
                Some(Value::File(vec![kk])),
            ),
        ],
    }
}
