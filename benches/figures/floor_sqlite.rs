//! The floor under SQLite: the rows of one transition, written by a plain loop in rusqlite.
//!
//! It reads what the desk reads (the case with its answers and last event, the directory's version,
//! whether the key is known) and writes what the desk writes, with prepared statements and as many
//! in a commit. It decides nothing, builds and reads no JSON, hashes nothing and has no callers.

use std::path::Path;
use std::time::Duration;

use alursurat::origin::{CaseId, Ids};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::chain::STEPS;
use crate::measure::{SECONDS, Watch};

/// What one transition writes, read off a real one.
struct Pattern {
    state: String,
    events: Vec<(String, String)>,
    outcome: String,
    payload: String,
    role: String,
    office: String,
}

/// A store that the desk has prepared and left.
pub struct Floor {
    db: Connection,
    pattern: Pattern,
    ids: Ids,
}

impl Floor {
    /// Opens the file with the settings of the store; `sample` has made one transition.
    pub fn open(file: &Path, sample: CaseId, ids: &Ids) -> anyhow::Result<Self> {
        let db = Connection::open(file)?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
        )?;
        let id = sample.0.as_bytes();
        let events: Vec<(String, String)> = db
            .prepare(
                "SELECT kind, body FROM event WHERE case_id = ?1 AND version = 2 ORDER BY seq",
            )?
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        anyhow::ensure!(!events.is_empty(), "the sample has made no transition");
        let one = |sql: &str| db.query_row(sql, [id], |row| row.get::<_, String>(0));
        let pattern = Pattern {
            state: one("SELECT state FROM cases WHERE id = ?1")?,
            outcome: one("SELECT outcome FROM idempotency WHERE case_id = ?1 AND version = 2")?,
            payload: one("SELECT payload FROM outbox WHERE case_id = ?1")?,
            role: one("SELECT role FROM task WHERE case_id = ?1")?,
            office: one("SELECT office FROM task WHERE case_id = ?1")?,
            events,
        };
        Ok(Self { db, pattern, ids: ids.clone() })
    }

    /// Transitions a second, so many in a commit; the cases in the same order as ours.
    pub fn run(&mut self, cases: &[CaseId], commit: usize) -> anyhow::Result<f64> {
        let watch = Watch::start();
        let mut done = 0;
        for step in 0..i64::try_from(STEPS)? {
            for batch in cases.chunks(commit) {
                if watch.elapsed() > Duration::from_secs(SECONDS) {
                    return Ok(watch.rate(done));
                }
                let tx = self.db.unchecked_transaction()?;
                for case in batch {
                    self.transition(*case, step)?;
                    done += 1;
                }
                tx.commit()?;
            }
        }
        Ok(watch.rate(done))
    }

    /// Loads a case and writes its transition, a statement for each kind of row.
    fn transition(&self, case: CaseId, step: i64) -> anyhow::Result<()> {
        let now = Timestamp::UNIX_EPOCH;
        let (id, key) = (case.0.as_bytes(), self.ids.key(now));
        let query = |sql: &str| self.db.prepare_cached(sql);
        let (version, ..): (i64, String, i64, i64) = query(
            "SELECT version, state, (SELECT max(seq) FROM event WHERE case_id = ?1),
                (SELECT n FROM meta WHERE name = 'directory')
             FROM cases WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let mut answers =
            query("SELECT field, revision, salt, value FROM answer WHERE case_id = ?1")?;
        let mut answers = answers.query([id])?;
        while answers.next()?.is_some() {}
        drop(answers);
        let known: Option<String> = query("SELECT outcome FROM idempotency WHERE key = ?1")?
            .query_row([key.as_bytes()], |row| row.get(0))
            .optional()?;
        anyhow::ensure!(known.is_none(), "a fresh key was known");

        query("DELETE FROM task WHERE case_id = ?1")?.execute([id])?;
        query(
            "UPDATE cases SET version = ?3, state = ?4, changed_at = ?5, changed_by = applicant
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![id, version, version + 1, self.pattern.state, step])?;
        let (mut seq, leaf): (i64, _) = (version * 8, [7_u8; 32]);
        for (kind, body) in &self.pattern.events {
            seq += 1;
            query(
                "INSERT INTO event (case_id, seq, version, at, kind, body, person, salt, leaf)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                id,
                seq,
                version + 1,
                step,
                kind,
                body,
                Uuid::nil().as_bytes(),
                self.ids.salt().0.as_bytes(),
                leaf
            ])?;
        }
        let pattern = &self.pattern;
        query(
            "INSERT INTO task (case_id, step, role, office, since, due, kelurahan, kecamatan)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id,
            format!("s{}", step + 1),
            pattern.role,
            pattern.office,
            step,
            step,
            pattern.office,
            "35.74.03"
        ])?;
        query(
            "INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts)
             VALUES (?1, ?2, 'task', ?3, ?4, ?4, 0)",
        )?
        .execute(params![self.ids.key(now).as_bytes(), id, pattern.payload, step])?;
        query(
            "INSERT INTO idempotency (key, case_id, version, outcome, request_hash, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![key.as_bytes(), id, version + 1, pattern.outcome, leaf, step])?;
        Ok(())
    }
}
