//! Tables: CSV files that definitions read (definition-format.md 2.8).

use std::sync::Arc;

use super::{TableId, Value};
use crate::calendar::PeriodClass;

/// A table. Its rows are what a choice `from: NAME` offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name of its file.
    pub id: TableId,
    /// SHA-256 (hex) of its content, however the file is laid out.
    pub hash: Arc<str>,
    /// The columns after `key` and `title`.
    pub columns: Vec<TableColumn>,
    /// The rows, in the order of the file.
    pub rows: Vec<TableRow>,
}

/// A column with its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its id.
    pub id: Arc<str>,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// `text`
    Text,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `date`
    Date,
    /// `duration`, of one class.
    Period(PeriodClass),
    /// `unit`: an office.
    Office,
    /// `area`
    Area,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Its id.
    pub key: Arc<str>,
    /// What people read.
    pub title: Arc<str>,
    /// The cells, one for each column of the table.
    pub cells: Vec<Value>,
}

impl Table {
    /// A row.
    pub fn row(&self, key: &str) -> Option<&TableRow> {
        self.rows.iter().find(|row| &*row.key == key)
    }

    /// What `FIELD.COLUMN` reads where the field has this key.
    pub fn cell(&self, key: &str, column: &str) -> Option<Value> {
        let row = self.row(key)?;
        if column == "title" {
            return Some(Value::Text(row.title.clone()));
        }
        let index = self.columns.iter().position(|known| &*known.id == column)?;
        row.cells.get(index).cloned()
    }
}
