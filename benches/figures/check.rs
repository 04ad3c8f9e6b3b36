//! `alursurat check` on everything that the project ships: read, checked, every scenario played.

use std::path::PathBuf;

use alursurat::cli::check::{Args, run};
use alursurat::origin::{Clock as _, SystemClock};
use anyhow::ensure;

use crate::measure::per_second;
use crate::table::Row;

/// How often it goes in a second.
pub fn row() -> anyhow::Result<Row> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let args = Args {
        workflows: root.join("workflows"),
        templates: root.join("letter-templates"),
        calendars: root.join("calendars"),
        samples: None,
        data: None,
        database_url: None,
    };
    let now = SystemClock.now();
    let checks = per_second(|_| {
        let mut told = Vec::new();
        let status = run(&args, &mut told, now)?;
        ensure!(status == 0, "{}", String::from_utf8_lossy(&told));
        Ok(())
    })?;
    Ok(Row {
        what: "`alursurat check` of all shipped services".into(),
        ours: Some(checks),
        floor: None,
    })
}
