//! Whether every glyph that is shown has a character, and every font is in the file (clause 7.21).

use super::File;
use super::content::Page;
use lopdf::{Dictionary, Object};
use std::collections::BTreeMap;

pub fn check(file: &File, pages: &[Page], found: &mut Vec<String>) {
    for page in pages {
        let resources = file.dictionary(file.object(page.id), "Resources").unwrap();
        let fonts = file.dictionary(resources, "Font").unwrap();
        for (name, glyphs) in &page.shown {
            let name = String::from_utf8_lossy(name);
            let Some(font) = file.dictionary(fonts, &name) else {
                found.push(format!("7.21: the page has no font {name}"));
                continue;
            };
            let characters = characters(file, font);
            for glyph in glyphs {
                let known = characters.get(glyph).is_some_and(|text| {
                    !text.is_empty() && !text.contains(['\0', '\u{feff}', '\u{fffe}', '\u{fffd}'])
                });
                if *glyph == 0 || !known {
                    found.push(format!("7.21.7: glyph {glyph} of {name} stands for no character"));
                }
            }
            embedded(file, font, &name, found);
        }
    }
}

fn embedded(file: &File, font: &Dictionary, name: &str, found: &mut Vec<String>) {
    let inner = file.get(font, "DescendantFonts").and_then(|fonts| fonts.as_array().ok()).unwrap();
    let inner = file.0.dereference(&inner[0]).unwrap().1.as_dict().unwrap();
    if file.name(inner, "CIDToGIDMap") != "Identity" || file.name(font, "Encoding") != "Identity-H"
    {
        found.push(format!("7.21.3: {name} does not say which glyphs it means"));
    }
    let program = file.dictionary(inner, "FontDescriptor").and_then(|d| file.get(d, "FontFile2"));
    if program.is_none() {
        found.push(format!("7.21.4: {name} is not embedded"));
    }
}

/// The `/ToUnicode` of a font: the lines of its `bfchar` and `bfrange` sections.
fn characters(file: &File, font: &Dictionary) -> BTreeMap<u16, String> {
    let Some(Object::Stream(map)) = file.get(font, "ToUnicode") else { return BTreeMap::new() };
    let map = map.decompressed_content().unwrap_or_else(|_| map.content.clone());
    let map = String::from_utf8(map).unwrap();
    let mut characters = BTreeMap::new();
    let mut section = "";
    for line in map.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [_, "beginbfchar"] => section = "char",
            [_, "beginbfrange"] => section = "range",
            ["endbfchar" | "endbfrange"] => section = "",
            [glyph, text] if section == "char" => {
                drop(characters.insert(code(glyph), utf16(text, 0)));
            }
            [first, last, text] if section == "range" => {
                for glyph in code(first)..=code(last) {
                    characters.insert(glyph, utf16(text, glyph - code(first)));
                }
            }
            _ => {}
        }
    }
    characters
}

fn hex(word: &str) -> &str {
    word.trim_matches(['<', '>'])
}

fn code(word: &str) -> u16 {
    u16::from_str_radix(hex(word), 16).unwrap()
}

fn utf16(word: &str, more: u16) -> String {
    let digits = hex(word).as_bytes();
    let mut units: Vec<u16> = digits
        .chunks(4)
        .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).unwrap(), 16).unwrap())
        .collect();
    *units.last_mut().unwrap() += more;
    String::from_utf16(&units).unwrap()
}
