//! An official list of area codes, in any of the shapes that it is handed around in.

use std::collections::BTreeMap;

use super::AreaCode;

/// The areas of a list, and the lines that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficialList {
    /// Name and line of every area.
    pub areas: BTreeMap<AreaCode, (String, u64)>,
    /// What could not be read, by line.
    pub bad: Vec<BadLine>,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// From 1.
    pub line: u64,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// Longer names than any that exist (44 characters).
const LONGEST: usize = 100;
const CODES: [&str; 5] = ["code", "kode", "kode_wilayah", "kode wilayah", "id"];
const NAMES: [&str; 6] = ["name", "nama", "nama_wilayah", "nama wilayah", "wilayah", "uraian"];

impl OfficialList {
    /// Reads a list: `code,name` with comma, semicolon, tab or bar between, with a header or
    /// without, columns in any order beside others; codes with dots or without; or the rows of a
    /// SQL dump, `('11','Aceh'),`.
    pub fn read(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut list = Self::default();
        let sql = text.lines().any(|line| line.trim_start().starts_with("('"));
        if sql {
            for (line, row) in (1..).zip(text.lines()) {
                if let Some(row) = row.trim_start().strip_prefix('(') {
                    list.add(line, &quoted(row), (0, 1));
                }
            }
        } else {
            list.table(text);
        }
        list
    }

    fn table(&mut self, text: &str) {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let separator = [b';', b'\t', b'|'].into_iter().find(|&s| first.contains(char::from(s)));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .delimiter(separator.unwrap_or(b','))
            .from_reader(text.as_bytes());
        let mut columns = None;
        for row in reader.records() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    self.bad.push(BadLine { line, problem: error.to_string() });
                    continue;
                }
            };
            let line = row.position().map_or(1, csv::Position::line);
            let cells: Vec<String> = row.iter().map(str::to_owned).collect();
            if let Some(columns) = columns {
                self.add(line, &cells, columns);
            } else if let Some(found) = header(&cells) {
                columns = Some(found);
            } else {
                let found = guess(&cells);
                columns = Some(found);
                self.add(line, &cells, found);
            }
        }
    }

    fn add(&mut self, line: u64, cells: &[String], (code, name): (usize, usize)) {
        let cell = |at: usize| cells.get(at).map(|cell| cell.trim()).unwrap_or_default();
        let name = cell(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let problem = match read_code(cell(code)) {
            Err(problem) => problem,
            Ok(_) if name.is_empty() => "the name is missing; write code,name".to_owned(),
            Ok(_) if name.chars().count() > LONGEST || name.contains(char::is_control) => {
                format!(
                    "the name has more than {LONGEST} characters, or one that cannot be printed"
                )
            }
            Ok(code) => match self.areas.get(&code) {
                Some((known, first)) if *known != name => format!(
                    "{code} is {known:?} at line {first} and {name:?} here; keep one of the lines"
                ),
                Some(_) => return,
                None => {
                    self.areas.insert(code, (name, line));
                    return;
                }
            },
        };
        self.bad.push(BadLine { line, problem });
    }
}

/// The columns of code and name, where this is a header.
fn header(cells: &[String]) -> Option<(usize, usize)> {
    let find = |words: &[&str]| {
        cells.iter().position(|cell| words.contains(&cell.to_lowercase().as_str()))
    };
    Some((find(&CODES)?, find(&NAMES)?))
}

/// The columns of code and name by what stands in the first row.
fn guess(cells: &[String]) -> (usize, usize) {
    let code = cells.iter().position(|cell| read_code(cell).is_ok()).unwrap_or(0);
    let word = |cell: &&String| cell.chars().any(char::is_alphabetic);
    let name = cells.iter().position(|cell| word(&cell)).unwrap_or(code + 1);
    (code, name)
}

