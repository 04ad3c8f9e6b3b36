//! A case on a stage, for the tests of this room: one office, a clock, people by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Act, Actor, Answer, Case, Command, Event, Model, Refusal, SignOutcome, SignReporter, Slot,
    apply, carry_out, complete_numbers, position, seat_of,
};
use crate::area::{Right, Seat, Staffing};
use crate::calendar::Calendar;
use crate::origin::{Ids, PersonId};
use crate::workflow::{
    Definition, FieldId, FieldKind, FileRef, Filler, Library, Parts, PersonPart, Proof, Purpose,
    SettingId, Value,
};

pub(super) struct Stage {
    pub(super) definition: Definition,
    pub(super) calendar: Calendar,
    pub(super) settings: BTreeMap<SettingId, Value>,
    pub(super) staffing: BTreeMap<Seat, Staffing>,
    /// Who holds a seat alone, where it matters.
    pub(super) holders: BTreeMap<Seat, PersonId>,
    pub(super) case: Case,
    pub(super) now: Timestamp,
    pub(super) drawn: u32,
    ids: Ids,
}

impl Stage {
    /// `workflows/birth.yaml` on Monday 5 January 2026, 09.00 WIB.
    pub(super) fn birth() -> Self {
        Self::new("birth", include_str!("../../workflows/birth.yaml"))
    }

    /// The definition that does what birth does not.
    pub(super) fn office() -> Self {
        Self::new("office", include_str!("../../tests/reference/extra/office.yaml"))
    }

    /// Every form of holder, and several at a step.
    pub(super) fn holders() -> Self {
        Self::new("holders", include_str!("../../tests/reference/extra/holders.yaml"))
    }

    /// What is done at a step and after it: forward, time that decides, ends that open again.
    pub(super) fn acts() -> Self {
        Self::new("acts", include_str!("../../tests/reference/extra/acts.yaml"))
    }

    pub(super) fn new(id: &str, text: &str) -> Self {
        let sources = BTreeMap::from([
            (format!("{id}.yaml"), text.to_owned()),
            (
                "parts/rt-rw.yaml".to_owned(),
                include_str!("../../workflows/parts/rt-rw.yaml").to_owned(),
            ),
            (
                "tables/roles.csv".to_owned(),
                include_str!("../../workflows/tables/roles.csv").to_owned(),
            ),
            (
                "tables/reject-reasons.csv".to_owned(),
                include_str!("../../workflows/tables/reject-reasons.csv").to_owned(),
            ),
        ]);
        let library = Library::from_sources(&sources).unwrap();
        Self {
            definition: (*library.service(id).unwrap().definition).clone(),
            calendar: Calendar::new("35.74.03.1004", Arc::default()),
            settings: BTreeMap::new(),
            staffing: BTreeMap::new(),
            holders: BTreeMap::new(),
            case: Case::new(),
            now: "2026-01-05T09:00+07:00".parse().unwrap(),
            drawn: 0,
            ids: Ids::seeded(1),
        }
    }

