//! `alursurat register`: the registers of numbers.

use std::io::Write;
use std::sync::Arc;

use anyhow::bail;
use clap::Subcommand;
use jiff::civil::Date;

use super::folders::{Data, wait_for};
use super::who;
use crate::desk::{
    Block, Desk, DeskError, OnPaper, RegisterError, SeriesCheck, Who, check_registers,
};
use crate::origin::Clock;
use crate::store::Store;
use crate::workflow::Proof;

/// The registers of numbers: whether they are whole, where a series begins, numbers for paper.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A series is named OUTPUT/KEY/..., as its definition says: letter/35.74.03.1004/400.12.3.1/2026 are the
letters of code 400.12.3.1 of that kelurahan in 2026. `alursurat register check` names all there are.

Example: alursurat register check")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say of each series whether its numbers are whole.
    ///
    /// Every number must be a letter's (a void one counts), reserved for paper, or passed over on
    /// purpose; none twice, and none ahead of the counter. Status 0: all whole; 1: something is
    /// wrong.
    Check(Check),
    /// Begin a series at a number, for an office that changes over in mid-year.
    ///
    /// The next letter gets that number. Only upwards, and only by an administrator; the numbers
    /// that are passed over stand in the book with the reason.
    Start(Start),
    /// Keep numbers for letters that are written on paper.
    ///
    /// No letter of a request ever gets one. Each is filled in later with `use`, or given back
    /// with `void`. Status 0: done; 1: the numbers do not allow it.
    Reserve(Reserve),
    /// Fill a reserved number in: a letter on paper has it. Once more corrects it.
    Use(Use),
    /// Void a number that no living letter has: a reserved one, or one whose signature failed.
    ///
    /// It stays in the book with the reason. The number of an issued letter is voided by nobody
    /// here: the letter is revoked, or its request opened again.
    Void(Void),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat register check --office 35.74.03.1004")]
struct Check {
    /// Only the series of this office.
    #[arg(long, value_name = "OFFICE")]
    office: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// Who does it.
#[derive(Debug, clap::Args)]
struct By {
    /// Who does it: name, NIP, NIK or phone.
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    data: Data,
}

/// Why it is done, and who does it.
#[derive(Debug, clap::Args)]
struct Because {
    /// Why; the book says so.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    by: By,
}

/// A number of a series.
#[derive(Debug, clap::Args)]
struct Place {
    /// The series.
    #[arg(value_name = "SERIES")]
    series: String,
    /// The number.
    #[arg(value_name = "NUMBER")]
    number: u32,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat register start letter/35.74.03.1004/400.12.3.1/2026 215 \\
    --reason \"214 numbers were given in the old book\" --by 199002212015032001")]
struct Start {
    /// The series.
    #[arg(value_name = "SERIES")]
    series: String,
    /// The number that the next letter gets.
    #[arg(value_name = "NUMBER")]
    number: u32,
    #[command(flatten)]
    because: Because,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat register reserve letter/35.74.03.1004/400.12.3.1/2026 --next 20 \\
    --reason \"power cut announced\" --by \"Dewi Anggraini, A.Md.\"
  alursurat register reserve letter/35.74.03.1004/400.12.3.1/2026 --from 301 --to 350 \\
    --reason \"service day in RW 005\" --by \"Dewi Anggraini, A.Md.\"")]
struct Reserve {
    /// The series.
    #[arg(value_name = "SERIES")]
    series: String,
    /// So many of the next numbers.
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["from", "to"], required_unless_present = "from")]
    next: Option<u32>,
    /// From this number on, which lies ahead of the counter.
    #[arg(long, value_name = "NUMBER", requires = "to")]
    from: Option<u32>,
    /// Up to this number.
    #[arg(long, value_name = "NUMBER", requires = "from")]
    to: Option<u32>,
    #[command(flatten)]
    because: Because,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat register use letter/35.74.03.1004/400.12.3.1/2026 301 --letter \"Surat Keterangan Usaha\" \\
    --name \"Wayan Sudirja\" --date 2026-11-20 --by \"Dewi Anggraini, A.Md.\"")]
struct Use {
    #[command(flatten)]
    place: Place,
    /// What kind of letter it is.
    #[arg(long, value_name = "TEXT")]
    letter: String,
    /// Whom it is about.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Its date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Date,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  alursurat register void letter/35.74.03.1004/400.12.3.1/2026 302 --reason \"blotted\" \\
    --by \"Dewi Anggraini, A.Md.\"")]
struct Void {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    because: Because,
}

