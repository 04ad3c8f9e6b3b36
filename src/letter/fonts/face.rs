//! One face of a family, whole: which characters it has and how wide they are.

use openssl::sha::Sha256;
use printpdf::ParsedFont;
use std::sync::LazyLock;

/// Serif or sans, as `<letter font>` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Serif,
    Sans,
}

/// Which face of which family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaceKey {
    pub family: Family,
    pub bold: bool,
    pub italic: bool,
}

const FILES: [(&str, &[u8]); 8] = [
    ("NotoSerif", include_bytes!("../../../assets/fonts/NotoSerif-Regular.ttf")),
    ("NotoSerif-Bold", include_bytes!("../../../assets/fonts/NotoSerif-Bold.ttf")),
    ("NotoSerif-Italic", include_bytes!("../../../assets/fonts/NotoSerif-Italic.ttf")),
    ("NotoSerif-BoldItalic", include_bytes!("../../../assets/fonts/NotoSerif-BoldItalic.ttf")),
    ("NotoSans", include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf")),
    ("NotoSans-Bold", include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf")),
    ("NotoSans-Italic", include_bytes!("../../../assets/fonts/NotoSans-Italic.ttf")),
    ("NotoSans-BoldItalic", include_bytes!("../../../assets/fonts/NotoSans-BoldItalic.ttf")),
];

/// Height of a capital in thousandths of the size, in every face.
pub const CAPITALS: u16 = 714;

impl FaceKey {
    fn index(self) -> usize {
        let family = if self.family == Family::Sans { 4 } else { 0 };
        family + usize::from(self.bold) + 2 * usize::from(self.italic)
    }

    /// Its name in the resources of a page.
    pub fn resource(self) -> &'static str {
        ["T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7"][self.index()]
    }
}

/// A face, parsed once.
pub struct Face {
    pub name: &'static str,
    pub parsed: ParsedFont,
    /// Width of the characters below U+0180 in thousandths of the size; nearly all text is there.
    near: Vec<Option<u16>>,
}

impl Face {
    fn load(index: usize) -> Option<Self> {
        let (name, bytes) = FILES[index];
        let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
        // All measuring counts thousandths of the size; these faces have 1000 units in an em.
        if parsed.units_per_em != 1000 {
            return None;
        }
        let near = (0..0x180).map(|code| width(&parsed, code)).collect();
        Some(Self { name, parsed, near })
    }

    /// Width of a character in thousandths of the size; none where the face lacks it.
    pub fn advance(&self, sign: char) -> Option<u16> {
        let code = u32::from(sign);
        match self.near.get(usize::try_from(code).ok()?) {
            Some(width) => *width,
            None => width(&self.parsed, code),
        }
    }
}

fn width(font: &ParsedFont, code: u32) -> Option<u16> {
    font.get_glyph_width(font.lookup_glyph_index(code)?)
}

static FACES: [LazyLock<Option<Face>>; 8] = [
    LazyLock::new(|| Face::load(0)),
    LazyLock::new(|| Face::load(1)),
    LazyLock::new(|| Face::load(2)),
    LazyLock::new(|| Face::load(3)),
    LazyLock::new(|| Face::load(4)),
    LazyLock::new(|| Face::load(5)),
    LazyLock::new(|| Face::load(6)),
    LazyLock::new(|| Face::load(7)),
];

/// A face; none only if the program was built with a broken font file.
pub fn face(key: FaceKey) -> Option<&'static Face> {
    FACES[key.index()].as_ref()
}

/// The file of a face.
pub fn file(key: FaceKey) -> (&'static str, &'static [u8]) {
    FILES[key.index()]
}

/// Whether the letter fonts lack a character; all faces have the same.
pub fn lacks_sign(sign: char) -> bool {
    let plain = FaceKey { family: Family::Serif, bold: false, italic: false };
    face(plain).is_none_or(|face| face.advance(sign).is_none())
}

/// Adds every font file to a hash.
pub fn fingerprint(hash: &mut Sha256) {
    for (_, bytes) in FILES {
        hash.update(bytes);
    }
}
