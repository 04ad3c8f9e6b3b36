//! `start`: the route and `unique`.

use super::super::expr_type::Type;
use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::typing::{Reader, Typing};
use super::super::{Definition, Holder, Route, Starter};
use super::Rules;
use crate::area::Level;

/// The type of the route, where it is one.
pub(super) fn check(rules: &mut Rules<'_, '_>) -> Option<Type> {
    let definition = rules.definition;
    let known: Vec<&str> = definition.fields.iter().map(|field| field.id.as_str()).collect();
    for (item, field) in rules.pairs(&["start", "unique"], &definition.start.unique) {
        if definition.field(field.as_str()).is_none() && !rules.broken.contains(field) {
            let remedy = did_you_mean(field.as_str(), known.iter().copied());
            rules.report.mend(&item, format!("no field `{field}`"), remedy);
        }
    }
    let typing = Typing { definition, broken: rules.broken, position: 0, own: None };
    let at = rules.at(&["start", "route"]);
    if definition.link.is_some() {
        return None;
    }
    let Route::Path(route) = &definition.start.route else {
        let staff = |by: &Starter| matches!(by, Starter::Staff(_) | Starter::AnyStaff(_));
        if !definition.start.by.iter().all(staff) {
            let message = "only staff has a seat; write ROLE@LEVEL in start.by, or name a place";
            rules.report.error(&at, message);
        }
        return Some(Type::Office(own_level(definition)));
    };
    let route = super::super::Expr::Path(route.clone());
    match typing.check(&route, &Facts::default()) {
        Ok(found @ (Type::Place(_) | Type::Area(_) | Type::Office(_))) => Some(found),
        Ok(Type::Unknown) => None,
        Ok(found) => {
            rules.report.error(&at, format!("must be a place or an office, is {found}"));
            None
        }
        Err(fault) => {
            rules.report.mend(&at, fault.told(Reader::Condition), fault.remedy);
            None
        }
    }
}

/// The level of the seats that may start, the highest where there are several: what lies below it,
/// their own unit does not name. `None` where one of them may sit at an agency.
fn own_level(definition: &Definition) -> Option<Level> {
    let level = |by: &Starter| match by {
        Starter::Staff(Holder::Level { level, .. }) => Some(*level),
        _ => None,
    };
    let levels: Option<Vec<Level>> = definition.start.by.iter().map(level).collect();
    levels?.into_iter().max()
}
