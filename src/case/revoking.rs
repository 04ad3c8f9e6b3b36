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

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::stage::{Stage, person};
    use super::*;

    /// Signed by the lurah and issued.
    fn issued() -> Stage {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        for step in ["rt", "rw", "verify", "lurah"] {
            stage.act(step, "approve").unwrap();
        }
        stage.signed("letter").unwrap();
        stage
    }

    fn ask(stage: &Stage, seat: &str, proof: Proof, reason: &str) -> Result<Vec<Event>, Refusal> {
        let mut actor = stage.action("lurah", "approve").actor;
        actor.person = person("boss");
        actor.seat = Some(seat.parse().unwrap());
        actor.proof = proof;
        let command = Command::Revoke { output: "letter".into(), actor, reason: reason.to_owned() };
        stage.with(|model| super::super::decide(model, &stage.case, &command, stage.now))
    }

    #[test]
    fn the_signers_seat_or_the_head_above_revokes_with_a_coded_reason() {
        const LURAH: &str = "head@35.74.03.1004";
        const CAMAT: &str = "head@35.74.03";
        let stage = issued();
        for seat in [LURAH, CAMAT] {
            assert!(ask(&stage, seat, Proof::Click, "wrong-data_2").is_ok(), "{seat}");
        }
        let stranger = ask(&stage, "officer@35.74.03.1004", Proof::Click, "wrong");
        assert_eq!(stranger, Err(Refusal::NotYourTask));
        assert_eq!(ask(&stage, LURAH, Proof::Link, "wrong"), Err(Refusal::Auth("click")));
        for reason in ["", "Salah", "9", "wrong data"] {
            let told = ask(&stage, LURAH, Proof::Click, reason);
            assert_eq!(told, Err(Refusal::ReasonRequired), "{reason}");
        }
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        assert_eq!(ask(&stage, LURAH, Proof::Click, "wrong"), Err(Refusal::NotAllowed));
    }

    #[test]
    fn a_letter_of_another_case_takes_the_place_of_one_that_is_out_and_once_only() {
        let by = CaseId(uuid::Uuid::nil());
        let supersede = |how| Command::Supersede { output: "letter".into(), by, how };
        for (how, state) in [
            (Superseded::Replaced, LetterState::Replaced),
            (Superseded::Revoked, LetterState::Revoked),
        ] {
            let mut stage = issued();
            assert_eq!(stage.order(&supersede(how)).map(|events| events.len()), Ok(1));
            assert_eq!(stage.case.outputs["letter"].state, state);
            assert_eq!(stage.order(&supersede(how)), Ok(vec![]));
        }
        assert_eq!(word(LetterState::Replaced), Some("replaced"));
        assert_eq!(word(LetterState::Revoked), Some("revoked"));
        assert_eq!(word(LetterState::Released), None);
    }
}
