//! Who may act now (definition-format.md 5.1).

use jiff::Timestamp;

use super::route::{seat, seat_of};
use super::{Act, Actor, Case, Model, Refusal, position, time};
use crate::area::{Right, Seat, Staffing};
use crate::calendar::{Period, Unit};
use crate::workflow::{Action, Holder, Proof, Step, StepId, Target};

/// A seat that may act at the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskSeat {
    /// The step.
    pub step: StepId,
    /// The seat.
    pub seat: Seat,
    /// Why it may.
    pub kind: TaskKind,
}

/// Why a seat may act at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// The step is its own.
    Holder,
    /// It substitutes: the step's seat is vacant or away, or the step is overdue.
    Substitute,
    /// A late rule added it.
    Added,
}

/// The tasks of a case: every seat that may act at its position now, the step's own seat first.
/// None for a step of the applicant, nor where the route does not give a holder's level.
pub fn seats(model: &Model<'_>, case: &Case, now: Timestamp) -> Vec<TaskSeat> {
    let Some(step) = position(model, case) else { return Vec::new() };
    let mut tasks: Vec<TaskSeat> = Vec::new();
    for (holder, kind) in holders(model, case, step, now) {
        let Some(seat) = seat(model, case, holder) else { continue };
        if !tasks.iter().any(|task| task.seat == seat) {
            tasks.push(TaskSeat { step: step.id.clone(), seat, kind });
        }
    }
    tasks
}

fn holders<'a>(
    model: &Model<'a>,
    case: &'a Case,
    step: &'a Step,
    now: Timestamp,
) -> impl Iterator<Item = (&'a Holder, TaskKind)> {
    let own = seat_of(model, case, step);
    let absent = own
        .as_ref()
        .is_some_and(|own| matches!((model.staffing)(own), Staffing::Vacant | Staffing::Plh));
    let overdue = || time::over(model, case, step, Period::new(0, Unit::WorkDay), now);
    let substitutes = if absent || overdue() { step.substitutes.as_slice() } else { &[] };
    let added = case.added.get(&step.id).into_iter().flatten();
    std::iter::once((&step.by, TaskKind::Holder))
        .chain(substitutes.iter().map(|holder| (holder, TaskKind::Substitute)))
        .chain(added.map(|holder| (holder, TaskKind::Added)))
}

/// Whether the actor holds the step, with enough proof of identity.
pub(super) fn may_act(
    model: &Model<'_>,
    case: &Case,
    (step, action): (&Step, &Action),
    act: &Act,
    now: Timestamp,
) -> Result<(), Refusal> {
    let actor = &act.actor;
    match (&step.by, seat_of(model, case, step)) {
        (Holder::Applicant, _) if case.applicant != Some(actor.person) => {
            return Err(Refusal::NotYourTask);
        }
        (Holder::Applicant, _) => {}
        (Holder::Level { .. }, Some(own)) if own == actor.seat => {
            own_seat(model, actor)?;
        }
        (Holder::Level { .. }, _) => {
            let tasks = seats(model, case, now);
            if !tasks.iter().any(|task| task.seat == actor.seat) {
                return Err(Refusal::NotYourTask);
            }
            // An appointment to the other seat is no right to sign for this one.
            let signs = !step.sign.is_empty() && action.to == Target::Next;
            if signs && actor.right != Right::Delegate {
                return Err(Refusal::NotYourTask);
            }
        }
    }
    let least = least_proof(step, action);
    if actor.proof < least { Err(Refusal::Auth(word(least))) } else { Ok(()) }
}

/// `tte` is the proof of the signature itself; whoever returns or rejects there is logged in.
fn least_proof(step: &Step, action: &Action) -> Proof {
    let signs = action.to == Target::Next;
    let only_to_sign = !step.sign.is_empty() && step.auth == Proof::Tte;
    if only_to_sign && !signs { Proof::Click } else { step.auth }
}

/// Whether the right is the one by which the seat is filled today.
fn own_seat(model: &Model<'_>, actor: &Actor) -> Result<(), Refusal> {
    match ((model.staffing)(&actor.seat), actor.right) {
        (Staffing::Held, Right::Plt | Right::Plh) => Err(Refusal::NotYourTask),
        (Staffing::Held, _)
        | (Staffing::Plt, Right::Plt)
        | (Staffing::Plh, Right::Plh | Right::Delegate) => Ok(()),
        _ => Err(Refusal::HolderVacant),
    }
}

