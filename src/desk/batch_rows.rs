//! The rows that one decision adds to a batch.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value as Json;
use serde_json::value::{RawValue, to_raw_value};

use super::batch_tasks::{project, smallest_area};
use super::likeness::likeness;
use super::{Accounts, Extras, Job, Subject};
use crate::area::Directory;
use crate::case::{Case, Event, Phase};
use crate::journal::{Entry, canonical, hex, leaf};
use crate::origin::{CaseId, Ids, LetterId};
use crate::store::{
    AnswerRow, Batch, BytesRow, CaseRow, EventRow, Hex, KeyRow, LetterRow, LetterStateRow,
    NumberRow, OutboxRow, PersonRow, StoreError, StoredCase, UploadRow, VoidRow,
};
use crate::workflow::OutputId;

/// A decision with all that is known about it.
pub(super) struct Decision<'a> {
    pub(super) job: &'a Job,
    /// What the store had; nothing for a new case.
    pub(super) stored: Option<&'a StoredCase>,
    /// The case after the events, with its answers.
    pub(super) after: &'a Case,
    pub(super) events: &'a [Event],
    pub(super) extras: Extras,
    pub(super) directory: &'a Directory,
    pub(super) accounts: &'a Accounts,
    pub(super) ids: &'a Ids,
    pub(super) now: Timestamp,
}

