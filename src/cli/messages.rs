//! `alursurat messages`: what became of the messages to people, and sending one once more.

use std::io::Write;
use std::sync::Arc;

use clap::Subcommand;
use uuid::Uuid;

use super::folders::{Data, wait_for};
use crate::calendar::Zone;
use crate::desk::{Desk, SendAgainError, Sending, SendingState};
use crate::origin::{Clock, Code};

/// The messages to people: what became of them, and sending one once more.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
The last hundred, newest first: id, time, request, for whom, by which channel, and what went wrong.
Neither the text nor the number or address of anybody is shown. What the codes mean is in
docs/channels.md.

Examples:
  alursurat messages --failed
  alursurat messages retry 019aa3f2-7c1e-7d7a-9b60-3f1c6f0b8e11"
)]
pub struct Args {
    /// Only those that no channel took.
    #[arg(long)]
    failed: bool,
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Send a message once more that no channel took, from the first channel on.
    ///
    /// Mend first what kept it: a telephone or an address (`alursurat person import`), or the
    /// settings. Status 0: it is sent with the next look; 1: it cannot be sent.
    Retry(Retry),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat messages retry 019aa3f2-7c1e-7d7a-9b60-3f1c6f0b8e11")]
struct Retry {
    /// The message, as `alursurat messages --failed` names it.
    #[arg(value_name = "ID")]
    id: Uuid,
    #[command(flatten)]
    data: Data,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: &Arc<dyn Clock>) -> anyhow::Result<u8> {
    let data = match &args.what {
        Some(What::Retry(retry)) => &retry.data,
        None => &args.data,
    };
    wait_for(async {
        let store = data.open().await?;
        let desk = data.desk(&store, Arc::clone(clock)).await?;
        let status = match &args.what {
            Some(What::Retry(args)) => retry(out, &desk, args.id).await,
            None => list(out, &desk, args.failed).await,
        };
        desk.close().await;
        store.close().await;
        status
    })
}

async fn list(out: &mut dyn Write, desk: &Desk, failed: bool) -> anyhow::Result<u8> {
    let found = desk.sendings(failed).await?;
    for one in &found {
        writeln!(out, "{}", told(one))?;
    }
    if found.is_empty() {
        let none = if failed { "Every message was sent or still waits." } else { "No messages." };
        writeln!(out, "{none}")?;
    }
    Ok(0)
}

fn told(one: &Sending) -> String {
    let at = Zone::Wib.local(one.created).strftime("%Y-%m-%d %H:%M").to_string();
    let about = one.ticket.as_ref().map_or_else(|| "code".to_owned(), Code::grouped);
    let whom = one.person.as_deref().unwrap_or("-");
    let channel = one.channel.as_deref().unwrap_or("-");
    let error = one.error.as_deref().unwrap_or("-");
    let state = match one.state {
        SendingState::Waiting => "waiting".to_owned(),
        SendingState::Trying => format!("trying    {channel} ({error})"),
        SendingState::Sent => format!("sent      {channel}"),
        SendingState::NotSent => format!("NOT SENT  {channel} ({error})"),
    };
    format!("{}  {at}  {about}  {whom:28}  {state}", one.id)
}

async fn retry(out: &mut dyn Write, desk: &Desk, id: Uuid) -> anyhow::Result<u8> {
    match desk.send_again(id).await {
        Ok(()) => {
            writeln!(out, "It is sent with the next look; `alursurat messages` says how it went.")?;
            Ok(0)
        }
        Err(SendAgainError::Desk(error)) => Err(error.into()),
        Err(why) => {
            writeln!(out, "Nothing is changed: {why}.")?;
            Ok(1)
        }
    }
}
