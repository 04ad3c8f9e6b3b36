//! `alursurat publish`: what was read from the folders and checked becomes what nodes run.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::bail;
use jiff::Timestamp;

use super::folders::{Data, Folders, calendars, several, wait_for};
use super::{cases, check, who};
use crate::desk::{
    ChangeKind, Desk, PublishError, Publishing, Responsible, ServiceChange, publish,
};
use crate::origin::Clock;
use crate::service::Catalogue;
use crate::store::Store;

/// What `publish` is given.
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
    #[command(flatten)]
    who: Publisher,
}

/// Who publishes, and why.
#[derive(Debug, clap::Args)]
pub struct Publisher {
    /// Who publishes: name, NIP, NIK or phone of an administrator.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Why, for those who read the history later.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The second administrator who agrees that safeguards are taken away.
    #[arg(long, value_name = "SECOND")]
    confirm_by: Option<String>,
}

impl Publisher {
    /// The name and the reason, which publishing needs.
    fn named(&self) -> anyhow::Result<(&str, &str)> {
        match (told(self.by.as_deref()), told(self.reason.as_deref())) {
            (Some(by), Some(reason)) => Ok((by, reason)),
            _ => bail!("publishing needs --by <NAME> and --reason <TEXT>: who, and why"),
        }
    }
}

fn told(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    if !args.dry_run {
        args.who.named()?;
    }
    let Some(found) = Found::sound(&args.folders, out)? else { return Ok(1) };
    wait_for(async {
        let store = args.data.open().await?;
        let now = clock.now();
        let desk = args.data.desk(&store, clock).await?;
        let who = (!args.dry_run).then_some(&args.who);
        let status = found.publish((&store, &desk), who, out, now).await?;
        desk.close().await;
        store.close().await;
        Ok(status)
    })
}

/// What the folders hold, in which nothing is wrong.
pub struct Found {
    catalogue: Catalogue,
    calendars: BTreeMap<String, String>,
}

impl Found {
    /// Reads and checks the folders; where there are findings, they are told.
    pub fn sound(folders: &Folders, out: &mut dyn Write) -> anyhow::Result<Option<Self>> {
        let Some(catalogue) = check::sound(&folders.workflows, &folders.templates, out)? else {
            writeln!(out, "Nothing is published.")?;
            return Ok(None);
        };
        Ok(Some(Self { catalogue, calendars: calendars(&folders.calendars)? }))
    }

    /// Puts it into force, or only says what would be where nobody is named; the exit status.
    pub async fn publish(
        self,
        (store, desk): (&Store, &Desk),
        who: Option<&Publisher>,
        out: &mut dyn Write,
        now: Timestamp,
    ) -> anyhow::Result<u8> {
        let plan = Publishing::plan(store, &self.catalogue, self.calendars).await?;
        show(out, desk, &plan, who.is_none()).await?;
        match who {
            Some(who) if !plan.is_empty() => carry_out(who, out, store, plan, now).await,
            _ => Ok(0),
        }
    }
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
    by: &Publisher,
    out: &mut dyn Write,
    store: &Store,
    plan: Publishing,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let (named, reason) = by.named()?;
    let first = who::administrator(store, named, now).await?;
    let second = match &by.confirm_by {
        Some(second) => Some(who::administrator(store, second, now).await?),
        None => None,
    };
    let count = plan.services.len();
    let confirmed_by = second.as_ref().map(|second| second.id);
    let responsible = Responsible { person: first.id, confirmed_by, reason: reason.to_owned() };
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
