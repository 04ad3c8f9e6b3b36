//! The fonts of a skeleton, as printpdf embeds them.

use crate::letter::fonts::{CAPITALS, FaceKey, program};
use lopdf::{Document, Object, ObjectId};
use printpdf::{
    FontId, Mm, Op, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
};
use std::collections::{BTreeMap, BTreeSet};

/// From the characters of a face to the glyphs of its cut.
pub struct Glyphs {
    /// Those below U+0080, 0 where there is none.
    near: [u16; 128],
    far: BTreeMap<char, u16>,
}

impl Glyphs {
    fn new(signs: &BTreeSet<char>, glyph: impl Fn(char) -> Option<u16>) -> Self {
        let mut glyphs = Self { near: [0; 128], far: BTreeMap::new() };
        for (sign, glyph) in signs.iter().filter_map(|sign| Some((*sign, glyph(*sign)?))) {
            match usize::try_from(u32::from(sign)).ok().and_then(|code| glyphs.near.get_mut(code)) {
                Some(near) => *near = glyph,
                None => drop(glyphs.far.insert(sign, glyph)),
            }
        }
        glyphs
    }

    /// The glyph of a character; none where the cut lacks it.
    pub fn get(&self, sign: char) -> Option<u16> {
        match usize::try_from(u32::from(sign)).ok().and_then(|code| self.near.get(code)) {
            Some(glyph) => Some(*glyph).filter(|glyph| *glyph > 0),
            None => self.far.get(&sign).copied(),
        }
    }
}

type Made = (Document, ObjectId, BTreeMap<FaceKey, Glyphs>);

/// A file whose one page shows every character in every face, the id of its fonts, and their glyphs.
pub fn make(faces: &BTreeSet<FaceKey>, signs: &BTreeSet<char>) -> Result<Made, String> {
    let mut document = PdfDocument::new("");
    let mut glyphs = BTreeMap::new();
    let mut ops = vec![Op::StartTextSection];
    for key in faces {
        let font = program(*key, signs)?;
        glyphs.insert(*key, Glyphs::new(signs, |sign| font.lookup_glyph_index(u32::from(sign))));
        let id = FontId(key.resource().to_owned());
        document.resources.fonts.map.insert(id.clone(), PdfFont::new(font));
        let items = vec![TextItem::Text(signs.iter().collect())];
        ops.push(Op::SetFont { font: PdfFontHandle::External(id), size: Pt(1.0) });
        ops.push(Op::ShowText { items });
    }
    ops.push(Op::EndTextSection);
    document.pages.push(PdfPage::new(Mm(0.0), Mm(0.0), ops));
    let options = PdfSaveOptions {
        subset_fonts: false,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut warnings = Vec::new();
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(warning.msg.clone());
    }
    let fonts = fonts_of(&file).map_err(|e| e.to_string())?;
    describe(&mut file);
    Ok((file, fonts, glyphs))
}

/// The dictionary that the page draws its fonts from.
fn fonts_of(file: &Document) -> Result<ObjectId, lopdf::Error> {
    let pages = file.get_pages();
    let page = pages.values().next().ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let resources = file.get_dictionary(*page)?.get(b"Resources")?.as_reference()?;
    file.get_dictionary(resources)?.get(b"Font")?.as_reference()
}

/// printpdf takes the height of a line for that of a capital.
fn describe(file: &mut Document) {
    for object in file.objects.values_mut() {
        let Ok(dictionary) = object.as_dict_mut() else { continue };
        if dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|t| t == b"FontDescriptor") {
            dictionary.set("CapHeight", CAPITALS);
        }
    }
}
