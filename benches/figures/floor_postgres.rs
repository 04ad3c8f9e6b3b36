//! The floor under PostgreSQL: the rows of one transition, written by pgbench.
//!
//! A transaction reads what the desk reads (the case with its answers and last event, the
//! directory's version, whether the key is known) and writes what the desk writes, on a database
//! that the desk has filled and that was analysed. Each client prepares its statements once. It
//! decides nothing, reads no JSON, hashes nothing, and makes its ids in the database.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use alursurat::origin::CaseId;
use anyhow::{Context as _, ensure};

use crate::measure::SECONDS;

/// A key that sorts by time, as ours do.
const V7: &str = "cast(lpad(to_hex(cast(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)), \
                  12, '0') || substr(replace(cast(gen_random_uuid() AS text), '-', ''), 13) AS uuid)";

/// A running cluster, reached through the socket in its folder.
pub struct Cluster {
    programs: PathBuf,
    socket: PathBuf,
    scripts: tempfile::TempDir,
}

impl Cluster {
    /// The cluster that `scripts/bench` has started, if it has.
    pub fn from_environment() -> anyhow::Result<Option<Self>> {
        let given = |name| std::env::var_os(name).map(PathBuf::from);
        let (Some(programs), Some(socket)) = (given("BENCH_PG_BIN"), given("BENCH_PG_SOCKET"))
        else {
            return Ok(None);
        };
        Ok(Some(Self { programs, socket, scripts: tempfile::tempdir()? }))
    }

    /// Makes an empty database; its address.
    pub fn database(&self, name: &str) -> anyhow::Result<String> {
        self.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(format!("postgres:///{name}?host={}&user=bench", self.socket.display()))
    }

    /// Writes the script after the pattern of a case that has made one transition.
    pub fn prepare(&self, sample: CaseId) -> anyhow::Result<()> {
        let id = sample.0;
        // pgbench counts from 1, and the first case has moved already.
        self.sql(
            "floor",
            &format!(
                "CREATE TABLE nth AS
                 SELECT row_number() OVER (ORDER BY id <> '{id}', id) AS n, id FROM cases;
                 CREATE UNIQUE INDEX nth_n ON nth (n);"
            ),
        )?;
        self.sql("floor", "VACUUM ANALYZE")?;
        let one = |sql: String| self.sql("floor", &sql);
        let count: usize = one("SELECT count(*) FROM nth".to_owned())?.trim().parse()?;
        let state = quoted(&one(format!("SELECT state FROM cases WHERE id = '{id}'"))?);
        let payload = quoted(&one(format!("SELECT payload FROM outbox WHERE case_id = '{id}'"))?);
        let events = one(format!(
            "SELECT kind || chr(9) || body FROM event WHERE case_id = '{id}' AND version = 2"
        ))?;
        let mut inserts = String::new();
        for (n, line) in (1..).zip(events.lines()) {
            let (kind, body) = line.split_once('\t').context("a kind and a body")?;
            let body = quoted(body);
            writeln!(
                inserts,
                "INSERT INTO event (case_id, seq, version, at, kind, body, person, salt, leaf) \
                 VALUES (:id, :version * 8 + {n}, :version, 0, '{kind}', {body}, :id, \
                 gen_random_uuid(), decode(repeat('07', 32), 'hex'));"
            )?;
        }
        ensure!(!inserts.is_empty(), "the sample has made no transition");
        let script = format!(
            "\\set n random(2, {count})
BEGIN;
SELECT n.id AS id, c.state, (SELECT max(seq) FROM event WHERE case_id = n.id) AS seq, (SELECT n FROM meta WHERE name = 'directory') AS directory, {V7} AS key FROM nth n JOIN cases c ON c.id = n.id WHERE n.n = :n \\gset
SELECT count(*) AS answers, (SELECT count(*) FROM idempotency WHERE key = :key) AS known FROM (SELECT field, value FROM answer WHERE case_id = :id) a \\gset
UPDATE cases SET version = version + 1, state = {state}, changed_at = 0, changed_by = applicant WHERE id = :id RETURNING version \\gset
DELETE FROM task WHERE case_id = :id;
{inserts}INSERT INTO task (case_id, step, role, office, since, due, kelurahan, kecamatan) VALUES (:id, 's1', 'officer', '35.74.03.1004', 0, 0, '35.74.03.1004', '35.74.03');
INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts) VALUES ({V7}, :id, 'task', {payload}, 0, 0, 0);
INSERT INTO idempotency (key, case_id, version, outcome, request_hash, at) VALUES (:key, :id, :version, '{{}}', decode(repeat('07', 32), 'hex'), 0);
END;
"
        );
        std::fs::write(self.script(), script)?;
        Ok(())
    }

    /// Transactions a second with so many clients.
    pub fn run(&self, clients: usize) -> anyhow::Result<f64> {
        let asked = Command::new(self.programs.join("pgbench"))
            .args(["-n", "-M", "prepared", "-U", "bench", "-c", &clients.to_string()])
            .args(["-j", &clients.min(2).to_string(), "-T", &SECONDS.to_string()])
            .arg("-h")
            .arg(&self.socket)
            .arg("-f")
            .arg(self.script())
            .arg("floor")
            .output()?;
        let told = String::from_utf8_lossy(&asked.stdout).into_owned();
        ensure!(asked.status.success(), "{told}{}", String::from_utf8_lossy(&asked.stderr));
        let rate =
            told.lines().find_map(|line| line.strip_prefix("tps = ")).context(told.clone())?;
        Ok(rate.split_whitespace().next().context("a rate")?.parse()?)
    }

    fn script(&self) -> PathBuf {
        Path::new(self.scripts.path()).join("transition.sql")
    }

    fn sql(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        let asked = Command::new(self.programs.join("psql"))
            .args(["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "bench", "-d", database, "-h"])
            .arg(&self.socket)
            .args(["-c", sql])
            .output()?;
        ensure!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        Ok(String::from_utf8(asked.stdout)?)
    }
}

/// A string of SQL. pgbench takes `:word` for a variable, so every colon is spelled by its number.
fn quoted(text: &str) -> String {
    let spelled = text.trim_end().replace('\\', "\\\\").replace('\'', "''").replace(':', "\\x3a");
    format!("E'{spelled}'")
}
