//! What a template reads of the work on a case: steps that were passed, numbers that were drawn.

use super::names::steps_of;
use super::reading::{Meaning, Senseless, Shape, listed, no};
use crate::workflow::{Definition, Output, Step};

const STEP: [&str; 7] = ["name", "office", "title", "rank", "nip", "right", "date"];

/// The place in the order of work at which an output is numbered (and a letter is frozen).
fn drawn(definition: &Definition, output: &Output) -> usize {
    let index = |step: &crate::workflow::StepId| definition.index(step.as_str());
    let first = output.signers.iter().filter_map(index).min();
    first.or_else(|| output.at.as_ref().and_then(index)).unwrap_or(definition.steps.len())
}

pub(super) fn of_output(
    definition: &Definition,
    output: &Output,
    other: &Output,
    rest: &[&str],
) -> Result<Meaning, Senseless> {
    let (id, own) = (&other.id, &output.id);
    let shape = match rest {
        [] => Shape::Parts(vec!["number".into(), "date".into()]),
        ["number"] => Shape::Text,
        ["date"] => Shape::Date,
        [part, ..] => {
            return no(format!("`{id}` has no part `{part}` (parts: number, date)"), None);
        }
    };
    if other.number.is_empty() {
        let remedy = Some(format!("give it `number` and `series`, or do not print {id}"));
        return no(format!("{id} takes no number"), remedy);
    }
    if id == own {
        return Ok(Meaning { shape, only_if: Vec::new() });
    }
    let (theirs, ours) = (drawn(definition, other), drawn(definition, output));
    let step = |at: usize| {
        definition.steps.get(at).map_or_else(|| "the end".to_owned(), |step| step.id.to_string())
    };
    if theirs >= ours {
        let remedy = Some("do not print it; people see it on the check page".to_owned());
        let (theirs, ours) = (step(theirs), step(ours));
        return no(format!("{id} is drawn at {theirs}, after {own} is frozen at {ours}"), remedy);
    }
    let skipped = definition.steps.get(theirs).is_some_and(|step| step.when.is_some());
    let maybe = other.when.is_some() || skipped;
    Ok(Meaning { shape, only_if: maybe.then(|| id.to_string()).into_iter().collect() })
}

pub(super) fn of_step(
    definition: &Definition,
    output: &Output,
    step: &Step,
    rest: &[&str],
) -> Result<Meaning, Senseless> {
    let (id, own) = (&step.id, &output.id);
    if !steps_of(definition, output).iter().any(|before| before.id == *id) {
        let remedy =
            Some("only steps before, or signing, a letter can be printed on it".to_owned());
        return no(format!("{id} comes after {own} is made"), remedy);
    }
    let shape = match rest {
        [] => Shape::Parts(STEP.map(str::to_owned).to_vec()),
        ["date"] if output.signers.contains(id) => {
            let remedy =
                Some(format!("print {{{{date {own}.date}}}}, the day the number was drawn"));
            return no(
                format!("`{id}.date`: the date of a step that signs stands in its signature"),
                remedy,
            );
        }
        ["date"] => Shape::Date,
        [part] => listed(part, &STEP, &format!("{id}.{part}")).map(|()| Shape::Text)?,
        [part, ..] => return no(format!("`{id}.{part}` has no parts"), None),
    };
    let frozen = drawn(definition, output);
    let signs = output.signers.contains(id);
    if !signs && definition.index(id.as_str()).is_some_and(|at| at >= frozen) {
        let remedy =
            Some("only steps before, or signing, a letter can be printed on it".to_owned());
        return no(format!("{id} comes after {own} is frozen"), remedy);
    }
    let only_if = step.when.is_some().then(|| id.to_string()).into_iter().collect();
    Ok(Meaning { shape, only_if })
}
