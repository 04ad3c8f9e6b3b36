//! The value of an expression. Total: no expression panics, whatever the scope gives it.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Choices, Column, Compare, Expr, FieldKind, Offers, Path, Root, Row, Table, Value};
use crate::area::Level;
use crate::calendar::{Calendar, Period, PeriodClass, Unit};

/// The most units that a sum of periods, or a move of a day, may count: beyond that every day of
/// the calendar (years -9999 to 9999) is passed.
const LONGEST: i32 = 19_998 * 12;

/// What an expression reads.
pub trait Scope {
    /// The value that a path starts from; `None` where it is empty. Never asked for [`Root::Row`].
    fn read(&self, root: &Root) -> Option<Cow<'_, Value>>;
    /// The calendar of `date + 3wd`.
    fn calendar(&self) -> &Calendar;
    /// The kind of what a path starts from: what its keys mean. [`Definition::kind`] knows it.
    ///
    /// [`Definition::kind`]: super::Definition::kind
    fn kind(&self, root: &Root) -> Option<&FieldKind>;
}

/// The value of an expression.
///
/// `None` where an operand is empty or of the wrong type. The checks at load leave no such
/// expression in a definition, save one that is a bare path to an optional field.
pub fn evaluate(expr: &Expr, scope: &impl Scope) -> Option<Value> {
    evaluate_in(expr, scope, None)
}

/// The value of an expression that may read a row of a list as `it`.
pub fn evaluate_in(
    expr: &Expr,
    scope: &impl Scope,
    row: Option<(&Row, &[Column])>,
) -> Option<Value> {
    Reader { scope, row }.value(expr)
}

/// Whether a condition holds; what has no value does not hold.
pub fn holds(expr: &Expr, scope: &impl Scope) -> bool {
    Reader { scope, row: None }.holds(expr)
}

struct Reader<'a, S> {
    scope: &'a S,
    row: Option<(&'a Row, &'a [Column])>,
}

impl<S: Scope> Reader<'_, S> {
    fn holds(&self, expr: &Expr) -> bool {
        self.value(expr) == Some(Value::Bool(true))
    }

    fn value(&self, expr: &Expr) -> Option<Value> {
        Some(match expr {
            Expr::Number(number) => Value::Number(*number),
            Expr::Period(period) => Value::Period(*period),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Bool(yes) => Value::Bool(*yes),
            Expr::Path(path) => self.path(path)?.into_owned(),
            Expr::Not(inner) => Value::Bool(self.value(inner)? == Value::Bool(false)),
            Expr::And(a, b) => Value::Bool(self.holds(a) && self.holds(b)),
            Expr::Or(a, b) => Value::Bool(self.holds(a) || self.holds(b)),
            Expr::If(condition, a, b) => self.value(if self.holds(condition) { a } else { b })?,
            Expr::Some(path, inner) => Value::Bool(self.rows(path, |row| row.holds(inner))?),
            Expr::Every(path, inner) => Value::Bool(!self.rows(path, |row| !row.holds(inner))?),
            Expr::Has(path) => Value::Bool(self.path(path).is_some()),
            Expr::Size(path) => Value::Number(size(self.path(path)?.as_ref())?),
            Expr::Compare(how, a, b) => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                Value::Bool(self.compare(*how, &a, &b)?)
            }
            Expr::Add(a, b) => self.add(&self.value(a)?, &self.value(b)?, 1)?,
            Expr::Subtract(a, b) => self.add(&self.value(a)?, &self.value(b)?, -1)?,
        })
    }

    fn path(&self, path: &Path) -> Option<Cow<'_, Value>> {
        let start = match (&path.root, self.row) {
            (Root::Row(id), Some((row, _))) => Cow::Borrowed(row.cells.get(id)?),
            (Root::Row(_), None) => return None,
            (root, _) => self.scope.read(root)?,
        };
        let kind = || match (&path.root, self.row) {
            (Root::Row(id), Some((_, columns))) => {
                columns.iter().find(|column| column.id == *id).map(|column| &column.kind)
            }
            (root, _) => self.scope.kind(root),
        };
        match start {
            Cow::Borrowed(start) => start.within(path, kind),
            Cow::Owned(start) => Some(Cow::Owned(start.within(path, kind)?.into_owned())),
        }
    }

    /// Whether `test` is true for any row.
    fn rows(&self, path: &Path, test: impl Fn(&Reader<'_, S>) -> bool) -> Option<bool> {
        let Value::List(rows) = &*self.path(path)? else { return None };
        let columns = match self.scope.kind(&path.root) {
            Some(FieldKind::List { columns, .. }) => columns.as_slice(),
            _ => &[],
        };
        Some(rows.iter().any(|row| test(&Reader { scope: self.scope, row: Some((row, columns)) })))
    }

    fn compare(&self, how: Compare, a: &Value, b: &Value) -> Option<bool> {
        let order = self.order(a, b);
        let equal = || match order {
            Some(order) => order == Ordering::Equal,
            None => same(a, b),
        };
        Some(match how {
            Compare::Equal => equal(),
            Compare::NotEqual => !equal(),
            Compare::Less => order?.is_lt(),
            Compare::AtMost => order?.is_le(),
            Compare::Greater => order?.is_gt(),
            Compare::AtLeast => order?.is_ge(),
        })
    }

    fn order(&self, a: &Value, b: &Value) -> Option<Ordering> {
        match (a, b) {
            (Value::Number(a) | Value::Money(a), Value::Number(b) | Value::Money(b)) => {
                Some(a.cmp(b))
            }
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
            (Value::Period(a), Value::Period(b)) if a.class() == b.class() => {
                Some(self.length(*a).cmp(&self.length(*b)))
            }
            _ => None,
        }
    }

    /// The length of a period in a measure common to its class: working seconds, seconds, or
    /// 1/1600 days (a mean Gregorian month is 30.436875 days, a year twelve of them).
    fn length(&self, period: Period) -> i128 {
        let count = i128::from(period.count);
        match period.unit {
            Unit::Day => count * 1600,
            Unit::Month => count * 48_699,
            Unit::Year => count * 48_699 * 12,
            Unit::WorkDay => count * i128::from(self.scope.calendar().day().as_secs()),
            Unit::WorkHour | Unit::Hour => count * 3600,
        }
    }

    fn add(&self, a: &Value, b: &Value, sign: i32) -> Option<Value> {
        let sum =
            |a: i64, b: i64| a.saturating_add(i64::from(sign).checked_mul(b).unwrap_or(i64::MAX));
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => Some(Value::Number(sum(*a, *b))),
            (Value::Money(a), Value::Money(b)) => Some(Value::Money(sum(*a, *b))),
            (Value::Date(day), Value::Period(period)) => {
                let longest = if period.unit == Unit::Year { LONGEST / 12 } else { LONGEST };
                let count = period.count.clamp(-longest, longest) * sign;
                let period = Period::new(count, period.unit);
                Some(Value::Date(self.scope.calendar().shift(*day, period)))
            }
            (Value::Period(a), Value::Period(b)) if a.class() == b.class() => {
                let (unit, a, b) = self.common(*a, *b);
                let sum = a + i64::from(sign) * b;
                let longest = i64::from(LONGEST);
                let count = i32::try_from(sum.clamp(-longest, longest)).ok()?;
                Some(Value::Period(Period::new(count, unit)))
            }
            _ => None,
        }
    }

    /// Two periods of one class in one unit. Days with months or years count 30 or 365 to one.
    fn common(&self, a: Period, b: Period) -> (Unit, i64, i64) {
        let counts = |unit: Unit, times: fn(Unit, i64) -> i64, day: i64| {
            (
                unit,
                times(a.unit, day).saturating_mul(i64::from(a.count)),
                times(b.unit, day).saturating_mul(i64::from(b.count)),
            )
        };
        if a.unit == b.unit {
            return (a.unit, i64::from(a.count), i64::from(b.count));
        }
        match a.class() {
            PeriodClass::Working => {
                let hours = self.scope.calendar().day().as_hours();
                counts(Unit::WorkHour, |u, day| if u == Unit::WorkDay { day } else { 1 }, hours)
            }
            PeriodClass::Calendar if a.unit != Unit::Day && b.unit != Unit::Day => {
                counts(Unit::Month, |unit, _| if unit == Unit::Year { 12 } else { 1 }, 0)
            }
            _ => {
                let days = |unit, _| match unit {
                    Unit::Month => 30,
                    Unit::Year => 365,
                    _ => 1,
                };
                counts(Unit::Day, days, 0)
            }
        }
    }
}

