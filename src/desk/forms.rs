//! The form of a service, as far as the answers so far ask for it.

use std::collections::BTreeMap;

use super::house::{area_of, internal};
use super::tracking::card;
use super::{Desk, DeskError, Form, Problem, Rules, Seen, ServiceCard, Who};
use crate::case::Phase;
use crate::letter::lacks;
use crate::origin::Code;
use crate::service::{Draft, Service};
use crate::workflow::{
    Bring, Check, Field, FieldId, FieldKind, Filler, Parts, PersonPart, Purpose, Value, holds,
};

impl Desk {
    /// The services that may be started.
    pub fn services(&self) -> Vec<ServiceCard> {
        self.current().map(|service| card(&service.definition)).collect()
    }

    /// The form of a service; at the first call (no answers yet) it is prefilled.
    pub async fn form(
        &self,
        who: &Who,
        service: &str,
        purpose: Option<Purpose>,
        answers: &BTreeMap<FieldId, Value>,
    ) -> Result<Form, DeskError> {
        let service = self.service(service)?;
        let mut answers = answers.clone();
        if answers.is_empty() {
            answers.insert(FieldId::from("applicant"), self.account(who).await?);
            for field in &service.definition.fields {
                if let (Filler::Applicant, Some(value)) = (&field.by, &field.default) {
                    answers.entry(field.id.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        let purpose = purpose.or_else(|| service.definition.start.purposes.first().copied());
        let rules =
            self.rules(&service.definition, area_of(&service.definition, &answers).as_ref());
        let draft = self.draft_of(&service, &rules, purpose.unwrap_or(Purpose::New), answers);
        Ok(form_of(&draft))
    }

    /// The answers of a returned case, to be changed and handed in again.
    pub async fn returned(&self, who: &Who, ticket: &Code) -> Result<(Seen, Form), DeskError> {
        let loaded = self.load_ticket(ticket).await?;
        let returned = matches!(loaded.stored.case.phase, Phase::Returned { .. });
        if !loaded.is_applicant(who) || !returned {
            return Err(DeskError::NotFound);
        }
        let rules = &loaded.rules;
        let draft = Draft::of(&rules.definition, &loaded.stored.case, &rules.calendar);
        let draft = draft.ok_or_else(|| internal(anyhow::anyhow!("a returned case has no pin")))?;
        Ok((loaded.seen(), form_of(&draft)))
    }

    /// What the account knows of a person, as the value of a person field.
    async fn account(&self, who: &Who) -> Result<Value, DeskError> {
        let person = self.store().person(who.person).await.map_err(internal)?;
        let person = person.ok_or(DeskError::NotFound)?;
        let known = person.profile.and_then(|known| serde_json::from_value(known).ok());
        let mut parts = match known {
            Some(Value::Person(parts)) => parts,
            _ => Parts::new(),
        };
        let mut fill = |part: PersonPart, text: Option<String>| {
            if let Some(text) = text {
                parts.entry(part.key().into()).or_insert_with(|| Value::Text(text.into()));
            }
        };
        fill(PersonPart::Name, Some(person.name));
        fill(PersonPart::Nik, person.nik);
        fill(PersonPart::Phone, person.phone);
        Ok(Value::Person(parts))
    }

    pub(super) fn draft_of<'a>(
        &self,
        service: &'a Service,
        rules: &'a Rules,
        purpose: Purpose,
        answers: BTreeMap<FieldId, Value>,
    ) -> Draft<'a> {
        Draft {
            definition: &service.definition,
            settings: &rules.settings,
            calendar: &rules.calendar,
            purpose,
            today: rules.calendar.date(self.now()),
            answers,
        }
    }
}

fn form_of(draft: &Draft<'_>) -> Form {
    let answer = |field: &Field| (field.clone(), draft.answers.get(&field.id).cloned());
    Form {
        service: card(draft.definition),
        fields: draft.asked(&Filler::Applicant).map(answer).collect(),
    }
}

/// The answers to fields that apply; what was typed before a guard turned false is left out.
pub(super) fn kept(draft: &Draft<'_>) -> BTreeMap<FieldId, Value> {
    let answer = |field: &Field| Some((field.id.clone(), draft.answers.get(&field.id)?.clone()));
    draft.asked(&Filler::Applicant).filter_map(answer).collect()
}

/// Everything that is missing or wrong in the applicant's answers.
pub(super) fn problems(draft: &Draft<'_>) -> Vec<Problem> {
    draft.asked(&Filler::Applicant).flat_map(|field| problems_of(field, draft)).collect()
}

/// What is missing or wrong in the answer to one field.
pub(super) fn problems_of(field: &Field, draft: &Draft<'_>) -> Vec<Problem> {
    let id = field.id.as_str();
    let Some(value) = draft.answers.get(&field.id) else {
        let shown = matches!(&field.kind, FieldKind::File { bring: Bring::Show, .. });
        if field.optional || field.default.is_some() || shown {
            return Vec::new();
        }
        return vec![Problem { path: id.to_owned(), message: missing(field) }];
    };
    let path = |part: &str| if part.is_empty() { id.to_owned() } else { format!("{id}.{part}") };
    let wrong = field.problems(value, draft);
    let mut problems: Vec<Problem> = wrong
        .into_iter()
        .map(|wrong| Problem { path: path(&wrong.part), message: wrong.message })
        .collect();
    problems.extend(unprintable(value).map(|sign| Problem {
        path: id.to_owned(),
        message: format!(
            "{}: tanda \"{sign}\" tidak dapat dicetak. Tulis dengan huruf Latin.",
            field.title
        ),
    }));
    if problems.is_empty() {
        let broken = |check: &&Check| !check.warn && !holds(&check.that, draft);
        let told = |check: &Check| Problem {
            path: id.to_owned(),
            message: format!("{}.", check.say.trim_end_matches('.')),
        };
        problems.extend(field.checks.iter().filter(broken).map(told));
    }
    problems
}

/// The first character of an answer that no letter can print: told now, not at the signature.
fn unprintable(value: &Value) -> Option<char> {
    match value {
        Value::Text(text) => {
            let hidden = |c: &char| c.is_control() && *c != '\n';
            text.chars().find(hidden).or_else(|| lacks(text))
        }
        Value::Person(parts) | Value::Place(parts) => parts.values().find_map(unprintable),
        Value::List(rows) => rows.iter().flat_map(|row| row.cells.values()).find_map(unprintable),
        _ => None,
    }
}

fn missing(field: &Field) -> String {
    match &field.kind {
        FieldKind::File { .. } => format!("Kirim foto atau berkas: {}.", field.title),
        FieldKind::Choice(_) | FieldKind::Bool => format!("Pilih salah satu: {}.", field.title),
        _ => format!("Isi {}.", field.title),
    }
}
