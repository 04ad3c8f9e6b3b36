//! A case as a holder sees it.

use jiff::Timestamp;

use super::history::{Teller, button};
use super::tracking::outputs;
use super::{ActionView, CaseFile, FieldView, Seen, Who, words};
use crate::area::Seat;
use crate::case::{self, Case, Event, Model};
use crate::origin::Code;
use crate::workflow::{Field, Filler, Step, Target, Value};

/// What the page of a holder is made from.
pub(super) struct Opened<'a> {
    pub seen: Seen,
    pub ticket: &'a Code,
    pub who: &'a Who,
    /// The caller's seat at this case.
    pub seat: &'a Seat,
    pub model: &'a Model<'a>,
    pub teller: &'a Teller<'a>,
    pub events: &'a [(Timestamp, Event)],
    pub now: Timestamp,
}

impl Opened<'_> {
    /// The view.
    pub fn view(&self) -> CaseFile {
        let (case, model) = (self.teller.case, self.model);
        let mine = |step: &&Step| {
            let seats = case::seats(model, case, self.now);
            seats.iter().any(|task| task.step == step.id && task.seat == *self.seat)
        };
        let step = case::position(model, case).filter(mine);
        let due = step.and_then(|step| case::due(model, case, step, self.now));
        CaseFile {
            seen: self.seen,
            ticket: self.ticket.clone(),
            service: model.definition.title.to_string(),
            step: step.map(|step| (step.id.clone(), step.title.to_string())),
            seat: words::seat(self.seat, self.teller.directory),
            due,
            late: due.is_some_and(|due| due < self.now),
            fields: self.fields(step),
            actions: step.map(|step| actions(step, case)).unwrap_or_default(),
            signs: step.is_some_and(|step| !step.sign.is_empty()),
            drafts: self.drafts(),
            history: self.teller.history(self.events.iter().map(|(at, event)| (*at, event))),
            undo: self.undo(),
        }
    }

    /// Letters that the case will end in and that are not issued: each has a draft to look at.
    fn drafts(&self) -> Vec<super::OutputView> {
        let (case, definition) = (self.teller.case, self.model.definition);
        let begun = outputs(case, definition, &[]);
        let open = |output: &&crate::workflow::Output| {
            output.template.is_some()
                && !begun.iter().any(|view| view.id == output.id && view.released)
        };
        let view = |output: &crate::workflow::Output| super::OutputView {
            id: output.id.clone(),
            title: output.title.to_string(),
            number: None,
            released: false,
            letter: true,
            code: None,
        };
        definition.outputs.iter().filter(open).map(view).collect()
    }

    fn fields(&self, step: Option<&Step>) -> Vec<FieldView> {
        let case = self.teller.case;
        let view = |field: &Field| {
            let value = case.value(&field.id);
            let edits = step.is_some_and(|step| {
                step.edit.contains(&field.id) || field.by == Filler::Step(step.id.clone())
            });
            if value.is_none() && !edits {
                return None;
            }
            let lines = value.map(|value| words::lines(field, value, self.teller.directory));
            Some(FieldView {
                id: field.id.clone(),
                title: field.title.to_string(),
                lines: lines.unwrap_or_default(),
                files: value.map(files).unwrap_or_default(),
                edit: edits.then(|| (field.clone(), value.cloned())),
            })
        };
        self.model.definition.fields.iter().filter_map(view).collect()
    }

    fn undo(&self) -> bool {
        let Some(last) = &self.teller.case.last else { return false };
        let open = last.at.saturating_add(self.model.undo_window).is_ok_and(|end| self.now <= end);
        last.undoable && last.person == self.who.person && open
    }
}

fn files(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::File(files) => {
            files.iter().map(|file| (file.name.clone(), file.sha256.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn actions(step: &Step, case: &Case) -> Vec<ActionView> {
    if case::signing(case) {
        return Vec::new();
    }
    let held = case.held.contains_key(&step.id);
    let view = |action: &crate::workflow::Action| ActionView {
        id: action.id.clone(),
        title: button(action, !step.sign.is_empty()),
        note_required: action.note_required,
        primary: action.to == Target::Next,
    };
    let offered = |action: &&crate::workflow::Action| !(held && action.pause.is_some());
    step.actions.iter().filter(offered).map(view).collect()
}
