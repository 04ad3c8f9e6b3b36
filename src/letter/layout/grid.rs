//! Lines around the cells of a table.

use super::shape::{Ink, Mark, Owner, Shape};
use super::units::Mp;

const THICK: Mp = 500;

/// The frame of one cell.
pub fn cell_frame(x: Mp, width: Mp, height: Mp) -> Mark {
    let shape = Shape::Frame { width, height, thick: THICK, ink: Ink::BLACK };
    Mark { x, y: 0, owner: Owner::Artifact, shape }
}
