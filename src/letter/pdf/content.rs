//! The content of each page, with every mark inside the marked content of its node.

use super::logo;
use super::skeleton::Skeleton;
use super::syntax::Syntax;
use crate::letter::Picture;
use crate::letter::error::Fault;
use crate::letter::fonts::FaceKey;
use crate::letter::layout::{Ink, Kid, Laid, Mark, Mp, NodeId, Outline, Owner, Shape, Text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the QR code among a page's pictures.
pub const QR: &str = "QR";

/// What the pages hold.
#[derive(Default)]
pub struct Contents {
    pub pages: Vec<Syntax>,
    /// For each page, the node of each of its marked contents.
    pub marked: Vec<Vec<NodeId>>,
    pub fields: Vec<PlacedField>,
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

/// Writes all pages and hangs their content into the outline.
pub fn contents(laid: &mut Laid, skeleton: &Skeleton) -> Result<Contents, Fault> {
    let mut all = Contents::default();
    let height = laid.paper.1;
    for (page, marks) in laid.pages.iter().enumerate() {
        let mut pen = Pen::new(skeleton);
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
            pen.draw(mark, height)?;
            all.note(&mark.shape);
            if let (Owner::Node(node), Some(part)) = (mark.owner, picture(mark, height)) {
                laid.outline.widen(node, part);
            }
        }
        pen.leave();
        all.pages.push(pen.out);
        all.marked.push(pen.marked);
    }
    Ok(all)
}

impl Contents {
    fn note(&mut self, shape: &Shape) {
        match shape {
            Shape::Qr { .. } => self.has_qr = true,
            Shape::Picture { picture, .. } => {
                self.logos.insert(picture.sha256.clone(), Arc::clone(picture));
            }
            _ => {}
        }
    }
}

/// A length as [`Syntax::length`] writes it.
fn hundredths(length: Mp) -> Mp {
    (length + 5).div_euclid(10)
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

/// Writes one page (ISO 32000-1, 8 and 9), and remembers what the page was told last.
struct Pen<'a> {
    skeleton: &'a Skeleton,
    out: Syntax,
    open: Option<Owner>,
    marked: Vec<NodeId>,
    fill: Ink,
    stroke: (Ink, Mp),
    font: Option<(FaceKey, u16)>,
    under_way: UnderWay,
}

/// What goes on until something else is drawn: neighbours are drawn as one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum UnderWay {
    Nothing,
    /// A text object, and where its last piece begins, in hundredths of a point.
    Text(Mp, Mp),
    /// Lines and frames that wait for their stroke.
    Path,
}

impl<'a> Pen<'a> {
    fn new(skeleton: &'a Skeleton) -> Self {
        Self {
            skeleton,
            out: Syntax(Vec::with_capacity(1 << 14)),
            open: None,
            marked: Vec::new(),
            fill: Ink::BLACK,
            stroke: (Ink::BLACK, 1000),
            font: None,
            under_way: UnderWay::Nothing,
        }
    }

    /// Ends what is under way.
    fn lift(&mut self) {
        match std::mem::replace(&mut self.under_way, UnderWay::Nothing) {
            UnderWay::Nothing => {}
            UnderWay::Text(..) => drop(self.out.raw("ET\n")),
            UnderWay::Path => drop(self.out.raw("S\n")),
        }
    }

    /// Goes on with a path of these looks.
    fn path(&mut self, ink: Ink, thick: Mp) -> &mut Syntax {
        if self.under_way != UnderWay::Path || self.stroke != (ink, thick) {
            self.lift();
            self.stroke(ink, thick);
            self.under_way = UnderWay::Path;
        }
        &mut self.out
    }

    fn enter(&mut self, owner: Owner, page: usize, outline: &mut Outline) {
        if self.open == Some(owner) {
            return;
        }
        self.leave();
        self.open = Some(owner);
        let Owner::Node(node) = owner else {
            self.out.raw("/Artifact BMC\n");
            return;
        };
        let mcid = self.marked.len();
        self.marked.push(node);
        outline.attach(node);
        outline.get_mut(node).kids.push(Kid::Mark { page, mcid });
        let node = outline.get(node);
        if let Some(text) = &node.actual {
            // Programs that read the page without its structure look for this text only in a Span.
            self.out.raw("/Span<</ActualText").text(text);
        } else {
            self.out.raw("/").raw(node.tag).raw("<<");
        }
        self.out.raw("/MCID ").count(mcid).raw(">>BDC\n");
    }

