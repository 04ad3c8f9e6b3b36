//! What use cases take and give: plain data for pages and programs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Lists, PinAsked, Quick};
use crate::area::OfficeId;
use crate::case::Refusal;
use crate::origin::{CaseId, Code, PersonId};
use crate::workflow::{
    ActionId, Field, FieldId, OutputId, Proof, Purpose, ServiceId, StepId, Value,
};

/// Who calls a use case, and how they proved it.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// Their name, for the page's head.
    pub name: String,
    /// How they proved it.
    pub proof: Proof,
    /// A link opens one case only.
    pub only: Option<(CaseId, StepId)>,
}

/// A request to be handed in, for the first time or again.
#[derive(Debug, Clone)]
pub struct Submit {
    /// The service.
    pub service: ServiceId,
    /// New, renewal or correction.
    pub purpose: Purpose,
    /// All answers of the applicant; what is absent is empty.
    pub answers: BTreeMap<FieldId, Value>,
    /// A returned case that is handed in again, or a draft, as the page showed it.
    pub again: Option<Seen>,
    /// The ticket of the ended case that this one follows, renews or corrects.
    pub earlier: Option<Code>,
    /// Sent twice with the same key, it is carried out once.
    pub key: Uuid,
}

/// A case as a page showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The case.
    pub case: CaseId,
    /// The version that the person saw.
    pub version: u64,
}

/// What the applicant is told after handing in.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The case.
    pub case: CaseId,
    /// What the applicant keeps.
    pub ticket: Code,
}

/// A decision of a holder.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The case.
    pub seen: Seen,
    /// The step.
    pub step: StepId,
    /// The action.
    pub action: ActionId,
    /// Fields that the holder fills or corrects.
    pub fills: BTreeMap<FieldId, Value>,
    /// A text for the reader.
    pub note: Option<String>,
    /// What is to be mended, by field of the applicant; only a return takes any.
    pub remarks: BTreeMap<FieldId, String>,
    /// The key of a coded reason.
    pub reason: Option<String>,
    /// The office of a forward.
    pub unit: Option<OfficeId>,
    /// Sent twice with the same key, it is carried out once.
    pub key: Uuid,
}

impl Decide {
    /// A decision with nothing beside it.
    pub fn new(seen: Seen, step: StepId, action: ActionId, key: Uuid) -> Self {
        let (fills, remarks) = (BTreeMap::new(), BTreeMap::new());
        let (note, reason, unit) = (None, None, None);
        Self { seen, step, action, fills, note, remarks, reason, unit, key }
    }
}

/// A service that a resident may start.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceCard {
    /// Its id.
    pub id: ServiceId,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub about: String,
    /// Rupiah.
    pub fee: i64,
    /// The promised time in words, for example "5 hari kerja".
    pub time: Option<String>,
    /// The heading that it stands under.
    pub topic: Option<String>,
    /// What one gets.
    pub product: Option<String>,
    /// Laws and regulations.
    pub basis: Vec<String>,
    /// The address of a service that is somebody else's: it has no form here.
    pub link: Option<String>,
}

/// The form of a service, as far as the answers given so far ask for it.
#[derive(Debug, Clone)]
pub struct Form {
    /// The service.
    pub service: ServiceCard,
    /// The fields that apply, in order, each with its answer so far (or prefilled).
    pub fields: Vec<(Field, Option<Value>)>,
    /// What is offered beside the words of the definition.
    pub lists: Lists,
}

/// Something wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `mother.nik`, `witnesses.1.person.name`.
    pub path: String,
    /// What is wrong and how to mend it, in Indonesian.
    pub message: String,
}

