//! `list kind="copies"` (tembusan): who gets a copy, small, at the foot of the last page.

use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Owner};
use super::units::{Mp, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Inline, Marker, Run, Style};

const HEADING: &str = "Tembusan:";
const HANG: Mp = mm(6);

impl Setter<'_> {
    pub fn copies(
        &mut self,
        items: &[(u32, Inline)],
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        if items.is_empty() {
            return Ok(());
        }
        let size = self.letter.size.saturating_sub(2).max(8);
        let mut marks = Vec::new();
        let node = Owner::Node(self.outline.node("P", parent));
        let heading = vec![Run { text: HEADING.to_owned(), style: Style::default() }];
        let set = self.setting(size, self.width, line);
        let mut y = Self::column(&heading, set, &[node], (0, 0), &mut marks)?;
        let list = self.outline.node("L", parent);
        self.outline.get_mut(list).attribute = Some(Marker::Number.numbering());
        for (at, (line, text)) in items.iter().enumerate() {
            let item = self.outline.node("LI", list);
            let label = Owner::Node(self.outline.node("Lbl", item));
            let body = self.outline.node("LBody", item);
            let sign = Marker::Number.sign(at);
            let place = (0, y + Self::baseline(size));
            marks.push(Self::word(self.face(false), size, Ink::BLACK, &sign, label, place));
            let owners = self.owners(text, body);
            let set = self.setting(size, self.width - HANG, *line).aligned(Align::Left);
            y += Self::column(text, set, &owners, (HANG, y), &mut marks)?;
        }
        // It goes with the signature before it.
        self.stay();
        self.fragment(line, self.gap() * 2, y, marks, "the list of copies");
        if let Some(last) = self.out.last_mut() {
            last.sinks = true;
        }
        Ok(())
    }
}
