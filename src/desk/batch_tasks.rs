//! The tasks of a case: a projection of where it stands, which can be made again at any time.

use std::sync::Arc;

use jiff::Timestamp;

use super::Rules;
use super::accounts::{Accounts, named};
use crate::area::{AreaCode, Directory, Level, Seat};
use crate::case::{Case, Model, due, route, tasks};
use crate::origin::{CaseId, Ids, PersonId};
use crate::store::{Store, StoreError, StoredCase, TaskRow};

/// How many cases are loaded at once.
const PAGE: usize = 200;

impl Rules {
    /// Calls `with` with what the engine knows besides the case.
    pub(super) fn model<T>(
        &self,
        (directory, accounts): (&Directory, &Accounts),
        now: Timestamp,
        with: impl FnOnce(&Model<'_>) -> T,
    ) -> T {
        let today = self.calendar.date(now);
        let staffing =
            |seat: &Seat, without: &[PersonId]| directory.staffing_without(seat, today, without);
        with(&Model {
            definition: &self.definition,
            calendar: &self.calendar,
            settings: &self.settings,
            staffing: &staffing,
            known: &|person| accounts.of(person),
            undo_window: self.undo_window,
            patience: self.patience,
            unit: self.unit.as_ref(),
        })
    }
}

/// The smallest area that the route of a case names.
pub(super) fn smallest_area(rules: &Rules, case: &Case) -> Option<AreaCode> {
    Level::ALL.into_iter().find_map(|level| route(&rules.definition, case, level))
}

/// The tasks of a case at `now`: one for every seat that may act.
pub fn project(
    rules: &Rules,
    (directory, accounts): (&Directory, &Accounts),
    id: CaseId,
    case: &Case,
    now: Timestamp,
) -> Vec<TaskRow> {
    let area = smallest_area(rules, case);
    rules.model((directory, accounts), now, |model| {
        let mut rows: Vec<TaskRow> = Vec::new();
        for task in tasks(model, case, now) {
            let step = rules.definition.step(task.step.as_str());
            let due = step.and_then(|step| due(model, case, step, now));
            let since = case.clocks.get(&task.step).and_then(|clock| clock.since);
            // The supervisors of an agency's task, or a person's, are those of the case.
            let place = task.to.seat().and_then(|seat| seat.office.area()).or_else(|| area.clone());
            let above = |level| place.as_ref()?.at(level).map(|area| area.to_string());
            let row = TaskRow {
                case_id: id.0.into(),
                step: task.step.to_string(),
                kelurahan: above(Level::Kelurahan),
                kecamatan: above(Level::Kecamatan),
                to: task.to.into(),
                since: since.unwrap_or(now).as_microsecond(),
                due: due.map_or(i64::MAX, Timestamp::as_microsecond),
            };
            // One task for whoever must act at several slots of the step.
            if !rows.iter().any(|other| other.to == row.to) {
                rows.push(row);
            }
        }
        rows
    })
}

/// Makes the tasks of all cases again: as of `now`, or as of each case's last change. Cases that
/// change meanwhile keep what that change wrote. How many cases were projected.
pub async fn rebuild_tasks(
    store: &Store,
    directory: &Directory,
    rules: impl Fn(&StoredCase) -> Option<Arc<Rules>>,
    ids: &Ids,
    now: Option<Timestamp>,
) -> Result<usize, StoreError> {
    let (mut after, mut count) = (None, 0);
    loop {
        let page = store.case_ids_after(after, PAGE).await?;
        let Some(&last) = page.last() else { return Ok(count) };
        let loaded = store.load(&page, &[]).await?;
        let known = loaded.cases.values().filter_map(|stored| Some((stored, rules(stored)?)));
        let (mut seen, mut tasks) = (Vec::new(), Vec::new());
        for (stored, rules) in known {
            let at = now.unwrap_or(stored.changed);
            seen.push((stored.id, stored.case.version));
            let people = named(&rules.definition, |field| stored.case.value(field));
            let accounts = Accounts::find(store, ids, people, at).await?;
            for task in project(&rules, (directory, &accounts), stored.id, &stored.case, at) {
                if let Some(person) = task.to.person().and_then(|id| accounts.fresh(id)) {
                    store.put_person(person).await?;
                }
                tasks.push(task);
            }
        }
        store.replace_tasks(&seen, &tasks).await?;
        count += seen.len();
        after = Some(last);
    }
}
