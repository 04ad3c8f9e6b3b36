//! What many decisions at once are asked and answered with.

use super::{DeskError, Seen};
use crate::origin::Code;
use crate::workflow::{ActionId, StepId};

/// An action that needs nothing but a press of its button, or a text beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quick {
    /// The action.
    pub action: ActionId,
    /// The words on its button.
    pub title: String,
}

/// A request that was picked out of a list, with what shall be done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// The request as the person saw it.
    pub seen: Seen,
    /// The step.
    pub step: StepId,
    /// The action.
    pub action: ActionId,
}

/// What became of one of them.
#[derive(Debug)]
pub struct DecidedOne {
    /// What was asked.
    pub picked: Picked,
    /// The ticket; none where the caller cannot see the request.
    pub ticket: Option<Code>,
    /// Whose request it is, likewise.
    pub subject: Option<String>,
    /// Done, or why not.
    pub result: Result<(), DeskError>,
}
