//! From the elements of a letter to marks on pages, with the document's structure.

mod boxes;
mod copies;
mod drawing;
mod emblem;
mod fit;
mod flow;
mod footer;
mod joints;
mod letterhead;
mod letterhead_words;
mod lines;
mod list;
mod outline;
mod pager;
mod paragraph;
#[cfg(test)]
mod proof;
mod qr;
mod rows;
mod setter;
mod shape;
mod signatures;
mod signing;
mod table;
mod units;

pub(super) use outline::{Attribute, Kid, Node, NodeId, Outline};
pub(super) use pager::{Laid, lay_out};
pub(super) use shape::{Ink, Mark, Owner, Shape, Text};
pub(super) use table::columns_fit;
pub(super) use units::{Mp, from_um};
