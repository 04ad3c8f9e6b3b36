//! `fields.NAME` and `settings.NAME` (definition-format.md sections 3 and 2.2).

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::{
    Bring, Check, Choices, Column, Field, FieldKind, Filler, PersonPart, PlacePart, Setting, Value,
};
use super::id::{self, IdKind};

/// Keys of every field.
const FIELD: [&str; 10] =
    ["type", "title", "help", "optional", "when", "default", "example", "by", "check", "keep"];
const COLUMN: [&str; 3] = ["type", "title", "optional"];
const SETTING: [&str; 3] = ["type", "title", "default"];
/// The kinds that this version reads, in the order of the alphabet.
const KINDS: [&str; 11] = [
    "bool", "choice", "date", "duration", "file", "list", "number", "person", "place", "text",
    "time",
];
/// The kinds of settings.
const SETTING_KINDS: [&str; 7] = ["bool", "choice", "date", "duration", "number", "text", "time"];

/// A field; `None` where its kind could not be read.
pub(in super::super) fn field(report: &mut Report, at: &At<'_>, id: &str) -> Option<Field> {
    if !report.is_map(at) {
        return None;
    }
    let kind = kind(report, at, &FIELD, &KINDS);
    let title = report.title(at);
    let expr = |report: &mut Report, key| at.get(key).and_then(|at| report.expr(&at));
    let when = expr(report, "when");
    let text = |report: &mut Report, key| at.get(key).and_then(|at| report.text(&at));
    let (help, by) = (text(report, "help"), text(report, "by"));
    let kind = kind?;
    Some(Field {
        id: id.into(),
        title: title.unwrap_or_default(),
        help,
        optional: flag(report, at, "optional"),
        when,
        default: at.get("default").and_then(|at| literal(report, &at, &kind)),
        example: at.get("example").and_then(|at| literal(report, &at, &kind)),
        by: by.map_or(Filler::Applicant, |step| Filler::Step((&*step).into())),
        checks: checks(report, at),
        keep: at.get("keep").and_then(|at| report.period(&at)),
        kind,
    })
}

/// A setting.
pub(in super::super) fn setting(report: &mut Report, at: &At<'_>, id: &str) -> Option<Setting> {
    if !report.is_map(at) {
        return None;
    }
    let kind = kind(report, at, &SETTING, &SETTING_KINDS);
    let title = report.title(at);
    let Some(default) = at.get("default") else {
        report.error(at, "needs a default: it holds where no office sets it");
        return None;
    };
    let kind = kind?;
    let default = literal(report, &default, &kind)?;
    Some(Setting { id: id.into(), title: title.unwrap_or_default(), kind, default })
}

fn flag(report: &mut Report, at: &At<'_>, key: &str) -> bool {
    at.get(key).and_then(|at| report.flag(&at)).unwrap_or(false)
}

fn literal(report: &mut Report, at: &At<'_>, kind: &FieldKind) -> Option<Value> {
    let text = report.text(at)?;
    match kind.literal(&text) {
        Ok(value) => Some(value),
        Err(message) => {
            report.error(at, message);
            None
        }
    }
}

fn checks(report: &mut Report, at: &At<'_>) -> Vec<Check> {
    let Some(list) = at.get("check") else { return Vec::new() };
    let mut checks = Vec::new();
    for item in report.list(&list) {
        if !report.keys(&item, &["that", "say", "warn"]) {
            continue;
        }
        let (that, say) = (item.get("that"), item.get("say"));
        if that.is_none() || say.is_none() {
            report.error(&item, "needs `that` (what must hold) and `say` (what people are told)");
        }
        let that = that.and_then(|at| report.expr(&at));
        let say = say.and_then(|at| report.text(&at));
        if let (Some(that), Some(say)) = (that, say) {
            checks.push(Check { that, say, warn: flag(report, &item, "warn") });
        }
    }
    checks
}

/// Reads the kind with its own keys; `common` are the keys that stand beside them.
fn kind(report: &mut Report, at: &At<'_>, common: &[&str], kinds: &[&str]) -> Option<FieldKind> {
    let Some(place) = at.get("type") else {
        report.error(at, format!("needs a type (kinds: {})", kinds.join(", ")));
        return None;
    };
    let name = report.text(&place)?;
    if !kinds.contains(&&*name) {
        let message = format!("unknown kind `{name}` (kinds: {})", kinds.join(", "));
        let remedy = super::super::finding::did_you_mean(&name, kinds.iter().copied());
        report.mend(&place, message, remedy);
        return None;
    }
    let own: &[&str] = match &*name {
        "text" => &["max"],
        "number" | "date" => &["min", "max"],
        "choice" => &["of"],
        "person" | "place" => &["ask"],
        "list" => &["of", "min", "max"],
        "file" => &["accept", "many", "bring"],
        _ => &[],
    };
    report.keys(at, &[common, own].concat());
    let number = |report: &mut Report, key| at.get(key).and_then(|at| report.number(&at));
    let expr = |report: &mut Report, key| at.get(key).and_then(|at| report.expr(&at));
    Some(match &*name {
        "text" => {
            let max = at.get("max").and_then(|at| report.number(&at));
            FieldKind::Text { max: max.unwrap_or(200) }
        }
        "number" => FieldKind::Number { min: number(report, "min"), max: number(report, "max") },
        "bool" => FieldKind::Bool,
        "date" => FieldKind::Date { min: expr(report, "min"), max: expr(report, "max") },
        "time" => FieldKind::Time,
        "duration" => FieldKind::Period,
        "choice" => FieldKind::Choice(choices(report, at)),
        "person" => {
            let default = [PersonPart::Nik, PersonPart::Name, PersonPart::Address];
            let ask = ask(report, at, "person", PersonPart::from_key, &default, PersonPart::ALL);
            FieldKind::Person { ask }
        }
        "place" => {
            let default = PlacePart::ADDRESS;
            let ask = ask(report, at, "place", PlacePart::from_key, &default, PlacePart::ALL);
            FieldKind::Place { ask }
        }
        "list" => list(report, at),
        _ => file(report, at),
    })
}

