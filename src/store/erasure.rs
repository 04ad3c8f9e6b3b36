//! Erasing what people answered. Events, commitments, numbers and released letters stay.

use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::CaseId;

statements! {
    ANSWERS = "DELETE FROM answer WHERE case_id = $1";
    FACTS = "UPDATE letter SET facts = NULL WHERE case_id = $1";
    WORK = "DELETE FROM letter_work
        WHERE letter_id IN (SELECT id FROM letter WHERE case_id = $1)";
}

impl Store {
    /// Erases every answer of a case and what letters were made from; how many answers there were.
    pub async fn erase_answers(&self, case: CaseId) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let answers = tx.sql(&ANSWERS).bind(case.0).run().await?;
        tx.sql(&FACTS).bind(case.0).run().await?;
        tx.sql(&WORK).bind(case.0).run().await?;
        tx.commit().await?;
        Ok(answers)
    }
}
