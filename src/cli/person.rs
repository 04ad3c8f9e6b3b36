//! `alursurat person`: who sits where, who acts for whom, who is away.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use jiff::Timestamp;

use super::folders::{Data, several, text};
use super::import::{MEND, at_line, blocked, carried_out};
use super::{invite, who};
use crate::area::{Appointment, AppointmentKind, DelegationKind, Right, Services};
use crate::calendar::Zone;
use crate::desk::{PeoplePlan, Told, enrolment_link, pin_link};
use crate::origin::{Clock, Ids};
use crate::store::Store;

/// The people of the offices: who sits where, who acts for whom, who is away.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat person import docs/examples/people.csv --dry-run")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take up sheets of people, delegations and leave.
    ///
    /// Sheets are CSV with a header, and are told apart by it:
    /// people: name, nik, nip, phone, email, rank, role, office, kind, from, to, basis (a row for each
    /// appointment; kind is definitive, plt, plh or pj);
    /// delegations: from, to, kind, services, since, until, basis (from and to are seats such as
    /// head@35.74.03.1004; kind is an or ub; services are ids with a space between, or *);
    /// leave: person, from, to, basis.
    /// An appointment ends when its row gets a last day; none is removed. Taking the same sheets
    /// up twice changes nothing. Sheets to begin with are in docs/examples.
    /// Status 0: done; 1: rows that cannot be taken up.
    Import(Import),
    /// Print a link by which an officer sets a password and takes a code into an app.
    ///
    /// The link is good once and for three days; an earlier one opens nothing any more. Who lost
    /// the telephone or forgot the password is enrolled again: all sessions end then.
    Enrol(Enrol),
    /// Print a link by which a Ketua RT or RW sets the PIN of their approvals.
    ///
    /// The link is good once and for three days; an earlier one opens nothing any more. A PIN that
    /// is locked or forgotten is set anew; every telephone asks for the new one.
    Pin(Pin),
    /// Show a person with the seats that they act for today, and by what right.
    Show(Show),
    /// Print a link that lets a person in, for the first day and for whoever has lost theirs.
    ///
    /// It stands under the address that `alursurat serve` has, and is written into the same data.
    /// With SQLite stop the server first, or use PostgreSQL.
    Invite(invite::Args),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat person import docs/examples/people.csv docs/examples/leave.csv --dry-run")]
struct Import {
    /// The sheets.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat person show \"Dewi Anggraini\"")]
struct Show {
    /// Name, NIP, NIK or phone.
    #[arg(value_name = "PERSON")]
    person: String,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat person enrol \"Dewi Anggraini\" --url https://surat.kota.example")]
