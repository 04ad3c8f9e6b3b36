//! Which object has which number: all are known before the first is written.

use super::content::Contents;
use super::skeleton::Skeleton;
use super::syntax::Number;
use crate::letter::layout::{Kid, NodeId, Outline};

/// The numbers of a letter's objects, in the order in which they are written.
pub struct Plan {
    pub catalog: Number,
    pub info: Number,
    pub metadata: Number,
    pub page_tree: Number,
    /// Each page, followed by its content.
    first_page: Number,
    pages: usize,
    /// The QR code, where there is one.
    pub qr: Option<Number>,
    first_logo: Number,
    /// The form, where there are fields.
    pub form: Option<Number>,
    /// Each field, followed by its look.
    first_field: Number,
    pub tree: Number,
    pub parents: Number,
    /// The nodes that stand in the tree, each after its parent.
    pub elements: Vec<NodeId>,
    first_element: Number,
    /// For each node of the outline, its place among the elements.
    places: Vec<usize>,
}

impl Plan {
    pub fn new(skeleton: &Skeleton, outline: &Outline, contents: &Contents) -> Self {
        let elements = elements(outline);
        let mut places = vec![0; outline.nodes.len()];
        for (at, node) in elements.iter().enumerate() {
            places[node.0] = at;
        }
        let mut next = skeleton.places.len() + 1;
        let mut take = |count: usize| {
            let first = next;
            next += count;
            first
        };
        let (pages, fields) = (contents.pages.len(), contents.fields.len());
        Self {
            catalog: take(1),
            info: take(1),
            metadata: take(1),
            page_tree: take(1),
            first_page: take(2 * pages),
            pages,
            qr: contents.has_qr.then(|| take(1)),
            first_logo: take(contents.logos.len()),
            form: (fields > 0).then(|| take(1)),
            first_field: take(2 * fields),
            tree: take(1),
            parents: take(1),
            first_element: take(elements.len()),
            elements,
            places,
        }
    }

    pub fn page(&self, page: usize) -> Number {
        self.first_page + 2 * page
    }

    pub fn pages(&self) -> impl Iterator<Item = Number> {
        (0..self.pages).map(|page| self.page(page))
    }

    pub fn content(&self, page: usize) -> Number {
        self.page(page) + 1
    }

    pub fn logo(&self, logo: usize) -> Number {
        self.first_logo + logo
    }

    pub fn field(&self, field: usize) -> Number {
        self.first_field + 2 * field
    }

    pub fn look(&self, field: usize) -> Number {
        self.field(field) + 1
    }

    /// The key of a field in the parent tree; those of the pages come first.
    pub fn key_of_field(&self, field: usize) -> usize {
        self.pages + field
    }

    pub fn element(&self, node: NodeId) -> Number {
        self.first_element + self.places[node.0]
    }
}

/// The nodes that hang in the tree, in reading order; one whose text was never drawn does not.
fn elements(outline: &Outline) -> Vec<NodeId> {
    let mut found = Vec::with_capacity(outline.nodes.len());
    let mut waiting = vec![Outline::ROOT];
    while let Some(id) = waiting.pop() {
        found.push(id);
        waiting.extend(outline.get(id).kids.iter().rev().filter_map(|kid| match kid {
            Kid::Node(node) => Some(*node),
            Kid::Mark { .. } | Kid::Field(_) => None,
        }));
    }
    found
}
