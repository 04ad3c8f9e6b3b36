//! Erasing what people answered. Events, commitments, numbers and released letters stay.

use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::CaseId;

statements! {
    ANSWERS = "DELETE FROM answer WHERE case_id = $1";
    FIELD = "DELETE FROM answer WHERE case_id = $1 AND field = $2";
    FACTS = "UPDATE letter SET facts = NULL WHERE case_id = $1";
    FACTS_OF = "UPDATE letter SET facts = NULL WHERE case_id = $1 AND output = $2";
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

    /// Erases the answers of some fields, and what the letters were made from that print them.
    pub async fn erase_fields(
        &self,
        case: CaseId,
        fields: &[&str],
        letters: &[&str],
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for field in fields {
            tx.sql(&FIELD).bind(case.0).bind((*field).to_owned()).run().await?;
        }
        for output in letters {
            tx.sql(&FACTS_OF).bind(case.0).bind((*output).to_owned()).run().await?;
        }
        tx.commit().await
    }
}
