//! Letters are tagged as PDF/UA-1 asks, in every edition and over several pages; and the reader that says so can say no.

use super::letter::{PLAIN, SIGNABLE, birth, late_facts};
use super::{letter_elements, tagged};
use alursurat::letter::Edition;
use lopdf::{Dictionary, Document, Object};

const EDITIONS: [Edition; 3] = [SIGNABLE, PLAIN, Edition::Draft];

#[test]
fn every_edition_is_tagged_throughout() {
    for edition in EDITIONS {
        let one_page = birth().render(&late_facts(), edition).unwrap();
        assert_eq!(tagged::findings(&one_page), Vec::<String>::new(), "{edition:?}");
        for paragraphs in [0, 12, 30] {
            let facts = letter_elements::facts(paragraphs);
            let pages = letter_elements::template().render(&facts, edition).unwrap();
            assert_eq!(tagged::findings(&pages), Vec::<String>::new(), "{edition:?} {paragraphs}");
        }
    }
}

/// The findings after every dictionary that `is_meant` has been changed.
fn broken(is_meant: impl Fn(&Dictionary) -> bool, change: impl Fn(&mut Dictionary)) -> Vec<String> {
    let pdf = birth().render(&late_facts(), SIGNABLE).unwrap();
    let mut file = Document::load_mem(&pdf).unwrap();
    let mut changed = 0;
    for object in file.objects.values_mut() {
        let dictionary = match object {
            Object::Stream(stream) => &mut stream.dict,
            Object::Dictionary(dictionary) => dictionary,
            _ => continue,
        };
        if is_meant(dictionary) {
            change(dictionary);
            changed += 1;
        }
    }
    assert!(changed > 0);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    tagged::findings(&bytes)
}

fn is(key: &'static str, value: &'static str) -> impl Fn(&Dictionary) -> bool {
    move |dictionary| {
        let held = dictionary.get(key.as_bytes()).and_then(Object::as_name);
        held.is_ok_and(|held| held == value.as_bytes())
    }
}

#[test]
fn what_is_amiss_is_found() {
    let without = |key: &'static str| {
        move |dictionary: &mut Dictionary| {
            dictionary.remove(key.as_bytes()).unwrap();
        }
    };
    let other = |key: &'static str, value: Object| {
        move |dictionary: &mut Dictionary| dictionary.set(key, value.clone())
    };
    let catalog = || is("Type", "Catalog");
    let once = std::cell::Cell::new(false);
    let cases = [
        ("6.2", broken(catalog(), without("MarkInfo"))),
        ("7.2", broken(catalog(), without("Lang"))),
        ("7.1", broken(catalog(), without("ViewerPreferences"))),
        ("7.1", broken(catalog(), without("StructTreeRoot"))),
        ("7.3", broken(is("S", "Figure"), without("Alt"))),
        ("7.3", broken(is("S", "Figure"), without("A"))),
        ("7.5", broken(is("S", "TH"), without("C"))),
        (
            "7.5",
            broken(
                |d| is("S", "TR")(d) && d.has(b"K"),
                |d| {
                    let kids = d.get_mut(b"K").and_then(Object::as_array_mut).unwrap();
                    if kids.len() > 1 && !once.replace(true) {
                        kids.pop();
                    }
                },
            ),
        ),
        ("7.1", broken(is("S", "H1"), other("S", "Title".into()))),
        ("7.4.2", broken(is("S", "H1"), other("S", "H2".into()))),
        ("14.7.2", broken(is("S", "P"), other("P", (1, 0).into()))),
        ("14.7.4", broken(is("S", "H1"), other("K", 0.into()))),
        ("7.1", broken(is("S", "H1"), without("K"))),
        ("14.7.4.4", broken(|d| d.has(b"Nums"), other("Nums", Vec::new().into()))),
        ("7.18.3", broken(is("Type", "Page"), without("Tabs"))),
        ("7.18.4", broken(is("FT", "Sig"), without("TU"))),
        ("7.18.1", broken(is("FT", "Sig"), without("StructParent"))),
        ("7.21.4", broken(is("Type", "FontDescriptor"), without("FontFile2"))),
        ("7.21.7", broken(is("Subtype", "Type0"), without("ToUnicode"))),
    ];
    for (at, (clause, found)) in cases.iter().enumerate() {
        let told = found.iter().any(|finding| finding.starts_with(&format!("{clause}:")));
        assert!(told, "{at}: {clause}: {found:?}");
    }
}

/// The same for what stands in the content of a page.
#[test]
fn content_that_is_not_marked_is_found() {
    let pdf = birth().render(&late_facts(), SIGNABLE).unwrap();
    for (from, to, clause) in [
        ("/Artifact BMC", "", "7.1: S is neither"),
        ("/H1<</MCID 6>>BDC", "/H1 BMC", "7.1: Tj is neither"),
        ("<</MCID 7>>", "<</MCID 6>>", "14.7.4: MCID 6 stands twice"),
        ("/H1<<", "/Artifact BMC\n/H1<<", "7.1: marked content lies within"),
    ] {
        let mut file = Document::load_mem(&pdf).unwrap();
        let page = *file.get_pages().values().next().unwrap();
        let content = file.get_page_content(page);
        let at = content.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
        let changed = [&content[..at], to.as_bytes(), &content[at + from.len()..]].concat();
        file.change_page_content(page, changed).unwrap();
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).unwrap();
        let found = tagged::findings(&bytes);
        assert!(found.iter().any(|finding| finding.starts_with(clause)), "{from}: {found:?}");
    }
}
