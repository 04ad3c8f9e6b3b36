//! `list`: items with a hanging number, letter or dash.

use super::outline::{Attribute, NodeId};
use super::setter::Setter;
use super::shape::{Ink, Owner};
use super::units::{Mp, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Inline, Marker};

const INSET: Mp = mm(10);
const HANG: Mp = mm(7);

impl Setter<'_> {
    pub fn list(
        &mut self,
        marker: Marker,
        items: &[(u32, Inline)],
        parent: NodeId,
    ) -> Result<(), Fault> {
        if items.is_empty() {
            return Ok(());
        }
        let list = self.outline.node("L", parent);
        self.outline.get_mut(list).attribute = Some(Attribute::Numbering(match marker {
            Marker::Number => "Decimal",
            Marker::Letter => "LowerAlpha",
            Marker::Dash => "None",
        }));
        for (at, (line, text)) in items.iter().enumerate() {
            let item = self.outline.node("LI", list);
            let label = self.outline.node("Lbl", item);
            let body = self.outline.node("LBody", item);
            let size = self.letter.size;
            let sign = match marker {
                Marker::Number => format!("{}. ", at + 1),
                Marker::Letter => {
                    format!("{}. ", char::from(b'a' + u8::try_from(at % 26).unwrap_or(0)))
                }
                Marker::Dash => "\u{2013} ".to_owned(),
            };
            let mut marks = Vec::new();
            let place = (INSET, Self::baseline(size));
            marks.push(Self::word(
                self.face(false),
                size,
                Ink::BLACK,
                &sign,
                Owner::Node(label),
                place,
            ));
            let owners = self.owners(text, body);
            let set = self.setting(size, self.width - INSET - HANG, *line);
            let height =
                Self::column(text, set, Align::Justify, &owners, (INSET + HANG, 0), &mut marks)?;
            let before = if at == 0 { self.gap() / 2 } else { 0 };
            self.fragment(*line, before, height, marks, "this item");
        }
        Ok(())
    }
}
