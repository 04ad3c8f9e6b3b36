//! Every element of the vocabulary in one letter of several pages.

use super::letter::{PLAIN, late_facts, text_of};
use alursurat::letter::{Edition, Facts, Problem, Template};
use serde_json::json;

pub fn template() -> Template {
    Template::compile("elements", include_str!("letter_elements.hbs")).unwrap()
}

/// Facts for the letter of all elements, with so many paragraphs.
pub fn facts(paragraphs: usize) -> Facts {
    let mut facts = late_facts();
    facts.signers.retain(|signer| signer.step == "camat");
    let text = "Kalimat ini diulang supaya surat menjadi panjang dan mengalir ke halaman berikutnya, lengkap dengan \
        kepala halaman yang menyebut nomor surat serta halaman keberapa dari berapa halaman.";
    let more = json!({
        "company": "O'NEILL & PUTRA <b>",
        "amount": 1_250_000,
        "goods": [
            {"name": "Kursi lipat", "price": 1_000_000, "note": "sepuluh buah, warna biru"},
            {"name": "Papan tulis", "price": 250_000}
        ],
        "paragraphs": vec![json!({"text": text}); paragraphs]
    });
    facts.names.extend(more.as_object().unwrap().clone());
    facts.names["office_of"]["kecamatan"]["address"] = json!("Jalan Contoh Nomor 9, Probolinggo");
    facts
}

fn pages(paragraphs: usize) -> Vec<String> {
    let text = text_of(&template().render(&facts(paragraphs), PLAIN).unwrap());
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

#[test]
fn text_flows_over_pages_that_say_where_they_are() {
    assert_eq!(pages(30).len(), 5);
    // Two pages of text, and the one that <pagebreak/> starts.
    let long = pages(12);
    assert_eq!(long.len(), 3);
    assert!(!long[0].contains("Halaman"));
    for (at, page) in long.iter().enumerate().skip(1) {
        assert!(page.contains(&format!("Halaman {} dari 3", at + 1)), "{page}");
        assert!(page.contains("Nomor: 400.12.3.1/017/35.74.04.1003/XI/2026"), "{page}");
    }
    for page in &long {
        assert!(page.contains("Surat ini ditandatangani secara elektronik"), "{page}");
    }
    assert!(long[2].contains("Lampiran pada halaman tersendiri."));
}

#[test]
fn a_long_table_repeats_its_head_on_every_page() {
    let mut facts = facts(0);
    facts.names["goods"] = json!(vec![json!({"name": "Kursi lipat", "price": 1}); 90]);
    let text = text_of(&template().render(&facts, PLAIN).unwrap());
    let tables = text.split('\u{c}').filter(|page| page.contains("Kursi lipat"));
    let heads: Vec<usize> = tables.map(|page| page.matches("Keterangan").count()).collect();
    assert_eq!(heads, [1, 1, 1]);
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    for paragraphs in 0..30 {
        let pages = pages(paragraphs);
        let page = pages.iter().find(|page| page.contains("Hendra Kusuma")).unwrap();
        assert!(page.contains("Mayangan, 13 November 2026"), "{paragraphs}: {page}");
    }
}

#[test]
fn values_are_printed_by_their_helpers() {
    let text = pages(0).concat();
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "Rp1.250.000 (satu juta dua ratus lima puluh ribu rupiah)",
        "O'NEILL & PUTRA <b> dicetak",
        "1. Butir pertama",
        "b. huruf b",
        "\u{2013} tanpa nomor",
        "PEMERINTAH KOTA PROBOLINGGO KECAMATAN MAYANGAN",
        "SURAT CONTOH SEMUA UNSUR",
    ] {
        assert!(flat.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn what_no_page_can_hold_is_an_error_with_its_line() {
    let long = "kata ".repeat(3000);
    let mut facts = facts(0);
    facts.names.insert("text".into(), json!(long));
    let of = |inner: &str| {
        let source = format!("<letter>\n<number>1</number>\n{inner}\n</letter>");
        Template::compile("long", &source).unwrap().render(&facts, Edition::Draft)
    };
    let error = of("<table widths=\"90\">\n<tr><td>{{text}}</td></tr></table>").unwrap_err();
    assert_eq!((error.line, error.problem), (4, Problem::TooHigh("this row of the table")));
    // Text that nothing holds together goes on over as many pages as it takes.
    for inner in [
        "<p>{{text}}</p>",
        "<list><item>{{text}}</item></list>",
        "<rows><row label=\"Isi\">{{text}}</row></rows>",
    ] {
        let text = text_of(&of(inner).unwrap());
        assert_eq!(text.matches("kata").count(), 3000, "{inner}");
        assert!(text.contains("Halaman 3 dari"), "{inner}");
    }
}
