//! What all letters of a template have in common: the colour profile and the fonts, made by printpdf, written and read
//! back by lopdf once. A letter begins with these bytes.

use super::font_objects::{self, Glyphs};
use crate::letter::fonts::{FaceKey, Repertoire};
use crate::letter::layout::{Mark, Shape};
use lopdf::xref::XrefEntry;
use lopdf::{Document, Object, Stream, dictionary};
use openssl::sha::Sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

const PROFILE: &[u8] = include_bytes!("../../../assets/colour/srgb.icc");

/// The first bytes of a letter, and what the rest of it must know about them.
pub struct Skeleton {
    pub bytes: Vec<u8>,
    /// Where each object begins, from the first.
    pub places: Vec<usize>,
    /// SHA-256 of the bytes, to be gone on with.
    pub hash: Sha256,
    /// The output intent.
    pub intent: usize,
    /// The fonts, as resources of a page.
    pub fonts: usize,
    /// The glyphs of each face.
    pub glyphs: BTreeMap<FaceKey, Glyphs>,
}

/// The skeletons of a template: one for each set of faces that its letters show.
pub struct Skeletons {
    repertoire: Repertoire,
    made: Mutex<BTreeMap<BTreeSet<FaceKey>, Arc<Skeleton>>>,
}

impl Skeletons {
    pub fn new(repertoire: Repertoire) -> Self {
        Self { repertoire, made: Mutex::default() }
    }

    /// The skeleton for some pages. Which one it is depends on their faces and characters alone, never on earlier
    /// letters; characters outside the repertoire get a skeleton of their own, which is not kept.
    pub fn of(&self, pages: &[Vec<Mark>]) -> Result<Arc<Skeleton>, String> {
        let mut faces = BTreeSet::new();
        let mut beyond = BTreeSet::new();
        for mark in pages.iter().flatten() {
            let Shape::Text(text) = &mark.shape else { continue };
            faces.insert(text.face);
            for (piece, _) in &text.pieces {
                self.repertoire.beyond(piece, &mut beyond);
            }
        }
        if !beyond.is_empty() {
            return Ok(Arc::new(skeleton(&faces, &self.repertoire.with(&beyond))?));
        }
        if let Some(made) = self.made.lock().map_err(|e| e.to_string())?.get(&faces) {
            return Ok(Arc::clone(made));
        }
        // Made outside the lock: whoever comes second makes the same one.
        let new = Arc::new(skeleton(&faces, &self.repertoire.with(&beyond))?);
        self.made.lock().map_err(|e| e.to_string())?.insert(faces, Arc::clone(&new));
        Ok(new)
    }
}

fn skeleton(faces: &BTreeSet<FaceKey>, signs: &BTreeSet<char>) -> Result<Skeleton, String> {
    let (mut file, fonts, glyphs) = font_objects::make(faces, signs)?;
    let profile = file.add_object(Stream::new(dictionary! { "N" => 3 }, PROFILE.to_vec()));
    let intent = file.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2-1"),
        "DestOutputProfile" => profile,
    });
    "1.7".clone_into(&mut file.version);
    // Only what these two lead to is kept.
    file.trailer = dictionary! { "Intent" => intent, "Fonts" => fonts };
    file.compress();
    file.prune_objects();
    file.renumber_objects();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(|e| e.to_string())?;
    let read = Document::load_mem(&bytes).map_err(|e| e.to_string())?;
    let place = |number: u32| match read.reference_table.get(number) {
        Some(XrefEntry::Normal { offset, generation: 0 }) => usize::try_from(*offset).ok(),
        _ => None,
    };
    let places: Option<Vec<usize>> = (1..=read.max_id).map(place).collect();
    let number = |key: &[u8]| {
        let id = read.trailer.get(key).and_then(Object::as_reference);
        id.ok().and_then(|(number, _)| usize::try_from(number).ok())
    };
    let (Some(places), Some(intent), Some(fonts)) = (places, number(b"Intent"), number(b"Fonts"))
    else {
        return Err("the skeleton of the template lacks objects".to_owned());
    };
    bytes.truncate(read.xref_start);
    let mut hash = Sha256::new();
    hash.update(&bytes);
    Ok(Skeleton { bytes, places, hash, intent, fonts, glyphs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::fonts::Family;

    #[test]
    fn a_skeleton_names_the_place_of_each_of_its_objects() {
        let key = FaceKey { family: Family::Sans, bold: false, italic: false };
        let signs: BTreeSet<char> = "Surat \u{e9}".chars().collect();
        let made = skeleton(&BTreeSet::from([key]), &signs).unwrap();
        assert_eq!(made.bytes, skeleton(&BTreeSet::from([key]), &signs).unwrap().bytes);
        for (at, place) in made.places.iter().enumerate() {
            assert!(made.bytes[*place..].starts_with(format!("{} 0 obj\n", at + 1).as_bytes()));
        }
        let glyphs = &made.glyphs[&key];
        assert!(signs.iter().all(|sign| glyphs.get(*sign).is_some()));
        assert!(
            [glyphs.get('b'), glyphs.get('\u{e8}'), glyphs.get('\0')].iter().all(Option::is_none)
        );
    }

    #[test]
    fn the_profile_holds_the_curve_of_srgb() {
        let size = u32::from_be_bytes(PROFILE[..4].try_into().unwrap());
        assert_eq!(usize::try_from(size).unwrap(), PROFILE.len());
        let at = PROFILE.windows(4).position(|w| w == b"curv").unwrap() + 12;
        for place in 0..256_u16 {
            let share = f64::from(place) / 255.0;
            let linear =
                if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) };
            let from = at + usize::from(place) * 2;
            let held = u16::from_be_bytes([PROFILE[from], PROFILE[from + 1]]);
            assert!((f64::from(held) - linear * 65535.0).abs() <= 0.51, "{place}");
        }
    }
}
