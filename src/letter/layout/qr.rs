//! `qr`: the code that leads to the check page, and the same address in letters.

use super::lines::measure;
use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um, mm};
use crate::letter::Paper;
use crate::letter::error::{Fault, Problem};
use crate::letter::markup::{Align, Run, Style};

// The blank at the end parts them from the address for whoever copies both.
const CAPTION: &str = "Periksa keaslian surat dengan memindai kode ini atau membuka: ";
const SHORT: &str = "Periksa keaslian: ";
const SMALL: u16 = 8;
/// Sizes of a code on a line of its own; the widest code of 17 characters fits between two signatures at the last.
const CODE_SIZES: [u16; 4] = [SMALL, 7, 6, 5];
/// Four modules of a symbol with 33 modules in 25 mm: nothing is printed nearer to it.
pub const QUIET: Mp = mm(3);
/// Characters of an address that do not stand alone on a line.
const SCRAP: usize = 6;
/// What stays free between the address and the signatures beside it.
const SIDE: Mp = from_um(1_500);

/// Where a code stands: upper left corner, the width for it and its caption, and whether the caption stands below.
#[derive(Clone, Copy)]
pub struct Place {
    pub at: (Mp, Mp),
    pub room: Mp,
    pub below: bool,
}

impl Setter<'_> {
    /// The code and its caption; gives the height of both.
    pub fn qr(
        &mut self,
        size: Mp,
        line: u32,
        parent: NodeId,
        place: Place,
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        let Place { at: (left, top), room, below } = place;
        if room < size + 2 * QUIET {
            return Err(Fault::new(line, Problem::TooWide("<qr/>".to_owned())));
        }
        let url = &self.facts.check_url;
        let figure = self.outline.node("Figure", parent);
        self.outline.get_mut(figure).alt = Some(format!("Kode QR ke alamat {url}"));
        let x = if below { left + (room - size) / 2 } else { left };
        marks.push(Mark { x, y: top, owner: Owner::Node(figure), shape: Shape::Qr { size } });
        let owner = Owner::Node(self.outline.node("P", parent));
        let (words, align) = if below { (SHORT, Align::Center) } else { (CAPTION, Align::Left) };
        let (x, mut y, width) = if below {
            (left + SIDE, top + size + QUIET / 2, room - 2 * SIDE)
        } else {
            (x + size + QUIET, top, room - size - QUIET)
        };
        let text = vec![Run { text: words.to_owned(), style: Style::default() }];
        let set = self.setting(SMALL, width, line).aligned(align);
        y += Self::column(&text, set, &[owner], (x, y), marks)?;
        for (part, size) in self.address_lines(width, line)? {
            let free = width - measure(self.face(false), size, &part, line)?;
            let x = if below { x + free / 2 } else { x };
            let place = (x, y + Self::baseline(SMALL));
            marks.push(Self::word(self.face(false), size, Ink::BLACK, &part, owner, place));
            y += Self::leading(SMALL);
        }
        Ok(y.max(top + size) - top)
    }

    /// The size on this paper of a code that is to be so large on A4: a printer that holds nothing else shrinks F4 to
    /// 88 % of its size, margins that it cannot print on included.
    pub fn printed(&self, size: Mp) -> Mp {
        if self.paper == Paper::F4 { size * 115 / 100 } else { size }
    }

    /// The address in lines, each with its size. Where it does not fit into one, the code has a line of its own and
    /// is set smaller rather than broken: people type it.
    fn address_lines(&self, width: Mp, line: u32) -> Result<Vec<(String, u16)>, Fault> {
        let face = self.face(false);
        let url = self.facts.check_url.as_str();
        if measure(face, SMALL, url, line)? <= width {
            return Ok(vec![(url.to_owned(), SMALL)]);
        }
        let (place, code) = url.split_at(url.rfind('/').map_or(url.len(), |at| at + 1));
        let mut lines = self.place_lines(place, width, line)?;
        if code.is_empty() {
            return Ok(lines);
        }
        for size in CODE_SIZES {
            if measure(face, size, code, line)? <= width {
                lines.push((code.to_owned(), size));
                return Ok(lines);
            }
        }
        Err(Fault::new(line, Problem::TooWide(code.to_owned())))
    }

    /// What stands before the code. It has no blanks, so it is broken after a slash, dot or hyphen, or anywhere.
    fn place_lines(&self, place: &str, width: Mp, line: u32) -> Result<Vec<(String, u16)>, Fault> {
        let face = self.face(false);
        let mut lines = Vec::new();
        let mut rest = place;
        while measure(face, SMALL, rest, line)? > width {
            let mut fits = 0;
            for (at, _) in rest.char_indices().skip(1) {
                if measure(face, SMALL, &rest[..at], line)? > width {
                    break;
                }
                fits = at;
            }
            // Not so late that only a scrap goes on below.
            let most = fits.min(rest.len().saturating_sub(SCRAP).max(1));
            let most = (0..=most).rfind(|at| rest.is_char_boundary(*at)).unwrap_or(fits);
            let pause = rest[..most].rfind(['/', '.', '-']).map(|at| at + 1);
            let cut = pause.filter(|at| *at > fits / 2).unwrap_or(fits);
            if cut == 0 {
                return Err(Fault::new(line, Problem::TooWide(rest.to_owned())));
            }
            lines.push((rest[..cut].to_owned(), SMALL));
            rest = &rest[cut..];
        }
        if !rest.is_empty() {
            lines.push((rest.to_owned(), SMALL));
        }
        Ok(lines)
    }
}
