//! `p`, `title` and `number`.

use super::lines::{Setting, break_lines};
use super::outline::NodeId;
use super::setter::Setter;
use super::units::Mp;
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Inline, Run, Style};

impl Setter<'_> {
    /// A paragraph, one slice a line; its first two and last two lines stay together.
    pub fn paragraph(
        &mut self,
        text: &Inline,
        indent: Mp,
        align: Align,
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        let node = self.outline.node("P", parent);
        let set = Setting { indent, ..self.setting(self.letter.size, self.width, line) };
        self.lines(text, set, align, node, self.gap())?;
        // "dari seorang ibu:" belongs to what it announces.
        if text.last().is_some_and(|run| run.text.ends_with(':')) {
            self.stay();
        }
        Ok(())
    }

    fn lines(
        &mut self,
        text: &Inline,
        set: Setting,
        align: Align,
        node: NodeId,
        before: Mp,
    ) -> Result<(), Fault> {
        let owners = self.owners(text, node);
        let lines = break_lines(text, set)?;
        let count = lines.len();
        for (at, line) in lines.iter().enumerate() {
            let mut marks = Vec::new();
            Self::line(line, set, align, &owners, (0, Self::baseline(set.size)), &mut marks);
            let before = if at == 0 { before } else { 0 };
            self.fragment(set.line, before, Self::leading(set.size), marks, "this paragraph");
            let tied = count > 1 && (at == 0 || at + 2 == count);
            if let (true, Some(last)) = (tied, self.out.last_mut()) {
                last.keep_next = true;
            }
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
        let set = self.setting(size, self.width, line);
        // The whole heading is one text: no Span stands between H1 and its words.
        let owners = vec![super::shape::Owner::Node(node); text.len()];
        let mut marks = Vec::new();
        let height = Self::column(&text, set, Align::Center, &owners, (0, 0), &mut marks)?;
        let before = self.gap() * 2;
        self.fragment(line, before, height, marks, "the title");
        self.stay();
        Ok(())
    }

    /// The number below the title.
    pub fn number(&mut self, text: &Inline, line: u32, parent: NodeId) -> Result<(), Fault> {
        let node = self.outline.node("P", parent);
        self.number = Some(text.iter().map(|run| run.text.as_str()).collect());
        let set = self.setting(self.letter.size, self.width, line);
        let owners = self.owners(text, node);
        let mut marks = Vec::new();
        let height = Self::column(text, set, Align::Center, &owners, (0, 0), &mut marks)?;
        self.fragment(line, 0, height + self.gap(), marks, "the number");
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
