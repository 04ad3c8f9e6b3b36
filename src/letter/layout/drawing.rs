//! Drawing text: a column of lines, one line, one word.

use super::lines::{Line, Setting, break_lines};
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape, Text};
use super::units::Mp;
use crate::letter::error::Fault;
use crate::letter::fonts::FaceKey;
use crate::letter::markup::{Align, Inline};

/// How much a blank may be stretched, in thousandths of the size; a line that needs more is left ragged.
const STRETCH: Mp = 900;

impl Setter<'_> {
    /// Breaks a text and draws it as a column with its upper left corner at `x`, `y`; gives its height.
    pub fn column(
        text: &Inline,
        set: Setting,
        owners: &[Owner],
        at: (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        Ok(Self::set_lines(&break_lines(text, set)?, set, owners, at, marks))
    }

    /// Draws lines as a column; gives its height.
    pub fn set_lines(
        lines: &[Line],
        set: Setting,
        owners: &[Owner],
        at: (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Mp {
        let mut y = at.1;
        for line in lines {
            Self::line(line, set, owners, (at.0, y + Self::baseline(set.size)), marks);
            y += Self::leading(set.size);
        }
        y - at.1
    }

    /// Draws one line with its start at `x` and its baseline at `y`.
    pub fn line(
        line: &Line,
        set: Setting,
        owners: &[Owner],
        (x, y): (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) {
        let free = (set.width - line.indent - line.width).max(0);
        let size = Mp::from(set.size);
        let gaps = i64::try_from(line.pieces.iter().filter(|p| p.space > 0).count()).unwrap_or(0);
        // Spread in whole thousandths of the size; the rest goes to the first gaps.
        let full = set.align == Align::Justify && !line.last && free <= gaps * size * STRETCH;
        let spread = if full { free / size } else { 0 };
        let (each, rest) = if gaps > 0 { (spread / gaps, spread % gaps) } else { (0, 0) };
        let mut pen = x
            + line.indent
            + match set.align {
                Align::Center => free / 2,
                Align::Right => free,
                Align::Justify | Align::Left => 0,
            };
        // Underlines come after the text, so that they do not part what is read as one.
        let mut underlines = Vec::new();
        let mut gap = 0;
        let mut run = None;
        let mut start = pen;
        for (at, piece) in line.pieces.iter().enumerate() {
            let mut extra = 0;
            if piece.space > 0 {
                extra = each + i64::from(gap < rest);
                gap += 1;
            }
            if run != Some(piece.run) {
                run = Some(piece.run);
                start = pen;
                let face = FaceKey {
                    family: set.family,
                    bold: piece.style.bold,
                    italic: piece.style.italic,
                };
                let text = Text {
                    face,
                    size: set.size,
                    ink: Ink::BLACK,
                    pieces: Vec::new(),
                    slanted: false,
                };
                marks.push(Mark { x: pen, y, owner: owners[piece.run], shape: Shape::Text(text) });
            }
            if let Some(Mark { shape: Shape::Text(text), .. }) = marks.last_mut() {
                match text.pieces.last_mut() {
                    // What no blank is stretched between is one piece.
                    Some((before, after @ 0)) => {
                        before.push_str(&piece.text);
                        *after = extra;
                    }
                    _ => text.pieces.push((piece.text.clone(), extra)),
                }
            }
            pen += piece.width + piece.space + extra * size;
            let ends = line.pieces.get(at + 1).is_none_or(|p| p.run != piece.run);
            if piece.style.underline && ends {
                let shape =
                    Shape::Line { dx: pen - start, dy: 0, thick: size * 55, ink: Ink::BLACK };
                underlines.push(Mark {
                    x: start,
                    y: y + size * 130,
                    owner: Owner::Artifact,
                    shape,
                });
            }
        }
        marks.extend(underlines);
    }

    /// A plain text on one line, not broken.
    pub fn word(
        face: FaceKey,
        size: u16,
        ink: Ink,
        text: &str,
        owner: Owner,
        (x, y): (Mp, Mp),
    ) -> Mark {
        let pieces = vec![(text.to_owned(), 0)];
        Mark { x, y, owner, shape: Shape::Text(Text { face, size, ink, pieces, slanted: false }) }
    }
}
