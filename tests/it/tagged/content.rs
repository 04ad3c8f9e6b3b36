//! The content of a page: what is marked, what is an artifact, and what is neither.

use super::File;
use lopdf::content::{Content, Operation};
use lopdf::{Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// Operators that leave something on the page.
const PAINTS: [&str; 16] =
    ["Tj", "TJ", "'", "\"", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "BI"];

/// A page as it was read.
pub struct Page {
    pub id: ObjectId,
    /// The numbers of its marked contents.
    pub marked: BTreeSet<i64>,
    /// The glyphs that each font shows.
    pub shown: BTreeMap<Vec<u8>, BTreeSet<u16>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Artifact,
    Marked,
    Other,
}

impl Page {
    pub fn read(file: &File, id: ObjectId, found: &mut Vec<String>) -> Self {
        let mut page = Self { id, marked: BTreeSet::new(), shown: BTreeMap::new() };
        let bytes = file.0.get_page_content(id);
        let mut open = Vec::new();
        let mut font = Vec::new();
        for operation in Content::decode(&bytes).unwrap().operations {
            let Operation { operator, operands } = &operation;
            match operator.as_str() {
                "BMC" | "BDC" => {
                    let kind = page.begin(operands, found);
                    if kind != Open::Other && open.iter().any(|outer| *outer != Open::Other) {
                        found.push("7.1: marked content lies within marked content".to_owned());
                    }
                    open.push(kind);
                }
                "EMC" if open.pop().is_none() => {
                    found.push("7.1: marked content ends that never began".to_owned());
                }
                "Tf" => font = operands[0].as_name().unwrap().to_vec(),
                "Tj" | "TJ" => page.show(&font, operands),
                _ => {}
            }
            if PAINTS.contains(&operator.as_str()) && open.iter().all(|kind| *kind == Open::Other) {
                found.push(format!("7.1: {operator} is neither tagged nor an artifact"));
            }
        }
        if !open.is_empty() {
            found.push("7.1: marked content has no end".to_owned());
        }
        let count = i64::try_from(page.marked.len()).unwrap();
        if page.marked != (0..count).collect() {
            found.push(
                "14.7.4: the marked contents are not numbered one after the other".to_owned(),
            );
        }
        page
    }

    fn begin(&mut self, operands: &[Object], found: &mut Vec<String>) -> Open {
        if operands[0].as_name().unwrap() == b"Artifact" {
            return Open::Artifact;
        }
        let number = operands
            .get(1)
            .and_then(|properties| properties.as_dict().ok()?.get(b"MCID").ok()?.as_i64().ok());
        let Some(number) = number else { return Open::Other };
        if !self.marked.insert(number) {
            found.push(format!("14.7.4: MCID {number} stands twice on a page"));
        }
        Open::Marked
    }

    fn show(&mut self, font: &[u8], operands: &[Object]) {
        let shown = self.shown.entry(font.to_vec()).or_default();
        let mut take = |text: &[u8]| {
            let pairs = text.chunks(2).map(|pair| u16::from_be_bytes(pair.try_into().unwrap()));
            shown.extend(pairs);
        };
        for operand in operands {
            match operand {
                Object::String(text, _) => take(text),
                Object::Array(parts) => {
                    parts.iter().filter_map(|part| part.as_str().ok()).for_each(&mut take);
                }
                _ => {}
            }
        }
    }
}
