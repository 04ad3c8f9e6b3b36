//! The general typesetter beside our letters: typst, kept warm, with the same facts (`benches/typst`).

use std::io::Write as _;
use std::process::{Command, Stdio};

use alursurat::letter::Facts;
use anyhow::{Context as _, ensure};

use crate::measure::SECONDS;

/// Letters a second of its processor; nothing where `scripts/bench` could not install it, and has said so.
pub fn speed(facts: &[Facts]) -> anyhow::Result<Option<f64>> {
    let Ok(python) = std::env::var("BENCH_TYPST_PYTHON") else { return Ok(None) };
    let home = env!("CARGO_MANIFEST_DIR");
    let mut asked = Command::new(python)
        .arg(format!("{home}/benches/typst/letters.py"))
        .args([SECONDS.to_string(), format!("{home}/assets/fonts")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the Python of typst cannot be started")?;
    let mut lines = String::new();
    for one in facts {
        lines.push_str(&serde_json::to_string(one)?);
        lines.push('\n');
    }
    asked.stdin.take().context("no way to typst")?.write_all(lines.as_bytes())?;
    let told = asked.wait_with_output()?;
    ensure!(told.status.success(), "benches/typst/letters.py failed");
    Ok(Some(String::from_utf8_lossy(&told.stdout).trim().parse()?))
}
