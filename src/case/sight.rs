//! What a step sees of a case: every field from its filling on, minus `hide` (section 3).

use super::facts::guard;
use super::{Case, Model};
use crate::workflow::{Field, Filler, StepId};

/// Whether a step sees a field.
pub fn sees(model: &Model<'_>, case: &Case, step: &StepId, field: &Field) -> bool {
    let index = |step: &StepId| model.definition.index(step.as_str());
    let edits = model.definition.step(step.as_str()).is_some_and(|at| at.edit.contains(&field.id));
    let filled = match &field.by {
        Filler::Applicant => true,
        Filler::Step(by) => index(by) <= index(step),
    };
    (filled || edits) && !hidden(model, case, step, field)
}

/// Whether a field is kept from a step.
pub fn hidden(model: &Model<'_>, case: &Case, step: &StepId, field: &Field) -> bool {
    let hide = field.hide.as_ref().filter(|hide| hide.from.contains(step));
    hide.is_some_and(|hide| guard(model, case, hide.when.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, text};
    use super::*;
    use crate::workflow::Value;

    fn seen(stage: &Stage, step: &str) -> Vec<String> {
        let definition = &stage.definition;
        let sees =
            |field: &&Field| stage.with(|model| sees(model, &stage.case, &step.into(), field));
        definition.fields.iter().filter(sees).map(|field| field.id.to_string()).collect()
    }

    #[test]
    fn a_step_sees_what_was_filled_before_it_and_is_not_hidden_from_it() {
        let text_of = include_str!("../../tests/reference/extra/office.yaml").replace(
            "reason: {type: text, max: 40, title: Alasan}",
            "reason: {type: text, max: 40, title: Alasan, hide: {from: [survey, assess], when: urgent}}",
        );
        let mut stage = Stage::new("office", &text_of);
        stage.submit(&[("reason", text("x")), ("urgent", Value::Bool(true))]).unwrap();
        assert_eq!(seen(&stage, "intake"), ["reason", "urgent", "amount", "applicant"]);
        assert_eq!(seen(&stage, "survey"), ["urgent", "amount", "finding", "applicant"]);
        // A correction is no way around: `edit` shows nothing that is hidden.
        assert_eq!(seen(&stage, "assess"), ["urgent", "amount", "finding", "remark", "applicant"]);
        let mut open = Stage::new("office", &text_of);
        open.submit(&[("reason", text("x")), ("urgent", Value::Bool(false))]).unwrap();
        assert_eq!(seen(&open, "survey"), ["reason", "urgent", "amount", "finding", "applicant"]);
    }
}
