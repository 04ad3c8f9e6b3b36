//! What can be wrong with a template, and what can go wrong when a letter is made from it.

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
#[error("{template}.hbs{}: {problem}", place(*line))]
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
    #[error("the letter fonts have no character {sign:?} (U+{code:04X}), in \"{text}\"", code = u32::from(*sign))]
    Glyph {
        /// The character.
        sign: char,
        /// The text around it.
        text: String,
    },
    /// A text that may not be broken is wider than the place it stands in.
    #[error("\"{0}\" is wider than its column")]
    TooWide(String),
    /// Something that must stay together is higher than a page.
    #[error("{0} does not fit on one page")]
    TooHigh(&'static str),
    /// The facts name no signer for a signature block.
    #[error("the facts name no signer for step `{0}`")]
    NoSigner(String),
    /// The address is too long for a QR code.
    #[error("the check address does not fit in a QR code: {0}")]
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
