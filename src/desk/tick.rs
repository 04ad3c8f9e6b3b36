//! What time does to cases: late rules fire, holds end. A silent seat never blocks a case.

use jiff::{SignedDuration, Timestamp};

use super::aftermath::Order;
use super::house::{derived, internal};
use super::told::TICK;
use super::{Desk, DeskError, request_hash};
use crate::case::next_tick;
use crate::origin::CaseId;
use crate::store::Outgoing;

/// Wake-ups that one look takes up.
const BATCH: u32 = 64;
/// After so long somebody else takes a wake-up up that was claimed and not done.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);

impl Desk {
    /// Lets time act on the cases whose moment has come; how many it changed. To be called every
    /// half minute or so.
    pub async fn tick(&self) -> Result<usize, DeskError> {
        self.refresh().await?;
        let now = self.now();
        let until = now.saturating_add(CLAIM).unwrap_or(Timestamp::MAX);
        let due = self.store().claim(Some(TICK), now, until, BATCH).await.map_err(internal)?;
        let mut changed = 0;
        for wake_up in due {
            if let Some(case) = wake_up.case {
                changed += usize::from(self.wake(case, &wake_up).await?);
            }
            self.store().message_done(wake_up.id, now).await.map_err(internal)?;
        }
        self.work_off().await?;
        self.sweep().await?;
        Ok(changed)
    }

    async fn wake(&self, id: CaseId, wake_up: &Outgoing) -> Result<bool, DeskError> {
        let loaded = self.load(id).await?;
        let (case, now) = (&loaded.stored.case, loaded.now);
        let next = loaded.model(|model| next_tick(model, case));
        // Somebody may have acted since: then there is nothing to do, or another moment to wait for.
        let Some((_, command)) = next.filter(|(at, _)| *at <= now) else { return Ok(false) };
        let key = derived(wake_up.id, TICK);
        let request = request_hash(&(TICK, wake_up.id));
        let order = Order::of_nobody(id, Some(case.version), key, request);
        let aftermath = self.aftermath(&loaded).await?;
        match self.order(aftermath, order, move |_, _| Ok(command.clone())).await {
            Ok(done) => Ok(!done.events.is_empty()),
            Err(DeskError::Conflict { .. } | DeskError::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
