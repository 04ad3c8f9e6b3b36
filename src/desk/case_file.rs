//! A case as a holder sees it.

use jiff::Timestamp;

use super::about::about;
use super::copies::copies;
use super::flags::flags;
use super::history::{Teller, button};
use super::sight::{self, Sight};
use super::tracking::outputs;
use super::uploads::files_of;
use super::{ActionView, CaseFile, FieldView, Seen, Sharing, Who, words};
use crate::area::{Seat, Staffing};
use crate::case::{self, Case, Event, Model, Task, TaskKind};
use crate::origin::Code;
use crate::workflow::{Field, FieldId, FieldKind, Filler, Step, Table, Target, Value};

/// What the page of a holder is made from.
pub(super) struct Opened<'a> {
    pub seen: Seen,
    pub ticket: &'a Code,
    pub who: &'a Who,
    /// The caller's seat at this case; themself without one.
    pub seat: Option<&'a Seat>,
    /// What the caller is asked to do.
    pub task: Option<&'a Task>,
    /// What they may see.
    pub sight: &'a Sight<'a>,
    /// The sensitive field that they asked to see.
    pub revealed: Option<&'a FieldId>,
    pub model: &'a Model<'a>,
    pub teller: &'a Teller<'a>,
    pub events: &'a [(Timestamp, Event)],
    pub now: Timestamp,
}

impl Opened<'_> {
    /// The view.
    pub fn view(&self) -> CaseFile {
        let (case, model) = (self.teller.case, self.model);
        let acts = |task: &&Task| task.kind != TaskKind::Overseer;
        let mine = |step: &&Step| self.task.filter(acts).is_some_and(|task| task.step == step.id);
        let step = case::position(model, case).filter(mine);
        let due = step.and_then(|step| case::due(model, case, step, self.now));
        CaseFile {
            seen: self.seen,
            ticket: self.ticket.clone(),
            service: model.definition.title.to_string(),
            about: about(model.definition, case, |field| self.sight.sees(field)),
            step: step.map(|step| (step.id.clone(), step.title.to_string())),
            seat: self.seat.map_or_else(
                || self.who.name.clone(),
                |seat| words::seat(seat, self.teller.directory),
            ),
            due,
            late: due.is_some_and(|due| due < self.now),
            fields: self.fields(step),
            lists: super::Lists::default(),
            actions: step.map(|step| actions(step, case)).unwrap_or_default(),
            signs: step.is_some_and(|step| !step.sign.is_empty()),
            drafts: self.drafts(),
            history: self.teller.history(self.events.iter().map(|(at, event)| (*at, event))),
            undo: self.undo(),
            task: self.sharing(),
            revocable: Vec::new(),
            reach: None,
        }
    }

    /// Letters that the case will end in and that are not issued: each has a draft to look at.
    fn drafts(&self) -> Vec<super::OutputView> {
        let (case, definition) = (self.teller.case, self.model.definition);
        let begun = outputs(self.model, self.teller, &[]);
        let open = |output: &&crate::workflow::Output| {
            output.template.is_some()
                && self.sight.may_read(output)
                && !begun.iter().any(|view| view.id == output.id && view.released)
        };
        let view = |output: &crate::workflow::Output| super::OutputView {
            id: output.id.clone(),
            title: output.title.to_string(),
            number: None,
            released: false,
            letter: true,
            code: None,
            copies: copies(self.model, case, output, (self.teller.directory, self.teller.named)),
        };
        definition.outputs.iter().filter(open).map(view).collect()
    }

    fn fields(&self, step: Option<&Step>) -> Vec<FieldView> {
        let case = self.teller.case;
        let view = |field: &Field| {
            if !self.sight.sees(field) {
                return None;
            }
            let value = case.value(&field.id);
            let edits = step.is_some_and(|step| {
                step.edit.contains(&field.id) || field.by == Filler::Step(step.id.clone())
            });
            if value.is_none() && !edits {
                return None;
            }
            let shown = self.revealed == Some(&field.id);
            let masked = sensitive(field) && value.is_some() && !shown;
            let lines = value.map(|value| words::lines(field, value, self.teller.directory));
            let lines = lines.unwrap_or_default();
            Some(FieldView {
                id: field.id.clone(),
                title: field.title.to_string(),
                lines: if masked { sight::masked(lines) } else { lines },
                files: value.filter(|_| !masked).map(files).unwrap_or_default(),
                masked,
                answered: field.by == Filler::Applicant,
                flags: flags(self.model, case, field),
                edit: (edits && !masked).then(|| (field.clone(), value.cloned())),
            })
        };
        self.model.definition.fields.iter().filter_map(view).collect()
    }

    /// How the caller's task is shared out: only what an office holds is.
    fn sharing(&self) -> Sharing {
        let Some(task) = self.task.filter(|task| task.to.seat().is_some()) else {
            return Sharing::default();
        };
        let (case, directory) = (self.teller.case, self.teller.directory);
        if task.kind == TaskKind::Overseer {
            return Sharing { give_to: self.seats_to_give(task), ..Sharing::default() };
        }
        let taken = case.claimed.get(&task.step, &task.slot).copied();
        let today = self.model.calendar.date(self.now);
        let service = self.model.definition.id.as_str();
        let several = task.to.seat().is_some_and(|s| directory.acting(s, service, today).len() > 1);
        let mine = taken == Some(self.who.person);
        let other = taken.filter(|_| !mine);
        Sharing {
            claimable: several && !mine,
            mine,
            taken_by: other.map(|person| self.teller.person(person)),
            give_to: Vec::new(),
        }
    }

    /// The filled seats of the overseer's own office, and of those between it and the task.
    fn seats_to_give(&self, task: &Task) -> Vec<(String, String)> {
        let directory = self.teller.directory;
        let Some(area) = task.to.seat().and_then(|seat| seat.office.area()) else { return vec![] };
        let case = self.teller.case;
        let route: Vec<_> = crate::area::Level::ALL
            .into_iter()
            .filter_map(|level| case::route(self.model.definition, case, level))
            .filter(|unit| area.contains(unit))
            .collect();
        let seats = directory.appointments().map(|(seat, _)| seat);
        let near = seats.filter(|seat| seat.office.area().is_some_and(|a| route.contains(&a)));
        let filled = |seat: &&Seat| (self.model.staffing)(seat, &[]) != Staffing::Vacant;
        near.filter(filled).map(|seat| (seat.to_string(), words::seat(seat, directory))).collect()
    }

    fn undo(&self) -> bool {
        let Some(last) = &self.teller.case.last else { return false };
        let open = last.at.saturating_add(self.model.undo_window).is_ok_and(|end| self.now <= end);
        last.undoable && last.person == self.who.person && open
    }
}

