//! An answer of a request file: like a value of a definition, and also lists, papers by their path
//! and earlier cases by their ticket.

use std::sync::Arc;

use super::super::at::At;
use super::super::finding::did_you_mean;
use super::super::report::Report;
use super::super::tree::Kind;
use super::super::{CaseRef, Column, FieldKind, FileRef, Parts, Row, Value};
use super::value::{AreaNames, value};

/// The answer that stands at a place; a mistake is reported.
pub(in super::super) fn answer(
    report: &mut Report,
    at: &At<'_>,
    kind: &FieldKind,
    areas: &AreaNames,
) -> Option<Value> {
    match kind {
        FieldKind::List { columns, .. } => {
            let rows = report.list(at);
            let rows = (1..).zip(rows.iter());
            let rows: Vec<Row> = rows
                .filter_map(|(id, item)| {
                    let cells = cells(report, item, columns, areas)?;
                    Some(Row { id, cells })
                })
                .collect();
            Some(Value::List(rows))
        }
        FieldKind::File { .. } => papers(report, at).map(Value::File),
        FieldKind::Case { .. } => {
            let ticket = report.text(at)?;
            Some(Value::Case(Box::new(CaseRef::named(&ticket))))
        }
        FieldKind::Person { .. } | FieldKind::Place { .. }
            if !matches!(at.node.kind, Kind::Map(_)) =>
        {
            report.mend(
                at,
                format!("must be a map of parts, is {}", at.what()),
                Some("write for example {street: Jalan Melati 7, rt: 3, rw: 5, area: 35.74.03.1004} or {name: Siti}".to_owned()),
            );
            None
        }
        kind => value(report, at, kind, areas),
    }
}

fn cells(report: &mut Report, at: &At<'_>, columns: &[Column], areas: &AreaNames) -> Option<Parts> {
    if !report.is_map(at) {
        return None;
    }
    let mut cells = Parts::new();
    for (key, cell) in at.entries() {
        let Some(column) = columns.iter().find(|column| column.id == key) else {
            let known: Vec<&str> = columns.iter().map(|column| &*column.id).collect();
            let remedy = did_you_mean(&key, known.iter().copied());
            let remedy = remedy.or_else(|| Some(format!("columns: {}", known.join(", "))));
            report.key_error(&cell, format!("no column `{key}`"), remedy);
            continue;
        };
        let value = answer(report, &cell, &column.kind, areas);
        cells.extend(value.map(|value| (key, value)));
    }
    Some(cells)
}

/// Papers by their path beside the file, one or several; they have a hash once they are sent.
pub(in super::super) fn papers(report: &mut Report, at: &At<'_>) -> Option<Vec<FileRef>> {
    let paper = |path: Arc<str>| FileRef {
        sha256: String::new(),
        name: path.to_string(),
        size: 0,
        media: String::new(),
    };
    match &at.node.kind {
        Kind::List(_) => Some(report.texts(at).into_iter().map(paper).collect()),
        _ => report.text(at).map(|path| vec![paper(path)]),
    }
}
