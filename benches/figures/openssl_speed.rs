//! The floor under signatures: `openssl speed` in the same minutes.

use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::measure::SECONDS;

/// Signatures a second of one core: RSA-2048 and P-256.
pub struct Speed {
    pub rsa: f64,
    pub p256: f64,
}

/// Asks the machine's `openssl`.
pub fn speed() -> anyhow::Result<Speed> {
    let asked = Command::new("openssl")
        .args(["speed", "-seconds", &SECONDS.to_string(), "rsa2048", "ecdsap256"])
        .output()
        .context("openssl cannot be started")?;
    ensure!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let told = String::from_utf8_lossy(&asked.stdout);
    // `rsa 2048 bits 0.000470s 0.000014s   2125.5  71429.9`: seconds of both, then both a second.
    let rate = |begins: &str| -> anyhow::Result<f64> {
        let line = told.lines().map(str::trim).find(|line| line.starts_with(begins));
        let line = line.with_context(|| format!("openssl speed told nothing of `{begins}`"))?;
        let rates: Vec<f64> =
            line.split_whitespace().rev().take(2).filter_map(|word| word.parse().ok()).collect();
        rates.last().copied().with_context(|| format!("no rate in `{line}`"))
    };
    Ok(Speed { rsa: rate("rsa 2048 bits")?, p256: rate("256 bits ecdsa (nistp256)")? })
}
