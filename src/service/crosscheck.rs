//! A template checked against its definition (definition-format.md section 13).

use std::collections::BTreeSet;

use super::glyphs::unprintable;
use super::places::{boxes, signatures};
use super::reading::{Meaning, Senseless, Shape, meaning};
use crate::letter::{Read, Template};
use crate::workflow::{Definition, Finding, Output, StepId};

/// A template's file with what is known of it.
pub(super) struct Checked<'a> {
    /// `letter-templates/birth.hbs`.
    pub file: &'a str,
    /// Its text.
    pub source: &'a str,
    /// Compiled.
    pub template: &'a Template,
}

/// Everything that is wrong between a template and the output that it prints.
pub(super) fn cross_check(
    definition: &Definition,
    output: &Output,
    checked: &Checked<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut told = BTreeSet::new();
    for read in checked.template.reads() {
        let wrong = match meaning(definition, output, &read.path) {
            Ok(meaning) => unfilled(read, &meaning)
                .or_else(|| unfit(read, &meaning))
                .or_else(|| unprintable(definition, read)),
            Err(senseless) => Some(senseless),
        };
        // The same name twice on a line is told once.
        if let Some(wrong) = wrong
            && told.insert((&read.path, read.line))
        {
            findings.push(checked.finding((read.line, read.column), wrong));
        }
    }
    checked.signatures(definition, output, &mut findings);
    checked.boxes(definition, output, &mut findings);
    findings.sort_by_key(|finding| (finding.line, finding.column));
    findings
}

/// A name that may be empty where it is printed.
fn unfilled(read: &Read, meaning: &Meaning) -> Option<Senseless> {
    let asked = |path: &str| {
        // `{{#if father.name}}` says that `father` is filled, too.
        let below = format!("{path}.");
        read.inside_if.iter().any(|known| known == path || known.starts_with(&below))
    };
    if matches!(read.helper.as_deref(), Some("if" | "unless")) {
        return None;
    }
    let open = meaning.only_if.iter().find(|path| !asked(path))?;
    // Inside the rows of a list a name stands for a column of the row.
    let open = match &read.list {
        Some(list) => match open.strip_prefix(&format!("{list}.")) {
            Some(column) => format!("this.{column}"),
            None => format!("@root.{open}"),
        },
        None => open.clone(),
    };
    Some(Senseless {
        problem: format!("{} may be empty here", read.path),
        remedy: Some(format!("wrap it in {{{{#if {open}}}}}")),
    })
}

/// A value that the helper cannot take.
fn unfit(read: &Read, meaning: &Meaning) -> Option<Senseless> {
    let path = &read.path;
    let shape = &meaning.shape;
    let no = |problem: String, remedy: Option<String>| Some(Senseless { problem, remedy });
    let text = matches!(shape, Shape::Text | Shape::Field(_));
    let takes = |fits: bool, what: &str| {
        let helper = read.helper.as_deref().unwrap_or_default();
        if fits {
            None
        } else {
            no(format!("`{helper}` takes {what}, but {path} is {}", shape.words()), None)
        }
    };
    match read.helper.as_deref() {
        Some("if" | "unless") => None,
        Some("each") => takes(*shape == Shape::List, "a list"),
        Some("date" | "age") => takes(*shape == Shape::Date, "a date"),
        Some("time") => takes(*shape == Shape::Time, "a time"),
        Some("money" | "spell" | "rt") => takes(*shape == Shape::Number, "a number"),
        Some("nik") => takes(text, "a text"),
        Some("upper" | "title_case") => {
            takes(text || matches!(shape, Shape::Choice(_)), "a text or a choice")
        }
        Some("is") => unknown_key(read, shape),
        _ => match shape {
            Shape::Parts(parts) => no(
                format!("{path} has parts and cannot be printed whole"),
                parts.first().map(|part| format!("name one part, for example {path}.{part}")),
            ),
            Shape::List => no(
                format!("{path} is a list"),
                Some(format!("read its rows with {{{{#each {path}}}}}")),
            ),
            Shape::Period => no(format!("{path} is a duration, which no helper prints"), None),
            Shape::Date => no(
                format!("{path} is a date"),
                Some(format!("print it with {{{{date {path} \"long\"}}}}")),
            ),
            Shape::Time => {
                no(format!("{path} is a time"), Some(format!("print it with {{{{time {path}}}}}")))
            }
            _ => None,
        },
    }
}

