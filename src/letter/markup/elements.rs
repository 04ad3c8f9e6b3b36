//! The elements of a letter, read and checked, before layout.

use crate::letter::facts::Paper;
use crate::letter::fonts::Family;
use crate::letter::layout::Mp;

/// A whole letter.
#[derive(Debug)]
pub struct Letter {
    pub paper: Paper,
    pub margins: Margins,
    pub family: Family,
    /// Size of the text in points.
    pub size: u16,
    pub blocks: Blocks,
    pub footer: Option<Block>,
}

pub type Blocks = Vec<Block>;

/// One block and the template line it stands in.
#[derive(Debug)]
pub struct Block {
    pub line: u32,
    pub kind: Kind,
}

/// What stands one below the other in a letter.
#[derive(Debug)]
pub enum Kind {
    Letterhead {
        office: &'static str,
        align: Align,
    },
    Title(Inline),
    Number {
        align: Align,
        frame: bool,
        text: Inline,
    },
    Paragraph {
        indent: Mp,
        align: Align,
        text: Inline,
    },
    Rows {
        indent: Mp,
        label: Mp,
        marker: Option<Marker>,
        rows: Vec<Row>,
    },
    Table {
        widths: Vec<Mp>,
        head: usize,
        ruled: bool,
        rows: Vec<TableRow>,
    },
    List {
        marker: Marker,
        indent: Mp,
        items: Vec<(u32, Inline)>,
    },
    /// Who gets a copy (tembusan), at the foot of the page.
    Copies(Vec<(u32, Inline)>),
    Boxes {
        max: usize,
        text: Inline,
    },
    Signature(Signature),
    Qr {
        size: Mp,
    },
    Keep(Blocks),
    PageBreak,
    Footer(Inline),
}

#[derive(Debug, Clone, Copy)]
pub struct Margins {
    pub top: Mp,
    pub right: Mp,
    pub bottom: Mp,
    pub left: Mp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Justify,
    Left,
    Center,
    Right,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    Number,
    Letter,
    Dash,
}

/// A place for a signature.
#[derive(Debug)]
pub struct Signature {
    pub signs: Signs,
    /// Where it stands; none where the order of the signatures says so.
    pub align: Option<Align>,
    /// Printed above the signer's title: place and date, or that somebody has taken note.
    pub above: Inline,
}

/// How it is signed.
#[derive(Debug)]
pub enum Signs {
    /// Electronically, at a step.
    Step(String),
    /// By hand, on paper.
    Hand { title: String, name: String, stamp: Option<String> },
}

impl Signs {
    /// The step, where it is signed electronically.
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Step(step) => Some(step),
            Self::Hand { .. } => None,
        }
    }
}

/// A labelled row.
#[derive(Debug)]
pub struct Row {
    pub line: u32,
    pub label: String,
    pub value: Inline,
    pub holds: Holds,
}

/// What the value of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Text,
    /// One character in each of so many boxes.
    Boxes(usize),
    /// The number of the letter.
    Number,
}

#[derive(Debug)]
pub struct TableRow {
    pub line: u32,
    pub cells: Vec<Cell>,
}

#[derive(Debug)]
pub struct Cell {
    pub line: u32,
    pub align: Align,
    pub span: usize,
    pub text: Inline,
}

/// Text in one or more styles, white space collapsed, in normal form C.
pub type Inline = Vec<Run>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
}
