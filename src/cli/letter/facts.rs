//! What the letter is filled with: facts from a file, or sample answers.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::Args;
use crate::cli::{check, office};
use crate::letter::{Facts, Template};
use crate::workflow::{did_you_mean, source, unmarked};

/// The template alone, and the facts of a file.
pub fn given(args: &Args, data: &Path) -> anyhow::Result<(Arc<Template>, Facts)> {
    let file = args.templates.join(format!("{}.hbs", args.name));
    let source = match source(&file) {
        Ok(source) => source,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(no_template(args)),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", file.display()));
        }
    };
    let template = Template::compile(&args.name, &source).map_err(|errors| {
        let line = |error: &crate::letter::TemplateError| {
            let remedy = error.remedy.as_ref().map(|remedy| format!("\n  {remedy}"));
            format!("{}:{error}{}", file.display(), remedy.unwrap_or_default())
        };
        anyhow::anyhow!("{}", errors.iter().map(line).collect::<Vec<_>>().join("\n"))
    })?;
    let json = fs::read_to_string(data)
        .with_context(|| format!("cannot read the facts {}", data.display()))?;
    let mut facts: Facts = serde_json::from_str(&unmarked(json))
        .with_context(|| format!("{} does not hold the facts of a letter", data.display()))?;
    for file in &args.logo {
        facts.stationery.logos.push(Arc::new(office::picture(file)?.1));
    }
    Ok((Arc::new(template), facts))
}

/// The template with the definition that names it, and sample answers to its fields. `None` where something is wrong
/// with the folders; what it is has been written to `out`, with its line and its remedy.
pub fn sample(args: &Args, out: &mut dyn Write) -> anyhow::Result<Option<(Arc<Template>, Facts)>> {
    if !args.templates.join(format!("{}.hbs", args.name)).exists() {
        bail!(no_template(args));
    }
    let catalogue = match check::read(&args.workflows, &args.templates)? {
        Ok(catalogue) => catalogue,
        Err(findings) => {
            for finding in findings.iter().filter(|finding| !finding.warning) {
                writeln!(out, "{finding}\n")?;
            }
            return Ok(None);
        }
    };
    for service in catalogue.services() {
        let outputs = service.definition.outputs.iter();
        let mut letters = outputs.filter(|output| output.template.as_deref() == Some(&*args.name));
        let Some(output) = letters.next() else { continue };
        let facts = service.sample_facts(&output.id).with_context(|| {
            let id = &service.definition.id;
            format!(
                "no scenario of {id} passes; write one under `tests`, or name facts with --data"
            )
        })?;
        let template = service.templates.get(&output.id).context("the letter has no template")?;
        return Ok(Some((Arc::clone(template), facts)));
    }
    bail!(
        "no definition in {} has an output with `template: {}`; write one, or name facts with --data",
        args.workflows.display(),
        args.name
    )
}

/// There is no such template: which one may be meant, or which there are.
fn no_template(args: &Args) -> String {
    let file = |entry: fs::DirEntry| entry.path();
    let entries = fs::read_dir(&args.templates).into_iter().flatten().flatten().map(file);
    let templates = entries.filter(|path| path.extension().is_some_and(|end| end == "hbs"));
    let mut names: Vec<String> =
        templates.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    let remedy = did_you_mean(&args.name, names.iter().map(String::as_str)).unwrap_or_else(|| {
        if names.is_empty() {
            "name their folder with --templates".to_owned()
        } else {
            format!("it has: {}", names.join(", "))
        }
    });
    format!("there is no template `{}` in {}; {remedy}", args.name, args.templates.display())
}