fn unknown_key(read: &Read, shape: &Shape) -> Option<Senseless> {
    let Shape::Choice(keys) = shape else { return None };
    let wrong = read.literals.iter().find(|key| !keys.iter().any(|known| **known == **key))?;
    let keys: Vec<&str> = keys.iter().map(|key| &**key).collect();
    Some(Senseless {
        problem: format!(
            "'{wrong}' is not a choice of {} (choices: {})",
            read.path,
            keys.join(", ")
        ),
        remedy: super::reading::near(wrong, keys.into_iter()),
    })
}

impl Shape {
    fn words(&self) -> &'static str {
        match self {
            Self::Text | Self::Field(_) => "a text",
            Self::Number => "a number",
            Self::Bool => "yes/no",
            Self::Date => "a date",
            Self::Time => "a time",
            Self::Period => "a duration",
            Self::Choice(_) => "a choice",
            Self::Parts(_) => "something with parts",
            Self::List => "a list",
        }
    }
}

impl Checked<'_> {
    fn finding(&self, (line, column): (u32, u32), wrong: Senseless) -> Finding {
        let source = self.source.lines().nth(line.saturating_sub(1) as usize);
        Finding {
            file: self.file.to_owned(),
            line,
            column,
            path: String::new(),
            message: wrong.problem,
            remedy: wrong.remedy,
            warning: false,
            source: source.unwrap_or_default().to_owned(),
        }
    }

    /// Exactly the steps that sign the output have a signature, each once.
    fn signatures(&self, definition: &Definition, output: &Output, out: &mut Vec<Finding>) {
        let id = &output.id;
        let found = signatures(self.source);
        for signature in &found {
            let step = &signature.step;
            let wrong = |problem: String, remedy: String| {
                self.finding(signature.at, Senseless { problem, remedy: Some(remedy) })
            };
            let signs = output.signers.iter().find(|signer| signer.as_str() == step);
            if signs.is_none() {
                let signers: Vec<&str> = output.signers.iter().map(StepId::as_str).collect();
                let remedy = match signers.as_slice() {
                    [] => format!(
                        "nobody signs {id}: take the signature out, or give a step `sign: [{id}]`"
                    ),
                    signers => format!("{} signs it", signers.join(", ")),
                };
                out.push(wrong(format!("{step} does not sign {id}"), remedy));
            }
            let skipped = definition.step(step).is_some_and(|step| step.when.is_some());
            if signs.is_some() && skipped && !signature.inside_if.contains(step) {
                out.push(wrong(
                    format!("{step} may be skipped by its `when`, and then does not sign"),
                    format!("wrap it in {{{{#if {step}}}}}"),
                ));
            }
        }
        for signer in &output.signers {
            if !found.iter().any(|signature| signature.step == signer.as_str()) {
                let problem = format!("{signer} signs {id} but has no signature here");
                let remedy = Some(format!("add <signature by=\"{signer}\"/>"));
                out.push(self.finding((1, 1), Senseless { problem, remedy }));
            }
        }
    }

    /// A text has no more characters than the boxes that the template gives it.
    fn boxes(&self, definition: &Definition, output: &Output, out: &mut Vec<Finding>) {
        for place in boxes(self.source) {
            let inside = |read: &&Read| {
                (place.from..place.to).contains(&(read.line, read.column))
                    && !matches!(read.helper.as_deref(), Some("if" | "unless" | "each" | "is"))
            };
            for read in self.template.reads().iter().filter(inside) {
                let Ok(Meaning { shape: Shape::Field(max), .. }) =
                    meaning(definition, output, &read.path)
                else {
                    continue;
                };
                if place.max < max {
                    let (path, boxes) = (&read.path, place.max);
                    let problem = format!("boxes max={boxes} is narrower than {path} ({max})");
                    let remedy =
                        format!("write max=\"{max}\" here, or `max: {boxes}` at the field");
                    let at = (read.line, read.column);
                    out.push(self.finding(at, Senseless { problem, remedy: Some(remedy) }));
                }
            }
        }
    }
}
