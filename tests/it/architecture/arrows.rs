//! Which rooms a source file reaches for: every path that climbs to the crate's root and down again.

use super::tokens::{Token, tokens};

/// One path from a file to a name right under the crate's root.
#[derive(Debug, PartialEq)]
pub struct Arrow {
    /// The name under the root: a room, or `*`, or something that should not be there.
    pub to: String,
    pub line: usize,
}

/// The arrows of a file that is the module `depth` levels under the root (`src/letter/qr.rs`: 2).
pub fn arrows(source: &str, depth: usize) -> Vec<Arrow> {
    let tokens = tokens(source);
    let mut reader = Reader { tokens: &tokens, at: 0, found: Vec::new() };
    // Braces opened so far, and for each module written inline the brace that it began with.
    let (mut braces, mut inline) = (0_usize, Vec::new());
    while let Some(token) = reader.peek(0) {
        match token {
            "{" => braces += 1,
            "}" => {
                inline.pop_if(|began| *began == braces);
                braces = braces.saturating_sub(1);
            }
            "mod" if reader.peek(2) == Some("{") => inline.push(braces + 1),
            "crate" | "super" | "alursurat" if reader.begins_path() => {
                reader.path(Some(depth + inline.len()));
                continue;
            }
            _ => {}
        }
        reader.at += 1;
    }
    reader.found
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    found: Vec<Arrow>,
}

impl<'a> Reader<'a> {
    fn peek(&self, ahead: usize) -> Option<&'a str> {
        self.tokens.get(self.at + ahead).map(|t| t.text)
    }

    /// `crate::…` and `crate as x`, but not `pub(crate)`, nor the middle of another path.
    fn begins_path(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|n| self.tokens.get(n)).map(|t| t.text);
        let inside = before == Some("::") && !self.after_self();
        !inside && matches!(self.peek(1), Some("::" | "as"))
    }

    fn after_self(&self) -> bool {
        self.at >= 2 && self.tokens[self.at - 2].text == "self"
    }

    /// Reads one path or one branch of a `use` tree. `level` is how far under the root the path
    /// stands so far; `None` once it went down again, where nothing interests us any more.
    fn path(&mut self, mut level: Option<usize>) {
        loop {
            match (self.peek(0), level) {
                (Some("crate" | "alursurat"), _) => level = Some(0),
                (Some("super"), Some(n)) => level = Some(n.saturating_sub(1)),
                (Some("self"), _) => {}
                (Some("{"), _) => return self.group(level),
                (Some(name), Some(0)) => {
                    self.note(name);
                    level = None;
                }
                _ => level = None,
            }
            self.at += 1;
            match self.peek(0) {
                Some("::") => self.at += 1,
                Some("as") if level == Some(0) => return self.note("as"),
                _ => return,
            }
            // A turbofish ends the part of a path that can name a module.
            if self.peek(0) == Some("<") {
                return;
            }
        }
    }

    fn group(&mut self, level: Option<usize>) {
        self.at += 1;
        loop {
            match self.peek(0) {
                None => return,
                Some("}") => {
                    self.at += 1;
                    return;
                }
                Some("self") if level == Some(0) && self.peek(1) == Some("as") => {
                    self.note("as");
                    self.at += 1;
                }
                Some(text) if text == "{" || is_name(text) || text == "*" => self.path(level),
                _ => self.at += 1,
            }
            if self.peek(0) == Some("as") {
                self.at += 2;
            }
        }
    }

    fn note(&mut self, name: &str) {
        let line = self.tokens[self.at.min(self.tokens.len() - 1)].line;
        self.found.push(Arrow { to: name.trim_start_matches("r#").to_owned(), line });
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c == '_' || c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::arrows;

    fn to(source: &str, depth: usize) -> Vec<String> {
        arrows(source, depth).into_iter().map(|a| a.to).collect()
    }

    #[test]
    fn every_way_of_writing_an_arrow_is_read() {
        assert_eq!(to("use crate::desk::Desk;", 2), ["desk"]);
        assert_eq!(to("pub(crate) use crate::desk;", 2), ["desk"]);
        assert_eq!(to("use crate::{area::{Seat, Role as R}, store::Tx};", 1), ["area", "store"]);
        assert_eq!(to("use {std::fmt, crate::{desk}, crate::web as pages};", 1), ["desk", "web"]);
        assert_eq!(
            to("fn f(x: &crate::store::Tx) { crate::desk::act::<crate::web::P>(x) }", 1),
            ["store", "desk", "web"]
        );
        assert_eq!(to("macro_rules! m { () => { $crate::desk::act() } }", 1), ["desk"]);
        assert_eq!(to("use crate::*;", 1), ["*"]);
        assert_eq!(to("use crate as root;", 1), ["as"]);
        assert_eq!(to("use crate::{self as root};", 1), ["as"]);
        assert_eq!(to("alursurat::cli::run()", 0), ["cli"]);
    }

    #[test]
    fn climbing_is_counted_from_where_the_file_stands() {
        assert_eq!(to("use super::super::desk::Desk;", 2), ["desk"]);
        assert_eq!(to("use super::desk::Desk;", 1), ["desk"]);
        assert_eq!(to("use self::super::{super::{desk, web}};", 2), ["desk", "web"]);
        assert_eq!(to("use super::sibling::Thing;", 2), Vec::<String>::new());
        assert_eq!(to("mod tests { use super::*; }", 1), Vec::<String>::new());
        assert_eq!(to("mod tests { use super::super::desk; } use super::web;", 1), ["desk", "web"]);
    }

    #[test]
    fn what_is_no_path_is_no_arrow() {
        assert_eq!(to("pub(crate) fn f() {} pub(super) struct S; let x: T<'a>;", 2), [""; 0]);
        assert_eq!(to("// crate::desk\nlet s = \"crate::desk\"; // super::super::web", 2), [""; 0]);
        assert_eq!(to("use other::crate_of::desk; use std::{fs, io};", 1), [""; 0]);
    }

    #[test]
    fn the_line_is_the_line_of_the_name() {
        let found = arrows("use std::fmt;\nuse crate::{\n    area::Seat,\n    desk::Desk,\n};", 2);
        assert_eq!(found.iter().map(|a| a.line).collect::<Vec<_>>(), [3, 4]);
    }
}
