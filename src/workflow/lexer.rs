//! The words of an expression.

use std::fmt;
use std::sync::Arc;

use super::syntax::SyntaxError;
use crate::calendar::Period;

const KEYWORDS: [&str; 11] =
    ["and", "or", "not", "if", "then", "else", "true", "false", "some", "every", "satisfies"];
const SIGNS: [&str; 10] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "(", ")"];
/// Digits of a duration: more is a mistake.
const MAX_DIGITS: usize = 4;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(i64),
    Period(Period),
    Text(Arc<str>),
    Name(Arc<str>),
    Keyword(&'static str),
    Sign(&'static str),
}

/// A word with its place: in characters, from 0.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub at: usize,
    pub token: Token,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Period(period) => write!(f, "{period}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Name(name) => f.write_str(name),
            Self::Keyword(word) | Self::Sign(word) => f.write_str(word),
        }
    }
}

/// Splits a text into words.
pub(super) fn split(text: &str) -> Result<Vec<Word>, SyntaxError> {
    let (mut words, mut rest, mut at) = (Vec::new(), text, 0);
    loop {
        let trimmed = rest.trim_start();
        at += rest.chars().count() - trimmed.chars().count();
        rest = trimmed;
        let Some(first) = rest.chars().next() else { return Ok(words) };
        let error = |message: String| SyntaxError { at, message };
        let (token, length) = if first.is_ascii_digit() {
            let length = run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            (number(&rest[..length]).map_err(error)?, length)
        } else if first == '\'' {
            let inner = rest[1..].split_once('\'');
            let (inner, _) =
                inner.ok_or_else(|| error("the text is not closed with '".to_owned()))?;
            (Token::Text(inner.into()), inner.len() + 2)
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = run(rest, |c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            let name = &rest[..length];
            if name.split('.').any(str::is_empty) {
                return Err(error(format!("`{name}` has a dot too many")));
            }
            let keyword = KEYWORDS.into_iter().find(|keyword| *keyword == name);
            (keyword.map_or_else(|| Token::Name(name.into()), Token::Keyword), length)
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| error(format!("'{first}' is not allowed here")))?;
            (Token::Sign(sign), sign.len())
        };
        words.push(Word { at, token });
        at += rest[..length].chars().count();
        rest = &rest[length..];
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn number(text: &str) -> Result<Token, String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map(Token::Number).map_err(|_| "the number is too large".into());
    }
    let digits = run(text, |c| c.is_ascii_digit());
    match text.parse() {
        Ok(period) if digits <= MAX_DIGITS => Ok(Token::Period(period)),
        Ok(_) => Err(format!("the duration `{text}` has more than {MAX_DIGITS} digits")),
        Err(_) => {
            Err(format!("`{text}` is neither a number nor a duration (3d 2mo 5y 4wd 6wh 1h)"))
        }
    }
}
