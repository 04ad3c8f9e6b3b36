//! A request file: one case as a person runs it (definition-format.md section 10).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::at::{At, Source};
use super::finding::did_you_mean;
use super::read::answer::{answer, papers};
use super::read::scenario::{expect, pairs, texts};
use super::report::Report;
use super::rules::scenarios::{expected, set};
use super::sources::read_tree;
use super::{Definition, FieldId, FieldKind, Finding, Purpose, Scenario, Value, Written};
use crate::area::AreaCode;

const KEYS: [&str; 9] =
    ["service", "as", "person", "at", "answers", "files", "office", "do", "expect"];
const PERSON: [&str; 3] = ["nik", "name", "phone"];
const AT: &str = "an instant like 2026-11-20T09:00+07:00";

/// What a request file may name.
pub struct Known<'a> {
    /// The services that can be asked for.
    pub services: Vec<&'a Arc<Definition>>,
    /// Kelurahan and desa that may be written by name.
    pub areas: Vec<(AreaCode, String)>,
}

/// A request file that names nothing that does not exist. Papers are still paths beside the file,
/// earlier cases still tickets.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The service.
    pub service: Arc<Definition>,
    /// New, renewal or correction.
    pub purpose: Purpose,
    /// Who asks.
    pub person: Asker,
    /// The start of a fake clock; without it the real one.
    pub at: Option<Timestamp>,
    /// The answers of everybody, the officers' among them.
    pub answers: BTreeMap<FieldId, Value>,
    /// Settings of the office, what happens, and what must come of it.
    pub scenario: Scenario,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The name.
    pub name: Arc<str>,
    /// Population register number, 16 digits.
    pub nik: Option<Arc<str>>,
    /// Telephone.
    pub phone: Option<Arc<str>>,
}

impl Request {
    /// Reads a file as far as it can be read, with everything that is wrong with it.
    pub fn read(file: &str, text: &str, known: &Known<'_>) -> (Option<Self>, Vec<Finding>) {
        let mut report = Report::default();
        let request = read_tree(file, text, &mut report)
            .and_then(|source| request(&mut report, &source, known));
        (request, report.findings)
    }
}

fn request(report: &mut Report, source: &Source, known: &Known<'_>) -> Option<Request> {
    let top = At::top(source);
    report.keys(&top, &KEYS);
    for key in ["service", "person"] {
        if top.get(key).is_none() {
            report.error(&top, format!("needs `{key}`"));
        }
    }
    let person = top.get("person").and_then(|at| asker(report, &at));
    let at = top.get("at").and_then(|at| report.parsed::<Timestamp>(&at, AT));
    let written = top.get("service")?;
    let id = report.text(&written)?;
    let Some(service) = known.services.iter().find(|service| service.id.as_str() == &*id) else {
        report.unknown(&written, "service", &id, known.services.iter().map(|s| s.id.as_str()));
        return None;
    };
    let service = Arc::clone(service);
    let purpose = top.get("as").and_then(|at| {
        let offered = service.start.purposes.iter().map(|one| (one.key(), *one));
        report.word(&at, "purpose", &offered.collect::<Vec<_>>())
    });
    let mut answers = BTreeMap::new();
    for (field, value) in fields(report, &top, "answers", &service) {
        if let Some(kind) = service.field(field.as_str()).map(|field| &field.kind) {
            answers.extend(answer(report, &value, kind, &known.areas).map(|a| (field, a)));
        }
    }
    for (field, paths) in fields(report, &top, "files", &service) {
        let kind = service.field(field.as_str()).map(|field| &field.kind);
        if matches!(kind, Some(FieldKind::File { .. })) {
            answers.extend(papers(report, &paths).map(|papers| (field, Value::File(papers))));
        } else {
            let remedy = Some("write it under `answers`".to_owned());
            report.key_error(&paths, format!("`{field}` is no field of files"), remedy);
        }
    }
    let scenario = scenario(report, &top, &service);
    let first = service.start.purposes.first().copied().unwrap_or(Purpose::New);
    Some(Request {
        purpose: purpose.unwrap_or(first),
        person: person?,
        at,
        answers,
        scenario,
        service,
    })
}

/// The entries of a section that name a field.
fn fields<'a>(
    report: &mut Report,
    top: &At<'a>,
    section: &str,
    service: &Definition,
) -> Vec<(FieldId, At<'a>)> {
    let Some(map) = top.get(section) else { return Vec::new() };
    report.is_map(&map);
    let mut found = Vec::new();
    for (key, at) in map.entries() {
        if service.field(&key).is_some() {
            found.push((FieldId::from(&*key), at));
        } else {
            let known = service.fields.iter().map(|field| field.id.as_str());
            report.key_error(&at, format!("no field `{key}`"), did_you_mean(&key, known));
        }
    }
    found
}

fn scenario(report: &mut Report, top: &At<'_>, service: &Definition) -> Scenario {
    let office = top.get("office").map(|at| pairs(report, &at)).unwrap_or_default();
    for (setting, value) in &office {
        set(report, service, &top.follow(&["office", setting]), (setting, value));
    }
    let lines = match top.get("do") {
        Some(lines) => texts(report, &lines),
        None => vec![Written { text: "submit".into(), line: 1, column: 1 }],
    };
    let expect = top.get("expect").map(|at| expect(report, &at)).unwrap_or_default();
    expected(report, service, &expect, &top.follow(&["expect"]));
    let name = service.title.clone();
    Scenario { name, with: Vec::new(), office, seats: Vec::new(), lines, expect, line: 1 }
}

fn asker(report: &mut Report, at: &At<'_>) -> Option<Asker> {
    report.keys(at, &PERSON);
    let mut part = |key: &str| at.get(key).and_then(|at| Some((report.text(&at)?, at)));
    let (name, nik, phone) = (part("name"), part("nik"), part("phone"));
    if name.is_none() && at.get("name").is_none() {
        report.error(at, "needs `name`");
    }
    if let Some((nik, at)) = &nik
        && (nik.len() != 16 || !nik.bytes().all(|byte| byte.is_ascii_digit()))
    {
        let remedy =
            Some("invent one that ends in 9000 or more; no office has given those out".to_owned());
        report.mend(at, format!("must be 16 digits, is `{nik}`"), remedy);
    }
    if nik.is_none() && phone.is_none() {
        let remedy = Some("write nik or phone: accounts are found by them".to_owned());
        report.mend(at, "has neither `nik` nor `phone`", remedy);
    }
    let text = |part: Option<(Arc<str>, At<'_>)>| part.map(|(text, _)| text);
    Some(Asker { name: text(name)?, nik: text(nik), phone: text(phone) })
}
