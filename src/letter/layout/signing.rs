//! One signature block: what stands above, the signer's title, the place of the signature, the name.

use super::lines::break_lines;
use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um, mm};
use crate::letter::Edition;
use crate::letter::error::{Fault, Problem};
use crate::letter::facts::Signer;
use crate::letter::markup::{Align, Inline, Run, Signature, Signs, Style, composed};

/// Width of a signature block.
pub const BLOCK: Mp = mm(72);
/// The place of an electronic signature, and of one by hand.
const FIELD: (Mp, Mp) = (mm(58), mm(13));
const HAND: Mp = mm(20);
const STAMP: (Mp, Mp) = (mm(22), mm(14));
const SPACE: Mp = from_um(1_200);
const SIGNED: &str = "Ditandatangani secara elektronik";
const LOUD: Style = Style { bold: true, italic: false, underline: false };
const PLAIN: Style = Style { bold: false, italic: false, underline: false };

/// A block before it is drawn: its texts, top down.
pub struct SigningBlock<'a> {
    pub line: u32,
    signature: &'a Signature,
    titles: Vec<Inline>,
    below: Vec<Inline>,
    /// Who signs, when read aloud.
    whose: String,
}

impl SigningBlock<'_> {
    /// Whether place and date, or other words, stand above the signer's title.
    pub fn has_above(&self) -> bool {
        !self.signature.above.is_empty()
    }
}

/// What the blocks beside one another have in common, so that titles and names stand level.
#[derive(Clone, Copy, Default)]
pub struct Levels {
    above: Mp,
    titles: Mp,
    field: Mp,
}

