//! Letters that were issued and no longer hold (definition-format.md section 8).

use serde::{Deserialize, Serialize};

use super::decide::Draft;
use super::{Actor, Event, LetterState, Refusal, Superseded, addressees, tasks};
use crate::area::{Right, Seat};
use crate::origin::{CaseId, PersonId};
use crate::workflow::{OutputId, Proof, Step};

/// Whose doing a revocation was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revoker {
    /// Somebody's, for a seat.
    Seat {
        /// Who.
        person: PersonId,
        /// For which seat.
        seat: Seat,
        /// By what right.
        right: Right,
    },
    /// A letter of another case.
    Case(CaseId),
}

/// The seat of the last signer, or its superior, revokes an issued letter.
pub(super) fn revoke(
    draft: &mut Draft<'_>,
    output: &OutputId,
    actor: &Actor,
    reason: &str,
) -> Result<(), Refusal> {
    let model = draft.model;
    let state = draft.case.outputs.get(output);
    let state = state.filter(|state| state.state == LetterState::Released);
    let signer = state.and_then(|state| state.signed.last()).ok_or(Refusal::NotAllowed)?;
    let step = model.definition.step(signer.as_str()).ok_or(Refusal::NotAllowed)?;
    let approval = draft.case.approvals.at(signer).next();
    let signed = approval.and_then(|(_, approval)| approval.seat.as_ref());
    let signed = signed.ok_or(Refusal::NotAllowed)?;
    let seat = actor.seat.clone().ok_or(Refusal::NotYourTask)?;
    if seat != *signed && !superiors(draft, step, signed).contains(&seat) {
        return Err(Refusal::NotYourTask);
    }
    tasks::own_seat(&model, &seat, actor.right)?;
    // A link that was sent is no proof for this.
    if actor.proof < Proof::Click {
        return Err(Refusal::Auth("click"));
    }
    if !is_code(reason) {
        return Err(Refusal::ReasonRequired);
    }
    draft.push(Event::Revoked {
        output: output.clone(),
        reason: reason.to_owned(),
        by: Revoker::Seat { person: actor.person, seat, right: actor.right },
        at: draft.now,
    });
    Ok(())
}

/// Another case's letter takes the place of one of this case, or revokes it. Where that letter is
/// not out (any more) there is nothing to do, so the same twice changes nothing.
pub(super) fn supersede(draft: &mut Draft<'_>, output: &OutputId, by: CaseId, how: Superseded) {
    let state = draft.case.outputs.get(output);
    if state.is_none_or(|state| state.state != LetterState::Released) {
        return;
    }
    let (output, at) = (output.clone(), draft.now);
    draft.push(match how {
        Superseded::Replaced => Event::Replaced { output, by, at },
        Superseded::Revoked => {
            let reason = "by-letter".to_owned();
            Event::Revoked { output, reason, by: Revoker::Case(by), at }
        }
    });
}

/// What a superseded letter is called in the register; `None` for every other.
pub(super) fn word(state: LetterState) -> Option<&'static str> {
    match state {
        LetterState::Replaced => Some("replaced"),
        LetterState::Revoked => Some("revoked"),
        _ => None,
    }
}

/// The first substitute of the step, and the head of the unit above the seat.
fn superiors(draft: &Draft<'_>, step: &Step, seat: &Seat) -> Vec<Seat> {
    let first = step.branches.iter().filter_map(|branch| branch.substitutes.first());
    let first = first.flat_map(|holder| addressees(&draft.model, &draft.case, holder));
    let above = seat.office.area().and_then(|area| area.parent());
    let head = above.map(|area| Seat::new("head", &area));
    first.filter_map(|to| to.seat().cloned()).chain(head).collect()
}

/// A coded reason is the id of a row.
fn is_code(reason: &str) -> bool {
    let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    reason.starts_with(|c: char| c.is_ascii_lowercase()) && reason.chars().all(rest)
}
