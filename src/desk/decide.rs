//! Decisions of holders that need no signature, and taking the last one back.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::forms::problems_of;
use super::house::Loaded;
use super::messages::arrivals;
use super::uploads::files_of;
use super::{
    Decide, Desk, DeskError, Extras, Failure, Fills, Job, Offer, Problem, Seen, Situation, Subject,
    Who, request_hash,
};
use jiff::civil::Date;

use crate::area::{Directory, Right, Seat};
use crate::case::{Act, Actor, Addressee, Answer, Command, TaskKind, tasks};
use crate::origin::CaseId;
use crate::service::Draft;
use crate::workflow::{Action, FieldId, FileRef, Filler, Note, Step, StepId, Target, Value};

impl Desk {
    /// Carries a decision out.
    pub async fn decide(&self, who: &Who, decide: Decide) -> Result<(), DeskError> {
        let loaded = self.load(decide.seen.case).await?;
        Self::may_decide(who, &loaded, &decide.step)?;
        let step = loaded.rules.definition.step(decide.step.as_str()).ok_or(DeskError::NotFound)?;
        let note = decide.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        let action = step.action(decide.action.as_str()).ok_or(DeskError::NotFound)?;
        if action.note == Note::Required && note.is_none() {
            let message = "Tulis alasannya, supaya pemohon tahu apa yang perlu diperbaiki.";
            let problem = Problem { path: "note".to_owned(), message: message.to_owned() };
            return Err(DeskError::Invalid(vec![problem]));
        }
        let mut fills = decide.fills;
        let definition = Arc::clone(&loaded.rules.definition);
        let mut wrong = self.complete_cases(who, &definition, &mut fills, true).await?;
        let fills = changed(&loaded, completed(&loaded, step, action, fills));
        wrong.extend(wrong_fills(&loaded, &fills));
        wrong.extend(self.unsent(who, &new_files(&loaded, &fills)).await?);
        if !wrong.is_empty() {
            return Err(DeskError::Invalid(wrong));
        }
        let request = request_hash(&(
            who.person,
            decide.seen.case,
            decide.step.as_str(),
            decide.action.as_str(),
            &fills,
            &note,
        ));
        let offers = self.offered(fills);
        let act = ActBy {
            who: who.clone(),
            rules: std::sync::Arc::clone(&loaded.rules),
            step: decide.step,
            action: decide.action,
            note,
        };
        let subject = Subject::Known { id: decide.seen.case, seen: Some(decide.seen.version) };
        let announce = self.announcing(&loaded.rules);
        let job = Job::new(subject, decide.key, request, loaded.rules, move |fills, situation| {
            act.command(fills, situation)
        })
        .by(who.person)
        .offering(offers)
        .completing(move |completing| {
            Ok(Extras { notices: arrivals(&announce, completing), ..Extras::default() })
        });
        self.finish(job, decide.seen.case).await
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
        let subject = Subject::Known { id: seen.case, seen: Some(seen.version) };
        let request = request_hash(&(person, "undo", seen.case, seen.version));
        let announce = self.announcing(&loaded.rules);
        let job =
            Job::new(subject, key, request, loaded.rules, move |_, _| Ok(Command::Undo { person }))
                .by(person)
                .completing(move |completing| {
                    Ok(Extras { notices: arrivals(&announce, completing), ..Extras::default() })
                });
        self.finish(job, seen.case).await
    }

    async fn finish(&self, job: Job, case: CaseId) -> Result<(), DeskError> {
        match self.0.queue.carry_out(job).await {
            Ok(_) => self.deliver_links(case).await,
            Err(failure) => Err(self.failed(failure).await),
        }
    }

    /// A link lets one act at its step only; a session, wherever the caller sits.
    pub(super) fn may_decide(who: &Who, loaded: &Loaded, step: &StepId) -> Result<(), DeskError> {
        let linked = who.only.as_ref();
        if linked.is_some_and(|(case, at)| *case != loaded.stored.id || at != step) {
            return Err(DeskError::NotFound);
        }
        Self::may_see(who, loaded).map(|_| ())
    }

