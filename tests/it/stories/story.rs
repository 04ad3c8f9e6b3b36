//! Tells a story through the desk: lines as scenarios have them, carried out by whoever is asked.

use std::collections::BTreeMap;

use alursurat::case::Addressee;
use alursurat::desk::{
    Decide, DeskError, Linked, MachineAnswer, Receipt, Record, Seen, SignBatch, SignResult, Submit,
    Who,
};
use alursurat::origin::{CaseId, Clock as _, Code, PersonId};
use alursurat::service::{Line, Samples, Service};
use alursurat::store::Task;
use alursurat::workflow::{
    Action, Definition, Field, FieldId, FileRef, Filler, Proof, Purpose, Step, Target, Value,
};
use jiff::SignedDuration;
use zeroize::Zeroizing;

use super::hall::{Hall, PASSPHRASE};

/// The clerk who serves people at the counter.
const COUNTER: &str = "officer@35.74.03.1004";
const JPEG: &[u8] = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\
    \xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n";
const PNG: &[u8] = include_bytes!("../../../src/cli/demo/paper.png");

pub struct Story<'h> {
    pub hall: &'h Hall,
    pub applicant: Who,
    service: &'static str,
    with: BTreeMap<String, String>,
    /// Answers that no sample gives: earlier cases.
    pub given: BTreeMap<FieldId, Value>,
    /// The ended case that the request follows.
    pub earlier: Option<Code>,
    pub receipt: Option<Receipt>,
}

impl<'h> Story<'h> {
    pub async fn new(hall: &'h Hall, service: &'static str, with: &[(&str, &str)]) -> Self {
        Self {
            hall,
            applicant: hall.phone(super::hall::RESIDENT).await,
            service,
            with: with.iter().map(|(field, value)| ((*field).into(), (*value).into())).collect(),
            given: BTreeMap::new(),
            earlier: None,
            receipt: None,
        }
    }

    pub fn case(&self) -> CaseId {
        self.receipt.as_ref().unwrap().case
    }

    pub async fn seen(&self) -> Seen {
        let stored = self.hall.store.case(self.case()).await.unwrap().unwrap();
        Seen { case: stored.id, version: stored.case.version }
    }

    /// Tells every line; panics where one is refused.
    pub async fn tell(&mut self, lines: &[&str]) {
        for line in lines {
            let told = self.line(line).await;
            assert!(told.is_ok(), "{}: `{line}`: {}", self.service, told.unwrap_err());
        }
    }

    pub async fn line(&mut self, line: &str) -> Result<(), DeskError> {
        let desk = &self.hall.desk;
        match line.parse::<Line>().unwrap() {
            Line::Submit => self.submit().await,
            Line::Withdraw => desk.withdraw(&self.applicant, self.seen().await, desk.key()).await,
            Line::Reopen => desk.reopen(&self.applicant, self.seen().await, desk.key()).await,
            Line::Act { step, action, unit, .. } => {
                self.act(step.as_str(), action.as_str(), unit.as_deref()).await
            }
            Line::Sign { step, .. } => self.sign(step.as_str()).await,
            Line::Wait(period) => {
                let hours = if line.ends_with('d') { 24 } else { 1 };
                self.wait(hours * i64::from(period.count)).await
            }
            other => panic!("no story has {other:?}"),
        }
    }

    async fn wait(&self, hours: i64) -> Result<(), DeskError> {
        for _ in 0..hours.div_euclid(6).max(1) {
            self.hall.clock.advance(SignedDuration::from_hours(hours.min(6)));
            while self.hall.desk.tick().await? > 0 {}
        }
        Ok(())
    }

    async fn definition(&self) -> std::sync::Arc<Definition> {
        let stored = self.hall.store.case(self.case()).await.unwrap().unwrap();
        let published = self.hall.store.definition(&stored.definition).await.unwrap().unwrap();
        let sources = serde_json::from_value(published.sources).unwrap();
        Service::from_sources(&sources).unwrap().definition
    }

