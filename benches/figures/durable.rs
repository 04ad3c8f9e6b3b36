//! Durable transitions through the desk's queue, on SQLite and PostgreSQL, with 1 and 32 callers.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use alursurat::desk::Queue;
use alursurat::origin::CaseId;
use anyhow::ensure;
use tokio::task::JoinSet;

use crate::chain::{Hall, STEPS};
use crate::measure::{SECONDS, Watch};
use crate::table::Row;
use crate::{floor_postgres, floor_sqlite};

/// Requests waiting at the start: more than the caches of a connection hold, and enough that no
/// caller runs out of work. Ours and the floor take them in the same order.
const CASES: usize = 20_000;
/// Of these for the figure with one caller.
const ALONE: usize = 1500;
/// Callers that wait for their answers at the same time.
pub const CALLERS: usize = 32;

/// Both databases; PostgreSQL where a cluster is given.
pub async fn rows(cluster: Option<&floor_postgres::Cluster>) -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let hall = Hall::new()?;
    let (queue, cases) = hall.open(&folder.path().join("ours"), None, CASES).await?;
    let ours = both(&hall, &queue, &cases).await?;
    let floor = sqlite_floor(folder.path()).await?;
    let mut rows = vec![
        row("SQLite, 1 caller", ours.0, "rusqlite, same SQL, 1 a commit", floor.0),
        row("SQLite, 32 callers", ours.1, "rusqlite, same SQL, 32 a commit", floor.1),
    ];
    let Some(cluster) = cluster else { return Ok(rows) };
    let hall = Hall::new()?;
    let data = folder.path().join("pg");
    let (queue, cases) = hall.open(&data, Some(&cluster.database("ours")?), CASES).await?;
    let ours = both(&hall, &queue, &cases).await?;
    let floor = postgres_floor(cluster, folder.path()).await?;
    rows.push(row(
        "PostgreSQL, 1 caller",
        ours.0,
        "pgbench, same SQL, prepared, 1 client",
        floor.0,
    ));
    let beside = "pgbench, same SQL, prepared, 32 clients";
    rows.push(row("PostgreSQL, 32 callers", ours.1, beside, floor.1));
    Ok(rows)
}

fn row(what: &str, ours: f64, beside: &str, floor: f64) -> Row {
    Row {
        what: format!("durable transitions, {what}"),
        ours: Some(ours),
        floor: Some((beside.to_owned(), floor)),
    }
}

/// Transitions a second with one caller and with many.
async fn both(hall: &Hall, queue: &Queue, cases: &[CaseId]) -> anyhow::Result<(f64, f64)> {
    let (few, many) = cases.split_at(ALONE);
    let alone = transitions(hall, queue, few, 1).await?;
    let together = transitions(hall, queue, many, CALLERS).await?;
    queue.stop().await;
    queue.store().close().await;
    Ok((alone, together))
}

async fn transitions(
    hall: &Hall,
    queue: &Queue,
    cases: &[CaseId],
    callers: usize,
) -> anyhow::Result<f64> {
    let done = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    let watch = Watch::start();
    for share in cases.chunks(cases.len().div_ceil(callers)) {
        let (hall, queue, done) = (hall.clone(), queue.clone(), Arc::clone(&done));
        let share = share.to_vec();
        tasks.spawn(async move {
            for step in 0..STEPS {
                for case in &share {
                    if watch.elapsed() > Duration::from_secs(SECONDS) {
                        return Ok::<_, anyhow::Error>(());
                    }
                    queue.carry_out(hall.transition(*case, step)).await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
            Ok(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    let count = done.load(Ordering::Relaxed);
    ensure!(count > 0, "no transition was made");
    Ok(watch.rate(count))
}

/// A second store prepared alike, worked on with nothing between the loop and SQLite.
async fn sqlite_floor(folder: &Path) -> anyhow::Result<(f64, f64)> {
    let folder = folder.join("floor");
    let hall = Hall::new()?;
    let (queue, cases) = hall.open(&folder, None, CASES).await?;
    // One real transition is the pattern for all.
    queue.carry_out(hall.transition(cases[0], 0)).await?;
    queue.stop().await;
    queue.store().close().await;
    let (few, many) = cases.split_at(ALONE);
    tokio::task::block_in_place(|| {
        let mut floor =
            floor_sqlite::Floor::open(&folder.join("alursurat.db"), cases[0], &hall.ids)?;
        Ok((floor.run(&few[1..], 1)?, floor.run(many, CALLERS)?))
    })
}

async fn postgres_floor(
    cluster: &floor_postgres::Cluster,
    folder: &Path,
) -> anyhow::Result<(f64, f64)> {
    let hall = Hall::new()?;
    let url = cluster.database("floor")?;
    let (queue, cases) = hall.open(&folder.join("pg-floor"), Some(&url), CASES).await?;
    queue.carry_out(hall.transition(cases[0], 0)).await?;
    queue.stop().await;
    queue.store().close().await;
    tokio::task::block_in_place(|| {
        cluster.prepare(cases[0])?;
        Ok((cluster.run(1)?, cluster.run(CALLERS)?))
    })
}
