//! What the expressions of a case read: its pin, never the world of today.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Case, Model, route};
use crate::area::OfficeId;
use crate::calendar::Calendar;
use crate::workflow::{
    Column, Expr, FieldKind, Path, Root, Row, Scope, Value, evaluate, evaluate_in, holds,
};

/// A case as an expression sees it.
struct Facts<'a> {
    model: Model<'a>,
    case: &'a Case,
    calendar: Cow<'a, Calendar>,
}

/// Whether a guard holds; an absent one does.
pub(super) fn guard(model: &Model<'_>, case: &Case, when: Option<&Expr>) -> bool {
    when.is_none_or(|expr| holds(expr, &Facts::pinned(model, case)))
}

/// The value of an expression.
pub(super) fn value(model: &Model<'_>, case: &Case, expr: &Expr) -> Option<Value> {
    evaluate(expr, &Facts::pinned(model, case))
}

/// Whether a condition holds for a row of a list.
pub(super) fn row_holds(
    model: &Model<'_>,
    case: &Case,
    only: &Expr,
    row: (&Row, &[Column]),
) -> bool {
    evaluate_in(only, &Facts::pinned(model, case), Some(row)) == Some(Value::Bool(true))
}

/// The value of a name.
pub(super) fn read(model: &Model<'_>, case: &Case, path: &Path) -> Option<Value> {
    value(model, case, &Expr::Path(path.clone()))
}

/// The value of a deadline, reckoned with the calendar of today.
pub(super) fn live(model: &Model<'_>, case: &Case, expr: &Expr) -> Option<Value> {
    let calendar = Cow::Borrowed(model.calendar);
    evaluate(expr, &Facts { model: *model, case, calendar })
}

impl<'a> Facts<'a> {
    fn pinned(model: &Model<'a>, case: &'a Case) -> Self {
        let holidays = case.pin.as_ref().and_then(|pin| pin.holidays.as_ref());
        let calendar = match holidays {
            Some(then) => Cow::Owned(model.calendar.with_holidays(Arc::clone(then))),
            None => Cow::Borrowed(model.calendar),
        };
        Self { model: *model, case, calendar }
    }
}

impl Scope for Facts<'_> {
    fn read(&self, root: &Root) -> Option<Cow<'_, Value>> {
        match root {
            Root::Field(field) => self.case.value(field).map(Cow::Borrowed),
            Root::Setting(id) => {
                let pinned = self.case.pin.as_ref().and_then(|pin| pin.settings.get(id));
                pinned.map(Cow::Borrowed)
            }
            Root::Route(level) => {
                let area = route(self.model.definition, self.case, *level)?;
                Some(Cow::Owned(Value::Office(OfficeId::from(&area))))
            }
            Root::Today => self.case.submitted.map(|day| Cow::Owned(Value::Date(day))),
            Root::Purpose => {
                let pin = self.case.pin.as_ref()?;
                Some(Cow::Owned(Value::Choice(pin.purpose.key().into())))
            }
            Root::Row(_) => None,
        }
    }

    fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    fn kind(&self, root: &Root) -> Option<&FieldKind> {
        self.model.definition.kind(root)
    }
}
