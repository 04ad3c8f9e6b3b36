//! Puts a definition together: its file, the parts that it uses, and the defaults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::at::{At, Source};
use super::read::holder::Roles;
use super::read::id::{self, IdKind};
use super::read::scenario::{self, Scenario};
use super::read::table::Tables;
use super::read::top::{PART, SERVICE};
use super::read::{end, field, output, start, step, telling};
use super::report::Report;
use super::tree::Node;
use super::{
    Definition, Expr, Field, FieldId, FieldKind, Filler, Finding, PersonPart, Prefill, Recipient,
    Root, ServiceFacts, StepId, Value, canonical, rules, syntax,
};

/// The file of a service or of a part, and the parts that it uses.
pub(super) struct Files<'a> {
    pub own: &'a Source,
    pub parts: Vec<(Arc<str>, &'a Source)>,
    pub is_part: bool,
    /// The name of the file without its ending.
    pub stem: &'a str,
}

/// The tables of a folder.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The roles that may stand before `@`.
    pub roles: &'a Roles,
    /// All tables.
    pub tables: &'a Tables,
}

/// Reads, completes and checks one definition. What is wrong is in the report.
pub(super) fn assemble(
    files: &Files<'_>,
    known: Known<'_>,
    report: &mut Report,
) -> (Definition, Vec<Scenario>) {
    let top = At::top(files.own);
    if files.is_part {
        part_keys(report, &top);
    } else {
        report.keys(&top, &SERVICE);
    }
    header(files, &top, report);
    let title = match top.get("title") {
        Some(title) => report.text(&title),
        None if files.is_part => None,
        None => {
            report.error(&top, "title: missing");
            None
        }
    };
    let link = telling::link(report, &top);
    let start = top.get("start").map(|at| start::start(report, &at, known.roles));
    if start.is_none() && !files.is_part && link.is_none() {
        report.error(&top, "start: missing (who may start this service)");
    }
    let (since, until) = telling::days(report, &top);
    let part_trees: Vec<&Node> = files.parts.iter().map(|(_, source)| &source.tree).collect();
    let hash = canonical::hash(&files.own.tree, &part_trees);
    let mut definition = Definition {
        id: files.stem.into(),
        edition: hash.clone(),
        hash,
        title: title.unwrap_or_else(|| files.stem.into()),
        about: top.get("about").and_then(|at| report.text(&at)),
        service: match top.get("service") {
            Some(at) => start::facts(report, &at),
            None => ServiceFacts::default(),
        },
        since,
        until,
        link,
        settings: Vec::new(),
        start: start.unwrap_or_else(start::of_a_part),
        fields: Vec::new(),
        steps: Vec::new(),
        ends: end::ends(report, &top),
        outputs: Vec::new(),
        publish: top.get("publish").and_then(|at| telling::publish(report, &at)),
        notify: match top.get("notify") {
            Some(list) => {
                let texts = known.tables.get("messages").map(|table| &**table);
                telling::notify(report, &list, (known.roles, texts))
            }
            None => Vec::new(),
        },
        keep: top.get("keep").map(|at| start::keep(report, &at)).unwrap_or_default(),
        tables: Tables::new(),
        was: top.get("was").map(|at| telling::was(report, &at)).unwrap_or_default(),
    };
    let mut open = Open::default();
    for (part, source) in &files.parts {
        sections(&mut definition, &mut open, &At::top(source), Some(part), known, report);
    }
    sections(&mut definition, &mut open, &top, None, known, report);
    complete(&mut definition, &open);
    definition.tables = named_tables(&definition);
    definition.edition = canonical::edition(&definition.hash, &definition.tables);
    let scenarios = top.get("tests").map(|at| scenario::scenarios(report, &at)).unwrap_or_default();
    let parts: Vec<At<'_>> = files.parts.iter().map(|(_, source)| At::top(source)).collect();
    let places = (&top, parts.as_slice());
    rules::check(&mut definition, &open.broken, &scenarios, places, files.is_part, report);
    (definition, scenarios)
}

/// What is still open while the sections are read.
#[derive(Default)]
struct Open {
    /// Fields whose kind could not be read.
    broken: BTreeSet<FieldId>,
    /// Steps whose `confirms` is the default.
    confirms: BTreeSet<StepId>,
    /// The part that each setting, field, step and output comes from, by section and id.
    owners: BTreeMap<(&'static str, Arc<str>), Arc<str>>,
}

fn part_keys(report: &mut Report, top: &At<'_>) {
    report.keys(top, &PART);
    let own = |found: &&mut Finding| found.file == top.source.name && found.path == "use";
    if let Some(found) = report.findings.iter_mut().find(own) {
        "a part uses no part".clone_into(&mut found.message);
        found.remedy = Some("name both in `use` of the service".to_owned());
    }
}

fn header(files: &Files<'_>, top: &At<'_>, report: &mut Report) {
    match top.get("format") {
        Some(at) => {
            if report.text(&at).is_some_and(|text| &*text != "1") {
                report.error(&at, "this engine reads version 1");
            }
        }
        None if files.is_part => {}
        None => report.error(top, "format: missing; write `format: 1`"),
    }
    let key = if files.is_part { "part" } else { "id" };
    let Some(at) = top.get(key) else {
        return report.error(top, format!("{key}: missing"));
    };
    let Some(id) = report.text(&at) else { return };
    id::check(report, &at, &id, IdKind::Plain);
    if &*id != files.stem {
        report.error(&at, format!("must equal the file name {}", files.stem));
    }
}

fn sections(
    definition: &mut Definition,
    open: &mut Open,
    top: &At<'_>,
    part: Option<&Arc<str>>,
    known: Known<'_>,
    report: &mut Report,
) {
    let mut fresh = |report: &mut Report, section: &'static str, kind| {
        entries(report, top, section, kind, part, &mut open.owners)
    };
    let settings = fresh(report, "settings", IdKind::Name);
    let fields = fresh(report, "fields", IdKind::Name);
    let steps = fresh(report, "steps", IdKind::Plain);
    let outputs = fresh(report, "outputs", IdKind::Plain);
    for (id, at) in settings {
        definition.settings.extend(field::setting(report, &at, &id, known.tables));
    }
    for (id, at) in fields {
        match field::field(report, &at, &id, known.tables) {
            Some(field) => definition.fields.push(field),
            None => drop(open.broken.insert((&*id).into())),
        }
    }
    let ends: Vec<&str> = definition.ends.iter().map(|end| end.id.as_str()).collect();
    for (id, at) in steps {
        if let Some((step, default)) =
            step::step(report, &at, &id, part, (known.roles, known.tables), &ends)
        {
            if default {
                open.confirms.insert(step.id.clone());
            }
            definition.steps.push(step);
        }
    }
    for (id, at) in outputs {
        definition.outputs.extend(output::output(report, &at, &id, part, known.roles));
    }
}

