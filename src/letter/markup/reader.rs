//! From XML to the elements of a letter; everything unknown is an error with its line.

use super::attributes::{Attributes, line_of};
use super::elements::{
    Align, Block, Blocks, Cell, Inline, Kind, Letter, Margins, Marker, Paper, Row, TableRow,
};
use super::inline::{inline, plain};
use crate::letter::error::Fault;
use crate::letter::fonts::Family;
use crate::letter::layout::from_um;
use roxmltree::{Document, Node};

/// The levels of a route, from the top down.
const LEVELS: [&str; 7] = ["provinsi", "kabupaten", "kecamatan", "kelurahan", "dusun", "rw", "rt"];

const ALIGN: [(&str, Align); 3] =
    [("justify", Align::Justify), ("left", Align::Left), ("center", Align::Center)];

/// Reads a whole letter.
pub fn read(document: &Document<'_>) -> Result<Letter, Fault> {
    let root = document.root_element();
    if root.tag_name().name() != "letter" {
        return Err(Fault::markup(line_of(root), "the outermost element must be <letter>"));
    }
    let mut attributes = Attributes::of(root);
    let paper = attributes.one_of("paper", &[("F4", Paper::F4), ("A4", Paper::A4)], Paper::F4)?;
    let margins = attributes.take("margins").unwrap_or("15 18 14 18");
    let margins = match attributes.mm_list("margins", margins, 80)?[..] {
        [top, right, bottom, left] => Margins { top, right, bottom, left },
        _ => return Err(Fault::markup(line_of(root), "margins are four: top right bottom left")),
    };
    let families = [("serif", Family::Serif), ("sans", Family::Sans)];
    let family = attributes.one_of("font", &families, Family::Serif)?;
    let size = u16::try_from(attributes.count("size", 12, 8, 16)?).unwrap_or(12);
    attributes.done()?;
    let mut blocks = blocks(root, true)?;
    let footer = blocks.iter().position(|block| matches!(block.kind, Kind::Footer(_)));
    let footer = footer.map(|at| blocks.remove(at));
    let letter = Letter { paper, margins, family, size, blocks, footer };
    only_once(&letter)?;
    Ok(letter)
}

fn only_once(letter: &Letter) -> Result<(), Fault> {
    let mut heads = 0;
    let mut steps: Vec<&str> = Vec::new();
    let mut waiting: Vec<&Block> = letter.blocks.iter().rev().collect();
    while let Some(block) = waiting.pop() {
        match &block.kind {
            Kind::Footer(_) => {
                return Err(Fault::markup(block.line, "<footer> stands at most once"));
            }
            Kind::Letterhead { .. } if heads == 1 => {
                return Err(Fault::markup(block.line, "<letterhead> stands at most once"));
            }
            Kind::Letterhead { .. } => heads = 1,
            Kind::Signature { by } if steps.contains(&by.as_str()) => {
                let message = format!("<signature by=\"{by}\"> stands twice");
                return Err(Fault::markup(block.line, message));
            }
            Kind::Signature { by } => steps.push(by),
            Kind::Keep(inner) => waiting.extend(inner.iter().rev()),
            _ => {}
        }
    }
    Ok(())
}

fn blocks(parent: Node<'_, '_>, top: bool) -> Result<Blocks, Fault> {
    children(parent)?.into_iter().map(|node| block(node, top)).collect()
}

/// The elements inside one that holds no text of its own.
fn children<'a, 'x>(parent: Node<'a, 'x>) -> Result<Vec<Node<'a, 'x>>, Fault> {
    let stray =
        parent.children().find(|n| n.is_text() && n.text().is_some_and(|t| !t.trim().is_empty()));
    if let Some(text) = stray {
        let tag = parent.tag_name().name();
        let shown: String = text.text().unwrap_or_default().trim().chars().take(30).collect();
        let message = format!("text cannot stand directly in <{tag}>: \"{shown}\"");
        return Err(Fault::markup(line_of(parent), message));
    }
    Ok(parent.children().filter(Node::is_element).collect())
}

fn block(node: Node<'_, '_>, top: bool) -> Result<Block, Fault> {
    let line = line_of(node);
    let mut attributes = Attributes::of(node);
    let kind = match node.tag_name().name() {
        "letterhead" if top => {
            let levels = LEVELS.map(|level| (level, level));
            Kind::Letterhead { office: attributes.one_of("office", &levels, "kelurahan")? }
        }
        "footer" if top => Kind::Footer(inline(node)?),
        "keep" if top => Kind::Keep(blocks(node, false)?),
        "pagebreak" if top => Kind::PageBreak,
        "title" => Kind::Title(inline(node)?),
        "number" => Kind::Number(inline(node)?),
        "p" => Kind::Paragraph {
            indent: attributes.mm("indent", 0, 0, 150)?,
            align: attributes.one_of("align", &ALIGN, Align::Justify)?,
            text: inline(node)?,
        },
        "rows" => Kind::Rows {
            label: attributes.mm("label", 50, 10, 120)?,
            rows: children(node)?.into_iter().map(row).collect::<Result<_, _>>()?,
        },
        "table" => table(node, &mut attributes)?,
        "list" => list(node, &mut attributes)?,
        "boxes" => boxes(node, &mut attributes)?,
        "signature" => Kind::Signature { by: step(attributes.must("by")?, line)? },
        "qr" => Kind::Qr { size: attributes.mm("size", 25, 25, 60)? },
        tag @ ("letterhead" | "footer" | "keep" | "pagebreak") => {
            let message = format!("<{tag}> stands directly in <letter>");
            return Err(Fault::markup(line, message));
        }
        tag => return Err(unknown(node, tag)),
    };
    attributes.done()?;
    if matches!(
        kind,
        Kind::Letterhead { .. } | Kind::Signature { .. } | Kind::Qr { .. } | Kind::PageBreak
    ) {
        empty(node)?;
    }
    Ok(Block { line, kind })
}

