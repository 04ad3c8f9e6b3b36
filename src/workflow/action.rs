//! What may be done at a step, and what time does there (definition-format.md 5 and 5.2).

use std::sync::Arc;

use super::{ActionId, EndId, FieldId, Holder, StepId, Table};
use crate::calendar::Period;

/// What may be done at a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The button, where the author names it.
    pub title: Option<Arc<str>>,
    /// Where it leads.
    pub to: Target,
    /// Whether a text goes with it.
    pub note: Note,
    /// The table that a coded reason must be chosen from.
    pub reasons: Option<Arc<Table>>,
    /// What must be filled for it.
    pub needs: Vec<FieldId>,
    /// At most so often in a case.
    pub limit: Option<u32>,
    /// With `same`: forward; this field takes the new office (`move`).
    pub forward: Option<FieldId>,
    /// With `same`: hold at most so long.
    pub pause: Option<Period>,
    /// With `same`: the deadline is so much later (`add`).
    pub extend: Option<Period>,
}

/// Whether a text goes with an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// None is asked.
    None,
    /// It may be given.
    Optional,
    /// It must be given.
    Required,
}

/// Where an action leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// On.
    Next,
    /// Back to the applicant.
    Applicant,
    /// Nowhere: forward, hold or extend.
    Same,
    /// To an earlier step.
    Step(StepId),
    /// To an end.
    End(EndId),
}

/// A late rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// When, counted from the deadline.
    pub after: Period,
    /// What.
    pub act: LateDo,
}

/// What a late rule does.
#[derive(Debug, Clone, PartialEq)]
pub enum LateDo {
    /// A message to the holder.
    Remind,
    /// One more may act.
    Add(Holder),
    /// It decides by itself.
    Act {
        /// The action that is taken.
        action: ActionId,
        /// What the history says.
        tacit: Arc<str>,
    },
}

impl Action {
    /// An action that asks for nothing.
    pub fn new(id: impl Into<ActionId>, to: Target) -> Self {
        Self {
            id: id.into(),
            title: None,
            to,
            note: Note::None,
            reasons: None,
            needs: Vec::new(),
            limit: None,
            forward: None,
            pause: None,
            extend: None,
        }
    }

    /// The same, with a text.
    #[must_use]
    pub fn with_note(self, note: Note) -> Self {
        Self { note, ..self }
    }
}
