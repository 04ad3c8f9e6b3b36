//! `alursurat office`: what offices are and what they set.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use jiff::Timestamp;

use super::folders::{Data, several, text};
use super::import::{MEND, at_line, blocked, carried_out};
use super::who;
use crate::area::{Directory, OfficeId};
use crate::calendar::Zone;
use crate::desk::{InForceAt, OfficePlan, SetError, SetOffice, set_office, settings_at};
use crate::letter::Picture;
use crate::service::stationery;
use crate::store::{SettingChange, Store};

/// What offices are and what they set: take a sheet up, look, set values.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat office show 35.74.03.1004")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show an office with everything that holds there, and where each value comes from.
    Show(Show),
    /// Take up a sheet of offices.
    ///
    /// The sheet is CSV with a header: code, and any of name, called, head, `letter_code`, address,
    /// phone, email, parent, hours, zone, and set.SETTING or set.SERVICE.SETTING with basis. A code
    /// such as 35.74.03.1004.005.001-012 means twelve offices. An empty cell leaves what is known
    /// as it is, a dash empties it. Taking the same sheet up twice changes nothing. A sheet to
    /// begin with is docs/examples/offices.csv. Status 0: done; 1: rows that cannot be taken up.
    Import(Import),
    /// Set values of an office, with their legal basis. Open cases keep what they were submitted
    /// under.
    Set(Set),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat office show 35.74.03.1004 --history")]
struct Show {
    /// The office: an area code such as 35.74.03.1004, or the id of an agency.
    #[arg(value_name = "OFFICE")]
    office: String,
    /// As it holds for this service.
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Every change that the office made, with its basis.
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat office import docs/examples/offices.csv --dry-run")]
struct Import {
    /// The sheet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
    /// Who sets the settings in it: name, NIP, NIK or phone of an administrator.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What levels are called where (level,area,digit,called,head), instead of the shipped table.
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat office set 35.74.03.1004 rt_required=false --basis \"Perwali 9/2026\" --by 199002212015032001")]
struct Set {
    /// The office: an area code such as 35.74.03.1004, or the id of an agency.
    #[arg(value_name = "OFFICE")]
    office: String,
    /// Values such as `late=90d` or `rt_required=false`; `late=` takes the value back, so that the
    /// office above counts. `letter.logo=lambang.png` takes the picture up.
    #[arg(value_name = "NAME=VALUE", required = true)]
    values: Vec<String>,
    /// For this service only.
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The regulation or decree that says so.
    #[arg(long, value_name = "TEXT")]
    basis: String,
    /// Who sets it: name, NIP, NIK or phone of an administrator.
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    data: Data,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, now: Timestamp) -> anyhow::Result<u8> {
    match &args.what {
        What::Show(args) => args.data.with(async |store| show(args, out, store).await),
        What::Import(args) => args.data.with(async |store| import(args, out, store, now).await),
        What::Set(args) => args.data.with(async |store| set(args, out, store, now).await),
    }
}

async fn import(
    args: &Import,
    out: &mut dyn Write,
    store: &Store,
    now: Timestamp,
) -> anyhow::Result<u8> {
    let words = super::area::words(args.words.as_deref())?;
    let by = match &args.by {
        Some(by) => Some(who::administrator(store, by, now).await?.id),
        None => None,
    };
    let plan = OfficePlan::of(store, &text(&args.file)?, &words, by, now).await?;
    let bad = plan.bad.iter().map(|bad| at_line(&args.file, bad.line, &bad.problem));
    if blocked(out, &bad.collect::<Vec<_>>(), MEND)? {
        return Ok(1);
    }
    several(out, &plan.added, |id| format!("new     {id}"))?;
    several(out, &plan.changed, |id| format!("changed {id}"))?;
    several(out, &plan.settings, |change| format!("set     {}: {}", change.office, told(change)))?;
    writeln!(
        out,
        "{} new, {} changed, {} as before, {} set",
        plan.added.len(),
        plan.changed.len(),
        plan.same,
        plan.settings.len()
    )?;
    carried_out(out, (args.dry_run, plan.is_empty()), plan.carry_out(store), "Done.").await
}

