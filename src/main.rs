//! The `alursurat` program: one binary, one command at a time.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use alursurat::cli::{Cli, Output, run};
use alursurat::origin::SystemClock;
use clap::Parser as _;

fn main() -> ExitCode {
    let mut out = Output::new(std::io::stdout().lock());
    match run(&Cli::parse(), &mut out, Arc::new(SystemClock)) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            // What cannot be read or written is status 2 in every command. Nobody may read that either.
            let _ = writeln!(Output::new(std::io::stderr()), "alursurat: {error:#}");
            ExitCode::from(2)
        }
    }
}
