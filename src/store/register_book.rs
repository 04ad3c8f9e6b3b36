//! The lines of a register book: numbers of letters with what became of each.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value as Json;
use sqlx::FromRow;
use sqlx::types::Json as Body;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::case::Event;
use crate::origin::{CaseId, Code, PersonId};

statements! {
    // `living` is the number that the output has now: an earlier one is void.
    ENTRIES = "SELECT r.value, r.number, r.date, r.output, r.void_reason, r.case_id, c.ticket,
            c.service, c.definition, c.version, c.state->'outputs'->r.output->>'state' AS letter,
            c.state->'outputs'->r.output->'number'->>'number' AS living,
            c.state->'phase'->>'end' AS ended, c.applicant, p.name
        FROM register_entry r JOIN cases c ON c.id = r.case_id
        LEFT JOIN person p ON p.id = c.applicant
        WHERE r.series = $1 AND r.value > $2 AND r.date >= $3 AND r.date < $4
        ORDER BY r.value LIMIT $5";
    FATES = {
        pg: "SELECT case_id, body, person, at FROM event
            WHERE kind IN ('voided', 'revoked', 'replaced') AND case_id IN
                (SELECT cast(jsonb_array_elements_text(cast($1 AS jsonb)) AS uuid))
            ORDER BY case_id, seq",
        lite: "SELECT case_id, body, person, at FROM event
            WHERE kind IN ('voided', 'revoked', 'replaced') AND case_id IN
                (SELECT unhex(replace(value, '-', '')) FROM json_each($1))
            ORDER BY case_id, seq",
    };
    DAYS = "SELECT min(date), max(date) FROM register_entry WHERE series = $1";
    VALUES = "SELECT value, number FROM register_entry WHERE series = $1 ORDER BY value";
    UNCOUNTED = "SELECT DISTINCT r.series FROM register_entry r
        WHERE NOT EXISTS (SELECT 1 FROM counter c WHERE c.series = r.series)";
}

/// The days of a part of a book: from the first one on, and before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookDays {
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub before: Date,
}

/// The number of a letter in its book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookEntry {
    /// The counter's value.
    pub value: u32,
    /// The number as it is printed.
    pub number: String,
    /// The day of drawing.
    pub date: Date,
    /// The output.
    pub output: String,
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub version: u64,
    /// Its ticket.
    pub ticket: Code,
    /// Its service.
    pub service: String,
    /// The hash of the service's version that it pinned.
    pub definition: String,
    /// Why the number is void.
    pub void: Option<String>,
    /// Where the letter stands, a word of `LetterState`, as long as it has this number.
    pub letter: Option<String>,
    /// How the case ended.
    pub ended: Option<String>,
    /// Who asked for it.
    pub applicant: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
}

/// An event after which a number no longer holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// The case.
    pub case: CaseId,
    /// Voided, revoked or replaced.
    pub event: Event,
    /// Whose doing it was.
    pub person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    value: i64,
    number: String,
    date: String,
    output: String,
    void_reason: Option<String>,
    case_id: Uuid,
    ticket: String,
    service: String,
    definition: String,
    version: i64,
    letter: Option<String>,
    living: Option<String>,
    ended: Option<String>,
    applicant: Option<Uuid>,
    name: Option<String>,
}

#[derive(FromRow)]
struct FateRow {
    case_id: Uuid,
    body: Body<Json>,
    person: Option<Uuid>,
    at: i64,
}

impl Store {
    /// The numbers of a series above `after` that were drawn on these days, in order.
    pub async fn book(
        &self,
        series: &str,
        days: BookDays,
        after: u32,
        limit: u32,
    ) -> Result<Vec<BookEntry>, StoreError> {
        let find = self.read(&ENTRIES).bind(series.to_owned()).bind(i64::from(after));
        let find = find.bind(days.from.to_string()).bind(days.before.to_string());
        let rows = find.bind(i64::from(limit)).all::<Row>().await?;
        rows.into_iter().map(|row| row.entry(series)).collect()
    }

    /// One number of a series, if a letter has it.
    pub async fn book_entry(
        &self,
        series: &str,
        value: u32,
    ) -> Result<Option<BookEntry>, StoreError> {
        let ever = BookDays { from: Date::ZERO, before: Date::MAX };
        let next = self.book(series, ever, value.saturating_sub(1), 1).await?.pop();
        Ok(next.filter(|entry| entry.value == value))
    }

    /// After what the numbers of these cases no longer hold, the oldest first.
    pub async fn fates(&self, cases: &[CaseId]) -> Result<Vec<Fate>, StoreError> {
        let rows = self.read(&FATES).bind(serde_json::to_string(cases)?).all::<FateRow>().await?;
        let fate = |row: FateRow| {
            Ok(Fate {
                case: CaseId(row.case_id),
                event: serde_json::from_value(row.body.0)?,
                person: row.person.map(PersonId),
                at: instant("event", row.at)?,
            })
        };
        rows.into_iter().map(fate).collect()
    }

    /// The first and the last day on which a number of a series was drawn.
    pub async fn book_days(&self, series: &str) -> Result<Option<(Date, Date)>, StoreError> {
        let find = self.read(&DAYS).bind(series.to_owned());
        let Some((Some(first), Some(last))) =
            find.first::<(Option<String>, Option<String>)>().await?
        else {
            return Ok(None);
        };
        let day = |text: String| {
            let wrong = |error| StoreError::inconsistent("register_entry", &series, &error);
            text.parse().map_err(|error: jiff::Error| wrong(error))
        };
        Ok(Some((day(first)?, day(last)?)))
    }

    /// The values of a series that letters have, each with its number as it is printed.
    pub async fn register_values(&self, series: &str) -> Result<Vec<(u32, String)>, StoreError> {
        let rows = self.read(&VALUES).bind(series.to_owned()).all::<(i64, String)>().await?;
        let value = |(value, number): (i64, String)| {
            let value = u32::try_from(value);
            let wrong = |error| StoreError::inconsistent("register_entry", &series, &error);
            Ok((value.map_err(wrong)?, number))
        };
        rows.into_iter().map(value).collect()
    }

    /// Series that letters have numbers of and no counter knows.
    pub async fn uncounted_series(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.read(&UNCOUNTED).all::<(String,)>().await?;
        Ok(rows.into_iter().map(|(series,)| series).collect())
    }
}

impl Row {
    fn entry(self, series: &str) -> Result<BookEntry, StoreError> {
        let id = format!("{series} {}", self.value);
        let wrong =
            |what: &dyn std::fmt::Display| StoreError::inconsistent("register_entry", &id, what);
        let living = self.living.as_deref() == Some(self.number.as_str());
        Ok(BookEntry {
            value: u32::try_from(self.value).map_err(|error| wrong(&error))?,
            date: self.date.parse().map_err(|error: jiff::Error| wrong(&error))?,
            version: u64::try_from(self.version).map_err(|error| wrong(&error))?,
            ticket: self.ticket.parse().map_err(|error| wrong(&error))?,
            letter: self.letter.filter(|_| living),
            number: self.number,
            output: self.output,
            case: CaseId(self.case_id),
            service: self.service,
            definition: self.definition,
            void: self.void_reason,
            ended: self.ended,
            applicant: self.applicant.map(PersonId),
            name: self.name,
        })
    }
}