impl Setter<'_> {
    pub fn signing_block<'a>(
        &self,
        signature: &'a Signature,
        line: u32,
    ) -> Result<SigningBlock<'a>, Fault> {
        let (titles, below, whose) = match &signature.signs {
            Signs::Step(step) => {
                let signer = self.signer(step, line)?;
                let whose = signer.above.first().unwrap_or(&signer.name).clone();
                let titles = signer.above.iter().map(|text| one_run(text, LOUD)).collect();
                (titles, below(&signer), whose)
            }
            Signs::Hand { title, name, .. } => {
                let style = Style { underline: true, ..LOUD };
                let name = if name.is_empty() { self.dots(line)? } else { one_run(name, style) };
                let titles = Some(one_run(title, PLAIN)).filter(|_| !title.is_empty());
                (titles.into_iter().collect(), vec![name], title.clone())
            }
        };
        Ok(SigningBlock { line, signature, titles, below, whose })
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

    /// A dotted line in brackets, for a name that is written by hand.
    fn dots(&self, line: u32) -> Result<Inline, Fault> {
        let one = super::lines::measure(self.face(false), self.letter.size, ".", line)?;
        let count = usize::try_from((FIELD.0 - mm(4)) / one.max(1)).unwrap_or(0);
        Ok(one_run(&format!("({})", ".".repeat(count)), PLAIN))
    }

    /// The levels that fit all blocks beside one another.
    pub fn levels(&self, blocks: &[&SigningBlock<'_>]) -> Result<Levels, Fault> {
        let mut levels = Levels::default();
        for block in blocks {
            let above = self.texts_height(std::slice::from_ref(&block.signature.above), block)?;
            levels.above = levels.above.max(above);
            levels.titles = levels.titles.max(self.texts_height(&block.titles, block)?);
            let hand = matches!(block.signature.signs, Signs::Hand { .. });
            levels.field = levels.field.max(if hand { HAND } else { FIELD.1 });
        }
        Ok(levels)
    }

    /// How far a block reaches to the right of where it begins.
    pub fn reach(&self, block: &SigningBlock<'_>) -> Result<Mp, Fault> {
        let set = self.setting(self.letter.size, BLOCK, block.line);
        let mut reach = FIELD.0;
        let above = std::iter::once(&block.signature.above);
        for text in above.chain(&block.titles).chain(&block.below) {
            let lines = break_lines(text, set)?;
            reach = lines.iter().map(|line| line.width).fold(reach, Mp::max);
        }
        Ok(reach)
    }

    fn texts_height(&self, texts: &[Inline], block: &SigningBlock<'_>) -> Result<Mp, Fault> {
        let set = self.setting(self.letter.size, BLOCK, block.line);
        let mut height = 0;
        for text in texts {
            let lines = i64::try_from(break_lines(text, set)?.len()).unwrap_or(0);
            height += lines * Self::leading(set.size);
        }
        Ok(height)
    }

    /// Draws a block with its upper left corner at `at`; gives its height.
    pub fn draw_signing(
        &mut self,
        block: &SigningBlock<'_>,
        levels: Levels,
        parent: NodeId,
        at: (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        let div = self.outline.node("Div", parent);
        let above = &block.signature.above;
        // What stands above ends where the titles of all blocks begin.
        let own = self.texts_height(std::slice::from_ref(above), block)?;
        self.signing_text(above, block.line, div, (at.0, at.1 + levels.above - own), marks)?;
        let mut y = at.1 + levels.above;
        for text in &block.titles {
            y += self.signing_text(text, block.line, div, (at.0, y), marks)?;
        }
        y = at.1 + levels.above + levels.titles + SPACE;
        match &block.signature.signs {
            Signs::Step(step) => {
                let place = (at.0, y + (levels.field - FIELD.1));
                self.electronic(step, block, div, place, marks)?;
            }
            Signs::Hand { stamp: Some(words), .. } => {
                let place = (at.0, y + (levels.field - STAMP.1) / 2);
                self.stamp(words, block.line, div, place, marks)?;
            }
            Signs::Hand { stamp: None, .. } => {}
        }
        y += levels.field + SPACE;
        for text in &block.below {
            y += self.signing_text(text, block.line, div, (at.0, y), marks)?;
        }
        Ok(y - at.1)
    }

    /// The frame that says it, and the field that will hold it.
    fn electronic(
        &mut self,
        step: &str,
        block: &SigningBlock<'_>,
        div: NodeId,
        (x, y): (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<(), Fault> {
        let (width, height) = FIELD;
        let shape = Shape::Frame { width, height, thick: 400, ink: Ink::GREY };
        marks.push(Mark { x, y, owner: Owner::Artifact, shape });
        if !self.edition.is_draft() {
            let owner = Owner::Node(self.outline.node("P", div));
            let set = self.setting(9, width, block.line).aligned(Align::Center);
            let top = y + (height - Self::leading(9)) / 2;
            Self::column(&one_run(SIGNED, PLAIN), set, &[owner], (x, top), marks)?;
        }
        if self.edition == (Edition::Final { fields: true }) {
            let form = self.outline.node("Form", div);
            self.outline.get_mut(form).alt =
                Some(format!("Tanda tangan elektronik {}", block.whose));
            let shape = Shape::Field { step: step.to_owned(), width, height };
            marks.push(Mark { x, y, owner: Owner::Node(form), shape });
        }
        Ok(())
    }

    /// Where the revenue stamp goes.
    fn stamp(
        &mut self,
        words: &str,
        line: u32,
        div: NodeId,
        (x, y): (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<(), Fault> {
        let (width, height) = STAMP;
        let shape = Shape::Frame { width, height, thick: 400, ink: Ink::GREY };
        marks.push(Mark { x, y, owner: Owner::Artifact, shape });
        let owner = Owner::Node(self.outline.node("P", div));
        let set = self.setting(8, width - mm(2), line).aligned(Align::Center);
        let lines = break_lines(&one_run(words, PLAIN), set)?;
        let own = i64::try_from(lines.len()).unwrap_or(0) * Self::leading(8);
        if own > height {
            return Err(Fault::new(line, Problem::TooHigh("the words of this stamp")));
        }
        let place = (x + mm(1), y + (height - own) / 2);
        Self::set_lines(&lines, set, &[owner], place, marks);
        Ok(())
    }

    fn signing_text(
        &mut self,
        text: &Inline,
        line: u32,
        div: NodeId,
        at: (Mp, Mp),
        marks: &mut Vec<Mark>,
    ) -> Result<Mp, Fault> {
        if text.is_empty() {
            return Ok(0);
        }
        // A signer's line is one text: no Span stands in it.
        let owners = vec![Owner::Node(self.outline.node("P", div)); text.len()];
        let set = self.setting(self.letter.size, BLOCK, line);
        Self::column(text, set, &owners, at, marks)
    }
}

fn one_run(text: &str, style: Style) -> Inline {
    vec![Run { text: composed(text), style }]
}

fn below(signer: &Signer) -> Vec<Inline> {
    let nip = signer.nip.as_deref().map(|nip| format!("NIP {}", grouped(nip)));
    let plain = signer.rank.iter().chain(&nip).map(|text| one_run(text, PLAIN));
    let name = one_run(&signer.name, Style { underline: true, ..LOUD });
    std::iter::once(name).chain(plain).collect()
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
