//! What a template reads of the answers: fields, their parts, the columns of lists.

use super::reading::{Meaning, Senseless, Shape, choice, near, no};
use crate::area::Level;
use crate::workflow::{
    Choices, Column, ColumnKind, Definition, Field, FieldKind, Filler, Offers, PartKind,
    PersonPart, PlacePart,
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
        FieldKind::Text { max, .. } => plain(Shape::Field(*max)),
        FieldKind::Number { .. } | FieldKind::Money { .. } => plain(Shape::Number),
        FieldKind::Bool | FieldKind::File { .. } => plain(Shape::Bool),
        FieldKind::Date { .. } => plain(Shape::Date),
        FieldKind::Time => plain(Shape::Time),
        FieldKind::Period(_) => plain(Shape::Period),
        FieldKind::Choice(choices) => of_choice(choices, path, rest),
        FieldKind::Case { .. } => of_case(path, rest),
        FieldKind::Person { ask, .. } => {
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

fn of_choice(
    choices: &Choices,
    path: &str,
    rest: &[&str],
) -> Result<(Shape, Vec<String>), Senseless> {
    if choices.many {
        // The rows of the chosen: `this.words` and `this.key`.
        return match rest {
            [] => Ok((Shape::List, Vec::new())),
            ["key" | "words"] => Ok((Shape::Text, vec![path.to_owned()])),
            [part, ..] => no(format!("`{path}` has no part `{part}` (parts: key, words)"), None),
        };
    }
    match (&choices.from, rest) {
        (Offers::Units, ["area", below @ ..]) => {
            let (shape, _) = of_area(&format!("{path}.area"), below)?;
            Ok((shape, vec![format!("{path}.area")]))
        }
        (Offers::Units, [] | ["key" | "words"]) => Ok((Shape::Text, Vec::new())),
        (Offers::Areas, rest) => of_area(path, rest),
        (Offers::Table(table), [column]) if !matches!(*column, "key" | "words") => {
            let columns = ["title"].into_iter().chain(table.columns.iter().map(|c| &*c.id));
            let known: Vec<&str> = columns.collect();
            let Some(found) = table.columns.iter().find(|known| *known.id == **column) else {
                if *column == "title" {
                    return Ok((Shape::Text, Vec::new()));
                }
                let problem = format!(
                    "table {} has no column `{column}` (has: {})",
                    table.id,
                    known.join(", ")
                );
                return no(problem, near(column, known.iter().copied()));
            };
            let shape = match found.kind {
                ColumnKind::Text | ColumnKind::Office | ColumnKind::Area => Shape::Text,
                ColumnKind::Number => Shape::Number,
                ColumnKind::Bool => Shape::Bool,
                ColumnKind::Date => Shape::Date,
                ColumnKind::Period(_) => Shape::Period,
            };
            Ok((shape, Vec::new()))
        }
        _ => {
            let keys = choices.pairs().into_iter().map(|(key, _)| key.clone()).collect();
            Ok((choice(keys, path, rest)?, Vec::new()))
        }
    }
}

/// An earlier case: its ticket, title and office, who asked, and its letters.
fn of_case(path: &str, rest: &[&str]) -> Result<(Shape, Vec<String>), Senseless> {
    const PARTS: [&str; 5] = ["ticket", "title", "office", "applicant", "letters"];
    let inside = |list: &str| Ok((Shape::Text, vec![format!("{path}.{list}")]));
    match rest {
        [] => Ok((Shape::Parts(PARTS.map(str::to_owned).to_vec()), Vec::new())),
        ["ticket" | "title" | "office"] | ["applicant", "name"] => Ok((Shape::Text, Vec::new())),
        ["applicant", "nik"] => Ok((Shape::Text, vec![format!("{path}.applicant.nik")])),
        ["letters"] => Ok((Shape::List, Vec::new())),
        ["letters", "title" | "number"] => inside("letters"),
        ["letters", "date"] => Ok((Shape::Date, vec![format!("{path}.letters")])),
        [part, ..] => no(
            format!("`{path}` has no part `{part}` (parts: {})", PARTS.join(", ")),
            near(part, PARTS.into_iter()),
        ),
    }
}

fn of_area(path: &str, rest: &[&str]) -> Result<(Shape, Vec<String>), Senseless> {
    match rest {
        [] | ["key" | "words"] => Ok((Shape::Text, Vec::new())),
        [level] if Level::from_key(level).is_some() => Ok((Shape::Text, Vec::new())),
        [part, ..] => no(format!("`{path}` has no part `{part}`"), None),
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
    only_if.extend((column.optional || column.when.is_some()).then_some(cell));
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
    let kind = PersonPart::from_key(part)
        .map_or(FieldKind::Text { max: 200, pattern: None }, PersonPart::kind);
    of_kind(&kind, path, rest)
}

fn place_part(part: &str, path: &str, rest: &[&str]) -> Result<(Shape, Vec<String>), Senseless> {
    match (PlacePart::from_key(part).map(PlacePart::kind), rest) {
        (Some(PartKind::Field(kind)), rest) => of_kind(&kind, path, rest),
        (_, rest) => of_area(path, rest),
    }
}
