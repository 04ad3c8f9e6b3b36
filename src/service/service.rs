//! One service as a whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::crosscheck::{Checked, cross_check};
use super::edited::edited_after_signature;
use super::places::place;
use super::reading::near;
use super::{Coverage, Covered, PlayError, Scenario, Unclear, expectations, play};
use crate::area::Role;
use crate::letter::Template;
use crate::workflow::{Definition, Finding, Library, Loaded, Output, OutputId, Step, Written};

/// The folder of templates among the sources of a service, and the ending of its files.
pub(super) const TEMPLATES: (&str, &str) = ("letter-templates", "hbs");
const ROLES: &str = "tables/roles.csv";

/// A definition with its templates, its tables and its scenarios, checked against each other.
#[derive(Clone)]
pub struct Service {
    /// The definition.
    pub definition: Arc<Definition>,
    /// The compiled templates of the outputs that are letters.
    pub templates: BTreeMap<OutputId, Arc<Template>>,
    /// The scenarios of its file.
    pub scenarios: Vec<Scenario>,
    /// Every text that it was made from: [`Service::from_sources`] makes the same of these alone.
    pub sources: BTreeMap<String, String>,
    roles: BTreeMap<Role, String>,
    file: String,
    warnings: Vec<Finding>,
}

/// What became of the scenarios of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Plays {
    /// How many were played.
    pub scenarios: usize,
    /// How much of what must be exercised was.
    pub covered: usize,
    /// How much must be.
    pub wanted: usize,
    /// What went wrong.
    pub findings: Vec<Finding>,
}

impl Service {
    /// Makes a service of the texts of one: `birth.yaml`, `parts/rt-rw.yaml`, `tables/roles.csv`,
    /// `letter-templates/birth.hbs`.
    pub fn from_sources(sources: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let library = Library::alone(sources)?;
        let letters = sources.iter().filter_map(|(path, text)| {
            let name = path.strip_prefix(TEMPLATES.0)?.strip_prefix('/')?;
            Some((name.strip_suffix(TEMPLATES.1)?.strip_suffix('.')?.to_owned(), text.clone()))
        });
        let Some(loaded) = library.services.first() else {
            return Err(Vec::new());
        };
        Self::build(loaded, &letters.collect(), Path::new(TEMPLATES.0))
    }

    /// Joins a definition with its templates; `folder` is how findings name theirs.
    pub(super) fn build(
        loaded: &Loaded,
        letters: &BTreeMap<String, String>,
        folder: &Path,
    ) -> Result<Self, Vec<Finding>> {
        let definition = &loaded.definition;
        let mut service = Self {
            definition: Arc::clone(definition),
            templates: BTreeMap::new(),
            scenarios: Vec::new(),
            sources: loaded.sources.clone(),
            roles: roles(loaded.sources.get(ROLES).map_or("", String::as_str)),
            file: loaded.file.clone(),
            warnings: Vec::new(),
        };
        let mut findings = Vec::new();
        for output in &definition.outputs {
            let Some(name) = &output.template else { continue };
            let Some(source) = letters.get(&**name) else {
                findings.push(service.no_template(output, name, letters, folder));
                continue;
            };
            let file = folder.join(format!("{name}.{}", TEMPLATES.1)).display().to_string();
            match Template::compile(name, source) {
                Ok(template) => {
                    let checked = Checked { file: &file, source, template: &template };
                    findings.extend(cross_check(definition, output, &checked));
                    let key = format!("{}/{name}.{}", TEMPLATES.0, TEMPLATES.1);
                    service.sources.insert(key, source.clone());
                    service.templates.insert(output.id.clone(), Arc::new(template));
                }
                Err(errors) => findings.extend(errors.into_iter().map(|error| Finding {
                    file: file.clone(),
                    line: error.line,
                    column: error.column,
                    path: String::new(),
                    message: error.message,
                    remedy: error.remedy,
                    warning: false,
                    source: line(source, error.line),
                })),
            }
        }
        for raw in &loaded.scenarios {
            match Scenario::read(definition, raw) {
                Ok(scenario) => service.scenarios.push(scenario),
                Err(unclear) => {
                    let found = unclear.into_iter().map(|Unclear { at, problem, remedy }| {
                        Finding { remedy, ..service.finding(&raw.name, &at, problem) }
                    });
                    findings.extend(found);
                }
            }
        }
        findings.extend(edited_after_signature(&service));
        if findings.iter().any(|finding| !finding.warning) {
            return Err(findings);
        }
        service.warnings = findings;
        Ok(service)
    }

