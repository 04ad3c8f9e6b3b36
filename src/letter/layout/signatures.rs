//! Signatures and code side by side: each signer in a column, the code in what is left of the last row.

use super::outline::NodeId;
use super::qr::{Place, QUIET};
use super::setter::Setter;
use super::signing::{BLOCK, SigningBlock};
use super::units::{Mp, from_um, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Block, Kind};

/// What stays free between a signature and the code beside it.
const BESIDE: Mp = mm(8);
/// The least that the words beside a code need.
const CAPTION: Mp = mm(25);
const WIDEST: Mp = mm(110);

/// Blocks beside one another, each with its left edge.
type Row<'a> = Vec<(Mp, SigningBlock<'a>)>;

impl Setter<'_> {
    /// Signatures and codes that follow one another, as one slice of the page.
    pub fn band(&mut self, blocks: &[Block], parent: NodeId) -> Result<(), Fault> {
        let rows = self.signing_rows(blocks)?;
        let mut marks = Vec::new();
        let (mut top, mut y) = (0, 0);
        for row in &rows {
            y += if y > 0 { self.gap() * 2 } else { 0 };
            top = y;
            let beside: Vec<&SigningBlock<'_>> = row.iter().map(|(_, block)| block).collect();
            let levels = self.levels(&beside)?;
            for (x, block) in row {
                let own = self.draw_signing(block, levels, parent, (*x, top), &mut marks)?;
                y = y.max(top + own);
            }
        }
        for block in blocks {
            let Kind::Qr { size } = block.kind else { continue };
            if self.edition.is_draft() {
                continue;
            }
            let size = self.printed(size);
            let last = rows.last().into_iter().flatten();
            let reach = |(x, block): &(Mp, SigningBlock<'_>)| Ok((*x, x + self.reach(block)?));
            let edges = last.map(reach).collect::<Result<Vec<_>, Fault>>()?;
            let place = self.beside(size, &edges, top).unwrap_or_else(|| {
                let at = (0, y + if y > 0 { self.gap() * 3 / 2 } else { 0 });
                Place { at, room: self.width.min(WIDEST), below: false }
            });
            let own = self.qr(size, block.line, parent, place, &mut marks)?;
            y = y.max(place.at.1 + own);
        }
        let line = blocks.first().map_or(0, |block| block.line);
        let dated = rows.iter().flatten().next().is_none_or(|(_, block)| block.has_above());
        let before = if dated { self.gap() * 2 } else { self.gap() / 3 };
        self.fragment(line, before, y, marks, "the signature block");
        Ok(())
    }

    /// The signatures in rows: the first of a row stands right and the second left, where the template does not say.
    fn signing_rows<'b>(&mut self, blocks: &'b [Block]) -> Result<Vec<Row<'b>>, Fault> {
        let mut rows: Vec<Row<'b>> = Vec::new();
        for block in blocks {
            let Kind::Signature(signature) = &block.kind else { continue };
            self.signed |= signature.signs.step().is_some();
            let own = self.signing_block(signature, block.line)?;
            let free =
                |x: Mp, row: &Row<'_>| row.iter().all(|(other, _)| (x - other).abs() >= BLOCK);
            let edge = |side: Align| match side {
                Align::Left => 0,
                Align::Center => (self.width - BLOCK) / 2,
                Align::Right | Align::Justify => self.width - BLOCK,
            };
            let wanted = match signature.align {
                Some(side) => vec![edge(side)],
                None => vec![edge(Align::Right), edge(Align::Left)],
            };
            let in_last = rows.last().and_then(|row| wanted.iter().find(|x| free(**x, row)));
            match (in_last.copied(), rows.last_mut()) {
                (Some(x), Some(row)) => row.push((x, own)),
                _ => rows.push(vec![(wanted[0], own)]),
            }
        }
        Ok(rows)
    }

    /// The place for a code beside the signatures, if there is one; given where each begins, and where what is
    /// printed of it ends.
    fn beside(&self, size: Mp, edges: &[(Mp, Mp)], top: Mp) -> Option<Place> {
        let place = |x: Mp, room: Mp| {
            let at = (x, top + from_um(1_500));
            let below = room < size + QUIET + CAPTION;
            (room >= size + 2 * QUIET).then_some(Place { at, room, below })
        };
        let mut edges = edges.to_vec();
        edges.sort_unstable();
        match edges[..] {
            // One signature: left of it, else right of it.
            [(x, _)] if 2 * x + BLOCK + 1 >= self.width => place(0, x - BESIDE),
            [(x, _)] => place(x + BLOCK + BESIDE, self.width - x - BLOCK - BESIDE),
            // Two: in the middle of what is free between them.
            [(_, left), (right, _)] => {
                place(left, right - left).map(|p| Place { below: true, ..p })
            }
            _ => None,
        }
    }
}
