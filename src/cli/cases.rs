//! `alursurat cases move`: open cases go on under what is in force today.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Subcommand;

use super::folders::{Data, several, wait_for};
use super::who;
use crate::desk::{CaseMove, Desk, Outcome};
use crate::origin::{Clock, Code};
use crate::store::Store;
use crate::workflow::StepId;

/// The open cases: move them to the newest version of their service.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat cases move --service birth --dry-run")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Move open cases to the newest version of their service, the office's settings of today and
    /// the calendar.
    ///
    /// A case keeps what it was submitted under until somebody moves it. Approvals stay where what
    /// they vouched for is unchanged. Look first: --dry-run says where each case would stand.
    /// Status 0: done; 1: some cannot move.
    Move(Move),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat cases move --service birth --dry-run
  alursurat cases move --service birth --by 199002212015032001 --reason \"Perwali 9/2026\"")]
struct Move {
    /// Only cases of this service.
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Only the case of this ticket.
    #[arg(long, value_name = "TICKET")]
    ticket: Option<Code>,
    /// Only say where each case would stand.
    #[arg(long)]
    dry_run: bool,
    /// Who moves them: name, NIP, NIK or phone of an administrator.
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    by: Option<String>,
    /// Why; the case's history says so.
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    reason: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: &Arc<dyn Clock>) -> anyhow::Result<u8> {
    let What::Move(args) = &args.what;
    wait_for(async {
        let store = args.data.open().await?;
        let desk = args.data.desk(&store, Arc::clone(clock)).await?;
        let status = move_cases(args, out, (&store, &desk), clock.as_ref()).await;
        desk.close().await;
        store.close().await;
        status
    })
}

async fn move_cases(
    args: &Move,
    out: &mut dyn Write,
    (store, desk): (&Store, &Desk),
    clock: &dyn Clock,
) -> anyhow::Result<u8> {
    let ticket = args.ticket.as_ref().map(ToString::to_string);
    let found = desk.moves(args.service.as_deref(), ticket.as_deref(), None).await?;
    let (stuck, movable): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| matches!(one.outcome, Outcome::Cannot(_)));
    several(out, &movable, told)?;
    several(out, &stuck, told)?;
    if movable.is_empty() && stuck.is_empty() {
        writeln!(out, "Every open case reads what is in force.")?;
    }
    if args.dry_run {
        writeln!(out, "Nothing is changed: this was a dry run.")?;
    } else if !movable.is_empty() {
        let by = args.by.as_deref().context("--by NAME says who moves them")?;
        let reason = args.reason.as_deref().context("--reason TEXT says why")?;
        let person = who::administrator(store, by, clock.now()).await?;
        let mut moved = 0;
        for one in &movable {
            moved += usize::from(desk.move_case(one.case, person.id, reason).await?);
        }
        writeln!(out, "{moved} of {} moved by {}.", movable.len(), person.name)?;
    }
    Ok(u8::from(!stuck.is_empty()))
}

/// One line about a case.
pub fn told(one: &CaseMove) -> String {
    let ticket = one.ticket.parse::<Code>().map_or(one.ticket.clone(), |code| code.grouped());
    let at = |step: &Option<StepId>| step.as_ref().map_or("applicant", StepId::as_str).to_owned();
    let what = match &one.outcome {
        Outcome::Moves(from, to) => format!("{} -> {}", at(from), at(to)),
        Outcome::Stays(step) => format!("stays at {}", at(step)),
        Outcome::Ends(from) => format!("{} -> ends", at(from)),
        Outcome::Cannot(obstacle) => format!("cannot move: {obstacle}"),
    };
    let what = if one.older { what } else { format!("{what} (settings or calendar differ)") };
    format!("{ticket}  {:16} {what}", one.service)
}