impl Decision<'_> {
    /// Adds the rows of this decision.
    pub(super) fn write_to(self, batch: &mut Batch) -> Result<(), StoreError> {
        self.case(batch)?;
        self.events(batch)?;
        self.answers(batch)?;
        self.numbers(batch);
        self.tasks(batch);
        batch.keys.push(KeyRow {
            key: self.job.key.into(),
            case_id: self.hex(),
            version: self.after.version,
            outcome: self.extras.outcome.clone(),
            request_hash: Hex(self.job.request.to_vec()),
            at: self.now.as_microsecond(),
        });
        self.letters(batch)?;
        self.beside(batch);
        Ok(())
    }

    /// The tasks, and an account for each who has one now and had none.
    fn tasks(&self, batch: &mut Batch) {
        let town = (self.directory, self.accounts);
        for task in project(&self.job.rules, town, self.id(), self.after, self.now) {
            let person = task.to.person().and_then(|person| self.accounts.fresh(person));
            batch.persons.extend(person.map(PersonRow::from));
            batch.tasks.push(task);
        }
    }

    fn id(&self) -> CaseId {
        self.job.subject.id()
    }

    fn hex(&self) -> Hex {
        self.id().0.into()
    }

    fn by(&self) -> Option<Hex> {
        self.job.person.map(|person| person.0.into())
    }

    fn case(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let definition = &self.job.rules.definition;
        let (phase, ended) = match &self.after.phase {
            Phase::Draft => ("draft", None),
            Phase::Open => ("open", None),
            Phase::Returned { .. } => ("returned", None),
            Phase::Ended { at, .. } => ("ended", Some(at.as_microsecond())),
        };
        let row = CaseRow {
            id: self.hex(),
            ticket: match (&self.job.subject, self.stored) {
                (Subject::New { ticket, .. }, _) => ticket.to_string(),
                (Subject::Known { .. }, stored) => {
                    stored.map(|stored| stored.ticket.clone()).unwrap_or_default()
                }
            },
            service: definition.id.to_string(),
            definition: definition.edition.to_string(),
            seen: self.stored.map_or(0, |stored| stored.case.version),
            version: self.after.version,
            state: to_raw_value(self.after)?,
            applicant: self.after.applicant.map(|person| person.0.into()),
            area: smallest_area(&self.job.rules, self.after).map(|area| area.to_string()),
            phase,
            at: self.now.as_microsecond(),
            by: self.by(),
            ended,
            likeness: ended
                .is_none()
                .then(|| likeness(definition, |f| self.after.value(f)))
                .flatten(),
        };
        let rows = if self.stored.is_some() { &mut batch.changed } else { &mut batch.opened };
        rows.push(row);
        Ok(())
    }

    fn events(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let next = self.stored.map_or(0, |stored| stored.seq) + 1;
        for (seq, event) in (next..).zip(self.events) {
            let event = serde_json::to_value(event)?;
            let kind = event.get("event").and_then(Json::as_str).unwrap_or_default().to_owned();
            let body = RawValue::from_string(canonical(&event))?;
            let salt = self.ids.salt().0;
            let at = self.now.as_microsecond();
            let person = self.job.person.map(|person| person.0);
            let (case, version) = (self.id().0, self.after.version);
            let entry = Entry { case, seq, version, at, kind: &kind, person, body: body.get() };
            let leaf = Hex(leaf(&entry, salt).to_vec());
            batch.events.push(EventRow {
                case_id: self.hex(),
                seq,
                version,
                at,
                person: self.by(),
                salt: salt.into(),
                leaf,
                kind,
                body,
            });
        }
        Ok(())
    }

    /// The values that events name and the store does not have: nothing else that was offered.
    fn answers(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let mut named = BTreeSet::new();
        for event in self.events {
            match event {
                Event::Submitted { values, .. }
                | Event::Filled { values, .. }
                | Event::DraftSaved { values, .. } => {
                    for (field, held) in values {
                        named.extend(held.as_ref().map(|held| (field, held.revision)));
                    }
                }
                Event::Forwarded { field, unit, .. } => {
                    named.insert((field, unit.revision));
                }
                // A field that has another name now takes its answers along.
                Event::Migrated { fields, .. } => {
                    for field in fields.values() {
                        let revisions = self.after.answers.revisions(field);
                        named.extend(revisions.map(|revision| (field, revision)));
                    }
                }
                _ => {}
            }
        }
        let known = self.stored.map(|stored| &stored.case.answers);
        for (field, revision) in named {
            if known.is_some_and(|known| known.get(field, revision).is_some()) {
                continue;
            }
            let Some(answer) = self.after.answers.get(field, revision) else { continue };
            batch.answers.push(AnswerRow {
                case_id: self.hex(),
                field: field.to_string(),
                revision,
                salt: answer.salt.0.into(),
                value: serde_json::to_value(&answer.value)?,
            });
        }
        Ok(())
    }

    fn numbers(&self, batch: &mut Batch) {
        for event in self.events {
            match event {
                Event::Numbered { output, series, completion: Some(drawn), .. } => {
                    batch.numbers.push(NumberRow {
                        series: series.0.clone(),
                        value: drawn.value,
                        number: drawn.number.clone(),
                        case_id: self.hex(),
                        output: output.to_string(),
                        date: drawn.date.to_string(),
                    });
                }
                Event::Voided { output, number: Some(number), reason } => {
                    batch.voids.push(VoidRow {
                        case_id: self.hex(),
                        output: output.to_string(),
                        number: number.clone(),
                        reason: reason.clone(),
                    });
                }
                _ => {}
            }
        }
    }

    /// New letters, and where those that were there stand now.
    fn letters(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let (mut touched, mut voided) = (BTreeSet::new(), BTreeSet::new());
        for event in self.events {
            match event {
                Event::SignRequested { output, .. }
                | Event::Frozen { output, .. }
                | Event::Signed { output, .. }
                | Event::SignFailed { output, .. }
                | Event::SignUnknown { output }
                | Event::Revoked { output, .. }
                | Event::Replaced { output, .. }
                | Event::Issued { output, .. } => touched.insert(output),
                Event::Voided { output, .. } => voided.insert(output),
                _ => false,
            };
        }
        let state = |output: &OutputId| {
            let state = self.after.outputs.get(output).map(|output| output.state);
            Ok::<_, StoreError>(
                serde_json::to_value(state)?.as_str().unwrap_or_default().to_owned(),
            )
        };
        for output in touched.union(&voided) {
            let state = if voided.contains(output) {
                "void".to_owned()
            } else if self.extras.letters.iter().any(|letter| letter.output == **output) {
                continue;
            } else {
                state(output)?
            };
            let output = output.to_string();
            batch.letter_states.push(LetterStateRow { case_id: self.hex(), output, state });
        }
        for letter in &self.extras.letters {
            let number = self.after.outputs.get(&letter.output);
            let number = number.and_then(|output| output.number.as_ref());
            batch.letters.push(LetterRow {
                id: letter.id.0.into(),
                case_id: self.hex(),
                output: letter.output.to_string(),
                code: letter.code.to_string(),
                number: number.map(|number| number.number.clone()),
                facts: letter.facts.clone(),
                facts_sha256: letter.facts_sha256.clone(),
                template: letter.template.clone(),
                template_sha256: letter.template_sha256.clone(),
                state: state(&letter.output)?,
                created_at: self.now.as_microsecond(),
            });
        }
        Ok(())
    }

    /// Bytes, uploads and messages.
    fn beside(self, batch: &mut Batch) {
        let (case, by, at) = (self.hex(), self.by(), self.now.as_microsecond());
        let bytes = |(letter, bytes): (LetterId, Vec<u8>)| BytesRow {
            letter_id: letter.0.into(),
            sha256: hex(&openssl::sha::sha256(&bytes)),
            bytes: Hex(bytes),
            at,
        };
        batch.work.extend(self.extras.work.into_iter().map(bytes));
        batch.released.extend(self.extras.released.into_iter().map(bytes));
        batch.uploads.extend(self.extras.uploads.into_iter().map(|upload| UploadRow {
            sha256: upload.sha256,
            size: upload.size,
            media: upload.media,
            created_at: at,
            person: by.clone(),
        }));
        batch.outbox.extend(self.extras.notices.into_iter().map(|notice| OutboxRow {
            id: self.ids.key(self.now).into(),
            case_id: Some(case.clone()),
            kind: notice.kind,
            payload: notice.payload,
            created_at: at,
            due_at: notice.due.map_or(at, Timestamp::as_microsecond),
        }));
    }
}
