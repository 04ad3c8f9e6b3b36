//! `alursurat area`: the areas of the country.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use jiff::Timestamp;

use super::folders::{Data, several, text};
use super::import::{at_line, blocked, carried_out};
use crate::area::{AreaCode, LevelWords, OfficialList};
use crate::calendar::Zone;
use crate::desk::AreaPlan;
use crate::store::Store;

/// The areas of the country: provinces, regencies and cities, districts, villages.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat area import wilayah.csv --dry-run")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take up an official list of area codes.
    ///
    /// The list may be code,name with comma, semicolon, tab or bar between, with a header or
    /// without, codes with dots or without, or the rows of a SQL dump. Taking the same list up
    /// twice changes nothing. Areas that it renames or leaves out are told; none is removed.
    /// Status 0: done; 1: lines that cannot be read.
    Import(Import),
    /// Show an area and what lies right below it.
    Show(Show),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat area import wilayah.csv --dry-run")]
struct Import {
    /// The list.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
    /// Take up the other lines although some cannot be read.
    #[arg(long)]
    skip_bad: bool,
    /// What levels are called where (level,area,digit,called,head), instead of the shipped table.
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat area show 35.74.03")]
struct Show {
    /// The code, for example 35.74; without one, the provinces.
    #[arg(value_name = "CODE")]
    code: Option<AreaCode>,
    #[command(flatten)]
    data: Data,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, now: Timestamp) -> anyhow::Result<u8> {
    match &args.what {
        What::Import(args) => args.data.with(async |store| import(args, out, store, now).await),
        What::Show(args) => args.data.with(async |store| show(args, out, store).await),
    }
}

async fn import(
    args: &Import,
    out: &mut dyn Write,
    store: &Store,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let words = words(args.words.as_deref())?;
    let list = OfficialList::read(&text(&args.file)?);
    let plan = AreaPlan::of(store, list, &words, Zone::Wib.date(now)).await?;
    let bad = plan.bad.iter().map(|bad| at_line(&args.file, bad.line, &bad.problem));
    let bad: Vec<String> = bad.collect();
    if args.skip_bad {
        several(out, &bad, String::clone)?;
    } else if blocked(out, &bad, "mend the lines above, or leave them out with --skip-bad")? {
        return Ok(1);
    }
    report(&plan, out)?;
    let done = format!("Done: {} written.", rows(plan.changes()));
    carried_out(out, (args.dry_run, false), plan.carry_out(store), &done).await
}

/// What levels are called where: by a file, or by the shipped table.
pub fn words(file: Option<&Path>) -> anyhow::Result<LevelWords> {
    Ok(match file {
        Some(file) => LevelWords::read(&text(file)?).with_context(|| file.display().to_string())?,
        None => LevelWords::shipped()?,
    })
}

fn report(plan: &AreaPlan, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{} new, {} as before, {} renamed, {} gone, {} back",
        plan.added,
        plan.same,
        plan.renamed.len(),
        plan.gone.len(),
        plan.back.len()
    )?;
    several(out, &plan.renamed, |(code, from, to)| format!("renamed {code}: {from} -> {to}"))?;
    several(out, &plan.gone, |(code, name)| {
        format!("gone    {code}: {name} (stays, marked with today's date)")
    })?;
    several(out, &plan.back, |code| format!("back    {code}"))?;
    several(out, &plan.offices, |id| {
        format!("office  {id}: its area changed; look at it with `alursurat office show {id}`")
    })
}

async fn show(args: &Show, out: &mut dyn Write, store: &Store) -> anyhow::Result<u8> {
    let mut listed = Vec::new();
    if let Some(code) = &args.code {
        let area = store.area(code).await?.with_context(|| {
            format!("no list has {code}; `alursurat area import` takes a list up")
        })?;
        listed.push(area);
    }
    listed.extend(store.areas_below(args.code.as_ref()).await?);
    for area in listed {
        let gone = area.gone.map_or_else(String::new, |day| format!(" (gone since {day})"));
        writeln!(out, "{:24} {} {}{gone}", area.code.as_str(), area.called, area.name)?;
    }
    Ok(0)
}

fn rows(number: usize) -> String {
    format!("{number} area{}", if number == 1 { "" } else { "s" })
}
