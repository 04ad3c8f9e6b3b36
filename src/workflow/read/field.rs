//! `fields.NAME` and `settings.NAME` (definition-format.md sections 3 and 2.2).

use std::sync::Arc;

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{
    Check, Choices, Column, Expr, Field, FieldKind, Filler, Hide, Offers, Prefill, Setting, Table,
    Value, syntax,
};
use super::id::{self, IdKind};
use super::kind::{KINDS, SETTING_KINDS, kind};
use super::table::Tables;
use super::value::value;
use crate::calendar::{Period, PeriodClass};

/// Keys of every field.
pub(in super::super) const FIELD: [Key; 12] = [
    must("type", Takes::Word(&KINDS)),
    must("title", Takes::Text),
    key("help", Takes::Text),
    key("optional", Takes::Flag),
    key("when", Takes::Text),
    key("default", Takes::Value),
    key("example", Takes::Value),
    key("by", Takes::Text),
    key("check", Takes::Maps(&CHECK)),
    key("hide", Takes::Map(&HIDE)),
    key("sensitive", Takes::Flag),
    key("keep", Takes::Period),
];
/// Keys of every column of a list: of a field, without `by`, `hide`, `keep` and `default`.
pub(in super::super) const COLUMN: [Key; 8] = [
    must("type", Takes::Word(&KINDS)),
    must("title", Takes::Text),
    key("help", Takes::Text),
    key("optional", Takes::Flag),
    key("when", Takes::Text),
    key("example", Takes::Value),
    key("check", Takes::Maps(&CHECK)),
    key("sensitive", Takes::Flag),
];
/// Keys of every setting.
pub(in super::super) const SETTING: [Key; 3] = [
    must("type", Takes::Word(&SETTING_KINDS)),
    must("title", Takes::Text),
    must("default", Takes::Value),
];
const CHECK: [Key; 3] =
    [must("that", Takes::Text), must("say", Takes::Text), key("warn", Takes::Flag)];
const HIDE: [Key; 2] = [must("from", Takes::Texts), key("when", Takes::Text)];

/// A field; `None` where its kind could not be read.
pub(in super::super) fn field(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    tables: &Tables,
) -> Option<Field> {
    if !report.is_map(at) {
        return None;
    }
    let kind = kind(report, at, &FIELD, &KINDS, tables);
    let title = report.title(at);
    let when = at.get("when").and_then(|at| report.expr(&at));
    let text = |report: &mut Report, key| at.get(key).and_then(|at| report.text(&at));
    let (help, by) = (text(report, "help"), text(report, "by"));
    let kind = kind?;
    Some(Field {
        id: id.into(),
        title: title.unwrap_or_default(),
        help,
        optional: flag(report, at, "optional"),
        when,
        default: at.get("default").and_then(|at| prefill(report, &at, &kind)),
        example: example(report, at, &kind),
        by: by.map_or(Filler::Applicant, |step| Filler::Step((&*step).into())),
        checks: checks(report, at),
        hide: at.get("hide").and_then(|at| hide(report, &at)),
        sensitive: flag(report, at, "sensitive"),
        keep: at.get("keep").and_then(|at| report.period(&at)),
        kind,
    })
}

/// A column of a list; `None` where its kind could not be read.
pub(super) fn column(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    kinds: &[&str],
    tables: &Tables,
) -> Option<Column> {
    id::check(report, at, id, IdKind::Name);
    if !report.is_map(at) {
        return None;
    }
    let kind = kind(report, at, &COLUMN, kinds, tables);
    let title = report.title(at);
    let when = at.get("when").and_then(|at| report.expr(&at));
    let help = at.get("help").and_then(|at| report.text(&at));
    let kind = kind?;
    Some(Column {
        id: id.into(),
        title: title.unwrap_or_default(),
        help,
        optional: flag(report, at, "optional"),
        when,
        example: example(report, at, &kind),
        checks: checks(report, at),
        sensitive: flag(report, at, "sensitive"),
        kind,
    })
}

/// A setting.
pub(in super::super) fn setting(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    tables: &Tables,
) -> Option<Setting> {
    if !report.is_map(at) {
        return None;
    }
    let kind = kind(report, at, &SETTING, &SETTING_KINDS, tables);
    let title = report.title(at);
    let Some(default) = at.get("default") else {
        report.error(at, "needs a default: it holds where no office sets it");
        return None;
    };
    let kind = kind?;
    let default = value(report, &default, &kind, &[])?;
    Some(Setting { id: id.into(), title: title.unwrap_or_default(), kind, default })
}

fn flag(report: &mut Report, at: &At<'_>, key: &str) -> bool {
    at.get(key).and_then(|at| report.flag(&at)).unwrap_or(false)
}

fn example(report: &mut Report, at: &At<'_>, kind: &FieldKind) -> Option<Value> {
    let example = at.get("example");
    if let (None, FieldKind::Text { pattern: Some(_), .. }) = (&example, kind) {
        report.error(at, "a text with a pattern needs an example that fits it");
    }
    value(report, &example?, kind, &[])
}

/// A value as it is written, or an expression that gives one.
fn prefill(report: &mut Report, at: &At<'_>, kind: &FieldKind) -> Option<Prefill> {
    let Some(text) = at.raw() else { return value(report, at, kind, &[]).map(Prefill::Value) };
    let literal = kind.literal(text);
    match (literal, syntax::parse(text)) {
        // Every word may be the id of an office; `category.agency` is meant as a path.
        (Ok(Value::Office(_)), Ok(Expr::Path(path))) if !path.parts.is_empty() => {
            Some(Prefill::Expr(Expr::Path(path)))
        }
        (Ok(value), _) => Some(Prefill::Value(value)),
        (Err(_), Ok(expr)) if computes(&expr) => Some(Prefill::Expr(expr)),
        (Err(message), _) => {
            report.error(at, message);
            None
        }
    }
}

/// Whether an expression is more than numbers, texts or durations that do not fit the kind:
/// `2026-13-01` is no sum but a date that does not exist.
fn computes(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Period(_) | Expr::Text(_) | Expr::Bool(_) => false,
        Expr::Add(a, b) | Expr::Subtract(a, b) => computes(a) || computes(b),
        _ => true,
    }
}

fn checks(report: &mut Report, at: &At<'_>) -> Vec<Check> {
    let Some(list) = at.get("check") else { return Vec::new() };
    let mut checks = Vec::new();
    for item in report.list(&list) {
        if !report.keys(&item, &CHECK) {
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

fn hide(report: &mut Report, at: &At<'_>) -> Option<Hide> {
    if !report.keys(at, &HIDE) {
        return None;
    }
    let Some(from) = at.get("from") else {
        report.error(at, "needs `from`: the steps that do not see it");
        return None;
    };
    let when = at.get("when");
    Some(Hide { from: report.ids(&from), when: when.and_then(|at| report.expr(&at)) })
}

/// The class of a duration follows from its default or example; calendar where there is neither.
pub(super) fn class(at: &At<'_>) -> PeriodClass {
    let written = ["default", "example"].into_iter().filter_map(|key| at.get(key));
    let mut periods = written.filter_map(|at| at.raw()?.parse::<Period>().ok());
    periods.next().map_or(PeriodClass::Calendar, Period::class)
}

/// The tables that a kind names.
pub(in super::super) fn tables_of(kind: &FieldKind) -> Vec<&Arc<Table>> {
    match kind {
        FieldKind::Choice(Choices { from: Offers::Table(table), .. }) => vec![table],
        FieldKind::List { columns, .. } => {
            columns.iter().flat_map(|column| tables_of(&column.kind)).collect()
        }
        _ => Vec::new(),
    }
}