/// A code with dots, or as bare digits: 2, 4, 6 or 10 of them.
fn read_code(text: &str) -> Result<AreaCode, String> {
    if !text.contains('.') && text.bytes().all(|b| b.is_ascii_digit()) {
        let ends: &[usize] = match text.len() {
            2 => &[2],
            4 => &[2, 4],
            6 => &[2, 4, 6],
            10 => &[2, 4, 6, 10],
            _ => &[],
        };
        if let Some((first, rest)) = ends.split_first() {
            let mut code = text[..*first].to_owned();
            let mut from = *first;
            for to in rest {
                code.push('.');
                code.push_str(&text[from..*to]);
                from = *to;
            }
            return code.parse().map_err(|error| format!("{error}"));
        }
    }
    text.parse().map_err(|error| format!("{error}"))
}

/// The quoted values of a row of SQL; `''` stands for an apostrophe.
fn quoted(row: &str) -> Vec<String> {
    let (mut values, mut open) = (Vec::new(), None::<String>);
    let mut signs = row.chars().peekable();
    while let Some(sign) = signs.next() {
        match (&mut open, sign) {
            (None, '\'') => open = Some(String::new()),
            (None, ')') => break,
            (None, _) => {}
            (Some(value), '\'') if signs.peek() == Some(&'\'') => {
                signs.next();
                value.push('\'');
            }
            (Some(_), '\'') => values.extend(open.take()),
            (Some(value), sign) => value.push(sign),
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(text: &str) -> Vec<(String, String)> {
        let list = OfficialList::read(text);
        assert_eq!(list.bad, [], "{text}");
        list.areas.into_iter().map(|(code, (name, _))| (code.to_string(), name)).collect()
    }

    #[test]
    fn every_common_shape_is_read_alike() {
        let plain = names("code,name\n35,Jawa Timur\n35.74.03.1004,Jati\n");
        assert_eq!(plain[1], ("35.74.03.1004".to_owned(), "Jati".to_owned()));
        for text in [
            "35,Jawa Timur\n35.74.03.1004,Jati",
            "\u{feff}kode;nama\r\n35;Jawa Timur\r\n35.74.03.1004;Jati\r\n",
            "35\tJawa  Timur\n3574031004\tJati\n",
            "no|kode_wilayah|nama|luas\n1|35|Jawa Timur|9\n2|35.74.03.1004|Jati|1\n",
            "nama,kode\n\"Jawa Timur\",35\nJati,3574031004\n",
            "-- data\nINSERT INTO wilayah (kode, nama)\nVALUES\n('35','Jawa Timur'),\n('35.74.03.1004','Jati');\n",
            "# Kepmendagri\n35,Jawa Timur\n\n35.74.03.1004,Jati\n35,Jawa Timur\n",
        ] {
            assert_eq!(names(text), plain, "{text}");
        }
        assert_eq!(names("('11.01','Ma''u')")[0].1, "Ma'u");
        assert_eq!(names("12.07.28.1007,\"Lubuk Pakam I,II\"")[0].1, "Lubuk Pakam I,II");
    }

    #[test]
    fn a_bad_line_is_told_and_hinders_no_other() {
        let text = "code,name\n35,Jawa Timur\n35.7,Kota\n35.74,\n35,Jatim\n35.78,Kota Surabaya\n";
        let list = OfficialList::read(text);
        assert_eq!(list.areas.len(), 2);
        let told: Vec<String> =
            list.bad.iter().map(|bad| format!("{}: {}", bad.line, bad.problem)).collect();
        assert!(told[0].starts_with("3: \"35.7\" is not an area code; write it like"), "{told:?}");
        assert_eq!(told[1], "4: the name is missing; write code,name");
        assert_eq!(
            told[2],
            "5: 35 is \"Jawa Timur\" at line 2 and \"Jatim\" here; keep one of the lines"
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[0-9.,;\t|'\"()a-zA-Z#\n\r -]{0,200}") {
            let list = OfficialList::read(&text);
            let lines = text.lines().count() as u64;
            prop_assert!(list.bad.iter().all(|bad| bad.line >= 1 && bad.line <= lines.max(1)));
        }
    }
}
