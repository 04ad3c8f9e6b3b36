//! `alursurat draw`: the flow of a service as a picture.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;

use super::check::{named, read};
use crate::area::Role;
use crate::workflow::{Shape, Wording, diagram};

/// Draw the flow of a service: its steps, conditions, ways back and letters (SVG).
///
/// The picture is for a phone (360 wide) unless --wide is given. It is dark where the reader's
/// screen is, and can be read aloud. Open it in a browser.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat draw birth --out birth.svg
  alursurat draw birth --wide --out birth-wide.svg")]
pub struct Args {
    /// The service: the name of its file without .yaml.
    #[arg(value_name = "SERVICE")]
    service: String,
    /// Where the picture goes; without it, it is written to the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Rows of four steps, for a screen or a slide.
    #[arg(long)]
    wide: bool,
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "workflows")]
    workflows: PathBuf,
    /// The folder of letter templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    templates: PathBuf,
}

/// Draws to the file, or to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let catalogue = match read(&args.workflows, &args.templates)? {
        Ok(catalogue) => catalogue,
        Err(findings) => {
            for finding in &findings {
                writeln!(out, "{finding}\n")?;
            }
            return Ok(1);
        }
    };
    let service = named(&catalogue, &args.service)?;
    let shape = if args.wide { Shape::Wide } else { Shape::Phone };
    let role = |role: &Role| service.role(role).map(str::to_owned);
    let picture = diagram(&service.definition, Wording::new(&service.definition, &role), shape);
    match &args.out {
        Some(file) => std::fs::write(file, picture)
            .with_context(|| format!("{}: cannot be written", file.display()))?,
        None => out.write_all(picture.as_bytes())?,
    }
    Ok(0)
}
