//! What a service tells, and what is read by migration only (definition-format.md 2.4, 2.5 and `was`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ActionId, Expr, FieldId, Holder, Path, StepId};

/// What may be shown to everybody.
#[derive(Debug, Clone, PartialEq)]
pub struct Publish {
    /// A public page exists only if true.
    pub when: Option<Expr>,
    /// What it shows.
    pub fields: Vec<Path>,
}

/// A message beside the default ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Notify {
    /// When it is sent.
    pub events: Vec<Told>,
    /// To whom.
    pub to: Holder,
    /// The id of its text.
    pub say: Arc<str>,
    /// The text, from the table `messages`; where it has none, people read what happened.
    pub words: Option<Arc<str>>,
}

/// What a message is sent about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// An action of a step was taken.
    Action(ActionId),
    /// A deadline has passed.
    Late,
    /// An output was issued.
    Issued,
    /// The case has ended.
    Closed,
}

/// What steps and fields were called in the version before: new name, old name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Was {
    /// Steps.
    pub steps: BTreeMap<StepId, StepId>,
    /// Fields.
    pub fields: BTreeMap<FieldId, FieldId>,
}
