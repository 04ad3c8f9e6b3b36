//! `alursurat letter`: one letter, to be looked at while its template is written, or made again from its facts.

mod facts;
mod files;
mod watch;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::letter::Edition;
use files::Wanted;

/// What `letter` is given.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat letter birth --watch
  alursurat letter birth --out birth.svg
  alursurat letter birth --data out/birth.json --final --out birth.pdf")]
pub struct Args {
    /// Name of the template, for example `birth`.
    name: String,
    /// The facts of the letter (JSON, as `demo` leaves them beside each letter). Without them the
    /// letter is filled with sample answers, by the definition that names the template.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Where it goes: FILE.pdf, or FILE.svg for pages for a screen, page 2 and on as FILE-2.svg.
    /// Both under `out/` and the name of the template where absent.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder of the templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    templates: PathBuf,
    /// Folder of the definitions, for sample answers.
    #[arg(long, value_name = "DIR", default_value = "workflows")]
    workflows: PathBuf,
    /// A logo that the facts name by the hash of its file (PNG); may be given twice.
    #[arg(long, value_name = "FILE", requires = "data")]
    logo: Vec<PathBuf>,
    /// Write the letter itself in place of a draft, but unsigned: to compare its bytes, never to
    /// hand it out.
    #[arg(long = "final", requires = "data")]
    is_final: bool,
    /// Leave out the signature fields.
    #[arg(long, requires = "is_final")]
    without_fields: bool,
    /// Write it again whenever the template, its definition or the facts change, until Ctrl-C.
    #[arg(long)]
    watch: bool,
}

/// Writes the letter, says to `out` where it is, and gives the exit status.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    if args.watch { watch::watch(args, out) } else { once(args, out) }
}

fn once(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let wanted = Wanted::of(args.out.as_deref(), &args.name)?;
    let (template, facts) = match &args.data {
        Some(data) => facts::given(args, data)?,
        None => match facts::sample(args, out)? {
            Some(found) => found,
            None => return Ok(1),
        },
    };
    let edition = if args.is_final {
        Edition::Final { fields: !args.without_fields }
    } else {
        Edition::Draft
    };
    if let Some(file) = &wanted.pdf {
        write(file, &template.render(&facts, edition)?)?;
        told(out, file, args)?;
    }
    if let Some(file) = &wanted.svg {
        let pages = template.svg(&facts, edition)?;
        for (file, page) in files::pages(file, pages.len())?.iter().zip(&pages) {
            write(file, page.as_bytes())?;
            told(out, file, args)?;
        }
    }
    if args.is_final {
        eprintln!(
            "This is the letter before anybody has signed it. Compare its bytes; do not hand it out."
        );
    }
    Ok(0)
}

fn told(out: &mut dyn Write, file: &Path, args: &Args) -> anyhow::Result<()> {
    let what = match (args.is_final, &args.data) {
        (true, _) => "the letter, unsigned",
        (false, Some(_)) => "a draft",
        (false, None) => "a draft of sample answers",
    };
    Ok(writeln!(out, "{}: {what}", file.display())?)
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}
