//! `signature` and `qr` side by side: the first signer right, the second left, the code beside or between them.

use super::lines::break_lines;
use super::outline::NodeId;
use super::qr::Place;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um, mm};
use crate::letter::error::{Fault, Problem};
use crate::letter::facts::Signer;
use crate::letter::markup::{Align, Block, Inline, Kind, Run, Style};
use unicode_normalization::UnicodeNormalization;

/// Width of a signature block; the right one begins where this much is left.
const BLOCK: Mp = mm(72);
const FIELD: (Mp, Mp) = (mm(58), mm(13));
const SIGNED: &str = "Ditandatangani secara elektronik";

impl Setter<'_> {
    /// Signatures and codes that follow one another, as one slice of the page.
    pub fn band(&mut self, blocks: &[Block], parent: NodeId) -> Result<(), Fault> {
        let signatures: Vec<(&str, u32)> = blocks
            .iter()
            .filter_map(|block| match &block.kind {
                Kind::Signature { by } => Some((by.as_str(), block.line)),
                _ => None,
            })
            .collect();
        self.signed |= !signatures.is_empty();
        let mut marks = Vec::new();
        let (mut top, mut y) = (0, 0);
        for pair in signatures.chunks(2) {
            top = y;
            let titles = self.title_height(pair)?;
            for ((by, line), x) in pair.iter().zip([self.width - BLOCK, 0]) {
                let own = self.signature(by, *line, titles, parent, (x, top), &mut marks)?;
                y = y.max(top + own);
            }
        }
        // The code stands left of the last signature, or between the last two.
        let (x, room, below) = match (signatures.len(), signatures.len() % 2) {
            (0, _) => (0, self.width.min(mm(110)), false),
            (_, 1) => (0, self.width - BLOCK - mm(8), false),
            _ => (BLOCK, self.width - 2 * BLOCK, true),
        };
        for block in blocks {
            let Kind::Qr { size } = block.kind else { continue };
            if self.edition.is_draft() {
                continue;
            }
            let place = Place { at: (x, top + from_um(1_500)), room, below };
            let own = self.qr(size, block.line, parent, place, &mut marks)?;
            y = y.max(place.at.1 + own);
        }
        let line = blocks.first().map_or(0, |b| b.line);
        let before = if signatures.is_empty() { self.gap() } else { self.gap() / 3 };
        self.fragment(line, before, y, marks, "the signature block");
        Ok(())
    }

    fn signer(&self, by: &str, line: u32) -> Result<Signer, Fault> {
        let signer = self.facts.signers.iter().find(|signer| signer.step == by);
        match signer {
            Some(signer) => Ok(signer.clone()),
            // A draft is shown long before anybody signs; the seat may still be vacant.
            None if self.edition.is_draft() => Ok(Signer {
                step: by.to_owned(),
                above: Vec::new(),
                name: "(belum ditetapkan)".to_owned(),
                rank: None,
                nip: None,
            }),
            None => Err(Fault::new(line, Problem::NoSigner(by.to_owned()))),
        }
    }

    /// The height that the titles of signers side by side need, so that their names stand level.
    fn title_height(&self, pair: &[(&str, u32)]) -> Result<Mp, Fault> {
        let mut height = 0;
        for (by, line) in pair {
            let mut own = 0;
            for text in &self.signer(by, *line)?.above {
                let set = self.setting(self.letter.size, BLOCK, *line);
                let lines = break_lines(&one_run(text, LOUD), set)?.len();
                own += i64::try_from(lines).unwrap_or(0) * Self::leading(set.size);
            }
            height = height.max(own);
        }
        Ok(height)
    }

    fn signature(
        &mut self,
        by: &str,
        line: u32,
        titles: Mp,
        parent: NodeId,
        at: (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        let signer = self.signer(by, line)?;
        let div = self.outline.node("Div", parent);
        let mut y = at.1;
        for text in &signer.above {
            y += self.signer_line(text, LOUD, line, div, (at.0, y), marks)?;
        }
        y = at.1 + titles + from_um(1_200);
        let (width, height) = FIELD;
        let shape = Shape::Frame { width, height, thick: 400, ink: Ink::GREY };
        marks.push(Mark { x: at.0, y, owner: Owner::Artifact, shape });
        if !self.edition.is_draft() {
            let node = self.outline.node("P", div);
            let text = one_run(SIGNED, Style::default());
            let set = self.setting(9, width, line);
            let top = y + (height - Self::leading(9)) / 2;
            Self::column(&text, set, Align::Center, &[Owner::Node(node)], (at.0, top), marks)?;
        }
        if self.edition == (crate::letter::Edition::Final { fields: true }) {
            let form = self.outline.node("Form", div);
            let whose = signer.above.first().map_or(signer.name.as_str(), String::as_str);
            self.outline.get_mut(form).alt = Some(format!("Tanda tangan elektronik {whose}"));
            let shape = Shape::Field { step: by.to_owned(), width, height };
            marks.push(Mark { x: at.0, y, owner: Owner::Node(form), shape });
        }
        y += height + from_um(1_200);
        for (text, style) in below(&signer) {
            y += self.signer_line(&text, style, line, div, (at.0, y), marks)?;
        }
        Ok(y - at.1)
    }

    fn signer_line(
        &mut self,
        text: &str,
        style: Style,
        line: u32,
        div: NodeId,
        at: (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        let node = self.outline.node("P", div);
        let text = one_run(text, style);
        let set = self.setting(self.letter.size, BLOCK, line);
        let mut y = 0;
        for broken in break_lines(&text, set)? {
            let place = (at.0, at.1 + y + Self::baseline(set.size));
            Self::line(&broken, set, Align::Left, &[Owner::Node(node)], place, marks);
            y += Self::leading(set.size);
        }
        Ok(y)
    }
}

const LOUD: Style = Style { bold: true, italic: false, underline: false };

fn one_run(text: &str, style: Style) -> Inline {
    vec![Run { text: text.nfc().collect(), style }]
}

fn below(signer: &Signer) -> Vec<(String, Style)> {
    let mut lines = vec![(signer.name.clone(), Style { underline: true, ..LOUD })];
    lines.extend(signer.rank.clone().map(|rank| (rank, Style::default())));
    let nip = signer.nip.as_deref().map(|nip| format!("NIP {}", grouped(nip)));
    lines.extend(nip.map(|nip| (nip, Style::default())));
    lines
}

/// A NIP as it is written: birth date, month of appointment, sex, serial.
fn grouped(nip: &str) -> String {
    if nip.len() == 18 && nip.bytes().all(|b| b.is_ascii_digit()) {
        [&nip[..8], &nip[8..14], &nip[14..15], &nip[15..]].join(" ")
    } else {
        nip.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_nip_is_grouped() {
        assert_eq!(grouped("198103052005011004"), "19810305 200501 1 004");
        assert_eq!(grouped("1981"), "1981");
    }
}
