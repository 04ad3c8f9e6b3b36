//! A thousand letters of any content: nothing is lost, nothing lies outside the margins or over something else, no line
//! of a text and no signature stands alone on a page.

use super::lines::measure;
use super::{Laid, Mark, NodeId, Owner, Shape, lay_out};
use crate::letter::error::Problem;
use crate::letter::facts::{Edition, Facts, Paper, Signer, Stationery};
use crate::letter::layout::units::Mp;
use crate::letter::markup::{self, Letter};
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A part of a letter: its markup, and the texts that must be found again.
type Part = (String, Vec<String>);

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn name() -> impl Strategy<Value = String> {
    let odd = [
        "Sri",
        "O",
        "Siti Nur'aini",
        "D\u{2019}Souza",
        "\u{c9}lodie \u{15e}ahin",
        "Muhammad Rizky Pratama Wirasaputra Kusumaningrat Abdurrahmansyah",
        "Ni Luh Putu Ayu Sri Wahyuni Kusuma Dewi Saraswati Laksmi Devi",
        "R\u{323}aden Aju Kartiniwati",
        "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
        "H. Abdul-Karim bin Mas'ud (alm.), S.Pd., M.M.",
        "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z A B C D",
        "PT Maju & Jaya <Persero>",
    ];
    prop_oneof![
        prop::sample::select(odd.to_vec()).prop_map(str::to_owned),
        "[A-Z][a-z]{1,14}( [A-Z][a-z']{0,14}){0,4}",
    ]
}

fn sentence(most: usize) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        9 => "[a-z]{1,12}",
        2 => name(),
        1 => "(RT|RW|No\\.|Jl\\.) [0-9]{1,3}",
        1 => "[A-Z0-9./-]{1,45}",
        1 => "[0-9]{1,2} (Mei|November) 20[0-9]{2}",
    ];
    prop::collection::vec(word, 1..most).prop_map(|words| words.join(" "))
}

fn part() -> impl Strategy<Value = Part> {
    let p = (
        sentence(70),
        0..3_usize,
        prop::sample::select(vec!["justify", "left", "center", "right"]),
    );
    let p = p.prop_map(|(text, indent, align)| {
        (
            format!("<p indent=\"{}\" align=\"{align}\">{}</p>", indent * 10, escaped(&text)),
            vec![text],
        )
    });
    let row = (name(), prop_oneof![3 => sentence(12), 1 => sentence(90)]);
    let kind = prop::sample::select(vec!["none", "number", "letter"]);
    let rows = (prop::collection::vec(row, 1..9), kind, 20..70_usize);
    let rows = rows.prop_map(|(rows, kind, label)| {
        let inner = rows.iter().map(|(label, value)| {
            format!("<row label=\"{}\"><b>{}</b></row>", escaped(label), escaped(value))
        });
        let markup =
            format!("<rows kind=\"{kind}\" label=\"{label}\">{}</rows>", inner.collect::<String>());
        (markup, rows.into_iter().flat_map(|(label, value)| [label, value]).collect())
    });
    let items = (
        prop::collection::vec(sentence(40), 1..6),
        prop::sample::select(vec!["number", "letter", "dash"]),
    );
    let items = items.prop_map(|(items, kind)| {
        let inner = items.iter().map(|item| format!("<item>{}</item>", escaped(item)));
        (format!("<list kind=\"{kind}\">{}</list>", inner.collect::<String>()), items)
    });
    let table = (prop::collection::vec((name(), sentence(8)), 1..30), 0..2_usize);
    let table = table.prop_map(|(rows, head)| {
        let inner = rows.iter().enumerate().map(|(at, (name, note))| {
            format!(
                "<tr><td>{at}</td><td>{}</td><td align=\"right\">{}</td></tr>",
                escaped(name),
                escaped(note)
            )
        });
        let inner = inner.collect::<String>();
        let markup = format!("<table widths=\"12 50 65\" head=\"{head}\">{inner}</table>");
        (markup, rows.into_iter().flat_map(|(name, note)| [name, note]).collect())
    });
    let boxes = "[A-Z '0-9]{1,40}".prop_map(|text| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (format!("<boxes max=\"40\">{text}</boxes>"), vec![text])
    });
    prop_oneof![4 => p, 3 => rows, 2 => items, 1 => table, 1 => boxes]
}

