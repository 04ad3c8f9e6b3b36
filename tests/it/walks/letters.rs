//! I2, I3 and I16: what is signed, numbered and issued.

use std::collections::BTreeSet;

use alursurat::case::{Case, Command, Event, LetterState, Phase, SignReporter};
use alursurat::workflow::OutputId;

use super::invariants::{Moment, exists};
use super::walk::Walk;

/// The bytes that stand for a rendered letter: they tell the facts that it was frozen from.
pub fn frozen_bytes(case: &Case, output: &OutputId) -> String {
    let facts = case.outputs.get(output).map(|state| &state.facts);
    format!("frozen {output} {facts:?}")
}

/// The bytes that stand for a signed letter.
pub fn signed_bytes(case: &Case, output: &OutputId) -> String {
    let state = case.outputs.get(output);
    let step = state.and_then(|state| state.request.as_ref()).map(|request| request.step.clone());
    let bytes = state.and_then(|state| state.sha256.clone()).unwrap_or_default();
    format!("{bytes} + {}", step.map_or_else(String::new, |step| step.to_string()))
}

/// I2 and I3: signatures, frozen facts and numbers.
pub fn letters(walk: &Walk) {
    let case = &walk.case;
    let settled = matches!(&case.phase, Phase::Ended { end, .. } if end.as_str() != "done");
    let mut live: Vec<&String> = case.voids.iter().filter_map(|(_, n, _)| n.as_ref()).collect();
    for (id, state) in case.outputs.iter() {
        let output = walk.world.definition.output(id.as_str()).unwrap();
        live.extend(state.number.as_ref().map(|number| &number.number));
        let issued = issued(state.state);
        if issued && !output.number.is_empty() {
            assert!(state.number.is_some(), "I3: {id} issued without a number");
        }
        if issued && !output.signers.is_empty() {
            for signer in &output.signers {
                let step = walk.world.definition.step(signer.as_str()).unwrap();
                let skipped = !exists(walk, step);
                assert!(skipped || state.signed.contains(signer), "I2: {id} lacks {signer}");
            }
            let now = |field| case.data.get(field).map(|held| held.revision);
            let same = state.facts.iter().all(|(field, then)| now(field) == Some(*then));
            assert!(
                settled || matches!(case.phase, Phase::Returned { .. }) || same,
                "I2: {id} tells other facts"
            );
            let signatures = state.signed.iter().map(|step| format!(" + {step}"));
            let bytes = frozen_bytes(case, id) + &signatures.collect::<String>();
            assert_eq!(state.sha256.as_ref(), Some(&bytes), "I2: other bytes of {id} were signed");
        }
        let begun = !state.signed.is_empty() || state.number.is_some();
        assert!(!settled || issued || !begun, "I2: {id} neither issued nor void at the end");
        assert!(!state.state.pending() || state.request.is_some(), "I16: {id} without a request");
    }
    let all: BTreeSet<&String> = live.iter().copied().collect();
    assert_eq!(all.len(), live.len(), "I3: a number is live or void twice");
    assert_eq!(all, walk.printed.keys().collect(), "I3: a drawn number is neither live nor void");
}

/// Whether it went out, whatever became of it since.
pub fn issued(state: LetterState) -> bool {
    matches!(state, LetterState::Released | LetterState::Replaced | LetterState::Revoked)
}

/// I16: what may have been signed is settled by a named person, and asked for again by nobody.
pub fn reconciled(moment: &Moment<'_>) {
    let unknown = |output: &OutputId| {
        let state = moment.before.outputs.get(output);
        state.is_some_and(|state| state.state == LetterState::Unknown)
    };
    for event in moment.events {
        match event {
            Event::Signed { output, .. } | Event::SignFailed { output, .. } if unknown(output) => {
                let by = match moment.command {
                    Command::SignResult { by, .. } => Some(by),
                    _ => None,
                };
                let named = matches!(by, Some(SignReporter::Person(_)));
                assert!(named, "I16: nobody vouches for the outcome of {output}");
            }
            Event::SignRequested { output, .. } | Event::Frozen { output, .. } => {
                assert!(
                    !unknown(output),
                    "I16: {output} may have been signed, and is signed again"
                );
            }
            _ => {}
        }
    }
}