    /// Plays every scenario, and says what failed and what was never exercised.
    pub fn play_all(&self) -> Plays {
        let mut coverage = Coverage::default();
        let mut findings = Vec::new();
        for scenario in &self.scenarios {
            match play(&self.definition, scenario, &mut coverage) {
                Ok(played) => {
                    for (at, problem) in expectations::unmet(scenario, &played) {
                        findings.push(self.finding(&scenario.name, at, problem));
                    }
                }
                Err(PlayError { at, problem }) => {
                    findings.push(self.finding(&scenario.name, &at, problem));
                }
            }
        }
        let wanted = Coverage::wanted(&self.definition);
        let missing = coverage.missing(&wanted);
        let covered = wanted.len() - missing.len();
        if !missing.is_empty() {
            let mut missing: Vec<String> = missing.iter().map(Covered::to_string).collect();
            missing.sort();
            let (line, column) = self.find("\ntests:").map_or((1, 1), |(line, _)| (line + 1, 1));
            findings.push(Finding {
                path: "tests".to_owned(),
                remedy: Some("add scenarios that pass through them".to_owned()),
                ..self.bare(line, column, format!("never exercised: {}", missing.join(", ")))
            });
        }
        Plays { scenarios: self.scenarios.len(), covered, wanted: wanted.len(), findings }
    }

    /// The words of a role: `Sekretaris`.
    pub fn role(&self, role: &Role) -> Option<&str> {
        self.roles.get(role).map(String::as_str)
    }

    /// The file of its definition, as findings name it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What may be left as it is between the definition and its templates.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The file that a step comes from, as findings name it, and its text.
    pub(super) fn file_of(&self, step: &Step) -> (String, &str) {
        let Some(part) = &step.part else { return (self.file.clone(), self.text()) };
        let key = format!("parts/{part}.yaml");
        let text = self.sources.get(&key).map_or("", String::as_str);
        (Path::new(&self.file).with_file_name(key).display().to_string(), text)
    }

    fn no_template(
        &self,
        output: &Output,
        name: &str,
        letters: &BTreeMap<String, String>,
        folder: &Path,
    ) -> Finding {
        let found = self.find(&format!("template: {name}"));
        let (line, column) = found.map_or((1, 1), |(line, column)| (line, column + 10));
        let write = || format!("write {}", folder.join(format!("{name}.hbs")).display());
        let remedy = near(name, letters.keys().map(String::as_str)).unwrap_or_else(write);
        Finding {
            path: format!("outputs.{}.template", output.id),
            remedy: Some(remedy),
            ..self.bare(line, column, format!("no template {name}"))
        }
    }

    fn finding(&self, scenario: &str, at: &Written, problem: String) -> Finding {
        Finding { path: format!("tests: {scenario}"), ..self.bare(at.line, at.column, problem) }
    }

    fn bare(&self, at: u32, column: u32, message: String) -> Finding {
        Finding {
            file: self.file.clone(),
            line: at,
            column,
            path: String::new(),
            message,
            remedy: None,
            warning: false,
            source: line(self.text(), at),
        }
    }

    /// The text of its own file.
    fn text(&self) -> &str {
        let id = &self.definition.id;
        let own = [format!("{id}.yaml"), format!("parts/{id}.yaml")];
        own.iter().find_map(|own| self.sources.get(own)).map_or("", String::as_str)
    }

    fn find(&self, words: &str) -> Option<(u32, u32)> {
        let text = self.text();
        Some(place(text, text.find(words)?))
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let definition = &self.definition;
        f.debug_struct("Service")
            .field("id", &definition.id)
            .field("hash", &definition.hash)
            .finish_non_exhaustive()
    }
}

fn line(text: &str, number: u32) -> String {
    crate::workflow::line_of(text, number).to_owned()
}

/// The words of every role; the loader has refused a table that cannot be read.
fn roles(table: &str) -> BTreeMap<Role, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(table.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    let words = rows.filter_map(|row| Some((Role(row.get(0)?.to_owned()), row.get(1)?.to_owned())));
    words.collect()
}
