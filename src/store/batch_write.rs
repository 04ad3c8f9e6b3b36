//! Writing a batch: the counters, what changes, what is added. Three statements for any number of
//! decisions.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use sqlx::FromRow;

use super::batch_rows::{Batch, rows};
use super::batch_sql::{ADD, CHANGE, DRAW};
use super::{StoreError, Tx};

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