async fn set(args: &Set, out: &mut dyn Write, store: &Store, now: Timestamp) -> anyhow::Result<u8> {
    let pair = |text: &String| {
        let (name, value) = text
            .split_once('=')
            .with_context(|| format!("{text:?} is not NAME=VALUE; write for example late=90d"))?;
        let value = Some(value.trim()).filter(|value| !value.is_empty()).map(str::to_owned);
        Ok((name.trim().to_owned(), value))
    };
    let mut values = args.values.iter().map(pair).collect::<anyhow::Result<Vec<_>>>()?;
    for (name, value) in &mut values {
        if let (stationery::LOGO | stationery::LOGO_RIGHT, Some(value)) = (name.as_str(), value)
            && !stationery::names_logo(value)
        {
            let (bytes, picture) = picture(Path::new(value))?;
            store.put_file(bytes).await?;
            *value = picture.sha256;
        }
    }
    let basis = args.basis.trim().to_owned();
    if basis.is_empty() {
        bail!("--basis is empty; name the regulation or decree that says so");
    }
    let person = who::administrator(store, &args.by, now).await?;
    let office = OfficeId(args.office.clone());
    let service = args.service.clone();
    let set = SetOffice { office, service, values, basis, person: person.id };
    match set_office(store, &set, now).await {
        Ok(changes) if changes.is_empty() => {
            writeln!(out, "Nothing changes: the office sets these values already.")?;
        }
        Ok(changes) => {
            for change in &changes {
                writeln!(out, "{}", told(change))?;
            }
            writeln!(
                out,
                "Set by {}. It holds for requests from now on; open cases keep what they were submitted under.",
                person.name
            )?;
        }
        Err(SetError::Unfit(wrong)) => {
            for problem in &wrong {
                writeln!(out, "{problem}")?;
            }
            writeln!(out, "Nothing is set.")?;
            return Ok(1);
        }
        Err(SetError::Desk(error)) => bail!(error),
    }
    Ok(0)
}

/// A logo, read and checked.
pub(super) fn picture(file: &Path) -> anyhow::Result<(Vec<u8>, Picture)> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    match Picture::from_png(&bytes) {
        Ok(picture) => Ok((bytes, picture)),
        Err(why) => bail!("{} {why}", file.display()),
    }
}

async fn show(args: &Show, out: &mut dyn Write, store: &Store) -> anyhow::Result<u8> {
    let id = OfficeId(args.office.clone());
    let directory = store.directory().await?;
    let office = directory
        .office(&id)
        .with_context(|| format!("no office {id}; `alursurat office import` brings offices in"))?;
    writeln!(out, "{id}  {} {} ({})", office.kind, office.name, office.head)?;
    for (what, text) in [
        ("code", &office.code),
        ("address", &office.address),
        ("phone", &office.phone),
        ("email", &office.email),
    ] {
        if !text.is_empty() {
            writeln!(out, "  {what:8} {text}")?;
        }
    }
    writeln!(
        out,
        "  {:8} {}",
        "hours",
        inherited(&directory, &id, |o| o.hours.clone(), "mon-fri 08:00-16:00")
    )?;
    let zone = id.area().map_or(Zone::Wib, |area| Zone::of_province(area.as_str()));
    writeln!(
        out,
        "  {:8} {}",
        "zone",
        inherited(&directory, &id, |o| o.zone.clone(), zone.name())
    )?;
    if let Some(above) = directory.parent(&id) {
        writeln!(out, "  {:8} {} ({} {})", "above", above.id, above.kind, above.name)?;
    }
    writeln!(out, "Settings:")?;
    for InForceAt { name, title, services, value, by } in
        settings_at(store, &id, args.service.as_deref()).await?
    {
        let by = match by {
            None => "default".to_owned(),
            Some(by) if by == id => "set here".to_owned(),
            Some(by) => format!("set by {by}"),
        };
        let readers =
            if services.is_empty() { "every service".into() } else { services.join(", ") };
        writeln!(out, "  {name:20} {value:16} {by:24} {title} ({readers})")?;
    }
    if args.history {
        writeln!(out, "Changes:")?;
        for change in store.setting_changes(&id.0).await? {
            let by = match change.person {
                Some(person) => store.person(person).await?.map_or_else(String::new, |p| p.name),
                None => "the system".to_owned(),
            };
            writeln!(out, "  {} {}: {}, by {by}", change.at, told(&change), change.basis)?;
        }
    }
    Ok(0)
}

fn told(change: &SettingChange) -> String {
    let service = change.service.as_ref().map_or_else(String::new, |id| format!(" for {id}"));
    match &change.value {
        Some(value) => format!("{} = {value}{service}", change.name),
        None => format!("{} taken back{service}", change.name),
    }
}

fn inherited(
    directory: &Directory,
    id: &OfficeId,
    own: impl Fn(&crate::area::Office) -> Option<String>,
    default: &str,
) -> String {
    let found = directory.upward(id).find_map(|office| Some((office, own(office)?)));
    match found {
        Some((office, text)) if office.id == *id => text,
        Some((office, text)) => format!("{text} (of {})", office.id),
        None => default.to_owned(),
    }
}
