//! Who holds a step: whether the route gives the level, whether a field names an office or people,
//! and whether anybody is left to ask.

use super::super::at::At;
use super::super::expr_type::Type;
use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::read::holder::FORMS;
use super::super::typing::{Fault, Reader, Typing};
use super::super::{
    Column, Expr, FieldKind, Holder, LateDo, Need, Path, PersonPart, PlacePart, Root, Step,
};
use super::Rules;
use crate::area::Level;

/// Where a holder is named.
struct Named<'a, 'n> {
    at: At<'a>,
    /// The step, where the holder is one of those who handle it.
    step: Option<At<'a>>,
    index: usize,
    facts: &'n Facts,
    /// One of several: who is not named is not asked.
    among: bool,
    route: Option<&'n Type>,
}

pub(super) fn check(rules: &mut Rules<'_, '_>, index: usize, step: &Step, route: Option<&Type>) {
    let at = rules.at(&["steps", step.id.as_str()]);
    let facts = Facts::of(step.when.as_ref());
    let among = step.branches.len() > 1;
    let by = at.get("by");
    let list = by.as_ref().map(At::items).unwrap_or_default();
    for (place, branch) in step.branches.iter().enumerate() {
        let own = match &branch.id {
            Some(id) => at.follow(&["of", id.as_str(), "by"]),
            None => list.get(place).or(by.as_ref()).unwrap_or(&at).clone(),
        };
        let mut facts = facts.clone();
        if let (Some(when), Some(id)) = (&branch.when, &branch.id) {
            let path = ["steps", step.id.as_str(), "of", id.as_str(), "when"];
            let known = facts.clone();
            let place =
                super::Where { path: &path, position: index, facts: known, own: None, row: None };
            rules.expr(when, &super::Wanted::Bool, &place);
            facts = facts.and(when);
        }
        let step = Some(at.clone());
        holder(rules, &branch.by, &Named { at: own, step, index, facts: &facts, among, route });
    }
    let named = |at| Named { at, step: None, index, facts: &facts, among: false, route };
    if let (Some(list), Some(branch)) = (at.get("else"), step.branches.first()) {
        let items = list.items();
        let read = items.len() == branch.substitutes.len();
        for (item, substitute) in items.into_iter().zip(&branch.substitutes).filter(|_| read) {
            holder(rules, substitute, &named(item));
        }
    }
    for (place, late) in rules.pairs(&["steps", step.id.as_str(), "late"], &step.late) {
        if let LateDo::Add(added) = &late.act {
            holder(rules, added, &named(place.follow(&["add"])));
        }
    }
    whole(rules, &at, step);
}

/// A holder that gets something once so many steps are done.
pub(super) fn receiver(
    rules: &mut Rules<'_, '_>,
    to: &Holder,
    at: At<'_>,
    index: usize,
    route: Option<&Type>,
) {
    let facts = Facts::default();
    holder(rules, to, &Named { at, step: None, index, facts: &facts, among: true, route });
}

/// What holds for all holders of a step together.
fn whole(rules: &mut Rules<'_, '_>, at: &At<'_>, step: &Step) {
    let seat = |holder: &Holder| matches!(holder, Holder::Level { .. } | Holder::At { .. });
    let plain = step.branches.iter().all(|branch| branch.id.is_none());
    let one_seat = plain && step.branches.len() == 1 && step.holders().all(seat);
    if !step.sign.is_empty() && !one_seat {
        rules.report.error(at, "a step that signs has one holder, a seat");
    }
    if let (Need::Count(count), Some(need)) = (step.need, at.get("need"))
        && !step.holders().any(Holder::is_rows)
        && usize::try_from(count).is_ok_and(|count| count > step.branches.len())
    {
        let message = format!("needs {count} of {} holders", step.branches.len());
        rules.report.error(&need, message);
    }
    if step.branches.iter().all(|branch| branch.when.is_some()) {
        let message =
            "nobody may be left to ask when no branch of it applies; the step is then skipped";
        rules.report.warn(at, message);
    }
}

