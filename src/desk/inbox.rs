//! What waits for somebody's seats.

use super::house::{Loaded, internal};
use super::{Desk, DeskError, Inbox, InboxRow, Seen, Who, words};
use crate::case;
use crate::store::{Task, TaskKey};
use crate::workflow::StepId;

/// Lines of a page.
const PAGE: usize = 50;

impl Desk {
    /// What waits for the caller's seats, by deadline; `after` is where the page before ended.
    pub async fn inbox(&self, who: &Who, after: Option<&str>) -> Result<Inbox, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let directory = self.0.queue.directory().await.map_err(internal)?;
        let today = crate::calendar::Zone::Wib.date(self.now());
        let after = after.and_then(|text| text.parse().ok()).unwrap_or(TaskKey::FIRST);
        let mut tasks: Vec<Task> = Vec::new();
        let mut seats = Vec::new();
        for (seat, right) in directory.seats_of(who.person, today) {
            seats.push(format!("{}{}", words::right(right), words::seat(&seat, &directory)));
            let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
            tasks.extend(self.store().inbox(&seat, after, limit).await.map_err(internal)?);
        }
        tasks.sort_by_key(|task| task.after);
        tasks.dedup_by_key(|task| task.case);
        let next = (tasks.len() > PAGE).then(|| tasks[PAGE - 1].after.to_string());
        tasks.truncate(PAGE);
        let mut rows = Vec::with_capacity(tasks.len());
        for task in &tasks {
            let loaded = self.load(task.case).await?;
            // Nobody decides on their own request, so it is not on their list either.
            if !loaded.is_applicant(who) {
                rows.push(self.row(task, &loaded).await?);
            }
        }
        Ok(Inbox { seats, rows, next })
    }

    async fn row(&self, task: &Task, loaded: &Loaded) -> Result<InboxRow, DeskError> {
        let (case, definition) = (&loaded.stored.case, &loaded.rules.definition);
        let step = definition.step(&task.step).ok_or(DeskError::NotFound)?;
        Ok(InboxRow {
            seen: Seen { case: task.case, version: task.version },
            ticket: loaded.ticket()?,
            service: definition.title.to_string(),
            step: StepId::from(task.step.as_str()),
            step_title: step.title.to_string(),
            seat: words::seat(&task.seat, &loaded.directory),
            subject: self.name_of(case.applicant).await,
            since: task.since,
            due: task.due,
            late: task.due.is_some_and(|due| due < loaded.now),
            signs: !step.sign.is_empty() && resumable(case, step),
        })
    }
}

/// A batch may take the case up: nothing is asked of this step yet, or it was interrupted.
fn resumable(case: &case::Case, step: &crate::workflow::Step) -> bool {
    !step.sign.iter().any(|output| {
        case.outputs.get(output).is_some_and(|state| state.state == case::LetterState::Unknown)
    })
}