/// The entries of a section; reports those that a part has already.
fn entries<'a>(
    report: &mut Report,
    top: &At<'a>,
    section: &'static str,
    kind: IdKind,
    part: Option<&Arc<str>>,
    owners: &mut BTreeMap<(&'static str, Arc<str>), Arc<str>>,
) -> Vec<(Arc<str>, At<'a>)> {
    let Some(map) = top.get(section) else { return Vec::new() };
    report.is_map(&map);
    let mut fresh = Vec::new();
    for (id, at) in map.entries() {
        id::check(report, &at, &id, kind);
        if let Some(owner) = owners.get(&(section, id.clone())) {
            let message = format!("is already defined by part {owner}; rename it");
            let remedy = "parts cannot be overridden".to_owned();
            report.key_error(&at, message, Some(remedy));
            continue;
        }
        if let Some(part) = part {
            owners.insert((section, id.clone()), part.clone());
        }
        fresh.push((id, at));
    }
    fresh
}

/// Puts in what depends on other sections: the applicant, `confirms`, the signers.
fn complete(definition: &mut Definition, open: &Open) {
    if definition.field("applicant").is_none() && !open.broken.contains("applicant") {
        definition.fields.push(applicant());
    }
    let named: Vec<Option<Prefill>> =
        definition.fields.iter().map(|f| name(definition, f)).collect();
    for (field, named) in definition.fields.iter_mut().zip(named) {
        field.default = named.or_else(|| field.default.take());
    }
    let places: Vec<(FieldId, usize, Vec<StepId>)> = definition
        .fields
        .iter()
        .map(|field| {
            let place = match &field.by {
                Filler::Applicant => 0,
                Filler::Step(step) => definition.index(step.as_str()).map_or(0, |index| index + 1),
            };
            let hidden = field.hide.as_ref().map(|hide| hide.from.clone());
            (field.id.clone(), place, hidden.unwrap_or_default())
        })
        .collect();
    for (index, step) in definition.steps.iter_mut().enumerate() {
        if open.confirms.contains(&step.id) {
            let before = places.iter().filter(|(_, place, _)| *place <= index);
            let seen = before.filter(|(_, _, hidden)| !hidden.contains(&step.id));
            step.confirms = seen.map(|(id, ..)| id.clone()).collect();
        }
    }
    let fields: BTreeSet<FieldId> =
        definition.fields.iter().map(|field| field.id.clone()).collect();
    for output in &mut definition.outputs {
        for copy in &mut output.cc {
            *copy = std::mem::replace(copy, Recipient::Outside("".into())).known(&fields);
        }
        let signs = definition.steps.iter().filter(|step| step.sign.contains(&output.id));
        output.signers = signs.map(|step| step.id.clone()).collect();
    }
}

/// The expression of a default that could be the id of an office as well: `category.agency`.
fn name(definition: &Definition, field: &Field) -> Option<Prefill> {
    let Some(Prefill::Value(Value::Office(id))) = &field.default else { return None };
    let expr = syntax::parse(&id.0).ok()?;
    let Expr::Path(path) = &expr else { return None };
    let known = match &path.root {
        Root::Field(field) => definition.field(field.as_str()).is_some(),
        _ => true,
    };
    known.then_some(Prefill::Expr(expr))
}

/// The field that is there unless the file defines it (section 3).
fn applicant() -> Field {
    use PersonPart::{
        Address, BirthDate, BirthPlace, Kk, Marital, Name, Nik, Occupation, Phone, Religion, Sex,
    };
    let ask = vec![
        Nik, Kk, Name, BirthPlace, BirthDate, Sex, Religion, Marital, Occupation, Address, Phone,
    ];
    Field {
        id: "applicant".into(),
        title: "Pemohon".into(),
        help: None,
        kind: FieldKind::Person { ask, household: false },
        optional: false,
        when: None,
        default: None,
        example: None,
        by: Filler::Applicant,
        checks: Vec::new(),
        hide: None,
        sensitive: false,
        keep: None,
    }
}

/// Every table that a definition names.
fn named_tables(definition: &Definition) -> Tables {
    let fields = definition.fields.iter().flat_map(|field| field::tables_of(&field.kind));
    let actions = definition.steps.iter().flat_map(|step| &step.actions);
    let reasons = actions.filter_map(|action| action.reasons.as_ref());
    fields.chain(reasons).map(|table| (table.id.clone(), Arc::clone(table))).collect()
}
