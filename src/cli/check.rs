//! `alursurat check`: whether definitions and templates fit together and do what their scenarios say.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::service::{Catalogue, CatalogueError, Service};
use crate::workflow::Finding;

/// Check definitions and letter templates, and play their scenarios (0: all well, 1: findings,
/// 2: not readable).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "workflows")]
    pub workflows: PathBuf,
    /// The folder of letter templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    pub templates: PathBuf,
}

/// Writes what was found to `out` and gives the exit status.
///
/// Errors are those of reading the folders named by the arguments.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let catalogue = match read(&args.workflows, &args.templates)? {
        Ok(catalogue) => catalogue,
        Err(findings) => {
            for finding in &findings {
                writeln!(out, "{finding}\n")?;
            }
            return conclude(out, 0, &findings);
        }
    };
    for warning in catalogue.warnings() {
        writeln!(out, "{warning}\n")?;
    }
    let mut findings = catalogue.warnings().to_vec();
    let mut checked = 0;
    for (service, kind) in all(&catalogue) {
        findings.extend(report(out, service, kind)?);
        checked += 1;
    }
    conclude(out, checked, &findings)
}

/// What the folders hold, if nothing is wrong with it; otherwise the findings are written to `out`.
pub fn sound(
    workflows: &Path,
    templates: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<Option<Catalogue>> {
    let (catalogue, findings) = match read(workflows, templates)? {
        Ok(catalogue) => {
            let plays = all(&catalogue).flat_map(|(service, _)| service.play_all().findings);
            let findings: Vec<Finding> = plays.collect();
            (Some(catalogue), findings)
        }
        Err(findings) => (None, findings),
    };
    let wrong: Vec<&Finding> = findings.iter().filter(|finding| !finding.warning).collect();
    for finding in &wrong {
        writeln!(out, "{finding}\n")?;
    }
    Ok(catalogue.filter(|_| wrong.is_empty()))
}

fn read(workflows: &Path, templates: &Path) -> anyhow::Result<Result<Catalogue, Vec<Finding>>> {
    match Catalogue::read(workflows, templates) {
        Ok(catalogue) => Ok(Ok(catalogue)),
        Err(CatalogueError::Findings(findings)) => Ok(Err(findings)),
        Err(CatalogueError::Unreadable { path, source }) => {
            Err(source).with_context(|| format!("{}: cannot be read", path.display()))
        }
    }
}

fn all(catalogue: &Catalogue) -> impl Iterator<Item = (&Service, &'static str)> {
    let services = catalogue.services().map(|service| (&**service, "service"));
    services.chain(catalogue.parts().map(|part| (&**part, "part")))
}

fn report(out: &mut dyn Write, service: &Service, kind: &str) -> std::io::Result<Vec<Finding>> {
    let plays = service.play_all();
    let definition = &service.definition;
    let mark = if plays.findings.is_empty() { "ok " } else { "BAD" };
    writeln!(
        out,
        "{mark} {kind:7} {:12} {}: {}, {}, {} played, {} of {} covered",
        definition.id.as_str(),
        definition.title,
        count(definition.steps.len(), "step"),
        count(definition.outputs.len(), "output"),
        count(plays.scenarios, "scenario"),
        plays.covered,
        plays.wanted,
    )?;
    for finding in &plays.findings {
        writeln!(out, "\n{finding}")?;
    }
    if !plays.findings.is_empty() {
        writeln!(out)?;
    }
    Ok(plays.findings)
}

fn conclude(out: &mut dyn Write, checked: usize, findings: &[Finding]) -> anyhow::Result<u8> {
    let warnings = findings.iter().filter(|finding| finding.warning).count();
    let wrong = findings.len() - warnings;
    let also =
        if warnings > 0 { format!(", {}", count(warnings, "warning")) } else { String::new() };
    if wrong == 0 {
        writeln!(out, "All well: {} checked{also}.", count(checked, "definition"))?;
        return Ok(0);
    }
    writeln!(out, "{}{also}.", count(wrong, "finding"))?;
    Ok(1)
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
