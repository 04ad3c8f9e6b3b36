//! A small service with a long chain of steps, and the town hall that works on it.
//!
//! A transition is what an approval does: a case leaves one desk and arrives at the next.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use alursurat::area::{Appointment, AppointmentKind, Office, OfficeId, Right, Seat};
use alursurat::calendar::{Calendar, Holidays};
use alursurat::case::{Act, Actor, Answer, Command, Model};
use alursurat::desk::{Extras, Job, Notice, Queue, Rules, Subject, request_hash};
use alursurat::origin::{CaseId, Clock, FixedClock, Ids, PersonId};
use alursurat::store::{DirectoryChange, Person, Published, Store};
use alursurat::workflow::{Definition, FieldId, Library, Parts, Proof, Purpose, Value};
use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use tokio::task::JoinSet;

/// Steps of the service: so many transitions a case can make.
pub const STEPS: usize = 12;
const OFFICE: &str = "35.74.03.1004";
const ROLES: &str = include_str!("../../workflows/tables/roles.csv");

/// The definition: the clerk approves again and again.
pub fn definition() -> anyhow::Result<Arc<Definition>> {
    let mut steps = String::new();
    for n in 0..STEPS {
        writeln!(steps, "  s{n}: {{title: Meja {n}, by: officer@kelurahan, due: 1wd}}")?;
    }
    let text = format!(
        "format: 1\nid: chain\ntitle: Surat Berantai\nstart: {{by: resident, route: home}}\nfields:\n\
         \x20 home: {{type: place, title: Alamat}}\n  reason: {{type: text, title: Keperluan}}\n\
         steps:\n{steps}keep: {{done: 1y, rejected: 1y, withdrawn: 1y}}\n"
    );
    let sources = BTreeMap::from([
        ("chain.yaml".to_owned(), text),
        ("tables/roles.csv".to_owned(), ROLES.to_owned()),
    ]);
    let library = Library::from_sources(&sources).map_err(|found| anyhow!("{found:?}"))?;
    let service = library.services.first().context("no service was read")?;
    Ok(Arc::clone(&service.definition))
}

/// The town hall: what a job is made from.
#[derive(Clone)]
pub struct Hall {
    pub rules: Arc<Rules>,
    pub ids: Ids,
    pub clock: Arc<FixedClock>,
    pub applicant: PersonId,
    pub clerk: PersonId,
    pub seat: Seat,
}

impl Hall {
    pub fn new() -> anyhow::Result<Self> {
        let start: Timestamp = "2026-11-02T02:00:00Z".parse()?;
        let ids = Ids::system();
        Ok(Self {
            rules: Arc::new(Rules {
                definition: definition()?,
                calendar: Calendar::new(OFFICE, Arc::new(Holidays::default())),
                settings: BTreeMap::new(),
                undo_window: Model::UNDO_WINDOW,
                patience: Model::PATIENCE,
                unit: None,
            }),
            applicant: ids.person(start),
            clerk: ids.person(start),
            clock: Arc::new(FixedClock::new(start)),
            ids,
            seat: format!("officer@{OFFICE}").parse().map_err(anyhow::Error::msg)?,
        })
    }

    /// Fills an empty store with offices, people and the definition.
    pub async fn move_in(&self, store: &Store) -> anyhow::Result<()> {
        let person = |id, name: &str| Person {
            id,
            name: name.to_owned(),
            nik: None,
            phone: None,
            email: None,
            rank: None,
            nip: None,
            profile: None,
            proven: true,
        };
        store.change_directory(&self.directory(person(self.clerk, "Petugas Contoh"))?).await?;
        store.put_person(&person(self.applicant, "Warga Contoh")).await?;
        let definition = &self.rules.definition;
        store
            .publish(&Published {
                hash: definition.hash.to_string(),
                service: definition.id.to_string(),
                sources: serde_json::json!({}),
                at: self.clock.now(),
                person: None,
                confirmed_by: None,
                reason: "bench".to_owned(),
            })
            .await?;
        Ok(())
    }

