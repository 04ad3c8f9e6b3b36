//! What no letter can print: told while somebody types or imports, never at the signature.

use crate::letter::lacks;
use crate::workflow::Value;

/// The characters of an answer that the letter fonts lack, the first of each part, with the part it stands in (empty
/// for the answer itself; rows count from 1).
pub(super) fn unprintable(value: &Value) -> Vec<(String, char)> {
    match value {
        Value::Text(text) => {
            unprintable_sign(text).map(|sign| (String::new(), sign)).into_iter().collect()
        }
        Value::Person(parts) | Value::Place(parts) => {
            below(parts.iter().map(|(part, value)| (part.to_string(), value)))
        }
        Value::List(rows) => {
            let cells = rows.iter().enumerate().flat_map(|(at, row)| {
                let cell = move |(column, value)| (format!("{}.{column}", at + 1), value);
                row.cells.iter().map(cell)
            });
            below(cells)
        }
        _ => Vec::new(),
    }
}

fn below<'a>(parts: impl Iterator<Item = (String, &'a Value)>) -> Vec<(String, char)> {
    let of = |(part, value): (String, &Value)| {
        unprintable(value).into_iter().map(move |(path, sign)| match path.as_str() {
            "" => (part.clone(), sign),
            path => (format!("{part}.{path}"), sign),
        })
    };
    parts.flat_map(of).collect::<Vec<_>>()
}

/// The first character of a text that no letter font has, or that cannot be seen.
pub(super) fn unprintable_sign(text: &str) -> Option<char> {
    let hidden = |c: &char| c.is_control() && *c != '\n';
    text.chars().find(hidden).or_else(|| lacks(text))
}

/// For those who import sheets: what cannot be printed in the cells of a row.
pub(super) fn printable<'a>(
    cells: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), String> {
    for (column, text) in cells {
        if let Some(sign) = unprintable_sign(text) {
            return Err(format!(
                "{column} has {sign:?} (U+{:04X}), which no letter can print; write it in Latin letters",
                u32::from(sign)
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::Row;

    fn parts(value: &Value) -> Vec<String> {
        unprintable(value).into_iter().map(|(part, sign)| format!("{part} {sign}")).collect()
    }

    #[test]
    fn every_kind_of_answer_that_a_letter_prints_is_looked_at() {
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(parts(&text("\u{c9}lodie Nur\u{2019}aini \u{1e24}asan\nbaris dua")), [""; 0]);
        assert_eq!(parts(&text("Siti \u{1f338}")), [" \u{1f338}"]);
        assert_eq!(parts(&text("satu\tdua")), [" \t"]);
        let address = Value::Place([("street".into(), text("Jl. \u{a984}"))].into());
        let person = [("name".into(), text("Siti")), ("address".into(), address)];
        let person = Value::Person(person.into());
        assert_eq!(parts(&person), ["address.street \u{a984}"]);
        let row = |value: Value| Row { id: 1, cells: [("who".into(), value)].into() };
        let list = Value::List(vec![row(text("Agus")), row(person), row(text("\u{6c49}"))]);
        assert_eq!(parts(&list), ["2.who.address.street \u{a984}", "3.who \u{6c49}"]);
    }

    #[test]
    fn a_cell_is_told_with_its_column() {
        assert_eq!(printable([("name", "Jati"), ("address", "Jalan 1")]), Ok(()));
        let told = printable([("name", "Jati"), ("address", "\u{6c49}")]).unwrap_err();
        assert!(told.starts_with("address has '\u{6c49}' (U+6C49)"), "{told}");
    }
}
