//! The letter fonts: Noto Serif and Noto Sans, kept in the program (assets/fonts/README.md).

mod face;
mod program;
mod repertoire;

pub(super) use face::{CAPITALS, FaceKey, Family, face, file, fingerprint, lacks_sign};
pub(super) use program::program;
pub(super) use repertoire::Repertoire;

/// The first character of a text, in normal form C, that no letter font can print; forms ask while people type.
pub fn lacks(text: &str) -> Option<char> {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().find(|sign| !matches!(sign, '\n' | '\r' | '\t') && lacks_sign(*sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_can_ask_what_the_fonts_lack() {
        assert_eq!(lacks("Siti Nur'aini binti Ḥasan, d. É\u{2019} 50 % \u{2013} Rp1.000"), None);
        assert_eq!(lacks("e\u{301}lodie\nbaris dua"), None);
        assert_eq!(lacks("Siti \u{1f600}"), Some('\u{1f600}'));
        assert_eq!(lacks("\u{a984}aksara"), Some('\u{a984}'));
        assert_eq!(lacks("a\u{0}b"), Some('\u{0}'));
    }

    #[test]
    fn every_face_has_the_same_characters() {
        for code in 0x20..0x3000_u32 {
            let Some(sign) = char::from_u32(code) else { continue };
            let mut has = [Family::Serif, Family::Sans].into_iter().flat_map(|family| {
                [(false, false), (true, false), (false, true), (true, true)].map(
                    |(bold, italic)| {
                        face(FaceKey { family, bold, italic }).unwrap().advance(sign).is_some()
                    },
                )
            });
            let first = has.next();
            assert!(has.all(|other| Some(other) == first), "U+{code:04X}");
        }
    }
}