fn choices(report: &mut Report, at: &At<'_>) -> Choices {
    let Some(of) = at.get("of") else {
        report.error(at, "a choice needs `of`: its keys and words");
        return Choices(Vec::new());
    };
    if !report.is_map(&of) {
        return Choices(Vec::new());
    }
    let mut pairs = Vec::new();
    for (key, words) in of.entries() {
        id::check(report, &words, &key, IdKind::Choice);
        if let Some(words) = report.text(&words) {
            pairs.push((key, words));
        }
    }
    if pairs.is_empty() {
        report.error(&of, "needs at least one choice");
    }
    Choices(pairs)
}

fn ask<T: Copy + PartialEq + Keyed>(
    report: &mut Report,
    at: &At<'_>,
    kind: &str,
    from_key: impl Fn(&str) -> Option<T>,
    default: &[T],
    all: &[T],
) -> Vec<T> {
    let Some(list) = at.get("ask") else { return default.to_vec() };
    let mut parts: Vec<T> = Vec::new();
    for item in report.list(&list) {
        let Some(key) = report.text(&item) else { continue };
        match from_key(&key) {
            Some(part) if !parts.contains(&part) => parts.push(part),
            Some(_) => report.error(&item, format!("`{key}` is asked twice")),
            None => {
                let keys: Vec<&str> = all.iter().map(Keyed::text).collect();
                let message = format!("`{key}` is not a part of a {kind} ({})", keys.join(", "));
                report.mend(&item, message, super::super::finding::did_you_mean(&key, keys));
            }
        }
    }
    if parts.is_empty() {
        report.error(&list, "asks nothing");
    }
    parts
}

/// A part that is written as a key.
trait Keyed {
    fn text(&self) -> &'static str;
}

impl Keyed for PersonPart {
    fn text(&self) -> &'static str {
        self.key()
    }
}

impl Keyed for PlacePart {
    fn text(&self) -> &'static str {
        self.key()
    }
}

fn list(report: &mut Report, at: &At<'_>) -> FieldKind {
    let number = |report: &mut Report, key| at.get(key).and_then(|at| report.number::<u32>(&at));
    let (min, max) = (number(report, "min").unwrap_or(0), number(report, "max").unwrap_or(100));
    if min > max {
        report.error(at, format!("min {min} is more than max {max}"));
    }
    let Some(of) = at.get("of") else {
        report.error(at, "a list needs `of`: its columns");
        return FieldKind::List { columns: Vec::new(), min, max };
    };
    report.is_map(&of);
    let kinds: Vec<&str> = KINDS.into_iter().filter(|kind| *kind != "list").collect();
    let mut columns = Vec::new();
    for (id, column) in of.entries() {
        id::check(report, &column, &id, IdKind::Name);
        if !report.is_map(&column) {
            continue;
        }
        let kind = kind(report, &column, &COLUMN, &kinds);
        let title = report.title(&column).unwrap_or_else(|| Arc::from(""));
        if let Some(kind) = kind {
            columns.push(Column { id, title, kind, optional: flag(report, &column, "optional") });
        }
    }
    FieldKind::List { columns, min, max }
}

fn file(report: &mut Report, at: &At<'_>) -> FieldKind {
    let accept = match at.get("accept") {
        None => ["jpg", "png", "pdf"].map(Arc::from).to_vec(),
        Some(list) => {
            let known = ["jpg", "png", "pdf"].map(|ending| (ending, Arc::from(ending)));
            let items = report.list(&list);
            items.iter().filter_map(|item| report.word(item, "kind of file", &known)).collect()
        }
    };
    let many = at.get("many").and_then(|at| report.number(&at)).unwrap_or(1);
    let words = [("upload", Bring::Upload), ("show", Bring::Show), ("both", Bring::Both)];
    let bring = at.get("bring").and_then(|at| report.word(&at, "way", &words));
    FieldKind::File { accept, many, bring: bring.unwrap_or(Bring::Upload) }
}
