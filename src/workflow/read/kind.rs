//! The 13 kinds of fields with their further keys (definition-format.md 3.1).

use std::sync::Arc;

use super::super::at::At;
use super::super::finding::did_you_mean;
use super::super::keys::{Key, Takes, key};
use super::super::report::Report;
use super::super::{
    Bring, Choices, Column, FieldKind, Offers, Pattern, PersonPart, PlacePart, TableId,
};
use super::field::{class, column};
use super::id::{self, IdKind};
use super::table::Tables;

/// The kinds, in the order of the alphabet.
pub(in super::super) const KINDS: [&str; 13] = [
    "bool", "case", "choice", "date", "duration", "file", "list", "money", "number", "person",
    "place", "text", "time",
];
/// The kinds of settings.
pub(in super::super) const SETTING_KINDS: [&str; 8] =
    ["bool", "choice", "date", "duration", "money", "number", "text", "time"];

const ENDINGS: [&str; 4] = ["jpg", "png", "pdf", "mp4"];
const BRINGS: [(&str, Bring); 3] =
    [("upload", Bring::Upload), ("show", Bring::Show), ("both", Bring::Both)];

/// The further keys of a kind.
pub(in super::super) fn own(kind: &str) -> &'static [Key] {
    const TEXT: [Key; 2] = [key("max", Takes::Number), key("pattern", Takes::Text)];
    const NUMBER: [Key; 2] = [key("min", Takes::Number), key("max", Takes::Number)];
    const DATE: [Key; 2] = [key("min", Takes::Text), key("max", Takes::Text)];
    const CHOICE: [Key; 3] =
        [key("of", Takes::Pairs), key("from", Takes::Text), key("many", Takes::Flag)];
    const PERSON: [Key; 2] = [key("ask", Takes::Texts), key("from", Takes::Word(&["household"]))];
    const PLACE: [Key; 1] = [key("ask", Takes::Texts)];
    const LIST: [Key; 3] =
        [key("of", Takes::Columns), key("min", Takes::Number), key("max", Takes::Number)];
    const FILE: [Key; 4] = [
        key("accept", Takes::Words(&ENDINGS)),
        key("many", Takes::Number),
        key("min", Takes::Number),
        key("bring", Takes::Word(&["upload", "show", "both"])),
    ];
    const CASE: [Key; 2] = [key("of", Takes::TextOrTexts), key("ends", Takes::Texts)];
    match kind {
        "text" => &TEXT,
        "number" | "money" => &NUMBER,
        "date" => &DATE,
        "choice" => &CHOICE,
        "person" => &PERSON,
        "place" => &PLACE,
        "list" => &LIST,
        "file" => &FILE,
        "case" => &CASE,
        _ => &[],
    }
}

/// The further keys that a setting of a kind may have.
pub(in super::super) fn own_of_setting(kind: &str) -> &'static [Key] {
    const OF: [Key; 1] = [key("of", Takes::Pairs)];
    if kind == "choice" { &OF } else { &[] }
}

/// Reads the kind with its own keys; `common` are the keys that stand beside them.
pub(super) fn kind(
    report: &mut Report,
    at: &At<'_>,
    common: &[Key],
    kinds: &[&str],
    tables: &Tables,
) -> Option<FieldKind> {
    let Some(place) = at.get("type") else {
        report.error(at, format!("needs a type (kinds: {})", kinds.join(", ")));
        return None;
    };
    let name = report.text(&place)?;
    if !kinds.contains(&&*name) {
        let message = format!("unknown kind `{name}` (kinds: {})", kinds.join(", "));
        report.mend(&place, message, did_you_mean(&name, kinds.iter().copied()));
        return None;
    }
    let setting = kinds == SETTING_KINDS;
    let own = if setting { own_of_setting(&name) } else { own(&name) };
    report.keys(at, &[common, own].concat());
    if setting && own.is_empty() {
        return plain(report, None, at, &name);
    }
    match &*name {
        "choice" => choices(report, at, tables, setting).map(FieldKind::Choice),
        "person" => {
            let default = [PersonPart::Nik, PersonPart::Name, PersonPart::Address];
            let all: Vec<_> = PersonPart::ALL.iter().map(|part| (part.key(), *part)).collect();
            let from = at.get("from");
            let household = from.and_then(|at| report.word(&at, "source", &[("household", ())]));
            let ask = ask(report, at, "person", &default, &all);
            Some(FieldKind::Person { ask, household: household.is_some() })
        }
        "place" => {
            let all: Vec<_> = PlacePart::ALL.iter().map(|part| (part.key(), *part)).collect();
            Some(FieldKind::Place { ask: ask(report, at, "place", &PlacePart::ADDRESS, &all) })
        }
        "list" => Some(list(report, at, tables)),
        "file" => Some(file(report, at)),
        "case" => Some(case(report, at)),
        name => plain(report, Some(at), at, name),
    }
}

