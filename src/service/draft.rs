//! Answers before a case has them: which fields a form asks, and what they start with.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::area::OfficeId;
use crate::calendar::Calendar;
use crate::case::{Answer, Answers, Case, Held, route};
use crate::origin::Salt;
use crate::workflow::{
    Column, Definition, Expr, Field, FieldId, FieldKind, Filler, Parts, Prefill, Purpose, Root,
    Row, Scope, SettingId, Value, evaluate, evaluate_in, holds,
};

/// Answers as they stand, with what conditions on them may read.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// The definition.
    pub definition: &'a Definition,
    /// What the office sets; a missing setting has its default.
    pub settings: &'a BTreeMap<SettingId, Value>,
    /// The calendar of the office.
    pub calendar: &'a Calendar,
    /// New, renewal or correction.
    pub purpose: Purpose,
    /// The day of the first submission.
    pub today: Date,
    /// The answers so far.
    pub answers: BTreeMap<FieldId, Value>,
}

impl<'a> Draft<'a> {
    /// The answers of a submitted case, read through its pin; `None` before the first submission.
    pub fn of(
        definition: &'a Definition,
        case: &'a Case,
        calendar: &'a Calendar,
    ) -> Option<Draft<'a>> {
        let pin = case.pin.as_ref()?;
        let value = |field: &FieldId| Some((field.clone(), case.value(field)?.clone()));
        Some(Draft {
            definition,
            settings: &pin.settings,
            calendar,
            purpose: pin.purpose,
            today: case.submitted?,
            answers: case.data.keys().filter_map(value).collect(),
        })
    }

    /// Whether a condition holds; an absent one does.
    pub fn holds(&self, when: Option<&Expr>) -> bool {
        when.is_none_or(|when| holds(when, self))
    }

    /// What a field is prefilled with, as far as the answers so far tell.
    pub fn prefilled(&self, field: &Field) -> Option<Value> {
        let value = match field.default.as_ref()? {
            Prefill::Value(value) => value.clone(),
            Prefill::Expr(expr) => evaluate(expr, self)?,
        };
        // Of another person or place only what is asked here is taken over.
        let asked = |parts: Parts, ask: Vec<&str>| -> Parts {
            parts.into_iter().filter(|(part, _)| ask.contains(&&**part)).collect()
        };
        Some(match (&field.kind, value) {
            (FieldKind::Person { ask, .. }, Value::Person(parts)) => {
                Value::Person(asked(parts, ask.iter().map(|part| part.key()).collect()))
            }
            (FieldKind::Place { ask }, Value::Place(parts)) => {
                Value::Place(asked(parts, ask.iter().map(|part| part.key()).collect()))
            }
            (FieldKind::Choice(_), Value::Text(key)) => Value::Choice(key),
            (_, value) => value,
        })
    }

    /// Fills what has a default and was left open where an answer is needed.
    pub fn complete(&mut self, by: &Filler) {
        let needed = self.asked(by).filter(|field| !field.optional && field.default.is_some());
        let open: Vec<&Field> =
            needed.filter(|field| !self.answers.contains_key(&field.id)).collect();
        for field in open {
            if let Some(value) = self.prefilled(field) {
                self.answers.insert(field.id.clone(), value);
            }
        }
    }

    /// The answers without cells whose column is not asked in their row.
    pub fn tidy(&mut self) {
        let lists = self.definition.fields.iter().filter_map(|field| match &field.kind {
            FieldKind::List { columns, .. } => Some((&field.id, columns)),
            _ => None,
        });
        for (id, columns) in lists {
            let Some(Value::List(rows)) = self.answers.get(id) else { continue };
            let mut rows = rows.clone();
            for row in &mut rows {
                let asked = |column: &Column, row: &Row| {
                    column.when.as_ref().is_none_or(|when| {
                        evaluate_in(when, self, Some((row, columns))) == Some(Value::Bool(true))
                    })
                };
                let idle: Vec<&Column> =
                    columns.iter().filter(|column| !asked(column, row)).collect();
                for column in idle {
                    row.cells.remove(&column.id);
                }
            }
            self.answers.insert(id.clone(), Value::List(rows));
        }
    }

    /// The fields that `by` is asked for, in order, as far as the answers so far tell.
    pub fn asked(&self, by: &Filler) -> impl Iterator<Item = &'a Field> {
        let fields = self.definition.fields.iter();
        fields.filter(move |field| field.by == *by && self.holds(field.when.as_ref()))
    }

    /// A case that has these answers, for what is read of cases only.
    pub fn as_case(&self) -> Case {
        let (mut answers, mut data) = (Answers::default(), BTreeMap::new());
        for (field, value) in &self.answers {
            let answer = Answer { value: value.clone(), salt: Salt(uuid::Uuid::nil()) };
            let commitment = answer.commitment();
            let revision = answers.offer(field, answer);
            data.insert(field.clone(), Held { revision, commitment });
        }
        Case { answers, data: Arc::new(data), ..Case::new() }
    }
}

impl Scope for Draft<'_> {
    fn read(&self, root: &Root) -> Option<Cow<'_, Value>> {
        match root {
            Root::Field(field) => self.answers.get(field).map(Cow::Borrowed),
            Root::Setting(id) => {
                let default = || Some(&self.definition.setting(id.as_str())?.default);
                self.settings.get(id).or_else(default).map(Cow::Borrowed)
            }
            Root::Route(level) => {
                let area = route(self.definition, &self.as_case(), *level)?;
                Some(Cow::Owned(Value::Office(OfficeId::from(&area))))
            }
            Root::Today => Some(Cow::Owned(Value::Date(self.today))),
            Root::Purpose => Some(Cow::Owned(Value::Choice(self.purpose.key().into()))),
            Root::Row(_) => None,
        }
    }

    fn calendar(&self) -> &Calendar {
        self.calendar
    }

    fn kind(&self, root: &Root) -> Option<&FieldKind> {
        self.definition.kind(root)
    }
}
