//! Writing a batch: the counters, then what changes and what is added, and the commit.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use sqlx::FromRow;

use super::batch_rows::{Batch, Hex, rows};
use super::batch_sql::{
    ADD_ANSWERS, ADD_CASES, ADD_EVENTS, ADD_KEYS, ADD_LETTERS, ADD_NUMBERS, ADD_OUTBOX,
    ADD_PERSONS, ADD_RELEASED, ADD_UPLOADS, ADD_WORK, CHANGE_CASES, DRAW, END_WORK, MOVE_LETTERS,
    VOID_NUMBERS,
};
use super::db::Parts;
use super::tasks::{ADD_TASKS, CLEAR_TASKS};
use super::{Sql, StoreError, Tx};

/// How many numbers are wanted of a series.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// So many.
    pub n: u32,
    /// The office that keeps the register.
    pub office: Option<String>,
}

#[derive(Serialize)]
struct Draw<'a> {
    series: &'a str,
    #[serde(flatten)]
    wanted: &'a Wanted,
}

#[derive(FromRow)]
struct Drawn {
    series: String,
    n: i64,
    ahead: Option<i64>,
}

impl Tx {
    /// Raises counters by as much as is wanted of each; the values that were drawn of each.
    ///
    /// The rows stay locked until the end of the transaction, so no number is ever lost or given
    /// twice: another process waits, and a rollback takes the numbers back. Numbers that are
    /// reserved for paper are passed over.
    pub async fn draw(
        &mut self,
        wanted: &BTreeMap<String, Wanted>,
    ) -> Result<BTreeMap<String, VecDeque<u32>>, StoreError> {
        let wanted_rows: Vec<Draw<'_>> =
            wanted.iter().map(|(series, wanted)| Draw { series, wanted }).collect();
        let drawn = self.sql(&DRAW).bind(rows(&wanted_rows)?).all::<Drawn>().await?;
        let mut values = BTreeMap::new();
        for row in drawn {
            let wrong = || StoreError::inconsistent("counter", &row.series, &"out of range");
            let n = wanted.get(&row.series).map(|wanted| wanted.n).unwrap_or_default();
            let last = u32::try_from(row.n).map_err(|_| wrong())?;
            let before = last.checked_sub(n).ok_or_else(wrong)?;
            let free = if row.ahead.is_some_and(|ahead| ahead <= row.n) {
                self.draw_around(&row.series, before, n).await?
            } else {
                (before + 1..=last).collect()
            };
            values.insert(row.series, free);
        }
        Ok(values)
    }

    /// Writes a batch and makes it durable.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process was faster with one of the cases. After
    /// [`StoreError::Down`] nobody knows whether it is written; after any other error it is not.
    pub async fn write(self, batch: &Batch) -> Result<(), StoreError> {
        let mut change = Parts::new();
        let changed: Vec<&Hex> = batch.changed.iter().map(|case| &case.id).collect();
        part(&mut change, &CLEAR_TASKS, &changed)?;
        part(&mut change, &MOVE_LETTERS, &batch.letter_states)?;
        part(&mut change, &VOID_NUMBERS, &batch.voids)?;
        part(&mut change, &END_WORK, &batch.released)?;
        part(&mut change, &CHANGE_CASES, &batch.changed)?;
        let mut add = Parts::new();
        part(&mut add, &ADD_CASES, &batch.opened)?;
        part(&mut add, &ADD_EVENTS, &batch.events)?;
        part(&mut add, &ADD_ANSWERS, &batch.answers)?;
        part(&mut add, &ADD_TASKS, &batch.tasks)?;
        part(&mut add, &ADD_NUMBERS, &batch.numbers)?;
        part(&mut add, &ADD_LETTERS, &batch.letters)?;
        part(&mut add, &ADD_WORK, &batch.work)?;
        part(&mut add, &ADD_RELEASED, &batch.released)?;
        part(&mut add, &ADD_OUTBOX, &batch.outbox)?;
        part(&mut add, &ADD_UPLOADS, &batch.uploads)?;
        part(&mut add, &ADD_PERSONS, &batch.persons)?;
        part(&mut add, &ADD_KEYS, &batch.keys)?;
        self.commit_with([change, add]).await
    }
}

/// Adds a statement with its rows, if there are any.
fn part<T: Serialize>(parts: &mut Parts, sql: &'static Sql, list: &[T]) -> Result<(), StoreError> {
    if !list.is_empty() {
        parts.push((sql, rows(list)?));
    }
    Ok(())
}