    pub(super) fn with<T>(&self, ask: impl FnOnce(&Model<'_>) -> T) -> T {
        let staffing = |seat: &Seat, without: &[PersonId]| match self.holders.get(seat) {
            Some(holder) if without.contains(holder) => Staffing::Vacant,
            _ => self.staffing.get(seat).copied().unwrap_or(Staffing::Held),
        };
        ask(&Model {
            definition: &self.definition,
            calendar: &self.calendar,
            settings: &self.settings,
            staffing: &staffing,
            known: &known,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: None,
        })
    }

    pub(super) fn wait(&mut self, time: SignedDuration) {
        self.now += time;
    }

    /// Decides, completes and applies.
    pub(super) fn order(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let mut outcome = self.with(|model| carry_out(model, &self.case, command, self.now))?;
        let drawn = &mut self.drawn;
        let draw = |_: &_| {
            *drawn += 1;
            *drawn
        };
        complete_numbers(&self.definition, &mut outcome, draw, |_| "JATI".to_owned());
        let before = std::mem::replace(&mut self.case, outcome.case);
        assert_eq!(self.case, apply(before, &outcome.events, &self.definition));
        Ok(outcome.events)
    }

    /// A sample of every field that the applicant is asked.
    pub(super) fn answers(&self) -> Vec<(FieldId, Value)> {
        let fields = self.definition.fields.iter();
        let fields = fields.filter(|field| field.by == Filler::Applicant && !field.optional);
        fields.map(|field| (field.id.clone(), sample(&field.kind))).collect()
    }

    pub(super) fn fills(&mut self, values: &[(FieldId, Value)]) -> Vec<(FieldId, Option<u32>)> {
        let mut offer = |field: &FieldId, value: &Value| {
            let answer = Answer { value: value.clone(), salt: self.ids.salt() };
            (field.clone(), Some(self.case.answers.offer(field, answer)))
        };
        values.iter().map(|(field, value)| offer(field, value)).collect()
    }

    /// Hands in the samples, with some answers of one's own.
    pub(super) fn submit(&mut self, own: &[(&str, Value)]) -> Result<Vec<Event>, Refusal> {
        let mut values = if self.case.submitted.is_none() { self.answers() } else { Vec::new() };
        for (field, value) in own {
            values.retain(|(known, _)| known.as_str() != *field);
            values.push(((*field).into(), value.clone()));
        }
        let fills = self.fills(&values);
        let person = person("applicant");
        self.order(&Command::Submit { person, purpose: Purpose::New, earlier: None, fills })
    }

    /// The action of the step's own seat, by a person named after the step.
    pub(super) fn action(&self, step: &str, action: &str) -> Act {
        let definition = self.definition.step(step).unwrap();
        let seat = self.with(|model| seat_of(model, &self.case, definition));
        let applicant = definition.by_applicant();
        Act {
            step: step.into(),
            slot: Slot::of(&definition.branches[0]),
            action: action.into(),
            actor: Actor {
                person: person(if applicant { "applicant" } else { step }),
                seat,
                right: Right::Own,
                proof: Proof::Tte,
                at_desk: None,
            },
            fills: Vec::new(),
            note: Some("x".to_owned()),
            reason: Some("other".to_owned()),
            unit: None,
            remarks: BTreeMap::new(),
        }
    }

    pub(super) fn act(&mut self, step: &str, action: &str) -> Result<Vec<Event>, Refusal> {
        self.order(&Command::Act(self.action(step, action)))
    }

    /// The same, with what the step fills in.
    pub(super) fn fill(
        &mut self,
        step: &str,
        values: &[(&str, Value)],
    ) -> Result<Vec<Event>, Refusal> {
        let values: Vec<_> =
            values.iter().map(|(field, value)| ((*field).into(), value.clone())).collect();
        let fills = self.fills(&values);
        let act = Act { fills, ..self.action(step, "approve") };
        self.order(&Command::Act(act))
    }

    /// The bytes are frozen and the signer answers.
    pub(super) fn signed(&mut self, output: &str) -> Result<Vec<Event>, Refusal> {
        let sha256 = "00".to_owned();
        self.order(&Command::Freeze { output: output.into(), sha256 })?;
        self.outcome(output, SignOutcome::Signed { sha256: "01".to_owned() }, SignReporter::Signer)
    }

    pub(super) fn outcome(
        &mut self,
        output: &str,
        outcome: SignOutcome,
        by: SignReporter,
    ) -> Result<Vec<Event>, Refusal> {
        self.order(&Command::SignResult { output: output.into(), outcome, by })
    }

    pub(super) fn at(&self) -> Option<&str> {
        let id = self.with(|model| position(model, &self.case).map(|step| step.id.clone()))?;
        Some(self.definition.step(id.as_str())?.id.as_str())
    }
}

/// People are known by their names.
fn known(parts: &Parts) -> Option<PersonId> {
    match parts.get("name")? {
        Value::Text(name) => Some(person(name)),
        _ => None,
    }
}

/// A person by name.
pub(super) fn person(name: &str) -> PersonId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    PersonId(Uuid::from_bytes(bytes))
}

/// A text.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn sample(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Text { .. } | FieldKind::Period(_) | FieldKind::Case { .. } => text("x"),
        FieldKind::Number { min, .. } => Value::Number(min.unwrap_or(1)),
        FieldKind::Bool => Value::Bool(false),
        FieldKind::Date { .. } => Value::Date(date(2026, 1, 2)),
        FieldKind::Time => Value::Time(time(10, 0, 0, 0)),
        FieldKind::Choice(choices) => Value::Choice(choices.pairs()[0].0.clone()),
        FieldKind::Money { min, .. } => Value::Money(*min),
        FieldKind::Person { ask, .. } => {
            let part = |part: &PersonPart| match part {
                PersonPart::BirthDate => Value::Date(date(1995, 5, 17)),
                PersonPart::Address => sample(&FieldKind::Place { ask: Vec::new() }),
                _ => text("x"),
            };
            Value::Person(ask.iter().map(|key| (key.key().into(), part(key))).collect())
        }
        FieldKind::Place { .. } => {
            let area = Value::Area("35.74.03.1004".parse().unwrap());
            let parts = [("rt", Value::Number(4)), ("rw", Value::Number(1)), ("area", area)];
            Value::Place(parts.into_iter().map(|(key, value)| (key.into(), value)).collect())
        }
        FieldKind::List { .. } => Value::List(Vec::new()),
        FieldKind::File { .. } => Value::File(vec![FileRef {
            sha256: "aa".into(),
            name: "x.pdf".into(),
            size: 1,
            media: "application/pdf".into(),
        }]),
    }
}
