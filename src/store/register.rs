//! The registers of numbers.

use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::CaseId;

statements! {
    LIST = "SELECT series, value, number, case_id, output, date, void_reason FROM register_entry
        WHERE series = $1 AND value > $2 ORDER BY value LIMIT $3";
    SERIES = "SELECT series, n FROM counter ORDER BY series";
}

/// A number in its register. A void one stays, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The counter that it was drawn from.
    pub series: String,
    /// The counter's value.
    pub value: u32,
    /// The number as it is printed.
    pub number: String,
    /// The case.
    pub case: CaseId,
    /// The output.
    pub output: String,
    /// The day of drawing.
    pub date: Date,
    /// Why it is void.
    pub void: Option<String>,
}

#[derive(FromRow)]
struct Row {
    series: String,
    value: i64,
    number: String,
    case_id: Uuid,
    output: String,
    date: String,
    void_reason: Option<String>,
}

impl Store {
    /// The numbers of a series above `after`, in order.
    pub async fn register(
        &self,
        series: &str,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Entered>, StoreError> {
        let find = self.read(&LIST).bind(series.to_owned()).bind(i64::from(after));
        let rows = find.bind(i64::from(limit)).all::<Row>().await?;
        rows.into_iter().map(Entered::try_from).collect()
    }

    /// Every series with the last number drawn from it.
    pub async fn series(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let rows = self.read(&SERIES).all::<(String, i64)>().await?;
        Ok(rows.into_iter().map(|(name, n)| (name, u32::try_from(n).unwrap_or(u32::MAX))).collect())
    }
}

impl TryFrom<Row> for Entered {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let id = format!("{} {}", row.series, row.value);
        let wrong =
            |what: &dyn std::fmt::Display| StoreError::inconsistent("register_entry", &id, what);
        Ok(Self {
            value: u32::try_from(row.value).map_err(|error| wrong(&error))?,
            date: row.date.parse().map_err(|error: jiff::Error| wrong(&error))?,
            series: row.series,
            number: row.number,
            case: CaseId(row.case_id),
            output: row.output,
            void: row.void_reason,
        })
    }
}
