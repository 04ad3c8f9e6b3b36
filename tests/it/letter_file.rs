//! What stands in the file of a letter: archive level, structure, fields, and what a draft leaves out.

use super::letter::{PLAIN, SIGNABLE, birth, facts, late_facts, text_of};
use alursurat::letter::Edition;
use lopdf::{Dictionary, Document, Object, ObjectId};
use serde_json::json;

fn open(edition: Edition) -> Document {
    Document::load_mem(&birth().render(&late_facts(), edition).unwrap()).unwrap()
}

fn dictionary<'a>(file: &'a Document, holder: &'a Dictionary, key: &str) -> &'a Dictionary {
    let value = holder.get(key.as_bytes()).unwrap();
    match value {
        Object::Reference(id) => file.get_dictionary(*id).unwrap(),
        other => other.as_dict().unwrap(),
    }
}

fn name<'a>(holder: &'a Dictionary, key: &str) -> &'a [u8] {
    holder.get(key.as_bytes()).and_then(Object::as_name).unwrap()
}

#[test]
fn all_signature_fields_exist_before_the_first_signature() {
    let file = open(SIGNABLE);
    let form = dictionary(&file, file.catalog().unwrap(), "AcroForm");
    assert_eq!(form.get(b"SigFlags").unwrap().as_i64().unwrap(), 3);
    let fields = form.get(b"Fields").unwrap().as_array().unwrap();
    let steps: Vec<&[u8]> = fields
        .iter()
        .map(|field| {
            let field = file.get_dictionary(field.as_reference().unwrap()).unwrap();
            assert_eq!(name(field, "FT"), b"Sig");
            assert_eq!(field.get(b"F").unwrap().as_i64().unwrap(), 132);
            assert!(!field.has(b"V"));
            let look = dictionary(&file, field, "AP").get(b"N").unwrap().as_reference().unwrap();
            assert!(file.get_object(look).unwrap().as_stream().unwrap().content.is_empty());
            field.get(b"T").unwrap().as_str().unwrap()
        })
        .collect();
    assert_eq!(steps, [b"lurah", b"camat"]);
    let plain = open(PLAIN);
    assert!(!plain.catalog().unwrap().has(b"AcroForm"));
}

#[test]
fn the_catalog_says_what_an_archive_file_must_say() {
    let file = open(PLAIN);
    assert_eq!(file.version, "1.7");
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"id-ID");
    assert!(dictionary(&file, catalog, "MarkInfo").get(b"Marked").unwrap().as_bool().unwrap());
    let shows = dictionary(&file, catalog, "ViewerPreferences").get(b"DisplayDocTitle");
    assert!(shows.unwrap().as_bool().unwrap());
    let packet = catalog.get(b"Metadata").unwrap().as_reference().unwrap();
    let packet = &file.get_object(packet).unwrap().as_stream().unwrap().content;
    let packet = String::from_utf8(packet.clone()).unwrap();
    for part in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "2026-11-13T00:00:00+07:00"] {
        assert!(packet.contains(part), "{packet}");
    }
    let ids = file.trailer.get(b"ID").unwrap().as_array().unwrap();
    assert_eq!(ids[0], ids[1]);
}

/// Every node: its tag, its parent, how many marks it holds.
fn walk(file: &Document, id: ObjectId, tags: &mut Vec<(String, usize)>) {
    let node = file.get_dictionary(id).unwrap();
    let kids = match node.get(b"K") {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(one) => vec![one.clone()],
        Err(_) => Vec::new(),
    };
    let marks = kids.iter().filter(|kid| matches!(kid, Object::Integer(_))).count();
    tags.push((String::from_utf8(name(node, "S").to_vec()).unwrap(), marks));
    for kid in kids {
        if let Object::Reference(kid) = kid {
            let parent = file.get_dictionary(kid).unwrap().get(b"P").unwrap();
            assert_eq!(parent.as_reference().unwrap(), id);
            walk(file, kid, tags);
        }
    }
}

#[test]
fn every_part_of_the_text_stands_in_the_structure() {
    let file = open(SIGNABLE);
    let tree = dictionary(&file, file.catalog().unwrap(), "StructTreeRoot");
    let mut tags = Vec::new();
    walk(&file, tree.get(b"K").unwrap().as_reference().unwrap(), &mut tags);
    let count = |tag: &str| tags.iter().filter(|(own, _)| own == tag).count();
    assert_eq!(tags[0].0, "Document");
    assert_eq!((count("H1"), count("Figure"), count("Form"), count("Table")), (1, 2, 2, 4));
    // Rows of the child, of both parents, and of who reports with the witnesses: 7, 5, 5 and 6, each with its heading.
    assert_eq!((count("TR"), count("TH"), count("TD")), (23, 23, 23));
    let marks: usize = tags.iter().map(|(_, marks)| marks).sum();
    let parents = dictionary(&file, tree, "ParentTree").get(b"Nums").unwrap().as_array().unwrap();
    assert_eq!(parents[1].as_array().unwrap().len(), marks);
    assert_eq!(parents.len(), 2 * (1 + 2));
}

#[test]
fn a_draft_has_a_watermark_and_no_number_code_or_field() {
    let draft = birth().render(&facts(), Edition::Draft).unwrap();
    let text = text_of(&draft);
    assert!(text.contains("Nomor: - (draf)"), "{text}");
    assert!(text.contains("belum berlaku"), "{text}");
    for absent in
        ["400.12.3.1", "surat.contoh.example", "Ditandatangani secara", "dengan sertifikat"]
    {
        assert!(!text.contains(absent), "{absent}: {text}");
    }
    let file = Document::load_mem(&draft).unwrap();
    assert!(!file.catalog().unwrap().has(b"AcroForm"));
    assert!(!file.objects.values().any(|object| {
        object.as_stream().is_ok_and(|s| {
            s.dict.get(b"Subtype").is_ok_and(|k| k.as_name().is_ok_and(|k| k == b"Image"))
        })
    }));
    // It is made before there is a number at all.
    let mut early = facts();
    early.names.remove("letter");
    assert_eq!(birth().render(&early, Edition::Draft).unwrap(), draft);
    early.signers.clear();
    let vacant = text_of(&birth().render(&early, Edition::Draft).unwrap());
    assert!(vacant.contains("(belum ditetapkan)"), "{vacant}");
    early.names.insert("letter".into(), json!({"date": "2026-11-13"}));
    assert!(birth().render(&early, SIGNABLE).is_err());
}
