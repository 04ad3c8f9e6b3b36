//! A request file with the scenario that it plays, and findings about what came of it.

use std::path::Path;

use super::expectations::unmet;
use super::{Catalogue, Played, Scenario, Unclear};
use crate::area::AreaCode;
use crate::workflow::{Finding, Known, Request, Value, Written, line_of, place_of};

/// A request file that can be run.
#[derive(Debug, Clone)]
pub struct RequestFile {
    /// What is asked for, by whom.
    pub request: Request,
    /// What happens to it.
    pub scenario: Scenario,
    file: String,
    text: String,
}

impl RequestFile {
    /// Reads the text of a file whose papers lie in `folder`; every finding is told at once.
    pub fn read(
        (file, folder): (&str, &Path),
        text: &str,
        catalogue: &Catalogue,
        areas: Vec<(AreaCode, String)>,
    ) -> Result<Self, Vec<Finding>> {
        let services = catalogue.services().map(|service| &service.definition).collect();
        let (request, mut findings) = Request::read(file, text, &Known { services, areas });
        let Some(request) = request else { return Err(findings) };
        let told = |unclear: Unclear| Finding {
            remedy: unclear.remedy,
            ..finding(file, text, (unclear.at.line, unclear.at.column), ("do", unclear.problem))
        };
        match Scenario::read(&request.service, &request.scenario) {
            Ok(scenario) => {
                let (file, text) = (file.to_owned(), text.to_owned());
                let read = Self { request, scenario, file, text };
                findings.extend(read.missing(folder));
                if findings.is_empty() { Ok(read) } else { Err(findings) }
            }
            Err(unclear) => {
                findings.extend(unclear.into_iter().map(told));
                Err(findings)
            }
        }
    }

    /// The papers that do not lie where the file says.
    fn missing(&self, folder: &Path) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (field, value) in &self.request.answers {
            let Value::File(papers) = value else { continue };
            for paper in papers.iter().filter(|paper| !folder.join(&paper.name).is_file()) {
                let problem = format!("there is no file {}", paper.name);
                let remedy = Some("a path is read from the folder of this file".to_owned());
                findings.push(Finding { remedy, ..self.at(&["files", field.as_str()], problem) });
            }
        }
        findings
    }

    /// A finding at what a path of keys leads to: `["answers", "mother", "nik"]`.
    pub fn at(&self, path: &[&str], problem: impl Into<String>) -> Finding {
        let place = place_of(&self.text, path).unwrap_or((1, 1));
        finding(&self.file, &self.text, place, (&path.join("."), problem.into()))
    }

    /// A finding at a text of the file.
    pub fn about(&self, written: &Written, problem: impl Into<String>) -> Finding {
        finding(&self.file, &self.text, (written.line, written.column), ("do", problem.into()))
    }

    /// Everything that came out otherwise than the file expects.
    pub fn unmet(&self, played: &Played) -> Vec<Finding> {
        let unmet = unmet(&self.scenario, played).into_iter();
        let told = |(at, problem): (&Written, String)| Finding {
            path: "expect".to_owned(),
            ..self.about(at, problem)
        };
        unmet.map(told).collect()
    }
}

fn finding(
    file: &str,
    text: &str,
    (line, column): (u32, u32),
    (path, message): (&str, String),
) -> Finding {
    Finding {
        file: file.to_owned(),
        line,
        column,
        path: path.to_owned(),
        message,
        remedy: None,
        warning: false,
        source: line_of(text, line).to_owned(),
    }
}