/// The kinds of one value; `limits` is where their limits stand, if they may have any.
fn plain(
    report: &mut Report,
    limits: Option<&At<'_>>,
    at: &At<'_>,
    name: &str,
) -> Option<FieldKind> {
    let limit = |key| limits.and_then(|at| at.get(key));
    let number = |report: &mut Report, key| limit(key).and_then(|at| report.number(&at));
    Some(match name {
        "text" => {
            let max = limit("max").and_then(|at| report.number(&at)).unwrap_or(200);
            let pattern = limit("pattern").and_then(|at| {
                let text = report.text(&at)?;
                let read = Pattern::new(&text).map_err(|wrong| report.error(&at, wrong));
                read.ok()
            });
            FieldKind::Text { max, pattern }
        }
        "number" | "money" => {
            let (min, max) = (number(report, "min"), number(report, "max"));
            let min = if name == "money" { Some(min.unwrap_or(0)) } else { min };
            if let (Some(min), Some(max)) = (min, max)
                && min > max
            {
                report.error(at, format!("min {min} is more than max {max}"));
            }
            match min {
                Some(min) if name == "money" => FieldKind::Money { min, max },
                min => FieldKind::Number { min, max },
            }
        }
        "bool" => FieldKind::Bool,
        "date" => {
            let mut expr = |key| limit(key).and_then(|at| report.expr(&at));
            FieldKind::Date { min: expr("min"), max: expr("max") }
        }
        "time" => FieldKind::Time,
        "duration" => FieldKind::Period(class(at)),
        _ => return None,
    })
}

fn choices(report: &mut Report, at: &At<'_>, tables: &Tables, setting: bool) -> Option<Choices> {
    let many = at.get("many").and_then(|at| report.flag(&at)).unwrap_or(false);
    let from = match (at.get("of"), at.get("from")) {
        (Some(of), None) => Some(Offers::Words(words(report, &of))),
        (None, Some(from)) => offers(report, &from, tables),
        (None, None) => {
            let or = if setting { "" } else { " or `from` (a table)" };
            report.error(at, format!("a choice needs `of` (its keys and words){or}"));
            None
        }
        (Some(_), Some(from)) => {
            report.error(&from, "a choice has either `of` or `from`, not both");
            None
        }
    };
    Some(Choices { from: from?, many })
}