/// The table whose rows a kind offers.
fn table_of(kind: Option<&FieldKind>) -> Option<&Table> {
    match kind {
        Some(FieldKind::Choice(Choices { from: Offers::Table(table), .. })) => Some(table),
        _ => None,
    }
}

impl Value {
    /// What a path reads of this value of its root: also the cells of a table, which the kind of
    /// the root knows.
    pub fn within<'k>(
        &self,
        path: &Path,
        kind: impl FnOnce() -> Option<&'k FieldKind>,
    ) -> Option<Cow<'_, Value>> {
        let mut parts = path.parts.iter().map(|part| &**part);
        if path.parts.is_empty() {
            return Some(Cow::Borrowed(self));
        }
        if let Value::Choice(key) = self
            && let Some(table) = table_of(kind())
        {
            let cell = table.cell(key, parts.next()?)?;
            return Some(Cow::Owned(cell.descend(parts)?.into_owned()));
        }
        self.descend(parts)
    }

    /// The part of a value that a path names: of a person, a place, an earlier case, or the area
    /// of an office.
    pub fn descend<'p>(&self, parts: impl IntoIterator<Item = &'p str>) -> Option<Cow<'_, Value>> {
        parts.into_iter().try_fold(Cow::Borrowed(self), |value, part| match value {
            Cow::Borrowed(value) => value.part(part),
            Cow::Owned(value) => Some(Cow::Owned(value.part(part)?.into_owned())),
        })
    }

    fn part(&self, part: &str) -> Option<Cow<'_, Value>> {
        Some(match self {
            Value::Person(cells) | Value::Place(cells) => Cow::Borrowed(cells.get(part)?),
            Value::Area(_) if part == "area" => Cow::Borrowed(self),
            Value::Area(area) => Cow::Owned(Value::Area(area.at(Level::from_key(part)?)?)),
            Value::Office(office) if part == "area" => Cow::Owned(Value::Area(office.area()?)),
            Value::Office(office) => {
                Cow::Owned(Value::Area(office.area()?.at(Level::from_key(part)?)?))
            }
            Value::Case(earlier) => Cow::Owned(match part {
                "office" => Value::Office(earlier.office.clone()),
                "applicant" => Value::Person(earlier.applicant.clone()),
                _ => return None,
            }),
            _ => return None,
        })
    }
}

fn size(value: &Value) -> Option<i64> {
    let many = match value {
        Value::List(rows) => rows.len(),
        Value::File(files) => files.len(),
        Value::Many(values) => values.len(),
        _ => return None,
    };
    i64::try_from(many).ok()
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Choice(key), Value::Text(text)) | (Value::Text(text), Value::Choice(key)) => {
            key == text
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests;
