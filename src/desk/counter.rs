//! The counter: an officer records what somebody who must act says there, with a paper that shows
//! it. It stands for any proof of identity but a signature, where the definition allows it (`desk`).

use super::case_file::actions;
use super::house::Loaded;
use super::{CaseFile, Decide, Desk, DeskError, FieldView, Problem, Sharing, Who};
use crate::area::{Level, Seat};
use crate::case::{Addressee, AtDesk, Task, TaskKind, tasks};
use crate::origin::{Code, PersonId};
use crate::workflow::{Field, FileRef, Filler, Proof, Value};

/// Somebody whose decision may be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Who.
    pub person: PersonId,
    /// Their name, as the request says it.
    pub name: String,
}

/// A request at the counter.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterFile {
    /// Who is asked where it stands.
    pub asked: Vec<Asked>,
    /// What they may do and fill in; nothing of what was answered.
    pub file: CaseFile,
}

/// What somebody said at the counter.
#[derive(Debug, Clone)]
pub struct Record {
    /// Who said it.
    pub person: PersonId,
    /// What.
    pub decide: Decide,
    /// The paper that shows it, which the officer has sent.
    pub evidence: FileRef,
}

impl Desk {
    /// A request whose people may be served at the counter.
    pub async fn at_counter(&self, who: &Who, ticket: &Code) -> Result<CounterFile, DeskError> {
        let loaded = self.load_ticket(ticket).await?;
        officer(who, &loaded)?;
        let waiting = waiting(&loaded);
        let first = waiting.first().ok_or(DeskError::NotFound)?;
        let step = loaded.rules.definition.step(first.step.as_str()).ok_or(DeskError::NotFound)?;
        let mut asked = Vec::new();
        for person in waiting.iter().filter_map(|task| task.to.person()) {
            let applicant = loaded.stored.case.applicant == Some(person);
            let name = match loaded.accounts.of_person(person) {
                Some(name) if !applicant => name,
                _ => self.name_of(Some(person)).await,
            };
            asked.push(Asked { person, name });
        }
        let own = |field: &&Field| field.by == Filler::Step(step.id.clone());
        let case = &loaded.stored.case;
        let view = |field: &Field| FieldView {
            id: field.id.clone(),
            title: field.title.to_string(),
            lines: Vec::new(),
            files: Vec::new(),
            masked: false,
            answered: false,
            flags: Vec::new(),
            edit: Some((field.clone(), case.value(&field.id).cloned())),
        };
        let fields: Vec<FieldView> =
            loaded.rules.definition.fields.iter().filter(own).map(view).collect();
        let lists =
            self.lists(who, fields.iter().filter_map(|f| Some(&f.edit.as_ref()?.0))).await?;
        let file = CaseFile {
            seen: loaded.seen(),
            ticket: loaded.ticket()?,
            service: loaded.rules.definition.title.to_string(),
            about: None,
            step: Some((step.id.clone(), step.title.to_string())),
            seat: String::new(),
            due: None,
            late: false,
            fields,
            lists,
            actions: actions(step, case),
            signs: false,
            drafts: Vec::new(),
            history: Vec::new(),
            undo: false,
            task: Sharing::default(),
            revocable: Vec::new(),
            reach: self.reach(who, &loaded).await?,
        };
        Ok(CounterFile { asked, file })
    }

    /// Records what somebody said at the counter.
    pub async fn record_at_counter(&self, who: &Who, record: Record) -> Result<(), DeskError> {
        let loaded = self.load(record.decide.seen.case).await?;
        let seat = officer(who, &loaded)?;
        let asked = waiting(&loaded);
        let theirs = |task: &&Task| {
            task.step == record.decide.step && task.to == Addressee::Person(record.person)
        };
        if !asked.iter().any(|task| theirs(&task)) {
            return Err(DeskError::NotFound);
        }
        let paper = std::collections::BTreeMap::from([(
            "evidence".into(),
            Value::File(vec![record.evidence.clone()]),
        )]);
        if let Some(problem) = self.unsent(who, &paper).await?.pop() {
            let problem = Problem { path: "evidence".to_owned(), ..problem };
            return Err(DeskError::Invalid(vec![problem]));
        }
        let desk = AtDesk { officer: who.person, seat, evidence: record.evidence.sha256 };
        let person = self.person(record.person, Proof::Link).await?;
        self.carry_out(who, (&person, Some(desk)), loaded, record.decide).await
    }
}

/// The seat of an officer of the route, from the kelurahan up to the kecamatan.
pub(super) fn officer(who: &Who, loaded: &Loaded) -> Result<Seat, DeskError> {
    let none = || DeskError::NotFound;
    if who.only.is_some() || loaded.is_applicant(who) {
        return Err(none());
    }
    let today = loaded.rules.calendar.date(loaded.now);
    let case = &loaded.stored.case;
    let units: Vec<_> = [Level::Kelurahan, Level::Kecamatan]
        .into_iter()
        .filter_map(|level| crate::case::route(&loaded.rules.definition, case, level))
        .collect();
    let seats = loaded.directory.seats_of(who.person, today).into_iter().map(|(seat, _)| seat);
    let mut served = seats.filter(|seat| seat.office.area().is_some_and(|a| units.contains(&a)));
    served.next().ok_or_else(none)
}

/// The people who are asked where the case stands, if the counter may record what they say.
fn waiting(loaded: &Loaded) -> Vec<Task> {
    let open = loaded.model(|model| tasks(model, &loaded.stored.case, loaded.now));
    let definition = &loaded.rules.definition;
    let recorded = |task: &Task| {
        let step = definition.step(task.step.as_str());
        task.kind != TaskKind::Overseer
            && task.to.person().is_some()
            && step.is_some_and(|step| step.at_desk)
    };
    open.into_iter().filter(recorded).collect()
}
