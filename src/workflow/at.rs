//! A place in the tree of a file, with the path of keys that leads to it.

use std::sync::Arc;

use super::tree::{self, Entry, Kind, Node, Spot};

/// Line and column, from 1, of what a path of keys (and numbers of items, from 1) leads to in the
/// text of a definition, or of the last key on the way; `None` where the text cannot be read.
pub fn place_of(text: &str, path: &[&str]) -> Option<(u32, u32)> {
    let (tree, _) = tree::read(text);
    let source = Source { name: String::new(), text: String::new(), tree: tree? };
    let spot = At::top(&source).follow(path).spot();
    Some((spot.line, spot.column))
}

/// A file that could be read as a tree.
#[derive(Debug)]
pub(super) struct Source {
    pub name: String,
    pub text: String,
    pub tree: Node,
}

/// A place.
#[derive(Debug, Clone)]
pub(super) struct At<'a> {
    pub source: &'a Source,
    pub node: &'a Node,
    pub path: String,
    key: Option<Spot>,
}

impl<'a> At<'a> {
    /// The top of a file.
    pub fn top(source: &'a Source) -> Self {
        Self { source, node: &source.tree, path: String::new(), key: None }
    }

    /// Where a finding about it points: at a text itself, at the key of a map or list.
    pub fn spot(&self) -> Spot {
        match (&self.node.kind, self.key) {
            (Kind::Text(..), _) | (_, None) => self.node.spot,
            (_, Some(key)) => key,
        }
    }

    /// The same place, for a finding about the key and not about what stands under it.
    pub fn key_spot(&self) -> Spot {
        self.key.unwrap_or(self.node.spot)
    }

    /// What stands under a key of this map.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.map().iter().find(|entry| &*entry.key == key).map(|entry| self.under(entry))
    }

    /// The entries of this map; none where it is something else.
    pub fn entries(&self) -> Vec<(Arc<str>, Self)> {
        self.map().iter().map(|entry| (entry.key.clone(), self.under(entry))).collect()
    }

    fn map(&self) -> &'a [Entry] {
        match &self.node.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    fn under(&self, entry: &'a Entry) -> Self {
        let path = match self.path.as_str() {
            "" => entry.key.to_string(),
            path => format!("{path}.{}", entry.key),
        };
        Self { source: self.source, node: &entry.value, path, key: Some(entry.spot) }
    }

    /// The items of this list; none where it is something else.
    pub fn items(&self) -> Vec<Self> {
        let Kind::List(items) = &self.node.kind else { return Vec::new() };
        let place = |(index, node): (usize, &'a Node)| Self {
            source: self.source,
            node,
            path: format!("{}[{}]", self.path, index + 1),
            key: None,
        };
        items.iter().enumerate().map(place).collect()
    }

    /// The place that a path of keys (and numbers of items, from 1) leads to, or the last one on
    /// the way.
    pub fn follow(&self, path: &[&str]) -> Self {
        let item = |number: &str| {
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            self.items().into_iter().nth(index)
        };
        let step = |first: &str| self.get(first).or_else(|| item(first));
        match path.split_first().and_then(|(first, rest)| Some((step(first)?, rest))) {
            Some((next, rest)) => next.follow(rest),
            None => self.clone(),
        }
    }

    /// The text that stands here.
    pub fn raw(&self) -> Option<&'a Arc<str>> {
        match &self.node.kind {
            Kind::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// What stands here, in a word.
    pub fn what(&self) -> &'static str {
        match self.node.kind {
            Kind::Empty => "nothing",
            Kind::Text(..) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }
}
