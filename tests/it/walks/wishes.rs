//! What people, signers and time might wish at a moment: the command, and the same for the reference.

use std::sync::Arc;

use alursurat::area::{Level, Right, Role, Seat, Staffing};
use alursurat::case::{
    Act, Actor, Addressee, Answer, AtSlot, Command, Duty, LetterState, Phase, Revision,
    SignOutcome, SignReporter, Slot, TaskKind, addressees, decided, duties, next_tick, position,
    signing, tasks,
};
use alursurat::origin::PersonId;
use alursurat::workflow::{
    ActionId, Definition, FieldId, Filler, Holder, LateDo, OutputId, Proof, Step, Value,
};
use serde_json::{Value as Json, json};

use super::answers::{Fill, rearranged, sample};
use super::invariants;
use super::told::json as value_json;
use super::walk::Walk;
use super::world::{foreign, hour, instant, known, name, person};

/// Somebody who acts at a slot; instead of its own holder, where one is named.
struct Acting {
    slot: Slot,
    actor: Actor,
    instead: Option<String>,
}

impl Walk {
    pub(super) fn choose(&mut self) -> (Command, Json) {
        let dice = self.chance.within(0, 999);
        if matches!(self.case.phase, Phase::Ended { .. })
            && let Some(wish) = self.after_the_end()
        {
            return wish;
        }
        if matches!(self.case.phase, Phase::Draft | Phase::Returned { .. }) {
            let waiting = matches!(self.case.phase, Phase::Returned { reminded: 1.., .. });
            match dice {
                0..400 if waiting => return self.silence(),
                0..700 => return self.submit(),
                700..760 => return self.save(),
                760..820 => return self.silence(),
                _ => {}
            }
        }
        if signing(&self.case) && dice < 900 || dice == 999 {
            return self.signer();
        }
        match dice {
            0..20 => self.withdraw(),
            20..60 => self.undo(),
            60..130 => self.tick(),
            130..155 => self.claim(),
            300..310 => self.comment(),
            310..325 => self.revoke(),
            325..335 => self.supersede(),
            335..340 => self.reopen(),
            340..345 => self.save(),
            345..350 => self.silence(),
            155..300 if !self.case.held.is_empty() => self.tick(),
            _ => self.act(),
        }
    }

    fn submit(&mut self) -> (Command, Json) {
        let definition = Arc::clone(&self.world.definition);
        let mut values = if self.case.phase == Phase::Draft || self.chance.percent(40) {
            self.book.fill(&definition, &Filler::Applicant, &mut self.chance)
        } else {
            self.book.change(&definition, &mut self.chance)
        };
        if !values.is_empty() && self.chance.percent(8) {
            let left_out = usize::try_from(self.chance.next()).unwrap() % values.len();
            values.remove(left_out);
        }
        let mut data = values_json(&values);
        data["purpose"] = json!(self.book.purpose.key());
        let (purpose, fills) = (self.book.purpose, self.offer(&values));
        let command =
            Command::Submit { person: person("applicant"), purpose, earlier: None, fills };
        (command, json!({"do": "submit", "data": data}))
    }

    fn withdraw(&mut self) -> (Command, Json) {
        // A draft has no applicant yet; the reference lets anybody drop it.
        let stranger = self.case.phase == Phase::Draft || self.chance.percent(30);
        let who = if stranger { "p1" } else { "applicant" };
        (Command::Withdraw { person: person(who) }, json!({"do": "withdraw", "person": who}))
    }

    fn signer(&mut self) -> (Command, Json) {
        let pending = self.case.outputs.iter().filter(|(_, state)| state.state.pending());
        let pending: Vec<OutputId> = pending.map(|(output, _)| output.clone()).collect();
        let outputs: Vec<OutputId> =
            self.world.definition.outputs.iter().map(|output| output.id.clone()).collect();
        let off = pending.is_empty() || self.chance.percent(3);
        let output = self.chance.pick(if off { &outputs } else { &pending }).clone();
        let state = self.case.outputs.get(&output);
        let fresh = state.is_some_and(|state| state.state == LetterState::Numbered);
        if fresh && self.chance.percent(85) || self.chance.percent(4) {
            let sha256 = invariants::frozen_bytes(&self.case, &output);
            let wish = json!({"do": "freeze", "output": output.as_str(), "sha": sha256});
            return (Command::Freeze { output, sha256 }, wish);
        }
        let sha256 = invariants::signed_bytes(&self.case, &output);
        let (word, outcome) = match self.chance.within(1, 10) {
            1 => ("failed", SignOutcome::Failed { reason: "refused".into() }),
            2 => ("unknown", SignOutcome::Unknown),
            _ => ("ok", SignOutcome::Signed { sha256 }),
        };
        let boss = self.chance.percent(40);
        let by = if boss { SignReporter::Person(person("boss")) } else { SignReporter::Signer };
        let wish = json!({
            "do": "sign-result", "output": output.as_str(), "result": word,
            "by": if boss { "boss" } else { "signer" },
        });
        (Command::SignResult { output, outcome, by }, wish)
    }

