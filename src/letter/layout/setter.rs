//! Sets the blocks of a letter one below the other, as slices for the pager.

use super::lines::Setting;
use super::outline::{NodeId, Outline};
use super::shape::{Fragment, Mark, Owner};
use super::units::Mp;
use crate::letter::Paper;
use crate::letter::error::Fault;
use crate::letter::facts::{Edition, Facts};
use crate::letter::fonts::FaceKey;
use crate::letter::markup::{Align, Block, Inline, Kind, Letter, Style};

/// The letter being set.
pub struct Setter<'a> {
    pub letter: &'a Letter,
    pub facts: &'a Facts,
    pub edition: Edition,
    pub outline: Outline,
    pub out: Vec<Fragment>,
    /// The text of `<number>`, repeated from page 2 on.
    pub number: Option<String>,
    pub paper: Paper,
    /// Between the margins, on this paper and on that of the template.
    pub width: Mp,
    pub asked_width: Mp,
    /// Whether a signature stands in the letter.
    pub signed: bool,
}

impl Setter<'_> {
    /// Height of a line of the given size.
    pub fn leading(size: u16) -> Mp {
        Mp::from(size) * 1340
    }

    /// From the top of a line to its baseline, so that capitals stand in its middle.
    pub fn baseline(size: u16) -> Mp {
        i64::midpoint(Self::leading(size), Mp::from(size) * 714)
    }

    /// The space above a block.
    pub fn gap(&self) -> Mp {
        Mp::from(self.letter.size) * 500
    }

    pub fn setting(&self, size: u16, width: Mp, line: u32) -> Setting {
        Setting { family: self.letter.family, size, width, indent: 0, align: Align::Left, line }
    }

    pub fn fragment(
        &mut self,
        line: u32,
        before: Mp,
        height: Mp,
        marks: Vec<Mark>,
        what: &'static str,
    ) {
        self.out.push(Fragment {
            line,
            before,
            height,
            marks,
            keep_next: false,
            new_page: false,
            sinks: false,
            what,
            head: None,
        });
    }

    /// The owners of the runs of a text: its node, or a Span below it where the style changes.
    pub fn owners(&mut self, text: &Inline, node: NodeId) -> Vec<Owner> {
        text.iter()
            .map(|run| {
                let plain = run.style == Style::default();
                Owner::Node(if plain { node } else { self.outline.inline("Span", node) })
            })
            .collect()
    }

    pub fn face(&self, bold: bool) -> FaceKey {
        FaceKey { family: self.letter.family, bold, italic: false }
    }

    /// Sets blocks under a node of the structure.
    pub fn blocks(&mut self, blocks: &[Block], parent: NodeId) -> Result<(), Fault> {
        let mut at = 0;
        let mut new_page = false;
        while let Some(block) = blocks.get(at) {
            let line = block.line;
            let first = self.out.len();
            let mut used = 1;
            match &block.kind {
                Kind::Letterhead { office, align } => {
                    self.letterhead(office, *align, line, parent)?;
                }
                Kind::Title(text) => self.title(text, line, parent)?,
                Kind::Number { align, frame, text } => {
                    self.number(text, (*align, *frame), line, parent)?;
                }
                Kind::Paragraph { indent, align, text } => {
                    self.paragraph(text, *indent, *align, line, parent)?;
                }
                Kind::Rows { indent, label, marker, rows } => {
                    self.rows((*indent, *label), *marker, rows, line, parent)?;
                }
                Kind::Table { widths, head, ruled, rows } => {
                    self.table(widths, (*head, *ruled), rows, parent)?;
                }
                Kind::List { marker, indent, items } => {
                    self.list(*marker, *indent, items, parent)?;
                }
                Kind::Copies(items) => self.copies(items, line, parent)?,
                Kind::Boxes { max, text } => self.boxes_block(*max, text, line, parent)?,
                Kind::Signature(_) | Kind::Qr { .. } => {
                    let band =
                        |block: &&Block| matches!(block.kind, Kind::Signature(_) | Kind::Qr { .. });
                    used = blocks[at..].iter().take_while(band).count();
                    self.band(&blocks[at..at + used], parent)?;
                    let before = first.checked_sub(1).and_then(|at| self.out.get_mut(at));
                    if let Some(before) = before {
                        before.keep_next = true;
                    }
                }
                Kind::Keep(inner) => {
                    self.blocks(inner, parent)?;
                    let count = self.out.len();
                    for fragment in
                        self.out.get_mut(first..count.saturating_sub(1)).into_iter().flatten()
                    {
                        fragment.keep_next = true;
                    }
                }
                Kind::PageBreak => new_page = true,
                Kind::Footer(_) => {}
            }
            if let (true, Some(fragment)) = (new_page, self.out.get_mut(first)) {
                fragment.new_page = true;
                new_page = false;
            }
            at += used;
        }
        Ok(())
    }
}
