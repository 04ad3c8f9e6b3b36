//! What a page is made of: marks at a place, each belonging to a node of the document's structure or to none.

use super::outline::NodeId;
use super::units::Mp;
use crate::letter::Picture;
use crate::letter::fonts::FaceKey;
use std::rc::Rc;
use std::sync::Arc;

/// Something drawn. Places count from the left and, downwards, from the top.
#[derive(Debug, Clone)]
pub struct Mark {
    pub x: Mp,
    pub y: Mp,
    pub owner: Owner,
    pub shape: Shape,
}

/// Whom a mark belongs to: what is no part of the text is an artifact (ISO 32000-1, 14.8.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Node(NodeId),
    Artifact,
}

/// Red, green, blue in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u16, pub u16, pub u16);

impl Ink {
    pub const BLACK: Self = Self(0, 0, 0);
    pub const GREY: Self = Self(350, 350, 350);
    pub const PALE: Self = Self(880, 880, 880);
}

#[derive(Debug, Clone)]
pub enum Shape {
    /// Text on a baseline at `y`.
    Text(Text),
    /// A line to a place given from its start.
    Line { dx: Mp, dy: Mp, thick: Mp, ink: Ink },
    /// A frame with its upper left corner at the place.
    Frame { width: Mp, height: Mp, thick: Mp, ink: Ink },
    /// A filled polygon, its corners given from the place.
    Fill { corners: Vec<(Mp, Mp)>, ink: Ink },
    /// A picture, its upper left corner at the place.
    Picture { picture: Arc<Picture>, width: Mp, height: Mp },
    /// The QR code, its upper left corner at the place.
    Qr { size: Mp },
    /// The field of a signature, its upper left corner at the place.
    Field { step: String, width: Mp, height: Mp },
    /// Nothing to see: a cell without text.
    Nothing,
}

/// One run of text in one face.
#[derive(Debug, Clone)]
pub struct Text {
    pub face: FaceKey,
    /// Points.
    pub size: u16,
    pub ink: Ink,
    /// Pieces, each with what is added after it, in thousandths of the size.
    pub pieces: Vec<(String, i64)>,
    /// Turned by 52 degrees about its start: the watermark.
    pub slanted: bool,
}

/// A slice of a letter that is never broken over two pages.
#[derive(Debug)]
pub struct Fragment {
    /// Template line, for errors.
    pub line: u32,
    /// Space above, dropped at the top of a page.
    pub before: Mp,
    pub height: Mp,
    pub marks: Vec<Mark>,
    /// Stands on the same page as the fragment after it.
    pub keep_next: bool,
    /// Starts a new page.
    pub new_page: bool,
    /// Stands at the foot of its page.
    pub sinks: bool,
    /// What it is called when it is too high.
    pub what: &'static str,
    /// What stands above it where it begins a page: the head of its table.
    pub head: Option<Rc<Head>>,
}

/// The head rows of a table, to be repeated.
#[derive(Debug)]
pub struct Head {
    pub height: Mp,
    pub marks: Vec<Mark>,
}
