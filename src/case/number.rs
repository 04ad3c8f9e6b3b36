//! Numbers of letters: which counter they come from and how they are printed (section 6).

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::route::{number as unit_number, route, seat_of};
use super::{Case, Event, Model, Outcome};
use crate::area::{Level, OfficeId};
use crate::workflow::{Definition, NumberPart, Output, SeriesKey, Step, Value};

/// The name of a counter: the output's id and the values of its series keys, in their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeriesName(pub String);

/// What the desk adds to a drawn number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The counter's value.
    pub value: u32,
    /// The number as it is printed.
    pub number: String,
    /// The day of drawing, in the office's zone.
    pub date: Date,
}

/// What the placeholders of a number stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFacts<'a> {
    /// `{seq}`: the counter.
    pub seq: u32,
    /// `{code}`: the setting `code`.
    pub code: &'a str,
    /// `{unit.code}`: the code of the office that draws.
    pub unit_code: &'a str,
    /// The day of drawing, in that office's zone.
    pub date: Date,
    /// `{rt}`.
    pub rt: u32,
    /// `{rw}`.
    pub rw: u32,
}

/// The number as it is printed.
pub fn format_number(pattern: &[NumberPart], facts: &NumberFacts<'_>) -> String {
    let padded = |number: u32, width: u8| format!("{number:0width$}", width = usize::from(width));
    let day = u32::from(facts.date.day().unsigned_abs());
    let month = u32::from(facts.date.month().unsigned_abs());
    pattern
        .iter()
        .map(|part| match part {
            NumberPart::Text(text) => text.to_string(),
            NumberPart::Seq(width) => padded(facts.seq, *width),
            NumberPart::Code => facts.code.to_owned(),
            NumberPart::UnitCode => facts.unit_code.to_owned(),
            NumberPart::Day(width) => padded(day, *width),
            NumberPart::Month(width) => padded(month, *width),
            NumberPart::MonthRoman => roman_month(facts.date).to_owned(),
            NumberPart::Year => facts.date.year().to_string(),
            NumberPart::Rt(width) => padded(facts.rt, *width),
            NumberPart::Rw(width) => padded(facts.rw, *width),
        })
        .collect()
}

/// Completes every number that was drawn: `draw` gives the counter's next value, `unit_code` the
/// code of the office that draws.
pub fn complete_numbers(
    definition: &Definition,
    outcome: &mut Outcome,
    mut draw: impl FnMut(&SeriesName) -> u32,
    unit_code: impl Fn(&OfficeId) -> String,
) {
    let Outcome { events, case } = outcome;
    for event in events {
        let Event::Numbered { output, series, office, date, completion: open @ None } = event
        else {
            continue;
        };
        let value = draw(series);
        let unit_code = office.as_ref().map(&unit_code).unwrap_or_default();
        let code = code(case);
        let pattern = definition.output(output.as_str()).map(|output| &*output.number);
        let pattern = pattern.unwrap_or_default();
        // Nothing that a number is made of changes after it in the same decision.
        let unit = |level, asked: fn(&NumberPart) -> bool| {
            let asked = pattern.iter().any(asked);
            if asked { unit_number(definition, case, level) } else { 0 }
        };
        let facts = NumberFacts {
            seq: value,
            code: &code,
            unit_code: &unit_code,
            date: *date,
            rt: unit(Level::Rt, |part| matches!(part, NumberPart::Rt(_))),
            rw: unit(Level::Rw, |part| matches!(part, NumberPart::Rw(_))),
        };
        let number = format_number(pattern, &facts);
        let completion = Completion { value, number, date: *date };
        if let Some(state) = Arc::make_mut(&mut case.outputs).get_mut(output) {
            state.number = Some(completion.clone());
        }
        *open = Some(completion);
    }
}

/// The event that draws a number for `output` at `step`.
pub(super) fn numbered(
    model: &Model<'_>,
    case: &Case,
    output: &Output,
    step: Option<&Step>,
    now: Timestamp,
) -> Event {
    let office = step.and_then(|step| seat_of(model, case, step)).map(|seat| seat.office);
    let date = model.calendar.date(now);
    let mut series = output.id.to_string();
    for key in &output.series {
        let value = match key {
            SeriesKey::Office => office.as_ref().map(ToString::to_string),
            SeriesKey::Level(level) => {
                route(model.definition, case, *level).map(|area| area.to_string())
            }
            SeriesKey::Code => Some(code(case)),
            SeriesKey::Year => Some(date.year().to_string()),
            SeriesKey::Month => Some(format!("{:02}", date.month())),
        };
        series.push('/');
        series.push_str(value.as_deref().unwrap_or("-"));
    }
    Event::Numbered {
        output: output.id.clone(),
        series: SeriesName(series),
        office,
        date,
        completion: None,
    }
}

fn code(case: &Case) -> String {
    match case.pin.as_ref().and_then(|pin| pin.settings.get("code")) {
        Some(Value::Text(text) | Value::Choice(text)) => text.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn roman_month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let index = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn print(pattern: &[NumberPart], seq: u32, date: Date) -> String {
        let facts = NumberFacts { seq, code: "400.12.3.1", unit_code: "JATI", date, rt: 4, rw: 11 };
        format_number(pattern, &facts)
    }

    #[test]
    fn numbers_are_padded_and_months_are_roman() {
        use NumberPart::{Code, MonthRoman, Rt, Rw, Seq, Text, UnitCode, Year};
        let text = |text: &str| Text(text.into());
        let letter =
            [Code, text("/"), Seq(3), text("/"), UnitCode, text("/"), MonthRoman, text("/"), Year];
        assert_eq!(print(&letter, 7, date(2026, 11, 20)), "400.12.3.1/007/JATI/XI/2026");
        assert_eq!(print(&letter, 1234, date(2027, 1, 2)), "400.12.3.1/1234/JATI/I/2027");
        let intro = [Seq(3), text("/RT "), Rt(2), text("/RW "), Rw(2)];
        assert_eq!(print(&intro, 42, date(2026, 4, 1)), "042/RT 04/RW 11");
    }

    #[test]
    fn every_month_has_its_roman_number() {
        let all: Vec<_> = (1..=12).map(|month| roman_month(date(2026, month, 1))).collect();
        assert_eq!(all.join(" "), "I II III IV V VI VII VIII IX X XI XII");
        let day = [NumberPart::Day(2), NumberPart::Month(2), NumberPart::Day(0)];
        assert_eq!(print(&day, 1, date(2026, 3, 9)), "09039");
    }

    #[test]
    fn a_code_may_be_a_number() {
        let text = include_str!("../../tests/reference/extra/office.yaml");
        let text = text.replace("code: {type: text,", "code: {type: number,");
        let mut stage = super::super::stage::Stage::new("office", &text);
        stage.submit(&[("urgent", Value::Bool(true))]).unwrap();
        stage.act("intake", "approve").unwrap();
        stage.act("assess", "approve").unwrap();
        stage.act("sign", "approve").unwrap();
        let number = stage.case.outputs["one"].number.clone().unwrap().number;
        assert_eq!(number, "470/2/2026");
    }
}