fn holder(rules: &mut Rules<'_, '_>, holder: &Holder, named: &Named<'_, '_>) {
    match holder {
        Holder::Level { level, .. } => {
            if let Some(why) = missing(*level, named.route) {
                rules.report.error(&named.at, format!("{holder}, but {why}"));
            }
        }
        Holder::At { path, .. } => office(rules, path, named),
        Holder::People { path, only } => people(rules, (path, only.as_ref()), named),
        Holder::Service(_) | Holder::Applicant => {}
    }
}

/// The field, where there is one; else it is told what stands there instead.
fn field<'d>(
    rules: &mut Rules<'d, '_>,
    path: &Path,
    named: &Named<'_, '_>,
    unknown: (String, Option<String>),
) -> Option<&'d super::super::Field> {
    let Root::Field(id) = &path.root else { return None };
    let found = rules.definition.field(id.as_str());
    if found.is_none() && !rules.broken.contains(id) {
        rules.report.mend(&named.at, unknown.0, unknown.1);
    }
    found
}

fn typing<'d>(rules: &Rules<'d, '_>, index: usize) -> Typing<'d> {
    let (definition, broken) = (rules.definition, rules.broken);
    Typing { definition, broken, position: index, own: None }
}

fn fault(rules: &mut Rules<'_, '_>, at: &At<'_>, reader: Reader, fault: Fault) {
    let text = at.raw().map(|text| &**text).unwrap_or_default();
    let found = fault.name.as_deref().and_then(|name| text.find(name));
    let offset = found.map_or(0, |bytes| text[..bytes].chars().count());
    rules.report.in_expression(at, offset, &fault.told(reader), fault.remedy);
}

fn office(rules: &mut Rules<'_, '_>, path: &Path, named: &Named<'_, '_>) {
    let text = path.to_string();
    let levels = Level::ALL.map(Level::key);
    let fields = rules.definition.fields.iter().map(|field| field.id.as_str());
    let remedy = did_you_mean(&text, levels.into_iter().chain(fields));
    let unknown = format!("no level `{text}` (levels: {})", levels.join(", "));
    if field(rules, path, named, (unknown, remedy)).is_none() {
        return;
    }
    match typing(rules, named.index).check(&Expr::Path(path.clone()), named.facts) {
        Ok(Type::Office(_) | Type::Area(_) | Type::Unknown) => {}
        Ok(found) => {
            let message = format!(
                "`{text}` is a {found}; after @ comes a level ({}) or a field that names an office",
                levels.join(", ")
            );
            rules.report.error(&named.at, message);
        }
        Err(wrong) => fault(rules, &named.at, Reader::Holder, wrong),
    }
}

fn people(rules: &mut Rules<'_, '_>, (path, only): (&Path, Option<&Expr>), named: &Named<'_, '_>) {
    let fields = rules.definition.fields.iter().map(|field| field.id.as_str());
    let remedy = did_you_mean(&path.to_string(), fields.chain(["applicant"]));
    let remedy = remedy.or_else(|| Some(FORMS.to_owned()));
    let unknown = (format!("`{path}` is not a holder"), remedy);
    let Some(known) = field(rules, path, named, unknown) else { return };
    let root = Path { parts: Vec::new(), ..path.clone() };
    if let FieldKind::List { columns, min, .. } = &known.kind {
        let filled = typing(rules, named.index).check(&Expr::Path(root), named.facts).is_ok();
        rows(rules, (path, only), columns, *min > 0 && filled, named);
        return;
    }
    if only.is_some() {
        let message = format!("`where` chooses rows, and `{root}` is no list");
        rules.report.error(&named.at, message);
        return;
    }
    let facts = if named.among { named.facts.and(&Expr::Has(root)) } else { named.facts.clone() };
    match typing(rules, named.index).check(&Expr::Path(path.clone()), &facts) {
        Ok(Type::Person(ask)) => reachable(rules, path, &ask, named),
        Ok(Type::Unknown) => {}
        Ok(_) => rules.report.error(&named.at, format!("{path} does not name people")),
        Err(wrong) => fault(rules, &named.at, Reader::Holder, wrong),
    }
}

