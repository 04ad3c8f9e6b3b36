//! `p`, `title` and `number`.

use super::flow::Flow;
use super::lines::{Setting, break_lines};
use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Inline, Run, Style, plain};

/// What stays free between a framed number and its frame.
const PAD: (Mp, Mp) = (mm(4), mm(1));

impl Setter<'_> {
    /// A paragraph.
    pub fn paragraph(
        &mut self,
        text: &Inline,
        indent: Mp,
        align: Align,
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        let node = self.outline.node("P", parent);
        // On other paper, what stands in the right half keeps its distance to the right margin: place and date
        // above a signature.
        let right = indent > self.asked_width / 2;
        let indent = if right { indent + self.width - self.asked_width } else { indent };
        let set = Setting { indent, align, ..self.setting(self.letter.size, self.width, line) };
        let owners = self.owners(text, node);
        let lines = break_lines(text, set)?;
        let (before, what) = (self.gap(), "this paragraph");
        let beside = (Vec::new(), 0);
        self.flow(Flow { lines: &lines, set, owners: &owners, x: 0, beside, before, what });
        // "dari seorang ibu:" belongs to what it announces.
        if text.last().is_some_and(|run| run.text.ends_with(':')) {
            self.stay();
        }
        Ok(())
    }

    /// The title: centred capitals, bold and underlined.
    pub fn title(&mut self, text: &Inline, line: u32, parent: NodeId) -> Result<(), Fault> {
        let node = self.outline.node("H1", parent);
        let loud = |run: &Run| Run {
            text: run.text.to_uppercase(),
            style: Style { bold: true, underline: true, ..run.style },
        };
        let text: Inline = text.iter().map(loud).collect();
        let size = self.letter.size + 2;
        let set = self.setting(size, self.width, line).aligned(Align::Center);
        // The whole heading is one text: no Span stands between H1 and its words.
        let owners = vec![Owner::Node(node); text.len()];
        let mut marks = Vec::new();
        let height = Self::column(&text, set, &owners, (0, 0), &mut marks)?;
        let before = self.gap();
        self.fragment(line, before, height, marks, "the title");
        self.stay();
        Ok(())
    }

    /// The number below the title.
    pub fn number(
        &mut self,
        text: &Inline,
        (align, frame): (Align, bool),
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        let node = self.outline.node("P", parent);
        self.number = Some(plain(text));
        let (inset, drop) = if frame { PAD } else { (0, 0) };
        let width = self.width - 2 * inset;
        let set = self.setting(self.letter.size, width, line).aligned(align);
        let owners = self.owners(text, node);
        let lines = break_lines(text, set)?;
        let mut marks = Vec::new();
        let height = Self::set_lines(&lines, set, &owners, (inset, drop), &mut marks) + 2 * drop;
        let (mut before, mut below) = (0, self.gap());
        if frame {
            let own = lines.iter().map(|line| line.width).max().unwrap_or_default() + 2 * inset;
            let x = match align {
                Align::Center => (self.width - own) / 2,
                Align::Right => self.width - own,
                Align::Left | Align::Justify => 0,
            };
            let shape = Shape::Frame { width: own, height, thick: 700, ink: Ink::BLACK };
            marks.push(Mark { x, y: 0, owner: Owner::Artifact, shape });
            (before, below) = (self.gap(), self.gap() / 2);
        }
        self.fragment(line, before, height + below, marks, "the number");
        self.stay();
        Ok(())
    }

    /// The slice set last stands on the same page as the next one.
    pub fn stay(&mut self) {
        if let Some(last) = self.out.last_mut() {
            last.keep_next = true;
        }
    }
}
