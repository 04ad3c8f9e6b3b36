//! `rows`: labels, colons and values in hanging columns.

use super::boxes::BOX;
use super::flow::Flow;
use super::lines::break_lines;
use super::outline::{Attribute, NodeId};
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Holds, Marker, Row, Run, Style, plain};

const COLON: Mp = mm(4);
/// A number before the label.
const HANG: Mp = mm(7);

impl Setter<'_> {
    pub fn rows(
        &mut self,
        (indent, label): (Mp, Mp),
        marker: Option<Marker>,
        rows: &[Row],
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let table = self.outline.node("Table", parent);
        let hang = if marker.is_some() { HANG } else { 0 };
        let columns =
            Columns { number: indent, label: indent + hang, colon: indent + hang + label };
        if columns.value() + mm(20) > self.width {
            return Err(Fault::markup(line, "the labels leave no room for the values"));
        }
        let mut starts = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            starts.push(self.out.len());
            let tr = self.outline.node("TR", table);
            let before = if at == 0 { self.gap() / 2 } else { 0 };
            self.row(row, marker.map(|marker| marker.sign(at)), columns, before, tr)?;
        }
        self.together(&starts);
        Ok(())
    }

    fn row(
        &mut self,
        row: &Row,
        sign: Option<String>,
        columns: Columns,
        before: Mp,
        tr: NodeId,
    ) -> Result<(), Fault> {
        let head = self.outline.node("TH", tr);
        self.outline.get_mut(head).attribute = Some(Attribute::RowHeader);
        let cell = self.outline.node("TD", tr);
        let (size, face, owner) = (self.letter.size, self.face(false), Owner::Node(head));
        // Boxes are higher than a line: the label stands in the middle of the first row of them.
        let boxed = matches!(row.holds, Holds::Boxes(_));
        let drop = if boxed { (BOX.1 - Self::leading(size)).max(0) / 2 } else { 0 };
        let y = drop + Self::baseline(size);
        let mut marks = Vec::new();
        if let Some(sign) = sign {
            marks.push(Self::word(face, size, Ink::BLACK, &sign, owner, (columns.number, y)));
        }
        let label = vec![Run { text: row.label.clone(), style: Style::default() }];
        // Long labels do not touch their colon.
        let set = self.setting(size, columns.colon - columns.label - mm(1), row.line);
        let at = (columns.label, drop);
        let left = Self::column(&label, set, &[owner], at, &mut marks)? + drop;
        marks.push(Self::word(face, size, Ink::BLACK, ": ", owner, (columns.colon, y)));
        let (x, width) = (columns.value(), self.width - columns.value());
        if let Holds::Boxes(max) = row.holds {
            let node = self.outline.node("P", cell);
            let right =
                self.boxes((&row.value, max), node, (x, 0), (width, row.line), &mut marks)?;
            self.fragment(row.line, before, left.max(right), marks, "this row");
            return Ok(());
        }
        if row.holds == Holds::Number {
            self.number = Some(format!("{}: {}", row.label, plain(&row.value)));
        }
        if row.value.is_empty() {
            marks.push(Mark { x, y, owner: Owner::Node(cell), shape: Shape::Nothing });
        }
        let owners = self.owners(&row.value, cell);
        let set = self.setting(size, width, row.line);
        let lines = break_lines(&row.value, set)?;
        let beside = (marks, left);
        let what = "this row";
        self.flow(Flow { lines: &lines, set, owners: &owners, x, beside, before, what });
        Ok(())
    }
}

/// Where the parts of a row begin.
#[derive(Clone, Copy)]
struct Columns {
    number: Mp,
    label: Mp,
    colon: Mp,
}

impl Columns {
    fn value(self) -> Mp {
        self.colon + COLON
    }
}
