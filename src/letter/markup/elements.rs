//! The elements of a letter, read and checked, before layout.

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
    Letterhead { office: &'static str },
    Title(Inline),
    Number(Inline),
    Paragraph { indent: Mp, align: Align, text: Inline },
    Rows { label: Mp, rows: Vec<Row> },
    Table { widths: Vec<Mp>, head: usize, rows: Vec<TableRow> },
    List { marker: Marker, items: Vec<(u32, Inline)> },
    Boxes { max: usize, text: Inline },
    Signature { by: String },
    Qr { size: Mp },
    Keep(Blocks),
    PageBreak,
    Footer(Inline),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    F4,
    A4,
}

impl Paper {
    /// Width and height in thousandths of a millimetre.
    pub fn size_um(self) -> (i64, i64) {
        match self {
            Self::F4 => (215_000, 330_000),
            Self::A4 => (210_000, 297_000),
        }
    }
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

/// A labelled row; `boxes` holds the number of boxes where its value stands in boxes.
#[derive(Debug)]
pub struct Row {
    pub line: u32,
    pub label: String,
    pub value: Inline,
    pub boxes: Option<usize>,
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