/// Who signs: step, by hand, with and without words above, in any column.
fn signing() -> impl Strategy<Value = Part> {
    let align = || {
        prop::sample::select(vec!["", " align=\"left\"", " align=\"center\"", " align=\"right\""])
    };
    let hand = (name(), align(), any::<bool>()).prop_map(|(name, align, stamp)| {
        let stamp = if stamp { " stamp=\"Meterai Rp10.000\"" } else { "" };
        (format!("<signature hand=\"Pemohon,\" name=\"{}\"{stamp}{align}/>", escaped(&name)), name)
    });
    let above = |text: String, step: &str, align: &str| {
        format!("<signature by=\"{step}\"{align}>{}</signature>", escaped(&text))
    };
    let lurah = (sentence(5), align())
        .prop_map(move |(text, align)| (above(text.clone(), "lurah", align), text));
    let camat = (sentence(5), align())
        .prop_map(move |(text, align)| (above(text.clone(), "camat", align), text));
    let some = (lurah, prop::option::of(camat), prop::option::of(hand), any::<bool>());
    some.prop_map(|((mut markup, text), camat, hand, code)| {
        let mut texts = vec![text];
        for (more, text) in camat.into_iter().chain(hand) {
            markup.push_str(&more);
            texts.push(text);
        }
        if code {
            markup.push_str("<qr/>");
        }
        (markup, texts)
    })
}

fn facts(paper: Option<Paper>, office: &str, signer: &str) -> Facts {
    let names = json!({
        "office_of": {
            "kabupaten": {"name": "Kota Probolinggo", "logo": "emblem"},
            "kelurahan": {"name": office, "address": "Jalan Contoh Nomor 1", "phone": "(0335) 000001"}
        }
    });
    let signer = |step: &str, above: &[&str]| Signer {
        step: step.into(),
        above: above.iter().map(|line| (*line).to_owned()).collect(),
        name: signer.into(),
        rank: Some("Penata Tingkat I (III/d)".into()),
        nip: Some("198103052005012004".into()),
    };
    Facts {
        names: names.as_object().unwrap().clone(),
        signers: vec![
            signer("lurah", &["Plt. LURAH JATI"]),
            signer(
                "camat",
                &[
                    "a.n. CAMAT MAYANGAN",
                    "SEKRETARIS KECAMATAN,",
                    "u.b.",
                    "KEPALA SEKSI PELAYANAN,",
                ],
            ),
        ],
        check_url: "https://surat.contoh.example/v/8KJ4-QW2M-9TXC-H".into(),
        date: date(2026, 11, 13),
        title: "Surat".into(),
        stationery: Stationery { paper, ..Stationery::default() },
    }
}

/// What a mark takes of the page: left, top, right, bottom.
fn place(mark: &Mark) -> Option<[Mp; 4]> {
    let (x, y) = (mark.x, mark.y);
    match &mark.shape {
        Shape::Text(text) if !text.slanted => {
            let whole: String = text.pieces.iter().map(|(piece, _)| piece.as_str()).collect();
            let spread: i64 =
                text.pieces.iter().map(|(_, extra)| extra * Mp::from(text.size)).sum();
            let width = measure(text.face, text.size, whole.trim_end(), 0).unwrap();
            let size = Mp::from(text.size);
            Some([x, y - size * 700, x + width + spread, y])
        }
        Shape::Qr { size } => Some([x, y, x + size, y + size]),
        _ => None,
    }
}

