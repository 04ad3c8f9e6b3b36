//! Collects findings while a definition is read, and reads the texts that keys hold.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use super::at::At;
use super::finding::{around, did_you_mean};
use super::keys::Named;
use super::sources::line_of;
use super::syntax::{self, SyntaxError};
use super::tree::{Kind, Spot};
use super::{Expr, Finding};
use crate::calendar::Period;

/// Mistakes after which nothing more is told.
const MOST: usize = 200;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub findings: Vec<Finding>,
}

impl Report {
    /// A mistake at a place.
    pub fn error(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.add(at, at.spot(), message.into(), None, false);
    }

    /// A mistake, and how to mend it where that is known.
    pub fn mend(&mut self, at: &At<'_>, message: impl Into<String>, remedy: Option<String>) {
        self.add(at, at.spot(), message.into(), remedy, false);
    }

    /// A mistake about a key as such.
    pub fn key_error(&mut self, at: &At<'_>, message: impl Into<String>, remedy: Option<String>) {
        self.add(at, at.key_spot(), message.into(), remedy, false);
    }

    /// Something that may be left as it is.
    pub fn warn(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.add(at, at.spot(), message.into(), None, true);
    }

    /// A mistake in an expression, `offset` characters into its text.
    pub fn in_expression(
        &mut self,
        at: &At<'_>,
        offset: usize,
        message: &str,
        remedy: Option<String>,
    ) {
        let mut spot = at.spot();
        if let Kind::Text(_, true) = at.node.kind {
            spot.column = spot.column.saturating_add(u32::try_from(offset).unwrap_or(0));
        }
        let text = at.raw().map(|text| &**text).unwrap_or_default();
        let (shown, _) = around(text, offset);
        self.add(at, spot, format!("{message}  in: {shown}"), remedy, false);
    }

    fn add(
        &mut self,
        at: &At<'_>,
        spot: Spot,
        message: String,
        remedy: Option<String>,
        warning: bool,
    ) {
        if self.findings.iter().filter(|finding| !finding.warning).count() >= MOST {
            return;
        }
        self.findings.push(Finding {
            file: at.source.name.clone(),
            line: spot.line,
            column: spot.column,
            path: at.path.clone(),
            message,
            remedy,
            warning,
            source: line_of(&at.source.text, spot.line).to_owned(),
        });
    }

    /// Whether a map stands here; reports every key of it that is not among `known`.
    pub fn keys(&mut self, at: &At<'_>, known: &[impl Named]) -> bool {
        if !self.is_map(at) {
            return false;
        }
        let known: Vec<&str> = known.iter().map(Named::name).collect();
        for (key, value) in at.entries() {
            if known.contains(&&*key) {
                continue;
            }
            let remedy = match value.node.kind {
                Kind::Empty => Some("a comma inside { } needs quotes around the text".to_owned()),
                _ => did_you_mean(&key, known.iter().copied()),
            };
            let remedy = remedy.or_else(|| Some(format!("known: {}", known.join(", "))));
            self.key_error(&value, "unknown key", remedy);
        }
        true
    }

    /// Whether a map stands here.
    pub fn is_map(&mut self, at: &At<'_>) -> bool {
        let map = matches!(at.node.kind, Kind::Map(_));
        if !map {
            self.error(at, format!("must be a map, is {}", at.what()));
        }
        map
    }

    /// The items of a list.
    pub fn list<'a>(&mut self, at: &At<'a>) -> Vec<At<'a>> {
        if !matches!(at.node.kind, Kind::List(_)) {
            let remedy = at.raw().map(|text| format!("write it as [{text}]"));
            self.mend(at, format!("must be a list, is {}", at.what()), remedy);
        }
        at.items()
    }

    /// A text.
    pub fn text(&mut self, at: &At<'_>) -> Option<Arc<str>> {
        match at.raw() {
            Some(text) if !text.trim().is_empty() => Some(text.clone()),
            Some(_) => {
                self.error(at, "is empty");
                None
            }
            None => {
                self.error(at, format!("must be a text, is {}", at.what()));
                None
            }
        }
    }

    /// The texts of a list.
    pub fn texts(&mut self, at: &At<'_>) -> Vec<Arc<str>> {
        self.list(at).iter().filter_map(|item| self.text(item)).collect()
    }

    /// The ids of a list.
    pub fn ids<T: for<'t> From<&'t str>>(&mut self, at: &At<'_>) -> Vec<T> {
        self.texts(at).iter().map(|text| T::from(text)).collect()
    }

    /// A value that is read from its text; `wanted` says what it should be.
    pub fn parsed<T: FromStr>(&mut self, at: &At<'_>, wanted: &str) -> Option<T> {
        let text = self.text(at)?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.error(at, format!("must be {wanted}, is `{text}`"));
        }
        parsed
    }

    /// Yes or no.
    pub fn flag(&mut self, at: &At<'_>) -> Option<bool> {
        self.parsed(at, "true or false")
    }

    /// A whole number.
    pub fn number<T: FromStr>(&mut self, at: &At<'_>) -> Option<T> {
        self.parsed(at, "a whole number")
    }

    /// A length of time.
    pub fn period(&mut self, at: &At<'_>) -> Option<Period> {
        self.parsed(at, "a duration (3d 2mo 5y 4wd 6wh 1h)")
    }

    /// One of some words.
    pub fn word<T>(&mut self, at: &At<'_>, what: &str, known: &[(&str, T)]) -> Option<T>
    where
        T: Clone,
    {
        let text = self.text(at)?;
        let found = known.iter().find(|(word, _)| *word == &*text).map(|(_, value)| value.clone());
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let message = format!("unknown {what} `{text}` (known: {})", words.join(", "));
            self.mend(at, message, did_you_mean(&text, words));
        }
        found
    }

    /// An expression.
    pub fn expr(&mut self, at: &At<'_>) -> Option<Expr> {
        let text = self.text(at)?;
        match syntax::parse(&text) {
            Ok(expr) => Some(expr),
            Err(SyntaxError { at: offset, message }) => {
                let message = format!("column {}: {message}", offset + 1);
                self.in_expression(at, offset, &message, None);
                None
            }
        }
    }

    /// The title, which must be there.
    pub fn title(&mut self, at: &At<'_>) -> Option<Arc<str>> {
        let title = at.get("title");
        if title.is_none() {
            self.error(at, "needs a title");
        }
        self.text(&title?)
    }

    /// Something that may be left as it is, and how to mend it.
    pub fn warn_mend(&mut self, at: &At<'_>, message: impl Into<String>, remedy: Option<String>) {
        self.add(at, at.spot(), message.into(), remedy, true);
    }

    /// Reports a name that does not exist, with the one that may be meant.
    pub fn unknown<'k>(
        &mut self,
        at: &At<'_>,
        what: &str,
        name: impl Display,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let name = name.to_string();
        let remedy = did_you_mean(&name, known);
        self.mend(at, format!("no {what} `{name}`"), remedy);
    }
}