    /// Mostly the next thing that time brings, at its time; sometimes another, or too early.
    fn tick(&mut self) -> (Command, Json) {
        let next = self.world.with(|model| next_tick(model, &self.case));
        let (step, rule) = match next {
            Some((at, Command::Tick { step, rule })) if self.chance.percent(75) => {
                let due = hour(at) + i64::from(instant(hour(at)) < at);
                if self.chance.percent(90) {
                    self.hour = self.hour.max(due);
                }
                (step, rule)
            }
            _ => {
                let step = self.chance.pick(&self.world.definition.steps);
                let rules = i64::try_from(step.late.len()).unwrap();
                let rule = usize::try_from(self.chance.within(0, rules)).unwrap();
                (step.id.clone(), (rule < step.late.len()).then_some(rule))
            }
        };
        let late = rule.map(|rule| &self.world.definition.step(step.as_str()).unwrap().late[rule]);
        let (added, action) = match late.map(|late| &late.act) {
            Some(LateDo::Add(holder)) => (Some(holder.to_string()), None),
            Some(LateDo::Act { action, .. }) => (None, Some(action.as_str())),
            Some(LateDo::Remind) | None => (None, None),
        };
        let wish = json!({
            "do": "tick", "step": step.as_str(), "rule": rule, "add": added, "action": action,
            "after": late.map(|late| late.after.to_string()),
        });
        (Command::Tick { step, rule }, wish)
    }

    fn act(&mut self) -> (Command, Json) {
        let definition = Arc::clone(&self.world.definition);
        let at = self.world.with(|model| position(model, &self.case).map(|step| step.id.clone()));
        let at = at.and_then(|at| definition.step(at.as_str()));
        let step = match at {
            Some(at) if self.chance.percent(92) => at,
            _ => self.chance.pick(&definition.steps),
        };
        let here = at.is_some_and(|at| at.id == step.id);
        let actions: Vec<&ActionId> = step.actions.iter().map(|action| &action.id).collect();
        let counts = self.case.counts.get(&step.id);
        let taken = |action: &&ActionId| counts.and_then(|counts| counts.get(*action)).copied();
        let used_up = |action: &&&ActionId| {
            let limit = step.action(action.as_str()).and_then(|action| action.limit);
            limit.is_some_and(|limit| taken(action).unwrap_or_default() >= limit)
        };
        let used_up = actions.iter().find(used_up).map(|action| (*action).clone());
        let action = match self.chance.within(0, 99) {
            0..20 if used_up.is_some() => used_up.unwrap(),
            0..66 => ActionId::from("approve"),
            66..98 => (*self.chance.pick(&actions)).clone(),
            _ => ActionId::from("zz"),
        };
        let values = if here { self.fills(&definition, step) } else { Vec::new() };
        let acting = self.acting(step);
        let note = self.chance.percent(94).then(|| "x".to_owned());
        let reason = self.chance.percent(94).then(|| "false-data".to_owned());
        let moved = step.action(action.as_str()).and_then(|action| action.forward.clone());
        let unit = moved.filter(|_| self.chance.percent(92)).map(|field| {
            let kind = &definition.field(field.as_str()).unwrap().kind;
            (field, Some(sample(kind, self.book.today, &mut self.chance)))
        });
        let wish = json!({
            "do": "act", "step": step.id.as_str(), "slot": acting.slot.as_str(),
            "action": action.as_str(), "person": name(acting.actor.person), "seat": acting.instead,
            "right": right_word(acting.actor.right), "proof": acting.actor.proof.word(),
            "fills": values_json(&values), "note": note, "reason": reason,
            "unit": unit.as_ref().and_then(|(_, unit)| unit.as_ref()).map(value_json),
        });
        let fills = self.offer(&values);
        let unit = unit.and_then(|unit| self.offer(&[unit]).pop()?.1);
        let (step, Acting { slot, actor, .. }) = (step.id.clone(), acting);
        let act = Act::new(step, slot, action, actor);
        (Command::Act(Act { fills, note, reason, unit, ..act }), wish)
    }

    fn fills(&mut self, definition: &Definition, step: &Step) -> Vec<Fill> {
        let by = Filler::Step(step.id.clone());
        let mut values = self.book.fill(definition, &by, &mut self.chance);
        if !values.is_empty() && self.chance.percent(8) {
            values.remove(0);
        }
        for field in &step.edit {
            if self.chance.percent(25) {
                let kind = &definition.field(field.as_str()).unwrap().kind;
                let value = match self.book.values.get(field) {
                    Some(Value::List(rows)) if self.chance.percent(60) => {
                        rearranged(rows, &mut self.chance)
                    }
                    _ => sample(kind, self.book.today, &mut self.chance),
                };
                values.push((field.clone(), (!self.chance.percent(4)).then_some(value)));
            }
        }
        if self.chance.percent(2) {
            let evil = self.chance.pick(&definition.fields);
            values.retain(|(field, _)| *field != evil.id);
            let value = sample(&evil.kind, self.book.today, &mut self.chance);
            values.push((evil.id.clone(), Some(value)));
        }
        values
    }

