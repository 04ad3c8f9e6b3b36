//! Letters: by the code of the check page, their bytes on the way, and the finished ones.

use jiff::Timestamp;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::instant::{instant, maybe};
use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::{CaseId, Code, LetterId};

statements! {
    BY_CODE = "SELECT l.id, l.case_id, l.output, l.code, l.number, l.facts, l.facts_sha256,
            l.template, l.template_sha256, l.state, l.created_at, r.sha256, r.at
        FROM letter l LEFT JOIN released r ON r.letter_id = l.id WHERE l.code = $1";
    BY_ID = "SELECT l.id, l.case_id, l.output, l.code, l.number, l.facts, l.facts_sha256,
            l.template, l.template_sha256, l.state, l.created_at, r.sha256, r.at
        FROM letter l LEFT JOIN released r ON r.letter_id = l.id WHERE l.id = $1";
    OF_CASE = "SELECT l.id, l.case_id, l.output, l.code, l.number, l.facts, l.facts_sha256,
            l.template, l.template_sha256, l.state, l.created_at, r.sha256, r.at
        FROM letter l LEFT JOIN released r ON r.letter_id = l.id
        WHERE l.case_id = $1 ORDER BY l.id";
    BY_SHA256 = "SELECT l.id, l.case_id, l.output, l.code, l.number, l.facts, l.facts_sha256,
            l.template, l.template_sha256, l.state, l.created_at, r.sha256, r.at
        FROM released r JOIN letter l ON r.letter_id = l.id WHERE r.sha256 = $1";
    RELEASED = "SELECT bytes FROM released WHERE letter_id = $1";
    WORK = "SELECT bytes FROM letter_work WHERE letter_id = $1";
    UNFINISHED = "SELECT l.id, l.case_id, l.output, l.code, l.number, l.facts, l.facts_sha256,
            l.template, l.template_sha256, l.state, l.created_at, NULL AS sha256,
            cast(NULL AS bigint) AS at
        FROM letter l WHERE l.state IN ('numbered', 'prepared', 'failed', 'unknown', 'signed')
        ORDER BY l.id LIMIT $1";
}

/// A letter: one numbered instance of an output.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// The case.
    pub case: CaseId,
    /// The output.
    pub output: String,
    /// The code of the check page.
    pub code: Code,
    /// The number, if it has one.
    pub number: Option<String>,
    /// What it is made from; none once the answers were erased.
    pub facts: Option<serde_json::Value>,
    /// SHA-256 (hex) of template, fonts and facts.
    pub facts_sha256: String,
    /// The template.
    pub template: String,
    /// SHA-256 (hex) of the template.
    pub template_sha256: String,
    /// Where it stands: a word of `LetterState`.
    pub state: String,
    /// When its facts were frozen.
    pub created: Timestamp,
    /// SHA-256 (hex) of the finished letter, once it is released.
    pub sha256: Option<String>,
    /// When it was released.
    pub released: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    case_id: Uuid,
    output: String,
    code: String,
    number: Option<String>,
    facts: Option<Json<serde_json::Value>>,
    facts_sha256: String,
    template: String,
    template_sha256: String,
    state: String,
    created_at: i64,
    sha256: Option<String>,
    at: Option<i64>,
}

impl Store {
    /// The letter of a check code.
    pub async fn letter_by_code(&self, code: &Code) -> Result<Option<Letter>, StoreError> {
        let row = self.read(&BY_CODE).bind(code.to_string()).first::<Row>().await?;
        row.map(Letter::try_from).transpose()
    }

    /// A letter.
    pub async fn letter(&self, id: LetterId) -> Result<Option<Letter>, StoreError> {
        let row = self.read(&BY_ID).bind(id.0).first::<Row>().await?;
        row.map(Letter::try_from).transpose()
    }

    /// All letters of a case, void ones too, oldest first.
    pub async fn letters_of(&self, case: CaseId) -> Result<Vec<Letter>, StoreError> {
        let rows = self.read(&OF_CASE).bind(case.0).all::<Row>().await?;
        rows.into_iter().map(Letter::try_from).collect()
    }

    /// The released letter that is exactly this file.
    pub async fn letter_by_file(&self, sha256: &str) -> Result<Option<Letter>, StoreError> {
        let row = self.read(&BY_SHA256).bind(sha256.to_owned()).first::<Row>().await?;
        row.map(Letter::try_from).transpose()
    }

    /// Letters that were begun and are neither released nor void, oldest first.
    pub async fn unfinished_letters(&self, limit: u32) -> Result<Vec<Letter>, StoreError> {
        let rows = self.read(&UNFINISHED).bind(i64::from(limit)).all::<Row>().await?;
        rows.into_iter().map(Letter::try_from).collect()
    }

    /// The bytes of a finished letter: the only ones that anybody may be given.
    pub async fn released(&self, letter: LetterId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.read(&RELEASED).bind(letter.0).first::<(Vec<u8>,)>().await?;
        Ok(row.map(|(bytes,)| bytes))
    }

    /// The frozen or partly signed bytes of a letter: for signers, never for a download.
    pub async fn letter_work(&self, letter: LetterId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.read(&WORK).bind(letter.0).first::<(Vec<u8>,)>().await?;
        Ok(row.map(|(bytes,)| bytes))
    }
}

impl TryFrom<Row> for Letter {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let code = row.code.parse();
        Ok(Self {
            id: LetterId(row.id),
            case: CaseId(row.case_id),
            output: row.output,
            code: code.map_err(|error| StoreError::inconsistent("letter", &row.id, &error))?,
            number: row.number,
            facts: row.facts.map(|facts| facts.0).filter(|facts| !facts.is_null()),
            facts_sha256: row.facts_sha256,
            template: row.template,
            template_sha256: row.template_sha256,
            state: row.state,
            created: instant("letter", row.created_at)?,
            sha256: row.sha256,
            released: maybe("released", row.at)?,
        })
    }
}