    fn directory(&self, clerk: Person) -> anyhow::Result<DirectoryChange> {
        let office = Office {
            id: OfficeId(OFFICE.to_owned()),
            name: "Contoh".to_owned(),
            kind: "Kelurahan".to_owned(),
            head: "Lurah".to_owned(),
            code: "427.61".to_owned(),
            address: "Jalan Contoh 1".to_owned(),
            phone: "0335 000000".to_owned(),
            email: "kantor@contoh.example".to_owned(),
            ..Office::default()
        };
        let appointment = Appointment {
            person: self.clerk,
            seat: self.seat.clone(),
            kind: AppointmentKind::Definitive,
            from: "2024-01-01".parse()?,
            to: None,
            basis: "SK 1/2024".to_owned(),
        };
        Ok(DirectoryChange {
            offices: vec![office],
            persons: vec![clerk],
            appointments: vec![appointment],
            ..DirectoryChange::default()
        })
    }

    /// What a resident answers.
    pub fn answers(&self) -> anyhow::Result<Vec<(FieldId, Answer)>> {
        let home = Parts::from([
            ("street".into(), Value::Text("Jalan Contoh 7".into())),
            ("rt".into(), Value::Number(3)),
            ("rw".into(), Value::Number(5)),
            ("area".into(), Value::Area(OFFICE.parse()?)),
        ]);
        let name = Parts::from([
            ("nik".into(), Value::Text("3574030511909001".into())),
            ("name".into(), Value::Text("Warga Contoh".into())),
        ]);
        let answer =
            |field: &str, value| (FieldId::from(field), Answer { value, salt: self.ids.salt() });
        Ok(vec![
            answer("applicant", Value::Person(name)),
            answer("home", Value::Place(home)),
            answer("reason", Value::Text("Mendaftar sekolah".into())),
        ])
    }

    fn submission(&self) -> anyhow::Result<(CaseId, Job)> {
        let (now, person) = (self.clock.now(), self.applicant);
        let id = self.ids.case(now);
        let key = self.ids.key(now);
        let subject = Subject::New { id, ticket: self.ids.code() };
        let offers = self.answers()?.into_iter().map(|(field, one)| (field, Some(one))).collect();
        let job =
            Job::new(subject, key, request_hash(&key), Arc::clone(&self.rules), move |fills, _| {
                Ok(Command::Submit { person, purpose: Purpose::New, earlier: None, fills })
            });
        Ok((id, job.by(person).offering(offers)))
    }

    /// The clerk's approval at a step.
    pub fn approval(&self, step: usize) -> Command {
        let actor = Actor {
            person: self.clerk,
            seat: Some(self.seat.clone()),
            right: Right::Own,
            proof: Proof::Tte,
            at_desk: None,
        };
        let step = format!("s{step}").as_str().into();
        Command::Act(Act::new(step, "officer@kelurahan".into(), "approve".into(), actor))
    }

    /// A transition: the approval, and a message to the next desk.
    pub fn transition(&self, case: CaseId, step: usize) -> Job {
        let key = self.ids.key(self.clock.now());
        let command = self.approval(step);
        let subject = Subject::Known { id: case, seen: None };
        Job::new(subject, key, request_hash(&key), Arc::clone(&self.rules), move |_, _| {
            Ok(command.clone())
        })
        .by(self.clerk)
        .completing(|_| {
            let payload = serde_json::json!({"text": "Ada surat yang menunggu keputusan Anda."});
            let notice = Notice { kind: "task".to_owned(), payload, due: None };
            Ok(Extras { notices: vec![notice], ..Extras::default() })
        })
    }

    /// Opens an empty store with so many requests that wait at the first desk.
    pub async fn open(
        &self,
        folder: &Path,
        url: Option<&str>,
        cases: usize,
    ) -> anyhow::Result<(Queue, Vec<CaseId>)> {
        let store = Store::open(folder, url).await?;
        self.move_in(&store).await?;
        let queue = Queue::start(store, self.ids.clone(), self.clock.clone()).await?;
        let mut waiting = JoinSet::new();
        let mut opened = Vec::with_capacity(cases);
        for _ in 0..cases {
            let (id, job) = self.submission()?;
            opened.push(id);
            let queue = queue.clone();
            waiting.spawn(async move { queue.carry_out(job).await });
            // Fewer than the queue has room for.
            if waiting.len() >= 512 {
                waiting.join_next().await.context("nothing waits")???;
            }
        }
        while let Some(done) = waiting.join_next().await {
            done??;
        }
        // In no order: requests of one hour are not decided in one hour.
        opened.sort_by_key(|id| id.0.as_u128().reverse_bits());
        Ok((queue, opened))
    }
}
