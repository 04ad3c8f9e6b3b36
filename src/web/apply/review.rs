//! The page that shows all answers before they are sent.

use serde::Serialize;

use super::Errand;
use super::draft::Draft;
use crate::calendar::{long_date, period_words};
use crate::web::form::Hidden;
use crate::web::pages::Page;
use crate::web::{WebSettings, words};
use crate::workflow::{FieldKind, Parts, PersonPart, PlacePart, Value};

/// The section of the first plain questions, as on the form.
const DATA: &str = "Data untuk surat";

/// All answers, each part with a way back to its question.
#[derive(Debug, Serialize)]
pub(in crate::web) struct ReviewPage {
    title: String,
    action: String,
    hidden: Vec<Hidden>,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    path: String,
    title: String,
    /// What the button changes.
    change: String,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    label: String,
    words: String,
}

impl ReviewPage {
    /// The page of `draft`.
    pub(in crate::web) fn new(errand: &Errand, draft: &Draft, settings: &WebSettings) -> Self {
        let mut hidden = errand.hidden();
        let asked: Vec<&str> = draft.fields().map(|field| field.id.as_str()).collect();
        hidden.push(Hidden::new("_asked", asked.join(" ")));
        let mut parts: Vec<Part> = Vec::new();
        for field in draft.fields() {
            let id = field.id.as_str();
            hidden.extend(draft.typed.of(id).map(|(name, text)| Hidden::new(name, text)));
            let mut lines = Vec::new();
            if let Some(value) = draft.answer(field) {
                spell(&field.kind, &field.title, value, settings, &mut lines);
            } else {
                let composite = matches!(
                    field.kind,
                    FieldKind::Person { .. } | FieldKind::Place { .. } | FieldKind::List { .. }
                );
                let label = if composite { "Jawaban".into() } else { field.title.to_string() };
                lines.push(Line { label, words: "Tidak diisi".into() });
            }
            let (title, alone) = match &field.kind {
                FieldKind::Person { .. } | FieldKind::Place { .. } | FieldKind::List { .. } => {
                    (&*field.title, true)
                }
                FieldKind::File { .. } => ("Foto atau berkas", false),
                _ if parts.iter().all(|part| part.title != DATA) => (DATA, false),
                _ if parts.last().is_some_and(|part| part.title == DATA) => (DATA, false),
                _ => ("Data lain", false),
            };
            match parts.last_mut() {
                Some(last) if !alone && last.title == title => last.lines.extend(lines),
                _ => {
                    let change = if id == "applicant" { "data Anda" } else { title };
                    parts.push(Part {
                        path: id.to_owned(),
                        title: title.to_owned(),
                        change: change.to_owned(),
                        lines,
                    });
                }
            }
        }
        Self {
            title: draft.form.service.title.clone(),
            action: errand.action.clone(),
            hidden,
            parts,
        }
    }
}

impl Page for ReviewPage {
    const TEMPLATE: &'static str = "review";

    fn title(&self) -> String {
        "Periksa jawaban Anda".into()
    }
}

fn spell(
    kind: &FieldKind,
    title: &str,
    value: &Value,
    settings: &WebSettings,
    lines: &mut Vec<Line>,
) {
    let words = match (kind, value) {
        (FieldKind::Choice(choices), Value::Choice(key)) => {
            choices.words(key).unwrap_or(key).to_owned()
        }
        (kind, Value::Many(values)) => {
            let mut words = Vec::new();
            for value in values {
                spell(kind, "", value, settings, &mut words);
            }
            words.into_iter().map(|line: Line| line.words).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Person(parts)) => return person(parts, settings, lines),
        (FieldKind::List { columns, .. }, Value::List(rows)) => {
            for (number, row) in rows.iter().enumerate() {
                let from = lines.len();
                for column in columns {
                    if let Some(cell) = row.cells.get(&column.id) {
                        spell(&column.kind, &column.title, cell, settings, lines);
                    }
                }
                for line in lines.iter_mut().skip(from) {
                    line.label = format!("{}. {}", number + 1, line.label);
                }
            }
            return;
        }
        (_, value) => plain(value, settings),
    };
    lines.push(Line { label: title.to_owned(), words });
}

fn person(parts: &Parts, settings: &WebSettings, lines: &mut Vec<Line>) {
    for part in PersonPart::ALL {
        let Some(value) = parts.get(part.key()) else { continue };
        let words = match (part.kind(), value) {
            (FieldKind::Choice(choices), Value::Choice(key)) => {
                choices.words(key).unwrap_or(key).to_owned()
            }
            (_, value) => plain(value, settings),
        };
        lines.push(Line { label: part.title().to_owned(), words });
    }
}

fn plain(value: &Value, settings: &WebSettings) -> String {
    match value {
        Value::Text(text) | Value::Choice(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Money(rupiah) => words::fee(*rupiah),
        Value::Bool(yes) => if *yes { "Ya" } else { "Tidak" }.to_owned(),
        Value::Date(date) => long_date(*date),
        Value::Time(time) => format!("{:02}.{:02}", time.hour(), time.minute()),
        Value::Period(period) => period_words(*period),
        Value::Area(area) => {
            let known = settings.areas.iter().find(|(code, _)| code == area);
            known.map_or_else(|| area.to_string(), |(_, name)| name.clone())
        }
        Value::Office(office) => office.to_string(),
        Value::Place(parts) => {
            let said = |part: &PlacePart| {
                let words = plain(parts.get(part.key())?, settings);
                Some(match part {
                    PlacePart::Rt | PlacePart::Rw => format!("{} {words}", part.title()),
                    _ => words,
                })
            };
            PlacePart::ALL.iter().filter_map(said).collect::<Vec<_>>().join(", ")
        }
        Value::File(files) => {
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        Value::Case(earlier) => earlier.ticket.to_string(),
        Value::Person(_) | Value::List(_) | Value::Many(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_form};

    #[test]
    fn every_answer_is_shown_in_words_and_handed_on() {
        let draft = sample_form::answered_draft();
        let html =
            sample::html(&ReviewPage::new(&sample_form::errand(), &draft, &sample::settings()));
        for words in [
            "Bayu Saputra",
            "5 November 2026",
            "RS/RB",
            "Jalan Cempaka 12, RT 3, RW 5, Jati, Mayangan",
            "Ubah data Anda",
            "Ubah Ibu",
            "name=\"mother.address.rt\" value=\"3\"",
            "kk.jpg",
        ] {
            assert!(html.contains(words), "{words}");
        }
    }
}
