//! Composition: read settings, build the parts, run one command.

pub mod area;
pub mod cases;
pub mod check;
pub mod demo;
pub mod draw;
mod folders;
mod import;
mod invite;
pub mod letter;
pub mod messages;
pub mod office;
mod output;
pub mod person;
pub mod publish;
pub mod register;
pub mod schema;
pub mod serve;
mod serving;
mod settings;
pub mod verify;
mod who;

use std::io::Write;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::origin::Clock;

pub use output::Output;

/// Letters from the neighbourhood to the town hall.
#[derive(Debug, Parser)]
#[command(
    name = "alursurat",
    version,
    after_help = "\
Begin with:
  alursurat demo           an invented town hall and its letters
  alursurat check          what is wrong with the services in workflows/
  alursurat serve          the pages of an office
  alursurat help COMMAND   what a command does, with an example"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One variant for each command, with its own file and its own arguments.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show an invented town hall, or play one case of any service from a request file.
    Demo(demo::Args),
    /// Check definitions and letter templates against each other, and play their scenarios.
    ///
    /// Every mistake is told at once, with file, line, column and what to write instead.
    /// Status 0: all well; 1: findings; 2: a folder cannot be read.
    Check(check::Args),
    /// Serve the pages of an office: everything in one process.
    ///
    /// Settings are one file (alursurat.toml; begin with a copy of alursurat.example.toml). Only what
    /// is published is run. SIGTERM or Ctrl-C ends it in order; SIGHUP reads the certificate again.
    Serve(serve::Args),
    /// Draw the flow of a service (SVG).
    ///
    /// Its steps, conditions, ways back and letters, for a phone (360 wide) unless --wide is given.
    /// The picture is dark where the reader's screen is, and can be read aloud. Open it in a browser.
    Draw(draw::Args),
    /// Publish what the folders hold, so that nodes run it.
    ///
    /// Everything is checked first, as `check` does; where there is a finding, nothing is published.
    /// Open cases keep the version that they were submitted under: see `alursurat cases move`.
    /// Status 0: done; 1: findings, or a second administrator must agree; 2: not readable.
    Publish(publish::Args),
    /// The open cases: move them to the newest version of their service.
    Cases(cases::Args),
    /// The areas of the country: take up an official list, look areas up.
    Area(area::Args),
    /// What offices are and what they set.
    Office(office::Args),
    /// The registers of numbers.
    Register(register::Args),
    /// Write the JSON Schema of a definition file: editors complete and underline keys by it.
    ///
    /// In VS Code with the YAML extension: `"yaml.schemas": {"workflow.schema.json": "workflows/**"}`.
    Schema(schema::Args),
    /// The people of the offices: who sits where, who acts for whom, who is away.
    Person(person::Args),
    /// Write one letter as PDF and SVG, to look at it while its template is written.
    ///
    /// It is a draft with its watermark, of sample answers or of the facts that `alursurat demo`
    /// leaves beside each letter. Only `--final` writes the letter itself.
    Letter(letter::Args),
    /// The messages to people: what became of them, and sending one once more.
    Messages(messages::Args),
    /// Judge the signatures of a letter.
    Verify(verify::Args),
}

/// Runs one command, which writes to `out`, and gives the exit status.
pub fn run(cli: &Cli, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    match &cli.command {
        Command::Demo(args) => demo::run(args, out, clock),
        Command::Serve(args) => serve::run(args, out, clock),
        Command::Check(args) => check::run(args, out, clock.now()),
        Command::Draw(args) => draw::run(args, out),
        Command::Publish(args) => publish::run(args, out, clock),
        Command::Cases(args) => cases::run(args, out, &clock),
        Command::Area(args) => area::run(args, out, clock.now()),
        Command::Office(args) => office::run(args, out, clock.now()),
        Command::Register(args) => register::run(args, out, &clock),
        Command::Schema(args) => schema::run(args, out),
        Command::Person(args) => person::run(args, out, &clock),
        Command::Letter(args) => letter::run(args, out),
        Command::Messages(args) => messages::run(args, out, &clock),
        Command::Verify(args) => verify::run(args, out, clock.now(), verify::zone_here()),
    }
}
