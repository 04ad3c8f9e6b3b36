//! What people, signers and time might wish at a moment: the command, and the same for the reference.

use std::sync::Arc;

use alursurat::area::{Level, Right, Role, Seat, Staffing};
use alursurat::case::{
    Act, Actor, Answer, Command, LetterState, Phase, Revision, SignOutcome, SignReporter,
    next_tick, position, seat, seat_of, signing,
};
use alursurat::workflow::{
    ActionId, Definition, FieldId, Filler, Holder, LateDo, OutputId, Proof, Step,
};
use serde_json::{Value as Json, json};

use super::answers::{Fill, sample};
use super::invariants;
use super::told::{holder as holder_text, json as value_json};
use super::walk::Walk;
use super::world::{foreign, hour, instant, name, person};

impl Walk {
    pub(super) fn choose(&mut self) -> (Command, Json) {
        let dice = self.chance.within(0, 999);
        let with_applicant = matches!(self.case.phase, Phase::Draft | Phase::Returned { .. });
        if with_applicant && dice < 800 {
            return self.submit();
        }
        if signing(&self.case) && dice < 900 || dice == 999 {
            return self.signer();
        }
        match dice {
            0..20 => self.withdraw(),
            20..60 => self.undo(),
            60..130 => self.tick(),
            130..300 if !self.case.held.is_empty() => self.tick(),
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
        let command = Command::Submit { person: person("applicant"), purpose, fills };
        (command, json!({"do": "submit", "data": data}))
    }

    fn withdraw(&mut self) -> (Command, Json) {
        // A draft has no applicant yet; the reference lets anybody drop it.
        let stranger = self.case.phase == Phase::Draft || self.chance.percent(30);
        let who = if stranger { "p1" } else { "applicant" };
        (Command::Withdraw { person: person(who) }, json!({"do": "withdraw", "person": who}))
    }

    fn undo(&mut self) -> (Command, Json) {
        let last = self.case.last.as_ref().map(|last| name(last.person));
        let who = last.filter(|_| self.chance.percent(80)).unwrap_or_else(|| "p2".to_owned());
        (Command::Undo { person: person(&who) }, json!({"do": "undo", "person": who}))
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
        let added = late.and_then(|late| match &late.act {
            LateDo::Add(holder) => Some(holder_text(holder)),
            LateDo::Remind => None,
        });
        let wish = json!({
            "do": "tick", "step": step.as_str(), "rule": rule, "add": added,
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
        let action = match self.chance.within(0, 99) {
            0..66 => ActionId::from("approve"),
            66..98 => (*self.chance.pick(&actions)).clone(),
            _ => ActionId::from("zz"),
        };
        let values = if here { self.fills(&definition, step) } else { Vec::new() };
        let own = step.by == Holder::Applicant;
        let wrong_hand = self.chance.percent(4);
        let who = if own ^ wrong_hand {
            "applicant"
        } else {
            *self.chance.pick(&["p1", "p2", "p3", "p4", "p5", "p6"])
        };
        let (seat, seat_text) = self.seat(step);
        let right = if own { Right::Own } else { self.right(&seat) };
        let proofs = [Proof::Link, Proof::Click, Proof::Pin, Proof::Passkey, Proof::Tte];
        let proof = match self.chance.within(0, 99) {
            0..4 => *self.chance.pick(&proofs),
            4..12 => Proof::Click,
            _ => step.auth,
        };
        let note = self.chance.percent(94).then(|| "x".to_owned());
        let wish = json!({
            "do": "act", "step": step.id.as_str(), "action": action.as_str(), "person": who,
            "seat": seat_text, "right": right_word(right), "proof": format!("{proof:?}").to_lowercase(),
            "fills": values_json(&values), "note": note,
        });
        let fills = self.offer(&values);
        let actor = Actor { person: person(who), seat, right, proof };
        (Command::Act(Act { step: step.id.clone(), action, actor, fills, note }), wish)
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
                let value = sample(kind, self.book.today, &mut self.chance);
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

    /// For which seat: the step's own, one that may be a substitute, or a stranger's.
    fn seat(&mut self, step: &Step) -> (Seat, Option<String>) {
        let own = self.world.with(|model| seat_of(model, &self.case, step));
        let own = own.unwrap_or_else(foreign);
        let vacant = self.world.staffing(&own) == Staffing::Vacant;
        let share = if vacant { 35 } else { 85 };
        if step.by == Holder::Applicant || self.chance.percent(share) {
            return (own, None);
        }
        let level = |role: &str, level| Holder::Level { role: Role(role.into()), level };
        let mut others = step.substitutes.clone();
        others.extend(self.case.added.get(&step.id).into_iter().flatten().cloned());
        if others.is_empty() || self.chance.percent(25) {
            let neighbours = [level("head", Level::Kecamatan), level("secretary", Level::Rt)];
            others.extend(neighbours);
        }
        let other = self.chance.pick(&others).clone();
        match self.world.with(|model| seat(model, &self.case, &other)) {
            Some(seat) if !self.chance.percent(5) => (seat, Some(holder_text(&other))),
            _ => (foreign(), Some("head@elsewhere".to_owned())),
        }
    }

    fn right(&mut self, seat: &Seat) -> Right {
        let rights = [Right::Own, Right::Plt, Right::Plh, Right::Pj, Right::Delegate];
        match (self.world.staffing(seat), self.chance.percent(90)) {
            (_, false) => *self.chance.pick(&rights),
            (Staffing::Plt, _) => Right::Plt,
            (Staffing::Plh, _) => *self.chance.pick(&[Right::Plh, Right::Delegate]),
            (Staffing::Held | Staffing::Vacant, _) => Right::Own,
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

fn values_json(values: &[Fill]) -> Json {
    let value = |value: &Option<_>| value.as_ref().map_or(Json::Null, value_json);
    values.iter().map(|(field, v)| (field.to_string(), value(v))).collect()
}

fn right_word(right: Right) -> Option<&'static str> {
    Some(match right {
        Right::Own => return None,
        Right::Plt => "plt",
        Right::Plh => "plh",
        Right::Pj => "pj",
        Right::Delegate => "delegate",
    })
}
