//! What a level is called where: Desa, Nagari, Gampong; Kecamatan, Distrik; and its head.

use super::{AreaCode, Level};

/// The words of levels, from a table `level,area,digit,called,head`.
///
/// `area` narrows a row to the codes under it, `digit` to codes whose kabupaten (for the level
/// kabupaten) or village segment (for villages and dusun) begins with it: villages whose segment
/// begins with 1 are kelurahan, with 2 desa; cities begin with 7 (Kepmendagri on area codes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelWords(Vec<Row>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    level: Level,
    area: Option<AreaCode>,
    digit: Option<char>,
    called: String,
    head: String,
}

/// A line of the table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct WordsError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// The words of Indonesia.
const SHIPPED: &str = include_str!("../../assets/levels.csv");

impl LevelWords {
    /// The table that is shipped.
    ///
    /// # Errors
    /// Never: a test reads it.
    pub fn shipped() -> Result<Self, WordsError> {
        Self::read(SHIPPED)
    }

    /// Reads a table.
    pub fn read(text: &str) -> Result<Self, WordsError> {
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let error = |line: u64, message: String| WordsError { line, message };
        let header = rows.headers().map_err(|e| error(1, e.to_string()))?;
        if header.iter().collect::<Vec<_>>() != ["level", "area", "digit", "called", "head"] {
            return Err(error(1, "the first line must be level,area,digit,called,head".to_owned()));
        }
        let mut words = Vec::new();
        for row in rows.records() {
            let row =
                row.map_err(|e| error(e.position().map_or(1, csv::Position::line), e.to_string()))?;
            let line = row.position().map_or(1, csv::Position::line);
            let level = Level::from_key(&row[0]).ok_or_else(|| {
                let keys = Level::ALL.map(Level::key).join(", ");
                error(line, format!("unknown level `{}` (levels: {keys})", &row[0]))
            })?;
            let area = Some(&row[1]).filter(|code| !code.is_empty());
            let area = area.map(str::parse).transpose().map_err(|e| error(line, format!("{e}")))?;
            words.push(Row {
                level,
                area,
                digit: row[2].chars().next(),
                called: row[3].to_owned(),
                head: row[4].to_owned(),
            });
        }
        Ok(Self(words))
    }

    /// What the level of `area` is called there, and its head: `("Nagari", "Wali Nagari")`. The
    /// narrowest row wins.
    pub fn of(&self, area: &AreaCode) -> (&str, &str) {
        let level = area.level();
        let digit = digit(area);
        let fits = |row: &&Row| {
            row.level == level
                && row.area.as_ref().is_none_or(|prefix| prefix.contains(area))
                && (row.digit.is_none() || row.digit == digit)
        };
        let narrow = |row: &&Row| {
            (row.area.as_ref().map_or(0, |area| area.as_str().len()), row.digit.is_some())
        };
        let row = self.0.iter().filter(fits).max_by_key(narrow);
        row.map_or((level.key(), "Kepala"), |row| (&row.called, &row.head))
    }

    /// What an area is called, and its bare name, from its name in an official list: `Kota
    /// Probolinggo` is `Probolinggo`, called `Kota`. Where the name does not say it, the table does.
    pub fn split<'a>(&'a self, area: &AreaCode, name: &'a str) -> (&'a str, &'a str) {
        let level = area.level();
        let known = self.0.iter().filter(|row| row.level == level);
        let said = known.filter_map(|row| {
            let (first, rest) = name.split_at_checked(row.called.len())?;
            let rest =
                rest.strip_prefix(' ').filter(|_| first.eq_ignore_ascii_case(&row.called))?;
            Some((row.called.as_str(), rest.trim_start()))
        });
        let longest = said.max_by_key(|(called, _)| called.len());
        match longest {
            Some((called, rest)) if level == Level::Kabupaten && !rest.is_empty() => (called, rest),
            _ => (self.of(area).0, name),
        }
    }
}

/// The digit that tells kinds of one level apart.
fn digit(area: &AreaCode) -> Option<char> {
    let level = if area.level() == Level::Kabupaten { Level::Kabupaten } else { Level::Kelurahan };
    area.at(level)?.last().chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(code: &str) -> String {
        let words = LevelWords::shipped().unwrap();
        let (called, head) = words.of(&code.parse().unwrap());
        format!("{called}, {head}")
    }

    #[test]
    fn every_level_has_the_word_of_its_place() {
        for (code, words) in [
            ("35", "Provinsi, Gubernur"),
            ("35.74", "Kota, Wali Kota"),
            ("35.13", "Kabupaten, Bupati"),
            ("31.71", "Kota Administrasi, Wali Kota"),
            ("35.74.03", "Kecamatan, Camat"),
            ("91.03.01", "Distrik, Kepala Distrik"),
            ("35.74.03.1004", "Kelurahan, Lurah"),
            ("35.13.01.2001", "Desa, Kepala Desa"),
            ("13.01.01.2001", "Nagari, Wali Nagari"),
            ("13.71.01.1001", "Kelurahan, Lurah"),
            ("11.01.01.2001", "Gampong, Keuchik"),
            ("35.13.01.2001.02", "Dusun, Kepala Dusun"),
            ("35.74.03.1004.02", "Lingkungan, Kepala Lingkungan"),
            ("35.74.03.1004.005", "RW, Ketua RW"),
            ("35.74.03.1004.005.003", "RT, Ketua RT"),
        ] {
            assert_eq!(called(code), words, "{code}");
        }
    }

    #[test]
    fn a_name_of_the_official_list_is_split_where_it_says_its_kind() {
        let words = LevelWords::shipped().unwrap();
        let split = |code: &str, name: &'static str| {
            let code = code.parse().unwrap();
            let (called, name) = words.split(&code, name);
            (called.to_owned(), name.to_owned())
        };
        let pair = |called: &str, name: &str| (called.to_owned(), name.to_owned());
        assert_eq!(split("35.74", "Kota Probolinggo"), pair("Kota", "Probolinggo"));
        assert_eq!(
            split("31.71", "Kota Administrasi Jakarta Pusat"),
            pair("Kota Administrasi", "Jakarta Pusat")
        );
        assert_eq!(split("35.13", "KABUPATEN PROBOLINGGO"), pair("Kabupaten", "PROBOLINGGO"));
        assert_eq!(split("11.01.01", "Kota Bahagia"), pair("Kecamatan", "Kota Bahagia"));
        assert_eq!(split("33.01.01.2001", "Desa Baru"), pair("Desa", "Desa Baru"));
    }

    #[test]
    fn a_mistake_in_a_table_is_told_with_its_line() {
        let told = |text: &str| LevelWords::read(text).unwrap_err().to_string();
        assert_eq!(told("a,b\n"), "line 1: the first line must be level,area,digit,called,head");
        let wrong = told("level,area,digit,called,head\ntown,,,Town,Mayor\n");
        assert!(wrong.starts_with("line 2: unknown level `town`"), "{wrong}");
    }
}
