//! What makes two open requests the same: `start.unique` of a definition.

use crate::workflow::{Definition, FieldId, Parts, PersonPart, Row, Value};

/// SHA-256 (hex) of the folded values of the fields in `start.unique`; `None` where a service has
/// none, or one of them is empty. It is kept only while the case is open.
pub(super) fn likeness<'v>(
    definition: &Definition,
    value: impl Fn(&FieldId) -> Option<&'v Value>,
) -> Option<String> {
    let unique = &definition.start.unique;
    if unique.is_empty() {
        return None;
    }
    let folded: Option<Vec<String>> =
        unique.iter().map(|field| Some(fold(value(field)?))).collect();
    let same = format!("{}\n{}", definition.id, folded?.join("\n"));
    Some(crate::journal::hex(&openssl::sha::sha256(same.as_bytes())))
}

/// Text by folded case and spaces; a person by NIK, or by name and date of birth without one.
fn fold(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
        }
        Value::Person(parts) => person(parts),
        Value::Place(parts) => parts.values().map(fold).collect::<Vec<_>>().join("/"),
        Value::List(rows) => {
            let row = |row: &Row| row.cells.values().map(fold).collect::<Vec<_>>().join("/");
            rows.iter().map(row).collect::<Vec<_>>().join("//")
        }
        Value::Case(earlier) => earlier.case.to_string(),
        value => serde_json::to_string(value).unwrap_or_default(),
    }
}

fn person(parts: &Parts) -> String {
    let part = |part: PersonPart| parts.get(part.key()).map(fold);
    part(PersonPart::Nik).or_else(|| part(PersonPart::Passport)).unwrap_or_else(|| {
        let name = part(PersonPart::Name).unwrap_or_default();
        format!("{name}/{}", part(PersonPart::BirthDate).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_is_the_same_however_the_name_is_typed() {
        let person = |nik: Option<&str>, name: &str| {
            let text = |text: &str| Value::Text(text.into());
            let mut parts = Parts::from([("name".into(), text(name))]);
            parts.extend(nik.map(|nik| ("nik".into(), text(nik))));
            fold(&Value::Person(parts))
        };
        assert_eq!(person(Some("1"), "Siti"), person(Some("1"), "Siti Aminah"));
        assert_eq!(person(None, "Siti  AMINAH "), person(None, "siti aminah"));
        assert_ne!(person(None, "Siti"), person(None, "Budi"));
    }
}
