//! Who acts, as whom and by what right; and slots that are taken on, given back or given away.

use std::sync::Arc;

use alursurat::area::{Level, Right, Role, Seat, Staffing};
use alursurat::case::{
    Actor, Addressee, AtSlot, Command, Duty, Slot, TaskKind, addressees, decided, duties, position,
    tasks,
};
use alursurat::origin::PersonId;
use alursurat::workflow::{Holder, Proof, Step};
use serde_json::{Value as Json, json};

use super::walk::Walk;
use super::wishes::right_word;
use super::world::{foreign, instant, known, name, person};

/// A seat that no case passes, for the reference.
const ELSEWHERE: &str = "stranger@elsewhere";

/// Somebody who acts at a slot; instead of its own holder, where one is named.
pub(super) struct Acting {
    pub(super) slot: Slot,
    pub(super) actor: Actor,
    pub(super) instead: Option<String>,
}

impl Walk {
    /// Somebody takes a slot on, gives it back, or gives it to another seat.
    pub(super) fn claim(&mut self) -> (Command, Json) {
        let definition = Arc::clone(&self.world.definition);
        let at = self.world.with(|model| position(model, &self.case).map(|step| step.id.clone()));
        let at = at.and_then(|at| definition.step(at.as_str()));
        let step = at.unwrap_or_else(|| self.chance.pick(&definition.steps));
        let mut acting = self.acting(step);
        let has = self.case.claimed.get(&step.id, &acting.slot).copied();
        let mut dice = self.chance.within(0, 9);
        let now = instant(self.hour);
        let tasks = self.world.with(|model| tasks(model, &self.case, now));
        let head = tasks
            .into_iter()
            .find(|task| task.kind == TaskKind::Overseer && task.slot == acting.slot);
        if let (Some(Addressee::Seat(head)), true) =
            (head.map(|task| task.to), self.chance.percent(60))
        {
            let level = head.office.area().unwrap().level();
            acting.instead = Some(format!("head@{}", level.key()));
            acting.actor.right = self.right(&head);
            acting.actor.seat = Some(head);
            dice = 9;
        }
        let levels =
            [("head", Level::Rw), ("officer", Level::Kecamatan), ("head", Level::Kelurahan)];
        let (role, level) = *self.chance.pick(&levels);
        let to = Holder::Level { role: Role(role.into()), level };
        let meant = self.world.with(|model| addressees(model, &self.case, &to).pop());
        let (seat, to) = match meant.as_ref().and_then(Addressee::seat) {
            Some(seat) => (seat.clone(), to.to_string()),
            None => (foreign(), ELSEWHERE.to_owned()),
        };
        if let (Some(has), 5..9) = (has, dice) {
            acting.actor.person = has;
        }
        let word = ["claim", "release", "reassign"][usize::from(dice > 4) + usize::from(dice > 8)];
        let wish = json!({
            "do": word, "step": step.id.as_str(), "slot": acting.slot.as_str(),
            "person": name(acting.actor.person), "seat": acting.instead,
            "themself": acting.actor.seat.is_none(), "right": right_word(acting.actor.right),
            "to": to,
        });
        let at = AtSlot { step: step.id.clone(), slot: acting.slot, actor: acting.actor };
        let command = match word {
            "claim" => Command::Claim(at),
            "release" => Command::Release(at),
            _ => Command::Reassign { at, to: seat },
        };
        (command, wish)
    }