fn listed(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{}: {}", problem.path, problem.message))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The engine refuses.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Answers are missing or wrong.
    #[error("answers are missing or wrong: {}", listed(.0))]
    Invalid(Vec<Problem>),
    /// There is no such thing, or it is not the caller's.
    #[error("not found")]
    NotFound,
    /// Somebody else was quicker.
    #[error("changed by {who} at {at}")]
    Conflict {
        /// Name of who acted.
        who: String,
        /// When.
        at: Timestamp,
    },
    /// The same key came with another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The passphrase does not open the key.
    #[error("wrong passphrase")]
    Passphrase,
    /// The letter cannot be made: a sentence that says why.
    #[error("the letter cannot be made: {0}")]
    Letter(String),
    /// It was tried too often; after so many seconds it may be tried again.
    #[error("tried too often: again in {0} s")]
    TooOften(u64),
    /// The link of a message opens nothing on this telephone before the PIN.
    #[error("the PIN is asked for")]
    Pin(PinAsked),
    /// The queue is full; try again in so many seconds.
    #[error("busy")]
    Busy,
    /// Something failed that the caller cannot mend.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// A line of an inbox.
#[derive(Debug, Clone, PartialEq)]
pub struct InboxRow {
    /// The case as it is now.
    pub seen: Seen,
    /// Its ticket.
    pub ticket: Code,
    /// The service's title.
    pub service: String,
    /// The step.
    pub step: StepId,
    /// The step's title.
    pub step_title: String,
    /// The seat that holds it, in words: "Lurah Jati".
    pub seat: String,
    /// Whose request it is: the applicant's name.
    pub subject: String,
    /// What it is about, to tell it from others of the same service: the child's name.
    pub about: Option<String>,
    /// Arrived.
    pub since: Timestamp,
    /// Deadline.
    pub due: Option<Timestamp>,
    /// The deadline has passed.
    pub late: bool,
    /// The step signs: it can go into a batch.
    pub signs: bool,
    /// What moves it on, if that asks for nothing more.
    pub onward: Option<Quick>,
    /// What gives it back to the applicant, if that asks for a text at most.
    pub back: Option<Quick>,
}

/// A page of an inbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbox {
    /// The caller's seats in words.
    pub seats: Vec<String>,
    /// At most fifty lines, by deadline.
    pub rows: Vec<InboxRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// One entry of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// Who, by what right, at which seat, in words.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// The note.
    pub note: Option<String>,
}

/// A letter or register entry of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputView {
    /// The output.
    pub id: OutputId,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: Option<String>,
    /// Issued: it can be downloaded (if it is a letter) and checked.
    pub released: bool,
    /// It has a letter (not only a register entry).
    pub letter: bool,
    /// The check code of a letter.
    pub code: Option<Code>,
    /// Who gets a copy, in words.
    pub copies: Vec<String>,
}

/// How far a step is, for the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Approved.
    Done,
    /// Here it waits.
    Now,
    /// Still to come.
    Later,
}

/// A case as its applicant sees it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one question of the page")]
pub struct Tracking {
    /// The case.
    pub seen: Seen,
    /// Its ticket.
    pub ticket: Code,
    /// The service.
    pub service: ServiceCard,
    /// What it is about, to tell it from others of the same service: the child's name.
    pub subject: Option<String>,
    /// The day on which it was handed in first.
    pub filed: Option<Date>,
    /// One sentence: where it is.
    pub headline: String,
    /// One sentence: what the applicant must do, if anything.
    pub todo: Option<String>,
    /// Since when it is there.
    pub since: Option<Timestamp>,
    /// By when it will move on.
    pub due: Option<Timestamp>,
    /// The steps with title, progress, and who decided when.
    pub steps: Vec<(String, Progress, Option<HistoryLine>)>,
    /// Letters and register entries.
    pub outputs: Vec<OutputView>,
    /// What happened, newest first.
    pub history: Vec<HistoryLine>,
    /// Returned: the answers may be changed and handed in again.
    pub editable: bool,
    /// May be withdrawn.
    pub withdrawable: bool,
    /// Has ended and may be opened again.
    pub reopenable: bool,
    /// For what a new letter may be asked for in place of its own.
    pub again: Vec<Purpose>,
    /// Over.
    pub ended: bool,
}

/// What anybody learns of a letter by its code.
#[derive(Debug, Clone, PartialEq)]
pub struct LetterCheck {
    /// The code.
    pub code: Code,
    /// Genuine and in force, or void with a reason in words.
    pub valid: Result<(), String>,
    /// The last day on which it may be used.
    pub until: Option<Date>,
    /// What kind of letter.
    pub title: String,
    /// Its number.
    pub number: Option<String>,
    /// Its date.
    pub date: Date,
    /// The office that issued it.
    pub office: String,
    /// Masked name of whom it is about: `S*** A*****`.
    pub subject: String,
    /// Who signed, in words, and when.
    pub signers: Vec<(String, Timestamp)>,
    /// Register entries of the same case that belong to it: title and number.
    pub registers: Vec<(String, String)>,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum FileCheck {
    /// Byte for byte what was issued.
    Same(Box<LetterCheck>),
    /// Not what was issued under this code, or issued by nobody here.
    Different,
}

/// A message that the house sent (or would send) to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: String,
    /// The request that it tells of: its number, and what it is about where the reader may see it.
    pub about: Option<String>,
    /// The address part of the link in it: `/t/CODE`.
    pub path: Option<String>,
}
