//! A request file made from a scenario: what an author starts from to see a case run.

use std::fmt::Write as _;

use super::{Coverage, Scenario, Service, play};
use crate::workflow::{
    Field, FieldKind, Filler, Parts, PersonPart, PlacePart, Row, Value, Written,
};

/// The paper that the file names; its author puts one there.
const PAPER: &str = "contoh.png";

impl Service {
    /// A request file (definition-format.md section 10) that plays the first scenario, with every
    /// answer that the scenario leaves open filled in by sample. `None` where there is no scenario,
    /// or it does not pass.
    pub fn sample_request(&self) -> Option<String> {
        let scenario = self.scenarios.first()?;
        let played = play(&self.definition, scenario, &mut Coverage::default()).ok()?;
        let definition = &self.definition;
        let answer = |field: &str| played.case.value(&field.into());
        let mut text =
            format!("# {}\n# Berkas {PAPER} diletakkan di sebelah berkas ini.\n", scenario.name);
        let _ = writeln!(text, "service: {}", definition.id);
        if let Some(purpose) = scenario.with.get("purpose") {
            let _ = writeln!(text, "as: {purpose}");
        }
        let applicant = match answer("applicant") {
            Some(Value::Person(parts)) => parts.clone(),
            _ => Parts::new(),
        };
        let _ = writeln!(text, "person: {}", asker(&applicant));
        let _ = writeln!(text, "at: 2026-11-16T08:00+07:00");
        let fields = definition.fields.iter();
        let answered = fields.filter_map(|field| Some((field, answer(field.id.as_str())?)));
        let (files, answers): (Vec<_>, Vec<_>) =
            answered.partition(|(field, _)| matches!(field.kind, FieldKind::File { .. }));
        section(&mut text, "answers", answers, |value| match value {
            Value::List(rows) => {
                let rows: Vec<String> = rows.iter().map(cells).collect();
                format!("\n    - {}", rows.join("\n    - "))
            }
            value => format!(" {}", written(value)),
        });
        let sent = files.into_iter().filter(|(field, value)| {
            // What an official sends is played by sample.
            field.by == Filler::Applicant
                && !matches!(value, Value::File(files) if files.is_empty())
        });
        section(&mut text, "files", sent.collect(), |value| match value {
            Value::File(files) if files.len() > 1 => {
                format!(" [{}]", vec![PAPER; files.len()].join(", "))
            }
            _ => format!(" {PAPER}"),
        });
        text.push_str(&happens(scenario));
        Some(text)
    }
}

fn section<T>(
    text: &mut String,
    name: &str,
    entries: Vec<(&Field, T)>,
    written: impl Fn(T) -> String,
) {
    if entries.is_empty() {
        return;
    }
    let _ = writeln!(text, "{name}:");
    for (field, value) in entries {
        let _ = writeln!(text, "  {}:{}", field.id, written(value));
    }
}

/// The settings, lines and expectations of the scenario, as its author wrote them.
fn happens(scenario: &Scenario) -> String {
    let mut text = String::new();
    if !scenario.office.is_empty() {
        let set = scenario.office.iter().map(|(id, value)| format!("{id}: {}", written(value)));
        let _ = writeln!(text, "office: {{{}}}", set.collect::<Vec<_>>().join(", "));
    }
    let list =
        |words: &[Written]| words.iter().map(|one| plain(&one.text)).collect::<Vec<_>>().join(", ");
    let lines: Vec<Written> = scenario.lines.iter().map(|(words, _)| words.clone()).collect();
    let _ = writeln!(text, "do: [{}]", list(&lines));
    let expect = &scenario.expect;
    let one = |key: &str, one: &Option<Written>| {
        one.as_ref().map(|one| format!("{key}: {}", plain(&one.text)))
    };
    let many = |key: &str, many: &Option<Vec<Written>>| {
        many.as_ref().map(|many| format!("{key}: [{}]", list(many)))
    };
    let parts = [
        one("end", &expect.end),
        one("at", &expect.at),
        many("outputs", &expect.outputs),
        many("kept", &expect.kept),
        many("void", &expect.void),
        one("refused", &expect.refused),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "expect: {{{parts}}}");
    text
}

fn asker(applicant: &Parts) -> String {
    let parts = ["nik", "name", "phone"].into_iter().map(|part| {
        let known = applicant.get(part).map(written);
        let missing = if part == "phone" { "\"081100009000\"" } else { "Rahajeng Sukmawening" };
        (part, known.or_else(|| (part != "nik").then(|| missing.to_owned())))
    });
    let parts = parts.filter_map(|(part, value)| Some(format!("{part}: {}", value?)));
    format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
}

fn cells(row: &Row) -> String {
    let cells = row.cells.iter().map(|(id, value)| match value {
        Value::File(_) => format!("{id}: {PAPER}"),
        value => format!("{id}: {}", written(value)),
    });
    format!("{{{}}}", cells.collect::<Vec<_>>().join(", "))
}

/// A value as a request file has it.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Choice(text) => plain(text),
        Value::Number(number) | Value::Money(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => format!("\"{:02}:{:02}\"", time.hour(), time.minute()),
        Value::Period(period) => period.to_string(),
        Value::Area(area) => area.to_string(),
        Value::Office(office) => plain(&office.0),
        Value::Person(parts) => {
            let order = PersonPart::ALL.iter().map(|part| part.key());
            map(parts, order.collect::<Vec<_>>().as_slice())
        }
        Value::Place(parts) => {
            let order = PlacePart::ALL.iter().map(|part| part.key());
            map(parts, order.collect::<Vec<_>>().as_slice())
        }
        Value::Many(values) => {
            format!("[{}]", values.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        // The newest case of the same person in that service.
        Value::Case(earlier) => earlier.service.to_string(),
        Value::List(_) | Value::File(_) => PAPER.to_owned(),
    }
}

fn map(parts: &Parts, order: &[&str]) -> String {
    let part = |key: &&str| Some(format!("{key}: {}", written(parts.get(*key)?)));
    format!("{{{}}}", order.iter().filter_map(part).collect::<Vec<_>>().join(", "))
}

/// A text, in quotes where YAML would read something else or end it early.
fn plain(text: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || " .-_/@+=".contains(c);
    let digits = text.starts_with(|c: char| c.is_ascii_digit() || " -+.=@".contains(c));
    if !text.is_empty() && !digits && text.chars().all(safe) && !text.ends_with(' ') {
        return text.to_owned();
    }
    format!("{text:?}")
}