    /// Somebody takes a slot on, gives it back, or gives it to another seat.
    fn claim(&mut self) -> (Command, Json) {
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
        let seat = meant.as_ref().and_then(Addressee::seat).cloned().unwrap_or_else(foreign);
        if let (Some(has), 5..9) = (has, dice) {
            acting.actor.person = has;
        }
        let word = ["claim", "release", "reassign"][usize::from(dice > 4) + usize::from(dice > 8)];
        let wish = json!({
            "do": word, "step": step.id.as_str(), "slot": acting.slot.as_str(),
            "person": name(acting.actor.person), "seat": acting.instead,
            "themself": acting.actor.seat.is_none(), "right": right_word(acting.actor.right),
            "to": to.to_string(),
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
    fn acting(&mut self, step: &Step) -> Acting {
        let duties = self.world.with(|model| duties(model, &self.case, step));
        let definition = Arc::clone(&self.world.definition);
        let open = |duty: &&Duty<'_>| decided(&definition, &self.case, step, &duty.slot).is_none();
        let open: Vec<&Duty<'_>> = duties.iter().filter(open).collect();
        let duty = match (open.as_slice(), duties.as_slice()) {
            (_, []) => None,
            ([], all) => Some(self.chance.pick(all)),
            (open, all) => Some(if self.chance.percent(90) {
                *self.chance.pick(open)
            } else {
                self.chance.pick(all)
            }),
        };
        let Some(duty) = duty.filter(|_| !self.chance.percent(2)) else {
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
        let proof = match self.chance.within(0, 99) {
            0..4 => *self.chance.pick(&proofs),
            4..12 => Proof::Click,
            _ => least,
        };
        let stranger = *self.chance.pick(&["p1", "p2", "p3", "p4", "p5", "p6"]);
        let wrong = self.chance.percent(4);
        let slot = duty.slot.clone();
        let own = self.world.with(|model| addressees(model, &self.case, &duty.branch.by).pop());
        let named = match (&duty.person, &own) {
            (Some(parts), _) => known(parts),
            (None, Some(Addressee::Person(applicant))) => Some(*applicant),
            (None, Some(Addressee::Service(name))) => Some(PersonId::machine(name)),
            _ => None,
        };
        if let (Some(named), false) = (named, self.chance.percent(8)) {
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
            Some(_) => 85,
            None => 0,
        };
        if let (Some(own), true) = (own, self.chance.percent(share)) {
            return (own.clone(), None);
        }
        let level = |role: &str, level| Holder::Level { role: Role(role.into()), level };
        let mut others = duty.branch.substitutes.clone();
        others.extend(self.case.added.get(&step.id).into_iter().flatten().cloned());
        if let Some(given) = self.case.reassigned.get(&step.id, &duty.slot) {
            let level = given.office.area().unwrap().level();
            others = vec![Holder::Level { role: given.role.clone(), level }];
        }
        if others.is_empty() || self.chance.percent(25) {
            let neighbours = [level("head", Level::Kecamatan), level("secretary", Level::Rt)];
            others.extend(neighbours);
        }
        let other = self.chance.pick(&others).clone();
        let meant = self.world.with(|model| addressees(model, &self.case, &other).pop());
        match meant.as_ref().and_then(Addressee::seat) {
            Some(seat) if own != Some(seat) && !self.chance.percent(5) => {
                (seat.clone(), Some(other.to_string()))
            }
            _ => (foreign(), Some("head@elsewhere".to_owned())),
        }
    }

    /// Puts new values into the case's answers, as the desk does before it asks.
    pub fn offer(&mut self, values: &[Fill]) -> Vec<(FieldId, Option<Revision>)> {
        let offered = values.iter().map(|(field, value)| {
            let answer = value.clone().map(|value| Answer { value, salt: self.ids.salt() });
            (field.clone(), answer.map(|answer| self.case.answers.offer(field, answer)))
        });
        offered.collect()
    }
}

pub(super) fn values_json(values: &[Fill]) -> Json {
    let value = |value: &Option<_>| value.as_ref().map_or(Json::Null, value_json);
    values.iter().map(|(field, v)| (field.to_string(), value(v))).collect()
}

pub(super) fn right_word(right: Right) -> Option<&'static str> {
    Some(match right {
        Right::Own => return None,
        Right::Plt => "plt",
        Right::Plh => "plh",
        Right::Pj => "pj",
        Right::Delegate => "delegate",
    })
}
