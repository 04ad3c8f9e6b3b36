//! `list`: items with a hanging number, letter or dash.

use super::flow::Flow;
use super::lines::break_lines;
use super::outline::{Attribute, NodeId};
use super::setter::Setter;
use super::shape::{Ink, Owner};
use super::units::{Mp, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Inline, Marker};

const HANG: Mp = mm(7);

impl Marker {
    /// What stands before the item with this index.
    pub(super) fn sign(self, at: usize) -> String {
        match self {
            Self::Number => format!("{}. ", at + 1),
            Self::Letter => {
                format!("{}. ", char::from(b'a' + u8::try_from(at % 26).unwrap_or(0)))
            }
            Self::Dash => "\u{2013} ".to_owned(),
        }
    }

    /// What the structure calls it (ISO 32000-1, table 347).
    pub(super) fn numbering(self) -> Attribute {
        Attribute::Numbering(match self {
            Self::Number => "Decimal",
            Self::Letter => "LowerAlpha",
            Self::Dash => "None",
        })
    }
}

impl Setter<'_> {
    pub fn list(
        &mut self,
        marker: Marker,
        indent: Mp,
        items: &[(u32, Inline)],
        parent: NodeId,
    ) -> Result<(), Fault> {
        if items.is_empty() {
            return Ok(());
        }
        let list = self.outline.node("L", parent);
        self.outline.get_mut(list).attribute = Some(marker.numbering());
        let mut starts = Vec::with_capacity(items.len());
        for (at, (line, text)) in items.iter().enumerate() {
            starts.push(self.out.len());
            let item = self.outline.node("LI", list);
            let label = Owner::Node(self.outline.node("Lbl", item));
            let body = self.outline.node("LBody", item);
            let (size, face) = (self.letter.size, self.face(false));
            let place = (indent, Self::baseline(size));
            let sign = Self::word(face, size, Ink::BLACK, &marker.sign(at), label, place);
            let owners = self.owners(text, body);
            let width = self.width - indent - HANG;
            let set = self.setting(size, width, *line).aligned(Align::Justify);
            let lines = break_lines(text, set)?;
            let before = if at == 0 { self.gap() / 2 } else { 0 };
            self.flow(Flow {
                lines: &lines,
                set,
                owners: &owners,
                x: indent + HANG,
                beside: (vec![sign], Self::leading(size)),
                before,
                what: "this item",
            });
        }
        self.together(&starts);
        Ok(())
    }
}
