//! From XML to the elements of a letter; everything unknown is an error with its line.

use super::attributes::{Attributes, line_of};
use super::elements::{Align, Block, Blocks, Inline, Kind, Letter, Margins, Marker};
use super::inline::inline;
use super::rows::rows;
use super::signature::signature;
use super::table::table;
use crate::letter::error::Fault;
use crate::letter::facts::Paper;
use crate::letter::fonts::Family;
use roxmltree::{Document, Node};

/// The levels of a route, from the top down.
const LEVELS: [&str; 7] = ["provinsi", "kabupaten", "kecamatan", "kelurahan", "dusun", "rw", "rt"];

const ALIGN: [(&str, Align); 4] = [
    ("justify", Align::Justify),
    ("left", Align::Left),
    ("center", Align::Center),
    ("right", Align::Right),
];
/// Where something stands on the page.
pub(super) const SIDES: [(&str, Align); 3] =
    [("left", Align::Left), ("center", Align::Center), ("right", Align::Right)];
/// Attributes that are on or off.
pub(super) const SWITCH: [(&str, bool); 2] = [("yes", true), ("no", false)];

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
    let (mut heads, mut copies) = (0, 0);
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
            Kind::Signature(signature) => {
                let Some(by) = signature.signs.step() else { continue };
                if steps.contains(&by) {
                    let message = format!("<signature by=\"{by}\"> stands twice");
                    return Err(Fault::markup(block.line, message));
                }
                steps.push(by);
            }
            Kind::Copies(_) if copies == 1 => {
                return Err(Fault::markup(
                    block.line,
                    "<list kind=\"copies\"> stands at most once",
                ));
            }
            Kind::Copies(_) => copies = 1,
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
pub(super) fn children<'a, 'x>(parent: Node<'a, 'x>) -> Result<Vec<Node<'a, 'x>>, Fault> {
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
            Kind::Letterhead {
                office: attributes.one_of("office", &levels, "kelurahan")?,
                align: attributes.one_of("align", &SIDES[..2], Align::Center)?,
            }
        }
        "footer" if top => Kind::Footer(inline(node)?),
        "keep" if top => Kind::Keep(blocks(node, false)?),
        "pagebreak" if top => Kind::PageBreak,
        "title" => Kind::Title(inline(node)?),
        "number" => Kind::Number {
            align: attributes.one_of("align", &SIDES, Align::Center)?,
            frame: attributes.one_of("frame", &SWITCH, false)?,
            text: inline(node)?,
        },
        "p" => Kind::Paragraph {
            indent: attributes.mm("indent", 0, 0, 150)?,
            align: attributes.one_of("align", &ALIGN, Align::Justify)?,
            text: inline(node)?,
        },
        "rows" => rows(node, &mut attributes)?,
        "table" => table(node, &mut attributes)?,
        "list" => list(node, &mut attributes)?,
        "boxes" => {
            let (max, text) = boxes(node, &mut attributes)?;
            Kind::Boxes { max, text }
        }
        "signature" => Kind::Signature(signature(node, &mut attributes)?),
        "qr" => Kind::Qr { size: attributes.mm("size", 25, 25, 60)? },
        tag @ ("letterhead" | "footer" | "keep" | "pagebreak") => {
            let message = format!("<{tag}> stands directly in <letter>");
            return Err(Fault::markup(line, message));
        }
        tag => return Err(unknown(node, tag)),
    };
    attributes.done()?;
    if matches!(kind, Kind::Letterhead { .. } | Kind::Qr { .. } | Kind::PageBreak) {
        empty(node)?;
    }
    Ok(Block { line, kind })
}

pub(super) fn unknown(node: Node<'_, '_>, tag: &str) -> Fault {
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

pub(super) fn only(node: Node<'_, '_>, wanted: &str) -> Result<(), Fault> {
    let tag = node.tag_name().name();
    if tag == wanted { Ok(()) } else { Err(unknown(node, tag)) }
}

pub(super) fn boxes(
    node: Node<'_, '_>,
    attributes: &mut Attributes<'_, '_>,
) -> Result<(usize, Inline), Fault> {
    attributes.must("max")?;
    let text = inline(node)?;
    if text.iter().any(|run| run.style != super::Style::default()) {
        return Err(Fault::markup(line_of(node), "<boxes> holds plain text"));
    }
    Ok((attributes.count("max", 1, 1, 60)?, text))
}

/// What stands before the items of a list or the rows of an identity.
pub(super) const MARKERS: [(&str, Marker); 3] =
    [("number", Marker::Number), ("letter", Marker::Letter), ("dash", Marker::Dash)];

/// The alphabet ends.
pub(super) fn few_letters(marker: Option<Marker>, count: usize, line: u32) -> Result<(), Fault> {
    if marker == Some(Marker::Letter) && count > 26 {
        return Err(Fault::markup(line, "a list with letters has at most 26 items"));
    }
    Ok(())
}

fn list(node: Node<'_, '_>, attributes: &mut Attributes<'_, '_>) -> Result<Kind, Fault> {
    let copies = ("copies", None);
    let kinds = MARKERS.map(|(word, marker)| (word, Some(marker)));
    let kinds = [kinds[0], kinds[1], kinds[2], copies];
    let marker = attributes.one_of("kind", &kinds, Some(Marker::Number))?;
    let indent = match marker {
        Some(_) => attributes.mm("indent", 10, 0, 100)?,
        None => 0,
    };
    let mut items = Vec::new();
    for item in children(node)? {
        only(item, "item")?;
        Attributes::of(item).done()?;
        items.push((line_of(item), inline(item)?));
    }
    let Some(marker) = marker else { return Ok(Kind::Copies(items)) };
    few_letters(Some(marker), items.len(), line_of(node))?;
    Ok(Kind::List { marker, indent, items })
}
