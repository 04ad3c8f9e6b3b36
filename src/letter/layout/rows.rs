//! `rows`: labels, colons and values in hanging columns.

use super::boxes::BOX;
use super::outline::{Attribute, NodeId};
use super::setter::Setter;
use super::shape::{Mark, Owner, Shape};
use super::units::{Mp, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Row, Run, Style};

const COLON: Mp = mm(4);
/// Rows stand in from the text, under the words of an indented paragraph.
const INSET: Mp = mm(10);

impl Setter<'_> {
    pub fn rows(
        &mut self,
        label: Mp,
        rows: &[Row],
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let table = self.outline.node("Table", parent);
        let value = INSET + label + COLON;
        if value + mm(20) > self.width {
            return Err(Fault::markup(line, "the labels leave no room for the values"));
        }
        for (at, row) in rows.iter().enumerate() {
            let tr = self.outline.node("TR", table);
            let head = self.outline.node("TH", tr);
            self.outline.get_mut(head).attribute = Some(Attribute::RowHeader);
            let cell = self.outline.node("TD", tr);
            let size = self.letter.size;
            let mut marks = Vec::new();
            let text = vec![Run { text: row.label.clone(), style: Style::default() }];
            let set = self.setting(size, label, row.line);
            // Boxes are higher than a line: the label stands in the middle of the first row of them.
            let drop =
                if row.boxes.is_some() { (BOX.1 - Self::leading(size)).max(0) / 2 } else { 0 };
            let owner = Owner::Node(head);
            let left =
                Self::column(&text, set, Align::Left, &[owner], (INSET, drop), &mut marks)? + drop;
            let y = drop + Self::baseline(size);
            let at_colon = (INSET + label, y);
            marks.push(Self::word(
                self.face(false),
                size,
                super::shape::Ink::BLACK,
                ": ",
                owner,
                at_colon,
            ));
            let width = self.width - value;
            let right = if row.boxes.is_some() {
                let node = self.outline.node("P", cell);
                self.boxes(row, node, (value, 0), width, &mut marks)?
            } else if row.value.is_empty() {
                marks.push(Mark { x: value, y, owner: Owner::Node(cell), shape: Shape::Nothing });
                0
            } else {
                let owners = self.owners(&row.value, cell);
                let set = self.setting(size, width, row.line);
                Self::column(&row.value, set, Align::Left, &owners, (value, 0), &mut marks)?
            };
            let before = if at == 0 { self.gap() / 2 } else { 0 };
            self.fragment(row.line, before, left.max(right), marks, "this row");
        }
        Ok(())
    }
}