struct Enrol {
    /// Name, NIP, NIK or phone.
    #[arg(value_name = "PERSON")]
    person: String,
    /// The address of the pages, as people type it.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat person pin \"Slamet Waluyo\" --url https://surat.kota.example")]
struct Pin {
    /// Name, NIP, NIK or phone.
    #[arg(value_name = "PERSON")]
    person: String,
    /// The address of the pages, as people type it.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    #[command(flatten)]
    data: Data,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: &Arc<dyn Clock>) -> anyhow::Result<u8> {
    let now = clock.now();
    match &args.what {
        What::Import(args) => args.data.with(async |store| import(args, out, store, now).await),
        What::Enrol(args) => args.data.with(async |store| enrol(args, out, store, now).await),
        What::Pin(args) => args.data.with(async |store| {
            let person = who::person(store, &args.person).await?;
            let token = pin_link(store, &Ids::system(), person.id, now).await?;
            link(out, &person.name, &args.url, &format!("pin/{token}"))
        }),
        What::Show(args) => args.data.with(async |store| show(args, out, store, now).await),
        What::Invite(args) => invite::run(args, out, clock),
    }
}

async fn import(
    args: &Import,
    out: &mut dyn Write,
    store: &Store,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let texts = args.files.iter().map(|file| text(file)).collect::<anyhow::Result<Vec<_>>>()?;
    let plan = PeoplePlan::of(store, &texts, &Ids::system(), now).await?;
    let line = |told: &Told, problem: &str| {
        let file = args.files.get(told.file).map_or(Path::new(""), PathBuf::as_path);
        at_line(file, told.line, problem)
    };
    several(out, &plan.warnings, |told| line(told, &format!("warning: {}", told.problem)))?;
    let bad = plan.bad.iter().map(|told| line(told, &told.problem));
    if blocked(out, &bad.collect::<Vec<_>>(), MEND)? {
        return Ok(1);
    }
    several(out, &plan.added, |name| format!("new       {name}"))?;
    several(out, &plan.changed, |name| format!("changed   {name}"))?;
    several(out, &plan.appointments, appointed)?;
    several(out, &plan.delegations, |one| {
        let kind = match one.kind {
            DelegationKind::An => "a.n.",
            DelegationKind::Ub => "u.b.",
        };
        let services = match &one.services {
            Services::All => "every service".to_owned(),
            Services::Only(ids) => ids.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        format!("delegates {} {kind} {} for {services}", one.to, one.from)
    })?;
    several(out, &plan.leave, |days| format!("leave     {} to {}", days.from, days.to))?;
    writeln!(
        out,
        "{} new, {} changed, {} appointed, {} delegated, {} away, {} as before",
        plan.added.len(),
        plan.changed.len(),
        plan.appointments.len(),
        plan.delegations.len(),
        plan.leave.len(),
        plan.same
    )?;
    let empty = plan.is_empty();
    carried_out(out, (args.dry_run, empty), plan.carry_out(store), "Done.").await
}

fn appointed(one: &Appointment) -> String {
    let kind = match one.kind {
        AppointmentKind::Definitive => "",
        AppointmentKind::Plt => "Plt. ",
        AppointmentKind::Plh => "Plh. ",
        AppointmentKind::Pj => "Pj. ",
    };
    let to = one.to.map_or_else(String::new, |to| format!(" to {to}"));
    format!("appoints  {kind}{} from {}{to} ({})", one.seat, one.from, one.basis)
}

async fn enrol(
    args: &Enrol,
    out: &mut dyn Write,
    store: &Store,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let person = who::person(store, &args.person).await?;
    let token = enrolment_link(store, &Ids::system(), person.id, now).await?;
    link(out, &person.name, &args.url, &format!("daftar/{token}"))
}

/// A link that is for one person only.
fn link(out: &mut dyn Write, name: &str, url: &str, path: &str) -> anyhow::Result<u8> {
    writeln!(out, "{name}")?;
    writeln!(out, "  {}/{path}", url.trim_end_matches('/'))?;
    writeln!(out, "  good once, for three days; give it to this person only")?;
    Ok(0)
}

async fn show(
    args: &Show,
    out: &mut dyn Write,
    store: &Store,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let person = who::person(store, &args.person).await?;
    let directory = store.directory().await?;
    let today = Zone::Wib.date(now);
    let rank = person.rank.map_or_else(String::new, |rank| format!(", {rank}"));
    writeln!(out, "{}{rank}", person.name)?;
    if let Some(email) = &person.email {
        writeln!(out, "  e-mail {email}")?;
    }
    let seats = directory.seats_of(person.id, today);
    for (seat, right) in &seats {
        let how = match right {
            Right::Plt => "as Plt.",
            Right::Plh => "as Plh.",
            Right::Pj => "as Pj.",
            _ => "as its own holder",
        };
        writeln!(out, "  {seat} {how}")?;
    }
    for seat in directory.seats_delegated_to(person.id, today) {
        writeln!(out, "  {seat} by delegation")?;
    }
    if seats.is_empty() {
        writeln!(out, "  holds no seat today ({today})")?;
    }
    Ok(0)
}
