//! Who may act now (definition-format.md 5.1).

use jiff::Timestamp;

use super::route::{addressee, addressees};
use super::{
    Act, Actor, Addressee, Case, Duty, Model, Refusal, Slot, decided, duties, position, route, time,
};
use crate::area::{AreaCode, Level, OfficeId, Right, Seat, Staffing};
use crate::calendar::{Period, Unit};
use crate::origin::PersonId;
use crate::workflow::{Action, Branch, Proof, Step, StepId, Target};

/// Somebody who may act at the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The step.
    pub step: StepId,
    /// For which of those who must act there.
    pub slot: Slot,
    /// Whom it is for.
    pub to: Addressee,
    /// Why.
    pub kind: TaskKind,
    /// The least proof of identity that it asks for.
    pub auth: Proof,
}

/// Why somebody may act at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// The slot is their own.
    Holder,
    /// They substitute: the slot's seat is vacant or away, or the step is overdue.
    Substitute,
    /// A late rule added them.
    Added,
    /// Nobody else is left: the head of the parent unit may reassign, and nothing else.
    Overseer,
}

/// The tasks of a case: everybody who may act at its position now, slot by slot, and of each slot
/// its own holder first. A slot that was decided has none.
pub fn tasks(model: &Model<'_>, case: &Case, now: Timestamp) -> Vec<Task> {
    let Some(step) = position(model, case) else { return Vec::new() };
    let open = |duty: &Duty<'_>| decided(model.definition, case, step, &duty.slot).is_none();
    let overdue = time::over(model, case, step, Period::new(0, Unit::WorkDay), now);
    let barred = barred(model, case, step);
    let mut tasks = Vec::new();
    for duty in duties(model, case, step).into_iter().filter(open) {
        tasks.extend(tasks_of(model, case, step, &duty, (overdue, &barred)));
    }
    tasks
}

fn tasks_of(
    model: &Model<'_>,
    case: &Case,
    step: &Step,
    duty: &Duty<'_>,
    (overdue, barred): (bool, &[PersonId]),
) -> Vec<Task> {
    let own = addressee(model, case, duty);
    let filled = |seat: &Seat| (model.staffing)(seat, barred);
    let absent = match &own {
        Some(Addressee::Seat(seat)) => matches!(filled(seat), Staffing::Vacant | Staffing::Plh),
        Some(_) => false,
        None => true,
    };
    let substitutes = if absent || overdue { duty.branch.substitutes.as_slice() } else { &[] };
    let substitutes = substitutes.iter().map(|holder| (holder, TaskKind::Substitute));
    let added = case.added.get(&step.id).into_iter().flatten();
    let others = substitutes.chain(added.map(|holder| (holder, TaskKind::Added)));
    let others = others.flat_map(|(holder, kind)| {
        addressees(model, case, holder).into_iter().map(move |to| (to, kind))
    });
    let given = case.reassigned.get(&step.id, &duty.slot);
    let given = given.map(|seat| (Addressee::Seat(seat.clone()), TaskKind::Added));
    let others = others.chain(given);
    let office = own.as_ref().and_then(Addressee::seat).map(|seat| seat.office.clone());
    let task = |to, kind| Task {
        step: step.id.clone(),
        slot: duty.slot.clone(),
        to,
        kind,
        auth: duty.branch.auth,
    };
    let mut tasks: Vec<Task> = Vec::new();
    for (to, kind) in own.into_iter().map(|to| (to, TaskKind::Holder)).chain(others) {
        if !tasks.iter().any(|task| task.to == to) {
            tasks.push(task(to, kind));
        }
    }
    let there = |task: &Task| task.to.seat().is_none_or(|seat| filled(seat) != Staffing::Vacant);
    if !tasks.iter().any(there)
        && let Some(seat) = overseer(model, case, office.as_ref(), barred)
    {
        tasks.push(task(Addressee::Seat(seat), TaskKind::Overseer));
    }
    tasks
}

