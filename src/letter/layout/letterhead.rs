//! `letterhead` (kop surat): emblem, the offices from the top down, address, double rule.

use super::emblem::emblem;
use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um, mm};
use crate::letter::error::{Fault, Problem};
use crate::letter::markup::{Align, Run, Style};
use serde_json::Value;
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
const EMBLEM: (Mp, Mp) = (mm(20), mm(23));

impl Setter<'_> {
    pub fn letterhead(&mut self, office: &str, line: u32, parent: NodeId) -> Result<(), Fault> {
        let (heads, small) = self.head_lines(office, line)?;
        let logo = self.logo(office, line)?;
        let div = self.outline.node("Div", parent);
        let mut marks = Vec::new();
        let inset = if logo.is_some() { EMBLEM.0 + mm(2) } else { 0 };
        if let Some(alt) = logo {
            let figure = self.outline.node("Figure", div);
            self.outline.get_mut(figure).alt = Some(alt);
            emblem((mm(1), 0), EMBLEM, Owner::Node(figure), &mut marks);
        }
        // Centred between the margins as long as the lines leave room for the emblem on both sides.
        let (x, width) = (inset, self.width - 2 * inset);
        let base = self.letter.size;
        let last = heads.len() - 1;
        let first_mark = marks.len();
        let mut y = 0;
        for (at, text) in heads.into_iter().enumerate() {
            let size = if at == last { base + 4 } else { base + 1 };
            let node = self.outline.node("P", div);
            let text = vec![Run { text, style: Style { bold: true, ..Style::default() } }];
            let set = self.setting(size, width, line);
            let owners = [Owner::Node(node)];
            y += Self::column(&text, set, Align::Center, &owners, (x, y), &mut marks)?;
        }
        for text in small {
            let node = self.outline.node("P", div);
            let text = vec![Run { text, style: Style::default() }];
            let set = self.setting(9, width, line);
            y += Self::column(&text, set, Align::Center, &[Owner::Node(node)], (x, y), &mut marks)?;
        }
        if inset > 0 && y < EMBLEM.1 {
            for mark in &mut marks[first_mark..] {
                mark.y += (EMBLEM.1 - y) / 2;
            }
            y = EMBLEM.1;
        }
        y += from_um(1_500);
        for (thick, below) in [(2_200, 0), (600, 2_600)] {
            let shape = Shape::Line { dx: self.width, dy: 0, thick, ink: Ink::BLACK };
            marks.push(Mark { x: 0, y: y + below, owner: Owner::Artifact, shape });
        }
        self.fragment(line, 0, y + 2_600, marks, "the letterhead");
        self.stay();
        Ok(())
    }

    fn head_lines(&self, office: &str, line: u32) -> Result<(Vec<String>, Vec<String>), Fault> {
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

    fn part(&self, level: &str, part: &str) -> Option<&str> {
        let value = self.facts.names.get("office_of")?.get(level)?.get(part)?;
        value.as_str().filter(|text| !text.trim().is_empty())
    }

    /// What the emblem is called when read aloud, where the office or its town has one.
    fn logo(&self, office: &str, line: u32) -> Result<Option<String>, Fault> {
        for level in [office, "kabupaten"] {
            match self.facts.names.get("office_of").and_then(|o| o.get(level)?.get("logo")) {
                None | Some(Value::Null) => {}
                Some(Value::String(name)) if name == "emblem" => {
                    return Ok(Some(format!(
                        "Lambang {}",
                        self.part(level, "name").unwrap_or("kantor")
                    )));
                }
                Some(other) => {
                    let name = other.as_str().unwrap_or("?").to_owned();
                    return Err(Fault::new(line, Problem::Emblem(name)));
                }
            }
        }
        Ok(None)
    }
}
