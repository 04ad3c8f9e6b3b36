//! What the names of a template mean for a definition: their kind, and when they are filled.

use std::sync::Arc;

use super::reading_fields::{of_field, of_kind};
use super::reading_work::{of_output, of_step};
use crate::area::Level;
use crate::workflow::{Definition, Output, Purpose};

/// What a name gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Text, to be printed.
    Text,
    /// A field's text of at most so many characters.
    Field(u32),
    /// A whole number, or rupiah.
    Number,
    /// Yes or no, or whether a file is there.
    Bool,
    /// A day.
    Date,
    /// Hours and minutes.
    Time,
    /// A length of time.
    Period,
    /// One of these keys.
    Choice(Vec<Arc<str>>),
    /// It has these parts and is no text itself.
    Parts(Vec<String>),
    /// Rows.
    List,
}

/// A name, understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    /// What it gives.
    pub shape: Shape,
    /// Paths of which the template must have asked whether they are filled.
    pub only_if: Vec<String>,
}

/// Why a name means nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Senseless {
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub remedy: Option<String>,
}

pub(super) fn no<T>(problem: String, remedy: Option<String>) -> Result<T, Senseless> {
    Err(Senseless { problem, remedy })
}

const OFFICE: [&str; 9] =
    ["name", "called", "head", "title", "address", "phone", "email", "logo", "logo_right"];

/// What a path of a template means in the letter of `output`.
pub(super) fn meaning(
    definition: &Definition,
    output: &Output,
    path: &str,
) -> Result<Meaning, Senseless> {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    if let Some(field) = definition.field(first) {
        return of_field(definition, field, &rest);
    }
    if let Some(other) = definition.output(first) {
        return of_output(definition, output, other, &rest);
    }
    if let Some(step) = definition.step(first) {
        return of_step(definition, output, step, &rest);
    }
    let always = |shape| Ok(Meaning { shape, only_if: Vec::new() });
    match (first, rest.as_slice()) {
        ("today", []) => always(Shape::Date),
        ("purpose", rest) => {
            let keys = [Purpose::New, Purpose::Renewal, Purpose::Correction];
            always(choice(keys.iter().map(|p| p.key().into()).collect(), "purpose", rest)?)
        }
        ("office", [id]) => {
            let known = || definition.settings.iter().map(|setting| setting.id.as_str());
            let Some(setting) = definition.setting(id) else {
                let list = known().collect::<Vec<_>>().join(", ");
                return no(format!("no setting `{id}` (settings: {list})"), near(id, known()));
            };
            always(of_kind(&setting.kind, path, &[])?.0)
        }
        ("office_of", [level, part]) if Level::from_key(level).is_some() => {
            listed(part, &OFFICE, path).map(|()| Meaning { shape: Shape::Text, only_if: vec![] })
        }
        ("office_of", _) => no(
            format!("`{path}` names no office"),
            Some("write office_of.LEVEL.name (levels: rt, rw, kelurahan, kecamatan, kabupaten, provinsi)".into()),
        ),
        _ => {
            let fields = definition.fields.iter().map(|field| field.id.as_str());
            let steps = definition.steps.iter().map(|step| step.id.as_str());
            let outputs = definition.outputs.iter().map(|output| output.id.as_str());
            let fixed = ["today", "purpose", "office", "office_of"];
            let known = fields.chain(steps).chain(outputs).chain(fixed);
            no(format!("there is no name `{first}`"), near(first, known))
        }
    }
}

/// "did you mean x?" for the nearest known word.
pub(super) fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let best = known.map(|known| (strsim::damerau_levenshtein(word, known), known)).min()?;
    (best.0 <= (word.len() / 3).max(1)).then(|| format!("did you mean `{}`?", best.1))
}

pub(super) fn listed(part: &str, known: &[&str], path: &str) -> Result<(), Senseless> {
    if known.contains(&part) {
        return Ok(());
    }
    let problem = format!("`{path}`: no part `{part}` (parts: {})", known.join(", "));
    no(problem, near(part, known.iter().copied()))
}

pub(super) fn choice(keys: Vec<Arc<str>>, path: &str, rest: &[&str]) -> Result<Shape, Senseless> {
    match rest {
        [] => Ok(Shape::Choice(keys)),
        ["key" | "words"] => Ok(Shape::Text),
        [part, ..] => no(
            format!("`{path}` has no part `{part}`"),
            Some(format!("write {{{{{path}}}}} for its words or {{{{{path}.key}}}} for its key")),
        ),
    }
}
