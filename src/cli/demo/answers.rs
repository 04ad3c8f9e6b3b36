//! What the people of a request answer: as the file says, and by sample what officials must fill
//! in where it is silent. Papers are sent by whoever answers.

use std::collections::BTreeMap;
use std::fs;

use super::player::{Player, Stop};
use crate::case::Phase;
use crate::desk::{DeskError, Who};
use crate::origin::Code;
use crate::service::{Draft, Samples};
use crate::store::CaseLine;
use crate::workflow::{
    ActionId, Bring, CaseRef, FieldId, FieldKind, FileRef, Filler, Finding, Purpose, Step, Target,
    Value, Written,
};

/// Cases of the applicant among which an earlier one is looked for.
const EARLIER: u32 = 50;
/// Papers of the demonstration, for what an official must send. No path of a file begins so.
const PNG: &str = ":contoh.png";
/// See `PNG`.
const JPG: &str = ":contoh.jpg";

impl Player<'_> {
    /// The applicant changes an answer of a returned request; it counts with the next `submit`.
    pub(super) async fn edit(
        &mut self,
        words: &Written,
        field: &FieldId,
        part: Option<&str>,
        written: &str,
    ) -> Result<(), Stop> {
        let Some(known) = self.definition().field(field.as_str()) else {
            return Err(Stop::Wrong(vec![self.file.about(words, format!("no field `{field}`"))]));
        };
        let stored = self.stored().await?;
        let now = self.edits.get(field).or_else(|| stored.as_ref()?.value(field)).cloned();
        let mut samples = Samples::new(self.today(), &self.calendar);
        let value = match (part, now) {
            (None, _) => samples.written(&known.kind, written),
            (Some(part), Some(now)) => samples.with_part(&now, part, written),
            (Some(_), None) => Err("it is empty, so no part of it can be changed".to_owned()),
        };
        let value = value.map_err(|problem| {
            Stop::Wrong(vec![self.file.about(words, format!("edit {field}: {problem}"))])
        })?;
        self.answers.insert(field.clone(), value.clone());
        self.edits.insert(field.clone(), value);
        Ok(())
    }

    /// All answers of the file, with what they prefill.
    pub(super) fn draft(&self) -> Draft<'_> {
        let mut draft = Draft {
            definition: self.definition(),
            settings: &self.file.scenario.office,
            calendar: &self.calendar,
            purpose: self.file.request.purpose,
            today: self.today(),
            answers: self.answers.clone(),
        };
        for field in &self.definition().fields {
            if !draft.answers.contains_key(&field.id)
                && let Some(value) = draft.prefilled(field)
            {
                draft.answers.insert(field.id.clone(), value);
            }
        }
        draft
    }

    /// What a holder fills in: as the file says, or by sample where something is needed.
    pub(super) async fn fills(
        &self,
        step: &Step,
        action: &ActionId,
    ) -> Result<BTreeMap<FieldId, Value>, Stop> {
        let case = self.stored().await?.unwrap_or_default();
        let taken = step.action(action.as_str());
        let onward = taken.is_some_and(|action| action.to == Target::Next);
        let mut fills = BTreeMap::new();
        let Some(mut draft) = Draft::of(self.definition(), &case, &self.calendar) else {
            return Ok(fills);
        };
        let mut samples = Samples::new(self.today(), &self.calendar);
        for field in &self.definition().fields {
            let needed = taken.is_some_and(|action| action.needs.contains(&field.id));
            let own = field.by == Filler::Step(step.id.clone());
            if !own || !(onward || needed) || !draft.holds(field.when.as_ref()) {
                continue;
            }
            let given = self.answers.get(&field.id).cloned();
            let open = !draft.answers.contains_key(&field.id);
            let value = match given {
                Some(given) => Some(given),
                None if !open || (field.default.is_some() && !needed) => None,
                None if field.optional && !needed => None,
                None => field.example.clone().or_else(|| sample(&mut samples, &field.kind)),
            };
            if let Some(value) = value {
                draft.answers.insert(field.id.clone(), value.clone());
                fills.insert(field.id.clone(), value);
            }
        }
        Ok(fills)
    }

    /// Answers whose papers are sent by `who` and whose earlier cases are named by their ticket.
    pub(super) async fn sendable(
        &self,
        who: &Who,
        answers: BTreeMap<FieldId, Value>,
    ) -> Result<BTreeMap<FieldId, Value>, Stop> {
        let mut sent = BTreeMap::new();
        for (field, mut value) in answers {
            for file in files(&mut value) {
                *file = self.upload(who, &field, &file.name).await?;
            }
            if let Value::Case(named) = &mut value {
                let ticket = self.ticket(&named.ticket).await?;
                **named = CaseRef::named(&ticket);
            }
            sent.insert(field, value);
        }
        Ok(sent)
    }

    async fn upload(&self, who: &Who, field: &FieldId, path: &str) -> Result<FileRef, Stop> {
        let wrong = |error| {
            let problem = format!("{path}: {error}");
            Stop::Wrong(vec![self.file.at(&["files", field.as_str()], problem)])
        };
        let bytes = match path {
            PNG => include_bytes!("paper.png").to_vec(),
            JPG => include_bytes!("paper.jpg").to_vec(),
            path => fs::read(self.folder.join(path)).map_err(wrong)?,
        };
        let name = path.trim_start_matches(':');
        let sent = self.demo.desk.upload(who, name, bytes).await;
        sent.map_err(|error| match error {
            DeskError::Invalid(problems) => Stop::Wrong(
                problems
                    .iter()
                    .map(|problem| {
                        self.file
                            .at(&["files", field.as_str()], format!("{path}: {}", problem.message))
                    })
                    .collect(),
            ),
            other => Stop::Failed(other.into()),
        })
    }

    /// The ended case that this one follows, renews or corrects: the newest that may be meant.
    pub(super) async fn earlier(&self) -> Result<Option<Code>, Stop> {
        let (definition, purpose) = (self.definition(), self.file.request.purpose);
        let own = self.demo.store.cases_of(self.applicant.person, None, EARLIER).await?;
        let ticket = |line: &CaseLine| line.ticket.parse().ok();
        if let Some(after) = &definition.start.after {
            let of = |line: &CaseLine| after.of.iter().any(|id| id.as_str() == line.service);
            let newest = own.iter().find(|line| line.ended.is_some() && of(line));
            return Ok(newest.and_then(ticket));
        }
        if purpose == Purpose::New {
            return Ok(None);
        }
        let mut earlier = None;
        for line in own.iter().filter(|line| line.service == definition.id.as_str()) {
            let case = self.demo.store.case(line.id).await?.map(|stored| stored.case.phase);
            if matches!(case, Some(Phase::Ended { end, .. }) if end.as_str() == "done") {
                earlier = ticket(line);
                break;
            }
        }
        earlier.map(Some).ok_or_else(|| {
            let problem = format!(
                "a {} follows an earlier letter, and {} has no finished request of {} here",
                purpose.key(),
                self.applicant.name,
                definition.id
            );
            let first = "play that request first, with the same `person`: \
                         alursurat demo --request EARLIER.yaml THIS.yaml";
            let finding = self.file.at(&["as"], problem);
            Stop::Wrong(vec![Finding { remedy: Some(first.to_owned()), ..finding }])
        })
    }

    /// The ticket of an earlier case: as it is written, or the newest case of a service.
    async fn ticket(&self, written: &str) -> Result<String, Stop> {
        let own = self.demo.store.cases_of(self.applicant.person, None, EARLIER).await?;
        let of = own.into_iter().find(|line| line.service == written);
        Ok(of.map_or_else(|| written.to_owned(), |line| line.ticket))
    }
}

fn sample(samples: &mut Samples<'_>, kind: &FieldKind) -> Option<Value> {
    match kind {
        FieldKind::Case { .. } => None,
        FieldKind::File { bring: Bring::Show, .. } => Some(Value::File(Vec::new())),
        FieldKind::File { accept, min, .. } => {
            let png = accept.iter().any(|ending| &**ending == "png");
            let paper = FileRef {
                sha256: String::new(),
                name: if png { PNG } else { JPG }.to_owned(),
                size: 0,
                media: String::new(),
            };
            Some(Value::File(vec![paper; usize::try_from((*min).max(1)).unwrap_or(1)]))
        }
        kind => Some(samples.of(kind)),
    }
}

/// The papers of an answer that are still to be sent, those in the rows of a list among them.
fn files(value: &mut Value) -> Vec<&mut FileRef> {
    match value {
        Value::File(files) => files.iter_mut().filter(|file| file.sha256.is_empty()).collect(),
        Value::List(rows) => {
            rows.iter_mut().flat_map(|row| row.cells.values_mut()).flat_map(files).collect()
        }
        _ => Vec::new(),
    }
}