fn word(proof: Proof) -> &'static str {
    match proof {
        Proof::Link => "link",
        Proof::Click => "click",
        Proof::Pin => "pin",
        Proof::Passkey => "passkey",
        Proof::Tte => "tte",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::stage::Stage;
    use super::*;
    use crate::workflow::Proof;
    use jiff::SignedDuration;

    fn tasks(stage: &Stage) -> Vec<(String, TaskKind)> {
        let tasks = stage.with(|model| seats(model, &stage.case, stage.now));
        tasks.into_iter().map(|task| (task.seat.to_string(), task.kind)).collect()
    }

    const RT: &str = "head@35.74.03.1004.001.004";
    const SECRETARY: &str = "secretary@35.74.03.1004.001.004";
    const RW: &str = "head@35.74.03.1004.001";

    #[test]
    fn substitutes_come_where_the_seat_is_vacant_or_the_step_overdue() {
        let mut stage = Stage::birth();
        assert_eq!(tasks(&stage), []);
        stage.submit(&[]).unwrap();
        assert_eq!(tasks(&stage), [(RT.to_owned(), TaskKind::Holder)]);
        stage.staffing.insert(RT.parse().unwrap(), Staffing::Vacant);
        let with_substitutes = [
            (RT.to_owned(), TaskKind::Holder),
            (SECRETARY.to_owned(), TaskKind::Substitute),
            (RW.to_owned(), TaskKind::Substitute),
        ];
        assert_eq!(tasks(&stage), with_substitutes);
        assert_eq!(stage.act("rt", "approve"), Err(Refusal::HolderVacant));
        stage.staffing.clear();
        stage.wait(SignedDuration::from_hours(24));
        assert_eq!(tasks(&stage), with_substitutes, "1wd has passed");
        let mut act = stage.action("rt", "approve");
        act.actor.seat = RW.parse().unwrap();
        stage.order(&Command::Act(act)).unwrap();
        assert_eq!(stage.at(), Some("rw"));
        assert_eq!(stage.case.approvals["rt"].seat, RW.parse().unwrap());
    }

    #[test]
    fn a_seat_is_acted_for_by_the_right_by_which_it_is_filled() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        let mut by = |staffing, right| {
            stage.staffing.insert(RT.parse().unwrap(), staffing);
            let mut act = stage.action("rt", "approve");
            act.actor.right = right;
            stage
                .with(|model| {
                    super::super::decide(model, &stage.case, &Command::Act(act), stage.now)
                })
                .err()
        };
        assert_eq!(by(Staffing::Held, Right::Plt), Some(Refusal::NotYourTask));
        assert_eq!(by(Staffing::Held, Right::Pj), None);
        assert_eq!(by(Staffing::Plt, Right::Own), Some(Refusal::HolderVacant));
        assert_eq!(by(Staffing::Plt, Right::Plt), None);
        assert_eq!(by(Staffing::Plh, Right::Delegate), None);
        assert_eq!(by(Staffing::Vacant, Right::Delegate), Some(Refusal::HolderVacant));
    }

    #[test]
    fn one_who_was_added_signs_by_delegation_only_but_may_reject() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        for step in ["rt", "rw", "verify"] {
            stage.act(step, "approve").unwrap();
        }
        let step = stage.definition.step("lurah").unwrap().clone();
        let camat = Holder::Level {
            role: crate::area::Role("head".into()),
            level: crate::area::Level::Kecamatan,
        };
        stage.case.added.insert(step.id, vec![camat]);
        let mut act = stage.action("lurah", "approve");
        act.actor.seat = "head@35.74.03".parse().unwrap();
        let ask = |act: &Act| {
            let command = Command::Act(act.clone());
            stage.with(|model| super::super::decide(model, &stage.case, &command, stage.now)).err()
        };
        for right in [Right::Own, Right::Plt, Right::Plh, Right::Pj] {
            act.actor.right = right;
            assert_eq!(ask(&act), Some(Refusal::NotYourTask), "{right:?}");
        }
        act.actor.right = Right::Delegate;
        assert_eq!(ask(&act), None);
        let reject = Act { action: "reject".into(), ..act.clone() };
        assert_eq!(ask(&reject), None);
    }

    #[test]
    fn a_signing_step_asks_for_tte_to_sign_and_for_a_login_to_do_anything_else() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        for step in ["rt", "rw", "verify"] {
            stage.act(step, "approve").unwrap();
        }
        let ask = |action: &str, proof| {
            let mut act = stage.action("lurah", action);
            act.actor.proof = proof;
            let command = Command::Act(act);
            stage.with(|model| super::super::decide(model, &stage.case, &command, stage.now)).err()
        };
        assert_eq!(ask("approve", Proof::Passkey), Some(Refusal::Auth("tte")));
        assert_eq!(ask("approve", Proof::Tte), None);
        for action in ["return", "reject"] {
            assert_eq!(ask(action, Proof::Link), Some(Refusal::Auth("click")), "{action}");
            assert_eq!(ask(action, Proof::Click), None, "{action}");
        }
    }
}
