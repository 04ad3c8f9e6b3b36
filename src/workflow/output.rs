//! Letters, register entries and their numbers (definition-format.md section 6), and the ends of
//! a case (5.4).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Due, EndId, Expr, FieldId, Holder, OutputId, Root, StepId};
use crate::area::Level;
use crate::calendar::Period;

/// An end of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Its id.
    pub id: EndId,
    /// What people read.
    pub title: Arc<str>,
    /// How it may be opened again.
    pub reopen: Option<Reopen>,
}

/// How the applicant may open an ended case again.
#[derive(Debug, Clone, PartialEq)]
pub struct Reopen {
    /// So long after the end.
    pub within: Period,
    /// Where it goes on.
    pub to: StepId,
}

/// A letter or a register entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its id.
    pub id: OutputId,
    /// What people read.
    pub title: Arc<str>,
    /// The template of its letter; without it a register entry.
    pub template: Option<Arc<str>>,
    /// Its number, if it takes one.
    pub number: Vec<NumberPart>,
    /// What the counter belongs to.
    pub series: Vec<SeriesKey>,
    /// Made only if true.
    pub when: Option<Expr>,
    /// Made when this step is complete; at the end of the case if absent.
    pub at: Option<StepId>,
    /// Who gets it.
    pub to: Vec<Holder>,
    /// Who gets a copy.
    pub cc: Vec<Recipient>,
    /// Until when it may be used.
    pub valid: Option<Due>,
    /// On issue, the letter of the case that this field names is revoked.
    pub revokes: Option<FieldId>,
    /// An effect without a letter.
    pub grant: Option<Grant>,
    /// The steps that sign it, in order (derived from `steps.sign`).
    pub signers: Vec<StepId>,
    /// From which part it comes, if any.
    pub part: Option<Arc<str>>,
}

/// Who gets a copy.
#[derive(Debug, Clone, PartialEq)]
pub enum Recipient {
    /// Somebody whom the case knows.
    Holder(Holder),
    /// Somebody outside, by name; printed, never written to.
    Outside(Arc<str>),
}

impl Recipient {
    /// A name that begins with a field is a person whom the case knows.
    pub(super) fn known(self, fields: &BTreeSet<FieldId>) -> Self {
        let Self::Outside(name) = &self else { return self };
        match name.parse() {
            Ok(Holder::People { path, only }) => match &path.root {
                Root::Field(field) if fields.contains(field) => {
                    Self::Holder(Holder::People { path, only })
                }
                _ => self,
            },
            _ => self,
        }
    }
}

/// An effect without a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grant {
    /// The identity of the applicant is proven.
    Verified,
    /// The applicant gets means to log in.
    Credential,
}

/// A piece of a number pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberPart {
    /// Printed as it is.
    Text(Arc<str>),
    /// `{seq:3}`: the counter, padded with zeros.
    Seq(u8),
    /// `{code}`: the setting `code`.
    Code,
    /// `{unit.code}`: the code of the office that draws.
    UnitCode,
    /// `{day}`, padded.
    Day(u8),
    /// `{month}`, padded.
    Month(u8),
    /// `{month:roman}`.
    MonthRoman,
    /// `{year}`.
    Year,
    /// `{rt:2}`, padded.
    Rt(u8),
    /// `{rw:2}`, padded.
    Rw(u8),
}

/// A key of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeriesKey {
    /// The office that draws.
    Office,
    /// The unit of the route at a level (rt, rw, kelurahan, kecamatan).
    Level(Level),
    /// The setting `code`.
    Code,
    /// The year of drawing.
    Year,
    /// The month of drawing.
    Month,
}