/// A column of people in a list.
fn rows(
    rules: &mut Rules<'_, '_>,
    (path, only): (&Path, Option<&Expr>),
    columns: &[Column],
    certain: bool,
    named: &Named<'_, '_>,
) {
    let column = match path.parts.as_slice() {
        [column] => columns.iter().find(|known| known.id == *column),
        _ => None,
    };
    let Some(Column { kind: FieldKind::Person { ask, .. }, optional, .. }) = column else {
        let people = columns.iter().filter(|c| matches!(c.kind, FieldKind::Person { .. }));
        let people: Vec<String> =
            people.map(|column| format!("{}.{}", root(path), column.id)).collect();
        let remedy =
            (!people.is_empty()).then(|| format!("columns of people: {}", people.join(", ")));
        rules.report.mend(&named.at, format!("{path} does not name people"), remedy);
        return;
    };
    let facts = named.facts.and(&Expr::Has(Path { parts: Vec::new(), ..path.clone() }));
    let list = Path { parts: Vec::new(), ..path.clone() };
    if let Err(wrong) = typing(rules, named.index).check(&Expr::Path(list), &facts) {
        return fault(rules, &named.at, Reader::Holder, wrong);
    }
    if let Some(only) = only {
        match typing(rules, named.index).check_row(only, &facts, columns) {
            Ok(Type::Bool | Type::Unknown) => {}
            Ok(found) => {
                rules.report.in_expression(
                    &named.at,
                    0,
                    &format!("`where` needs yes/no, is {found}"),
                    None,
                );
            }
            Err(wrong) => fault(rules, &named.at, Reader::Condition, wrong),
        }
    }
    reachable(rules, path, ask, named);
    let when = match only {
        _ if !certain || *optional => format!("{path} is empty"),
        Some(_) => format!("no row of {} is left by `where`", root(path)),
        None => return,
    };
    if let Some(step) = &named.step {
        let message = format!("nobody may be left to ask when {when}; the step is then skipped");
        rules.report.warn(step, message);
    }
}

fn root(path: &Path) -> String {
    Path { parts: Vec::new(), ..path.clone() }.to_string()
}

/// Whether people who are named so can be told.
fn reachable(rules: &mut Rules<'_, '_>, path: &Path, ask: &[PersonPart], named: &Named<'_, '_>) {
    let by = [PersonPart::Nik, PersonPart::Passport, PersonPart::Phone];
    if !by.iter().any(|part| ask.contains(part)) {
        let message = format!("{path} is asked neither nik nor phone; nobody could tell them");
        rules.report.warn(&named.at, message);
    }
}

/// Why a route does not give a level.
pub(super) fn missing(level: Level, route: Option<&Type>) -> Option<String> {
    let lacks = |parts: &[PlacePart], asked: &[PlacePart]| {
        parts.iter().find(|part| !asked.contains(part)).map(|part| part.key())
    };
    match route? {
        Type::Place(asked) => {
            let needed: &[PlacePart] = match level {
                Level::Rt => &[PlacePart::Rt, PlacePart::Rw, PlacePart::Area],
                Level::Rw => &[PlacePart::Rw, PlacePart::Area],
                _ => &[PlacePart::Area],
            };
            lacks(needed, asked)
                .map(|part| format!("start.route names a place that asks no {part}"))
        }
        Type::Office(Some(own)) => (level < *own).then(|| {
            format!("start.route is a seat at the {}, which gives no {}", own.key(), level.key())
        }),
        found if level <= Level::Rw => {
            let name = level.key().to_uppercase();
            Some(format!("start.route names an {found}, which gives no {name}"))
        }
        _ => None,
    }
}
