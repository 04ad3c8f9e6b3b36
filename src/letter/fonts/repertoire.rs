//! The characters that nearly every letter of a template needs, and the faces cut to them.

use super::face::FaceKey;
use super::program::program;
use printpdf::ParsedFont;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// Faces cut once for a template's own characters; a letter with others gets a cut of its own.
pub struct Repertoire {
    base: BTreeSet<char>,
    cuts: Mutex<BTreeMap<FaceKey, ParsedFont>>,
}

impl Repertoire {
    /// Letters, digits and the signs of names and addresses, and whatever else stands in a template's text.
    pub fn new(text: &str) -> Self {
        let plain = ('A'..='Z').chain('a'..='z').chain('0'..='9');
        let signs = " !&'(),-./:;?_\u{b7}\u{2013}\u{2019}".chars();
        let own = text.chars().filter(|sign| !super::lacks_sign(*sign));
        Self { base: plain.chain(signs).chain(own).collect(), cuts: Mutex::default() }
    }

    /// A face that holds at least these characters. Which one it is depends on them alone, never on earlier letters.
    pub fn cut(&self, key: FaceKey, signs: &BTreeSet<char>) -> Result<ParsedFont, String> {
        if !signs.is_subset(&self.base) {
            return program(key, &self.base.union(signs).copied().collect());
        }
        let mut cuts = self.cuts.lock().map_err(|e| e.to_string())?;
        if let Some(font) = cuts.get(&key) {
            return Ok(font.clone());
        }
        let font = program(key, &self.base)?;
        cuts.insert(key, font.clone());
        Ok(font)
    }
}
