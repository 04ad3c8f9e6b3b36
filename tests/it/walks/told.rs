//! A case in words, as `tests/reference/replay.py` writes it, and values as Python reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use alursurat::case::{Case, Clock, LetterState, Model, Phase, position, valid};
use alursurat::workflow::{Parts, Value};
use jiff::Unit;
use serde_json::{Value as Json, json};

use super::world::{DAY_0, hour, name};

/// The whole case: two engines agree when they write the same.
pub fn told(model: &Model<'_>, case: &Case, values: &BTreeMap<String, u32>) -> String {
    let definition = model.definition;
    let number = |printed: Option<&str>| {
        printed.map_or_else(|| "-".to_owned(), |number| values[number].to_string())
    };
    let phase = match &case.phase {
        Phase::Draft => "draft".to_owned(),
        Phase::Open => "open".to_owned(),
        Phase::Returned { reminded, .. } => format!("returned:{reminded}"),
        Phase::Ended { end, .. } => format!("ended:{end}"),
    };
    let at = position(model, case).map_or("-", |step| step.id.as_str());
    let approvals = case.approvals.iter().map(|(step, slot, said)| {
        let holds = if valid(definition, case, said) { "valid" } else { "fallen" };
        let no = said.no.as_ref().map(|end| format!("no:{end}/")).unwrap_or_default();
        format!("{step}/{slot}={}/{no}{holds}", name(said.person))
    });
    let outputs = case.outputs.iter().map(|(output, state)| {
        let signed: Vec<_> = state.signed.iter().map(alursurat::workflow::StepId::as_str).collect();
        let drawn = state.number.as_ref().map(|number| number.number.as_str());
        format!("{output}={}#{}[{}]", word(state.state), number(drawn), signed.join(" "))
    });
    let clocks = case.clocks.iter().map(|(step, clock)| (step.as_str(), clock));
    let whole = (case.clock != Clock::default()).then_some(("case", &case.clock));
    let clocks = clocks.chain(whole).map(|(whose, clock)| {
        let since = clock.since.map_or_else(|| "-".to_owned(), |since| hour(since).to_string());
        format!("{whose}={}/{}/{since}", clock.worked.as_hours(), clock.wall.as_hours())
    });
    let held = case.held.iter().map(|(step, hold)| format!("{step}@{}", hour(hold.since)));
    let counts = case.counts.iter().flat_map(|(step, actions)| {
        actions.iter().map(move |(action, count)| format!("{step}.{action}={count}"))
    });
    let extra = case.extra_time.iter().map(|(step, periods)| {
        format!("{step}+{}", periods.iter().map(|period| period.count).sum::<i32>())
    });
    let put_by = case.draft.keys().map(ToString::to_string);
    let added = case.added.iter().map(|(step, holders)| {
        let holders: Vec<_> = holders.iter().map(ToString::to_string).collect();
        format!("{step}={}", holders.join(" "))
    });
    let mut text = format!("phase: {phase}; at: {at}");
    write(&mut text, "approvals", approvals);
    write(&mut text, "outputs", outputs);
    write(&mut text, "clocks", clocks);
    write(&mut text, "held", held);
    write(&mut text, "counts", counts);
    let claimed = case.claimed.iter();
    let claimed = claimed.map(|(step, slot, who)| format!("{step}/{slot}={}", name(*who)));
    write(&mut text, "claimed", claimed);
    write(&mut text, "added", added);
    write(&mut text, "extra", extra);
    write(&mut text, "put by", put_by);
    let voids = case.voids.iter().map(|(output, printed, reason)| {
        format!("{output}#{}:{reason}", number(printed.as_deref()))
    });
    let _ = write!(text, "; voids: {}", voids.collect::<Vec<_>>().join(" "));
    match &case.last {
        Some(last) => {
            let undoable = if last.undoable { "yes" } else { "no" };
            let _ = write!(text, "; last: {}@{}/{undoable}", name(last.person), hour(last.at));
        }
        None => text.push_str("; last: -"),
    }
    text
}

fn write(text: &mut String, what: &str, parts: impl Iterator<Item = String>) {
    let mut parts: Vec<_> = parts.collect();
    parts.sort();
    let _ = write!(text, "; {what}: {}", parts.join(" "));
}

fn word(state: LetterState) -> &'static str {
    match state {
        LetterState::Numbered => "numbered",
        LetterState::Prepared => "prepared",
        LetterState::Failed => "failed",
        LetterState::Unknown => "unknown",
        LetterState::Signed => "signed",
        LetterState::Released => "released",
        LetterState::Replaced => "replaced",
        LetterState::Revoked => "revoked",
        LetterState::Void => "void",
    }
}

/// A value as the reference holds it: days and numbers as whole numbers.
pub fn json(value: &Value) -> Json {
    let parts = |parts: &Parts| -> Json {
        parts.iter().map(|(key, value)| (key.to_string(), json(value))).collect()
    };
    match value {
        Value::Text(text) | Value::Choice(text) => json!(&**text),
        Value::Number(number) | Value::Money(number) => json!(number),
        Value::Bool(yes) => json!(yes),
        Value::Date(day) => {
            let days = DAY_0.until((Unit::Day, *day)).unwrap().get_days();
            json!(days)
        }
        Value::Time(time) => json!(time.to_string()),
        Value::Period(period) => json!(period.to_string()),
        Value::Area(area) => json!(area.as_str()),
        Value::Office(office) => json!(office.0),
        Value::Person(cells) | Value::Place(cells) => parts(cells),
        Value::Many(values) => values.iter().map(json).collect(),
        Value::Case(earlier) => {
            let ticket = &*earlier.ticket;
            json!({ "ticket": ticket, "office": earlier.office.0, "applicant": parts(&earlier.applicant) })
        }
        Value::List(rows) => rows
            .iter()
            .map(|row| {
                let mut cells = parts(&row.cells);
                cells["_id"] = json!(row.id);
                cells
            })
            .collect(),
        Value::File(files) => files.iter().map(|file| json!(file.sha256)).collect(),
    }
}
