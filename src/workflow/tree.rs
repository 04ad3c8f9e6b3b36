//! A YAML file as a tree of raw texts with their places. No scalar is typed here: a key decides
//! what its text means, so that `474.10` stays `474.10` and `on` stays `on`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::sources::line_of;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span, options};

/// Bytes of a file (definition-format.md section 1).
const MAX_BYTES: usize = 256 * 1024;
/// Maps and lists within each other.
const MAX_DEPTH: usize = 32;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub spot: Spot,
    pub kind: Kind,
}

/// What stands there.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Nothing: `key:` with no value.
    Empty,
    /// A text, and whether its characters stand in the file as they are (on one line, unquoted).
    Text(Arc<str>, bool),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: Arc<str>,
    pub spot: Spot,
    pub value: Node,
}

/// Why a file is no tree. Duplicate keys do not end the reading; all other mistakes do.
#[derive(Debug)]
pub(super) struct Broken {
    pub spot: Spot,
    pub message: String,
    pub remedy: Option<&'static str>,
}

/// Reads a file: the tree as far as it could be read, and what is wrong with it.
pub(super) fn read(text: &str) -> (Option<Node>, Vec<Broken>) {
    if text.len() > MAX_BYTES {
        let message = format!("is larger than {} KiB", MAX_BYTES / 1024);
        let remedy =
            Some("move steps that services share into a part, and long lists into a table");
        return (None, vec![Broken { spot: Spot { line: 1, column: 1 }, message, remedy }]);
    }
    let options = options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: 200,
        block_nesting_limit: 200,
    };
    let mut builder = Builder::default();
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                if let Err(broken) = builder.take(event, span) {
                    builder.broken.push(broken);
                    return (None, builder.broken);
                }
            }
            Err(error) => {
                let marker = error.marker();
                let spot = spot(marker.line(), marker.col());
                let line = line_of(text, spot.line);
                let before: String = line.chars().take(marker.col()).collect();
                let remedy = if line.trim_end().contains('\t') {
                    Some("indent with spaces, not with tabs")
                } else if before.trim_end().ends_with(['\'', '"']) {
                    Some("a text that starts with a quote needs quotes around the whole text")
                } else {
                    None
                };
                builder.broken.push(Broken {
                    spot,
                    message: error.info().lines().next().unwrap_or("is not YAML").to_owned(),
                    remedy,
                });
                return (None, builder.broken);
            }
        }
    }
    (builder.root, builder.broken)
}

fn spot(line: usize, column_from_0: usize) -> Spot {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Spot { line: number(line).max(1), column: number(column_from_0).saturating_add(1) }
}

/// An open map or list.
enum Open {
    List(Spot, Vec<Node>),
    Map { spot: Spot, entries: Vec<Entry>, keys: BTreeSet<Arc<str>>, key: Option<(Arc<str>, Spot)> },
}

#[derive(Default)]
struct Builder {
    stack: Vec<Open>,
    root: Option<Node>,
    broken: Vec<Broken>,
    documents: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Broken> {
        let here = spot(span.start.line(), span.start.col());
        let refuse = |message: &str| {
            Err(Broken { spot: here, message: message.to_owned(), remedy: Some("write it out") })
        };
        match event {
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                return refuse("aliases (*) are not read");
            }
            Event::Scalar(_, _, anchor, ref tag)
            | Event::SequenceStart(_, anchor, ref tag)
            | Event::MappingStart(_, anchor, ref tag) => {
                if anchor != 0 {
                    return refuse("anchors (&) are not read");
                }
                if tag.is_some() {
                    return refuse("tags (!) are not read");
                }
            }
            _ => {}
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return refuse("a file holds one definition, not several documents");
                }
            }
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let kind = if plain && span.is_empty() {
                    Kind::Empty
                } else {
                    let asis = plain && span.start.line() == span.end.line();
                    Kind::Text(text.as_ref().into(), asis)
                };
                self.put(Node { spot: here, kind })?;
            }
            Event::SequenceStart(..) => self.open(Open::List(here, Vec::new()))?,
            Event::MappingStart(..) => self.open(Open::Map {
                spot: here,
                entries: Vec::new(),
                keys: BTreeSet::new(),
                key: None,
            })?,
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.stack.pop() {
                    Some(Open::List(spot, items)) => Node { spot, kind: Kind::List(items) },
                    Some(Open::Map { spot, entries, .. }) => {
                        Node { spot, kind: Kind::Map(entries) }
                    }
                    None => return Ok(()),
                };
                self.put(node)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, open: Open) -> Result<(), Broken> {
        if self.stack.len() >= MAX_DEPTH {
            let (Open::List(spot, _) | Open::Map { spot, .. }) = open;
            let message = format!("is nested deeper than {MAX_DEPTH}");
            return Err(Broken { spot, message, remedy: None });
        }
        self.stack.push(open);
        Ok(())
    }

    fn put(&mut self, node: Node) -> Result<(), Broken> {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map { entries, keys, key, .. }) => match key.take() {
                None => {
                    let Kind::Text(text, _) = node.kind else {
                        let message = "a key must be a text".to_owned();
                        return Err(Broken { spot: node.spot, message, remedy: None });
                    };
                    *key = Some((text, node.spot));
                }
                Some((key, spot)) => {
                    if keys.insert(key.clone()) {
                        entries.push(Entry { key, spot, value: node });
                    } else {
                        let message = format!("`{key}` stands here twice");
                        self.broken.push(Broken { spot, message, remedy: None });
                    }
                }
            },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        let (_, broken) = read(text);
        let Broken { spot, message, remedy } = broken.first().unwrap();
        format!("{}:{} {message} {}", spot.line, spot.column, remedy.unwrap_or_default())
    }

    #[test]
    fn scalars_stay_raw_text() {
        let (tree, broken) = read("code: 474.10\nyes: on\nno: 'null'\nnothing:\nn: ~\n");
        assert!(broken.is_empty());
        let Kind::Map(entries) = tree.unwrap().kind else { panic!() };
        let texts = entries.iter().map(|entry| match &entry.value.kind {
            Kind::Text(text, _) => Some(&**text),
            _ => None,
        });
        let texts: Vec<_> = texts.into_iter().collect();
        assert_eq!(texts, [Some("474.10"), Some("on"), Some("null"), None, Some("~")]);
        assert_eq!(entries[1].value.spot, Spot { line: 2, column: 6 });
    }

    #[test]
    fn what_makes_a_file_hard_to_read_is_refused_with_its_place() {
        assert_eq!(wrong("a: 1\na: 2\n"), "2:1 `a` stands here twice ");
        assert_eq!(wrong("a: &x 1\n"), "1:7 anchors (&) are not read write it out");
        assert_eq!(wrong("a: *x\n"), "1:4 aliases (*) are not read write it out");
        assert_eq!(wrong("a: !!str 1\n"), "1:10 tags (!) are not read write it out");
        assert_eq!(
            wrong("a: 1\n---\nb: 1\n"),
            "2:1 a file holds one definition, not several documents write it out"
        );
        assert!(wrong("a: 'x' == b\n").ends_with("needs quotes around the whole text"));
        assert!(wrong("a:\n\tb: 1\n").ends_with("indent with spaces, not with tabs"));
        assert!(wrong(&format!("{}{}", "[".repeat(40), "]".repeat(40))).contains("deeper than 32"));
        assert!(wrong(&" ".repeat(MAX_BYTES + 1)).contains("larger than 256 KiB"));
    }
}
