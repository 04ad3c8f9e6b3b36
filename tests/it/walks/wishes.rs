//! What people, signers and time might wish at a moment: the command, and the same for the reference.

use std::sync::Arc;

use alursurat::area::Right;
use alursurat::case::{
    Act, Answer, Command, LetterState, Phase, Revision, SignOutcome, SignReporter, next_tick,
    position, signing,
};
use alursurat::workflow::{ActionId, Definition, FieldId, Filler, LateDo, OutputId, Step, Value};
use serde_json::{Value as Json, json};

use super::actors::Acting;
use super::answers::Fill;
use super::letters::{frozen_bytes, signed_bytes};
use super::samples::{rearranged, sample};
use super::told::json as value_json;
use super::walk::Walk;
use super::world::{hour, instant, name, person};

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
        if !self.distracted() {
            return self.act();
        }
        match dice {
            0..20 => self.withdraw(),
            20..60 => self.undo(),
            60..130 => self.tick(),
            130..155 => self.claim(),
            300..310 => self.comment(),
            310..325 => self.revoke(),
            325..335 => self.supersede(),
            355..360 => self.give_up(),
            335..340 => self.reopen(),
            340..345 => self.save(),
            345..350 => self.silence(),
            350..355 => self.submit(),
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
        if !values.is_empty() && self.odd(8) {
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
        let off = pending.is_empty() || self.odd(3);
        let output = self.chance.pick(if off { &outputs } else { &pending }).clone();
        let state = self.case.outputs.get(&output);
        let fresh = state.is_some_and(|state| state.state == LetterState::Numbered);
        if fresh && self.chance.percent(85) || self.odd(4) {
            let sha256 = frozen_bytes(&self.case, &output);
            let wish = json!({"do": "freeze", "output": output.as_str(), "sha": sha256});
            return (Command::Freeze { output, sha256 }, wish);
        }
        let sha256 = signed_bytes(&self.case, &output);
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
            Some(at) if !self.odd(8) => at,
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
        let dice = if self.distracted() { self.chance.within(0, 99) } else { 50 };
        let action = match dice {
            0..20 if used_up.is_some() => used_up.unwrap(),
            0..66 => ActionId::from("approve"),
            66..98 => (*self.chance.pick(&actions)).clone(),
            _ => ActionId::from("zz"),
        };
        let values = if here { self.fills(&definition, step) } else { Vec::new() };
        let acting = self.acting(step);
        let note = (!self.odd(6)).then(|| "x".to_owned());
        let taken = step.action(action.as_str());
        let reasons = taken.and_then(|action| action.reasons.clone());
        let coded = reasons.map(|table| self.chance.pick(&table.rows).key.to_string());
        let reason = if self.odd(6) { None } else { coded.or(Some("nothing".to_owned())) };
        let moved = taken.and_then(|action| action.forward.clone());
        let unit = moved.filter(|_| !self.odd(8)).map(|field| {
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
        if !values.is_empty() && self.odd(8) {
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
                values.push((field.clone(), (!self.odd(4)).then_some(value)));
            }
        }
        if self.odd(2) {
            let evil = self.chance.pick(&definition.fields);
            values.retain(|(field, _)| *field != evil.id);
            let value = sample(&evil.kind, self.book.today, &mut self.chance);
            values.push((evil.id.clone(), Some(value)));
        }
        values
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
