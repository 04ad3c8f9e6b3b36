//! From the elements of a letter to marks on pages, with the document's structure.

mod boxes;
mod drawing;
mod emblem;
mod footer;
mod grid;
mod letterhead;
mod lines;
mod list;
mod outline;
mod pager;
mod paragraph;
mod qr;
mod rows;
mod setter;
mod shape;
mod signing;
mod table;
mod units;

pub(super) use outline::{Attribute, Kid, Node, NodeId, Outline};
pub(super) use pager::{Laid, lay_out};
pub(super) use shape::{Ink, Mark, Owner, Shape, Text};
pub(super) use units::{Mp, from_um};
