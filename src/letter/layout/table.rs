//! `table`: ruled columns of given widths.

use super::outline::{Attribute, NodeId};
use super::setter::Setter;
use super::shape::{Head, Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Block, Inline, Kind, Letter, Run, Style, TableRow};
use std::rc::Rc;

const PAD: Mp = from_um(1_500);
const THICK: Mp = 500;

impl Setter<'_> {
    pub fn table(
        &mut self,
        widths: &[Mp],
        (head, ruled): (usize, bool),
        rows: &[TableRow],
        parent: NodeId,
    ) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let widths = &self.columns(widths);
        let table = self.outline.node("Table", parent);
        let mut repeated = Head { height: 0, marks: Vec::new() };
        let mut finished: Option<Rc<Head>> = None;
        let mut starts = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let heading = at < head;
            let tr = self.outline.node("TR", table);
            let mut marks = Vec::new();
            let mut frames = Vec::new();
            let mut height = 0;
            let (mut x, mut column) = (0, 0);
            for cell in &row.cells {
                let width: Mp = widths[column..column + cell.span].iter().sum();
                column += cell.span;
                let node = self.outline.node(if heading { "TH" } else { "TD" }, tr);
                self.outline.get_mut(node).attribute = match (heading, cell.span) {
                    (true, span) => Some(Attribute::ColumnHeader(span)),
                    (false, 1) => None,
                    (false, span) => Some(Attribute::ColumnSpan(span)),
                };
                let text = if heading { bold(&cell.text) } else { cell.text.clone() };
                let owners = if heading {
                    vec![Owner::Node(node); text.len()]
                } else {
                    self.owners(&text, node)
                };
                if text.is_empty() {
                    marks.push(Mark { x, y: PAD, owner: Owner::Node(node), shape: Shape::Nothing });
                }
                let align = if heading { Align::Center } else { cell.align };
                let set = self.setting(self.letter.size - 1, width - 2 * PAD, cell.line);
                let set = set.aligned(align);
                let own = Self::column(&text, set, &owners, (x + PAD, PAD / 2), &mut marks)?;
                height = height.max(own + PAD);
                frames.push((x, width));
                x += width;
            }
            if ruled {
                marks.extend(frames.into_iter().map(|(x, width)| cell_frame(x, width, height)));
            }
            let before = if at == 0 { self.gap() } else { 0 };
            if heading {
                let y = repeated.height;
                let copy =
                    |mark: &Mark| Mark { y: mark.y + y, owner: Owner::Artifact, ..mark.clone() };
                repeated.marks.extend(marks.iter().map(copy));
                repeated.height += height;
            }
            let start = self.out.len();
            self.fragment(row.line, before, height, marks, "this row of the table");
            if heading {
                self.stay();
                continue;
            }
            starts.push(start);
            if head > 0 {
                let empty = || Head { height: 0, marks: Vec::new() };
                let head = finished
                    .get_or_insert_with(|| Rc::new(std::mem::replace(&mut repeated, empty())));
                if let Some(last) = self.out.last_mut() {
                    last.head = Some(Rc::clone(head));
                }
            }
        }
        self.together(&starts);
        Ok(())
    }

    /// The columns on this paper: the shares of the width that they have on the paper of the template.
    fn columns(&self, widths: &[Mp]) -> Vec<Mp> {
        widths.iter().map(|width| width * self.width / self.asked_width).collect()
    }
}

/// Whether every table is as wide as the letter between its margins, or less. It is then on any
/// paper: columns take their share of it.
pub fn columns_fit(letter: &Letter) -> Result<(), Fault> {
    let sides = letter.margins.left + letter.margins.right;
    within(&letter.blocks, from_um(letter.paper.size_um().0) - sides)
}

fn within(blocks: &[Block], width: Mp) -> Result<(), Fault> {
    blocks.iter().try_for_each(|block| match &block.kind {
        // A thousandth of a millimetre may be lost in each column.
        Kind::Table { widths, .. } if widths.iter().sum::<Mp>() > width + from_um(20) => {
            Err(Fault::markup(block.line, "the columns are wider than the page"))
        }
        Kind::Keep(inner) => within(inner, width),
        _ => Ok(()),
    })
}

fn cell_frame(x: Mp, width: Mp, height: Mp) -> Mark {
    let shape = Shape::Frame { width, height, thick: THICK, ink: Ink::BLACK };
    Mark { x, y: 0, owner: Owner::Artifact, shape }
}

fn bold(text: &Inline) -> Inline {
    text.iter()
        .map(|run| Run { text: run.text.clone(), style: Style { bold: true, ..run.style } })
        .collect()
}