    fn leave(&mut self) {
        if self.open.take().is_some() {
            self.lift();
            self.out.raw("EMC\n");
        }
    }

    fn draw(&mut self, mark: &Mark, page_height: Mp) -> Result<(), Fault> {
        let (x, y) = (mark.x, page_height - mark.y);
        match &mark.shape {
            Shape::Text(text) => self.text(text, x, y)?,
            Shape::Line { dx, dy, thick, ink } => {
                let out = self.path(*ink, *thick);
                out.lengths([x, y]).raw(" m ").lengths([x + dx, y - dy]).raw(" l\n");
            }
            Shape::Frame { width, height, thick, ink } => {
                let out = self.path(*ink, *thick);
                out.lengths([x, y - height, *width, *height]).raw(" re\n");
            }
            Shape::Fill { corners, ink } => {
                self.lift();
                self.fill(*ink);
                for (at, (dx, dy)) in corners.iter().enumerate() {
                    let move_or_line = if at == 0 { " m " } else { " l " };
                    self.out.lengths([x + dx, y - dy]).raw(move_or_line);
                }
                self.out.raw("f\n");
            }
            Shape::Qr { size } => self.picture(QR, [x, y - size], [*size, *size]),
            Shape::Picture { picture, width, height } => {
                self.picture(&logo::name(picture), [x, y - height], [*width, *height]);
            }
            Shape::Field { .. } | Shape::Nothing => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &Text, x: Mp, y: Mp) -> Result<(), Fault> {
        let lacking = || Fault::pdf("the cut of a font lacks a character");
        let glyphs = self.skeleton.glyphs.get(&text.face).ok_or_else(lacking)?;
        // Hundredths, as they are written: so that no piece is moved by the rounding of those before it.
        let (x, y) = (hundredths(x), hundredths(y));
        let from = match self.under_way {
            UnderWay::Text(x, y) if !text.slanted && self.fill == text.ink => (x, y),
            _ => {
                self.lift();
                self.fill(text.ink);
                self.out.raw("BT");
                (0, 0)
            }
        };
        if self.font != Some((text.face, text.size)) {
            self.font = Some((text.face, text.size));
            self.out.raw("/").raw(text.face.resource()).raw(" ");
            self.out.int(text.size.into()).raw(" Tf");
        }
        self.out.raw(" ");
        if text.slanted {
            // Cosine and sine of 52 degrees.
            self.out.raw(".616 .788 -.788 .616 ").lengths([x * 10, y * 10]).raw(" Tm");
        } else {
            self.out.lengths([(x - from.0) * 10, (y - from.1) * 10]).raw(" Td");
        }
        self.under_way = UnderWay::Text(x, y);
        let spread = text.pieces.iter().any(|(_, extra)| *extra != 0);
        self.out.raw(if spread { "[(" } else { "(" });
        for (piece, extra) in &text.pieces {
            for sign in piece.chars() {
                let glyph = glyphs.get(sign).ok_or_else(lacking)?;
                self.out.within(glyph.to_be_bytes());
            }
            if *extra != 0 {
                self.out.raw(")").int(-extra).raw("(");
            }
        }
        self.out.raw(if spread { ")]TJ\n" } else { ")Tj\n" });
        Ok(())
    }

    /// A picture of the page's resources with its lower left corner at a place.
    fn picture(&mut self, name: &str, place: [Mp; 2], [width, height]: [Mp; 2]) {
        self.lift();
        self.out.raw("q ").length(width).raw(" 0 0 ").length(height).raw(" ");
        self.out.lengths(place).raw(" cm/").raw(name).raw(" Do Q\n");
    }

    fn fill(&mut self, ink: Ink) {
        if self.fill != ink {
            self.fill = ink;
            self.colour(ink).raw(" rg\n");
        }
    }

    fn stroke(&mut self, ink: Ink, thick: Mp) {
        if self.stroke.0 != ink {
            self.colour(ink).raw(" RG\n");
        }
        if self.stroke.1 != thick {
            self.out.length(thick).raw(" w\n");
        }
        self.stroke = (ink, thick);
    }

    fn colour(&mut self, Ink(red, green, blue): Ink) -> &mut Syntax {
        let out = &mut self.out;
        out.thousandths(red.into()).raw(" ").thousandths(green.into()).raw(" ");
        out.thousandths(blue.into())
    }
}