    fn offered(&self, fills: BTreeMap<FieldId, Value>) -> Vec<Offer> {
        let answer = |value| Answer { value, salt: self.0.ids.salt() };
        fills.into_iter().map(|(field, value)| (field, Some(answer(value)))).collect()
    }
}

/// Somebody's action, whoever's seat it turns out to be for.
pub(super) struct ActBy {
    pub who: Who,
    pub rules: std::sync::Arc<super::Rules>,
    pub step: StepId,
    pub action: crate::workflow::ActionId,
    pub note: Option<String>,
}

impl ActBy {
    /// The command, with the slot that is the caller's on the day of the decision: of each slot its
    /// own holder before those who substitute.
    pub fn command(&self, fills: Fills, situation: &Situation<'_>) -> Result<Command, Failure> {
        let (directory, now) = (situation.directory, situation.now);
        let town = (directory, situation.accounts);
        let tasks = self.rules.model(town, now, |model| tasks(model, situation.case, now));
        let today = self.rules.calendar.date(now);
        let mine = tasks.into_iter().filter(|task| task.step == self.step);
        let mut mine = mine.filter(|task| task.kind != TaskKind::Overseer);
        let service = self.rules.definition.id.as_str();
        let (slot, seat, right) = mine
            .find_map(|task| {
                let (seat, right) = own(directory, &self.who, (&task.to, service), today)?;
                Some((task.slot, seat, right))
            })
            .ok_or(Failure::Denied("not-your-task"))?;
        let actor =
            Actor { person: self.who.person, seat, right, proof: self.who.proof, at_desk: None };
        let act = Act::new(self.step.clone(), slot, self.action.clone(), actor);
        Ok(Command::Act(Act { fills, note: self.note.clone(), ..act }))
    }
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

/// Only what differs from the answers is a correction.
fn changed(loaded: &Loaded, fills: BTreeMap<FieldId, Value>) -> BTreeMap<FieldId, Value> {
    let case = &loaded.stored.case;
    fills.into_iter().filter(|(field, value)| case.value(field) != Some(value)).collect()
}

/// What the holder filled, without cells that are not asked, and with the defaults of what was
/// left open where the action moves the case on.
fn completed(
    loaded: &Loaded,
    step: &Step,
    action: &Action,
    fills: BTreeMap<FieldId, Value>,
) -> BTreeMap<FieldId, Value> {
    let rules = &loaded.rules;
    let Some(mut draft) = Draft::of(&rules.definition, &loaded.stored.case, &rules.calendar) else {
        return fills;
    };
    let own = |field: &FieldId| {
        let field = rules.definition.field(field.as_str());
        field.is_some_and(|field| field.by == Filler::Step(step.id.clone()))
    };
    draft.answers.extend(fills.clone());
    draft.tidy();
    if action.to == Target::Next {
        draft.complete(&Filler::Step(step.id.clone()));
    }
    let filled = |field: &FieldId| own(field) || fills.contains_key(field);
    draft.answers.into_iter().filter(|(field, _)| filled(field)).collect()
}

/// The files that were not in the case before: these the holder must have sent.
fn new_files(loaded: &Loaded, fills: &BTreeMap<FieldId, Value>) -> BTreeMap<FieldId, Value> {
    let new = |(field, value): (&FieldId, &Value)| {
        let old = loaded.stored.case.value(field);
        let known: Vec<&FileRef> = old.into_iter().flat_map(files_of).collect();
        let new = files_of(value).filter(|file| !known.contains(file)).cloned().collect();
        (field.clone(), Value::File(new))
    };
    fills.iter().map(new).collect()
}

fn wrong_fills(loaded: &Loaded, fills: &BTreeMap<FieldId, Value>) -> Vec<Problem> {
    let rules = &loaded.rules;
    let Some(mut draft) = Draft::of(&rules.definition, &loaded.stored.case, &rules.calendar) else {
        return Vec::new();
    };
    draft.answers.extend(fills.iter().map(|(field, value)| (field.clone(), value.clone())));
    let fields = fills.keys().filter_map(|field| rules.definition.field(field.as_str()));
    fields.flat_map(|field| problems_of(field, &draft)).collect()
}
