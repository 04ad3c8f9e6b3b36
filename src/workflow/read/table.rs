//! `tables/NAME.csv`: `key,title,agency:unit,sensitive:bool,...` (definition-format.md 2.8).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::finding::did_you_mean;
use super::super::{ColumnKind, Finding, Table, TableColumn, TableId, TableRow, Value};
use super::id::{self, IdKind};
use crate::area::OfficeId;
use crate::calendar::{Period, PeriodClass};

/// The kinds of columns, in the order of the format page.
const KINDS: [&str; 7] = ["text", "number", "bool", "date", "duration", "unit", "area"];

/// All tables of a folder, by name.
pub(in super::super) type Tables = BTreeMap<TableId, Arc<Table>>;

/// Reads every `tables/NAME.csv` among the sources.
pub(in super::super) fn tables(
    sources: &BTreeMap<String, String>,
    findings: &mut Vec<Finding>,
) -> Tables {
    let mut tables = Tables::new();
    for (file, text) in sources {
        let name = file.strip_prefix("tables/").and_then(|name| name.strip_suffix(".csv"));
        let Some(name) = name else { continue };
        let mut reader = Reader { file, lines: text.lines().collect(), findings };
        if let Some(wrong) = id::mistake(name, IdKind::Plain) {
            reader.wrong(1, 1, wrong, None);
        }
        let table = reader.table(name, text);
        tables.insert(TableId::from(name), Arc::new(table));
    }
    tables
}

struct Reader<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
    findings: &'a mut Vec<Finding>,
}

/// Where a cell stands: line from 1, and number of the column from 0.
type Cell = (u32, usize);

