//! Whether a scenario came out as its author expects.

use std::collections::BTreeSet;

use super::{Played, Scenario};
use crate::case::{LetterState, Phase};
use crate::workflow::{OutputId, Written};

/// Everything that came out otherwise, with the text that expected it.
pub(super) fn unmet<'a>(scenario: &'a Scenario, played: &Played) -> Vec<(&'a Written, String)> {
    let expect = &scenario.expect;
    let mut unmet = Vec::new();
    let mut wrong = |at: &'a Written, problem: String| unmet.push((at, problem));
    let stands = match (&played.case.phase, &played.at) {
        (Phase::Ended { end, .. }, _) => format!("it ends {end}"),
        (_, Some(at)) => format!("it stands at {at}"),
        (_, None) => "it was not submitted".to_owned(),
    };
    if let Some(code) = &expect.refused {
        match &played.refused {
            None => {
                wrong(code, format!("the last line is accepted, not refused with {}", code.text));
            }
            Some(other) if **other != *code.text => {
                wrong(code, format!("the last line is refused with {other}, not {}", code.text));
            }
            Some(_) => {}
        }
    }
    if let Some(end) = &expect.end {
        let ended =
            matches!(&played.case.phase, Phase::Ended { end: e, .. } if e.as_str() == &*end.text);
        if !ended {
            wrong(end, format!("{stands}, not end {}", end.text));
        }
    }
    if let Some(at) = &expect.at
        && played.at.as_deref() != Some(&*at.text)
    {
        wrong(at, format!("{stands}, not at {}", at.text));
    }
    for output in expect.outputs.iter().flatten() {
        let state = played.case.outputs.get(&*output.text).map(|output| output.state);
        if state != Some(LetterState::Released) {
            wrong(output, format!("{} is not issued", output.text));
        }
    }
    for step in expect.kept.iter().flatten() {
        if !played.kept.contains(&*step.text) {
            wrong(step, format!("the approval of {} did not outlive the last submit", step.text));
        }
    }
    let Some(void) = &expect.void else { return unmet };
    for output in void.iter().filter(|output| !played.voided.contains(&*output.text)) {
        wrong(output, format!("{} was not voided", output.text));
    }
    let named: BTreeSet<OutputId> = void.iter().map(|output| (&*output.text).into()).collect();
    let besides: Vec<&str> = played.voided.difference(&named).map(OutputId::as_str).collect();
    // An empty list has no text of its own to point at: the last line tells the place.
    let place = void.first().or_else(|| scenario.lines.last().map(|(line, _)| line));
    if let (false, Some(place)) = (besides.is_empty(), place) {
        unmet.push((place, format!("{} was voided, too", besides.join(", "))));
    }
    unmet
}
