//! Taking a slot on, giving it back, and giving it to another seat (definition-format.md 5.1, 11).

use super::decide::Draft;
use super::tasks::{may_decide, own_seat};
use super::{AtSlot, Event, Refusal, Task, TaskKind, decided, duties, tasks};
use crate::area::{Seat, Staffing};
use crate::workflow::Step;

/// One of several who share a seat takes a slot on.
pub(super) fn claim(draft: &mut Draft<'_>, at: &AtSlot) -> Result<(), Refusal> {
    let step = open(draft, at)?;
    let seat = at.actor.seat.clone().ok_or(Refusal::NotAllowed)?;
    let task = task(draft, at, |task| task.kind != TaskKind::Overseer)?;
    if task.kind == TaskKind::Holder {
        own_seat(&draft.model, &seat, at.actor.right)?;
    }
    may_decide(&draft.model, &draft.case, step, &at.actor)?;
    if draft.case.claimed.get(&at.step, &at.slot) == Some(&at.actor.person) {
        return Ok(());
    }
    let (step, slot) = (at.step.clone(), at.slot.clone());
    let (person, right) = (at.actor.person, at.actor.right);
    draft.push(Event::Claimed { step, slot, person, seat, right });
    Ok(())
}

/// Whoever took a slot on gives it back.
pub(super) fn release(draft: &mut Draft<'_>, at: &AtSlot) -> Result<(), Refusal> {
    open(draft, at)?;
    let (step, slot, person) = (at.step.clone(), at.slot.clone(), at.actor.person);
    match draft.case.claimed.get(&step, &slot) {
        None => Err(Refusal::NotAllowed),
        Some(by) if *by != person => Err(Refusal::NotYourTask),
        Some(_) => {
            draft.push(Event::Released { step, slot, person });
            Ok(())
        }
    }
}

/// The head of the parent unit gives a slot to a seat that is filled.
pub(super) fn reassign(draft: &mut Draft<'_>, at: &AtSlot, to: &Seat) -> Result<(), Refusal> {
    open(draft, at)?;
    let seat = at.actor.seat.clone().ok_or(Refusal::NotYourTask)?;
    task(draft, at, |task| task.kind == TaskKind::Overseer)?;
    own_seat(&draft.model, &seat, at.actor.right)?;
    if draft.case.applicant == Some(at.actor.person) {
        return Err(Refusal::OwnRequest);
    }
    if (draft.model.staffing)(to, &[]) == Staffing::Vacant {
        return Err(Refusal::HolderVacant);
    }
    let (step, slot, to) = (at.step.clone(), at.slot.clone(), to.clone());
    let (person, right) = (at.actor.person, at.actor.right);
    draft.push(Event::Reassigned { step, slot, to, person, seat, right });
    Ok(())
}

/// The step, if the case stands there and the slot is open.
fn open<'a>(draft: &Draft<'a>, at: &AtSlot) -> Result<&'a Step, Refusal> {
    let step = draft.at(&at.step)?;
    let duties = duties(&draft.model, &draft.case, step);
    if !duties.iter().any(|duty| duty.slot == at.slot) {
        return Err(Refusal::NotYourTask);
    }
    match decided(draft.model.definition, &draft.case, step, &at.slot) {
        Some(_) => Err(Refusal::AlreadyDecided),
        None => Ok(step),
    }
}

