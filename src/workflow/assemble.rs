//! Puts a definition together: its file, the parts that it uses, and the defaults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::at::{At, Source};
use super::read::holder::Roles;
use super::read::id::{self, IdKind};
use super::read::scenario::{self, Scenario};
use super::read::{field, output, start, step};
use super::report::Report;
use super::tree::Node;
use super::{
    Definition, Field, FieldId, FieldKind, Filler, PersonPart, ServiceFacts, StepId, canonical,
    rules,
};

const SERVICE: [&str; 14] = [
    "format", "id", "title", "about", "use", "service", "settings", "start", "fields", "steps",
    "ends", "outputs", "keep", "tests",
];
const PART: [&str; 9] =
    ["format", "part", "title", "about", "settings", "fields", "steps", "outputs", "tests"];

/// The file of a service or of a part, and the parts that it uses.
pub(super) struct Files<'a> {
    pub own: &'a Source,
    pub parts: Vec<(Arc<str>, &'a Source)>,
    pub is_part: bool,
    /// The name of the file without its ending.
    pub stem: &'a str,
}

/// Reads, completes and checks one definition. What is wrong is in the report.
pub(super) fn assemble(
    files: &Files<'_>,
    roles: &Roles,
    report: &mut Report,
) -> (Definition, Vec<Scenario>) {
    let top = At::top(files.own);
    report.keys(&top, if files.is_part { &PART } else { &SERVICE });
    header(files, &top, report);
    let title = match top.get("title") {
        Some(title) => report.text(&title),
        None if files.is_part => None,
        None => {
            report.error(&top, "title: missing");
            None
        }
    };
    let start = top.get("start").map(|at| start::start(report, &at, roles));
    if start.is_none() && !files.is_part {
        report.error(&top, "start: missing (who may start this service)");
    }
    let part_trees: Vec<&Node> = files.parts.iter().map(|(_, source)| &source.tree).collect();
    let mut definition = Definition {
        id: files.stem.into(),
        hash: canonical::hash(&files.own.tree, &part_trees),
        title: title.unwrap_or_else(|| files.stem.into()),
        about: top.get("about").and_then(|at| report.text(&at)),
        service: match top.get("service") {
            Some(at) => start::facts(report, &at),
            None => ServiceFacts::default(),
        },
        settings: Vec::new(),
        start: start.unwrap_or_else(start::of_a_part),
        fields: Vec::new(),
        steps: Vec::new(),
        ends: start::ends(report, &top),
        outputs: Vec::new(),
        keep: top.get("keep").map(|at| start::keep(report, &at)).unwrap_or_default(),
    };
    let mut open = Open::default();
    for (part, source) in &files.parts {
        sections(&mut definition, &mut open, &At::top(source), Some(part), roles, report);
    }
    sections(&mut definition, &mut open, &top, None, roles, report);
    complete(&mut definition, &open);
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
    roles: &Roles,
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
        definition.settings.extend(field::setting(report, &at, &id));
    }
    for (id, at) in fields {
        match field::field(report, &at, &id) {
            Some(field) => definition.fields.push(field),
            None => drop(open.broken.insert((&*id).into())),
        }
    }
    let ends: Vec<&str> = definition.ends.iter().map(|end| end.id.as_str()).collect();
    for (id, at) in steps {
        if let Some((step, default)) = step::step(report, &at, &id, part, roles, &ends) {
            if default {
                open.confirms.insert(step.id.clone());
            }
            definition.steps.push(step);
        }
    }
    for (id, at) in outputs {
        definition.outputs.extend(output::output(report, &at, &id, part));
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
    let places: Vec<(FieldId, usize)> = definition
        .fields
        .iter()
        .map(|field| {
            let place = match &field.by {
                Filler::Applicant => 0,
                Filler::Step(step) => definition.index(step.as_str()).map_or(0, |index| index + 1),
            };
            (field.id.clone(), place)
        })
        .collect();
    for (index, step) in definition.steps.iter_mut().enumerate() {
        if open.confirms.contains(&step.id) {
            let before = places.iter().filter(|(_, place)| *place <= index);
            step.confirms = before.map(|(id, _)| id.clone()).collect();
        }
    }
    for output in &mut definition.outputs {
        let signs = definition.steps.iter().filter(|step| step.sign.contains(&output.id));
        output.signers = signs.map(|step| step.id.clone()).collect();
    }
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
        kind: FieldKind::Person { ask },
        optional: false,
        when: None,
        default: None,
        example: None,
        by: Filler::Applicant,
        checks: Vec::new(),
        keep: None,
    }
}
