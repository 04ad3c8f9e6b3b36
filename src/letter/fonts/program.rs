//! The part of a face that a letter embeds: only the characters it needs.

use super::face::{Face, FaceKey, face};
use printpdf::ParsedFont;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A face cut to some characters, ready to be a font of a PDF. Its name starts with the six capitals that
/// ISO 32000-1 section 9.6.4 asks of a subset, made from the characters, so that equal cuts have equal names.
pub fn program(key: FaceKey, signs: &BTreeSet<char>) -> Result<ParsedFont, String> {
    let face: &Face = face(key).ok_or("a font file in the program is broken")?;
    let glyph = |sign: char| face.parsed.lookup_glyph_index(u32::from(sign));
    let glyphs: Vec<u16> = signs.iter().filter_map(|sign| glyph(*sign)).collect();
    let cut = subsetter::GlyphRemapper::new_from_glyphs_sorted(&glyphs);
    let (_, bytes) = super::face::file(key);
    let bytes = subsetter::subset(bytes, 0, &cut).map_err(|e| e.to_string())?;
    let mut font =
        ParsedFont::from_bytes(&bytes, 0, &mut Vec::new()).ok_or("the cut font is broken")?;
    for sign in signs {
        if let Some(new) = glyph(*sign).and_then(|old| cut.get(old)) {
            font.set_codepoint_mapping(u32::from(*sign), new);
        }
    }
    font.font_metrics = face.parsed.font_metrics.clone();
    font.pdf_font_metrics = face.parsed.pdf_font_metrics.clone();
    font.font_name = Some(format!("{}+{}", tag(signs), face.name));
    Ok(font)
}

fn tag(signs: &BTreeSet<char>) -> String {
    let hash = openssl::sha::sha256(signs.iter().collect::<String>().as_bytes());
    hash[..6].iter().fold(String::new(), |mut tag, byte| {
        let _ = write!(tag, "{}", char::from(b'A' + byte % 26));
        tag
    })
}

#[cfg(test)]
mod tests {
    use super::super::Family;
    use super::*;

    #[test]
    fn a_cut_keeps_widths_and_is_small() {
        let key = FaceKey { family: Family::Serif, bold: true, italic: false };
        let signs: BTreeSet<char> = "Surat Keterangan \u{e9}".chars().collect();
        let font = program(key, &signs).unwrap();
        let whole = face(key).unwrap();
        for sign in &signs {
            let glyph = font.lookup_glyph_index(u32::from(*sign)).unwrap();
            assert_eq!(font.get_glyph_width(glyph), whole.advance(*sign), "{sign}");
        }
        assert!(font.original_bytes.len() < 6_000, "{}", font.original_bytes.len());
        assert!(font.font_name.unwrap().ends_with("+NotoSerif-Bold"));
        assert_eq!(program(key, &signs).unwrap().original_bytes, font.original_bytes);
    }
}