/// Whether a field, or a column of it, is shown masked.
fn sensitive(field: &Field) -> bool {
    let columns = match &field.kind {
        FieldKind::List { columns, .. } => columns.as_slice(),
        _ => &[],
    };
    field.sensitive || columns.iter().any(|column| column.sensitive)
}

fn files(value: &Value) -> Vec<(String, String)> {
    files_of(value).map(|file| (file.name.clone(), file.sha256.clone())).collect()
}

/// The buttons of a step.
pub(super) fn actions(step: &Step, case: &Case) -> Vec<ActionView> {
    if case::signing(case) {
        return Vec::new();
    }
    let held = case.held.contains_key(&step.id);
    let view = |action: &crate::workflow::Action| ActionView {
        id: action.id.clone(),
        title: button(action, !step.sign.is_empty()),
        note: action.note,
        reasons: action.reasons.as_ref().map(|table| reasons(table)).unwrap_or_default(),
        forwards: action.forward.is_some(),
        needs: action.needs.clone(),
        returns: action.to == Target::Applicant,
        primary: action.to == Target::Next,
    };
    let offered = |action: &&crate::workflow::Action| !(held && action.pause.is_some());
    step.actions.iter().filter(offered).map(view).collect()
}

fn reasons(table: &Table) -> Vec<(String, String)> {
    table.rows.iter().map(|row| (row.key.to_string(), row.title.to_string())).collect()
}
