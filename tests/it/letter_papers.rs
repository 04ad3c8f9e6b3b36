//! Every letter of the project on both papers: an office whose printer holds only A4 loses nothing.

use super::letter::{PLAIN, raw_text_of};
use alursurat::letter::{Facts, Paper, Read, Signer, Stationery, Template};
use jiff::civil::date;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Every template that the project ships.
fn shipped() -> Vec<Template> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/letter-templates");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let compiled = files.iter().map(|file| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        Template::compile(name, &std::fs::read_to_string(file).unwrap()).unwrap()
    });
    compiled.collect()
}

/// Something that a name may stand for, seeing what the template does with it.
fn value(read: &Read) -> Value {
    match read.helper.as_deref() {
        Some("date" | "age") => json!("2026-11-01"),
        Some("time") => json!("14:05"),
        Some("money" | "spell" | "rt") => json!(12),
        Some("nik") => json!("3574034305929001"),
        Some("is") => json!({"key": read.literals[0], "words": "Pilihan pertama"}),
        _ => json!(format!("Nilai {}", read.path.replace(['.', '_'], " "))),
    }
}

/// Facts in which every name that the template reads is filled; lists have three rows.
pub fn filled(template: &Template) -> Facts {
    let mut names = Map::new();
    let lists: Vec<&str> = template
        .reads()
        .iter()
        .filter(|read| read.helper.as_deref() == Some("each"))
        .map(|read| &*read.path)
        .collect();
    // What is printed comes before what is only asked for, and parts before the whole.
    let mut reads: Vec<&Read> = template.reads().iter().collect();
    reads.sort_by_key(|read| {
        (
            matches!(read.helper.as_deref(), Some("if" | "unless")),
            std::cmp::Reverse(read.path.matches('.').count()),
            read.helper.is_none(),
        )
    });
    for read in reads.into_iter().filter(|read| read.helper.as_deref() != Some("each")) {
        let list = lists.iter().find(|list| read.path.starts_with(&format!("{list}.")));
        match list {
            Some(list) => {
                let rows = names.entry(*list).or_insert_with(|| json!([{}, {}, {}]));
                for row in rows.as_array_mut().unwrap() {
                    put(row.as_object_mut().unwrap(), &read.path[list.len() + 1..], value(read));
                }
            }
            None => put(&mut names, &read.path, value(read)),
        }
    }
    names.insert("today".into(), json!("2026-11-10"));
    for level in ["kabupaten", "kecamatan", "kelurahan"] {
        put(&mut names, &format!("office_of.{level}.name"), json!("Contoh"));
    }
    let signers = template.signers().iter().map(|step| Signer {
        step: step.clone(),
        above: vec![step.to_uppercase()],
        name: "Rina Wulandari, S.Sos., M.Si.".into(),
        rank: Some("Penata Tingkat I (III/d)".into()),
        nip: Some("198103052005012004".into()),
    });
    Facts {
        names,
        signers: signers.collect(),
        check_url: "https://surat.contoh.example/v/8KJ4-QW2M-9TXC-H".into(),
        date: date(2026, 11, 13),
        title: "Surat".into(),
        stationery: Stationery::default(),
    }
}

/// Puts a value at a path, unless something is there already.
fn put(names: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            names.entry(path).or_insert(value);
        }
        Some((first, rest)) => {
            let inner = names.entry(first).or_insert_with(|| json!({}));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}

/// The words of a letter, each with its count; what stands beside the code depends on the room for it.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    let code =
        |line: &&str| ["Periksa", "surat.contoh", "8KJ4"].iter().all(|part| !line.contains(part));
    let lines = text.lines().filter(code);
    let beside = ["atau", "membuka:", "example/v/", "kode", "ini", "dengan", "memindai"];
    for word in lines.flat_map(str::split_whitespace).filter(|word| !beside.contains(word)) {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

#[test]
fn every_shipped_letter_says_the_same_on_f4_and_on_a4() {
    let templates = shipped();
    assert!(templates.len() >= 2);
    for template in templates {
        let on = |paper: Paper| {
            let mut facts = filled(&template);
            facts.stationery.paper = Some(paper);
            let pdf = template.render(&facts, PLAIN);
            let pdf = pdf.unwrap_or_else(|error| panic!("{error} on {paper:?}: {:?}", facts.names));
            let file = lopdf::Document::load_mem(&pdf).unwrap();
            let page = file.get_dictionary(file.get_pages()[&1]).unwrap();
            let sides = page.get(b"MediaBox").unwrap().as_array().unwrap();
            let height = sides[3].as_float().unwrap();
            assert!((height - if paper == Paper::A4 { 841.89 } else { 935.43 }).abs() < 0.1);
            words(&raw_text_of(&pdf))
        };
        let (long, short) = (on(Paper::F4), on(Paper::A4));
        for (word, count) in long {
            // A letter of two pages has its footer twice.
            assert!(short.get(&word).is_some_and(|found| *found >= count), "{template:?}: {word}");
        }
    }
}
