//! `start.unique`: of two open cases with the same values there is one. A batch looks up what its
//! decisions would make alike; against other processes a unique index holds, and whom it stops
//! decides again and then finds the other case here.

use std::collections::HashMap;

use super::batch::Accepted;
use super::likeness::likeness;
use crate::case::{Event, Phase, Refusal};
use crate::store::{StoreError, Tx};

/// Takes out those whose case would be the same as another open one; the refusal of each, by
/// its place. Nothing is asked of the database where no decision changes an answer.
pub(super) async fn refuse_alike(
    tx: &mut Tx,
    accepted: &mut Vec<Accepted<'_>>,
) -> Result<Vec<(usize, Refusal)>, StoreError> {
    let new: Vec<(usize, String)> =
        accepted.iter().filter_map(|one| Some((one.place, becomes(one)?))).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<&str> = new.iter().map(|(_, likeness)| likeness.as_str()).collect();
    let mut open = tx.open_cases_like(&asked).await?;
    let mut new: HashMap<usize, String> = new.into_iter().collect();
    let mut refused = Vec::new();
    accepted.retain(|one| {
        let Some(likeness) = new.remove(&one.place) else { return true };
        let id = one.job.subject.id();
        // The first of a batch opens; the others find it.
        let first = *open.entry(likeness).or_insert(id);
        if first != id {
            refused.push((one.place, Refusal::Unique(first)));
        }
        first == id
    });
    Ok(refused)
}

/// The likeness that a decision gives to its case, if it changes answers and the case is open then.
fn becomes(one: &Accepted<'_>) -> Option<String> {
    let definition = &one.job.rules.definition;
    // What is undone may have ended the case, or changed an answer.
    let answers = |event: &Event| {
        matches!(event, Event::Submitted { .. } | Event::Filled { .. } | Event::Undone { .. })
    };
    if definition.start.unique.is_empty() || !one.outcome.events.iter().any(answers) {
        return None;
    }
    let after = &one.outcome.case;
    let open = !matches!(after.phase, Phase::Ended { .. });
    open.then(|| likeness(definition, |field| after.value(field))).flatten()
}
