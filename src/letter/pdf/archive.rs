//! What makes a PDF an archive file of level PDF/A-2b (ISO 19005-2), and says what it is called.

use super::text::string;
use super::xmp::{PRODUCER, info_date, xmp};
use jiff::civil::Date;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

const PROFILE: &[u8] = include_bytes!("../../../assets/colour/srgb.icc");

/// Adds metadata, output intent, language and the reader's preferences.
pub fn add(
    file: &mut Document,
    title: &str,
    date: Date,
    tree: ObjectId,
) -> Result<(), lopdf::Error> {
    "1.7".clone_into(&mut file.version);
    let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let packet = Stream::new(kind, xmp(title, date).into_bytes()).with_compression(false);
    let packet = file.add_object(packet);
    let profile = file.add_object(Stream::new(dictionary! { "N" => 3 }, PROFILE.to_vec()));
    let intent = file.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2-1"),
        "DestOutputProfile" => profile,
    });
    let when = info_date(date);
    let info = file.add_object(dictionary! {
        "Title" => string(title),
        "Producer" => Object::string_literal(PRODUCER),
        "CreationDate" => Object::string_literal(when.as_str()),
        "ModDate" => Object::string_literal(when.as_str()),
    });
    file.trailer.set("Info", info);
    let catalog = file.catalog_mut()?;
    catalog.set("Metadata", packet);
    catalog.set("OutputIntents", vec![intent.into()]);
    catalog.set("Lang", Object::string_literal("id-ID"));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", tree);
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    Ok(())
}

/// Takes away the empty resource dictionaries that printpdf writes, and the boxes that only repeat the page.
pub fn tidy(file: &mut Document, pages: &[ObjectId]) -> Result<(), lopdf::Error> {
    for page in pages {
        let page = file.get_dictionary_mut(*page)?;
        page.remove(b"TrimBox");
        page.remove(b"CropBox");
        page.set("Tabs", "S");
        let resources = page.get(b"Resources")?.as_reference()?;
        let held: Vec<(Vec<u8>, ObjectId)> = file
            .get_dictionary(resources)?
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_reference().ok()?)))
            .collect();
        for (key, id) in held {
            if file.get_dictionary(id).is_ok_and(Dictionary::is_empty) {
                file.get_dictionary_mut(resources)?.remove(&key);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::PROFILE;

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