fn words(report: &mut Report, of: &At<'_>) -> Vec<(Arc<str>, Arc<str>)> {
    if !report.is_map(of) {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for (key, words) in of.entries() {
        id::check(report, &words, &key, IdKind::Choice);
        if let Some(words) = report.text(&words) {
            pairs.push((key, words));
        }
    }
    if pairs.is_empty() {
        report.error(of, "needs at least one choice");
    }
    pairs
}

fn offers(report: &mut Report, from: &At<'_>, tables: &Tables) -> Option<Offers> {
    let name = report.text(from)?;
    match &*name {
        "units" => Some(Offers::Units),
        "areas" => Some(Offers::Areas),
        _ if !tables.contains_key(&*name) => {
            let known = tables.keys().map(TableId::as_str).chain(["units", "areas"]);
            report.unknown(from, "table", name, known);
            None
        }
        _ => table(report, from, &name, tables).map(Offers::Table),
    }
}

/// A table by its name.
pub(in super::super) fn table(
    report: &mut Report,
    at: &At<'_>,
    name: &str,
    tables: &Tables,
) -> Option<Arc<super::super::Table>> {
    let found = tables.get(name).cloned();
    match &found {
        None => report.unknown(at, "table", name, tables.keys().map(TableId::as_str)),
        Some(table) if table.rows.is_empty() => {
            report.error(at, format!("table `{name}` has no rows"));
        }
        Some(_) => {}
    }
    found
}

fn ask<T: Copy + PartialEq>(
    report: &mut Report,
    at: &At<'_>,
    kind: &str,
    default: &[T],
    all: &[(&'static str, T)],
) -> Vec<T> {
    let Some(list) = at.get("ask") else { return default.to_vec() };
    let mut parts: Vec<T> = Vec::new();
    for item in report.list(&list) {
        let Some(key) = report.text(&item) else { continue };
        match all.iter().find(|(known, _)| *known == &*key) {
            Some((_, part)) if !parts.contains(part) => parts.push(*part),
            Some(_) => report.error(&item, format!("`{key}` is asked twice")),
            None => {
                let keys: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
                let message = format!("`{key}` is not a part of a {kind} ({})", keys.join(", "));
                report.mend(&item, message, did_you_mean(&key, keys));
            }
        }
    }
    if parts.is_empty() {
        report.error(&list, "asks nothing");
    }
    parts
}

fn list(report: &mut Report, at: &At<'_>, tables: &Tables) -> FieldKind {
    let mut number = |key| at.get(key).and_then(|at| report.number::<u32>(&at));
    let (min, max) = (number("min").unwrap_or(0), number("max").unwrap_or(100));
    if min > max {
        report.error(at, format!("min {min} is more than max {max}"));
    }
    let Some(of) = at.get("of") else {
        report.error(at, "a list needs `of`: its columns");
        return FieldKind::List { columns: Vec::new(), min, max };
    };
    report.is_map(&of);
    let kinds: Vec<&str> = KINDS.into_iter().filter(|kind| *kind != "list").collect();
    let read = |(id, at): (Arc<str>, At<'_>)| column(report, &at, &id, &kinds, tables);
    let columns: Vec<Column> = of.entries().into_iter().filter_map(read).collect();
    FieldKind::List { columns, min, max }
}

fn file(report: &mut Report, at: &At<'_>) -> FieldKind {
    let accept = match at.get("accept") {
        None => ENDINGS[..3].iter().copied().map(Arc::from).collect(),
        Some(list) => {
            let known = ENDINGS.map(|ending| (ending, Arc::from(ending)));
            let items = report.list(&list);
            items.iter().filter_map(|item| report.word(item, "kind of file", &known)).collect()
        }
    };
    let many = at.get("many").and_then(|at| report.number(&at)).unwrap_or(1);
    let min = at.get("min").and_then(|at| report.number(&at)).unwrap_or(1);
    if min > many {
        report.error(at, format!("min {min} is more than many {many}"));
    }
    let bring = at.get("bring").and_then(|at| report.word(&at, "way", &BRINGS));
    FieldKind::File { accept, many, min, bring: bring.unwrap_or(Bring::Upload) }
}

fn case(report: &mut Report, at: &At<'_>) -> FieldKind {
    let of = match at.get("of") {
        Some(any) if any.raw().is_some_and(|text| &**text == "any") => Vec::new(),
        Some(list) => report.ids(&list),
        None => {
            report.error(at, "a case needs `of`: services in a list, or any");
            Vec::new()
        }
    };
    let ends = at.get("ends").map(|list| report.ids(&list));
    FieldKind::Case { of, ends: ends.unwrap_or_else(|| vec!["done".into()]) }
}
