//! Decisions of holders that need no signature, and taking the last one back.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::aftermath::Order;
use super::correction::judged_remarks;
use super::house::Loaded;
use super::{
    Decide, Desk, DeskError, Failure, Fills, Offer, Problem, Seen, Situation, Who, request_hash,
};
use jiff::civil::Date;

use crate::area::{Directory, Right, Seat};
use crate::case::{Act, Actor, Addressee, Answer, AtDesk, Command, TaskKind, tasks};
use crate::workflow::{Action, FieldId, Note, StepId, Value};

impl Desk {
    /// Carries a decision out.
    pub async fn decide(&self, who: &Who, decide: Decide) -> Result<(), DeskError> {
        let loaded = self.load(decide.seen.case).await?;
        Self::may_decide(who, &loaded, &decide.step)?;
        self.carry_out(who, (who, None), loaded, decide).await
    }

    /// Carries out a decision of `by` that `writer` fills in: the same person, or an officer who
    /// records at the desk what was said there.
    pub(super) async fn carry_out(
        &self,
        writer: &Who,
        (by, at_desk): (&Who, Option<AtDesk>),
        loaded: Loaded,
        decide: Decide,
    ) -> Result<(), DeskError> {
        let step = loaded.rules.definition.step(decide.step.as_str()).ok_or(DeskError::NotFound)?;
        let action = step.action(decide.action.as_str()).ok_or(DeskError::NotFound)?;
        let note = decide.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        // What was sent, not what it changes: sent again, it is the same request.
        let given = decide.fills.clone();
        let mut wrong = unsaid(action, note.as_ref(), decide.reason.as_ref());
        let (mut fills, unfit) =
            self.judged_fills(writer, &loaded, (step, action), decide.fills).await?;
        wrong.extend(unfit);
        let (remarks, unfit) = judged_remarks(&loaded, (step, action), decide.remarks)?;
        wrong.extend(unfit);
        let unit = match (&action.forward, decide.unit.clone()) {
            (Some(field), Some(unit)) if loaded.directory.office(&unit).is_some() => {
                fills.insert(field.clone(), Value::Office(unit));
                Some(field.clone())
            }
            (Some(_), _) => {
                let message = "Pilih instansi tujuannya.".to_owned();
                wrong.push(Problem { path: "unit".to_owned(), message });
                None
            }
            (None, _) => None,
        };
        if !wrong.is_empty() {
            return Err(DeskError::Invalid(wrong));
        }
        let request = request_hash(&(
            by.person,
            decide.seen.case,
            (decide.step.as_str(), decide.action.as_str()),
            (&given, &decide.unit),
            (&note, &remarks, &decide.reason, &at_desk),
        ));
        let act = ActBy {
            who: by.clone(),
            rules: std::sync::Arc::clone(&loaded.rules),
            step: decide.step,
            action: decide.action,
            note,
            remarks,
            reason: decide.reason,
            unit,
            at_desk,
        };
        let offers = self.offered(fills);
        let order = Order { offers, ..Order::of(decide.seen, decide.key, request, writer.person) };
        let aftermath = self.aftermath(&loaded).await?;
        let command = move |fills, situation: &Situation<'_>| act.command(fills, situation);
        self.order(aftermath, order, command).await.map(|_| ())
    }

    /// Takes the caller's last decision back.
    pub async fn undo(&self, who: &Who, seen: Seen, key: Uuid) -> Result<(), DeskError> {
        let loaded = self.load(seen.case).await?;
        let person = who.person;
        let last = loaded.stored.case.last.as_ref();
        // A link takes back what was decided through it, and nothing else.
        let elsewhere = who
            .only
            .as_ref()
            .is_some_and(|(case, step)| *case != seen.case || !loaded.decided_at(step));
        if elsewhere || last.is_none_or(|last| last.person != person) {
            return Err(DeskError::NotFound);
        }
        let request = request_hash(&(person, "undo", seen.case, seen.version));
        let order = Order::of(seen, key, request, person);
        let aftermath = self.aftermath(&loaded).await?;
        self.order(aftermath, order, move |_, _| Ok(Command::Undo { person })).await.map(|_| ())
    }

    /// A link lets one act at its step only; a session, wherever the caller sits.
    pub(super) fn may_decide(who: &Who, loaded: &Loaded, step: &StepId) -> Result<(), DeskError> {
        let linked = who.only.as_ref();
        if linked.is_some_and(|(case, at)| *case != loaded.stored.id || at != step) {
            return Err(DeskError::NotFound);
        }
        Self::may_see(who, loaded).map(|_| ())
    }

