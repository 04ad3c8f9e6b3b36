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
            let _ = writeln!(Output::new(std::io::stderr()), "alursurat: {}", told(&error));
            ExitCode::from(2)
        }
    }
}

/// What failed and why, each cause once: many errors already say the one behind them.
fn told(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |said, cause| {
        let cause = cause.to_string();
        match said.contains(&cause) {
            true => said,
            false if said.is_empty() => cause,
            false => format!("{said}: {cause}"),
        }
    })
}
