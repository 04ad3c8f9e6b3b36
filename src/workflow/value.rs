//! Values of fields: what people answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::{OutputId, ServiceId};
use crate::area::{AreaCode, OfficeId};
use crate::calendar::Period;
use crate::origin::CaseId;

/// The parts of a person, a place or a row, by key. An empty part is absent.
pub type Parts = BTreeMap<Arc<str>, Value>;

/// The value of a field, a part, a setting or an expression. Equal values have equal JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "value")]
pub enum Value {
    /// Text.
    Text(Arc<str>),
    /// A whole number.
    Number(i64),
    /// Whole rupiah.
    Money(i64),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(Date),
    /// Hours and minutes.
    Time(Time),
    /// A length of time.
    Period(Period),
    /// The key of a choice (or of a row of a table).
    Choice(Arc<str>),
    /// An area.
    Area(AreaCode),
    /// An office.
    Office(OfficeId),
    /// A person, by [`super::PersonPart`] keys.
    Person(Parts),
    /// A place, by [`super::PlacePart`] keys.
    Place(Parts),
    /// The rows of a list.
    List(Vec<Row>),
    /// Uploaded files, or papers shown at the desk.
    File(Vec<FileRef>),
    /// Several choices, offices or areas: see [`super::Choices::several`].
    Many(Vec<Value>),
    /// An earlier case.
    Case(Box<CaseRef>),
}

/// A row of a list, with an id that survives edits and reordering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The id, unique within the field.
    pub id: u32,
    /// The cells, by column.
    pub cells: Parts,
}

/// An uploaded file, by the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// SHA-256 of the content, in hex.
    pub sha256: String,
    /// The name that it had on the sender's device.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Media type, judged by content.
    pub media: String,
}

/// An earlier case, as it was when it was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    /// The case.
    pub case: CaseId,
    /// What people name it by.
    pub ticket: Arc<str>,
    /// Its service.
    pub service: ServiceId,
    /// The title of its service.
    pub title: Arc<str>,
    /// The office that it belonged to.
    pub office: OfficeId,
    /// Who asked: NIK and name, as far as they are known.
    pub applicant: Parts,
    /// The letters and entries that were issued.
    pub letters: Vec<EarlierLetter>,
}

impl CaseRef {
    /// An earlier case of which only the ticket is known yet.
    pub fn named(ticket: &str) -> Self {
        Self {
            case: CaseId(uuid::Uuid::nil()),
            ticket: ticket.into(),
            service: "".into(),
            title: "".into(),
            office: OfficeId(String::new()),
            applicant: Parts::new(),
            letters: Vec::new(),
        }
    }
}

/// A letter or entry of an earlier case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierLetter {
    /// The output.
    pub output: OutputId,
    /// Its title.
    pub title: Arc<str>,
    /// Its number.
    pub number: Arc<str>,
    /// The day of the number.
    pub date: Date,
}
