//! Types an expression and proves that nothing empty reaches an operator (section 4).

use std::collections::BTreeSet;

use super::expr_type::Type;
use super::facts::Facts;
use super::finding::{around, did_you_mean};
use super::literal::listed;
use super::{Column, Compare, Definition, Expr, Field, FieldId, Filler, Path, Purpose, Root};
use crate::calendar::PeriodClass;

/// Why an expression has no type.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub message: String,
    pub remedy: Option<String>,
    /// The name that is to blame, where one is.
    pub name: Option<String>,
    /// What may be empty here, where that is the mistake.
    pub open: Option<String>,
}

/// What reads a value that may be empty: each asks for it in its own way.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reader {
    /// A condition, which does not hold where the value is empty.
    Condition,
    /// A rule on answers, which has nothing to say where the value is empty.
    Rule,
    /// A step that the value names the holder of, and that is left out where it is empty.
    Holder,
}

impl Fault {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: None, name: None, open: None }
    }

    fn about(path: &Path, message: impl Into<String>, remedy: Option<String>) -> Self {
        Self { name: Some(path.to_string()), remedy, ..Self::new(message) }
    }

    /// What is wrong, and for a value that may be empty how its reader asks for it.
    pub fn told(&self, reader: Reader) -> String {
        let message = &self.message;
        let Some(open) = &self.open else { return message.clone() };
        match reader {
            Reader::Condition => format!("{message}; write `has({open}) and ...`"),
            Reader::Rule => format!("{message}; write `not has({open}) or ...`"),
            Reader::Holder => format!("{message}; give the step `when: has({open})`"),
        }
    }
}

/// Where an expression stands: which fields are filled there.
#[derive(Clone)]
pub(super) struct Typing<'a> {
    pub definition: &'a Definition,
    /// Fields whose kind could not be read: their mistake was told already.
    pub broken: &'a BTreeSet<FieldId>,
    /// How many steps were done: 0 before the first.
    pub position: usize,
    /// The field whose own rule this is.
    pub own: Option<&'a FieldId>,
}

/// The columns of the row at hand.
type Row<'r> = Option<&'r [Column]>;
type Typed = Result<Type, Fault>;

