//! `boxes`: one character in each box, read as one word.

use super::lines::measure;
use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um};
use crate::letter::error::{Fault, Problem};
use crate::letter::markup::{Inline, plain};

/// Width and height of one box.
pub const BOX: (Mp, Mp) = (from_um(5_500), from_um(6_500));
const ROW: Mp = BOX.1 + from_um(600);
/// What stays free below the last row, besides what does below each.
const BELOW: Mp = from_um(900);

impl Setter<'_> {
    /// Boxes that stand as a block of their own.
    pub fn boxes_block(
        &mut self,
        max: usize,
        text: &Inline,
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        let node = self.outline.node("P", parent);
        let mut marks = Vec::new();
        let place = (self.width, line);
        let height = self.boxes((text, max), node, (0, 0), place, &mut marks)?;
        self.fragment(line, self.gap(), height, marks, "this row of boxes");
        Ok(())
    }

    /// Draws boxes below `at`, as many a line as fit; gives their height.
    pub fn boxes(
        &mut self,
        (text, max): (&Inline, usize),
        node: NodeId,
        at: (Mp, Mp),
        (width, line): (Mp, u32),
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        let text = plain(text);
        let signs: Vec<char> = text.chars().collect();
        if signs.len() > max {
            return Err(Fault::new(line, Problem::TooMany { text, max }));
        }
        let a_line = usize::try_from(width / BOX.0).unwrap_or(0).max(1);
        self.outline.get_mut(node).actual = Some(text);
        let (face, size) = (self.face(false), self.letter.size);
        let place = |index: usize| {
            let (down, column) = (index / a_line, index % a_line);
            let across = i64::try_from(column).unwrap_or(0) * BOX.0;
            (at.0 + across, at.1 + i64::try_from(down).unwrap_or(0) * ROW)
        };
        for index in 0..max {
            let (x, y) = place(index);
            let shape = Shape::Frame { width: BOX.0, height: BOX.1, thick: 500, ink: Ink::BLACK };
            marks.push(Mark { x, y, owner: Owner::Artifact, shape });
        }
        for (index, sign) in signs.iter().enumerate() {
            let sign = sign.to_string();
            let own = measure(face, size, &sign, line)?;
            if own > BOX.0 {
                return Err(Fault::new(line, Problem::TooWide(sign)));
            }
            let (x, y) = place(index);
            let middle = i64::midpoint(BOX.1, Mp::from(size) * 714);
            let at = (x + (BOX.0 - own) / 2, y + middle);
            marks.push(Self::word(face, size, Ink::BLACK, &sign, Owner::Node(node), at));
        }
        if signs.is_empty() {
            marks.push(Mark { x: at.0, y: at.1, owner: Owner::Node(node), shape: Shape::Nothing });
        }
        Ok(i64::try_from(max.div_ceil(a_line)).unwrap_or(1) * ROW + BELOW)
    }
}
