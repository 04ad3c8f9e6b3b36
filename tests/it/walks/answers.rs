//! What people answer in a walk, and what an expression makes of it without the engine's help.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::area::OfficeId;
use alursurat::calendar::Calendar;
use alursurat::workflow::{
    Definition, Expr, Field, FieldId, FieldKind, Filler, Purpose, Root, Scope, SettingId, Value,
    holds,
};
use jiff::civil::Date;

use super::chance::Chance;
use super::samples::{rearranged, sample};

/// A second book of what was answered, kept beside the case.
#[derive(Clone)]
pub struct Book {
    pub definition: Arc<Definition>,
    pub values: BTreeMap<FieldId, Value>,
    pub settings: BTreeMap<SettingId, Value>,
    pub purpose: Purpose,
    pub today: Date,
    pub calendar: Calendar,
}

impl Scope for Book {
    fn read(&self, root: &Root) -> Option<Cow<'_, Value>> {
        match root {
            Root::Field(field) => self.values.get(field).map(Cow::Borrowed),
            Root::Setting(setting) => self.settings.get(setting).map(Cow::Borrowed),
            Root::Today => Some(Cow::Owned(Value::Date(self.today))),
            Root::Purpose => Some(Cow::Owned(Value::Choice(self.purpose.key().into()))),
            Root::Route(level) => {
                let place = self.definition.route(|field| self.values.get(field))?;
                let area = match &*place {
                    Value::Area(area) => area.clone(),
                    Value::Office(office) => office.area()?,
                    Value::Place(parts) => match parts.get("area")? {
                        Value::Area(area) => area.clone(),
                        _ => return None,
                    },
                    _ => return None,
                };
                Some(Cow::Owned(Value::Office(OfficeId::from(&area.at(*level)?))))
            }
            Root::Row(_) => None,
        }
    }

    fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    fn kind(&self, root: &Root) -> Option<&FieldKind> {
        self.definition.kind(root)
    }
}

impl Book {
    pub fn holds(&self, when: Option<&Expr>) -> bool {
        when.is_none_or(|expr| holds(expr, self))
    }

    /// The fields that have no value yet and are asked, in order: the optional ones by chance.
    pub fn fill(&self, definition: &Definition, by: &Filler, chance: &mut Chance) -> Vec<Fill> {
        let (mut book, mut filled) = (self.clone(), Vec::new());
        book.ask(definition, by, &mut filled, chance);
        if !chance.percent(6) {
            book.mend(&mut filled, chance);
            // Another answer may ask for more.
            book.ask(definition, by, &mut filled, chance);
        }
        filled
    }

    fn ask(
        &mut self,
        definition: &Definition,
        by: &Filler,
        filled: &mut Vec<Fill>,
        chance: &mut Chance,
    ) {
        for field in definition.fields.iter().filter(|field| field.by == *by) {
            let mine = *by == Filler::Applicant && self.values.contains_key(&field.id);
            let known = mine || filled.iter().any(|(known, _)| *known == field.id);
            if known || !self.holds(field.when.as_ref()) || field.optional && chance.percent(50) {
                continue;
            }
            let value = sample(&field.kind, self.today, chance);
            self.values.insert(field.id.clone(), value.clone());
            filled.push((field.id.clone(), Some(value)));
        }
    }

    /// Other samples where a rule of their field does not hold, mostly until it does.
    fn mend(&mut self, filled: &mut [Fill], chance: &mut Chance) {
        let definition = Arc::clone(&self.definition);
        for _ in 0..20 {
            let broken = filled.iter_mut().find(|(field, value)| {
                let checks = &definition.field(field.as_str()).unwrap().checks;
                let mut strict = checks.iter().filter(|check| !check.warn);
                value.is_some() && strict.any(|check| !holds(&check.that, self))
            });
            let Some((field, value)) = broken else { return };
            let kind = &definition.field(field.as_str()).unwrap().kind;
            let other = sample(kind, self.today, chance);
            self.values.insert(field.clone(), other.clone());
            *value = Some(other);
        }
    }

    /// What an applicant who co-operates hands in: what is asked still, and other answers where a
    /// rule does not hold.
    pub fn put_right(&self, definition: &Definition, chance: &mut Chance) -> Vec<Fill> {
        let mut book = self.clone();
        let mine = definition.fields.iter().filter(|field| field.by == Filler::Applicant);
        let value =
            |field: &Field| Some((field.id.clone(), Some(self.values.get(&field.id)?.clone())));
        let mut filled: Vec<Fill> = mine.filter_map(value).collect();
        for _ in 0..2 {
            book.ask(definition, &Filler::Applicant, &mut filled, chance);
            book.mend(&mut filled, chance);
        }
        filled.retain(|(field, value)| self.values.get(field) != value.as_ref());
        filled
    }

    /// One or two of the applicant's answers changed, and what is asked now besides.
    pub fn change(&self, definition: &Definition, chance: &mut Chance) -> Vec<Fill> {
        let mut book = self.clone();
        let fields = definition.fields.iter().filter(|field| field.by == Filler::Applicant);
        let mine: Vec<&Field> =
            fields.filter(|field| self.values.contains_key(&field.id)).collect();
        let mut changed: BTreeMap<FieldId, Option<Value>> = BTreeMap::new();
        for _ in 0..chance.within(1, 2) {
            let field = *chance.pick(&mine);
            let emptied = chance.percent(if field.optional { 40 } else { 3 });
            let value = (!emptied).then(|| match book.values.get(&field.id) {
                Some(Value::List(rows)) if chance.percent(60) => rearranged(rows, chance),
                _ => sample(&field.kind, self.today, chance),
            });
            match &value {
                Some(value) => book.values.insert(field.id.clone(), value.clone()),
                None => book.values.remove(&field.id),
            };
            changed.insert(field.id.clone(), value);
        }
        if !chance.percent(5) {
            for (field, value) in book.fill(definition, &Filler::Applicant, chance) {
                changed.entry(field).or_insert(value);
            }
        }
        changed.into_iter().collect()
    }

    /// Carries a change over.
    pub fn write(&mut self, fills: &[Fill]) {
        for (field, value) in fills {
            match value {
                Some(value) => self.values.insert(field.clone(), value.clone()),
                None => self.values.remove(field),
            };
        }
    }
}

/// A new value of a field; `None` empties it.
pub type Fill = (FieldId, Option<Value>);
