//! A scenario as the runner takes it: its lines read and checked against the definition.

use std::collections::BTreeMap;

use super::Line;
use super::reading::near;
use crate::area::Staffing;
use crate::workflow::{self, ActionId, Definition, Expect, SettingId, StepId, Value, Written};

/// One entry of a definition's `tests`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What people read.
    pub name: String,
    /// Where it begins, from 1.
    pub line: u32,
    /// Answers that matter, by `FIELD` or `FIELD.PART`, as they are written.
    pub with: BTreeMap<String, String>,
    /// Settings that differ from their default.
    pub office: BTreeMap<SettingId, Value>,
    /// How the seats of steps are filled, where not by their own holder.
    pub seats: BTreeMap<StepId, Staffing>,
    /// What happens, with its words.
    pub lines: Vec<(Written, Line)>,
    /// What must come of it.
    pub expect: Expect,
}

/// A text of a scenario that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// The text with its place.
    pub at: Written,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: Option<String>,
}

impl Scenario {
    /// Reads a scenario of a file; the loader has checked everything but its lines.
    pub fn read(definition: &Definition, raw: &workflow::Scenario) -> Result<Self, Vec<Unclear>> {
        let mut unclear = Vec::new();
        let mut lines = Vec::new();
        for written in &raw.lines {
            let at = written.clone();
            match written.text.parse::<Line>() {
                Ok(line) => {
                    if let Some((problem, remedy)) = unknown(definition, &line) {
                        unclear.push(Unclear { at, problem, remedy });
                    } else {
                        lines.push((at, line));
                    }
                }
                Err(error) => {
                    let remedy = Some(error.remedy);
                    unclear.push(Unclear { at, problem: error.problem, remedy });
                }
            }
        }
        let mut office = BTreeMap::new();
        for (id, written) in &raw.office {
            let setting = definition.setting(id);
            match setting.map(|setting| setting.kind.literal(&written.text)) {
                Some(Ok(value)) => {
                    office.insert(SettingId::from(&**id), value);
                }
                other => {
                    let no = || format!("there is no setting `{id}`");
                    let problem = other.and_then(Result::err).unwrap_or_else(no);
                    unclear.push(Unclear { at: written.clone(), problem, remedy: None });
                }
            }
        }
        let staffing = |word: &str| match word {
            "vacant" => Staffing::Vacant,
            "plt" => Staffing::Plt,
            "on-leave" => Staffing::Plh,
            _ => Staffing::Held,
        };
        let seats =
            raw.seats.iter().map(|(step, word)| (StepId::from(&**step), staffing(&word.text)));
        let with = raw.with.iter().map(|(path, value)| (path.to_string(), value.text.to_string()));
        if unclear.is_empty() {
            Ok(Self {
                name: raw.name.to_string(),
                line: raw.line,
                with: with.collect(),
                office,
                seats: seats.collect(),
                lines,
                expect: raw.expect.clone(),
            })
        } else {
            Err(unclear)
        }
    }
}

/// What a line names that the definition does not have, and what may be meant.
fn unknown(definition: &Definition, line: &Line) -> Option<(String, Option<String>)> {
    match line {
        Line::Act { step, action, unit, .. } => {
            let no_step = unknown_step(definition, step);
            if no_step.is_some() {
                return no_step;
            }
            let taken =
                definition.step(step.as_str()).and_then(|step| step.action(action.as_str()));
            let forwards = taken.is_some_and(|action| action.forward.is_some());
            match (unit, forwards) {
                (Some(unit), false) if taken.is_some() => {
                    Some((format!("`{unit}`: `{action}` takes no office"), None))
                }
                (None, true) => Some((
                    format!("`{action}` needs the office that it goes to"),
                    Some(format!("write `{step} {action} OFFICE`")),
                )),
                _ => unknown_action(definition, step, action),
            }
        }
        Line::Sign { step, .. } => unknown_step(definition, step).or_else(|| {
            let signs = definition.step(step.as_str()).is_some_and(|step| !step.sign.is_empty());
            let remedy = Some(format!("write `{step} approve`, or give the step `sign`"));
            (!signs).then(|| (format!("step `{step}` signs nothing"), remedy))
        }),
        Line::Edit { field, .. } if definition.field(field.as_str()).is_none() => {
            let known = definition.fields.iter().map(|field| field.id.as_str());
            Some((format!("no field `{field}`"), near(field.as_str(), known)))
        }
        _ => None,
    }
}

fn unknown_step(definition: &Definition, step: &StepId) -> Option<(String, Option<String>)> {
    if definition.step(step.as_str()).is_some() {
        return None;
    }
    let known = definition.steps.iter().map(|step| step.id.as_str());
    Some((format!("no step `{step}`"), near(step.as_str(), known)))
}

fn unknown_action(
    definition: &Definition,
    step: &StepId,
    action: &ActionId,
) -> Option<(String, Option<String>)> {
    let actions = &definition.step(step.as_str())?.actions;
    if actions.iter().any(|known| known.id == *action) {
        return None;
    }
    let known: Vec<&str> = actions.iter().map(|action| action.id.as_str()).collect();
    let problem = format!("step `{step}` has no action `{action}` (actions: {})", known.join(", "));
    Some((problem, near(action.as_str(), known.into_iter())))
}
