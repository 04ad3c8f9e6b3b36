//! What a letterhead says: the offices from the top down, and how the last one is reached.

use super::setter::Setter;
use crate::letter::error::{Fault, Problem};
use unicode_normalization::UnicodeNormalization;

/// Levels from the top down, with the words that their names follow.
const LEVELS: [(&str, &str); 7] = [
    ("provinsi", ""),
    ("kabupaten", ""),
    ("kecamatan", "Kecamatan"),
    ("kelurahan", "Kelurahan"),
    ("dusun", "Dusun"),
    ("rw", "RW"),
    ("rt", "RT"),
];

impl Setter<'_> {
    /// The names of the offices, and the lines of the address.
    pub fn head_lines(&self, office: &str, line: u32) -> Result<(Vec<String>, Vec<String>), Fault> {
        let missing = || Fault::new(line, Problem::Missing(format!("office_of.{office}.name")));
        let depth = LEVELS.iter().position(|(level, _)| *level == office).ok_or_else(missing)?;
        self.part(office, "name").ok_or_else(missing)?;
        // A province heads only its own letters: those of a town begin with the town.
        let top = usize::from(depth > 0);
        let mut heads = Vec::new();
        for (level, word) in &LEVELS[top..=depth] {
            let Some(name) = self.part(level, "name") else { continue };
            let word = self.part(level, "called").unwrap_or(word);
            let known = word.is_empty() || name.to_lowercase().starts_with(&word.to_lowercase());
            let whole = if known { name.to_owned() } else { format!("{word} {name}") };
            let rule = if heads.is_empty() { "Pemerintah " } else { "" };
            heads.push(format!("{rule}{whole}").to_uppercase().nfc().collect());
        }
        let address = self.part(office, "address").map(|text| text.nfc().collect());
        let reach: Vec<String> = [("phone", "Telepon "), ("email", "Pos-el ")]
            .iter()
            .filter_map(|(part, word)| Some(format!("{word}{}", self.part(office, part)?.nfc())))
            .collect();
        let reach = Some(reach.join(" \u{b7} ")).filter(|text| !text.is_empty());
        Ok((heads, address.into_iter().chain(reach).collect()))
    }

    /// A part of an office of the route, where it is filled.
    pub fn part(&self, level: &str, part: &str) -> Option<&str> {
        let value = self.facts.names.get("office_of")?.get(level)?.get(part)?;
        value.as_str().filter(|text| !text.trim().is_empty())
    }
}