/// Runs the command, which writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: &Arc<dyn Clock>) -> anyhow::Result<u8> {
    let by = match &args.what {
        What::Check(args) => return args.data.with(async |store| check(args, out, store).await),
        What::Start(Start { because, .. })
        | What::Reserve(Reserve { because, .. })
        | What::Void(Void { because, .. }) => &because.by,
        What::Use(args) => &args.by,
    };
    wait_for(async {
        let store = by.data.open().await?;
        let desk = by.data.desk(&store, Arc::clone(clock)).await?;
        let done = change(&args.what, out, (&store, &desk), by).await;
        desk.close().await;
        store.close().await;
        done
    })
}

async fn change(
    what: &What,
    out: &mut dyn Write,
    (store, desk): (&Store, &Desk),
    by: &By,
) -> anyhow::Result<u8> {
    let person = who::person(store, &by.by).await?;
    let who = Who { person: person.id, name: person.name, proof: Proof::Click, only: None };
    let key = desk.key();
    let (series, done) = match what {
        What::Check(_) => return Ok(0),
        What::Start(Start { series, number, because }) => {
            let wish = (*number, because.reason.as_str());
            let done = desk.register_start(&who, series, wish, key).await;
            let said = |()| format!("The next letter gets {number}: begun by {}", who.name);
            (series, done.map(said))
        }
        What::Reserve(args) => {
            let block = match (args.next, args.from, args.to) {
                (Some(count), ..) => Block::Next(count),
                (None, Some(from), Some(to)) => Block::Range(from, to),
                _ => bail!("write --next COUNT, or --from NUMBER --to NUMBER"),
            };
            let wish = (block, args.because.reason.as_str());
            let done = desk.register_reserve(&who, &args.series, wish, key).await;
            let said = |(low, high)| format!("{low} to {high} are kept for paper by {}", who.name);
            (&args.series, done.map(said))
        }
        What::Use(args) => {
            let place = (args.place.series.as_str(), args.place.number);
            let paper = OnPaper {
                letter: args.letter.clone(),
                subject: args.name.clone(),
                date: args.date,
            };
            let done = match desk.register_number(&who, place.0, place.1).await {
                Ok(file) => desk.register_use(&who, place, (paper, file.saw), key).await,
                Err(error) => Err(error.into()),
            };
            (
                &args.place.series,
                done.map(|number| format!("{number} is filled in by {}", who.name)),
            )
        }
        What::Void(Void { place: Place { series, number }, because }) => {
            let place = (series.as_str(), *number);
            let done = match desk.register_number(&who, place.0, place.1).await {
                Ok(file) => {
                    let wish = (because.reason.as_str(), file.saw);
                    desk.register_void(&who, place, wish, key).await
                }
                Err(error) => Err(error.into()),
            };
            (series, done.map(|()| format!("{number} is void, by {}", who.name)))
        }
    };
    let why = match done {
        Ok(said) => {
            writeln!(out, "{said}")?;
            return Ok(0);
        }
        Err(RegisterError::Refused(refusal)) => refusal.to_string(),
        Err(RegisterError::Desk(DeskError::NotFound)) => format!(
            "nothing here for {}: no service draws from it, the number is not there, or they hold \
             no seat at its office (`alursurat register check` names the series there are)",
            who.name
        ),
        Err(RegisterError::Desk(error)) => return Err(error.into()),
    };
    writeln!(out, "{series}: {why}\nNothing is changed.")?;
    Ok(1)
}

async fn check(args: &Check, out: &mut dyn Write, store: &Store) -> anyhow::Result<u8> {
    let checks = check_registers(store, args.office.as_deref()).await?;
    for check in &checks {
        writeln!(out, "{}", told(check))?;
        for problem in &check.problems {
            writeln!(out, "      {problem}")?;
        }
    }
    let bad = checks.iter().filter(|check| !check.problems.is_empty()).count();
    match (checks.len(), bad) {
        (0, _) => writeln!(out, "No number was drawn yet.")?,
        (all, 0) => writeln!(out, "All whole: {all} series.")?,
        (all, bad) => writeln!(out, "{bad} of {all} series are not whole.")?,
    }
    Ok(u8::from(bad > 0))
}

/// One line about a series.
fn told(check: &SeriesCheck) -> String {
    let well = if check.problems.is_empty() { "ok  " } else { "BAD " };
    let reserved = match check.reserved {
        0 => String::new(),
        reserved => format!(", {reserved} reserved"),
    };
    let SeriesCheck { series, last, letters, .. } = check;
    format!("{well}  {series}: up to {last}, {letters} of letters{reserved}")
}
