//! `alursurat publish`: what was read from the folders and checked becomes what nodes run.

use std::io::Write;

use std::sync::Arc;

use anyhow::{Context as _, bail};
use jiff::Timestamp;

use super::folders::{Data, Folders, calendars, several, wait_for};
use super::{cases, check, who};
use crate::desk::{
    ChangeKind, Desk, PublishError, Publishing, Responsible, ServiceChange, publish,
};
use crate::origin::Clock;
use crate::store::Store;

/// Publish definitions, templates, tables and calendars, so that nodes run them.
///
/// Everything is checked first, as `check` does; where there is a finding, nothing is published.
/// Open cases keep the version that they were submitted under: see `alursurat cases move`.
/// Status 0: done; 1: findings, or a second administrator must agree; 2: not readable.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat publish --dry-run
  alursurat publish --by 199002212015032001 --reason \"Perwali 9/2026\"")]
pub struct Args {
    #[command(flatten)]
    folders: Folders,
    #[command(flatten)]
    data: Data,
    /// Only say what would be published, which safeguards it takes away, and where each open case
    /// would stand under it.
    #[arg(long)]
    dry_run: bool,
    /// Who publishes: name, NIP, NIK or phone of an administrator.
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    by: Option<String>,
    /// Why, for those who read the history later.
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    reason: Option<String>,
    /// The second administrator who agrees that safeguards are taken away.
    #[arg(long, value_name = "SECOND")]
    confirm_by: Option<String>,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    let Some(catalogue) = check::sound(&args.folders.workflows, &args.folders.templates, out)?
    else {
        writeln!(out, "Nothing is published.")?;
        return Ok(1);
    };
    let calendars = calendars(&args.folders.calendars)?;
    wait_for(async {
        let store = args.data.open().await?;
        let plan = Publishing::plan(&store, &catalogue, calendars).await?;
        let now = clock.now();
        let desk = args.data.desk(&store, clock).await?;
        show(out, &desk, &plan, args.dry_run).await?;
        let status = if plan.is_empty() || args.dry_run {
            0
        } else {
            carry_out(args, out, &store, plan, now).await?
        };
        desk.close().await;
        store.close().await;
        Ok(status)
    })
}

async fn show(
    out: &mut dyn Write,
    desk: &Desk,
    plan: &Publishing,
    moves: bool,
) -> anyhow::Result<()> {
    for ServiceChange { service, kind, weakened } in &plan.services {
        let definition = &service.definition;
        let what = match kind {
            ChangeKind::New => "new    ",
            ChangeKind::Definition => "changed",
            ChangeKind::Files => "files  ",
        };
        writeln!(out, "{what} service  {:16} {}", definition.id.as_str(), definition.title)?;
        for lost in weakened {
            writeln!(out, "        takes away: {lost}")?;
        }
        if *kind != ChangeKind::Definition {
            continue;
        }
        let found = desk.moves(Some(definition.id.as_str()), None, Some(service)).await?;
        if !found.is_empty() {
            let count = found.len();
            let cases = if count == 1 {
                "1 open case keeps".into()
            } else {
                format!("{count} open cases keep")
            };
            let then = if moves { ":" } else { " moves them" };
            writeln!(out, "        {cases} the version before; `alursurat cases move`{then}")?;
            if moves {
                several(out, &found, |one| format!("          {}", cases::told(one)))?;
            }
        }
    }
    for name in plan.calendars() {
        writeln!(out, "changed calendar {name}")?;
    }
    for id in &plan.left {
        writeln!(
            out,
            "note: service {id} is published and not among the files; it stays in force"
        )?;
    }
    if plan.is_empty() {
        writeln!(out, "Everything is published as it is ({} services).", plan.same)?;
    }
    Ok(())
}

async fn carry_out(
    args: &Args,
    out: &mut dyn Write,
    store: &Store,
    plan: Publishing,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let by = args.by.as_deref().context("--by NAME says who publishes")?;
    let reason = args.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason.context("--reason TEXT says why")?.to_owned();
    let first = who::administrator(store, by, now).await?;
    let second = match &args.confirm_by {
        Some(second) => Some(who::administrator(store, second, now).await?),
        None => None,
    };
    let count = plan.services.len();
    let confirmed_by = second.as_ref().map(|second| second.id);
    let responsible = Responsible { person: first.id, confirmed_by, reason };
    match publish(store, plan, &responsible, now).await {
        Ok(()) => {
            let and = second.map_or_else(String::new, |second| format!(" and {}", second.name));
            let services =
                if count == 1 { "1 service".into() } else { format!("{count} services") };
            writeln!(out, "Published by {}{and}: {services}.", first.name)?;
            Ok(0)
        }
        Err(error @ (PublishError::NeedsSecond(_) | PublishError::SamePerson)) => {
            writeln!(out, "Nothing is published: {error}.")?;
            writeln!(
                out,
                "Name the second administrator with --confirm-by, or keep the safeguards."
            )?;
            Ok(1)
        }
        Err(PublishError::Desk(error)) => bail!(error),
    }
}
