//! What a form offers that no definition holds: offices, and the caller's earlier cases.

use std::collections::BTreeMap;

use super::house::internal;
use super::{Desk, DeskError, Problem, Who};
use crate::area::Directory;
use crate::case::{LetterState, Phase};
use crate::origin::Code;
use crate::store::StoredCase;
use crate::workflow::{
    CaseRef, Choices, Definition, EarlierLetter, EndId, Field, FieldId, FieldKind, Offers, Parts,
    PersonPart, ServiceId, Value,
};

/// Earlier cases that a menu shows.
const MOST: u32 = 50;

/// What is offered to the one who fills a form in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lists {
    /// Offices: id and name.
    pub units: Vec<(String, String)>,
    /// Cases of the caller that have ended.
    pub cases: Vec<EarlierCase>,
}

/// An ended case of the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierCase {
    /// Its ticket.
    pub ticket: String,
    /// Its service.
    pub service: ServiceId,
    /// How it ended.
    pub end: EndId,
    /// What people read: the service and its letter's number.
    pub words: String,
}

impl Lists {
    /// Every office by name, where one is to be chosen.
    pub(super) fn offices(&mut self, directory: &Directory, wanted: bool) {
        if wanted && self.units.is_empty() {
            let name = |office: &crate::area::Office| {
                (office.id.to_string(), format!("{} {}", office.kind, office.name))
            };
            self.units = directory.offices().map(name).collect();
            self.units.sort_by(|a, b| a.1.cmp(&b.1));
        }
    }

    /// The cases that a field may name.
    pub fn earlier(&self, kind: &FieldKind) -> impl Iterator<Item = &EarlierCase> {
        let fits = |case: &&EarlierCase| match kind {
            FieldKind::Case { of, ends } => {
                (of.is_empty() || of.contains(&case.service)) && ends.contains(&case.end)
            }
            _ => false,
        };
        self.cases.iter().filter(move |case| fits(case))
    }
}