    pub(super) fn offered(&self, fills: BTreeMap<FieldId, Value>) -> Vec<Offer> {
        let answer = |value| Answer { value, salt: self.0.ids.salt() };
        fills.into_iter().map(|(field, value)| (field, Some(answer(value)))).collect()
    }
}

/// The words that an action asks for and that were not given.
fn unsaid(action: &Action, note: Option<&String>, reason: Option<&String>) -> Vec<Problem> {
    let problem =
        |path: &str, message: &str| Problem { path: path.to_owned(), message: message.to_owned() };
    let mut problems = Vec::new();
    let chosen =
        |table: &crate::workflow::Table| reason.is_some_and(|key| table.row(key).is_some());
    if action.reasons.as_ref().is_some_and(|table| !chosen(table)) {
        problems.push(problem("reason", "Pilih alasannya dari daftar."));
    }
    if action.note == Note::Required && note.is_none() {
        let message = "Tulis alasannya, supaya pemohon tahu apa yang perlu diperbaiki.";
        problems.push(problem("note", message));
    }
    problems
}

/// Somebody's action, whoever's seat it turns out to be for.
pub(super) struct ActBy {
    pub who: Who,
    pub rules: std::sync::Arc<super::Rules>,
    pub step: StepId,
    pub action: crate::workflow::ActionId,
    pub note: Option<String>,
    pub remarks: BTreeMap<FieldId, String>,
    pub reason: Option<String>,
    /// The field that takes the office of a forward, offered among the fills.
    pub unit: Option<FieldId>,
    pub at_desk: Option<AtDesk>,
}

impl ActBy {
    /// The command, with the slot that is the caller's on the day of the decision: of each slot its
    /// own holder before those who substitute.
    pub fn command(&self, mut fills: Fills, situation: &Situation<'_>) -> Result<Command, Failure> {
        let (slot, actor) = self.actor(situation)?;
        let unit = self.unit.as_ref().and_then(|field| {
            let place = fills.iter().position(|(filled, _)| filled == field)?;
            fills.swap_remove(place).1
        });
        let act = Act::new(self.step.clone(), slot, self.action.clone(), actor);
        let (note, reason) = (self.note.clone(), self.reason.clone());
        let remarks = self.remarks.clone();
        Ok(Command::Act(Act { fills, note, reason, unit, remarks, ..act }))
    }

    fn actor(&self, situation: &Situation<'_>) -> Result<(crate::case::Slot, Actor), Failure> {
        let acts = |kind: TaskKind| kind != TaskKind::Overseer;
        let found = at_slot(&self.rules, &self.who, &self.step, situation, acts)?;
        Ok((found.slot, Actor { at_desk: self.at_desk.clone(), ..found.actor }))
    }
}

/// The slot of a step that is the caller's, as which kind of holder `kind` allows.
pub(super) fn at_slot(
    rules: &super::Rules,
    who: &Who,
    step: &StepId,
    situation: &Situation<'_>,
    kind: impl Fn(TaskKind) -> bool,
) -> Result<crate::case::AtSlot, Failure> {
    let (directory, now) = (situation.directory, situation.now);
    let town = (directory, situation.accounts);
    let tasks = rules.model(town, now, |model| tasks(model, situation.case, now));
    let today = rules.calendar.date(now);
    let service = rules.definition.id.as_str();
    let mut mine = tasks.into_iter().filter(|task| task.step == *step && kind(task.kind));
    let (slot, seat, right) = mine
        .find_map(|task| {
            let (seat, right) = own(directory, who, (&task.to, service), today)?;
            Some((task.slot, seat, right))
        })
        .ok_or(Failure::Denied("not-your-task"))?;
    let actor = Actor { person: who.person, seat, right, proof: who.proof, at_desk: None };
    Ok(crate::case::AtSlot { step: step.clone(), slot, actor })
}

/// As whom somebody has a task, if it is theirs: for a seat by a right, or as themself.
pub(super) fn own(
    directory: &Directory,
    who: &Who,
    (to, service): (&Addressee, &str),
    today: Date,
) -> Option<(Option<Seat>, Right)> {
    match to {
        Addressee::Seat(seat) => {
            Some((Some(seat.clone()), directory.right_for(who.person, seat, service, today)?))
        }
        Addressee::Person(person) => (*person == who.person).then_some((None, Right::Own)),
        Addressee::Service(_) => None,
    }
}
