//! Taking a task on, giving it back, and giving it to another seat where nobody is left.

use uuid::Uuid;

use super::aftermath::Order;
use super::decide::at_slot;
use super::house::Loaded;
use super::{Desk, DeskError, Seen, Situation, Who, request_hash};
use crate::area::Seat;
use crate::case::{AtSlot, Command, TaskKind};
use crate::workflow::StepId;

impl Desk {
    /// One of several who share a seat takes its task on; a colleague may take it over.
    pub async fn claim(&self, who: &Who, seen: Seen, key: Uuid) -> Result<(), DeskError> {
        let acts = |kind: TaskKind| kind != TaskKind::Overseer;
        self.at_task(who, seen, (key, "claim"), acts, |at, _| Command::Claim(at)).await
    }

    /// Whoever took the task on gives it back.
    pub async fn release(&self, who: &Who, seen: Seen, key: Uuid) -> Result<(), DeskError> {
        let acts = |kind: TaskKind| kind != TaskKind::Overseer;
        self.at_task(who, seen, (key, "release"), acts, |at, _| Command::Release(at)).await
    }

    /// The head of the unit above gives a task that nobody can carry out to another seat.
    pub async fn reassign(
        &self,
        who: &Who,
        seen: Seen,
        to: Seat,
        key: Uuid,
    ) -> Result<(), DeskError> {
        let oversees = |kind: TaskKind| kind == TaskKind::Overseer;
        let request = format!("reassign {to}");
        let give = move |at: AtSlot, _: &Situation<'_>| Command::Reassign { at, to: to.clone() };
        self.at_task(who, seen, (key, &request), oversees, give).await
    }

    async fn at_task(
        &self,
        who: &Who,
        seen: Seen,
        (key, request): (Uuid, &str),
        kind: impl Fn(TaskKind) -> bool + Send + Sync + 'static,
        command: impl Fn(AtSlot, &Situation<'_>) -> Command + Send + Sync + 'static,
    ) -> Result<(), DeskError> {
        let loaded = self.load(seen.case).await?;
        let step = waiting(&loaded, who)?;
        Self::may_decide(who, &loaded, &step)?;
        let request = request_hash(&(who.person, request, seen.case, seen.version));
        let order = Order::of(seen, key, request, who.person);
        let aftermath = self.aftermath(&loaded).await?;
        let (who, rules) = (who.clone(), std::sync::Arc::clone(&loaded.rules));
        let make = move |_, situation: &Situation<'_>| {
            Ok(command(at_slot(&rules, &who, &step, situation, &kind)?, situation))
        };
        self.order(aftermath, order, make).await.map(|_| ())
    }
}

/// The step at which the caller has a task.
fn waiting(loaded: &Loaded, who: &Who) -> Result<StepId, DeskError> {
    loaded.task_of(who).map(|task| task.step).ok_or(DeskError::NotFound)
}
