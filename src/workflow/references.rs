//! What definitions of one folder say of each other: services and ends that they name.
//!
use std::collections::BTreeMap;

use super::at::{At, Source};
use super::report::Report;
use super::{EndId, FieldKind, Library, Loaded, ServiceId};

/// Reports every service and end that a definition names and the folder does not have.
pub(super) fn check(library: &Library, trees: &BTreeMap<&str, Source>, report: &mut Report) {
    for loaded in library.services.iter().chain(&library.parts) {
        let sources = loaded.sources.keys().filter_map(|name| trees.get(name.as_str()));
        definition(library, loaded, &sources.collect::<Vec<_>>(), report);
    }
}

fn definition(library: &Library, loaded: &Loaded, sources: &[&Source], report: &mut Report) {
    let definition = &loaded.definition;
    let map = |section: &str, key: &str| {
        sources.iter().find_map(|source| At::top(source).get(section)?.get(key))
    };
    if let (Some(after), Some(at)) = (&definition.start.after, map("start", "after")) {
        one(library, &at, (&after.of, &after.ends), report);
    }
    for field in &definition.fields {
        let Some(at) = map("fields", field.id.as_str()) else { continue };
        match &field.kind {
            FieldKind::Case { of, ends } => one(library, &at, (of, ends), report),
            FieldKind::List { columns, .. } => {
                for column in columns {
                    let place = at.get("of").and_then(|of| of.get(&column.id));
                    if let (FieldKind::Case { of, ends }, Some(at)) = (&column.kind, place) {
                        one(library, &at, (of, ends), report);
                    }
                }
            }
            _ => {}
        }
    }
}

/// `of` (of any service, if empty) and `ends` of a map.
fn one(library: &Library, at: &At<'_>, (of, ends): (&[ServiceId], &[EndId]), report: &mut Report) {
    let ids = || library.services.iter().map(|loaded| loaded.definition.id.as_str());
    let items = at.get("of").map(|of| of.items()).unwrap_or_default();
    for (item, service) in items.iter().zip(of) {
        if library.service(service.as_str()).is_none() {
            report.unknown(item, "service", service, ids());
        }
    }
    let named: Vec<&Loaded> = match of {
        [] => library.services.iter().collect(),
        of => of.iter().filter_map(|service| library.service(service.as_str())).collect(),
    };
    let known =
        || named.iter().flat_map(|loaded| &loaded.definition.ends).map(|end| end.id.as_str());
    let items = at.get("ends").map(|ends| ends.items()).unwrap_or_default();
    for (item, end) in items.iter().zip(ends) {
        if !named.is_empty() && !known().any(|known| known == end.as_str()) {
            report.unknown(item, "end", end, known());
        }
    }
}
