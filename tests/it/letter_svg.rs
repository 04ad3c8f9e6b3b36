//! The pages of a letter for a screen: whole by themselves, readable without being seen, and never a draft in disguise.

use super::letter::{SIGNABLE, birth, late_facts};
use super::letter_elements;
use alursurat::letter::Edition;
use roxmltree::Document;

fn texts(page: &Document<'_>) -> String {
    let texts = page.descendants().filter(|node| node.has_tag_name("text"));
    let words: Vec<&str> = texts.filter_map(|node| node.text()).collect();
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    for edition in [SIGNABLE, Edition::Draft] {
        let facts = letter_elements::facts(12);
        let pages = letter_elements::template().svg(&facts, edition).unwrap();
        assert_eq!(pages, letter_elements::template().svg(&facts, edition).unwrap());
        for page in &pages {
            // A quarter of it once a server has packed it.
            assert!(page.len() < 220_000, "{}", page.len());
            let page = Document::parse(page).unwrap();
            let ids: Vec<&str> = page.descendants().filter_map(|n| n.attribute("id")).collect();
            for node in page.descendants().filter(roxmltree::Node::is_element) {
                let known = ["svg", "title", "defs", "rect", "g", "path", "use", "text", "image"];
                assert!(known.contains(&node.tag_name().name()), "{node:?}");
                if let Some(target) = node.attribute("href") {
                    let own = target.strip_prefix('#').is_some_and(|id| ids.contains(&id));
                    assert!(own || target.starts_with("data:image/png;base64,"), "{target}");
                }
            }
        }
    }
}

#[test]
fn a_page_can_be_read_without_being_seen() {
    let facts = letter_elements::facts(12);
    let pages = letter_elements::template().svg(&facts, SIGNABLE).unwrap();
    assert_eq!(pages.len(), 3);
    let first = Document::parse(&pages[0]).unwrap();
    let root = first.root_element();
    assert_eq!((root.attribute("lang"), root.attribute("role")), (Some("id-ID"), Some("document")));
    let title = first.descendants().find(|node| node.has_tag_name("title")).unwrap();
    assert_eq!(title.text(), Some("Surat Keterangan Kelahiran, halaman 1 dari 3"));
    let heading = first.descendants().find(|n| n.attribute("role") == Some("heading")).unwrap();
    let heading: Vec<&str> =
        heading.children().filter_map(|node| node.text()).map(str::trim).collect();
    let heading = heading.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(heading, "SURAT CONTOH SEMUA UNSUR");
    let read = texts(&first);
    for wanted in ["O'NEILL & PUTRA <b>", "3574034305929001", "Papan tulis", "1. Butir pertama"] {
        assert!(read.contains(wanted), "{wanted}: {read}");
    }
    let pictures: Vec<&str> = pages
        .iter()
        .flat_map(|page| page.split("role=\"img\" aria-label=\"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(
        pictures,
        ["Lambang Mayangan", "Kode QR ke alamat https://surat.contoh.example/v/8KJ4-QW2M-9TXC-H"]
    );
}

#[test]
fn every_page_of_a_draft_says_so() {
    let pages =
        letter_elements::template().svg(&letter_elements::facts(12), Edition::Draft).unwrap();
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("(draf), halaman {} dari 3", at + 1)));
        assert!(page.contains("rotate(-52)scale(190)"), "the word across the page");
        assert!(!page.contains("Kode QR") && !page.contains("400.12.3.1"));
    }
    let letter = birth().svg(&late_facts(), SIGNABLE).unwrap();
    assert!(letter.iter().all(|page| !page.contains("rotate(") && !page.contains("(draf)")));
}

/// Writes the pages that a browser shows into the folder named by `LETTERS_OUT`.
#[test]
fn pages_for_a_browser() {
    let Some(folder) = std::env::var_os("LETTERS_OUT") else { return };
    let save = |name: String, page: &String| {
        std::fs::write(std::path::Path::new(&folder).join(name), page).unwrap();
    };
    for (name, edition) in [("birth", SIGNABLE), ("birth-draft", Edition::Draft)] {
        save(format!("{name}.svg"), &birth().svg(&late_facts(), edition).unwrap()[0]);
    }
    let pages = letter_elements::template().svg(&letter_elements::facts(12), SIGNABLE).unwrap();
    for (at, page) in pages.iter().enumerate() {
        save(format!("elements-{}.svg", at + 1), page);
    }
}
