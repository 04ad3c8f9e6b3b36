//! What must hold between the sections of a definition (definition-format.md section 13).

mod actions;
mod ends;
mod fields;
mod holders;
mod late;
mod outputs;
pub(super) mod scenarios;
mod start;
mod steps;
mod telling;

use std::collections::BTreeSet;

use super::at::At;
use super::expr_type::Type;
use super::facts::Facts;
use super::read::scenario::Scenario;
use super::report::Report;
use super::typing::{Reader, Typing};
use super::{Column, Definition, Due, Expr, FieldId, Filler};

/// Runs every rule; what is wrong is in the report.
///
/// Also settles what only types can tell: whether a `due` or `valid` is a day or a length of time.
pub(super) fn check(
    definition: &mut Definition,
    broken: &BTreeSet<FieldId>,
    scenarios: &[Scenario],
    (own, parts): (&At<'_>, &[At<'_>]),
    is_part: bool,
    report: &mut Report,
) {
    let mut rules = Rules { definition, broken, own, parts, report };
    let route = start::check(&mut rules);
    fields::check(&mut rules);
    telling::check(&mut rules);
    let dates = steps::check(&mut rules, route.as_ref());
    actions::check(&mut rules);
    late::check(&mut rules);
    let last_days = outputs::check(&mut rules, route.as_ref());
    ends::check(&mut rules, is_part);
    scenarios::check(&mut rules, scenarios);
    for index in dates {
        if let Some(Due::Period(expr)) = definition.steps[index].due.clone() {
            definition.steps[index].due = Some(Due::Date(expr));
        }
    }
    for index in last_days {
        if let Some(Due::Period(expr)) = definition.outputs[index].valid.clone() {
            definition.outputs[index].valid = Some(Due::Date(expr));
        }
    }
}

/// The definition with the places of its keys.
struct Rules<'a, 'r> {
    definition: &'a Definition,
    broken: &'a BTreeSet<FieldId>,
    own: &'a At<'a>,
    parts: &'a [At<'a>],
    report: &'r mut Report,
}

/// What an expression must give.
enum Wanted {
    Bool,
    Date,
    Period,
    Due,
    /// A value of this type.
    Like(Type),
}

/// Where an expression stands.
struct Where<'w> {
    path: &'w [&'w str],
    position: usize,
    facts: Facts,
    own: Option<&'w FieldId>,
    /// The columns of the row that `it` means.
    row: Option<&'w [Column]>,
}

impl<'a> Rules<'a, '_> {
    /// The place of a key, in the file or in the part that it comes from.
    fn at(&self, path: &[&str]) -> At<'a> {
        let holds = |top: &At<'a>| match path {
            [section, id, ..] => top.get(section).is_some_and(|map| map.get(id).is_some()),
            [section] => top.get(section).is_some(),
            [] => true,
        };
        let here = if holds(self.own) { None } else { self.parts.iter().find(|part| holds(part)) };
        here.unwrap_or(self.own).follow(path)
    }

    /// The places of a list that was read as `read`; none where some item could not be read, for
    /// then places and values would not match.
    fn pairs<'d, T>(&self, path: &[&str], read: &'d [T]) -> Vec<(At<'a>, &'d T)> {
        let items = self.at(path).items();
        if items.len() == read.len() { items.into_iter().zip(read).collect() } else { Vec::new() }
    }

    fn error(&mut self, path: &[&str], message: impl Into<String>) {
        let at = self.at(path);
        self.report.error(&at, message);
    }

    /// How many steps are done when a field is filled.
    fn position(&self, by: &Filler) -> usize {
        match by {
            Filler::Applicant => 0,
            Filler::Step(step) => self.definition.index(step.as_str()).map_or(0, |i| i + 1),
        }
    }

    /// What is known at the step that fills a field.
    fn facts(&self, by: &Filler) -> Facts {
        let step = match by {
            Filler::Applicant => None,
            Filler::Step(step) => self.definition.step(step.as_str()),
        };
        Facts::of(step.and_then(|step| step.when.as_ref()))
    }

    /// Types an expression; the type, where it is as wanted.
    fn expr(&mut self, expr: &Expr, wanted: &Wanted, place: &Where<'_>) -> Option<Type> {
        let typing = Typing {
            definition: self.definition,
            broken: self.broken,
            position: place.position,
            own: place.own,
        };
        let at = self.at(place.path);
        let typed = match place.row {
            Some(columns) => typing.check_row(expr, &place.facts, columns),
            None => typing.check(expr, &place.facts),
        };
        match typed {
            Ok(found) if fits(&found, wanted) => Some(found),
            Ok(found) => {
                let wanted = match wanted {
                    Wanted::Bool => "yes/no".to_owned(),
                    Wanted::Date => "a date".to_owned(),
                    Wanted::Period => "a duration".to_owned(),
                    Wanted::Due => "a duration or date".to_owned(),
                    Wanted::Like(Type::Bool) => Type::Bool.to_string(),
                    Wanted::Like(kind @ (Type::Area(_) | Type::Office(_))) => format!("an {kind}"),
                    Wanted::Like(kind) => format!("a {kind}"),
                };
                self.report.in_expression(&at, 0, &format!("must be {wanted}, is {found}"), None);
                None
            }
            Err(fault) => {
                let text = at.raw().map(|text| &**text).unwrap_or_default();
                let found = fault.name.as_deref().and_then(|name| text.find(name));
                let offset = found.map_or(0, |bytes| text[..bytes].chars().count());
                let reader = match place.path {
                    [.., "check", _, "that"] => Reader::Rule,
                    _ => Reader::Condition,
                };
                self.report.in_expression(&at, offset, &fault.told(reader), fault.remedy);
                None
            }
        }
    }
}

fn fits(found: &Type, wanted: &Wanted) -> bool {
    if let Wanted::Like(kind) = wanted {
        return found.comparable(kind);
    }
    matches!(
        (found, wanted),
        (Type::Unknown, _)
            | (Type::Bool, Wanted::Bool)
            | (Type::Date, Wanted::Date | Wanted::Due)
            | (Type::Period(_), Wanted::Period | Wanted::Due)
    )
}
