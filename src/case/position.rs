//! Where a case stands: derived from its approvals, never stored (definition-format.md 7.2).

use super::facts::guard;
use super::{Approval, Case, LetterState, Model, Phase, Vouched, route};
use crate::workflow::{Definition, Holder, Step};

/// The step that an open case waits at.
pub fn position<'a>(model: &Model<'a>, case: &Case) -> Option<&'a Step> {
    if case.phase == Phase::Open { standing(model, case) } else { None }
}

/// The first step whose guard holds and which lacks a valid approval, whatever the phase.
pub(super) fn standing<'a>(model: &Model<'a>, case: &Case) -> Option<&'a Step> {
    model.definition.steps.iter().find(|step| !complete(model, case, step))
}

/// Whether a step needs nobody any more: it is skipped, or its approval is valid.
pub fn complete(model: &Model<'_>, case: &Case, step: &Step) -> bool {
    !exists(model, case, step)
        || case
            .approvals
            .get(&step.id)
            .is_some_and(|approval| valid(model.definition, case, approval))
}

/// Whether a step exists for this case: its guard holds.
pub fn exists(model: &Model<'_>, case: &Case, step: &Step) -> bool {
    guard(model, case, step.when.as_ref())
}

/// Whether all that an approval vouched for is so now.
pub fn valid(definition: &Definition, case: &Case, approval: &Approval) -> bool {
    let current = |field| case.data.get(field).map(|held| held.revision);
    approval.saw.fields.iter().all(|(field, saw)| current(field) == *saw)
        && approval
            .saw
            .route
            .as_ref()
            .is_none_or(|(level, unit)| route(definition, case, *level) == *unit)
}

/// What an approval at `step` vouches for.
pub(super) fn vouch(definition: &Definition, case: &Case, step: &Step) -> Vouched {
    let revision = |field| case.data.get(field).map(|held| held.revision);
    Vouched {
        fields: step.confirms.iter().map(|field| (field.clone(), revision(field))).collect(),
        route: match &step.by {
            Holder::Level { level, .. } => Some((*level, route(definition, case, *level))),
            Holder::Applicant => None,
        },
    }
}

/// Whether a signature is under way, which refuses every other command (7.4).
pub fn signing(case: &Case) -> bool {
    case.outputs.values().any(|output| output.state.pending())
}

impl LetterState {
    /// Asked for, prepared, or of unknown outcome.
    pub fn pending(self) -> bool {
        matches!(self, Self::Numbered | Self::Prepared | Self::Unknown)
    }
}