/// The head of the nearest unit above who is there. An agency stands under the route's kabupaten.
fn overseer(
    model: &Model<'_>,
    case: &Case,
    office: Option<&OfficeId>,
    barred: &[PersonId],
) -> Option<Seat> {
    let area = office.and_then(OfficeId::area).and_then(|area| area.parent());
    let area = area.or_else(|| route(model.definition, case, Level::Kabupaten));
    let heads = std::iter::successors(area, AreaCode::parent);
    heads
        .map(|area| Seat::new("head", &area))
        .find(|seat| (model.staffing)(seat, barred) != Staffing::Vacant)
}

/// Who may not act at a step: the applicant, and whoever approved where four eyes are asked for.
fn barred(model: &Model<'_>, case: &Case, step: &Step) -> Vec<PersonId> {
    let mut barred: Vec<PersonId> = case.applicant.into_iter().collect();
    barred.extend(seen_already(model, case, step));
    barred
}

/// Those who approved at a step of `not`, or at a later one that excludes this one: it may have
/// been approved before this one fell.
fn seen_already<'c>(
    model: &Model<'_>,
    case: &'c Case,
    step: &Step,
) -> impl Iterator<Item = PersonId> + use<'c> {
    let later = model.definition.steps.iter().filter(|later| later.not.contains(&step.id));
    let others: Vec<StepId> =
        step.not.iter().chain(later.map(|later| &later.id)).cloned().collect();
    others.into_iter().flat_map(|other| {
        case.approvals.at(&other).map(|(_, approval)| approval.person).collect::<Vec<_>>()
    })
}

/// The slot for which the actor acts, if it is theirs and open and the proof of identity is enough.
pub(super) fn may_act<'a>(
    model: &Model<'a>,
    case: &Case,
    (step, action): (&'a Step, &Action),
    act: &Act,
    now: Timestamp,
) -> Result<Duty<'a>, Refusal> {
    let actor = &act.actor;
    let duties = duties(model, case, step);
    let duty = duties.into_iter().find(|duty| duty.slot == act.slot);
    let duty = duty.ok_or(Refusal::NotYourTask)?;
    if decided(model.definition, case, step, &duty.slot).is_some() {
        return Err(Refusal::AlreadyDecided);
    }
    match addressee(model, case, &duty) {
        Some(own) if actor.is(&own) => {
            if let Some(seat) = own.seat() {
                own_seat(model, seat, actor.right)?;
            }
        }
        _ => {
            let mine = |task: &Task| {
                task.slot == duty.slot && task.kind != TaskKind::Overseer && actor.is(&task.to)
            };
            if !tasks(model, case, now).iter().any(mine) {
                return Err(Refusal::NotYourTask);
            }
            // An appointment to the other seat is no right to sign for this one.
            let signs = !step.sign.is_empty() && action.to == Target::Next;
            if signs && actor.right != Right::Delegate {
                return Err(Refusal::NotYourTask);
            }
        }
    }
    if case.claimed.get(&step.id, &duty.slot).is_some_and(|by| *by != actor.person) {
        return Err(Refusal::NotYourTask);
    }
    let least = least_proof(step, duty.branch, action);
    let proven = match &actor.at_desk {
        Some(_) => step.at_desk,
        None => actor.proof >= least,
    };
    if proven { Ok(duty) } else { Err(Refusal::Auth(least.word())) }
}

/// `tte` is the proof of the signature itself; whoever returns or rejects there is logged in.
fn least_proof(step: &Step, branch: &Branch, action: &Action) -> Proof {
    let signs = action.to == Target::Next;
    let only_to_sign = !step.sign.is_empty() && branch.auth == Proof::Tte;
    if only_to_sign && !signs { Proof::Click } else { branch.auth }
}

/// Nobody decides on their own request for an office, nor twice where four eyes are asked for.
pub(super) fn may_decide(
    model: &Model<'_>,
    case: &Case,
    step: &Step,
    actor: &Actor,
) -> Result<(), Refusal> {
    let recorded_by = actor.at_desk.as_ref().map(|desk| desk.officer);
    let own = case.applicant == Some(actor.person) && actor.seat.is_some();
    if own || (recorded_by.is_some() && recorded_by == case.applicant) {
        // Whoever may not know who asks does not learn it from the refusal either.
        let field = model.definition.field("applicant");
        let unseen = field.is_some_and(|field| super::hidden(model, case, &step.id, field));
        return Err(if unseen { Refusal::NotYourTask } else { Refusal::OwnRequest });
    }
    if seen_already(model, case, step).any(|person| person == actor.person) {
        return Err(Refusal::FourEyes);
    }
    Ok(())
}

