//! The operations of each page, with every mark inside the marked content of its node.

use super::text::utf16;
use super::{logo, ops};
use crate::letter::Picture;
use crate::letter::fonts::FaceKey;
use crate::letter::layout::{Ink, Kid, Laid, Mark, Mp, NodeId, Outline, Owner, Shape};
use printpdf::{DictItem, Op};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of the QR code among a page's pictures.
pub const QR: &str = "QR";

/// What the pages hold, besides their operations.
#[derive(Default)]
pub struct Contents {
    pub pages: Vec<Vec<Op>>,
    /// For each page, the node of each of its marked contents.
    pub marked: Vec<Vec<NodeId>>,
    pub fields: Vec<PlacedField>,
    /// The characters that each face shows.
    pub signs: BTreeMap<FaceKey, BTreeSet<char>>,
    pub has_qr: bool,
    /// The logos, by their hash.
    pub logos: BTreeMap<String, Arc<Picture>>,
}

/// A signature field and its place: left, bottom, right, top.
pub struct PlacedField {
    pub step: String,
    pub page: usize,
    pub node: NodeId,
    pub rect: [Mp; 4],
}

/// Turns all pages into operations and hangs their content into the outline.
pub fn contents(laid: &mut Laid) -> Contents {
    let mut all = Contents::default();
    let height = laid.paper.1;
    for (page, marks) in laid.pages.iter().enumerate() {
        let mut pen = Pen {
            ops: Vec::new(),
            open: None,
            marked: Vec::new(),
            fill: Ink::BLACK,
            stroke: (Ink::BLACK, 1000),
        };
        for mark in marks {
            if let Shape::Field { step, width, height: high } = &mark.shape {
                if let Owner::Node(node) = mark.owner {
                    let kid = Kid::Field(all.fields.len());
                    laid.outline.get_mut(node).kids.push(kid);
                    let (left, top) = (mark.x, height - mark.y);
                    let rect = [left, top - high, left + width, top];
                    all.fields.push(PlacedField { step: step.clone(), page, node, rect });
                }
                continue;
            }
            pen.enter(mark.owner, page, &mut laid.outline);
            pen.draw(mark, height);
            all.note(mark);
            if let (Owner::Node(node), Some(part)) = (mark.owner, picture(mark, height)) {
                laid.outline.widen(node, part);
            }
        }
        pen.leave();
        all.pages.push(pen.ops);
        all.marked.push(pen.marked);
    }
    all
}

impl Contents {
    fn note(&mut self, mark: &Mark) {
        match &mark.shape {
            Shape::Text(text) => {
                let signs = self.signs.entry(text.face).or_default();
                signs.extend(text.pieces.iter().flat_map(|(piece, _)| piece.chars()));
            }
            Shape::Qr { .. } => self.has_qr = true,
            Shape::Picture { picture, .. } => {
                self.logos.insert(picture.sha256.clone(), Arc::clone(picture));
            }
            _ => {}
        }
    }
}

/// The place of a mark that is a picture or a part of one.
fn picture(mark: &Mark, page_height: Mp) -> Option<[Mp; 4]> {
    let (x, y) = (mark.x, page_height - mark.y);
    match &mark.shape {
        Shape::Qr { size } => Some([x, y - size, x + size, y]),
        Shape::Picture { width, height, .. } => Some([x, y - height, x + width, y]),
        Shape::Fill { corners, .. } => {
            let across = || corners.iter().map(|corner| corner.0);
            let down = || corners.iter().map(|corner| corner.1);
            let (left, right) = (across().min()?, across().max()?);
            Some([x + left, y - down().max()?, x + right, y - down().min()?])
        }
        _ => None,
    }
}

struct Pen {
    ops: Vec<Op>,
    open: Option<Owner>,
    marked: Vec<NodeId>,
    fill: Ink,
    stroke: (Ink, Mp),
}

impl Pen {
    fn enter(&mut self, owner: Owner, page: usize, outline: &mut Outline) {
        if self.open == Some(owner) {
            return;
        }
        self.leave();
        self.open = Some(owner);
        let Owner::Node(node) = owner else {
            self.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
            return;
        };
        let mcid = self.marked.len();
        self.marked.push(node);
        outline.attach(node);
        outline.get_mut(node).kids.push(Kid::Mark { page, mcid });
        let mut map = BTreeMap::new();
        map.insert("MCID".to_owned(), DictItem::Int(i64::try_from(mcid).unwrap_or(i64::MAX)));
        let mut tag = outline.get(node).tag;
        if let Some(text) = &outline.get(node).actual {
            // Programs that read the page without its structure look for this text only in a Span.
            tag = "Span";
            let data = utf16(text);
            map.insert("ActualText".to_owned(), DictItem::String { data, literal: false });
        }
        let (tag, properties) = (tag.to_owned(), DictItem::Dict { map });
        self.ops.push(Op::BeginMarkedContentWithProperties { tag, properties });
    }

    fn leave(&mut self) {
        if self.open.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn draw(&mut self, mark: &Mark, page_height: Mp) {
        let (x, y) = (mark.x, page_height - mark.y);
        match &mark.shape {
            Shape::Text(text) => {
                self.fill(text.ink);
                ops::text(text, x, y, &mut self.ops);
            }
            Shape::Line { dx, dy, thick, ink } => {
                self.stroke(*ink, *thick);
                ops::stroke(&[(x, y), (x + dx, y - dy)], false, &mut self.ops);
            }
            Shape::Frame { width, height, thick, ink } => {
                self.stroke(*ink, *thick);
                let (right, bottom) = (x + width, y - height);
                let corners = [(x, y), (right, y), (right, bottom), (x, bottom)];
                ops::stroke(&corners, true, &mut self.ops);
            }
            Shape::Fill { corners, ink } => {
                self.fill(*ink);
                let corners: Vec<_> = corners.iter().map(|(dx, dy)| (x + dx, y - dy)).collect();
                ops::fill(&corners, &mut self.ops);
            }
            Shape::Qr { size } => self.ops.push(ops::picture(QR, (x, y - size), (*size, *size))),
            Shape::Picture { picture, width, height } => {
                let name = logo::name(picture);
                self.ops.push(ops::picture(&name, (x, y - height), (*width, *height)));
            }
            Shape::Field { .. } | Shape::Nothing => {}
        }
    }

    fn fill(&mut self, ink: Ink) {
        if self.fill != ink {
            self.fill = ink;
            self.ops.push(Op::SetFillColor { col: ops::colour(ink) });
        }
    }

    fn stroke(&mut self, ink: Ink, thick: Mp) {
        if self.stroke.0 != ink {
            self.ops.push(Op::SetOutlineColor { col: ops::colour(ink) });
        }
        if self.stroke.1 != thick {
            self.ops.push(Op::SetOutlineThickness { pt: ops::pt(thick) });
        }
        self.stroke = (ink, thick);
    }
}
