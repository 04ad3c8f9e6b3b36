//! One page.

use super::outlines::Outlines;
use super::points::{Colour, Escaped, Points};
use crate::letter::error::Fault;
use crate::letter::identity::Identity;
use crate::letter::layout::{Ink, Laid, Mark, Mp, NodeId, Outline, Owner, Shape, Text};
use crate::letter::qr::QrSymbol;
use std::fmt::Write;

/// Writes a page, counted from 0.
pub fn page(
    laid: &Laid,
    at: usize,
    identity: &Identity<'_>,
    symbol: Option<&QrSymbol>,
) -> Result<String, Fault> {
    let mut pen = Pen {
        outline: &laid.outline,
        symbol,
        outlines: Outlines::default(),
        drawn: String::new(),
        spoken: String::new(),
        node: None,
        grouped: false,
    };
    for mark in &laid.pages[at] {
        pen.mark(mark).map_err(Fault::pdf)?;
    }
    pen.leave();
    let (width, height) = (Points(laid.paper.0), Points(laid.paper.1));
    let draft = if identity.is_draft { " (draf)" } else { "" };
    let title = Escaped(identity.title);
    let (page, pages) = (at + 1, laid.pages.len());
    let Pen { outlines, drawn, spoken, .. } = pen;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"id-ID\" lang=\"id-ID\" role=\"document\" \
         width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\">\n\
         <title>{title}{draft}, halaman {page} dari {pages}</title>\n\
         <defs>{}</defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <g aria-hidden=\"true\">\n{drawn}</g>\n\
         <g fill-opacity=\"0\" font-family=\"serif\">\n{spoken}</g>\n\
         </svg>\n",
        outlines.paths
    ))
}

struct Pen<'a> {
    outline: &'a Outline,
    symbol: Option<&'a QrSymbol>,
    outlines: Outlines,
    /// What is seen.
    drawn: String,
    /// What is read: text and what stands for pictures.
    spoken: String,
    /// The node whose marks are being drawn, and whether its text stands in a group.
    node: Option<NodeId>,
    grouped: bool,
}

