//! Whether facts that a person wrote can become a letter, and which name a template may have meant.

use serde_json::{Map, Value};

use crate::letter::{Facts, Problem, Read, RenderError, Template, shown};
use crate::workflow::did_you_mean;

/// Numbers of more digits are mistakes of the keyboard.
const MOST: u64 = 999_999_999_999_999;

/// Helpers that look at a name and do not print it.
const ASKING: [&str; 4] = ["if", "unless", "each", "is"];

/// All that keeps facts from becoming the letter itself, each with its remedy.
pub fn wrong(template: &Template, facts: &Facts) -> Vec<String> {
    let mut told = Vec::new();
    if !is_address(&facts.check_url) {
        told.push(format!(
            "`check_url` is no address of a page: \"{}\"; write it like https://surat.example/v/CODE",
            shown(&facts.check_url)
        ));
    }
    let signers = facts.signers.iter();
    let own = [("title", &facts.title)];
    for (name, text) in own.into_iter().chain(signers.map(|signer| ("signers.name", &signer.name)))
    {
        if text.trim().is_empty() {
            told.push(format!("`{name}` is empty; give it a value"));
        }
    }
    let names = Value::Object(facts.names.clone());
    let empty = template.reads().iter().filter(|read| is_printed(read, &names));
    for read in empty.filter(|read| values(&names, &read.path).into_iter().any(is_blank)) {
        told.push(format!(
            "`{}` is empty, and the template prints it in line {}; give it a value, or leave it out",
            read.path, read.line
        ));
    }
    for (name, value) in &facts.names {
        huge(name, value, &mut told);
    }
    told.dedup();
    told
}

/// What is said of a letter that could not be made: of a name that is nearly one of the facts, which one may be meant.
pub fn told(error: &RenderError, template: &Template, facts: &Facts) -> String {
    let said = error.to_string();
    let Problem::Missing(path) = &error.problem else { return said };
    // A row of a list is read as `this`; what the facts hold is known from the root.
    let plain = path.trim_start_matches("this.");
    let reads = template.reads().iter().filter(|read| read.line == error.line);
    let list = reads
        .filter_map(|read| read.path.strip_suffix(plain))
        .find(|list| list.is_empty() || list.ends_with('.'));
    let names = Value::Object(facts.names.clone());
    match meant(&names, list.unwrap_or_default(), plain) {
        Some(near) => {
            let as_read = path.strip_suffix(plain).unwrap_or_default();
            format!(
                "{}.hbs:{}: `{path}` has no value; did you mean `{as_read}{near}`? If not, read it \
                 inside {{{{#if {path}}}}}",
                error.template, error.line
            )
        }
        None => said,
    }
}

/// The name that may be meant by one below `above`: the first part that the facts lack is compared with those that
/// stand beside it, so that a missing `mother.name` is not taken for `father.name`.
fn meant(names: &Value, above: &str, path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('.').collect();
    let mut known = match above.trim_end_matches('.') {
        "" => vec![names],
        list => rows(values(names, list)),
    };
    for (at, part) in parts.iter().enumerate() {
        let below: Vec<&Value> = rows(known.iter().filter_map(|value| value.get(part)).collect());
        if below.is_empty() {
            let beside = known.into_iter().filter_map(Value::as_object).flat_map(Map::keys);
            let near = near(part, beside.map(String::as_str))?;
            return Some([&parts[..at], &[near], &parts[at + 1..]].concat().join("."));
        }
        known = below;
    }
    None
}

/// The known word that one may stand for.
fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.collect();
    let said = did_you_mean(word, known.iter().copied())?;
    known.into_iter().find(|known| said.contains(&format!("`{known}`")))
}

/// The address of a page on the web, as a QR code may lead to.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a template prints a name here, given what it asks of the facts around it.
fn is_printed(read: &Read, names: &Value) -> bool {
    let asks = read.helper.as_deref().is_some_and(|helper| ASKING.contains(&helper));
    let filled = |path: &String| {
        let found = values(names, path);
        *path != read.path && found.iter().any(|value| !is_blank(value) && !value.is_null())
    };
    !asks && !may_be_empty(&read.path) && read.inside_if.iter().all(filled)
}

/// What an office or an official may have none of: a kota is called by its name alone, an honorary officer has no rank.
fn may_be_empty(path: &str) -> bool {
    let part = path.rsplit('.').next().unwrap_or_default();
    (path.starts_with("office_of.") && part != "name") || ["rank", "nip"].contains(&part)
}

/// What a path names: one value, or one in each row of a list.
fn values<'a>(from: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('.').fold(vec![from], |found, part| {
        rows(found).into_iter().filter_map(|value| value.get(part)).collect()
    })
}

/// Values with the rows of lists in place of the lists.
fn rows(values: Vec<&Value>) -> Vec<&Value> {
    let rows = values.into_iter().flat_map(|value| match value {
        Value::Array(rows) => rows.iter().collect(),
        other => vec![other],
    });
    rows.collect()
}