impl Reader<'_> {
    fn wrong(&mut self, line: u32, column: u32, message: String, remedy: Option<String>) {
        let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        self.findings.push(Finding {
            file: self.file.to_owned(),
            line,
            column,
            path: String::new(),
            message,
            remedy,
            warning: false,
            source: self.lines.get(index).map(|line| (*line).to_owned()).unwrap_or_default(),
        });
    }

    fn at(&mut self, (line, nth): Cell, message: String, remedy: Option<String>) {
        let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        let column = self.lines.get(index).map_or(1, |text| begins(text, nth));
        self.wrong(line, column, message, remedy);
    }

    fn table(&mut self, name: &str, text: &str) -> Table {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(1, csv::Position::line);
                    records.push((u32::try_from(line).unwrap_or(u32::MAX), record));
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    self.wrong(line, 1, format!("cannot be read: {error}"), None);
                }
            }
        }
        let mut records = records.into_iter();
        let mut columns = if let Some((line, header)) = records.next() {
            self.header(line, &header)
        } else {
            self.wrong(1, 1, "is empty; the first line must begin with key,title".into(), None);
            Vec::new()
        };
        let mut rows: Vec<TableRow> = Vec::new();
        let mut keys = BTreeSet::new();
        for (line, record) in records {
            let key = record.get(0).unwrap_or_default();
            if !keys.insert(key.to_owned()) {
                self.at((line, 0), format!("row `{key}` stands here twice"), None);
            }
            rows.extend(self.row(line, &record, &mut columns));
        }
        let hash = hash(&columns, &rows);
        let columns = columns.into_iter().flatten().collect();
        Table { id: name.into(), hash, columns, rows }
    }

    /// The columns after key and title; `None` where one could not be read.
    fn header(&mut self, line: u32, header: &csv::StringRecord) -> Vec<Option<TableColumn>> {
        if !header.iter().take(2).eq(["key", "title"]) {
            let semicolons = header.iter().next().is_some_and(|first| first.contains(';'));
            let remedy = semicolons.then(|| "separate the columns with commas".to_owned());
            self.wrong(line, 1, "the first line must begin with key,title".to_owned(), remedy);
        }
        let mut known = BTreeSet::from(["key", "title"]);
        let mut columns = Vec::new();
        for (nth, cell) in header.iter().enumerate().skip(2) {
            let (name, kind) = cell.split_once(':').unwrap_or((cell, "text"));
            if let Some(wrong) = id::mistake(name, IdKind::Name) {
                self.at((line, nth), format!("column `{name}`: {wrong}"), None);
            }
            if !known.insert(name) {
                self.at((line, nth), format!("column `{name}` stands here twice"), None);
            }
            let kind = match kind.trim() {
                "text" => Some(ColumnKind::Text),
                "number" => Some(ColumnKind::Number),
                "bool" => Some(ColumnKind::Bool),
                "date" => Some(ColumnKind::Date),
                // The first row fixes the class.
                "duration" => Some(ColumnKind::Period(PeriodClass::Clock)),
                "unit" => Some(ColumnKind::Office),
                "area" => Some(ColumnKind::Area),
                other => {
                    let message = format!("unknown kind `{other}` (kinds: {})", KINDS.join(", "));
                    self.at((line, nth), message, did_you_mean(other, KINDS));
                    None
                }
            };
            columns.push(kind.map(|kind| TableColumn { id: name.trim().into(), kind }));
        }
        columns
    }

    fn row(
        &mut self,
        line: u32,
        record: &csv::StringRecord,
        columns: &mut [Option<TableColumn>],
    ) -> Option<TableRow> {
        let wanted = columns.len() + 2;
        if record.len() != wanted {
            let message = format!("has {} cells, the first line has {wanted}", record.len());
            let quotes = "put quotes around a cell with a comma in it".to_owned();
            self.wrong(line, 1, message, (record.len() > wanted).then_some(quotes));
            return None;
        }
        let key = record.get(0).unwrap_or_default();
        let mut good = true;
        if let Some(wrong) = id::mistake(key, IdKind::Plain) {
            self.at((line, 0), format!("row `{key}`: {wrong}"), None);
            good = false;
        }
        if record.get(1).is_none_or(str::is_empty) {
            self.at((line, 1), "is empty: people read the title".to_owned(), None);
            good = false;
        }
        let mut cells = Vec::new();
        for (nth, column) in columns.iter_mut().enumerate() {
            let Some(column) = column else { continue };
            let text = record.get(nth + 2).unwrap_or_default();
            let first = line == self.first_row();
            match cell(text, &mut column.kind, first) {
                Ok(value) => cells.push(value),
                Err(wanted) if text.is_empty() => {
                    let message = format!("column `{}` is empty; it must be {wanted}", column.id);
                    self.at((line, nth + 2), message, None);
                    good = false;
                }
                Err(wanted) => {
                    let message = format!("column `{}` must be {wanted}, is `{text}`", column.id);
                    self.at((line, nth + 2), message, None);
                    good = false;
                }
            }
        }
        let title = record.get(1).unwrap_or_default().into();
        good.then(|| TableRow { key: key.into(), title, cells })
    }

    /// The line of the first row: blank lines are none.
    fn first_row(&self) -> u32 {
        let filled = self.lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let first = filled.skip(1).map(|(index, _)| index + 1).next();
        u32::try_from(first.unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

/// The value of a cell; the error is what it must be.
fn cell(text: &str, kind: &mut ColumnKind, first: bool) -> Result<Value, String> {
    let wanted = |wanted: &str| Err(wanted.to_owned());
    match kind {
        ColumnKind::Text if text.is_empty() => wanted("a text"),
        ColumnKind::Text => Ok(Value::Text(text.into())),
        ColumnKind::Number => text.parse().map(Value::Number).or_else(|_| wanted("a whole number")),
        ColumnKind::Bool => text.parse().map(Value::Bool).or_else(|_| wanted("true or false")),
        ColumnKind::Date => {
            text.parse().map(Value::Date).or_else(|_| wanted("a date like 2026-11-20"))
        }
        ColumnKind::Period(class) => match text.parse::<Period>() {
            Ok(period) => {
                if first {
                    *class = period.class();
                }
                if period.class() == *class {
                    return Ok(Value::Period(period));
                }
                let (word, units) = (class.key(), class.units());
                Err(format!("a {word} duration ({units}) as in the first row"))
            }
            Err(_) => wanted("a duration (3d 2mo 5y 4wd 6wh 1h)"),
        },
        ColumnKind::Office => {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            if text.is_empty() || !text.chars().all(plain) {
                return wanted("the id of an office, like dinas-pu or 35.74.04");
            }
            Ok(Value::Office(OfficeId(text.to_owned())))
        }
        ColumnKind::Area => {
            text.parse().map(Value::Area).or_else(|_| wanted("an area code like 35.74.04.1003"))
        }
    }
}

/// The character, from 1, at which a cell of a line begins.
fn begins(line: &str, nth: usize) -> u32 {
    let (mut commas, mut quoted, mut column) = (0, false, 1_u32);
    for c in line.chars() {
        if commas == nth && (quoted || c != ' ') {
            break;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            _ => {}
        }
        column = column.saturating_add(1);
    }
    column
}

fn hash(columns: &[Option<TableColumn>], rows: &[TableRow]) -> Arc<str> {
    let columns: Vec<String> =
        columns.iter().flatten().map(|column| format!("{}:{:?}", column.id, column.kind)).collect();
    let rows: Vec<_> = rows.iter().map(|row| (&row.key, &row.title, &row.cells)).collect();
    let text = serde_json::json!([columns, rows]).to_string();
    super::super::canonical::hex(&openssl::sha::sha256(text.as_bytes())).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Table, Vec<String>) {
        let sources = BTreeMap::from([("tables/t.csv".to_owned(), text.to_owned())]);
        let mut findings = Vec::new();
        let tables = tables(&sources, &mut findings);
        let told = |f: &Finding| {
            let remedy = f.remedy.as_ref().map(|remedy| format!(" = {remedy}")).unwrap_or_default();
            format!("{}:{} {}{remedy}", f.line, f.column, f.message)
        };
        let table = tables.values().next().unwrap();
        (Table::clone(table), findings.iter().map(told).collect())
    }

    const GOOD: &str = "key,title,agency:unit,sensitive:bool,response:duration,since:date,home:area,n:number,note\n\
        road,\"Jalan, jembatan\",dinas-pu,false,14wd,2026-01-02,35.74.03,3,a\n\
        \n\
        info,Informasi,diskominfo,true,6wh,2026-01-03,35.74.03.1004,-1,b\n";

    #[test]
    fn cells_are_read_by_the_kind_of_their_column() {
        let (table, told) = read(GOOD);
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(table.columns[2].kind, ColumnKind::Period(PeriodClass::Working));
        assert_eq!(table.cell("road", "title"), Some(Value::Text("Jalan, jembatan".into())));
        assert_eq!(
            table.cell("info", "agency"),
            Some(Value::Office(OfficeId("diskominfo".into())))
        );
        assert_eq!(table.cell("info", "response"), Some(Value::Period("6wh".parse().unwrap())));
        assert_eq!(table.cell("info", "n"), Some(Value::Number(-1)));
        assert_eq!(table.cell("info", "nothing"), None);
        assert_eq!(table.cell("nobody", "n"), None);
    }

    #[test]
    fn the_hash_follows_the_content_and_not_the_layout() {
        let hash = |text: &str| read(text).0.hash;
        let before = hash("key,title,n:number\na,A,1\n");
        assert_eq!(hash("key,title,n:number\r\n\"a\", A ,1"), before);
        assert_ne!(hash("key,title,n:number\na,A,2\n"), before);
        assert_ne!(hash("key,title,n\na,A,1\n"), before);
        assert_ne!(hash("key,title,n:number\nb,B,1\na,A,1\n"), before);
    }

    #[test]
    fn every_mistake_is_told_with_line_and_column() {
        let (_, told) = read(
            "key,title,Big:number,x:clock,x,n:numbr\nA,a,1,1,x,1\nb,,1,1,x,2\nc,C,1,1,x\nd,D,two,1,,1\nd,D,2,1,y,1\n",
        );
        assert_eq!(
            told,
            [
                "1:11 column `Big`: an id here is a-z, 0-9 and _, beginning with a letter",
                "1:22 unknown kind `clock` (kinds: text, number, bool, date, duration, unit, area)",
                "1:30 column `x` stands here twice",
                "1:32 unknown kind `numbr` (kinds: text, number, bool, date, duration, unit, area) = did you mean `number`?",
                "2:1 row `A`: an id here is a-z, 0-9, _ and -, beginning with a letter",
                "3:3 is empty: people read the title",
                "4:1 has 5 cells, the first line has 6",
                "5:5 column `Big` must be a whole number, is `two`",
                "5:11 column `x` is empty; it must be a text",
                "6:1 row `d` stands here twice",
            ]
        );
        let (_, told) = read("key;title\na;A\n");
        assert_eq!(
            told[0],
            "1:1 the first line must begin with key,title = separate the columns with commas"
        );
        let (_, told) = read("key,title,d:duration\na,A,3d\nb,B,3wd\nc,a,b,c\n");
        assert_eq!(
            told,
            [
                "3:5 column `d` must be a calendar duration (d, mo, y) as in the first row, is `3wd`",
                "4:1 has 4 cells, the first line has 3 = put quotes around a cell with a comma in it",
            ]
        );
        let (_, told) = read("");
        assert_eq!(told, ["1:1 is empty; the first line must begin with key,title"]);
        let (_, told) = read("\u{feff}key,title\nx,X\n");
        assert_eq!(told, Vec::<String>::new());
    }
}
