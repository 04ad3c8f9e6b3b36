//! What the page of a holder shows.

use jiff::Timestamp;

use super::{HistoryLine, Lists, OutputView, Reach, Seen};
use crate::origin::Code;
use crate::workflow::{ActionId, Field, FieldId, Note, OutputId, StepId, Value};

/// A filled field, for readers.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldView {
    /// The field.
    pub id: FieldId,
    /// The question.
    pub title: String,
    /// Label and words of each part; one entry with an empty label for simple kinds.
    pub lines: Vec<(String, String)>,
    /// Uploaded files: name, and the address part under which the page serves it.
    pub files: Vec<(String, String)>,
    /// A sensitive answer that is not shown; showing it is recorded.
    pub masked: bool,
    /// What the definition wants the reader to notice about the answer.
    pub flags: Vec<String>,
    /// The applicant answered it: a return may say what is to be mended.
    pub answered: bool,
    /// The caller may correct it here.
    pub edit: Option<(Field, Option<Value>)>,
}

/// A button.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionView {
    /// The action.
    pub id: ActionId,
    /// The words on it.
    pub title: String,
    /// Whether a text goes with it.
    pub note: Note,
    /// The coded reasons, key and words; none where none is asked.
    pub reasons: Vec<(String, String)>,
    /// Another office must be named.
    pub forwards: bool,
    /// Fields that must be filled for it.
    pub needs: Vec<FieldId>,
    /// It leads back to the applicant, with remarks on single answers.
    pub returns: bool,
    /// It moves the case on (the main button).
    pub primary: bool,
}

/// A case as a holder sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The case.
    pub seen: Seen,
    /// Its ticket.
    pub ticket: Code,
    /// The service's title.
    pub service: String,
    /// What it is about, to tell it from others of the same service.
    pub about: Option<String>,
    /// Where it stands, if the caller may act there.
    pub step: Option<(StepId, String)>,
    /// The caller's seat in words.
    pub seat: String,
    /// Deadline.
    pub due: Option<Timestamp>,
    /// The deadline has passed.
    pub late: bool,
    /// What was answered, as far as the caller may see it.
    pub fields: Vec<FieldView>,
    /// What is offered to fields that the caller fills.
    pub lists: Lists,
    /// What the caller may do.
    pub actions: Vec<ActionView>,
    /// The main action signs: a passphrase is needed.
    pub signs: bool,
    /// Outputs that have a draft to look at.
    pub drafts: Vec<OutputView>,
    /// What happened, newest first.
    pub history: Vec<HistoryLine>,
    /// The caller may take back the last decision.
    pub undo: bool,
    /// How the task may be shared out.
    pub task: Sharing,
    /// Issued letters that the caller may revoke: output and title.
    pub revocable: Vec<(OutputId, String)>,
    /// How the applicant can be written to by hand.
    pub reach: Option<Reach>,
}

/// How a task that several could carry out is shared out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sharing {
    /// The caller may take it on.
    pub claimable: bool,
    /// The caller has taken it on.
    pub mine: bool,
    /// Who else has taken it on.
    pub taken_by: Option<String>,
    /// The caller can only give it to another seat: seat and words of each.
    pub give_to: Vec<(String, String)>,
}
