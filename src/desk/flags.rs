//! What a definition wants officers to notice: checks that warn and refuse nothing.

use crate::case::{Case, Model};
use crate::service::Draft;
use crate::workflow::{Check, Field, FieldKind, Value, evaluate_in, holds};

/// The words of every warning of a field that its answer gives cause for.
pub(super) fn flags(model: &Model<'_>, case: &Case, field: &Field) -> Vec<String> {
    let Some(value) = case.value(&field.id) else { return Vec::new() };
    let Some(draft) = Draft::of(model.definition, case, model.calendar) else { return Vec::new() };
    let raised = |check: &&Check| check.warn && !holds(&check.that, &draft);
    let mut words: Vec<String> =
        field.checks.iter().filter(raised).map(|check| check.say.to_string()).collect();
    if let (FieldKind::List { columns, .. }, Value::List(rows)) = (&field.kind, value) {
        for (number, row) in (1..).zip(rows) {
            let filled = columns.iter().filter(|column| row.cells.contains_key(&column.id));
            let raised = |check: &&Check| {
                let held = evaluate_in(&check.that, &draft, Some((row, columns)));
                check.warn && held != Some(Value::Bool(true))
            };
            let checks = filled.flat_map(|column| &column.checks).filter(raised);
            words.extend(checks.map(|check| format!("{number}. {}", check.say)));
        }
    }
    words
}
