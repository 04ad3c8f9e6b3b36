//! What a template reads of the answers: fields, their parts, the columns of lists.

use super::reading::{Meaning, Senseless, Shape, choice, near, no};
use crate::area::Level;
use crate::workflow::{
    Choices, Column, Definition, Field, FieldKind, Filler, PartKind, PersonPart, PlacePart,
};

pub(super) fn of_field(
    definition: &Definition,
    field: &Field,
    rest: &[&str],
) -> Result<Meaning, Senseless> {
    let skipped = match &field.by {
        Filler::Applicant => false,
        Filler::Step(step) => {
            definition.step(step.as_str()).is_some_and(|step| step.when.is_some())
        }
    };
    let mut only_if = Vec::new();
    if field.optional || field.when.is_some() || skipped {
        only_if.push(field.id.to_string());
    }
    let (shape, more) = of_kind(&field.kind, field.id.as_str(), rest)?;
    only_if.extend(more);
    Ok(Meaning { shape, only_if })
}

/// The shape of a part of a kind, and the paths that must be asked for besides the field itself.
pub(super) fn of_kind(
    kind: &FieldKind,
    path: &str,
    rest: &[&str],
) -> Result<(Shape, Vec<String>), Senseless> {
    let plain = |shape: Shape| match rest {
        [] => Ok((shape, Vec::new())),
        [part, ..] => no(format!("`{path}` has no part `{part}`"), None),
    };
    match kind {
        FieldKind::Text { max } => plain(Shape::Field(*max)),
        FieldKind::Number { .. } => plain(Shape::Number),
        FieldKind::Bool | FieldKind::File { .. } => plain(Shape::Bool),
        FieldKind::Date { .. } => plain(Shape::Date),
        FieldKind::Time => plain(Shape::Time),
        FieldKind::Period => plain(Shape::Period),
        FieldKind::Choice(Choices(pairs)) => {
            let keys = pairs.iter().map(|(key, _)| key.clone()).collect();
            Ok((choice(keys, path, rest)?, Vec::new()))
        }
        FieldKind::Person { ask } => {
            let keys: Vec<&str> = ask.iter().map(|part| part.key()).collect();
            parted(&keys, path, rest, |key| PersonPart::from_key(key).is_some(), person_part)
        }
        FieldKind::Place { ask } => {
            let keys: Vec<&str> = ask.iter().map(|part| part.key()).collect();
            parted(&keys, path, rest, |key| PlacePart::from_key(key).is_some(), place_part)
        }
        FieldKind::List { columns, .. } => of_list(columns, path, rest),
    }
}

fn of_list(
    columns: &[Column],
    path: &str,
    rest: &[&str],
) -> Result<(Shape, Vec<String>), Senseless> {
    let [name, below @ ..] = rest else { return Ok((Shape::List, Vec::new())) };
    let Some(column) = columns.iter().find(|column| &*column.id == *name) else {
        let known: Vec<&str> = columns.iter().map(|column| &*column.id).collect();
        return no(
            format!("`{path}` has no column `{name}` (columns: {})", known.join(", ")),
            None,
        );
    };
    let cell = format!("{path}.{name}");
    let (shape, more) = of_kind(&column.kind, &cell, below)?;
    let mut only_if = vec![path.to_owned()];
    only_if.extend(column.optional.then_some(cell));
    only_if.extend(more);
    Ok((shape, only_if))
}

type PartOf = fn(&str, &str, &[&str]) -> Result<(Shape, Vec<String>), Senseless>;

fn parted(
    ask: &[&str],
    path: &str,
    rest: &[&str],
    exists: impl Fn(&str) -> bool,
    of: PartOf,
) -> Result<(Shape, Vec<String>), Senseless> {
    let [part, below @ ..] = rest else {
        let parts = ask.iter().map(|part| (*part).to_owned()).collect();
        return Ok((Shape::Parts(parts), Vec::new()));
    };
    if ask.contains(part) {
        return of(part, &format!("{path}.{part}"), below);
    }
    if exists(part) {
        let remedy = Some("add it to `ask`".to_owned());
        return no(format!("`{path}.{part}`: `{part}` is not asked"), remedy);
    }
    let problem = format!("`{path}` has no part `{part}` (asked: {})", ask.join(", "));
    no(problem, near(part, ask.iter().copied()))
}

fn person_part(part: &str, path: &str, rest: &[&str]) -> Result<(Shape, Vec<String>), Senseless> {
    let kind = PersonPart::from_key(part).map_or(FieldKind::Text { max: 200 }, PersonPart::kind);
    of_kind(&kind, path, rest)
}

fn place_part(part: &str, path: &str, rest: &[&str]) -> Result<(Shape, Vec<String>), Senseless> {
    match (PlacePart::from_key(part).map(PlacePart::kind), rest) {
        (Some(PartKind::Field(kind)), rest) => of_kind(&kind, path, rest),
        (_, []) => Ok((Shape::Text, Vec::new())),
        (_, [level]) if Level::from_key(level).is_some() => Ok((Shape::Text, Vec::new())),
        (_, [part, ..]) => no(format!("`{path}` has no part `{part}`"), None),
    }
}
