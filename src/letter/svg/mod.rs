//! The pages of a letter as SVG, for a screen.
//!
//! Letters are drawn by their outlines: so a page looks as it does on paper with no font in the browser and none sent
//! along, and stays small, as each letter is drawn once. The text itself lies over them, unseen: it can be searched,
//! copied and read aloud.

mod outlines;
mod page;
mod points;

use super::error::Fault;
use super::identity::Identity;
use super::layout::{Laid, Shape};

/// Writes every page as a document of its own.
pub fn write(laid: &Laid, identity: &Identity<'_>) -> Result<Vec<String>, Fault> {
    let has_qr = laid.pages.iter().flatten().any(|mark| matches!(mark.shape, Shape::Qr { .. }));
    let symbol = if has_qr { Some(identity.symbol()?) } else { None };
    (0..laid.pages.len()).map(|at| page::page(laid, at, identity, symbol.as_ref())).collect()
}