    /// For which slot, and as whom: mostly one that is open, and its own holder.
    pub(super) fn acting(&mut self, step: &Step) -> Acting {
        let duties = self.world.with(|model| duties(model, &self.case, step));
        let definition = Arc::clone(&self.world.definition);
        let open = |duty: &&Duty<'_>| decided(&definition, &self.case, step, &duty.slot).is_none();
        let open: Vec<&Duty<'_>> = duties.iter().filter(open).collect();
        let duty = match (open.as_slice(), duties.as_slice()) {
            (_, []) => None,
            ([], all) => Some(self.chance.pick(all)),
            (open, all) => {
                Some(if self.odd(10) { self.chance.pick(all) } else { *self.chance.pick(open) })
            }
        };
        let Some(duty) = duty.filter(|_| !self.odd(2)) else {
            let actor = Actor {
                person: person("p1"),
                seat: Some(foreign()),
                right: Right::Own,
                proof: Proof::Tte,
                at_desk: None,
            };
            return Acting { slot: "nowhere".into(), actor, instead: None };
        };
        let proofs = [Proof::Link, Proof::Click, Proof::Pin, Proof::Passkey, Proof::Tte];
        let least = duty.branch.auth;
        let proof = match self.odd(12) {
            true if self.chance.percent(33) => *self.chance.pick(&proofs),
            true => Proof::Click,
            false => least,
        };
        let stranger = *self.chance.pick(&["p1", "p2", "p3", "p4", "p5", "p6"]);
        let wrong = self.odd(4);
        let slot = duty.slot.clone();
        let own = self.world.with(|model| addressees(model, &self.case, &duty.branch.by).pop());
        let named = match (&duty.person, &own) {
            (Some(parts), _) => known(parts),
            (None, Some(Addressee::Person(applicant))) => Some(*applicant),
            (None, Some(Addressee::Service(name))) => Some(PersonId::machine(name)),
            _ => None,
        };
        if let (Some(named), false) = (named, self.odd(8)) {
            let who = if wrong { person(stranger) } else { named };
            let actor = Actor { person: who, seat: None, right: Right::Own, proof, at_desk: None };
            return Acting { slot, actor, instead: None };
        }
        let (seat, instead) = self.seat(step, duty, own.as_ref().and_then(Addressee::seat));
        let right = self.right(&seat);
        let who = person(if wrong { "applicant" } else { stranger });
        Acting {
            slot,
            actor: Actor { person: who, seat: Some(seat), right, proof, at_desk: None },
            instead,
        }
    }

    /// For which seat: the slot's own, one that may be a substitute, or a stranger's.
    fn seat(&mut self, step: &Step, duty: &Duty<'_>, own: Option<&Seat>) -> (Seat, Option<String>) {
        let share = match own {
            Some(own) if self.world.staffing(own) == Staffing::Vacant => 35,
            Some(_) if self.odd(50) => 70,
            Some(_) => 100,
            None => 0,
        };
        if let (Some(own), true) = (own, self.chance.percent(share)) {
            return (own.clone(), None);
        }
        let level = |role: &str, level| Holder::Level { role: Role(role.into()), level };
        let mut others = duty.branch.substitutes.clone();
        others.extend(self.case.added.get(&step.id).into_iter().flatten().cloned());
        let given =
            self.case.reassigned.get(&step.id, &duty.slot).map(|seat| {
                (level(&seat.role.0, seat.office.area().unwrap().level()), seat.clone())
            });
        if let Some((holder, _)) = &given {
            others = vec![holder.clone()];
        }
        if others.is_empty() || self.chance.percent(25) {
            let neighbours = [level("head", Level::Kecamatan), level("secretary", Level::Rt)];
            others.extend(neighbours);
        }
        let other = self.chance.pick(&others).clone();
        // Who was given the slot keeps it, through whatever unit the request goes by now.
        let meant = match given {
            Some((holder, seat)) if holder == other => Some(seat),
            _ => self.world.with(|model| {
                addressees(model, &self.case, &other).pop().and_then(|to| to.seat().cloned())
            }),
        };
        match meant.as_ref() {
            Some(seat) if own != Some(seat) && !self.odd(5) => {
                let elsewhere = *seat == foreign();
                let word = if elsewhere { ELSEWHERE.to_owned() } else { other.to_string() };
                (seat.clone(), Some(word))
            }
            _ => (foreign(), Some(ELSEWHERE.to_owned())),
        }
    }
}
