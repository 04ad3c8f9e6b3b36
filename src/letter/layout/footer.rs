//! What stands at the foot of every page, and at the head from page 2 on.

use super::lines::{Line, Setting, break_lines, measure};
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape, Text};
use super::units::{Mp, from_um, mm};
use crate::letter::error::Fault;
use crate::letter::markup::{Align, Inline, Kind, Run, Style};

const SMALL: u16 = 8;
/// Size of the head of later pages, and what it keeps for "Halaman 12 dari 13".
const HEAD: u16 = 9;
const PAGES: Mp = mm(40);
const TTE: &str = "Surat ini ditandatangani secara elektronik dengan sertifikat elektronik. Menurut Pasal 5 ayat (1) \
    Undang-Undang Nomor 11 Tahun 2008, informasi elektronik dan/atau dokumen elektronik dan/atau hasil cetaknya \
    merupakan alat bukti hukum yang sah.";
const DRAFT: &str = "Draf: belum bernomor, belum ditandatangani, dan belum berlaku sebagai surat.";

impl Setter<'_> {
    /// The foot of every page, its top at 0, and its height.
    pub fn foot(&self) -> Result<(Vec<Mark>, Mp), Fault> {
        let mut texts: Vec<(Inline, Align, u32)> = Vec::new();
        if let Some(footer) = &self.letter.footer
            && let Kind::Footer(text) = &footer.kind
        {
            texts.push((text.clone(), Align::Center, footer.line));
        }
        let plain = |text: &str| vec![Run { text: text.to_owned(), style: Style::default() }];
        if self.edition.is_draft() {
            texts.push((plain(DRAFT), Align::Center, 0));
        } else if self.signed {
            let own = self.facts.stationery.assurance.as_deref();
            texts.push((plain(own.unwrap_or(TTE)), Align::Center, 0));
        }
        let mut marks = Vec::new();
        if texts.is_empty() {
            return Ok((marks, 0));
        }
        let shape = Shape::Line { dx: self.width, dy: 0, thick: 500, ink: Ink::GREY };
        marks.push(Mark { x: 0, y: 0, owner: Owner::Artifact, shape });
        let mut y = from_um(1_000);
        for (text, align, line) in texts {
            let owners = vec![Owner::Artifact; text.len()];
            let set = self.setting(SMALL, self.width, line).aligned(align);
            y += Self::column(&text, set, &owners, (0, y), &mut marks)?;
        }
        Ok((marks, y))
    }

    /// The head of a later page: number left, page right, a rule.
    pub fn head(&self, page: usize, pages: usize) -> Result<Vec<Mark>, Fault> {
        let face = self.face(false);
        let y = Self::baseline(HEAD);
        let mut marks = Vec::new();
        if let Some(number) = &self.number {
            let (lines, set) = self.head_lines_of(number)?;
            let owners = vec![Owner::Artifact];
            Self::set_lines(&lines, set, &owners, (0, 0), &mut marks);
        }
        let text = format!("Halaman {page} dari {pages}");
        let x = self.width - measure(face, HEAD, &text, 0)?;
        marks.push(Self::word(face, HEAD, Ink::BLACK, &text, Owner::Artifact, (x, y)));
        let rule = self.head_height()? - mm(4);
        let shape = Shape::Line { dx: self.width, dy: 0, thick: 500, ink: Ink::GREY };
        marks.push(Mark { x: 0, y: rule, owner: Owner::Artifact, shape });
        Ok(marks)
    }

    /// The number in the head of a page, beside which the page is told.
    fn head_lines_of(&self, number: &str) -> Result<(Vec<Line>, Setting), Fault> {
        let set = self.setting(HEAD, self.width - PAGES, 0);
        let text = vec![Run { text: number.to_owned(), style: Style::default() }];
        Ok((break_lines(&text, set)?, set))
    }

    /// What the head takes from a later page.
    pub fn head_height(&self) -> Result<Mp, Fault> {
        let lines = match &self.number {
            Some(number) => self.head_lines_of(number)?.0.len().max(1),
            None => 1,
        };
        Ok(i64::try_from(lines).unwrap_or(1) * Self::leading(HEAD) + from_um(500) + mm(4))
    }

    /// The word that lies over every page of a draft.
    pub fn watermark(&self, page: (Mp, Mp)) -> Result<Mark, Fault> {
        let face = self.face(true);
        let size = 190;
        let length = measure(face, size, "DRAF", 0)?;
        // Half the word to the left of and below the middle, along a slope of 52 degrees (cosine 0.616, sine 0.788).
        let (x, y) = (page.0 / 2 - length * 308 / 1000, page.1 / 2 + length * 394 / 1000);
        let down = Mp::from(size) * 357;
        let text = Text {
            face,
            size,
            ink: Ink::PALE,
            pieces: vec![("DRAF".to_owned(), 0)],
            slanted: true,
        };
        let place = (x + down * 788 / 1000, y + down * 616 / 1000);
        Ok(Mark { x: place.0, y: place.1, owner: Owner::Artifact, shape: Shape::Text(text) })
    }
}
