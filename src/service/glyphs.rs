//! The words that a template prints and nobody types: those of choices and tables. The letter fonts must have them.

use super::reading::Senseless;
use crate::letter::{Read, lacks};
use crate::workflow::{Choices, Definition, FieldKind, Offers, Value};

/// A word of the choices behind a name that no letter can print.
pub(super) fn unprintable(definition: &Definition, read: &Read) -> Option<Senseless> {
    let mut path = read.path.split('.');
    let kind = match (path.next()?, path.next()) {
        ("office", Some(setting)) => &definition.setting(setting)?.kind,
        (field, _) => &definition.field(field)?.kind,
    };
    let text = words(kind).into_iter().find(|text| lacks(text).is_some())?;
    let sign = lacks(&text)?;
    Some(Senseless {
        problem: format!(
            "{} may be {text:?}, and no letter font has {sign:?} (U+{:04X})",
            read.path,
            u32::from(sign)
        ),
        remedy: Some("write it in Latin letters".to_owned()),
    })
}

/// Everything that may be chosen, as it is printed.
fn words(kind: &FieldKind) -> Vec<String> {
    match kind {
        FieldKind::Choice(choices) => offered(choices),
        FieldKind::List { columns, .. } => {
            columns.iter().flat_map(|column| words(&column.kind)).collect()
        }
        _ => Vec::new(),
    }
}

fn offered(choices: &Choices) -> Vec<String> {
    let words = choices.pairs().into_iter().map(|(_, words)| words.to_string());
    let Offers::Table(table) = &choices.from else { return words.collect() };
    let cells = table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    });
    words.chain(cells).collect()
}
