//! `publish`, `notify`, `was`, and on which days a service may be started (2, 2.4, 2.5).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::super::at::At;
use super::super::finding::did_you_mean;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{Expr, Notify, Publish, Root, Table, Told, Was};
use super::holder::{Roles, holder};
use super::id::{self, IdKind};

/// Keys of `publish`.
pub(in super::super) const PUBLISH: [Key; 2] =
    [key("when", Takes::Text), must("fields", Takes::Texts)];
/// Keys of an entry of `notify`.
pub(in super::super) const NOTIFY: [Key; 3] =
    [must("events", Takes::Texts), must("to", Takes::Text), must("say", Takes::Text)];
/// The table of the texts that `say` names.
pub(in super::super) const MESSAGES: &str = "tables/messages.csv";
/// Keys of `was`.
pub(in super::super) const WAS: [Key; 2] =
    [key("steps", Takes::Pairs), key("fields", Takes::Pairs)];

/// `publish`.
pub(in super::super) fn publish(report: &mut Report, at: &At<'_>) -> Option<Publish> {
    if !report.keys(at, &PUBLISH) {
        return None;
    }
    let Some(list) = at.get("fields") else {
        report.error(at, "needs `fields`: what the public page shows");
        return None;
    };
    let mut fields = Vec::new();
    for item in report.list(&list) {
        match report.expr(&item) {
            Some(Expr::Path(path)) if matches!(path.root, Root::Field(_)) => fields.push(path),
            Some(_) => report.error(&item, "must name a field or a part of one"),
            None => {}
        }
    }
    Some(Publish { when: at.get("when").and_then(|at| report.expr(&at)), fields })
}

/// `notify`.
pub(in super::super) fn notify(
    report: &mut Report,
    list: &At<'_>,
    (roles, texts): (&Roles, Option<&Table>),
) -> Vec<Notify> {
    let items = report.list(list);
    items.iter().filter_map(|item| entry(report, item, (roles, texts))).collect()
}

fn entry(
    report: &mut Report,
    at: &At<'_>,
    (roles, texts): (&Roles, Option<&Table>),
) -> Option<Notify> {
    if !report.keys(at, &NOTIFY) {
        return None;
    }
    let (events, to, say) = (at.get("events"), at.get("to"), at.get("say"));
    let (Some(events), Some(to), Some(say)) = (events, to, say) else {
        report.error(at, "needs `events` (when), `to` (whom) and `say` (the id of the text)");
        return None;
    };
    let told = |text: &str| match text {
        "late" => Told::Late,
        "issued" => Told::Issued,
        "closed" => Told::Closed,
        action => Told::Action(action.into()),
    };
    let events = report.texts(&events).iter().map(|text| told(text)).collect();
    let to = holder(report, &to, roles);
    let text = report.text(&say)?;
    let good = id::mistake(&text, IdKind::Plain).is_none();
    id::check(report, &say, &text, IdKind::Plain);
    let words = texts.and_then(|texts| texts.row(&text)).map(|row| Arc::clone(&row.title));
    if good && words.is_none() {
        let known = texts.into_iter().flat_map(|texts| &texts.rows).map(|row| &*row.key);
        let remedy = did_you_mean(&text, known)
            .or_else(|| Some(format!("add a row to {MESSAGES}: {text},WHAT PEOPLE READ")));
        let message = format!("no text `{text}` in {MESSAGES}; people are told what happened");
        report.warn_mend(&say, message, remedy);
    }
    Some(Notify { events, to: to?, say: text, words })
}

/// `was`.
pub(in super::super) fn was(report: &mut Report, at: &At<'_>) -> Was {
    if !report.keys(at, &WAS) {
        return Was::default();
    }
    Was { steps: names(report, at, "steps"), fields: names(report, at, "fields") }
}

fn names<T: for<'t> From<&'t str> + Ord>(
    report: &mut Report,
    at: &At<'_>,
    section: &str,
) -> BTreeMap<T, T> {
    let Some(map) = at.get(section) else { return BTreeMap::new() };
    report.is_map(&map);
    let mut names = BTreeMap::new();
    for (new, at) in map.entries() {
        if let Some(old) = report.text(&at) {
            names.insert(T::from(&new), T::from(&old));
        }
    }
    names
}

/// `since` and `until`.
pub(in super::super) fn days(report: &mut Report, top: &At<'_>) -> (Option<Date>, Option<Date>) {
    let mut day = |key| {
        let at = top.get(key)?;
        report.parsed::<Date>(&at, "a date like 2026-11-20")
    };
    let (since, until) = (day("since"), day("until"));
    if let (Some(since), Some(until), Some(at)) = (since, until, top.get("until"))
        && until < since
    {
        report.error(&at, "lies before since");
    }
    (since, until)
}

/// `link`: the address of somebody else's service.
pub(in super::super) fn link(report: &mut Report, top: &At<'_>) -> Option<std::sync::Arc<str>> {
    let at = top.get("link")?;
    let link = report.text(&at)?;
    if !link.starts_with("https://") || link.contains(char::is_whitespace) {
        report.error(&at, format!("must be an address like https://example.go.id, is `{link}`"));
    }
    for section in ["steps", "outputs", "tests"] {
        if top.get(section).is_some() {
            report.error(&at, format!("an external service has no {section}"));
        }
    }
    Some(link)
}