impl Desk {
    /// What these fields offer beside the words of their definition.
    pub(super) async fn lists<'f>(
        &self,
        who: &Who,
        fields: impl Iterator<Item = &'f Field>,
    ) -> Result<Lists, DeskError> {
        let (mut units, mut cases) = (false, false);
        for kind in fields.flat_map(|field| simple_kinds(&field.kind)) {
            units |= matches!(kind, FieldKind::Choice(Choices { from: Offers::Units, .. }));
            cases |= matches!(kind, FieldKind::Case { .. });
        }
        let mut lists = Lists::default();
        if units {
            lists.offices(&*self.directory().await?, true);
        }
        if cases {
            for line in self.store().cases_of(who.person, None, MOST).await.map_err(internal)? {
                if line.phase != "ended" {
                    continue;
                }
                if let Some(stored) = self.store().case(line.id).await.map_err(internal)? {
                    lists.cases.extend(self.earlier(&stored).await?.map(|(end, case)| {
                        let number = case.letters.first().map(|letter| &*letter.number);
                        let words = format!("{} {}", case.title, number.unwrap_or(&case.ticket));
                        let (ticket, service) = (case.ticket.to_string(), case.service);
                        EarlierCase { ticket, service, end, words }
                    }));
                }
            }
        }
        Ok(lists)
    }

    /// An ended case as another case may name it.
    async fn earlier(&self, stored: &StoredCase) -> Result<Option<(EndId, CaseRef)>, DeskError> {
        let Phase::Ended { end, .. } = &stored.case.phase else { return Ok(None) };
        let definition = self.pinned(stored).await?.definition.clone();
        let letters = definition.outputs.iter().filter_map(|output| {
            let state = stored.case.outputs.get(&output.id)?;
            let drawn = state.number.as_ref().filter(|_| state.state == LetterState::Released)?;
            Some(EarlierLetter {
                output: output.id.clone(),
                title: output.title.clone(),
                number: drawn.number.as_str().into(),
                date: drawn.date,
            })
        });
        let office = super::house::route_office(&definition, |field| stored.case.value(field));
        let named = CaseRef {
            case: stored.id,
            ticket: stored.ticket.as_str().into(),
            service: definition.id.clone(),
            title: definition.title.clone(),
            office: office.unwrap_or_default(),
            applicant: asked_by(stored),
            letters: letters.collect(),
        };
        Ok(Some((end.clone(), named)))
    }

    /// Completes the earlier cases that answers name by their ticket. A resident names cases of
    /// their own; an officer any that they know the ticket of.
    pub(super) async fn complete_cases(
        &self,
        who: &Who,
        definition: &Definition,
        answers: &mut BTreeMap<FieldId, Value>,
        officer: bool,
    ) -> Result<Vec<Problem>, DeskError> {
        let mut problems = Vec::new();
        for field in &definition.fields {
            let Some(value) = answers.get_mut(&field.id) else { continue };
            for (path, kind, named) in named_cases(field, value) {
                match self.named(who, kind, &named.ticket, officer).await? {
                    Some(found) => **named = found,
                    None => problems.push(Problem {
                        path,
                        message: format!(
                            "{}: nomor {} tidak ada di antara permohonan yang boleh dipilih. \
                             Periksa nomornya.",
                            field.title, named.ticket
                        ),
                    }),
                }
            }
        }
        Ok(problems)
    }

    async fn named(
        &self,
        who: &Who,
        kind: &FieldKind,
        ticket: &str,
        officer: bool,
    ) -> Result<Option<CaseRef>, DeskError> {
        let Ok(ticket) = ticket.parse::<Code>() else { return Ok(None) };
        let stored = self.store().case_by_ticket(&ticket).await.map_err(internal)?;
        let Some(stored) = stored.filter(|s| officer || s.case.applicant == Some(who.person))
        else {
            return Ok(None);
        };
        let found = self.earlier(&stored).await?;
        let fits = |(end, case): &(EndId, CaseRef)| match kind {
            FieldKind::Case { of, ends } => {
                (of.is_empty() || of.contains(&case.service)) && ends.contains(end)
            }
            _ => false,
        };
        Ok(found.filter(fits).map(|(_, case)| case))
    }
}

/// The kinds of a field, or of the columns of a list.
fn simple_kinds(kind: &FieldKind) -> Vec<&FieldKind> {
    match kind {
        FieldKind::List { columns, .. } => columns.iter().map(|column| &column.kind).collect(),
        kind => vec![kind],
    }
}

/// Every earlier case that an answer names, with the place of its input.
fn named_cases<'a>(
    field: &'a Field,
    value: &'a mut Value,
) -> Vec<(String, &'a FieldKind, &'a mut Box<CaseRef>)> {
    match (&field.kind, value) {
        (kind @ FieldKind::Case { .. }, Value::Case(named)) => {
            vec![(field.id.to_string(), kind, named)]
        }
        (FieldKind::List { columns, .. }, Value::List(rows)) => {
            let mut found = Vec::new();
            for (number, row) in rows.iter_mut().enumerate() {
                for (id, cell) in &mut row.cells {
                    let column = columns.iter().find(|column| column.id == *id);
                    if let (Some(column), Value::Case(named)) = (column, cell) {
                        let path = format!("{}.{}.{id}", field.id, number + 1);
                        found.push((path, &column.kind, named));
                    }
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

/// Who asked for a case: NIK and name.
fn asked_by(stored: &StoredCase) -> Parts {
    let Some(Value::Person(parts)) = stored.case.value(&FieldId::from("applicant")) else {
        return Parts::new();
    };
    let keep = [PersonPart::Nik.key(), PersonPart::Name.key()];
    let kept = parts.iter().filter(|(part, _)| keep.contains(&&***part));
    kept.map(|(part, value)| (part.clone(), value.clone())).collect()
}
