//! What is wrong with a definition, where, and how to mend it.

use std::fmt;

/// A mistake (or a warning) at a place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The path of the key: `steps.camat.when`; empty where the file as a whole is meant.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it, where that is known.
    pub remedy: Option<String>,
    /// It may be left as it is.
    pub warning: bool,
    /// The line itself.
    pub source: String,
}

/// Characters of a long line or expression that are shown around the column.
const SHOWN: usize = 100;

impl Finding {
    /// The part of the line around the column, and the place of the caret in it.
    fn window(&self) -> (String, usize) {
        around(&self.source, usize::try_from(self.column.saturating_sub(1)).unwrap_or(0))
    }
}

/// The part of a long text around a place (in characters, from 0), and where the place is in it.
pub(super) fn around(text: &str, at: usize) -> (String, usize) {
    let line: Vec<char> = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let at = at.min(line.len());
    if line.len() <= SHOWN {
        return (line.iter().collect(), at);
    }
    let start = at.saturating_sub(SHOWN / 2).min(line.len() - SHOWN);
    let end = start + SHOWN;
    let (before, after) =
        (if start > 0 { "…" } else { "" }, if end < line.len() { "…" } else { "" });
    let shown: String = line[start..end].iter().collect();
    (format!("{before}{shown}{after}"), at - start + before.chars().count())
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if self.warning {
            f.write_str("warning: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if !self.source.trim().is_empty() {
            let (line, at) = self.window();
            write!(f, "\n{:>5} | {line}\n      | {:at$}^", self.line, "")?;
        }
        match &self.remedy {
            Some(remedy) => write!(f, "\n      = {remedy}"),
            None => Ok(()),
        }
    }
}

/// Longer words are no typing mistakes, and slow to compare.
const LONGEST_WORD: usize = 64;

/// "did you mean `x`?" for the known word that is nearest to `word`.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let known = known.into_iter().filter(|known| known.len() <= LONGEST_WORD);
    let near = |known: &'a str| (strsim::damerau_levenshtein(word, known), known);
    let (distance, best) = known.map(near).min_by_key(|(distance, _)| *distance)?;
    let (shorter, longer) = {
        let (a, b) = (word.chars().count(), best.chars().count());
        (a.min(b), a.max(b))
    };
    // Ids that begin with the same word may differ in half: `rt_needed` stands for `rt_required`.
    let first = |id: &str| id.split(['_', '-']).next().map(str::to_owned);
    let allowed = if first(word) == first(best) { longer / 2 } else { (shorter / 3).max(1) };
    (distance <= allowed).then(|| format!("did you mean `{best}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(source: &str, column: u32) -> Finding {
        Finding {
            file: "workflows/birth.yaml".into(),
            line: 12,
            column,
            path: "steps.verify.edits".into(),
            message: "unknown key".into(),
            remedy: Some("did you mean `edit`?".into()),
            warning: false,
            source: source.into(),
        }
    }

    #[test]
    fn a_finding_shows_the_place_and_the_remedy() {
        insta::assert_snapshot!(finding("  verify: {edits: [a]}", 12), @r"
        workflows/birth.yaml:12:12: steps.verify.edits: unknown key
           12 |   verify: {edits: [a]}
              |            ^
              = did you mean `edit`?
        ");
    }

    #[test]
    fn of_a_long_line_only_the_part_around_the_place_is_shown() {
        let shown = finding(&format!("{}X{}", "a".repeat(200), "b".repeat(200)), 201).to_string();
        let lines: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
        let caret = lines[2].iter().position(|c| *c == '^').unwrap();
        assert_eq!(lines[1][caret], 'X');
        assert!(lines[1].len() < 120);
    }

    #[test]
    fn near_words_are_offered_and_far_ones_are_not() {
        let known = ["title", "edit", "when"];
        assert_eq!(did_you_mean("edits", known).as_deref(), Some("did you mean `edit`?"));
        assert_eq!(did_you_mean("whne", known).as_deref(), Some("did you mean `when`?"));
        assert_eq!(did_you_mean("colour", known), None);
        let settings = ["rt_required", "late"];
        assert_eq!(
            did_you_mean("rt_needed", settings).as_deref(),
            Some("did you mean `rt_required`?")
        );
    }
}
