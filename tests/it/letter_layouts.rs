//! Ten layouts of letters as towns have them, set in the vocabulary: the fifteen elements suffice.

use super::letter::{PLAIN, SIGNABLE, text_of};
use alursurat::letter::{Edition, Facts, Paper, Picture, Template};
use serde_json::json;
use std::sync::Arc;

/// Name and source of each.
pub const LAYOUTS: [(&str, &str); 10] = [
    ("boxed", include_str!("../layouts/boxed.hbs")),
    ("crowd", include_str!("../layouts/crowd.hbs")),
    ("domicile", include_str!("../layouts/domicile.hbs")),
    ("ground", include_str!("../layouts/ground.hbs")),
    ("heirs", include_str!("../layouts/heirs.hbs")),
    ("minutes", include_str!("../layouts/minutes.hbs")),
    ("parents", include_str!("../layouts/parents.hbs")),
    ("police", include_str!("../layouts/police.hbs")),
    ("poor", include_str!("../layouts/poor.hbs")),
    ("reference", include_str!("../layouts/reference.hbs")),
];

pub fn layout(name: &str) -> Template {
    let (_, source) = LAYOUTS.iter().find(|(known, _)| *known == name).unwrap();
    Template::compile(name, source).unwrap_or_else(|errors| panic!("{name}: {errors:?}"))
}

/// The facts of all ten; some have logos of their own, or a signer with another right.
pub fn facts(name: &str) -> Facts {
    let mut facts: Facts = serde_json::from_str(include_str!("../layouts/facts.json")).unwrap();
    let [city, agency] =
        [&include_bytes!("../layouts/city.png")[..], &include_bytes!("../layouts/agency.png")[..]]
            .map(|bytes| Arc::new(Picture::from_png(bytes).unwrap()));
    let logos = match name {
        "domicile" | "reference" => Some((&city, None)),
        "heirs" | "minutes" | "crowd" => Some((&city, Some(&agency))),
        _ => None,
    };
    if let Some((left, right)) = logos {
        for level in ["kabupaten", "kecamatan", "kelurahan"] {
            facts.names["office_of"][level]["logo"] = json!(left.sha256);
            if let Some(right) = right {
                facts.names["office_of"][level]["logo_right"] = json!(right.sha256);
            }
        }
        facts.stationery.logos = vec![city, agency];
    }
    match name {
        "police" => facts.signers[0].above = vec!["Plt. LURAH JATI".to_owned()],
        "domicile" => {
            facts.stationery.assurance = Some(
                "Dokumen ini ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan \
                 oleh Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara."
                    .to_owned(),
            );
        }
        _ => {}
    }
    facts
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_layout_is_made_on_both_papers_and_as_a_draft() {
    for (name, _) in LAYOUTS {
        let template = layout(name);
        for paper in [Paper::F4, Paper::A4] {
            let mut facts = facts(name);
            facts.stationery.paper = Some(paper);
            let pdf = template.render(&facts, SIGNABLE);
            let pdf = pdf.unwrap_or_else(|error| panic!("{error} on {paper:?}"));
            let file = lopdf::Document::load_mem(&pdf).unwrap();
            assert!(file.get_pages().len() <= 3, "{name} on {paper:?}");
            template.render(&facts, Edition::Draft).unwrap();
        }
    }
}

#[test]
fn a_layout_says_what_stands_above_each_signature() {
    let text = |name: &str| flat(&text_of(&layout(name).render(&facts(name), PLAIN).unwrap()));
    let heirs = text("heirs");
    for words in [
        "Mewakili para ahli waris",
        "Dikuatkan oleh",
        "Diketahui oleh",
        "Meterai",
        "u.b.",
        "Rp450.000.000 (empat ratus lima puluh juta rupiah)",
    ] {
        assert!(heirs.contains(words), "{words}: {heirs}");
    }
    assert!(text("police").contains("Plt. LURAH JATI"));
    let domicile = text("domicile");
    assert!(domicile.contains("diterbitkan oleh Balai Besar Sertifikasi Elektronik"), "{domicile}");
    assert!(!domicile.contains("Pasal 5"), "{domicile}");
    let reference = text("reference");
    assert!(reference.contains("Nomor : 400.12.3.1/017/35.74.03.1004/XI/2026"), "{reference}");
    assert!(reference.contains("Tembusan: 1. Lurah Jati; 2. Kedua mempelai; 3. Arsip."));
    let minutes = text("minutes");
    assert!(
        minutes.contains("tanggal dua puluh delapan bulan November tahun dua ribu dua puluh enam")
    );
    assert!(minutes.contains("Halaman 2 dari"), "{minutes}");
    // A letter that people sign on paper only says nothing of electronic signatures.
    assert!(!text("parents").contains("elektronik"));
}

#[test]
fn logos_are_pictures_with_words_and_one_that_is_missing_is_an_error() {
    let pdf = layout("heirs").render(&facts("heirs"), SIGNABLE).unwrap();
    let file = lopdf::Document::load_mem(&pdf).unwrap();
    let pictures = file.objects.values().filter(|object| {
        object.as_stream().is_ok_and(|stream| {
            let colours = stream.dict.get(b"ColorSpace").and_then(lopdf::Object::as_name);
            colours.is_ok_and(|colours| colours == b"DeviceRGB")
        })
    });
    assert_eq!(pictures.count(), 2);
    let mut facts = facts("heirs");
    facts.stationery.logos.clear();
    assert!(layout("heirs").render(&facts, SIGNABLE).is_err());
    facts.names["office_of"]["kelurahan"]["logo"] = json!("none");
    facts.names["office_of"]["kelurahan"]["logo_right"] = json!("none");
    layout("heirs").render(&facts, SIGNABLE).unwrap();
}

/// Writes every layout into the folder named by `LETTERS_OUT`, on its own paper and on A4.
#[test]
fn layouts_for_outside_judges() {
    let Some(folder) = std::env::var_os("LETTERS_OUT") else { return };
    for (name, _) in LAYOUTS {
        let mut facts = facts(name);
        let save = |end: &str, bytes: Vec<u8>| {
            let file = format!("layout-{name}{end}.pdf");
            std::fs::write(std::path::Path::new(&folder).join(file), bytes).unwrap();
        };
        save("", layout(name).render(&facts, SIGNABLE).unwrap());
        facts.stationery.paper = Some(Paper::A4);
        save("-a4", layout(name).render(&facts, PLAIN).unwrap());
    }
}
