//! `publish`, `notify` and `was`: what they name exists, and nothing personal is published.

use super::super::at::At;
use super::super::facts::Facts;
use super::super::typing::{Reader, Typing};
use super::super::{
    Definition, Expr, Field, FieldKind, Notify, PartKind, Path, PlacePart, Publish, Root, Told,
};
use super::{Rules, Wanted, Where};

pub(super) fn check(rules: &mut Rules<'_, '_>) {
    let definition = rules.definition;
    if let Some(publish) = &definition.publish {
        published(rules, publish);
    }
    for (index, entry) in definition.notify.iter().enumerate() {
        notified(rules, index, entry);
    }
    for (section, new) in definition
        .was
        .steps
        .keys()
        .map(|step| ("steps", step.as_str()))
        .chain(definition.was.fields.keys().map(|field| ("fields", field.as_str())))
    {
        let known: Vec<&str> = match section {
            "steps" => definition.steps.iter().map(|step| step.id.as_str()).collect(),
            _ => definition.fields.iter().map(|field| field.id.as_str()).collect(),
        };
        if !known.contains(&new) {
            let at = rules.at(&["was", section, new]);
            let what = section.trim_end_matches('s');
            let remedy = super::super::finding::did_you_mean(new, known);
            rules.report.key_error(&at, format!("no {what} {new}"), remedy);
        }
    }
}

fn published(rules: &mut Rules<'_, '_>, publish: &Publish) {
    let definition = rules.definition;
    let end = definition.steps.len();
    if let Some(when) = &publish.when {
        let facts = Facts::default();
        let place =
            Where { path: &["publish", "when"], position: end, facts, own: None, row: None };
        rules.expr(when, &Wanted::Bool, &place);
    }
    for (item, path) in rules.pairs(&["publish", "fields"], &publish.fields) {
        let Root::Field(id) = &path.root else { continue };
        if rules.broken.contains(id) {
            continue;
        }
        match definition.field(id.as_str()) {
            None => {
                let known = definition.fields.iter().map(|field| field.id.as_str());
                rules.report.unknown(&item, "field", id, known);
            }
            Some(field) if personal(field, path) => {
                let message = format!("{path} is personal and cannot be published");
                rules.report.error(&item, message);
            }
            Some(_) => read(rules, &item, path, definition),
        }
    }
}

/// Whether the path names something that exists: a page leaves out what is empty.
fn read(rules: &mut Rules<'_, '_>, item: &At<'_>, path: &Path, definition: &Definition) {
    let typing =
        Typing { definition, broken: rules.broken, position: definition.steps.len(), own: None };
    if let Err(fault) = typing.check(&Expr::Has(path.clone()), &Facts::default()) {
        rules.report.mend(item, fault.told(Reader::Condition), fault.remedy);
    }
}

/// People, what is sensitive, papers, earlier cases, and where somebody lives to the door.
fn personal(field: &Field, path: &Path) -> bool {
    let kind = |kind: &FieldKind| {
        matches!(kind, FieldKind::Person { .. } | FieldKind::File { .. } | FieldKind::Case { .. })
    };
    let in_list = |field: &Field| match &field.kind {
        FieldKind::List { columns, .. } => {
            columns.iter().any(|column| column.sensitive || kind(&column.kind))
        }
        _ => false,
    };
    field.sensitive || kind(&field.kind) || in_list(field) || to_the_door(field, path)
}

fn to_the_door(field: &Field, path: &Path) -> bool {
    let FieldKind::Place { ask } = &field.kind else { return false };
    let area = |part: &PlacePart| matches!(part.kind(), PartKind::Area);
    match path.parts.first().and_then(|part| PlacePart::from_key(part)) {
        Some(part) => matches!(part, PlacePart::Street | PlacePart::Point),
        None => path.parts.is_empty() && !ask.iter().all(area),
    }
}

fn notified(rules: &mut Rules<'_, '_>, index: usize, entry: &Notify) {
    let definition = rules.definition;
    let number = (index + 1).to_string();
    let actions = || definition.steps.iter().flat_map(|step| &step.actions);
    for (item, event) in rules.pairs(&["notify", &number, "events"], &entry.events) {
        let Told::Action(action) = event else { continue };
        if !actions().any(|known| known.id == *action) {
            let words = ["late", "issued", "closed"].into_iter();
            let known = actions().map(|action| action.id.as_str()).chain(words);
            rules.report.unknown(&item, "action or event", action, known);
        }
    }
}
