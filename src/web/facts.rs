//! What was answered and what happened, as readers see it.

use serde::Serialize;

use super::words::Words;
use crate::desk::{FieldView, HistoryLine, OutputView};

/// An answered field.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    title: String,
    lines: Vec<Line>,
    files: Vec<Paper>,
    empty: bool,
    /// Where a masked answer is asked for.
    reveal: Option<Reveal>,
}

#[derive(Debug, Serialize)]
struct Reveal {
    action: String,
    field: String,
}

#[derive(Debug, Serialize)]
struct Line {
    label: String,
    words: String,
}

/// A paper or draft that a link opens.
#[derive(Debug, Serialize)]
pub(super) struct Paper {
    name: String,
    title: String,
    href: String,
    /// Who gets a copy of the letter.
    copies: String,
}

/// One entry of a history.
#[derive(Debug, Serialize)]
pub(super) struct Happened {
    at: String,
    who: String,
    what: String,
    note: Option<String>,
}

/// The answers, who asks first; their papers are served under `base`.
pub(super) fn facts(fields: &[FieldView], base: &str) -> Vec<Fact> {
    let fact = |field: &FieldView| Fact {
        title: field.title.clone(),
        lines: field
            .lines
            .iter()
            .map(|(label, words)| Line { label: label.clone(), words: words.clone() })
            .collect(),
        files: field
            .files
            .iter()
            .map(|(name, sha256)| Paper {
                name: name.clone(),
                title: field.title.clone(),
                href: format!("{base}/berkas/{sha256}"),
                copies: String::new(),
            })
            .collect(),
        empty: field.lines.is_empty() && field.files.is_empty() && !field.masked,
        reveal: field
            .masked
            .then(|| Reveal { action: format!("{base}/buka"), field: field.id.to_string() }),
    };
    let (asks, rest): (Vec<_>, Vec<_>) =
        fields.iter().partition(|field| field.id.as_str() == "applicant");
    asks.into_iter().chain(rest).map(fact).collect()
}

/// The drafts, served under `base`.
pub(super) fn drafts(outputs: &[OutputView], base: &str) -> Vec<Paper> {
    let draft = |output: &OutputView| Paper {
        name: output.title.clone(),
        title: output.title.clone(),
        href: format!("{base}/draf/{}", output.id),
        copies: output.copies.join(", "),
    };
    outputs.iter().map(draft).collect()
}

/// The history with its times in words.
pub(super) fn happened(history: &[HistoryLine], words: Words) -> Vec<Happened> {
    let line = |line: &HistoryLine| Happened {
        at: words.time(line.at),
        who: line.who.clone(),
        what: line.what.clone(),
        note: line.note.clone(),
    };
    history.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn who_asks_stands_first_and_an_empty_answer_is_told_apart() {
        let mut fields = sample::case_file().fields;
        if let Some(last) = fields.last_mut() {
            last.id = "applicant".into();
        }
        let facts = facts(&fields, "/t/K");
        assert_eq!(facts[0].title, "Kartu Keluarga");
        assert_eq!(facts[0].files[0].href, format!("/t/K/berkas/{}", "a".repeat(64)));
        let empty: Vec<&str> =
            facts.iter().filter(|fact| fact.empty).map(|fact| fact.title.as_str()).collect();
        assert_eq!(empty, ["Ayah"]);
    }
}
