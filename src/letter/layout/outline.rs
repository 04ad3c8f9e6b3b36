//! The structure of the document, for tagged PDF (ISO 32000-1, 14.7 and 14.8).

use super::units::Mp;

/// A node of the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(pub usize);

/// Where a node's content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kid {
    Node(NodeId),
    /// Marked content: page from 0, and its number on that page.
    Mark {
        page: usize,
        mcid: usize,
    },
    /// The signature field with this index.
    Field(usize),
}

/// What a node adds to its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    RowHeader,
    /// The heading of so many columns.
    ColumnHeader(usize),
    ColumnSpan(usize),
    Numbering(&'static str),
    /// Where a figure stands: left, bottom, right, top, counted from the page's lower left corner.
    Box([Mp; 4]),
}

#[derive(Debug)]
pub struct Node {
    pub tag: &'static str,
    pub parent: Option<NodeId>,
    pub kids: Vec<Kid>,
    /// Spoken instead of a picture.
    pub alt: Option<String>,
    /// Read instead of the characters on the page.
    pub actual: Option<String>,
    pub attribute: Option<Attribute>,
    attached: bool,
}

/// All nodes; the first is the document.
#[derive(Debug)]
pub struct Outline {
    pub nodes: Vec<Node>,
}

impl Outline {
    pub const ROOT: NodeId = NodeId(0);

    pub fn new() -> Self {
        let mut outline = Self { nodes: Vec::new() };
        outline.push("Document", None);
        outline.nodes[0].attached = true;
        outline
    }

    fn push(&mut self, tag: &'static str, parent: Option<NodeId>) -> NodeId {
        self.nodes.push(Node {
            tag,
            parent,
            kids: Vec::new(),
            alt: None,
            actual: None,
            attribute: None,
            attached: false,
        });
        NodeId(self.nodes.len() - 1)
    }

    /// A node that stands after its elder siblings.
    pub fn node(&mut self, tag: &'static str, parent: NodeId) -> NodeId {
        let id = self.push(tag, Some(parent));
        self.attach(id);
        id
    }

    /// A node within text: it takes its place when its first mark is drawn.
    pub fn inline(&mut self, tag: &'static str, parent: NodeId) -> NodeId {
        self.push(tag, Some(parent))
    }

    /// Puts a node under its parent, if it is not there yet.
    pub fn attach(&mut self, id: NodeId) {
        let node = &mut self.nodes[id.0];
        if let (false, Some(parent)) = (node.attached, node.parent) {
            node.attached = true;
            self.nodes[parent.0].kids.push(Kid::Node(id));
        }
    }

    /// Widens the place of a figure by a part of it.
    pub fn widen(&mut self, id: NodeId, part: [Mp; 4]) {
        let node = &mut self.nodes[id.0];
        let [left, bottom, right, top] = match &node.attribute {
            Some(Attribute::Box(place)) => *place,
            _ => part,
        };
        node.attribute = Some(Attribute::Box([
            left.min(part[0]),
            bottom.min(part[1]),
            right.max(part[2]),
            top.max(part[3]),
        ]));
    }

    pub fn get(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    pub fn get_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0]
    }
}
