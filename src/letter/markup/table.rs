//! `table`, `tr` and `td`.

use super::attributes::{Attributes, line_of};
use super::elements::{Align, Cell, Kind, TableRow};
use super::inline::inline;
use super::reader::{SIDES, SWITCH, children, only};
use crate::letter::error::Fault;
use crate::letter::layout::from_um;
use roxmltree::Node;

pub fn table(node: Node<'_, '_>, attributes: &mut Attributes<'_, '_>) -> Result<Kind, Fault> {
    let widths = attributes.must("widths")?;
    let widths = attributes.mm_list("widths", widths, 300)?;
    let head = attributes.count("head", 0, 0, 5)?;
    let ruled = attributes.one_of("rules", &SWITCH, true)?;
    let mut rows = Vec::new();
    for tr in children(node)? {
        only(tr, "tr")?;
        Attributes::of(tr).done()?;
        let cells = children(tr)?.into_iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        let filled: usize = cells.iter().map(|cell| cell.span).sum();
        if filled != widths.len() {
            let message = format!("this row fills {filled} of {} columns", widths.len());
            return Err(Fault::markup(line_of(tr), message));
        }
        rows.push(TableRow { line: line_of(tr), cells });
    }
    if widths.iter().any(|width| *width < from_um(5_000)) {
        return Err(Fault::markup(line_of(node), "a column is at least 5 mm wide"));
    }
    Ok(Kind::Table { widths, head, ruled, rows })
}

fn cell(node: Node<'_, '_>) -> Result<Cell, Fault> {
    only(node, "td")?;
    let mut attributes = Attributes::of(node);
    let cell = Cell {
        line: line_of(node),
        align: attributes.one_of("align", &SIDES, Align::Left)?,
        span: attributes.count("span", 1, 1, 20)?,
        text: inline(node)?,
    };
    attributes.done()?;
    Ok(cell)
}