fn huge(name: &str, value: &Value, told: &mut Vec<String>) {
    match value {
        Value::Number(number) => {
            let fits = match number.as_i64() {
                Some(whole) => whole.unsigned_abs() <= MOST,
                None => number.as_f64().is_some_and(|part| part.abs() < 1e15),
            };
            if !fits {
                let digits = MOST.to_string().len();
                told.push(format!(
                    "`{name}` is {number}; write a number of at most {digits} digits"
                ));
            }
        }
        Value::Object(parts) => {
            for (part, value) in parts {
                huge(&format!("{name}.{part}"), value, told);
            }
        }
        Value::Array(rows) => rows.iter().for_each(|row| huge(name, row, told)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::Edition;
    use serde_json::json;

    fn facts(names: &Value) -> Facts {
        let facts = json!({
            "names": names, "signers": [], "check_url": "https://surat.example/v/A",
            "date": "2026-11-16", "title": "Surat"
        });
        serde_json::from_value(facts).unwrap()
    }

    fn template(inner: &str) -> Template {
        Template::compile("t", &format!("<letter>\n{inner}</letter>")).unwrap()
    }

    #[test]
    fn what_is_empty_huge_or_no_address_is_no_letter() {
        let template = template(
            "<p>{{name}} {{#if nick}}{{nick}}{{/if}} {{#if town}}{{street}}{{/if}} \
             {{office_of.kabupaten.called}} {{office_of.kabupaten.name}}</p>\n\
             {{#each rows}}<p>{{this.a}}</p>{{/each}}",
        );
        let good =
            json!({"name": "Siti", "nick": "", "town": "", "street": "", "rows": [{"a": 1}]});
        assert_eq!(wrong(&template, &facts(&good)), [""; 0]);
        let bad = json!({"name": " ", "nick": "S", "town": "P", "street": "", "rows": [{"a": ""}], "n": 1e300});
        let mut bad = facts(&bad);
        bad.check_url = format!("javascript:\u{202e}{}", "x".repeat(3000));
        bad.title = String::new();
        assert_eq!(
            wrong(&template, &bad).join("\n"),
            format!(
                "`check_url` is no address of a page: \"javascript:[U+202E]{}\u{2026} (3012 characters)\"; write it like \
                 https://surat.example/v/CODE\n\
                 `title` is empty; give it a value\n\
                 `name` is empty, and the template prints it in line 2; give it a value, or leave it out\n\
                 `street` is empty, and the template prints it in line 2; give it a value, or leave it out\n\
                 `rows.a` is empty, and the template prints it in line 3; give it a value, or leave it out\n\
                 `n` is 1e+300; write a number of at most 15 digits",
                "x".repeat(48)
            )
        );
        for (number, fits) in [
            (json!(999_999_999_999_999_i64), true),
            (json!(2.5), true),
            (json!(1_000_000_000_000_000_i64), false),
            (json!(u64::MAX), false),
        ] {
            let told = wrong(&template, &facts(&json!({"n": number})));
            assert_eq!(told.is_empty(), fits, "{number}: {told:?}");
        }
        for (text, fits) in [
            ("http://127.0.0.1:8080/v/A", true),
            ("https://", false),
            ("https://a b", false),
            ("ftp://surat.example", false),
            ("", false),
        ] {
            assert_eq!(is_address(text), fits, "{text}");
        }
    }

    #[test]
    fn a_name_that_is_nearly_one_of_the_facts_is_told() {
        let facts = facts(
            &json!({"mother": {"name": "Siti"}, "father": {"nik": "1"}, "rows": [{"person": {"name": "Budi"}}]}),
        );
        let said = |inner: &str| {
            let template = template(inner);
            told(&template.render(&facts, Edition::Draft).unwrap_err(), &template, &facts)
        };
        let meant = |name: &str, near: &str| {
            format!(
                "t.hbs:2: `{name}` has no value; did you mean `{near}`? If not, read it inside \
                 {{{{#if {name}}}}}"
            )
        };
        assert_eq!(said("<p>{{mother.nam}}</p>"), meant("mother.nam", "mother.name"));
        assert_eq!(said("<p>{{mothr.name}}</p>"), meant("mothr.name", "mother.name"));
        assert_eq!(
            said("{{#each rows}}<p>{{this.person.nmae}}</p>{{/each}}"),
            meant("this.person.nmae", "this.person.name")
        );
        // What is only missing stays so, though another person has it.
        assert_eq!(
            said("<p>{{mother.nik}}</p>"),
            "t.hbs:2: `mother.nik` has no value; read it inside {{#if mother.nik}}"
        );
        assert_eq!(
            said("<p>{{nobody}}</p>"),
            "t.hbs:2: `nobody` has no value; read it inside {{#if nobody}}"
        );
    }
}
