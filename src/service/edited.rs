//! Fields that a step may still correct after a letter that prints them was signed.

use super::Service;
use crate::workflow::{Finding, Output, Step, line_of, place_of};

/// A correction then voids the letter and asks for the signature again: allowed, but seldom meant.
pub(super) fn edited_after_signature(service: &Service) -> Vec<Finding> {
    let definition = &service.definition;
    let mut findings = Vec::new();
    for output in &definition.outputs {
        let Some(first) = output.signers.first() else { continue };
        let signed = definition.steps.iter().position(|step| step.id == *first);
        let later = definition.steps.iter().skip(signed.map_or(0, |signed| signed + 1));
        for step in later {
            for (index, field) in step.edit.iter().enumerate() {
                if prints(service, output, field.as_str()) {
                    let problem = format!(
                        "{field} is printed on {}, which {first} has signed by then",
                        output.id
                    );
                    findings.push(warning(service, step, index + 1, problem));
                }
            }
        }
    }
    findings
}

fn prints(service: &Service, output: &Output, field: &str) -> bool {
    let template = service.templates.get(&output.id);
    let mut reads = template.iter().flat_map(|template| template.reads());
    reads.any(|read| read.path.split('.').next() == Some(field))
}

fn warning(service: &Service, step: &Step, number: usize, message: String) -> Finding {
    let (file, text) = service.file_of(step);
    let number = number.to_string();
    let place = place_of(text, &["steps", step.id.as_str(), "edit", &number]);
    let (line, column) = place.unwrap_or((1, 1));
    Finding {
        file,
        line,
        column,
        path: format!("steps.{}.edit[{number}]", step.id),
        message,
        remedy: None,
        warning: true,
        source: line_of(text, line).to_owned(),
    }
}