/// The actor's task at the slot.
fn task(draft: &Draft<'_>, at: &AtSlot, like: impl Fn(&Task) -> bool) -> Result<Task, Refusal> {
    let tasks = tasks(&draft.model, &draft.case, draft.now);
    let mut mine = tasks.into_iter().filter(|task| task.slot == at.slot && at.actor.is(&task.to));
    mine.find(like).ok_or(Refusal::NotYourTask)
}

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, person};
    use super::super::{Addressee, Command, Refusal};
    use super::*;

    const RT: &str = "head@35.74.03.1004.001.004";

    /// `who` at the slot of a step, for a seat (the step's own where none is named).
    fn at(stage: &Stage, step: &str, who: &str, seat: Option<&str>) -> AtSlot {
        let act = stage.action(step, "approve");
        let mut actor = act.actor;
        actor.person = person(who);
        if let Some(seat) = seat {
            actor.seat = Some(seat.parse().unwrap());
        }
        AtSlot { step: act.step, slot: act.slot, actor }
    }

    fn submitted() -> Stage {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        stage
    }

    #[test]
    fn whoever_took_it_on_acts_until_a_colleague_takes_it_over() {
        let mut stage = submitted();
        let claim = |stage: &Stage, who| Command::Claim(at(stage, "rt", who, None));
        stage.order(&claim(&stage, "ani")).unwrap();
        assert_eq!(stage.order(&claim(&stage, "ani")), Ok(vec![]), "once is enough");
        assert_eq!(stage.act("rt", "approve"), Err(Refusal::NotYourTask));
        let release = |stage: &Stage, who| Command::Release(at(stage, "rt", who, None));
        assert_eq!(stage.order(&release(&stage, "rt")), Err(Refusal::NotYourTask));
        stage.order(&release(&stage, "ani")).unwrap();
        assert_eq!(stage.order(&release(&stage, "ani")), Err(Refusal::NotAllowed));
        stage.order(&claim(&stage, "ani")).unwrap();
        stage.order(&claim(&stage, "rt")).unwrap();
        stage.act("rt", "approve").unwrap();
        assert!(stage.case.claimed.is_empty());
        assert_eq!(stage.order(&claim(&stage, "rt")), Err(Refusal::NotThisStep));
    }

    #[test]
    fn nobody_takes_on_what_they_may_not_decide() {
        let mut stage = submitted();
        let claim = |stage: &Stage, who, seat| Command::Claim(at(stage, "rt", who, seat));
        let refused = stage.order(&claim(&stage, "applicant", None));
        assert_eq!(refused, Err(Refusal::OwnRequest));
        let refused = stage.order(&claim(&stage, "rt", Some("head@35.74.03")));
        assert_eq!(refused, Err(Refusal::NotYourTask));
        stage.staffing.insert(RT.parse().unwrap(), Staffing::Vacant);
        assert_eq!(stage.order(&claim(&stage, "rt", None)), Err(Refusal::HolderVacant));
    }

    #[test]
    fn where_nobody_is_left_the_head_above_reassigns_and_does_nothing_else() {
        const RW: &str = "head@35.74.03.1004.001";
        const LURAH: &str = "head@35.74.03.1004";
        let mut stage = submitted();
        let give = |stage: &Stage, by: &str, to: &str| Command::Reassign {
            at: at(stage, "rt", "boss", Some(by)),
            to: to.parse().unwrap(),
        };
        let clerk = "officer@35.74.03.1004";
        assert_eq!(stage.order(&give(&stage, LURAH, clerk)), Err(Refusal::NotYourTask));
        for seat in [RT, "secretary@35.74.03.1004.001.004", RW] {
            stage.staffing.insert(seat.parse().unwrap(), Staffing::Vacant);
        }
        let told = stage.with(|model| super::super::tasks(model, &stage.case, stage.now));
        let lurah = Addressee::Seat(LURAH.parse().unwrap());
        let overseer = told.iter().find(|task| task.kind == TaskKind::Overseer).unwrap();
        assert_eq!(overseer.to, lurah);
        let mut act = stage.action("rt", "approve");
        act.actor.seat = Some(LURAH.parse().unwrap());
        assert_eq!(stage.order(&Command::Act(act.clone())), Err(Refusal::NotYourTask));
        assert_eq!(stage.order(&give(&stage, LURAH, RW)), Err(Refusal::HolderVacant));
        stage.order(&give(&stage, LURAH, clerk)).unwrap();
        let told = stage.with(|model| super::super::tasks(model, &stage.case, stage.now));
        assert!(told.iter().all(|task| task.kind != TaskKind::Overseer));
        act.actor.seat = Some(clerk.parse().unwrap());
        stage.order(&Command::Act(act)).unwrap();
        assert_eq!(stage.at(), Some("rw"));
        assert!(stage.case.reassigned.is_empty());
    }
}
