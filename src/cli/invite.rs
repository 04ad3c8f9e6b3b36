//! `alursurat person invite`: a link that lets somebody in.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::settings::Settings;
use super::who;
use crate::origin::Clock;

/// Who is invited, and for how long.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat person invite \"Dewi Anggraini\" --hours 4")]
pub struct Args {
    /// Name, NIP, NIK or phone.
    #[arg(value_name = "PERSON")]
    person: String,
    /// Hours until the link is dead, at most a week of them.
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u8).range(1..=168))]
    hours: u8,
    /// The settings of `alursurat serve`: data, address, zone.
    #[arg(long, value_name = "FILE", default_value = "alursurat.toml")]
    config: PathBuf,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: &Arc<dyn Clock>) -> anyhow::Result<u8> {
    let settings = Settings::read(&args.config, std::env::vars())?;
    let data = settings.store()?;
    data.with(async |store| {
        let person = who::person(store, &args.person).await?;
        let hours = SignedDuration::from_hours(i64::from(args.hours));
        let until = clock.now().saturating_add(hours).unwrap_or(Timestamp::MAX);
        let desk = data.desk(store, Arc::clone(clock)).await?;
        let token = desk.invite(person.id, until).await?;
        desk.close().await;
        writeln!(out, "{}/masuk/{token}", settings.public_url())?;
        let (zone, local) = (settings.zone(), settings.zone().local(until));
        let until =
            format!("{} {:02}:{:02} {}", local.date(), local.hour(), local.minute(), zone.name());
        writeln!(
            out,
            "This link lets {} in until {until}. Hand it over in person or by a message that only \
             they read.",
            person.name
        )?;
        Ok(0)
    })
}
