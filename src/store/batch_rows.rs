//! The rows that a batch of decisions writes: one list per table, sent as one JSON array each.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Person, StoreError};
use crate::area::{OfficeId, Seat};
use crate::case::Addressee;
use crate::origin::PersonId;

/// Bytes or an id as hexadecimal digits, the spelling that both databases read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hex(pub Vec<u8>);

/// Everything that one transaction writes.
#[derive(Debug, Default)]
pub struct Batch {
    /// New cases.
    pub opened: Vec<CaseRow>,
    /// Cases that were there; their tasks are replaced.
    pub changed: Vec<CaseRow>,
    /// Events.
    pub events: Vec<EventRow>,
    /// New values.
    pub answers: Vec<AnswerRow>,
    /// People who had no account.
    pub persons: Vec<PersonRow>,
    /// All tasks of the cases of this batch.
    pub tasks: Vec<TaskRow>,
    /// Numbers drawn.
    pub numbers: Vec<NumberRow>,
    /// Numbers that became void.
    pub voids: Vec<VoidRow>,
    /// New letters.
    pub letters: Vec<LetterRow>,
    /// Where letters that were there stand now.
    pub letter_states: Vec<LetterStateRow>,
    /// Frozen or partly signed bytes.
    pub work: Vec<BytesRow>,
    /// Finished letters.
    pub released: Vec<BytesRow>,
    /// Messages to send.
    pub outbox: Vec<OutboxRow>,
    /// Keys under which the answers may be asked for again.
    pub keys: Vec<KeyRow>,
    /// Uploaded files.
    pub uploads: Vec<UploadRow>,
}

/// A row of `cases`.
#[derive(Debug, Clone, Serialize)]
pub struct CaseRow {
    /// The case.
    pub id: Hex,
    /// Its ticket.
    pub ticket: String,
    /// The service.
    pub service: String,
    /// The hash of its definition.
    pub definition: String,
    /// The version that the decision was made on; 0 for a new case.
    pub seen: u64,
    /// The version that it makes.
    pub version: u64,
    /// The snapshot, without answers.
    pub state: Box<RawValue>,
    /// Who asked.
    pub applicant: Option<Hex>,
    /// The smallest area of its route.
    pub area: Option<String>,
    /// `draft`, `open`, `returned` or `ended`.
    pub phase: &'static str,
    /// When it changed.
    pub at: i64,
    /// Who changed it.
    pub by: Option<Hex>,
    /// When it ended.
    pub ended: Option<i64>,
    /// What makes it the same as another open case.
    pub likeness: Option<String>,
}

/// A row of `event`.
#[derive(Debug, Clone, Serialize)]
pub struct EventRow {
    /// The case.
    pub case_id: Hex,
    /// Its place in the case, from 1.
    pub seq: u64,
    /// The version that its command made.
    pub version: u64,
    /// When.
    pub at: i64,
    /// Its kind.
    pub kind: String,
    /// The event, in its canonical spelling.
    pub body: Box<RawValue>,
    /// Who.
    pub person: Option<Hex>,
    /// The salt of the leaf.
    pub salt: Hex,
    /// The leaf.
    pub leaf: Hex,
}

/// A row of `answer`.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerRow {
    /// The case.
    pub case_id: Hex,
    /// The field.
    pub field: String,
    /// Which value of the field.
    pub revision: u32,
    /// The salt of the commitment.
    pub salt: Hex,
    /// The value.
    pub value: Value,
}

/// A row of `task`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRow {
    /// The case.
    pub case_id: Hex,
    /// The step.
    pub step: String,
    /// Whom it is for.
    #[serde(flatten)]
    pub to: TaskFor,
    /// Since when it waits.
    pub since: i64,
    /// When it is due; `i64::MAX` for never.
    pub due: i64,
    /// The kelurahan whose supervisors see it.
    pub kelurahan: Option<String>,
    /// The kecamatan whose supervisors see it.
    pub kecamatan: Option<String>,
}

/// Whom a task is for, in two columns that an inbox is found by: of a seat its role and office; of
/// a person or a machine a word that is no role, and the id or name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskFor {
    role: String,
    office: String,
}

const PERSON: &str = "person:";
const SERVICE: &str = "service:";

impl TaskFor {
    pub(super) fn of(role: String, office: String) -> Self {
        Self { role, office }
    }

    pub(super) fn columns(self) -> (String, String) {
        (self.role, self.office)
    }

    /// The person, where it is for one.
    pub fn person(&self) -> Option<PersonId> {
        if self.role == PERSON { self.office.parse().ok() } else { None }
    }
}

