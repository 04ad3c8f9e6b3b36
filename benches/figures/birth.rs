//! A whole case of the birth letter: born at home and reported late, so that every step has its
//! turn, both the lurah and the camat sign, and every field that is asked is filled.

use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::area::{Level, OfficeId, Right, Seat, Staffing};
use alursurat::calendar::{Calendar, Holidays};
use alursurat::case::{
    Act, Actor, Answer, Answers, Command, Model, Revision, SignOutcome, SignReporter,
};
use alursurat::origin::{Ids, PersonId};
use alursurat::service::Samples;
use alursurat::workflow::{Definition, FieldId, Filler, Library, Proof, Purpose, SettingId, Value};
use anyhow::{Context as _, anyhow};
use jiff::{SignedDuration, Timestamp};

const SOURCES: [(&str, &str); 3] = [
    ("birth.yaml", include_str!("../../workflows/birth.yaml")),
    ("parts/rt-rw.yaml", include_str!("../../workflows/parts/rt-rw.yaml")),
    ("tables/roles.csv", include_str!("../../workflows/tables/roles.csv")),
];
/// What the samples of the project live in: RT 3 of RW 5.
pub const OFFICES: [(Level, &str); 4] = [
    (Level::Rt, "35.74.03.1004.005.003"),
    (Level::Rw, "35.74.03.1004.005"),
    (Level::Kelurahan, "35.74.03.1004"),
    (Level::Kecamatan, "35.74.03"),
];

/// The service and the town hall that it is decided in.
pub struct Birth {
    pub definition: Arc<Definition>,
    pub calendar: Calendar,
    settings: BTreeMap<SettingId, Value>,
    pub answers: Vec<(FieldId, Answer)>,
    pub applicant: PersonId,
    officers: [PersonId; 5],
}

impl Birth {
    pub fn new() -> anyhow::Result<Self> {
        let sources = SOURCES.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let library = Library::from_sources(&sources).map_err(|found| anyhow!("{found:?}"))?;
        let definition =
            Arc::clone(&library.service("birth").context("birth was not read")?.definition);
        let ids = Ids::seeded(1);
        let calendar = Calendar::new("35.74.03.1004", Arc::new(Holidays::default()));
        let now = morning()?;
        let mut samples = Samples::new(calendar.date(now), &calendar);
        let mut answers = Vec::new();
        for field in definition.fields.iter().filter(|field| field.by == Filler::Applicant) {
            let value = match field.id.as_str() {
                "place_kind" => samples.written(&field.kind, "home").map_err(anyhow::Error::msg)?,
                "birth_date" => samples.written(&field.kind, "-61d").map_err(anyhow::Error::msg)?,
                "helper" => samples.written(&field.kind, "dukun").map_err(anyhow::Error::msg)?,
                // Asked of others: born in a hospital, of a foreigner, or a year ago.
                "birth_note" | "facility" | "mother_nationality" | "father_nationality"
                | "foreign_papers" | "no_deed" => continue,
                _ => samples.of(&field.kind),
            };
            answers.push((field.id.clone(), Answer { value, salt: ids.salt() }));
        }
        Ok(Self {
            definition,
            settings: BTreeMap::new(),
            answers,
            applicant: ids.person(now),
            officers: std::array::from_fn(|_| ids.person(now)),
            calendar,
        })
    }

    /// Every seat is held.
    pub fn model(&self) -> Model<'_> {
        Model {
            definition: &self.definition,
            calendar: &self.calendar,
            settings: &self.settings,
            staffing: &|_, _| Staffing::Held,
            known: &|_| None,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: None,
        }
    }

    /// What is answered to a field.
    pub fn value(&self, field: &str) -> Option<&Value> {
        let answered = self.answers.iter().find(|(id, _)| id.as_str() == field);
        answered.map(|(_, answer)| &answer.value)
    }

    /// The answers as they are offered, and the revision of each.
    pub fn offered(&self) -> (Answers, Vec<(FieldId, Option<Revision>)>) {
        let mut answers = Answers::default();
        let fills = self
            .answers
            .iter()
            .map(|(field, answer)| (field.clone(), Some(answers.offer(field, answer.clone()))));
        let fills = fills.collect();
        (answers, fills)
    }

    /// Every command of the case, each two hours after the one before.
    pub fn commands(&self) -> anyhow::Result<Vec<(Timestamp, Command)>> {
        let (_, fills) = self.offered();
        let submit =
            Command::Submit { person: self.applicant, purpose: Purpose::New, earlier: None, fills };
        let [rt, rw, verify, lurah, camat] = self.officers;
        let mut commands = vec![
            submit,
            approve("rt", "head", Level::Rt, rt)?,
            approve("rw", "head", Level::Rw, rw)?,
            approve("verify", "officer", Level::Kelurahan, verify)?,
        ];
        for (step, level, person) in
            [("lurah", Level::Kelurahan, lurah), ("camat", Level::Kecamatan, camat)]
        {
            commands.push(approve(step, "head", level, person)?);
            let output = || "letter".into();
            // The camat signs the bytes that the lurah has signed.
            if step == "lurah" {
                commands.push(Command::Freeze { output: output(), sha256: "0".repeat(64) });
            }
            let outcome = SignOutcome::Signed { sha256: "1".repeat(64) };
            commands.push(Command::SignResult {
                output: output(),
                outcome,
                by: SignReporter::Signer,
            });
        }
        let (mut at, mut timed) = (morning()?, Vec::new());
        for command in commands {
            timed.push((at, command));
            at += SignedDuration::from_hours(2);
        }
        Ok(timed)
    }
}

fn morning() -> anyhow::Result<Timestamp> {
    Ok("2026-11-02T02:00:00Z".parse()?)
}

fn approve(step: &str, role: &str, level: Level, person: PersonId) -> anyhow::Result<Command> {
    let (_, office) = OFFICES.iter().find(|(of, _)| *of == level).context("an office")?;
    let actor = Actor {
        person,
        seat: Some(Seat::new(role, OfficeId((*office).to_owned()))),
        right: Right::Own,
        proof: Proof::Tte,
        at_desk: None,
    };
    let slot = format!("{role}@{}", level.key());
    Ok(Command::Act(Act::new(step.into(), slot.as_str().into(), "approve".into(), actor)))
}
