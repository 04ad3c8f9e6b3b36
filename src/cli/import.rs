//! Taking a list or a sheet up: what is told, in which order, and whether anything is changed.

use std::io::Write;
use std::path::Path;

use super::folders::several;
use crate::desk::DeskError;

/// What to do about lines that cannot be taken up.
pub const MEND: &str = "mend the lines above";

/// What is told of a line of a list or sheet.
pub fn at_line(file: &Path, line: u64, problem: &str) -> String {
    format!("{}:{line}: {problem}", file.display())
}

/// Tells the lines that cannot be taken up. Whether there are any: then nothing is changed.
pub fn blocked(out: &mut dyn Write, bad: &[String], remedy: &str) -> anyhow::Result<bool> {
    several(out, bad, String::clone)?;
    if !bad.is_empty() {
        writeln!(out, "Nothing is changed: {remedy}.")?;
    }
    Ok(!bad.is_empty())
}

/// Carries a plan out whose changes were told, unless this is a dry run or nothing changes.
pub async fn carried_out(
    out: &mut dyn Write,
    (dry_run, empty): (bool, bool),
    work: impl Future<Output = Result<(), DeskError>>,
    done: &str,
) -> anyhow::Result<u8> {
    if dry_run {
        writeln!(out, "Nothing is changed: this was a dry run.")?;
    } else if !empty {
        work.await?;
        writeln!(out, "{done}")?;
    }
    Ok(0)
}
