//! The vocabulary of template-format.md section 2: what a letter is made of, and its reading from XML.

mod attributes;
mod elements;
mod inline;
mod reader;
mod rows;
mod signature;
mod table;

pub(super) use elements::{
    Align, Block, Holds, Inline, Kind, Letter, Marker, Row, Run, Signature, Signs, Style, TableRow,
};
pub(super) use inline::composed;
pub(super) use inline::plain;
pub(super) use reader::read;
