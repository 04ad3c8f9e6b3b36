//! The vocabulary of template-format.md section 2: what a letter is made of, and its reading from XML.

mod attributes;
mod elements;
mod inline;
mod reader;

pub(super) use elements::{Align, Block, Inline, Kind, Letter, Marker, Row, Run, Style, TableRow};
pub(super) use reader::read;
