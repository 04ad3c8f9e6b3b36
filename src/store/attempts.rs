//! How often something was tried: shared by all nodes, so that many nodes allow no more than one.

use jiff::Timestamp;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError, TokenHash};

statements! {
    COUNT = "INSERT INTO attempt (subject, n, ends_at) VALUES ($1, 1, $2)
        ON CONFLICT (subject) DO UPDATE SET
            n = CASE WHEN attempt.ends_at <= $3 THEN 1 ELSE attempt.n + 1 END,
            ends_at = CASE WHEN attempt.ends_at <= $3 THEN excluded.ends_at ELSE attempt.ends_at END
        RETURNING n, ends_at";
    ONE = "SELECT n, ends_at FROM attempt WHERE subject = $1 AND ends_at > $2";
    SWEEP = "DELETE FROM attempt WHERE ends_at <= $1";
}

impl Store {
    /// Counts a try of `subject` and gives how many there were, and when they are forgotten: at
    /// `ends`, where this is the first.
    pub async fn count_attempt(
        &self,
        subject: TokenHash,
        now: Timestamp,
        ends: Timestamp,
    ) -> Result<(u64, Timestamp), StoreError> {
        let count = self.write(&COUNT).bind(subject.to_vec()).bind(ends.as_microsecond());
        let row = count.bind(now.as_microsecond()).first::<(i64, i64)>().await?;
        row.map_or(Ok((1, ends)), read)
    }

    /// How many tries there were, and when they are forgotten.
    pub async fn tries(
        &self,
        subject: TokenHash,
        now: Timestamp,
    ) -> Result<Option<(u64, Timestamp)>, StoreError> {
        let find = self.read(&ONE).bind(subject.to_vec()).bind(now.as_microsecond());
        find.first::<(i64, i64)>().await?.map(read).transpose()
    }

    /// Forgets tries that are over.
    pub async fn sweep_attempts(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(&SWEEP).bind(now.as_microsecond()).run().await?;
        Ok(())
    }
}

fn read((n, ends): (i64, i64)) -> Result<(u64, Timestamp), StoreError> {
    Ok((u64::try_from(n).unwrap_or(u64::MAX), instant("attempt", ends)?))
}
