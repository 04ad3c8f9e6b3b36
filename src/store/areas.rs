//! Areas of official lists. None is ever removed.

use serde::Serialize;
use sqlx::FromRow;

use super::sql::statements;
use super::{Store, StoreError};
use crate::area::AreaCode;

statements! {
    ALL_AREAS = "SELECT code, name, called, gone FROM area ORDER BY code";
    BELOW = "SELECT code, name, called, gone FROM area
        WHERE code LIKE $1 AND length(code) <= $2 ORDER BY code";
    ONE = "SELECT code, name, called, gone FROM area WHERE code = $1";
    SOME = {
        pg: "SELECT code, name, called, gone FROM area WHERE code IN
            (SELECT jsonb_array_elements_text(cast($1 AS jsonb)))",
        lite: "SELECT code, name, called, gone FROM area
            WHERE code IN (SELECT value FROM json_each($1))",
    };
    PUT = {
        pg: "INSERT INTO area (code, name, called, gone)
            SELECT code, name, called, gone FROM jsonb_to_recordset(cast($1 AS jsonb))
                AS r(code text, name text, called text, gone text)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, called = excluded.called,
                gone = excluded.gone",
        lite: "INSERT INTO area (code, name, called, gone)
            SELECT value->>'code', value->>'name', value->>'called', value->>'gone'
            FROM json_each($1) WHERE true
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, called = excluded.called,
                gone = excluded.gone",
    };
}

/// So many rows go into one statement.
const ROWS: usize = 5000;

/// An area of an official list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// Its bare name: `Probolinggo`.
    pub name: String,
    /// What it is called: `Kota`.
    pub called: String,
    /// The day of the list that no longer had it (ISO 8601).
    pub gone: Option<String>,
}

#[derive(FromRow, Serialize)]
struct Row {
    code: String,
    name: String,
    called: String,
    gone: Option<String>,
}

impl Store {
    /// Every area that was ever listed, by code.
    pub async fn areas(&self) -> Result<Vec<Area>, StoreError> {
        let rows = self.read(&ALL_AREAS).all::<Row>().await?;
        rows.into_iter().map(Area::try_from).collect()
    }

    /// An area.
    pub async fn area(&self, code: &AreaCode) -> Result<Option<Area>, StoreError> {
        let row = self.read(&ONE).bind(code.to_string()).first::<Row>().await?;
        row.map(Area::try_from).transpose()
    }

    /// The areas of these codes, as far as they are known.
    pub async fn areas_of(&self, codes: &[AreaCode]) -> Result<Vec<Area>, StoreError> {
        let rows = self.read(&SOME).bind(serde_json::to_string(codes)?).all::<Row>().await?;
        rows.into_iter().map(Area::try_from).collect()
    }

    /// The areas right below an area (the provinces where none is named), by code.
    pub async fn areas_below(&self, code: Option<&AreaCode>) -> Result<Vec<Area>, StoreError> {
        let above = code.map_or_else(String::new, |code| format!("{code}."));
        // The longest step down is that to an RT which lies in no RW: `000.007`.
        let longest = i32::try_from(above.len() + 7).unwrap_or(i32::MAX);
        let rows = self.read(&BELOW).bind(format!("{above}%")).bind(longest).all::<Row>().await?;
        let areas = rows.into_iter().map(Area::try_from).collect::<Result<Vec<_>, _>>()?;
        Ok(areas.into_iter().filter(|area| area.code.parent().as_ref() == code).collect())
    }

    /// Puts areas in, all or nothing.
    pub async fn put_areas(&self, areas: &[Area]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for some in areas.chunks(ROWS) {
            let rows: Vec<Row> = some.iter().map(Row::from).collect();
            tx.sql(&PUT).bind(serde_json::to_string(&rows)?).run().await?;
        }
        tx.commit().await
    }
}

impl From<&Area> for Row {
    fn from(area: &Area) -> Self {
        Self {
            code: area.code.to_string(),
            name: area.name.clone(),
            called: area.called.clone(),
            gone: area.gone.clone(),
        }
    }
}

impl TryFrom<Row> for Area {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |error| StoreError::inconsistent("area", &row.code, &error);
        Ok(Self {
            code: row.code.parse().map_err(wrong)?,
            name: row.name,
            called: row.called,
            gone: row.gone,
        })
    }
}
