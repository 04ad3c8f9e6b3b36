//! Writing a batch: the counters, what changes, what is added. Three statements for any number of
//! decisions.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::FromRow;

use super::batch_rows::{Batch, rows};
use super::batch_sql::{ADD, CHANGE, DRAW};
use super::{StoreError, Tx};

#[derive(Serialize)]
struct Draw<'a> {
    series: &'a str,
    n: u32,
}

#[derive(FromRow)]
struct Drawn {
    series: String,
    n: i64,
}

impl Tx {
    /// Raises counters by as much as is wanted of each; the first value that was drawn of each.
    ///
    /// The rows stay locked until the end of the transaction, so no number is ever lost or given
    /// twice: another process waits, and a rollback takes the numbers back.
    pub async fn draw(
        &mut self,
        wanted: &BTreeMap<String, u32>,
    ) -> Result<BTreeMap<String, u32>, StoreError> {
        let wanted_rows: Vec<Draw<'_>> =
            wanted.iter().map(|(series, &n)| Draw { series, n }).collect();
        let drawn = self.sql(&DRAW).bind(rows(&wanted_rows)?).all::<Drawn>().await?;
        let first = |row: Drawn| {
            let n = wanted.get(&row.series).copied().unwrap_or_default();
            let first = u32::try_from(row.n).ok().and_then(|last| (last + 1).checked_sub(n));
            let first = first
                .ok_or_else(|| StoreError::inconsistent("counter", &row.series, &"out of range"))?;
            Ok((row.series, first))
        };
        drawn.into_iter().map(first).collect()
    }

    /// Writes a batch. `false` where another process was faster with one of the cases: then
    /// nothing of this transaction may be committed.
    pub async fn write(&mut self, batch: &Batch) -> Result<bool, StoreError> {
        let change = self.sql(&CHANGE).bind(rows(&batch.changed)?);
        let change = change.bind(rows(&batch.letter_states)?).bind(rows(&batch.voids)?);
        let change = change.bind(rows(&batch.released)?);
        let kept = change.all::<(uuid::Uuid,)>().await?;
        if kept.len() != batch.changed.len() {
            return Ok(false);
        }
        let add = self.sql(&ADD).bind(rows(&batch.opened)?).bind(rows(&batch.events)?);
        let add = add.bind(rows(&batch.answers)?).bind(rows(&batch.tasks)?);
        let add = add.bind(rows(&batch.numbers)?).bind(rows(&batch.letters)?);
        let add = add.bind(rows(&batch.work)?).bind(rows(&batch.released)?);
        let add = add.bind(rows(&batch.outbox)?).bind(rows(&batch.keys)?);
        let add = add.bind(rows(&batch.uploads)?);
        add.bind(rows(&batch.persons)?).run().await?;
        Ok(true)
    }
}
