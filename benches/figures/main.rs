//! The figures of the README: each beside the floor that was measured in the same run.
//!
//! `scripts/bench` runs it; `engine`, `check`, `durable` and
//! `letters` are parts that can be asked for alone. Rates of one run on one machine; nothing here is asserted.

mod birth;
mod by_hand;
mod chain;
mod check;
mod durable;
mod engine;
mod floor_postgres;
mod floor_sqlite;
mod letters;
mod measure;
mod newborns;
mod openssl_speed;
mod table;
mod typst_speed;

fn main() -> anyhow::Result<()> {
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if asked.iter().any(|word| word == letters::MEMORY) {
        let held = letters::memory()?;
        println!("{}.{}", held / 1_000_000, held / 100_000 % 10);
        return Ok(());
    }
    let wants = |what: &str| asked.is_empty() || asked.iter().any(|word| word == what);
    let mut rows = Vec::new();
    if wants("engine") {
        rows.extend(engine::rows()?);
    }
    if wants("check") {
        rows.push(check::row()?);
    }
    if wants("durable") {
        let cluster = floor_postgres::Cluster::from_environment()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        rows.extend(runtime.block_on(durable::rows(cluster.as_ref()))?);
    }
    if wants("letters") {
        rows.extend(letters::rows()?);
    }
    table::print(&rows);
    if wants("letters") {
        let held = letters::memory_of_a_worker()?;
        println!();
        println!("A process that makes and signs 2,000 letters holds at most {held} MB (VmHWM).");
    }
    Ok(())
}