    async fn submit(&mut self) -> Result<(), DeskError> {
        let desk = &self.hall.desk;
        let mut answers = BTreeMap::new();
        loop {
            let form = desk.form(&self.applicant, self.service, None, &answers).await?;
            let open: Vec<_> =
                form.fields.into_iter().filter(|(f, _)| !answers.contains_key(&f.id)).collect();
            let more = self.fill(&self.applicant, open).await;
            if more.is_empty() {
                break;
            }
            answers.extend(more);
        }
        let submit = Submit {
            service: self.service.into(),
            purpose: Purpose::New,
            answers,
            again: None,
            earlier: self.earlier.clone(),
            key: desk.key(),
        };
        self.receipt = Some(desk.submit(&self.applicant, submit).await?);
        Ok(())
    }

    /// What `who` answers: as the story says, as it is prefilled, or by sample.
    async fn fill(
        &self,
        who: &Who,
        fields: Vec<(Field, Option<Value>)>,
    ) -> BTreeMap<FieldId, Value> {
        let today = self.hall.calendar.date(self.hall.clock.now());
        let mut samples = Samples::new(today, &self.hall.calendar);
        let mut answers = BTreeMap::new();
        for (field, known) in fields {
            let prefix = format!("{}.", field.id);
            let parts = self.with.iter().filter_map(|(path, written)| {
                Some((path.strip_prefix(&prefix)?, written.as_str()))
            });
            let parts: Vec<_> = parts.collect();
            let value = match (self.with.get(field.id.as_str()), self.given.get(&field.id)) {
                (_, Some(given)) => Some(given.clone()),
                (Some(written), _) => Some(samples.written(&field.kind, written).unwrap()),
                _ if parts.is_empty() && field.default.is_some() => known.clone(),
                _ if parts.is_empty() && field.optional => None,
                _ => field.example.clone().or_else(|| Some(samples.of(&field.kind))),
            };
            let Some(mut value) = value else { continue };
            if let (Value::Person(parts), Some(Value::Person(known))) = (&mut value, known) {
                parts.extend(known);
            }
            for (part, written) in parts {
                value = samples.with_part(&value, part, written).unwrap();
            }
            self.send_files(who, &mut value).await;
            answers.insert(field.id, value);
        }
        answers
    }

    async fn send_files(&self, who: &Who, value: &mut Value) {
        match value {
            Value::File(files) => {
                for file in files {
                    *file = self.paper(who, &file.media).await;
                }
            }
            Value::List(rows) => {
                for cell in rows.iter_mut().flat_map(|row| row.cells.values_mut()) {
                    Box::pin(self.send_files(who, cell)).await;
                }
            }
            _ => {}
        }
    }

    pub async fn paper(&self, who: &Who, media: &str) -> FileRef {
        let (name, bytes) = match media {
            "application/pdf" => ("kertas.pdf", PDF),
            "image/png" => ("kertas.png", PNG),
            _ => ("kertas.jpg", JPEG),
        };
        let sender = Who { only: None, ..who.clone() };
        self.hall.desk.upload(&sender, name, bytes.to_vec()).await.unwrap()
    }

    /// Everybody who is asked at the step takes the action, until the case has left it.
    async fn act(&self, step: &str, action: &str, unit: Option<&str>) -> Result<(), DeskError> {
        let definition = self.definition().await;
        let step = definition.step(step).unwrap_or_else(|| panic!("no step {step}"));
        let taken = step.action(action).unwrap_or_else(|| panic!("no action {action}"));
        let leaves = matches!(taken.to, Target::Next | Target::End(_));
        let mut before = 0;
        loop {
            let tasks = self.hall.store.tasks_of(self.case()).await.unwrap();
            let open: Vec<Task> =
                tasks.into_iter().filter(|t| t.step == step.id.as_str()).collect();
            if before > 0 && (open.is_empty() || open.len() >= before || !leaves) {
                return Ok(());
            }
            let Some(task) = open.first() else {
                return Err(DeskError::Refused(alursurat::case::Refusal::NotThisStep));
            };
            before = open.len();
            self.act_as(&task.to, (step, taken), unit).await?;
        }
    }

