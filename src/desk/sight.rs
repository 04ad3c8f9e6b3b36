//! What a reader of a case may see: the steps that they read it at decide.

use super::house::{Loaded, internal};
use super::{CaseFile, Desk, DeskError, Who, words};
use crate::area::Seat;
use crate::case::{seat_of, sees};
use crate::origin::CaseId;
use crate::store::SensitiveView;
use crate::workflow::{Field, FieldId, Output, OutputId, Step, StepId};

/// Stands where a value is not shown.
const DOTS: &str = "••••••";

impl Loaded {
    /// The fields that the letter of an output prints.
    pub fn printed(&self, output: &OutputId) -> impl Iterator<Item = &Field> {
        let reads = self.service.templates.get(output).map(|template| template.reads());
        let roots = reads.unwrap_or_default().iter().map(|read| read.path.split('.').next());
        let roots: Vec<&str> = roots.flatten().collect();
        let fields = self.rules.definition.fields.iter();
        fields.filter(move |field| roots.contains(&field.id.as_str()))
    }
}

/// The steps at which somebody reads a case.
pub(super) struct Sight<'a> {
    loaded: &'a Loaded,
    steps: Vec<StepId>,
    /// The applicant sees everything.
    applicant: bool,
}

impl Loaded {
    /// How `who` sees the case: as the step where they may act now, else as the steps of their seat.
    pub fn sight(&self, who: &Who, seat: Option<&Seat>) -> Sight<'_> {
        let case = &self.stored.case;
        let here = self.task_of(who).map(|task| task.step);
        let linked = who.only.as_ref().map(|(_, step)| step.clone());
        let theirs = || {
            let said = case.approvals.iter().filter(|(_, _, said)| said.person == who.person);
            let mut steps: Vec<StepId> = said.map(|(step, ..)| step.clone()).collect();
            self.model(|model| {
                let held =
                    |step: &&Step| seat.is_some() && seat_of(model, case, step).as_ref() == seat;
                steps
                    .extend(model.definition.steps.iter().filter(held).map(|step| step.id.clone()));
            });
            steps
        };
        let steps = here.or(linked).map_or_else(theirs, |step| vec![step]);
        Sight { loaded: self, steps, applicant: self.is_applicant(who) }
    }

    /// A seat in words; a person without one is asked themself.
    pub fn in_words(&self, seat: Option<&Seat>) -> String {
        seat.map_or_else(String::new, |seat| words::seat(seat, &self.directory))
    }
}

impl Sight<'_> {
    /// Whether a field is shown. Who reads at no step sees what is hidden from nobody.
    pub fn sees(&self, field: &Field) -> bool {
        if self.applicant || self.steps.is_empty() {
            return self.applicant || field.hide.is_none();
        }
        let case = &self.loaded.stored.case;
        self.loaded.model(|model| self.steps.iter().any(|step| sees(model, case, step, field)))
    }

    /// Whether the one who asked may be named.
    pub fn names_applicant(&self) -> bool {
        let field = self.loaded.rules.definition.field("applicant");
        field.is_none_or(|field| self.sees(field))
    }

    /// Whether the draft of an output prints nothing that is hidden.
    pub fn may_read(&self, output: &Output) -> bool {
        self.loaded.printed(&output.id).all(|field| self.sees(field))
    }
}

impl Desk {
    /// The name of the one who asked, for a reader of the case.
    pub(super) async fn applicant_for(&self, loaded: &Loaded, sight: &Sight<'_>) -> String {
        if sight.names_applicant() {
            self.name_of(loaded.stored.case.applicant).await
        } else {
            "Pemohon (dirahasiakan)".to_owned()
        }
    }

    /// A case of the caller's queue with one sensitive field unmasked; the view is recorded.
    pub async fn reveal(
        &self,
        who: &Who,
        case: CaseId,
        field: &FieldId,
    ) -> Result<CaseFile, DeskError> {
        let file = self.open_showing(who, case, Some(field)).await?;
        let shown = file.fields.iter().any(|view| view.id == *field && !view.masked);
        if !shown {
            return Err(DeskError::NotFound);
        }
        self.note_view(who, case, field, &file.seat).await?;
        Ok(file)
    }

    /// Records that somebody saw a sensitive value.
    pub(super) async fn note_view(
        &self,
        who: &Who,
        case: CaseId,
        field: &FieldId,
        seat: &str,
    ) -> Result<(), DeskError> {
        let view = SensitiveView {
            case,
            field: field.to_string(),
            person: who.person,
            seat: seat.to_owned(),
            at: self.now(),
        };
        self.store().put_view(&view).await.map_err(internal)
    }
}

/// The lines of a sensitive field: what there is, not what it says.
pub(super) fn masked(lines: Vec<(String, String)>) -> Vec<(String, String)> {
    lines.into_iter().map(|(label, _)| (label, DOTS.to_owned())).collect()
}