/// The paragraph, cell or item that a mark belongs to.
fn block(laid: &Laid, node: NodeId) -> NodeId {
    let own = laid.outline.get(node);
    match (own.tag, own.parent) {
        ("Span", Some(parent)) => parent,
        _ => node,
    }
}

fn solid(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn judge(letter: &Letter, laid: &Laid, texts: &[String]) {
    let (width, height) = laid.paper;
    let margins = letter.margins;
    let mut read = String::new();
    let mut lines: BTreeMap<usize, BTreeMap<usize, BTreeSet<Mp>>> = BTreeMap::new();
    for (at, marks) in laid.pages.iter().enumerate() {
        let mut placed: Vec<([Mp; 4], &Mark)> = Vec::new();
        let (mut alone, mut others) = (false, false);
        for mark in marks {
            if let (Owner::Node(node), Shape::Text(text)) = (mark.owner, &mark.shape) {
                read.extend(text.pieces.iter().map(|(piece, _)| piece.as_str()));
                let own = block(laid, node);
                lines.entry(own.0).or_default().entry(at).or_default().insert(mark.y);
                let signing = laid
                    .outline
                    .get(own)
                    .parent
                    .is_some_and(|up| laid.outline.get(up).tag == "Div");
                alone |= signing && !others;
                others |= !signing;
            }
            let Some(place) = place(mark) else { continue };
            let [left, top, right, bottom] = place;
            assert!(left >= margins.left && right <= width - margins.right + 20, "{mark:?}");
            assert!(top >= margins.top - 10 && bottom <= height - margins.bottom, "{mark:?}");
            for (other, beside) in &placed {
                let apart =
                    left >= other[2] || other[0] >= right || top >= other[3] || other[1] >= bottom;
                assert!(apart, "{mark:?} over {beside:?}");
            }
            placed.push((place, mark));
        }
        assert!(!alone || at == 0, "a signature alone on page {}", at + 1);
    }
    for (node, pages) in lines.iter().filter(|(_, pages)| pages.len() > 1) {
        let tag = laid.outline.nodes[*node].tag;
        assert!(pages.values().all(|lines| lines.len() > 1), "{tag}: a line alone, {pages:?}");
    }
    let read = solid(&read);
    for text in texts {
        use unicode_normalization::UnicodeNormalization;
        let text: String = solid(text).nfc().collect();
        assert!(read.contains(&text), "{text} is lost in {read}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_stands_alone(
        parts in prop::collection::vec(part(), 0..9),
        last in sentence(40),
        (signing, signer) in (signing(), name()),
        office in name(),
        (paper, margin, size) in (
            prop::sample::select(vec![None, Some(Paper::A4), Some(Paper::F4)]), 12..26_usize, 9..14_usize,
        ),
        draft in any::<bool>(),
    ) {
        let mut texts: Vec<String> = parts.iter().flat_map(|(_, texts)| texts.clone()).collect();
        let inner: String = parts.into_iter().map(|(markup, _)| markup).collect();
        let markup = format!(
            "<letter margins=\"15 {margin} 14 {margin}\" size=\"{size}\"><letterhead/><title>Surat</title>\
             <number>Nomor: 1</number>{inner}<p>{}</p>{}\
             <list kind=\"copies\"><item>Arsip</item></list><footer>Kaki</footer></letter>",
            escaped(&last), signing.0
        );
        texts.extend(signing.1);
        texts.extend([last, office.to_uppercase(), signer.clone()]);
        let document = roxmltree::Document::parse(&markup).unwrap();
        let letter = markup::read(&document).unwrap();
        let edition = if draft { Edition::Draft } else { Edition::Final { fields: true } };
        match lay_out(&letter, &facts(paper, &office, &signer), edition) {
            Ok(laid) => judge(&letter, &laid, &texts),
            // Three signers below one another with long titles; whoever wrote the template is told.
            Err(fault) => prop_assert_eq!(fault.problem, Problem::TooHigh("the signature block")),
        }
    }
}
