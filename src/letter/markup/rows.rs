//! `rows` and `row`: labelled values.

use super::attributes::{Attributes, line_of};
use super::elements::{Holds, Kind, Row};
use super::inline::{attribute, inline};
use super::reader::{MARKERS, boxes, children, few_letters, only};
use crate::letter::error::Fault;
use roxmltree::Node;

pub fn rows(node: Node<'_, '_>, attributes: &mut Attributes<'_, '_>) -> Result<Kind, Fault> {
    // By default they stand in from the text, under the words of an indented paragraph.
    let indent = attributes.mm("indent", 10, 0, 100)?;
    let label = attributes.mm("label", 50, 10, 120)?;
    let none = ("none", None);
    let [number, letter, dash] = MARKERS.map(|(word, marker)| (word, Some(marker)));
    let marker = attributes.one_of("kind", &[number, letter, dash, none], None)?;
    let rows: Vec<Row> = children(node)?.into_iter().map(row).collect::<Result<_, _>>()?;
    few_letters(marker, rows.len(), line_of(node))?;
    Ok(Kind::Rows { indent, label, marker, rows })
}

fn row(node: Node<'_, '_>) -> Result<Row, Fault> {
    only(node, "row")?;
    let line = line_of(node);
    let mut attributes = Attributes::of(node);
    let label = attribute(attributes.must("label")?);
    attributes.done()?;
    let inner = node
        .children()
        .find(|n| n.is_element() && matches!(n.tag_name().name(), "boxes" | "number"));
    let Some(inner) = inner else {
        return Ok(Row { line, label, value: inline(node)?, holds: Holds::Text });
    };
    let tag = inner.tag_name().name();
    if children(node)?.len() > 1 {
        return Err(Fault::markup(line, format!("<{tag}> stands alone in its row")));
    }
    let mut attributes = Attributes::of(inner);
    let (value, holds) = if tag == "number" {
        (inline(inner)?, Holds::Number)
    } else {
        let (max, text) = boxes(inner, &mut attributes)?;
        (text, Holds::Boxes(max))
    };
    attributes.done()?;
    Ok(Row { line, label, value, holds })
}