impl Typing<'_> {
    /// The type of an expression where `facts` are known.
    pub fn check(&self, expr: &Expr, facts: &Facts) -> Typed {
        self.expr(expr, facts, None)
    }

    /// The type of an expression that may read a row of these columns as `it`.
    pub fn check_row(&self, expr: &Expr, facts: &Facts, columns: &[Column]) -> Typed {
        self.expr(expr, facts, Some(columns))
    }

    fn expr(&self, expr: &Expr, facts: &Facts, row: Row<'_>) -> Typed {
        let get = |expr: &Expr| self.expr(expr, facts, row);
        match expr {
            Expr::Number(_) => Ok(Type::Number),
            Expr::Period(period) => Ok(Type::Period(Some(period.class()))),
            Expr::Text(_) => Ok(Type::Text),
            Expr::Bool(_) => Ok(Type::Bool),
            Expr::Path(path) => self.path(path, facts, row),
            Expr::Not(inner) => {
                condition(&get(inner)?, "'not'")?;
                Ok(Type::Bool)
            }
            Expr::And(a, b) => self.junction("'and'", a, b, &facts.and(a), facts, row),
            Expr::Or(a, b) => self.junction("'or'", a, b, &facts.and_not(a), facts, row),
            Expr::If(c, a, b) => {
                condition(&get(c)?, "'if'")?;
                let then = self.expr(a, &facts.and(c), row)?;
                let other = self.expr(b, &facts.and_not(c), row)?;
                match (&then, &other) {
                    (Type::Unknown, _) => Ok(other),
                    (Type::Period(a), Type::Period(b)) if a != b => Ok(Type::Period(None)),
                    _ if then.comparable(&other) || then == other => Ok(then),
                    _ => Err(Fault::new(format!("'then' is a {then} but 'else' is {other}"))),
                }
            }
            Expr::Some(path, inner) => self.quantifier("'some'", path, inner, facts, row),
            Expr::Every(path, inner) => self.quantifier("'every'", path, inner, facts, row),
            Expr::Has(path) => {
                let prefix = |parts: usize| {
                    Expr::Has(Path { parts: path.parts[..parts].to_vec(), ..path.clone() })
                };
                let known = (0..=path.parts.len()).map(prefix);
                let known = known.fold(facts.clone(), |facts, has| facts.and(&has));
                self.path(path, &known, row)?;
                Ok(Type::Bool)
            }
            Expr::Size(path) => match self.path(path, facts, row)? {
                Type::List(_) | Type::File { many: true } | Type::Many | Type::Unknown => {
                    Ok(Type::Number)
                }
                other => {
                    let message = format!("size needs a list, `{path}` is a {other}");
                    Err(Fault::about(path, message, None))
                }
            },
            Expr::Compare(how, a, b) => compare(*how, (a, &get(a)?), (b, &get(b)?)),
            Expr::Add(a, b) => add("+", &get(a)?, &get(b)?),
            Expr::Subtract(a, b) => add("-", &get(a)?, &get(b)?),
        }
    }

    fn junction(
        &self,
        word: &str,
        a: &Expr,
        b: &Expr,
        learned: &Facts,
        facts: &Facts,
        row: Row<'_>,
    ) -> Typed {
        condition(&self.expr(a, facts, row)?, word)?;
        condition(&self.expr(b, learned, row)?, word)?;
        Ok(Type::Bool)
    }

    fn quantifier(
        &self,
        word: &str,
        path: &Path,
        inner: &Expr,
        facts: &Facts,
        row: Row<'_>,
    ) -> Typed {
        match self.path(path, facts, row)? {
            Type::List(columns) => {
                let known = facts.of_other_rows();
                condition(&self.expr(inner, &known, Some(&columns))?, "'satisfies'")?;
                Ok(Type::Bool)
            }
            Type::Unknown => Ok(Type::Bool),
            other => {
                let message = format!("{word} needs a list field, `{path}` is a {other}");
                Err(Fault::about(path, message, None))
            }
        }
    }

    fn path(&self, path: &Path, facts: &Facts, row: Row<'_>) -> Typed {
        let mut found = match &path.root {
            Root::Today => Type::Date,
            Root::Purpose => {
                let keys = [Purpose::New, Purpose::Renewal, Purpose::Correction];
                Type::Choice(keys.map(|purpose| purpose.key().into()).to_vec(), None)
            }
            Root::Route(level) => Type::Office(Some(*level)),
            Root::Setting(id) => self.setting(path, id.as_str())?,
            Root::Row(column) => cell(path, column, facts, row)?,
            Root::Field(id) => self.field(path, id, facts)?,
        };
        let whole = path.to_string();
        let mut open = None;
        for (index, part) in path.parts.iter().enumerate() {
            let next = found.part(part, &whole);
            let next = next.map_err(|(message, remedy)| Fault::about(path, message, remedy))?;
            let read = || Path { parts: path.parts[..=index].to_vec(), ..path.clone() };
            if let Some(why) = next.open {
                let asked = facts.knows(&Expr::Has(read()));
                open = open.or_else(|| (!asked).then(|| (read().to_string(), why)));
            }
            found = next.found;
        }
        match open {
            Some((read, why)) => Err(may_be_empty(path, &read, why)),
            None => Ok(found),
        }
    }

    fn setting(&self, path: &Path, id: &str) -> Typed {
        let settings = &self.definition.settings;
        if let Some(setting) = self.definition.setting(id) {
            return Ok((&setting.kind).into());
        }
        let known: Vec<&str> = settings.iter().map(|setting| setting.id.as_str()).collect();
        let message = format!("no setting `{id}` (settings: {})", known.join(", "));
        Err(Fault::about(path, message, did_you_mean(id, known)))
    }

    fn field(&self, path: &Path, id: &FieldId, facts: &Facts) -> Typed {
        if self.broken.contains(id) {
            return Ok(Type::Unknown);
        }
        let Some(field) = self.definition.field(id.as_str()) else {
            let known = self.definition.fields.iter().map(|field| field.id.as_str());
            let remedy = did_you_mean(id.as_str(), known);
            return Err(Fault::about(path, format!("unknown field `{id}`"), remedy));
        };
        if let Filler::Step(step) = &field.by
            && self.definition.index(step.as_str()).is_some_and(|index| index >= self.position)
        {
            let message = format!("`{id}` is filled at step `{step}`, which comes later");
            return Err(Fault::about(path, message, None));
        }
        if self.own != Some(id) {
            self.present(path, field, facts)?;
        }
        Ok((&field.kind).into())
    }

    /// The presence rule.
    fn present(&self, path: &Path, field: &Field, facts: &Facts) -> Result<(), Fault> {
        let root = Path { parts: Vec::new(), ..path.clone() };
        if facts.knows(&Expr::Has(root)) {
            return Ok(());
        }
        let step = match &field.by {
            Filler::Step(step) => self.definition.step(step.as_str()),
            Filler::Applicant => None,
        };
        let guards = [field.when.as_ref(), step.and_then(|step| step.when.as_ref())];
        let missing = guards.into_iter().flatten().find(|g| !Facts::of(Some(g)).within(facts));
        let why = match missing {
            _ if field.optional => "optional".to_owned(),
            Some(guard) => format!("only asked when {}", around(&guard.to_string(), 0).0),
            None => return Ok(()),
        };
        Err(may_be_empty(path, field.id.as_str(), &why))
    }
}