impl Pen<'_> {
    fn mark(&mut self, mark: &Mark) -> Result<(), std::fmt::Error> {
        let Mark { x, y, shape, .. } = mark;
        let (at_x, at_y) = (Points(*x), Points(*y));
        self.enter(mark)?;
        match shape {
            Shape::Text(text) => {
                self.letters(text, mark)?;
                self.words(text, mark)?;
            }
            Shape::Line { dx, dy, thick, ink } => {
                let (dx, dy) = (Points(*dx), Points(*dy));
                write!(self.drawn, "<path d=\"M{at_x} {at_y}l{dx} {dy}\"")?;
                self.stroke(*ink, &Points(*thick))?;
            }
            Shape::Frame { width, height, thick, ink } => {
                let (width, height) = (Points(*width), Points(*height));
                write!(self.drawn, "<path d=\"M{at_x} {at_y}h{width}v{height}h-{width}z\"")?;
                self.stroke(*ink, &Points(*thick))?;
            }
            Shape::Fill { corners, ink } => {
                write!(self.drawn, "<path d=\"")?;
                for (nth, (dx, dy)) in corners.iter().enumerate() {
                    let command = if nth == 0 { 'M' } else { 'L' };
                    write!(self.drawn, "{command}{} {}", Points(x + dx), Points(y + dy))?;
                }
                writeln!(self.drawn, "z\" fill=\"{}\"/>", Colour(*ink))?;
            }
            Shape::Picture { picture, width, height } => {
                let (width, height) = (Points(*width), Points(*height));
                let data = openssl::base64::encode_block(&picture.file);
                writeln!(
                    self.drawn,
                    "<image x=\"{at_x}\" y=\"{at_y}\" width=\"{width}\" height=\"{height}\" \
                     preserveAspectRatio=\"none\" href=\"data:image/png;base64,{data}\"/>"
                )?;
            }
            Shape::Qr { size } => self.code(*size, mark)?,
            Shape::Field { .. } | Shape::Nothing => {}
        }
        Ok(())
    }

    fn stroke(&mut self, ink: Ink, thick: &Points) -> Result<(), std::fmt::Error> {
        let colour = Colour(ink);
        writeln!(self.drawn, " fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick}\"/>")
    }

    /// The outlines of a text; places within it count in thousandths of its size.
    fn letters(&mut self, text: &Text, mark: &Mark) -> Result<(), std::fmt::Error> {
        let (x, y) = (Points(mark.x), Points(mark.y));
        let turn = if text.slanted { "rotate(-52)" } else { "" };
        let scale = Points(i64::from(text.size) * 1000);
        let fill = if text.ink == Ink::BLACK {
            String::new()
        } else {
            format!(" fill=\"{}\"", Colour(text.ink))
        };
        write!(
            self.drawn,
            "<g transform=\"translate({x} {y}){turn}scale({scale})scale(.001)\"{fill}>"
        )?;
        let mut pen = 0;
        for (piece, extra) in &text.pieces {
            for sign in piece.chars() {
                if let Some(name) = self.outlines.name(text.face, sign) {
                    write!(self.drawn, "<use href=\"#{name}\" x=\"{pen}\"/>")?;
                }
                pen += self.outlines.advance(text.face, sign);
            }
            pen += extra;
        }
        writeln!(self.drawn, "</g>")
    }

    /// The same text for those who search, copy or listen.
    fn words(&mut self, text: &Text, mark: &Mark) -> Result<(), std::fmt::Error> {
        // What repeats or adorns the text is drawn only, and so is what is read as one word.
        let Owner::Node(node) = mark.owner else { return Ok(()) };
        let read = self.outline.get(node).actual.is_none();
        let words: String = text.pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        if !read || words.trim().is_empty() {
            return Ok(());
        }
        let mut width = 0;
        for (piece, extra) in &text.pieces {
            width +=
                piece.chars().map(|s| self.outlines.advance(text.face, s)).sum::<i64>() + extra;
        }
        writeln!(
            self.spoken,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" textLength=\"{}\" \
             lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            Points(mark.x),
            Points(mark.y),
            text.size,
            Points(width * i64::from(text.size)),
            Escaped(&words)
        )
    }

    /// The QR code: each row as runs of dark modules.
    fn code(&mut self, size: i64, mark: &Mark) -> Result<(), std::fmt::Error> {
        let Some(symbol) = self.symbol else { return Ok(()) };
        let side = i64::try_from(symbol.side).unwrap_or(1);
        let (x, y, module) = (Points(mark.x), Points(mark.y), Points(size * 10 / side));
        write!(
            self.drawn,
            "<path shape-rendering=\"crispEdges\" transform=\"translate({x} {y})scale({module})scale(.1)\" d=\""
        )?;
        for row in 0..symbol.side {
            let modules: Vec<bool> = (0..symbol.side).map(|at| symbol.is_dark(row, at)).collect();
            let mut column = 0;
            for run in modules.chunk_by(|a, b| a == b) {
                if run[0] {
                    write!(self.drawn, "M{column} {row}h{0}v1h-{0}z", run.len())?;
                }
                column += run.len();
            }
        }
        writeln!(self.drawn, "\"/>")
    }

    /// Says what a node is besides its words: a heading, a picture, or one word in boxes.
    fn enter(&mut self, mark: &Mark) -> Result<(), std::fmt::Error> {
        let Owner::Node(id) = mark.owner else { return Ok(()) };
        if self.node == Some(id) {
            return Ok(());
        }
        self.leave();
        self.node = Some(id);
        let node = self.outline.get(id);
        let (x, y) = (Points(mark.x), Points(mark.y));
        if let Some(level) = node.tag.strip_prefix('H') {
            self.grouped = true;
            write!(self.spoken, "<g role=\"heading\" aria-level=\"{level}\">")?;
        } else if let (Some(alt), Some((width, height))) = (&node.alt, size(&mark.shape)) {
            let (alt, width, height) = (Escaped(alt), Points(width), Points(height));
            writeln!(
                self.spoken,
                "<rect role=\"img\" aria-label=\"{alt}\" x=\"{x}\" y=\"{y}\" \
                 width=\"{width}\" height=\"{height}\"/>"
            )?;
        } else if let (Some(word), Shape::Text(text)) = (&node.actual, &mark.shape) {
            let (word, size) = (Escaped(word), text.size);
            writeln!(self.spoken, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{word}</text>")?;
        }
        Ok(())
    }

    fn leave(&mut self) {
        if std::mem::take(&mut self.grouped) {
            self.spoken.push_str("</g>\n");
        }
    }
}

/// Width and height of a picture, or of the first part of one, behind which the others lie.
fn size(shape: &Shape) -> Option<(Mp, Mp)> {
    match shape {
        Shape::Qr { size } => Some((*size, *size)),
        Shape::Picture { width, height, .. } => Some((*width, *height)),
        Shape::Fill { corners, .. } => {
            let right = corners.iter().map(|corner| corner.0).max()?;
            Some((right, corners.iter().map(|corner| corner.1).max()?))
        }
        _ => None,
    }
}
