//! What tells one request from others of its service: "Bayu Saputra", the child's name.

use super::house::Loaded;
use super::sight::Sight;
use crate::case::Case;
use crate::workflow::{Definition, Field, Filler, PersonPart, Value};

/// Letters of a subject that a list shows.
const LONGEST: usize = 60;

/// The first text, or person other than the applicant, among the fields that make a request unique,
/// or else among all that the applicant filled and `shown` lets through. What is sensitive stands in
/// no list.
pub(super) fn about(
    definition: &Definition,
    case: &Case,
    shown: impl Fn(&Field) -> bool,
) -> Option<String> {
    let own = definition.fields.iter().filter(|field| field.by == Filler::Applicant);
    let unique = definition.start.unique.iter().filter_map(|id| definition.field(id.as_str()));
    let fields = unique.chain(own).filter(|field| field.id.as_str() != "applicant");
    let words = fields.filter(|field| !field.sensitive && shown(field)).find_map(|field| {
        let value = match case.value(&field.id)? {
            Value::Person(parts) => parts.get(PersonPart::Name.key())?,
            value => value,
        };
        if let Value::Text(text) = value { Some(text) } else { None }
    })?;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    })
}

impl Loaded {
    /// What the request is about, for one who may see so much of it.
    pub(super) fn about(&self, sight: &Sight<'_>) -> Option<String> {
        about(&self.rules.definition, &self.stored.case, |field| sight.sees(field))
    }
}
