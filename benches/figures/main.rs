//! The figures of the README: each beside the floor that was measured in the same run.
//!
//! `scripts/bench` runs it. Rates of one run on one machine; nothing here is asserted.

mod chain;
mod durable;
mod engine;
mod floor_postgres;
mod floor_sqlite;
mod letters;
mod measure;
mod openssl_speed;
mod table;

fn main() -> anyhow::Result<()> {
    let mut rows = vec![engine::row()?];
    let cluster = floor_postgres::Cluster::from_environment()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    rows.extend(runtime.block_on(durable::rows(cluster.as_ref()))?);
    rows.extend(letters::rows()?);
    table::print(&rows);
    if cluster.is_none() {
        println!("\nPostgreSQL was not measured: scripts/bench starts one.");
    }
    Ok(())
}