/// Whether the right is the one by which the seat is filled today.
pub(super) fn own_seat(model: &Model<'_>, seat: &Seat, right: Right) -> Result<(), Refusal> {
    match ((model.staffing)(seat, &[]), right) {
        (Staffing::Held, Right::Plt | Right::Plh) => Err(Refusal::NotYourTask),
        (Staffing::Held, _)
        | (Staffing::Plt, Right::Plt)
        | (Staffing::Plh, Right::Plh | Right::Delegate) => Ok(()),
        _ => Err(Refusal::HolderVacant),
    }
}

impl Actor {
    /// Whether a task for `to` is theirs.
    pub(super) fn is(&self, to: &Addressee) -> bool {
        match (to, &self.seat) {
            (Addressee::Seat(seat), Some(own)) => seat == own,
            (Addressee::Person(person), None) => *person == self.person,
            (Addressee::Service(name), None) => PersonId::machine(name) == self.person,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::stage::Stage;
    use super::*;
    use crate::workflow::{Holder, Proof};
    use jiff::SignedDuration;

    fn told(stage: &Stage) -> Vec<(String, TaskKind)> {
        let tasks = stage.with(|model| tasks(model, &stage.case, stage.now));
        let to = |task: &Task| match &task.to {
            Addressee::Seat(seat) => seat.to_string(),
            other => format!("{other:?}"),
        };
        tasks.iter().map(|task| (to(task), task.kind)).collect()
    }

    const RT: &str = "head@35.74.03.1004.001.004";
    const SECRETARY: &str = "secretary@35.74.03.1004.001.004";
    const RW: &str = "head@35.74.03.1004.001";

    #[test]
    fn substitutes_come_where_the_seat_is_vacant_or_the_step_overdue() {
        let mut stage = Stage::birth();
        assert_eq!(told(&stage), []);
        stage.submit(&[]).unwrap();
        assert_eq!(told(&stage), [(RT.to_owned(), TaskKind::Holder)]);
        stage.staffing.insert(RT.parse().unwrap(), Staffing::Vacant);
        let with_substitutes = [
            (RT.to_owned(), TaskKind::Holder),
            (SECRETARY.to_owned(), TaskKind::Substitute),
            (RW.to_owned(), TaskKind::Substitute),
        ];
        assert_eq!(told(&stage), with_substitutes);
        assert_eq!(stage.act("rt", "approve"), Err(Refusal::HolderVacant));
        stage.staffing.clear();
        stage.wait(SignedDuration::from_hours(24));
        assert_eq!(told(&stage), with_substitutes, "1wd has passed");
        let mut act = stage.action("rt", "approve");
        act.actor.seat = Some(RW.parse().unwrap());
        stage.order(&Command::Act(act)).unwrap();
        assert_eq!(stage.at(), Some("rw"));
        let (_, approval) = stage.case.approvals.at(&"rt".into()).next().unwrap();
        assert_eq!(approval.seat, Some(RW.parse().unwrap()));
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
        act.actor.seat = Some("head@35.74.03".parse().unwrap());
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

    #[test]
    fn only_the_proof_of_a_signature_is_not_asked_of_who_returns() {
        let text = include_str!("../../tests/reference/extra/office.yaml");
        for (old, new, step, least) in [
            ("due: 3wd", "due: 3wd\n    auth: tte", "assess", "tte"),
            ("not: [assess]", "not: [assess]\n    auth: passkey", "sign", "passkey"),
            ("not: [assess]", "not: [assess]\n    due: 1wd", "sign", "click"),
        ] {
            let text = if least == "click" { text.to_owned() } else { text.replace(old, new) };
            let mut stage = Stage::new("office", &text);
            stage.submit(&[("urgent", crate::workflow::Value::Bool(true))]).unwrap();
            stage.act("intake", "approve").unwrap();
            if step == "sign" {
                stage.act("assess", "approve").unwrap();
            }
            let mut act = stage.action(step, "reject");
            act.actor.proof = Proof::Link;
            assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::Auth(least)), "{step}");
        }
    }
}
