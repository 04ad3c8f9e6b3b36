//! What waits for somebody's seats.

use super::case_file::actions;
use super::house::{Loaded, internal};
use super::{ActionView, Desk, DeskError, Inbox, InboxRow, Quick, Seen, Who, words};
use crate::area::Right;
use crate::case::{self, Addressee};
use crate::store::{Task, TaskKey};
use crate::workflow::{Filler, Note, Step, StepId};

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
            onward: quick(who, loaded, step, |action| {
                action.primary && step.sign.is_empty() && action.note != Note::Required
            }),
            back: quick(who, loaded, step, |action| action.returns),
        })
    }
}

/// The action of a step that `wanted` describes, if nothing but a text can be asked beside it.
fn quick(
    who: &Who,
    loaded: &Loaded,
    step: &Step,
    wanted: impl Fn(&ActionView) -> bool,
) -> Option<Quick> {
    let proven = loaded.task_of(who).is_some_and(|task| task.auth <= who.proof);
    let asks = |action: &ActionView| {
        let fills = action.primary
            && loaded.rules.definition.fields.iter().any(|f| f.by == Filler::Step(step.id.clone()));
        fills || !action.needs.is_empty() || !action.reasons.is_empty() || action.forwards
    };
    let mut offered = actions(step, &loaded.stored.case).into_iter().filter(|_| proven);
    let found = offered.find(|action| wanted(action) && !asks(action))?;
    Some(Quick { action: found.id, title: found.title })
}

/// A batch may take the case up: nothing is asked of this step yet, or it was interrupted.
fn resumable(case: &case::Case, step: &Step) -> bool {
    !step.sign.iter().any(|output| {
        case.outputs.get(output).is_some_and(|state| state.state == case::LetterState::Unknown)
    })
}
