//! The characters that nearly every letter of a template needs.

use std::collections::BTreeSet;

/// Characters for which the faces of a template are cut once; a letter with others gets a cut of its own.
pub struct Repertoire {
    signs: BTreeSet<char>,
    /// Which of ASCII are among them: nearly all text is there.
    ascii: [bool; 128],
}

impl Repertoire {
    /// All of ASCII, what the layout adds, quotation marks, and whatever else stands in a template's text.
    pub fn new(text: &str) -> Self {
        let plain = ' '..='~';
        let signs = "\u{b7}\u{2013}\u{2018}\u{2019}\u{201c}\u{201d}\u{2026}".chars();
        let own = text.chars().filter(|sign| !super::lacks_sign(*sign));
        let signs: BTreeSet<char> = plain.chain(signs).chain(own).collect();
        let ascii = std::array::from_fn(|code| {
            u8::try_from(code).is_ok_and(|code| signs.contains(&char::from(code)))
        });
        Self { signs, ascii }
    }

    /// Adds those characters of a text to `beyond` that are not in the repertoire.
    pub fn beyond(&self, text: &str, beyond: &mut BTreeSet<char>) {
        let usual = |byte: u8| self.ascii.get(usize::from(byte)).is_some_and(|usual| *usual);
        if !text.bytes().all(usual) {
            beyond.extend(text.chars().filter(|sign| !self.signs.contains(sign)));
        }
    }

    /// The repertoire and other characters.
    pub fn with(&self, beyond: &BTreeSet<char>) -> BTreeSet<char> {
        self.signs.union(beyond).copied().collect()
    }
}
