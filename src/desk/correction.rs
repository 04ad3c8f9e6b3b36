//! What a returned request is to be mended for, as its applicant reads it beside the form.

use std::collections::BTreeMap;

use super::house::Loaded;
use super::{Desk, DeskError, Problem, Who};
use crate::case::{Phase, sees};
use crate::origin::CaseId;
use crate::workflow::{Action, FieldId, Filler, Step, Target};

/// The most letters of one remark.
const LONGEST: usize = 500;

/// Why a request came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The title of the step that returned it.
    pub from: String,
    /// The reason.
    pub note: Option<String>,
    /// What is to be mended, by question.
    pub remarks: BTreeMap<FieldId, String>,
}

impl Desk {
    /// Why a request of the caller came back; `None` where it did not.
    pub async fn correction(
        &self,
        who: &Who,
        case: CaseId,
    ) -> Result<Option<Correction>, DeskError> {
        let loaded = self.load(case).await?;
        if !loaded.is_applicant(who) {
            return Err(DeskError::NotFound);
        }
        let Phase::Returned { by, note, remarks, .. } = &loaded.stored.case.phase else {
            return Ok(None);
        };
        let step = loaded.rules.definition.step(by.as_str());
        let from = step.map_or_else(String::new, |step| step.title.to_string());
        Ok(Some(Correction { from, note: note.clone(), remarks: remarks.clone() }))
    }
}

/// The remarks that count with an action, each trimmed, and what is wrong with them: only a return
/// to the applicant takes any, and only about what the step sees of the applicant's answers.
pub(super) fn judged_remarks(
    loaded: &Loaded,
    (step, action): (&Step, &Action),
    remarks: BTreeMap<FieldId, String>,
) -> Result<(BTreeMap<FieldId, String>, Vec<Problem>), DeskError> {
    let trimmed = remarks.into_iter().map(|(field, text)| (field, text.trim().to_owned()));
    let given = trimmed.filter(|(_, text)| !text.is_empty() && action.to == Target::Applicant);
    let given: BTreeMap<FieldId, String> = given.collect();
    let definition = &loaded.rules.definition;
    let mut wrong = Vec::new();
    for (id, text) in &given {
        let field = definition.field(id.as_str()).filter(|field| field.by == Filler::Applicant);
        let field = field.ok_or(DeskError::NotFound)?;
        if !loaded.model(|model| sees(model, &loaded.stored.case, &step.id, field)) {
            return Err(DeskError::NotFound);
        }
        if text.chars().count() > LONGEST {
            let message =
                format!("{}: catatannya paling panjang {LONGEST} huruf. Singkatlah.", field.title);
            wrong.push(Problem { path: format!("remark.{id}"), message });
        }
    }
    Ok((given, wrong))
}