    async fn act_as(
        &self,
        to: &Addressee,
        (step, action): (&Step, &Action),
        unit: Option<&str>,
    ) -> Result<(), DeskError> {
        let desk = &self.hall.desk;
        let decide = Decide {
            note: Some("Catatan contoh.".to_owned()),
            reason: action.reasons.as_ref().map(|table| table.rows[0].key.to_string()),
            unit: unit.map(|unit| alursurat::area::OfficeId(unit.to_owned())),
            ..Decide::new(self.seen().await, step.id.clone(), action.id.clone(), desk.key())
        };
        match to {
            Addressee::Seat(seat) => {
                let who = self.hall.seat(&seat.to_string()).await;
                let file = desk.open(&who, self.case()).await?;
                let edits = file.fields.into_iter().filter_map(|field| field.edit);
                let fills = self.fill(&who, own(step, edits).collect()).await;
                desk.decide(&who, Decide { fills, ..decide }).await
            }
            Addressee::Service(name) => {
                let fields = self.definition().await.fields.clone();
                let who = self.applicant.clone();
                let fills =
                    self.fill(&who, own(step, fields.into_iter().map(|f| (f, None))).collect());
                let waiting = desk.machine_tasks(name).await?;
                assert!(waiting.iter().any(|task| task.case == self.case()), "{waiting:?}");
                let answer = MachineAnswer {
                    service: name.to_string(),
                    case: self.case(),
                    step: step.id.clone(),
                    action: action.id.clone(),
                    fills: fills.await,
                    note: None,
                    key: desk.key(),
                };
                desk.machine_answers(answer).await
            }
            Addressee::Person(person) => self.act_themself(*person, step, decide).await,
        }
    }

    /// By the link of a message where that is proof enough, else at the counter.
    async fn act_themself(
        &self,
        person: PersonId,
        step: &Step,
        decide: Decide,
    ) -> Result<(), DeskError> {
        let desk = &self.hall.desk;
        let who = self.hall.person(person).await;
        if step.branches.iter().all(|branch| branch.auth == Proof::Link) {
            for message in desk.messages(&who).await? {
                let path = message.path.unwrap_or_default();
                let Some(token) = path.strip_prefix("/t/") else { continue };
                let Ok((linked, Linked::Waiting(file))) = desk.by_link(token, "").await else {
                    continue;
                };
                if file.seen.case != self.case() {
                    continue;
                }
                let edits = file.fields.into_iter().filter_map(|field| field.edit);
                let fills = self.fill(&who, own(step, edits).collect()).await;
                return desk.decide(&linked, Decide { fills, ..decide }).await;
            }
            panic!("{} got no link to {}", who.name, step.id);
        }
        let clerk = self.hall.seat(COUNTER).await;
        let file = desk.at_counter(&clerk, &self.receipt.as_ref().unwrap().ticket).await?;
        assert!(file.asked.iter().any(|asked| asked.person == person), "{:?}", file.asked);
        let edits = file.file.fields.into_iter().filter_map(|field| field.edit);
        let fills = self.fill(&clerk, edits.collect()).await;
        let evidence = self.paper(&clerk, "image/png").await;
        let record = Record { person, decide: Decide { fills, ..decide }, evidence };
        desk.record_at_counter(&clerk, record).await
    }

    async fn sign(&self, step: &str) -> Result<(), DeskError> {
        let (desk, definition) = (&self.hall.desk, self.definition().await);
        let step = definition.step(step).unwrap();
        let tasks = self.hall.store.tasks_of(self.case()).await.unwrap();
        let task = tasks.iter().find(|task| task.step == step.id.as_str()).unwrap();
        let who = self.hall.seat(&task.to.seat().unwrap().to_string()).await;
        let file = desk.open(&who, self.case()).await?;
        let edits = file.fields.into_iter().filter_map(|field| field.edit);
        let batch = SignBatch {
            cases: vec![self.seen().await],
            fills: self.fill(&who, own(step, edits).collect()).await,
            passphrase: Zeroizing::new(PASSPHRASE.to_owned()),
            key: desk.key(),
        };
        let signed = desk.sign(&who, batch).await?;
        match &signed[0].result {
            SignResult::Signed { .. } => Ok(()),
            other => panic!("{} was not signed at {}: {other:?}", self.service, step.id),
        }
    }
}

/// The fields that a step fills itself.
fn own(
    step: &Step,
    fields: impl Iterator<Item = (Field, Option<Value>)>,
) -> impl Iterator<Item = (Field, Option<Value>)> {
    let by = Filler::Step(step.id.clone());
    fields.filter(move |(field, _)| field.by == by)
}
