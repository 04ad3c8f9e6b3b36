//! The `alursurat` program: one binary, one command at a time.

use std::process::ExitCode;
use std::sync::Arc;

use alursurat::cli::{Cli, run};
use alursurat::origin::SystemClock;
use clap::Parser as _;

fn main() -> ExitCode {
    match run(&Cli::parse(), &mut std::io::stdout().lock(), Arc::new(SystemClock)) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            // What cannot be read or written is status 2 in every command.
            eprintln!("alursurat: {error:#}");
            ExitCode::from(2)
        }
    }
}
