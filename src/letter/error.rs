//! What can be wrong with a template, and what can go wrong when a letter is made from it.

use std::fmt::Write as _;

use thiserror::Error;

/// A mistake in a template's file, found when it is compiled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{line}:{column}: {message}")]
pub struct TemplateError {
    /// Line in the template's file, from 1.
    pub line: u32,
    /// Column in that line, from 1, in characters.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub remedy: Option<String>,
}

/// Why a letter could not be made: a letter is whole or it is not made at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{template}.hbs{}: {}", place(*line), visible(&problem.to_string()))]
pub struct RenderError {
    /// Name of the template.
    pub template: String,
    /// Line in the template's file; 0 where no line is to blame.
    pub line: u32,
    /// What happened.
    pub problem: Problem,
}

fn place(line: u32) -> String {
    if line == 0 { String::new() } else { format!(":{line}") }
}

/// A text with what cannot be seen, or would turn the text around it, by its code: `a[U+202E]b`.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_visible(sign) {
            out.push(sign);
        } else {
            let _ = write!(out, "[U+{:04X}]", u32::from(sign));
        }
    }
    out
}

fn is_visible(sign: char) -> bool {
    !sign.is_control() && !sign.escape_debug().to_string().starts_with("\\u")
}

/// A character by its code, and as it looks where it looks like anything.
fn named(sign: char) -> String {
    let code = format!("U+{:04X}", u32::from(sign));
    if is_visible(sign) { format!("'{sign}' ({code})") } else { code }
}

fn without(sign: char) -> &'static str {
    if is_visible(sign) { "write it in Latin letters" } else { "take it out" }
}

/// A text from outside as a message may repeat it: not long, and with nothing in it that cannot be seen.
pub fn shown(text: &str) -> String {
    visible(&short(text))
}

/// The beginning of a text that is too long for a message.
fn begun(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

/// The same, with its length.
fn short(text: &str) -> String {
    let begun = begun(text);
    if begun == text { begun } else { format!("{begun} ({} characters)", text.chars().count()) }
}

/// The kinds of trouble with one letter.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A name is read that the facts do not hold.
    #[error("`{0}` has no value; read it inside {{{{#if {0}}}}}")]
    Missing(String),
    /// A helper cannot print the value that it was given.
    #[error("{0}")]
    Value(String),
    /// The markup is not of the vocabulary.
    #[error("{0}")]
    Markup(String),
    /// No letter font has this character.
    #[error("the letter fonts have no character {}, in \"{}\"; {}", named(*sign), short(text), without(*sign))]
    Glyph {
        /// The character.
        sign: char,
        /// The text around it.
        text: String,
    },
    /// A text that may not be broken is wider than the place it stands in.
    #[error("\"{}\" is wider than its column; give the column more room, or shorten it", short(_0))]
    TooWide(String),
    /// More characters than `<boxes max>` has boxes.
    #[error("\"{}\" has {} characters, but max=\"{max}\" gives {max} boxes; shorten it, or give it more boxes", begun(text), text.chars().count())]
    TooMany {
        /// The text as it would be printed.
        text: String,
        /// How many boxes there are.
        max: usize,
    },
    /// Something that must stay together is higher than a page.
    #[error("{0} does not fit on one page")]
    TooHigh(&'static str),
    /// The facts name no signer for a signature block.
    #[error("the facts name no signer for step `{0}`")]
    NoSigner(String),
    /// The address is too long for a QR code.
    #[error("the check address does not fit in a QR code: {}; give a shorter one", short(_0))]
    Qr(String),
    /// `office_of.LEVEL.logo` names no emblem of this program.
    #[error("there is no emblem named `{0}`")]
    Emblem(String),
    /// The PDF could not be put together.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}

/// A problem and the template line it belongs to, before the template's name is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub line: u32,
    pub problem: Problem,
}

impl Fault {
    pub fn new(line: u32, problem: Problem) -> Self {
        Self { line, problem }
    }

    pub fn markup(line: u32, message: impl Into<String>) -> Self {
        Self::new(line, Problem::Markup(message.into()))
    }

    pub fn pdf(message: impl std::fmt::Display) -> Self {
        Self::new(0, Problem::Pdf(message.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(problem: Problem) -> String {
        RenderError { template: "t".to_owned(), line: 3, problem }.to_string()
    }

    #[test]
    fn what_cannot_be_seen_is_told_by_its_code_and_what_is_long_is_cut() {
        let glyph = |sign, text: &str| told(Problem::Glyph { sign, text: text.to_owned() });
        assert_eq!(
            glyph('\u{2615}', "kopi \u{2615}"),
            "t.hbs:3: the letter fonts have no character '\u{2615}' (U+2615), in \"kopi \u{2615}\"; \
             write it in Latin letters"
        );
        assert_eq!(
            glyph('\u{202e}', "Siti\u{202e}\u{200b}\u{1} Nur"),
            "t.hbs:3: the letter fonts have no character U+202E, in \"Siti[U+202E][U+200B][U+0001] Nur\"; \
             take it out"
        );
        assert_eq!(
            told(Problem::TooMany { text: "ABCD".to_owned(), max: 3 }),
            "t.hbs:3: \"ABCD\" has 4 characters, but max=\"3\" gives 3 boxes; shorten it, or give it more boxes"
        );
        let long = told(Problem::Qr("x".repeat(3000)));
        assert!(long.contains("x\u{2026} (3000 characters); give a shorter one"), "{long}");
        assert!(told(Problem::TooWide("\u{202e}".repeat(900))).len() < 700);
    }
}
