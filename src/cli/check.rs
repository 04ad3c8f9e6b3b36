//! `alursurat check`: whether definitions and templates fit together and do what their scenarios say.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;

use super::folders::{Data, calendars};
use crate::calendar::Holidays;
use crate::desk::{Gap, gaps};
use crate::service::{Catalogue, CatalogueError, Service};
use crate::workflow::{Finding, did_you_mean};

/// What `check` is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat check
  alursurat check --workflows my/workflows --templates my/letters
  alursurat check --samples birth > birth-request.yaml
  alursurat check --data data")]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "workflows")]
    pub workflows: PathBuf,
    /// The folder of letter templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    pub templates: PathBuf,
    /// Write a request file with sample answers for this service instead: a case to begin with for
    /// `alursurat demo --request`.
    #[arg(long, value_name = "SERVICE")]
    pub samples: Option<String>,
    /// Look besides whether the offices of this data folder can do what the services ask: seats
    /// that nobody holds, years without holidays. To be run daily.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the SQLite file in the data folder (postgres://...).
    #[arg(long, value_name = "URL", requires = "data")]
    pub database_url: Option<String>,
    /// The folder of calendars, as long as none is published.
    #[arg(long, value_name = "DIR", default_value = "calendars")]
    pub calendars: PathBuf,
}

/// Writes what was found to `out` and gives the exit status.
///
/// Errors are those of reading the folders named by the arguments.
pub fn run(args: &Args, out: &mut dyn Write, now: Timestamp) -> anyhow::Result<u8> {
    let catalogue = match read(&args.workflows, &args.templates)? {
        Ok(catalogue) => catalogue,
        Err(findings) => {
            // Another service is no reason to have no samples of this one.
            if let Some(id) = &args.samples
                && let Ok(Some(one)) = Catalogue::read_one(&args.workflows, &args.templates, id)
            {
                return samples(out, &one);
            }
            for finding in &findings {
                writeln!(out, "{finding}\n")?;
            }
            return conclude(out, 0, &findings);
        }
    };
    if let Some(id) = &args.samples {
        let service = named(&catalogue, id)?;
        return samples(out, &service);
    }
    for warning in catalogue.warnings() {
        writeln!(out, "{warning}\n")?;
    }
    let mut findings = catalogue.warnings().to_vec();
    let mut checked = 0;
    for (service, kind) in all(&catalogue) {
        findings.extend(report(out, service, kind)?);
        checked += 1;
    }
    let gaps = match &args.data {
        Some(data) => lacking(args, data, &catalogue, now)?,
        None => Vec::new(),
    };
    for gap in &gaps {
        writeln!(out, "{gap}")?;
    }
    let status = conclude(out, checked, &findings)?;
    Ok(status.max(u8::from(gaps.iter().any(Gap::stops))))
}

/// What the offices lack.
fn lacking(
    args: &Args,
    data: &Path,
    catalogue: &Catalogue,
    now: Timestamp,
) -> anyhow::Result<Vec<Gap>> {
    let data = Data { data: data.to_owned(), database_url: args.database_url.clone() };
    data.with(async |store| {
        let published = store.current_calendars().await?;
        let files = match published {
            Some(published) => published.files,
            None => calendars(&args.calendars)?,
        };
        let mut holidays = Holidays::default();
        for (name, text) in &files {
            holidays.read(name, text)?;
        }
        Ok(gaps(store, catalogue, &holidays, now).await?)
    })
}

/// A service of the folders.
pub fn named(catalogue: &Catalogue, id: &str) -> anyhow::Result<Arc<Service>> {
    let known = catalogue.services().map(|service| service.definition.id.as_str());
    catalogue.service(id).cloned().with_context(|| {
        let meant = did_you_mean(id, known).map_or_else(String::new, |meant| format!("; {meant}"));
        format!("no service `{id}`{meant}")
    })
}

fn samples(out: &mut dyn Write, service: &Service) -> anyhow::Result<u8> {
    if let Some(text) = service.sample_request() {
        out.write_all(text.as_bytes())?;
        return Ok(0);
    }
    let id = &service.definition.id;
    writeln!(out, "{id} has no scenario that passes; write one under `tests` first")?;
    Ok(1)
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

/// What the folders hold, or every mistake in them.
pub fn read(workflows: &Path, templates: &Path) -> anyhow::Result<Result<Catalogue, Vec<Finding>>> {
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