fn may_be_empty(path: &Path, read: &str, why: &str) -> Fault {
    let message = format!("`{read}` may be empty here ({why})");
    Fault { open: Some(read.to_owned()), ..Fault::about(path, message, None) }
}

fn cell(path: &Path, column: &str, facts: &Facts, row: Row<'_>) -> Typed {
    let Some(columns) = row else {
        let message = "`it` has a meaning only after `satisfies`";
        return Err(Fault::about(path, message, None));
    };
    let Some(found) = columns.iter().find(|known| &*known.id == column) else {
        let known: Vec<&str> = columns.iter().map(|column| &*column.id).collect();
        let message = format!("a row has no `{column}` (has: {})", known.join(", "));
        return Err(Fault::about(path, message, did_you_mean(column, known)));
    };
    let root = Path { parts: Vec::new(), ..path.clone() };
    let guard = found.when.as_ref();
    let guard = guard.filter(|guard| !Facts::of(Some(guard)).within(facts));
    let why = match guard {
        _ if found.optional => "optional".to_owned(),
        Some(guard) => format!("only asked when {}", around(&guard.to_string(), 0).0),
        None => return Ok((&found.kind).into()),
    };
    if facts.knows(&Expr::Has(root)) {
        return Ok((&found.kind).into());
    }
    Err(may_be_empty(path, &format!("it.{column}"), &why))
}

fn condition(found: &Type, word: &str) -> Result<(), Fault> {
    match found {
        Type::Bool | Type::Unknown => Ok(()),
        other => Err(Fault::new(format!("{word} needs yes/no, is {other}"))),
    }
}

fn compare(how: Compare, (a, left): (&Expr, &Type), (b, right): (&Expr, &Type)) -> Typed {
    let equality = matches!(how, Compare::Equal | Compare::NotEqual);
    match (left, right, a, b) {
        (Type::Choice(keys, _), Type::Text, _, Expr::Text(key))
        | (Type::Text, Type::Choice(keys, _), Expr::Text(key), _)
            if equality =>
        {
            if keys.contains(key) {
                return Ok(Type::Bool);
            }
            let keys: Vec<&str> = keys.iter().map(|key| &**key).collect();
            let message = format!("'{key}' is not a choice (choices: {})", listed(&keys));
            let remedy = did_you_mean(key, keys);
            Err(Fault { remedy, name: Some(format!("'{key}'")), ..Fault::new(message) })
        }
        _ if equality && left.comparable(right) => Ok(Type::Bool),
        _ if equality => Err(Fault::new(format!("cannot compare {left} with {right}"))),
        _ if left.ordered(right) => Ok(Type::Bool),
        _ => Err(Fault::new(format!("cannot order {left} and {right}"))),
    }
}

fn add(sign: &str, left: &Type, right: &Type) -> Typed {
    match (left, right) {
        (Type::Unknown, _) | (_, Type::Unknown) => Ok(Type::Unknown),
        (Type::Date, Type::Period(Some(PeriodClass::Clock))) => {
            Err(Fault::new("a date needs d, wd, mo or y, not h"))
        }
        (Type::Date, Type::Period(Some(_))) => Ok(Type::Date),
        (Type::Number, Type::Number) => Ok(Type::Number),
        (Type::Money, Type::Money) => Ok(Type::Money),
        (Type::Period(Some(a)), Type::Period(Some(b))) if a == b => Ok(left.clone()),
        _ => Err(Fault::new(format!("cannot compute {left} {sign} {right}"))),
    }
}

#[cfg(test)]
mod tests;
