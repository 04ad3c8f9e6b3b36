//! The form of a service, as far as the answers so far ask for it.

use std::collections::BTreeMap;

use super::house::{Loaded, internal, route_office};
use super::printable::unprintable;
use super::starting::is_offered;
use super::tracking::card;
use super::{Desk, DeskError, Form, Problem, Rules, Seen, ServiceCard, Who};
use crate::case::Phase;
use crate::origin::Code;
use crate::service::{Draft, Service};
use crate::workflow::{
    Bring, Check, Definition, Field, FieldId, FieldKind, Filler, Parts, PersonPart, Prefill,
    Purpose, Value, holds,
};

/// The field of who asks.
const APPLICANT: &str = "applicant";

impl Desk {
    /// The catalogue: the services that may be started today, and those of somebody else.
    pub fn services(&self) -> Vec<ServiceCard> {
        let today = crate::calendar::Zone::Wib.date(self.now());
        let current = self.current();
        let open = current.iter().filter(|service| is_offered(&service.definition, today));
        open.map(|service| card(&service.definition)).collect()
    }

    /// The form of a service; at the first call (no answers yet) it is prefilled.
    pub async fn form(
        &self,
        who: &Who,
        service: &str,
        purpose: Option<Purpose>,
        answers: &BTreeMap<FieldId, Value>,
    ) -> Result<Form, DeskError> {
        let service = self.service(service).await?;
        if service.definition.link.is_some() {
            return Err(DeskError::NotFound);
        }
        let mut answers = answers.clone();
        if answers.is_empty() {
            // An officer who is no resident fills the form in for somebody else.
            if self.may_begin(who, &service.definition).await? {
                let account = self.account(who, &service.definition).await?;
                answers.insert(FieldId::from(APPLICANT), account);
            }
            for field in &service.definition.fields {
                if let (Filler::Applicant, Some(Prefill::Value(value))) =
                    (&field.by, &field.default)
                {
                    answers.entry(field.id.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        let purpose = purpose.or_else(|| service.definition.start.purposes.first().copied());
        let office = route_office(&service.definition, |field| answers.get(field));
        let rules = self.rules(&service.definition, &*self.directory().await?, office.as_ref());
        let draft = self.draft_of(&service, &rules, purpose.unwrap_or(Purpose::New), answers);
        self.form_of(who, &draft, false).await
    }

    /// The answers of a returned case, to be changed and handed in again.
    pub async fn returned(&self, who: &Who, ticket: &Code) -> Result<(Seen, Form), DeskError> {
        let loaded = self.load_ticket(ticket).await?;
        if !loaded.is_applicant(who) {
            return Err(DeskError::NotFound);
        }
        let rules = &loaded.rules;
        match loaded.stored.case.phase {
            Phase::Returned { .. } => {}
            Phase::Draft => {
                let purpose = rules.definition.start.purposes.first().copied();
                let purpose = purpose.unwrap_or(Purpose::New);
                let draft = self.draft_of(&loaded.service, rules, purpose, put_by(&loaded));
                return Ok((loaded.seen(), self.form_of(who, &draft, true).await?));
            }
            _ => return Err(DeskError::NotFound),
        }
        let draft = Draft::of(&rules.definition, &loaded.stored.case, &rules.calendar);
        let draft = draft.ok_or_else(|| internal(anyhow::anyhow!("a returned case has no pin")))?;
        Ok((loaded.seen(), self.form_of(who, &draft, true).await?))
    }

    /// What the account knows of what is asked of the applicant.
    async fn account(&self, who: &Who, definition: &Definition) -> Result<Value, DeskError> {
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
        if let Some(FieldKind::Person { ask, .. }) = definition.field(APPLICANT).map(|f| &f.kind) {
            parts.retain(|part, _| ask.iter().any(|asked| asked.key() == &**part));
        }
        Ok(Value::Person(parts))
    }

    async fn form_of(&self, who: &Who, draft: &Draft<'_>, again: bool) -> Result<Form, DeskError> {
        let fields = asked(draft, again);
        let lists = self.lists(who, fields.iter().map(|(field, _)| field)).await?;
        Ok(Form { service: card(draft.definition), fields, lists })
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

/// The answers that were put by and not handed in yet.
fn put_by(loaded: &Loaded) -> BTreeMap<FieldId, Value> {
    let case = &loaded.stored.case;
    let answer = |(field, held): (&FieldId, &Option<crate::case::Held>)| {
        let answer = case.answers.get(field, held.as_ref()?.revision)?;
        Some((field.clone(), answer.value.clone()))
    };
    case.draft.iter().filter_map(answer).collect()
}

/// The fields that apply; what is new is prefilled from the answers so far. What somebody left
/// empty in a case that came back stays so.
fn asked(draft: &Draft<'_>, again: bool) -> Vec<(Field, Option<Value>)> {
    let answer = |field: &Field| {
        let known = draft.answers.get(&field.id).cloned();
        let open = !again || !field.optional;
        (field.clone(), known.or_else(|| draft.prefilled(field).filter(|_| open)))
    };
    let mut fields: Vec<_> = draft.asked(&Filler::Applicant).map(answer).collect();
    // Who asks comes first; the other fields keep their order.
    fields.sort_by_key(|(field, _)| field.id.as_str() != APPLICANT);
    let first = fields.first_mut().filter(|(field, _)| field.id.as_str() == APPLICANT);
    if let Some((field, _)) = first {
        field.title = about_you(&field.title).into();
    }
    fields
}

/// What the form says to applicants where officers read `Pelapor`: "Tentang Anda (pelapor)".
fn about_you(title: &str) -> String {
    match title {
        "Pemohon" => "Tentang Anda".to_owned(),
        role => format!("Tentang Anda ({})", role.to_lowercase()),
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
        if field.optional || shown {
            return Vec::new();
        }
        let parts = placed(id, field.unanswered(draft));
        let whole = || vec![Problem { path: id.to_owned(), message: missing(field) }];
        return if parts.is_empty() { whole() } else { parts };
    };
    let mut problems = placed(id, field.problems(value, draft));
    let signs = unprintable(value).into_iter().map(|(part, sign)| crate::workflow::Problem {
        part,
        message: format!(
            "{}: tanda \"{sign}\" tidak dapat dicetak. Tulis dengan huruf Latin.",
            field.title
        ),
    });
    problems.extend(placed(id, signs.collect()));
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

/// What is wrong with parts of a field, by their paths in the form.
fn placed(id: &str, wrong: Vec<crate::workflow::Problem>) -> Vec<Problem> {
    let path = |part: &str| if part.is_empty() { id.to_owned() } else { format!("{id}.{part}") };
    let told = |wrong: crate::workflow::Problem| Problem {
        path: path(&wrong.part),
        message: wrong.message,
    };
    wrong.into_iter().map(told).collect()
}

fn missing(field: &Field) -> String {
    match &field.kind {
        FieldKind::File { .. } => format!("Kirim foto atau berkas: {}.", field.title),
        FieldKind::Choice(_) | FieldKind::Bool => format!("Pilih salah satu: {}.", field.title),
        _ => format!("Isi {}.", field.title),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::workflow::Library;

    #[test]
    fn who_asks_comes_first_and_is_spoken_to() {
        let source = "format: 1\nid: note\ntitle: Catatan\nservice: {topic: lain}\n\
            start: {by: resident}\nfields:\n  about: {type: text, title: Perihal}\n\
            steps:\n  check: {title: Petugas, by: officer@kelurahan, due: 1wd}\n\
            keep: {done: 1y, rejected: 1y, withdrawn: 1y}\n";
        let roles = include_str!("../../workflows/tables/roles.csv");
        let sources = [("note.yaml", source), ("tables/roles.csv", roles)];
        let sources = sources.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let library = Library::from_sources(&BTreeMap::from(sources)).unwrap();
        let calendar = Calendar::new("35.74", std::sync::Arc::default());
        let draft = Draft {
            definition: &library.service("note").unwrap().definition,
            settings: &BTreeMap::new(),
            calendar: &calendar,
            purpose: Purpose::New,
            today: jiff::civil::date(2026, 11, 20),
            answers: BTreeMap::new(),
        };
        let fields = asked(&draft, false);
        let titles: Vec<&str> = fields.iter().map(|(field, _)| &*field.title).collect();
        assert_eq!(titles, ["Tentang Anda", "Perihal"]);
        assert_eq!(about_you("Pelapor"), "Tentang Anda (pelapor)");
    }
}
