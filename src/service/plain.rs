//! Answers as letters read them: JSON with words beside keys, and names beside codes.

use serde_json::{Map, Value as Json, json};

use crate::area::{AreaCode, Directory, Level, OfficeId};
use crate::workflow::{CaseRef, FieldKind, Offers, Parts, PersonPart, Value};

/// A value as a template reads it. The kind, where it is known, gives choices their words.
pub(super) fn plain(value: &Value, kind: Option<&FieldKind>, directory: &Directory) -> Json {
    match value {
        Value::Text(text) => json!(&**text),
        Value::Number(number) | Value::Money(number) => json!(number),
        Value::Bool(yes) => json!(yes),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(time) => json!(format!("{:02}:{:02}", time.hour(), time.minute())),
        Value::Period(period) => json!(period.to_string()),
        Value::Choice(key) => choice(key, kind, directory),
        Value::Many(values) => values.iter().map(|value| plain(value, kind, directory)).collect(),
        Value::Case(earlier) => case(earlier, directory),
        Value::Area(area) => place_name(area, directory),
        Value::Office(office) => office_name(office, directory),
        Value::Person(parts) => person(parts, kind, directory),
        Value::Place(parts) => parted(parts, directory, |_| None),
        Value::List(rows) => {
            let columns = match kind {
                Some(FieldKind::List { columns, .. }) => columns.as_slice(),
                _ => &[],
            };
            let kind_of = |key: &str| {
                columns.iter().find(|column| &*column.id == key).map(|column| column.kind.clone())
            };
            rows.iter().map(|row| parted(&row.cells, directory, kind_of)).collect()
        }
        Value::File(files) => json!(!files.is_empty()),
    }
}

/// A choice prints its words; the cells of its row stand beside them.
fn choice(key: &str, kind: Option<&FieldKind>, directory: &Directory) -> Json {
    let choices = match kind {
        Some(FieldKind::Choice(choices)) => Some(choices),
        _ => None,
    };
    let words = choices.and_then(|choices| choices.words(key)).unwrap_or(key);
    let mut names = Map::new();
    if let Some(Offers::Table(table)) = choices.map(|choices| &choices.from)
        && let Some(row) = table.row(key)
    {
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            names.insert(column.id.to_string(), plain(cell, None, directory));
        }
        names.insert("title".into(), json!(words));
    }
    names.insert("key".into(), json!(key));
    names.insert("words".into(), json!(words));
    Json::Object(names)
}

/// A person. A foreigner, who gives a passport instead of a NIK, has it where the letter prints
/// the NIK.
fn person(parts: &Parts, kind: Option<&FieldKind>, directory: &Directory) -> Json {
    let mut names = parted(parts, directory, |key| PersonPart::from_key(key).map(PersonPart::kind));
    let asked = |part| matches!(kind, Some(FieldKind::Person { ask, .. }) if ask.contains(&part));
    if let (Some(Value::Text(passport)), Json::Object(names)) =
        (parts.get(PersonPart::Passport.key()), &mut names)
    {
        for (part, words) in
            [(PersonPart::Nik, format!("Paspor {passport}")), (PersonPart::Kk, "-".to_owned())]
        {
            if asked(part) {
                names.entry(part.key()).or_insert_with(|| json!(words));
            }
        }
    }
    names
}

fn case(earlier: &CaseRef, directory: &Directory) -> Json {
    let letter = |letter: &crate::workflow::EarlierLetter| json!({ "title": &*letter.title, "number": &*letter.number, "date": letter.date.to_string() });
    json!({
        "ticket": &*earlier.ticket,
        "title": &*earlier.title,
        "office": office_name(&earlier.office, directory),
        "applicant": parted(&earlier.applicant, directory, |_| None),
        "letters": earlier.letters.iter().map(letter).collect::<Vec<_>>(),
    })
}

fn parted(
    parts: &Parts,
    directory: &Directory,
    kind_of: impl Fn(&str) -> Option<FieldKind>,
) -> Json {
    let part = |(key, value): (&std::sync::Arc<str>, &Value)| {
        (key.to_string(), plain(value, kind_of(key).as_ref(), directory))
    };
    Json::Object(parts.iter().map(part).collect())
}

/// An area prints its name; its levels, read from its code, print theirs.
fn place_name(area: &AreaCode, directory: &Directory) -> Json {
    let mut names = Map::new();
    names.insert("key".into(), json!(area.as_str()));
    names.insert("words".into(), json!(name_of(area, directory)));
    for level in Level::ALL {
        if let Some(above) = area.at(level) {
            names.insert(level.key().into(), json!(name_of(&above, directory)));
        }
    }
    Json::Object(names)
}

fn office_name(office: &OfficeId, directory: &Directory) -> Json {
    let known = directory.office(office).map(|office| office.name.clone());
    let words = known.unwrap_or_else(|| office.to_string());
    let area = office.area().map(|area| place_name(&area, directory));
    json!({ "key": office.to_string(), "words": words, "area": area })
}

/// The name of an area, as its office is called; its code where no office is known.
fn name_of(area: &AreaCode, directory: &Directory) -> String {
    let office = directory.office(&OfficeId::from(area));
    office.map_or_else(|| area.to_string(), |office| office.name.clone())
}

/// JSON with sorted keys and no blanks, so that equal facts have equal bytes.
pub(super) fn canonical(value: &Json) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Json, out: &mut String) {
    match value {
        Json::Object(parts) => {
            let mut keys: Vec<&String> = parts.keys().collect();
            keys.sort_unstable();
            let mut between = '{';
            for key in keys {
                out.push(between);
                out.push_str(&json!(key).to_string());
                out.push(':');
                write(&parts[key], out);
                between = ',';
            }
            out.push_str(if between == '{' { "{}" } else { "}" });
        }
        Json::Array(rows) => {
            let mut between = '[';
            for row in rows {
                out.push(between);
                write(row, out);
                between = ',';
            }
            out.push_str(if between == '[' { "[]" } else { "]" });
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_facts_have_equal_bytes() {
        let a: Json = serde_json::from_str(r#"{"b":[1,{}],"a":{"y":"\u00e9","x":[]}}"#).unwrap();
        assert_eq!(canonical(&a), r#"{"a":{"x":[],"y":"é"},"b":[1,{}]}"#);
    }

    #[test]
    fn choices_and_areas_have_words() {
        let directory = Directory::default();
        let words = vec![("L".into(), "Laki-laki".into())];
        let kind = FieldKind::Choice(crate::workflow::Choices::of(words));
        assert_eq!(
            plain(&Value::Choice("L".into()), Some(&kind), &directory),
            json!({ "key": "L", "words": "Laki-laki" })
        );
        let person = Value::Person([("sex".into(), Value::Choice("P".into()))].into());
        assert_eq!(plain(&person, None, &directory)["sex"]["words"], "Perempuan");
        let area = plain(&Value::Area("35.74.03.1004".parse().unwrap()), None, &directory);
        assert_eq!(
            (&area["words"], &area["kecamatan"]),
            (&json!("35.74.03.1004"), &json!("35.74.03"))
        );
        let at = jiff::civil::Time::constant(9, 5, 0, 0);
        assert_eq!(plain(&Value::Time(at), None, &directory), json!("09:05"));
    }
}
