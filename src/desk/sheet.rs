//! A sheet that people fill in: CSV with a header, read with the line of every row.

use std::collections::BTreeMap;

use crate::area::BadLine;
use crate::workflow::did_you_mean;

/// The rows of a sheet and the lines that could not be read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub rows: Vec<SheetRow>,
    pub bad: Vec<BadLine>,
}

/// A row: its cells by column, the empty ones left out.
#[derive(Debug)]
pub(super) struct SheetRow {
    pub line: u64,
    cells: BTreeMap<String, String>,
}

impl Sheet {
    /// Reads a sheet with comma or semicolon between the cells. `known` are the columns that it
    /// may have in any order, `prefix` begins further ones, `must` have to be there.
    pub fn read(text: &str, known: &[&str], prefix: Option<&str>, must: &[&str]) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut sheet = Self::default();
        let semicolon = text.lines().next().is_some_and(|first| first.contains(';'));
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .delimiter(if semicolon { b';' } else { b',' })
            .from_reader(text.as_bytes());
        let header: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(str::to_lowercase).collect(),
            Err(error) => {
                sheet.bad.push(BadLine { line: 1, problem: error.to_string() });
                return sheet;
            }
        };
        for column in &header {
            let more = prefix.is_some_and(|prefix| column.starts_with(prefix));
            if !known.contains(&column.as_str()) && !more {
                let meant = did_you_mean(column, known.iter().copied());
                let meant =
                    meant.unwrap_or_else(|| format!("the columns are {}", known.join(", ")));
                let problem = format!("unknown column `{column}`; {meant}");
                sheet.bad.push(BadLine { line: 1, problem });
            }
        }
        for column in must.iter().filter(|must| !header.iter().any(|column| column == *must)) {
            let problem = format!("the column `{column}` is missing; add it to the first line");
            sheet.bad.push(BadLine { line: 1, problem });
        }
        if !sheet.bad.is_empty() {
            return sheet;
        }
        for row in reader.records() {
            match row {
                Ok(row) => {
                    let line = row.position().map_or(1, csv::Position::line);
                    let filled = header.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
                    let cells = filled.map(|(column, cell)| (column.clone(), cell.to_owned()));
                    sheet.rows.push(SheetRow { line, cells: cells.collect() });
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let problem = format!("{error}; a cell with the separator in it needs quotes");
                    sheet.bad.push(BadLine { line, problem });
                }
            }
        }
        sheet
    }
}

impl SheetRow {
    /// A cell, if it is filled.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// A cell that must be filled.
    pub fn must(&self, column: &str) -> Result<&str, String> {
        self.cell(column).ok_or_else(|| format!("{column} is empty; fill it in"))
    }

    /// The filled cells whose column begins with `prefix`, by the rest of its name.
    pub fn cells_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.cells.iter().filter_map(move |(column, cell)| {
            column.strip_prefix(prefix).map(|rest| (rest, cell.as_str()))
        })
    }

    /// What is wrong with this row.
    pub fn bad(&self, problem: impl Into<String>) -> BadLine {
        BadLine { line: self.line, problem: problem.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let sheet = Sheet::read(text, &["code", "name"], Some("set."), &["code"]);
        sheet.bad.iter().map(|bad| format!("{}: {}", bad.line, bad.problem)).collect()
    }

    #[test]
    fn rows_are_read_by_column_whatever_their_order() {
        let text = "Name;code;set.late\nJati;35.74.03.1004;90d\n;35.74;\n";
        let sheet = Sheet::read(text, &["code", "name"], Some("set."), &["code"]);
        let [first, second] = &sheet.rows[..] else { panic!("{sheet:?}") };
        assert_eq!(
            (first.line, first.cell("name"), first.must("code")),
            (2, Some("Jati"), Ok("35.74.03.1004"))
        );
        assert_eq!(first.cells_with("set.").collect::<Vec<_>>(), [("late", "90d")]);
        assert_eq!(second.must("name"), Err("name is empty; fill it in".to_owned()));
    }

    #[test]
    fn a_wrong_header_or_row_is_told_with_its_line() {
        assert_eq!(told("code,nama\n"), ["1: unknown column `nama`; did you mean `name`?"]);
        assert_eq!(
            told("name\nx\n"),
            ["1: the column `code` is missing; add it to the first line"]
        );
        let short = told("code,name\n35\n");
        assert!(short[0].starts_with("2: CSV error"), "{short:?}");
    }
}
