//! A desk over a store, with a small service that draws numbers and signs a letter.

use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::calendar::{Calendar, Holidays};
use alursurat::case::{Act, Actor, Answer, Command, Event, Model, SignOutcome, SignReporter};
use alursurat::desk::{
    Completing, Done, Extras, Failure, Fills, Job, NewLetter, Queue, Rules, Situation, Subject,
    request_hash,
};
use alursurat::journal::hex;
use alursurat::origin::{CaseId, Clock, FixedClock, Ids, LetterId, PersonId};
use alursurat::store::{Published, Store};
use alursurat::workflow::{Definition, FieldId, Library, OutputId, Parts, Proof, Purpose, Value};

use super::{person, seat, town, when};

/// RT 3 approves and gives a number; the lurah signs.
const INTRO: &str = "format: 1
id: intro
title: Surat Pengantar
start: {by: resident, route: home}
fields:
  home: {type: place, title: Alamat}
  reason: {type: text, title: Keperluan}
  remark: {type: text, optional: true, title: Catatan}
steps:
  rt: {title: Ketua RT, by: head@rt, due: 1wd}
  lurah: {title: Lurah, by: head@kelurahan, due: 1wd, not: [rt], sign: [letter]}
outputs:
  intro: {title: Pengantar, at: rt, number: \"{seq:3}/RT {rt:2}/{year}\", series: [rt, year]}
  letter: {title: Surat, template: intro, number: \"{seq:3}/{unit.code}/{year}\", series: [kelurahan, year]}
keep: {done: 1y, rejected: 1y, withdrawn: 1y}
";
const ROLES: &str = include_str!("../../../workflows/tables/roles.csv");

/// The counter of RT 3.
pub const SERIES: &str = "intro/35.74.04.1003.005.003/2026";

/// A desk and the people around it.
pub struct Desk {
    pub queue: Queue,
    pub store: Store,
    pub rules: Arc<Rules>,
    pub ids: Ids,
    pub clock: Arc<FixedClock>,
    pub applicant: PersonId,
    pub rt: PersonId,
    pub lurah: PersonId,
}

/// The service of these tests.
fn definition() -> Arc<Definition> {
    let sources = BTreeMap::from([
        ("intro.yaml".to_owned(), INTRO.to_owned()),
        ("tables/roles.csv".to_owned(), ROLES.to_owned()),
    ]);
    let library = Library::from_sources(&sources).unwrap_or_else(|found| panic!("{found:#?}"));
    Arc::clone(&library.services[0].definition)
}

impl Desk {
    /// A desk on an empty store, or on one where a desk has been before.
    pub async fn open(store: Store, ids: Ids) -> Self {
        let clock = Arc::new(FixedClock::new(when("2026-11-02T02:00:00Z")));
        // The same people for every desk, whatever its source of chance.
        let people = Ids::seeded(77);
        let (change, [rt, _, lurah]) = town(&people);
        let applicant = people.person(clock.now());
        let definition = definition();
        if store.directory_version().await.unwrap() == 0 {
            store.change_directory(&change).await.unwrap();
            store.put_person(&person(applicant, "Budi Contoh")).await.unwrap();
            let published = Published {
                hash: definition.hash.to_string(),
                service: definition.id.to_string(),
                sources: serde_json::json!({}),
                at: clock.now(),
                person: None,
                confirmed_by: None,
                reason: "test".to_owned(),
            };
            store.publish(&published).await.unwrap();
        }
        let rules = Arc::new(Rules {
            definition,
            calendar: Calendar::new("35.74.04.1003", Arc::new(Holidays::default())),
            settings: BTreeMap::new(),
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: None,
        });
        let queue = Queue::start(store.clone(), ids.clone(), clock.clone()).await.unwrap();
        Self { queue, store, rules, ids, clock, applicant, rt, lurah }
    }

    /// A job of `person` with a fresh key.
    pub fn job(
        &self,
        subject: Subject,
        person: PersonId,
        command: impl Fn(Fills, &Situation<'_>) -> Result<Command, Failure> + Send + Sync + 'static,
    ) -> Job {
        let key = self.ids.key(self.clock.now());
        Job::new(subject, key, request_hash(&key), Arc::clone(&self.rules), command).by(person)
    }

    /// A value that may be offered.
    pub fn answer(&self, value: Value) -> Answer {
        Answer { value, salt: self.ids.salt() }
    }

    /// A new request for `reason`.
    pub fn submission(&self, reason: &str) -> Job {
        let now = self.clock.now();
        let subject = Subject::New { id: self.ids.case(now), ticket: self.ids.code() };
        let home = Parts::from([
            ("street".into(), Value::Text("Jalan Contoh 7".into())),
            ("rt".into(), Value::Number(3)),
            ("rw".into(), Value::Number(5)),
            ("area".into(), Value::Area("35.74.04.1003".parse().unwrap())),
        ]);
        let name = Parts::from([
            ("nik".into(), Value::Text("3574030511909001".into())),
            ("name".into(), Value::Text("Budi Contoh".into())),
        ]);
        let offer = |field: &str, value| (FieldId::from(field), Some(self.answer(value)));
        let offers = vec![
            offer("applicant", Value::Person(name)),
            offer("home", Value::Place(home)),
            offer("reason", Value::Text(reason.into())),
        ];
        let person = self.applicant;
        self.job(subject, person, move |fills, _| {
            Ok(Command::Submit { person, purpose: Purpose::New, earlier: None, fills })
        })
        .offering(offers)
    }

    /// Hands a new request in.
    pub async fn submit(&self, reason: &str) -> Done {
        self.queue.carry_out(self.submission(reason)).await.unwrap()
    }

    /// An action of the head of an office.
    pub fn act(&self, case: CaseId, seen: Option<u64>, person: PersonId, action: &str) -> Job {
        let rt = person == self.rt;
        let (step, office) =
            if rt { ("rt", "head@35.74.04.1003.005.003") } else { ("lurah", "head@35.74.04.1003") };
        let (seat, action) = (seat(office), action.to_owned());
        let calendar = self.rules.calendar.clone();
        self.job(Subject::Known { id: case, seen }, person, move |fills, situation| {
            let today = calendar.date(situation.now);
            let right = situation.directory.right(person, &seat, today);
            let right = right.ok_or(Failure::Denied("not-your-seat"))?;
            let role = if rt { "head@rt" } else { "head@kelurahan" };
            let actor =
                Actor { person, seat: Some(seat.clone()), right, proof: Proof::Tte, at_desk: None };
            let note = Some("catatan".to_owned());
            let act = Act::new(step.into(), role.into(), action.as_str().into(), actor);
            Ok(Command::Act(Act { fills, note, ..act }))
        })
    }

    /// RT 3 approves, which draws a number.
    pub fn approval(&self, case: CaseId, seen: Option<u64>) -> Job {
        self.act(case, seen, self.rt, "approve")
    }

    /// The lurah approves, which asks for the signature and freezes the letter's facts.
    pub fn signature(&self, case: CaseId, letter: LetterId) -> Job {
        let code = self.ids.code();
        let freeze = move |completing: &mut Completing<'_>| {
            let mut extras = Extras::default();
            let asked = completing.outcome.events.iter().filter_map(|event| match event {
                Event::SignRequested { output, .. } => Some(output.clone()),
                _ => None,
            });
            for output in asked.collect::<Vec<_>>() {
                let sha256 = "f".repeat(64);
                completing.outcome.frozen(&output, &sha256);
                extras.letters.push(NewLetter {
                    id: letter,
                    output,
                    code: code.clone(),
                    facts: serde_json::json!({ "reason": "rahasia" }),
                    facts_sha256: sha256,
                    template: "intro".to_owned(),
                    template_sha256: "e".repeat(64),
                });
            }
            extras.outcome = serde_json::json!({ "letter": letter });
            Ok(extras)
        };
        self.act(case, None, self.lurah, "approve").completing(freeze)
    }

    /// The machine freezes the bytes of the letter.
    pub fn frozen(&self, case: CaseId, letter: LetterId, bytes: &'static [u8]) -> Job {
        let sha256 = hex(&openssl::sha::sha256(bytes));
        let output = OutputId::from("letter");
        self.job(Subject::Known { id: case, seen: None }, self.lurah, move |_, _| {
            Ok(Command::Freeze { output: output.clone(), sha256: sha256.clone() })
        })
        .completing(move |_| {
            Ok(Extras { work: vec![(letter, bytes.to_vec())], ..Extras::default() })
        })
    }

    /// The signer gives the signed bytes back.
    pub fn signed(&self, case: CaseId, letter: LetterId, bytes: &'static [u8]) -> Job {
        let sha256 = hex(&openssl::sha::sha256(bytes));
        self.job(Subject::Known { id: case, seen: None }, self.lurah, move |_, _| {
            Ok(Command::SignResult {
                output: "letter".into(),
                outcome: SignOutcome::Signed { sha256: sha256.clone() },
                by: SignReporter::Signer,
            })
        })
        .completing(move |completing| {
            let issued = |event: &Event| {
                matches!(event, Event::Issued { output, .. } if output.as_str() == "letter")
            };
            let out = completing.outcome.events.iter().any(issued);
            let released = if out { vec![(letter, bytes.to_vec())] } else { Vec::new() };
            Ok(Extras { released, ..Extras::default() })
        })
    }
}
