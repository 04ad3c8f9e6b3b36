//! The outlines of the letters that a page shows, each drawn once and then used.

use crate::letter::fonts::{FaceKey, file};
use std::collections::BTreeMap;
use std::fmt::Write;
use ttf_parser::{Face, OutlineBuilder};

/// The letters of a page.
#[derive(Default)]
pub struct Outlines {
    faces: BTreeMap<FaceKey, Option<Face<'static>>>,
    /// The names of those that were drawn, and whether there is anything to see.
    named: BTreeMap<(FaceKey, char), Option<String>>,
    /// Their definitions.
    pub paths: String,
}

impl Outlines {
    /// The name of a letter's outline; none where it is blank.
    pub fn name(&mut self, key: FaceKey, sign: char) -> Option<&str> {
        if !self.named.contains_key(&(key, sign)) {
            let name = self.draw(key, sign);
            self.named.insert((key, sign), name);
        }
        self.named.get(&(key, sign))?.as_deref()
    }

    /// Width of a letter in thousandths of its size.
    pub fn advance(&mut self, key: FaceKey, sign: char) -> i64 {
        let width = self.face(key).and_then(|face| face.glyph_hor_advance(face.glyph_index(sign)?));
        width.map_or(0, i64::from)
    }

    fn face(&mut self, key: FaceKey) -> Option<&Face<'static>> {
        let parsed = || Face::parse(file(key).1, 0).ok();
        self.faces.entry(key).or_insert_with(parsed).as_ref()
    }

    fn draw(&mut self, key: FaceKey, sign: char) -> Option<String> {
        let mut path = Path::default();
        let face = self.face(key)?;
        face.outline_glyph(face.glyph_index(sign)?, &mut path)?;
        let name = format!("{}-{:x}", key.resource(), u32::from(sign));
        let _ = write!(self.paths, "<path id=\"{name}\" d=\"{}\"/>", path.0);
        Some(name)
    }
}

/// An outline in thousandths of the size, counted downwards as SVG does; all faces have whole ones.
#[derive(Default)]
struct Path(String);

impl Path {
    #[expect(clippy::cast_possible_truncation, reason = "coordinates of a face are 16 bits wide")]
    fn put(&mut self, command: char, numbers: &[f32]) {
        self.0.push(command);
        for (at, number) in numbers.iter().enumerate() {
            let number = if at % 2 == 0 { *number } else { -*number };
            let tenths = (number * 10.0).round() as i64;
            if at > 0 && tenths >= 0 {
                self.0.push(' ');
            }
            let _ = match tenths % 10 {
                0 => write!(self.0, "{}", tenths / 10),
                _ => write!(self.0, "{}", number_of(tenths)),
            };
        }
    }
}

fn number_of(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[x, y]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.put('Q', &[x1, y1, x, y]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put('C', &[x1, y1, x2, y2, x, y]);
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}