impl From<Addressee> for TaskFor {
    fn from(to: Addressee) -> Self {
        let (role, office) = match to {
            Addressee::Seat(seat) => (seat.role.0, seat.office.0),
            Addressee::Person(person) => (PERSON.to_owned(), person.to_string()),
            Addressee::Service(name) => (SERVICE.to_owned(), name.to_string()),
        };
        Self { role, office }
    }
}

impl From<TaskFor> for Addressee {
    fn from(to: TaskFor) -> Self {
        match (to.role.as_str(), to.person()) {
            (_, Some(person)) => Self::Person(person),
            (SERVICE, None) => Self::Service(to.office.into()),
            _ => Self::Seat(Seat::new(&to.role, OfficeId(to.office))),
        }
    }
}

/// A row of `person`: somebody whom a request names, and whose task has come.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    id: Hex,
    name: String,
    nik: Option<String>,
    phone: Option<String>,
}

impl From<&Person> for PersonRow {
    fn from(person: &Person) -> Self {
        let (nik, phone) = (person.nik.clone(), person.phone.clone());
        Self { id: person.id.0.into(), name: person.name.clone(), nik, phone }
    }
}

/// A row of `register_entry`.
#[derive(Debug, Clone, Serialize)]
pub struct NumberRow {
    /// The counter.
    pub series: String,
    /// Its value.
    pub value: u32,
    /// The number as it is printed.
    pub number: String,
    /// The case.
    pub case_id: Hex,
    /// The output.
    pub output: String,
    /// The day of drawing.
    pub date: String,
}

/// A number that became void.
#[derive(Debug, Clone, Serialize)]
pub struct VoidRow {
    /// The case.
    pub case_id: Hex,
    /// The output.
    pub output: String,
    /// The number.
    pub number: String,
    /// Why.
    pub reason: String,
}

/// A row of `letter`.
#[derive(Debug, Clone, Serialize)]
pub struct LetterRow {
    /// The letter.
    pub id: Hex,
    /// The case.
    pub case_id: Hex,
    /// The output.
    pub output: String,
    /// The code of the check page.
    pub code: String,
    /// The number, if it has one.
    pub number: Option<String>,
    /// What the letter is made from.
    pub facts: Value,
    /// The hash that the request for signature froze.
    pub facts_sha256: String,
    /// The template.
    pub template: String,
    /// The hash of the template.
    pub template_sha256: String,
    /// Where it stands.
    pub state: String,
    /// When.
    pub created_at: i64,
}

/// Where the living letter of an output stands.
#[derive(Debug, Clone, Serialize)]
pub struct LetterStateRow {
    /// The case.
    pub case_id: Hex,
    /// The output.
    pub output: String,
    /// Where it stands.
    pub state: String,
}

/// A row of `letter_work` or `released`.
#[derive(Debug, Clone, Serialize)]
pub struct BytesRow {
    /// The letter.
    pub letter_id: Hex,
    /// SHA-256 in hex.
    pub sha256: String,
    /// The bytes.
    pub bytes: Hex,
    /// When.
    pub at: i64,
}

/// A row of `outbox`.
#[derive(Debug, Clone, Serialize)]
pub struct OutboxRow {
    /// The message.
    pub id: Hex,
    /// The case.
    pub case_id: Option<Hex>,
    /// What kind of message.
    pub kind: String,
    /// What it says.
    pub payload: Value,
    /// When it was written.
    pub created_at: i64,
    /// Not before.
    pub due_at: i64,
}

/// A row of `idempotency`.
#[derive(Debug, Clone, Serialize)]
pub struct KeyRow {
    /// The key.
    pub key: Hex,
    /// The case.
    pub case_id: Hex,
    /// The version that the command made.
    pub version: u64,
    /// The answer.
    pub outcome: Value,
    /// The hash of the request.
    pub request_hash: Hex,
    /// When.
    pub at: i64,
}

/// A row of `upload`.
#[derive(Debug, Clone, Serialize)]
pub struct UploadRow {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub media: String,
    /// When.
    pub created_at: i64,
    /// By whom.
    pub person: Option<Hex>,
}

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::journal::hex(&self.0))
    }
}

impl From<uuid::Uuid> for Hex {
    fn from(id: uuid::Uuid) -> Self {
        Self(id.as_bytes().to_vec())
    }
}

/// Rows as the parameter of a set-wise statement.
pub(super) fn rows<T: Serialize>(rows: &[T]) -> Result<String, StoreError> {
    Ok(serde_json::to_string(rows)?)
}