/// The id of a step: it stands in the template itself, and becomes the name of a field in the file.
fn step(by: &str, line: u32) -> Result<String, Fault> {
    let plain = by.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if plain && by.starts_with(|c: char| c.is_ascii_lowercase()) {
        Ok(by.to_owned())
    } else {
        Err(Fault::markup(line, format!("by=\"{by}\": must be the id of a step")))
    }
}

fn unknown(node: Node<'_, '_>, tag: &str) -> Fault {
    let parent = node.parent_element().map_or("letter", |p| p.tag_name().name());
    let known = ["tr", "td", "row", "item", "b", "i", "u", "letter"].contains(&tag);
    let message = if known {
        format!("<{tag}> cannot stand in <{parent}>")
    } else {
        format!("unknown element <{tag}>")
    };
    Fault::markup(line_of(node), message)
}

fn empty(node: Node<'_, '_>) -> Result<(), Fault> {
    match children(node)?.first() {
        None => Ok(()),
        Some(child) => Err(unknown(*child, child.tag_name().name())),
    }
}

fn row(node: Node<'_, '_>) -> Result<Row, Fault> {
    only(node, "row")?;
    let line = line_of(node);
    let mut attributes = Attributes::of(node);
    let label = plain(&label(attributes.must("label")?));
    attributes.done()?;
    let inner = node.children().find(|n| n.is_element() && n.tag_name().name() == "boxes");
    let Some(inner) = inner else {
        return Ok(Row { line, label, value: inline(node)?, boxes: None });
    };
    if children(node)?.len() > 1 {
        return Err(Fault::markup(line, "<boxes> stands alone in its row"));
    }
    let mut attributes = Attributes::of(inner);
    let Kind::Boxes { max, text } = boxes(inner, &mut attributes)? else {
        return Err(Fault::markup(line, "a row holds text or <boxes>"));
    };
    attributes.done()?;
    Ok(Row { line, label, value: text, boxes: Some(max) })
}

fn label(text: &str) -> Inline {
    use unicode_normalization::UnicodeNormalization;
    let text = text.nfc().collect::<String>();
    vec![super::Run { text, style: super::Style::default() }]
}

fn only(node: Node<'_, '_>, wanted: &str) -> Result<(), Fault> {
    let tag = node.tag_name().name();
    if tag == wanted { Ok(()) } else { Err(unknown(node, tag)) }
}

fn boxes(node: Node<'_, '_>, attributes: &mut Attributes<'_, '_>) -> Result<Kind, Fault> {
    attributes.must("max")?;
    let text = inline(node)?;
    if text.iter().any(|run| run.style != super::Style::default()) {
        return Err(Fault::markup(line_of(node), "<boxes> holds plain text"));
    }
    Ok(Kind::Boxes { max: attributes.count("max", 1, 1, 60)?, text })
}

fn list(node: Node<'_, '_>, attributes: &mut Attributes<'_, '_>) -> Result<Kind, Fault> {
    let kinds = [("number", Marker::Number), ("letter", Marker::Letter), ("dash", Marker::Dash)];
    let marker = attributes.one_of("kind", &kinds, Marker::Number)?;
    let mut items = Vec::new();
    for item in children(node)? {
        only(item, "item")?;
        Attributes::of(item).done()?;
        items.push((line_of(item), inline(item)?));
    }
    if marker == Marker::Letter && items.len() > 26 {
        return Err(Fault::markup(line_of(node), "a list with letters has at most 26 items"));
    }
    Ok(Kind::List { marker, items })
}

fn table(node: Node<'_, '_>, attributes: &mut Attributes<'_, '_>) -> Result<Kind, Fault> {
    let widths = attributes.must("widths")?;
    let widths = attributes.mm_list("widths", widths, 300)?;
    let head = attributes.count("head", 0, 0, 5)?;
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
    Ok(Kind::Table { widths, head, rows })
}

fn cell(node: Node<'_, '_>) -> Result<Cell, Fault> {
    only(node, "td")?;
    let mut attributes = Attributes::of(node);
    let align = [("left", Align::Left), ("center", Align::Center), ("right", Align::Right)];
    let cell = Cell {
        line: line_of(node),
        align: attributes.one_of("align", &align, Align::Left)?,
        span: attributes.count("span", 1, 1, 20)?,
        text: inline(node)?,
    };
    attributes.done()?;
    Ok(cell)
}
