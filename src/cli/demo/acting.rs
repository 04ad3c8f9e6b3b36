//! The holders of a request act: each for the seat or as the person whom the task is for.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::keys::PASSPHRASE;
use super::player::{Player, Stop};
use super::town;
use crate::area::{AreaCode, Level, OfficeId, Right, Seat};
use crate::case::{Addressee, Case, LetterState, addressees, route};
use crate::desk::{Decide, DeskError, MachineAnswer, SignBatch, SignResult, Who};
use crate::origin::PersonId;
use crate::service::Reply;
use crate::store::Task;
use crate::workflow::{
    ActionId, FieldId, Holder, LateDo, Note, OutputId, Proof, Step, StepId, Target, Value, Written,
};

/// How a line says that somebody acts: the office of a forward, the seat, the right.
type By<'l> = (Option<&'l str>, Option<&'l Holder>, Option<Right>);

const NOTE: &str = "Catatan peragaan.";

impl Player<'_> {
    /// Every open holder of a step takes an action, one after the other, until the step is left.
    pub(super) async fn act(
        &mut self,
        words: &Written,
        step: &StepId,
        action: &ActionId,
        (unit, seat, right): By<'_>,
    ) -> Result<(), Stop> {
        let step = self.step(words, step)?.clone();
        let taken = step.action(action.as_str());
        let onward = taken.is_some_and(|action| action.to == Target::Next);
        if onward && !step.sign.is_empty() {
            return self.sign(words, &step.id, Reply::Signed, right).await;
        }
        let forward = taken.and_then(|action| action.forward.clone());
        let moved = forward
            .zip(unit)
            .map(|(field, unit)| (field, Value::Office(OfficeId(unit.to_owned()))));
        self.cast(moved).await?;
        let leaves = matches!(taken.map(|action| &action.to), Some(Target::Next | Target::End(_)));
        let mut acted: Vec<Addressee> = Vec::new();
        loop {
            let seen = self.seen(words).await?;
            let waiting = self.demo.store.tasks_of(seen.case).await?;
            let waiting = waiting.into_iter().filter(|task| task.step == step.id.as_str());
            let mine: Vec<Task> = waiting.filter(|task| means(&step, seat, &task.to)).collect();
            let next = mine.into_iter().find(|task| !acted.contains(&task.to));
            let who = match &next {
                Some(task) => self.actor(&step, &task.to, right).await?,
                // Nobody is asked: whoever the line means tries, and the desk says why not.
                None if acted.is_empty() => self.somebody(&step, seat).await?,
                None => return Ok(()),
            };
            acted.extend(next.map(|task| task.to));
            let fills = self.fills(&step, action).await?;
            let fills = self.sendable(&who, fills).await?;
            let asks = taken.is_some_and(|action| action.note != Note::None);
            let note = asks.then(|| NOTE.to_owned());
            let done = if let Some(Addressee::Service(name)) = acted.last() {
                let answer = MachineAnswer {
                    service: name.to_string(),
                    case: seen.case,
                    step: step.id.clone(),
                    action: action.clone(),
                    fills,
                    note,
                    key: self.demo.desk.key(),
                };
                self.demo.desk.machine_answers(answer).await
            } else {
                let key = self.demo.desk.key();
                let decide = Decide::new(seen, step.id.clone(), action.clone(), key);
                let reason = taken.and_then(|action| action.reasons.as_ref());
                let reason = reason.and_then(|table| Some(table.rows.first()?.key.to_string()));
                let unit = unit.map(|unit| OfficeId(unit.to_owned()));
                let decide = Decide { fills, note, reason, unit, ..decide };
                self.demo.desk.decide(&who, decide).await
            };
            done.map_err(|error| self.stop(words, error))?;
            self.last = Some(who);
            if !leaves {
                return Ok(());
            }
        }
    }

    /// The holder of a step signs. `fails` is a passphrase that is typed wrong.
    pub(super) async fn sign(
        &mut self,
        words: &Written,
        step: &StepId,
        reply: Reply,
        right: Option<Right>,
    ) -> Result<(), Stop> {
        if reply == Reply::Unknown {
            let problem =
                "a signature whose outcome is unknown cannot be played; leave the line to `tests`";
            return Err(Stop::Wrong(vec![self.file.about(words, problem)]));
        }
        let step = self.step(words, step)?.clone();
        self.cast(None).await?;
        let seen = self.seen(words).await?;
        let waiting = self.demo.store.tasks_of(seen.case).await?;
        let mine = |task: &Task| task.step == step.id.as_str() && means(&step, None, &task.to);
        let Some(task) = waiting.into_iter().find(mine) else {
            return Err(Stop::Refused("not-this-step".to_owned()));
        };
        let mut who = self.actor(&step, &task.to, right).await?;
        who.proof = Proof::Click;
        self.demo.give_key(&who, task.to.seat()).await?;
        let fills = self.fills(&step, &ActionId::from("approve")).await?;
        let fills = self.sendable(&who, fills).await?;
        let passphrase = if reply == Reply::Fails { "salah ketik" } else { PASSPHRASE };
        let batch = SignBatch {
            cases: vec![seen],
            fills,
            passphrase: Zeroizing::new(passphrase.to_owned()),
            key: self.demo.desk.key(),
        };
        let signed = match self.demo.desk.sign(&who, batch).await {
            Err(DeskError::Passphrase) if reply == Reply::Fails => return Ok(()),
            signed => signed.map_err(|error| self.stop(words, error))?,
        };
        self.last = Some(who);
        match signed.into_iter().next().map(|one| one.result) {
            Some(SignResult::Not(why)) => {
                Err(Stop::Wrong(vec![self.file.about(words, format!("it is not signed: {why}"))]))
            }
            _ => Ok(()),
        }
    }

    /// Every issued letter that somebody has signed is revoked by its last signer.
    pub(super) async fn revoke(&mut self, words: &Written, reason: &str) -> Result<(), Stop> {
        let released = |case: &Case| -> Vec<(OutputId, PersonId)> {
            let issued = case.outputs.iter().filter(|(_, one)| one.state == LetterState::Released);
            let signed = issued.filter_map(|(output, one)| {
                let (_, approval) = case.approvals.at(one.signed.last()?).next()?;
                Some((output.clone(), approval.person))
            });
            signed.collect()
        };
        let letters = self.stored().await?.as_ref().map(released).unwrap_or_default();
        if letters.is_empty() {
            return Err(Stop::Refused("not-allowed".to_owned()));
        }
        for (output, person) in letters {
            let who = self.demo.as_who(person, Proof::Click).await?;
            let (seen, key) = (self.seen(words).await?, self.demo.desk.key());
            let revoked = self.demo.desk.revoke(&who, seen, (&output, reason), key).await;
            revoked.map_err(|error| self.stop(words, error))?;
        }
        Ok(())
    }

    fn step(&self, words: &Written, step: &StepId) -> Result<&Step, Stop> {
        let known = self.definition().step(step.as_str());
        known.ok_or_else(|| Stop::Wrong(vec![self.file.about(words, format!("no step `{step}`"))]))
    }

    /// Who acts on a task.
    async fn actor(&self, step: &Step, to: &Addressee, right: Option<Right>) -> Result<Who, Stop> {
        let least = step.branches.iter().map(|branch| branch.auth).max().unwrap_or(Proof::Click);
        let proof = if step.sign.is_empty() { least.max(Proof::Click) } else { Proof::Click };
        let person = match to {
            Addressee::Person(person) => *person,
            Addressee::Seat(seat) => {
                let service = self.definition().id.as_str();
                let right = right.unwrap_or(Right::Own);
                self.demo.acting(seat, right, service, self.office_day()).await?
            }
            Addressee::Service(name) => {
                let person = PersonId::machine(name);
                return Ok(Who { person, name: name.to_string(), proof, only: None });
            }
        };
        Ok(self.demo.as_who(person, proof).await?)
    }

    /// Whoever a line means although no task is theirs.
    async fn somebody(&self, step: &Step, seat: Option<&Holder>) -> Result<Who, Stop> {
        let by = seat.or_else(|| step.holders().next());
        let seat = by.and_then(|by| self.seats(&[by], None).into_iter().next());
        match seat {
            Some(seat) => self.actor(step, &Addressee::Seat(seat), None).await,
            None => Ok(self.applicant.clone()),
        }
    }

    /// Sees to it that there is somebody on every seat that the case may come to.
    pub(super) async fn cast(&self, moved: Option<(FieldId, Value)>) -> Result<(), Stop> {
        let mut holders: Vec<&Holder> = Vec::new();
        for step in &self.definition().steps {
            holders.extend(step.holders());
            holders.extend(step.branches.iter().flat_map(|branch| &branch.substitutes));
            holders.extend(step.late.iter().filter_map(|late| match &late.act {
                LateDo::Add(holder) => Some(holder),
                LateDo::Remind | LateDo::Act { .. } => None,
            }));
        }
        let seats = self.seats(&holders, moved.as_ref());
        let city = self.unit(Level::Kabupaten);
        Ok(self.demo.fill(&seats, city.as_ref(), self.office_day()).await?)
    }

    /// The seats that holders mean, by the answers of the file.
    pub(super) fn seats(
        &self,
        holders: &[&Holder],
        moved: Option<&(FieldId, Value)>,
    ) -> BTreeSet<Seat> {
        let mut draft = self.draft();
        draft.answers.extend(moved.cloned());
        let case = draft.as_case();
        let seat = |holder: &&Holder| match holder {
            Holder::Level { role, level } => {
                let office = self.unit(*level)?;
                Some(Seat { role: role.clone(), office: OfficeId::from(&office) })
            }
            holder => self.model(|model| {
                addressees(model, &case, holder).iter().find_map(Addressee::seat).cloned()
            }),
        };
        holders.iter().filter_map(seat).collect()
    }

    /// The unit of the route at a level; where the file names no place, the story's.
    pub(super) fn unit(&self, level: Level) -> Option<AreaCode> {
        let case = self.draft().as_case();
        route(self.definition(), &case, level).or_else(|| {
            let home: AreaCode = town::KELURAHAN.parse().ok()?;
            match level {
                Level::Rt => home.rt(town::RW, town::RT).ok(),
                Level::Rw => home.rw(town::RW).ok(),
                level => home.at(level),
            }
        })
    }
}

/// Whether a task is for one of the holders of a step, or for the seat that a line names.
fn means(step: &Step, seat: Option<&Holder>, to: &Addressee) -> bool {
    let is = |holder: &Holder| match (holder, to) {
        (Holder::Level { role, level }, Addressee::Seat(seat)) => {
            seat.role == *role && seat.office.area().is_some_and(|area| area.level() == *level)
        }
        (Holder::At { role, .. }, Addressee::Seat(seat)) => seat.role == *role,
        (Holder::Service(name), Addressee::Service(other)) => name == other,
        (Holder::Applicant | Holder::People { .. }, Addressee::Person(_)) => true,
        _ => false,
    };
    match seat {
        Some(seat) => is(seat),
        None => step.holders().any(is),
    }
}
