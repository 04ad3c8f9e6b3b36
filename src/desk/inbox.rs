//! What waits for somebody's seats.

use super::house::{Loaded, internal};
use super::{Desk, DeskError, Inbox, InboxRow, Seen, Who, words};
use crate::area::Right;
use crate::case::{self, Addressee};
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
        let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
        let own = Addressee::Person(who.person);
        tasks.extend(self.store().inbox(&own, after, limit).await.map_err(internal)?);
        let delegated = directory.seats_delegated_to(who.person, today).into_iter();
        let delegated = delegated.map(|seat| (seat, Right::Delegate));
        for (seat, right) in directory.seats_of(who.person, today).into_iter().chain(delegated) {
            seats.push(format!("{}{}", words::right(right), words::seat(&seat, &directory)));
            tasks.extend(
                self.store().inbox(&Addressee::Seat(seat), after, limit).await.map_err(internal)?,
            );
        }
        tasks.sort_by_key(|task| task.after);
        tasks.dedup_by_key(|task| task.case);
        let next = (tasks.len() > PAGE).then(|| tasks[PAGE - 1].after.to_string());
        tasks.truncate(PAGE);
        let mut rows = Vec::with_capacity(tasks.len());
        for task in &tasks {
            let loaded = self.load(task.case).await?;
            // Nobody decides for an office on their own request, so it is not on their list either;
            // and a delegation holds for its services only.
            let mine = match task.to.seat() {
                Some(seat) => !loaded.is_applicant(who) && loaded.may_act_for(who, seat),
                None => true,
            };
            if mine {
                rows.push(self.row(who, task, &loaded).await?);
            }
        }
        Ok(Inbox { seats, rows, next })
    }

    async fn row(&self, who: &Who, task: &Task, loaded: &Loaded) -> Result<InboxRow, DeskError> {
        let (case, definition) = (&loaded.stored.case, &loaded.rules.definition);
        let step = definition.step(&task.step).ok_or(DeskError::NotFound)?;
        let sight = loaded.sight(who, task.to.seat());
        Ok(InboxRow {
            seen: Seen { case: task.case, version: task.version },
            ticket: loaded.ticket()?,
            service: definition.title.to_string(),
            step: StepId::from(task.step.as_str()),
            step_title: step.title.to_string(),
            seat: match task.to.seat() {
                Some(seat) => words::seat(seat, &loaded.directory),
                None => "Anda sendiri".to_owned(),
            },
            subject: self.applicant_for(loaded, &sight).await,
            about: loaded.about(&sight),
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
