//! The people of a scenario act: holders, signers, and those who open a case again or revoke.

use std::collections::BTreeMap;

use super::Reply;
use super::run::{Run, Stop};
use super::world::World;
use crate::area::{OfficeId, Right};
use crate::case::{
    Act, Actor, Approval, Command, Duty, LetterState, Refusal, SignOutcome, SignReporter, Slot,
    decided, duties,
};
use crate::workflow::{ActionId, Filler, Holder, OutputId, Proof, Step, StepId, Target, Value};

/// How a line says that somebody acts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct By<'l> {
    /// The office of a forward.
    pub unit: Option<&'l str>,
    /// For which seat, where it is not the step's own.
    pub seat: Option<&'l Holder>,
    /// By what right, where it is not the holder's own.
    pub right: Option<Right>,
}

impl Run<'_> {
    /// Every open holder of a step takes an action, one after the other, until the step is left.
    pub(super) fn act(&mut self, step: &StepId, action: &ActionId, by: By<'_>) -> Result<(), Stop> {
        let step = self.step(step)?;
        let slots: Vec<Slot> = self.duties(step).into_iter().map(|duty| duty.slot).collect();
        let leaves = matches!(
            step.action(action.as_str()).map(|action| &action.to),
            Some(Target::Next | Target::End(_))
        );
        let mut open = slots
            .iter()
            .filter(|slot| decided(self.definition, &self.case, step, slot).is_none())
            .cloned()
            .collect::<Vec<_>>();
        // Where nobody is left the engine says why.
        let first =
            open.first().or(slots.first()).cloned().unwrap_or_else(|| Slot::of(&step.branches[0]));
        if open.is_empty() || !leaves {
            open = vec![first];
        }
        for (nth, slot) in open.into_iter().enumerate() {
            if nth > 0 && self.at().as_deref() != Some(step.id.as_str()) {
                break;
            }
            self.act_at(step, slot, action.clone(), by)?;
        }
        Ok(())
    }

    fn act_at(
        &mut self,
        step: &Step,
        slot: Slot,
        action: ActionId,
        by: By<'_>,
    ) -> Result<(), Stop> {
        let values = self.fill(&Filler::Step(step.id.clone()), &BTreeMap::new())?;
        let fills = self.offer(values);
        let duty = self.duties(step).into_iter().find(|duty| duty.slot == slot);
        let duty =
            duty.unwrap_or(Duty { slot: slot.clone(), branch: &step.branches[0], person: None });
        let right = by.right.unwrap_or(Right::Own);
        let actor = self.world.actor(&self.case, (step, &duty), by.seat, right);
        self.last = actor.person;
        let taken = step.action(action.as_str());
        let forward = taken.and_then(|action| action.forward.clone());
        let unit = forward.zip(by.unit).map(|(field, unit)| {
            let office = Value::Office(OfficeId(unit.to_owned()));
            self.offer(BTreeMap::from([(field, office)]))
        });
        let unit = unit.and_then(|offered| offered.into_iter().find_map(|(_, revision)| revision));
        let note = Some("Catatan contoh.".to_owned());
        let reasons = taken.and_then(|action| action.reasons.as_ref());
        let reason = reasons.and_then(|table| Some(table.rows.first()?.key.to_string()));
        let act = Act::new(step.id.clone(), slot, action, actor);
        self.carry_out(&Command::Act(Act { fills, note, reason, unit, ..act }))
    }

    /// Every issued letter that somebody has signed is revoked by the seat of its last signer.
    pub(super) fn revoke(&mut self, reason: &str) -> Result<(), Stop> {
        let released = self.outputs(LetterState::Released).into_iter();
        let signed = released.filter_map(|output| {
            let signer = self.case.outputs.get(&output)?.signed.last()?;
            let (_, approval) = self.case.approvals.at(signer).next()?;
            let Approval { person, seat, right, .. } = approval.clone();
            Some((output, Actor { person, seat, right, proof: Proof::Tte, at_desk: None }))
        });
        let signed: Vec<(OutputId, Actor)> = signed.collect();
        if signed.is_empty() {
            return Err(Refusal::NotAllowed.into());
        }
        for (output, actor) in signed {
            self.carry_out(&Command::Revoke { output, actor, reason: reason.to_owned() })?;
        }
        Ok(())
    }

    /// Everybody who must act at a step as the case is now.
    fn duties<'s>(&self, step: &'s Step) -> Vec<Duty<'s>> {
        self.world.model(&self.case, |model| duties(model, &self.case, step))
    }

    /// A holder approves, the letters are frozen, the signer answers. While an outcome is unknown,
    /// a person says what became of it instead.
    pub(super) fn sign(
        &mut self,
        step: &StepId,
        reply: Reply,
        right: Option<Right>,
    ) -> Result<(), Stop> {
        let unknown = self.outputs(LetterState::Unknown);
        if !unknown.is_empty() {
            let by = SignReporter::Person(World::applicant());
            return self.answer(unknown, reply, by);
        }
        self.act(step, &ActionId::from("approve"), By { right, ..By::default() })?;
        for output in self.outputs(LetterState::Numbered) {
            let sha256 = "0".repeat(64);
            self.carry_out(&Command::Freeze { output, sha256 })?;
        }
        self.answer(self.outputs(LetterState::Prepared), reply, SignReporter::Signer)
    }

    fn answer(
        &mut self,
        outputs: Vec<OutputId>,
        reply: Reply,
        by: SignReporter,
    ) -> Result<(), Stop> {
        for output in outputs {
            let outcome = match reply {
                Reply::Signed => SignOutcome::Signed { sha256: "1".repeat(64) },
                Reply::Fails => SignOutcome::Failed { reason: "contoh".to_owned() },
                Reply::Unknown => SignOutcome::Unknown,
            };
            self.carry_out(&Command::SignResult { output, outcome, by })?;
        }
        Ok(())
    }

    fn outputs(&self, state: LetterState) -> Vec<OutputId> {
        let outputs = self.case.outputs.iter().filter(|(_, output)| output.state == state);
        outputs.map(|(id, _)| id.clone()).collect()
    }
}
