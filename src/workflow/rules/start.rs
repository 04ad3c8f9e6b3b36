//! `start`: the route and `unique`.

use super::super::expr_type::Type;
use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::typing::Typing;
use super::Rules;

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
    let route = super::super::Expr::Path(definition.start.route.clone());
    match typing.check(&route, &Facts::default()) {
        Ok(found @ (Type::Place(_) | Type::Area | Type::Office)) => Some(found),
        Ok(Type::Unknown) => None,
        Ok(found) => {
            rules.report.error(&at, format!("must be a place or an office, is {found}"));
            None
        }
        Err(fault) => {
            rules.report.mend(&at, fault.message, fault.remedy);
            None
        }
    }
}
