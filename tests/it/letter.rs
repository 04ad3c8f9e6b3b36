//! Letters as files: the facts of an invented birth, and the promises that hold for every edition.

use crate::signature_file::{authority, key, request};
use alursurat::letter::{Edition, Facts, Signer, Stationery, Template};
use alursurat::signature::{Algorithm, SignRequest, prepare_own};
use jiff::civil::date;
use serde_json::{Value, json};
use std::process::Command;

pub const SIGNABLE: Edition = Edition::Final { fields: true };
pub const PLAIN: Edition = Edition::Final { fields: false };

/// The template that the project ships.
pub fn birth() -> Template {
    Template::compile("birth", include_str!("../../letter-templates/birth.hbs")).unwrap()
}

/// The facts of an invented birth, as a case would freeze them.
pub fn facts() -> Facts {
    let person = |nik: &str, name: &str, born: &str, work: &str| {
        json!({"nik": nik, "name": name, "birth_date": born, "occupation": work,
               "address": {"street": "Jl. Ikan Tongkol No. 12", "rt": 3, "rw": 5}})
    };
    let mother = person("3574034305929001", "Siti Nur'aini", "1992-05-03", "Guru");
    let names = json!({
        "child_name": "Muhammad Rizky Pratama",
        "sex": {"key": "L", "words": "Laki-laki"},
        "birth_date": "2026-11-01",
        "birth_time": "04:35",
        "birth_place": "KOTA PROBOLINGGO",
        "child_order": 2,
        "weight": 3200,
        "birth_kind": {"key": "single", "words": "Tunggal"},
        "length": 49,
        "place_kind": {"key": "home", "words": "Rumah"},
        "helper": {"key": "midwife", "words": "Bidan/perawat"},
        "mother": mother,
        "father": person("3574031808899002", "Budi Santoso", "1989-08-18", "Karyawan swasta"),
        "relation": {"key": "parent", "words": "Orang tua"},
        "witnesses": [
            {"person": person("3574030511709003", "Sutrisno", "1970-11-05", "Pedagang")},
            {"person": person("3574036112759004", "Endang Lestari", "1975-12-21", "Guru")}
        ],
        "applicant": mother,
        "today": "2026-11-10",
        "letter": {"number": "400.12.3.1/017/35.74.04.1003/XI/2026", "date": "2026-11-13"},
        "lurah": {"name": "Rina Wulandari, S.Sos., M.Si.", "title": "LURAH JATI"},
        "office_of": {
            "kabupaten": {"called": "", "name": "Kota Probolinggo", "logo": "emblem"},
            "kecamatan": {"called": "Kecamatan", "name": "Mayangan"},
            "kelurahan": {"name": "Jati", "address": "Jalan Contoh Nomor 1, Probolinggo 67217",
                          "phone": "(0335) 000001", "email": "jati@contoh.example"}
        }
    });
    let Value::Object(names) = names else { unreachable!() };
    Facts {
        names,
        signers: vec![Signer {
            step: "lurah".into(),
            above: vec!["LURAH JATI".into()],
            name: "Rina Wulandari, S.Sos., M.Si.".into(),
            rank: Some("Penata Tingkat I (III/d)".into()),
            nip: Some("198103052005012004".into()),
        }],
        check_url: "https://surat.contoh.example/v/8KJ4-QW2M-9TXC-H".into(),
        date: date(2026, 11, 13),
        title: "Surat Keterangan Kelahiran".into(),
        stationery: Stationery::default(),
    }
}

/// The same birth told late: the camat's secretary signs too.
pub fn late_facts() -> Facts {
    let mut facts = facts();
    facts.names.insert("camat".into(), json!({"name": "Hendra Kusuma, S.STP."}));
    facts.signers.push(Signer {
        step: "camat".into(),
        above: vec!["a.n. CAMAT MAYANGAN".into(), "SEKRETARIS KECAMATAN,".into()],
        name: "Hendra Kusuma, S.STP.".into(),
        rank: Some("Pembina (IV/a)".into()),
        nip: Some("197909122000121003".into()),
    });
    facts
}

/// The text of a letter as it stands on the page, read by poppler.
pub fn text_of(pdf: &[u8]) -> String {
    poppler("-layout", pdf)
}

/// The text of a letter in the order of its content.
pub fn raw_text_of(pdf: &[u8]) -> String {
    poppler("-raw", pdf)
}

/// The texts of many letters, read at once: processes are dear.
pub fn raw_texts_of(pdfs: &[Vec<u8>]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut unite = Command::new("pdfunite");
    for (at, pdf) in pdfs.iter().enumerate() {
        let file = folder.path().join(format!("{at}.pdf"));
        std::fs::write(&file, pdf).unwrap();
        unite.arg(file);
    }
    let all = folder.path().join("all.pdf");
    let united = unite.arg(&all).output();
    let united = united.expect("this test needs pdfunite (Debian: poppler-utils)");
    assert!(united.status.success(), "{}", String::from_utf8_lossy(&united.stderr));
    let text = raw_text_of(&std::fs::read(all).unwrap());
    let mut pages = text.split_inclusive('\u{c}');
    let count = |pdf: &Vec<u8>| lopdf::Document::load_mem(pdf).unwrap().get_pages().len();
    pdfs.iter().map(|pdf| pages.by_ref().take(count(pdf)).collect()).collect()
}

fn poppler(way: &str, pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = Command::new("pdftotext").arg(way).arg(&file).arg("-").output();
    let read = read.expect("this test needs pdftotext (Debian: poppler-utils)");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    uuid::Uuid::from_slice(&openssl::sha::sha256(bytes)[..16]).unwrap().simple().to_string()
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    fn shared<T: Send + Sync>(value: T) -> T {
        value
    }
    let template = shared(birth());
    let first = template.render(&facts(), SIGNABLE).unwrap();
    let mut other = facts();
    other.names["child_name"] = json!("Zainab \u{1e24}asan\u{e9}");
    assert_ne!(template.render(&other, SIGNABLE).unwrap(), first);
    assert_eq!(template.render(&facts(), SIGNABLE).unwrap(), first);
    assert_eq!(birth().render(&facts(), SIGNABLE).unwrap(), first);
    assert_eq!(template.hash(), birth().hash());
}

/// Helper of the next test: says what this process makes of the facts.
#[test]
fn this_process_says_its_hash() {
    println!("hash {}", sha256(&birth().render(&late_facts(), SIGNABLE).unwrap()));
}

#[test]
fn another_process_zone_language_and_folder_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["letter::this_process_says_its_hash", "--exact", "--nocapture"])
        .current_dir(folder.path())
        .envs([("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")])
        .output()
        .unwrap();
    let said = String::from_utf8(other.stdout).unwrap();
    let own = sha256(&birth().render(&late_facts(), SIGNABLE).unwrap());
    assert!(said.contains(&format!("hash {own}")), "{said}");
}

#[test]
fn one_birth_letter_fits_one_page_and_forty_kilobytes() {
    let key = key(&authority(), "Rina Wulandari", Algorithm::Rsa);
    let request = SignRequest { room: key.room().unwrap(), ..request("Rina Wulandari") };
    // The second has two fields; one of them is signed here.
    for (facts, most) in [(facts(), 40_000), (late_facts(), 41_000)] {
        let (bytes, hash) = birth().render_hashed(&facts, SIGNABLE).unwrap();
        assert_eq!(lopdf::Document::load_mem(&bytes).unwrap().get_pages().len(), 1);
        let prepared = prepare_own(bytes, hash, "lurah", &request).unwrap();
        let cms = key.cms(&prepared.digest()).unwrap();
        let signed = prepared.embed(&cms).unwrap();
        assert!(signed.len() <= most, "{}", signed.len());
    }
}

#[test]
fn poppler_reads_the_letter_in_its_order() {
    let text = poppler("-raw", &birth().render(&late_facts(), SIGNABLE).unwrap());
    assert_eq!(text.trim_end(), include_str!("letter_birth.txt").trim_end(), "{text}");
}

#[test]
fn the_code_under_the_qr_is_never_broken() {
    // The widest code, the narrowest, and one that fits beside a single signature only without its address.
    for code in ["WWWWWWWWWWWWWWWWW", "11111111111111111", "7K3M92ABQX4TD8WZ~"] {
        for mut facts in [facts(), late_facts()] {
            facts.check_url =
                format!("https://surat-kelurahan.kota-probolinggo.contoh.example/v/{code}");
            let text = poppler("-raw", &birth().render(&facts, PLAIN).unwrap());
            assert!(text.lines().any(|line| line == code), "{text}");
        }
    }
}

#[test]
fn markup_in_a_name_stays_text() {
    let mut facts = facts();
    facts.names["applicant"]["name"] = json!("O'NEILL & PUTRA <b> \"{{x}}\"");
    let text = text_of(&birth().render(&facts, PLAIN).unwrap());
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("O'NEILL & PUTRA <b> \"{{x}}\" (Orang tua)"), "{text}");
}

#[test]
fn the_format_page_shows_the_template_that_is_shipped() {
    let page = include_str!("../../docs/template-format.md");
    assert!(page.contains(include_str!("../../letter-templates/birth.hbs")));
}

/// A letter whose facts are frozen is made again after a crash, and must come out the same. When this fails, the
/// change is one of the bytes: raise `REVISION` in `src/letter/template.rs` (or the package's version) and set the new
/// hash here. The template is a copy that does not change with the one that is shipped.
#[test]
fn the_bytes_of_a_letter_change_only_with_the_revision() {
    let template = super::letter_elements::template();
    let bytes = template.render(&super::letter_elements::facts(3), SIGNABLE).unwrap();
    assert_eq!(
        (sha256(&bytes).as_str(), bytes.len()),
        ("b3823a409c7cb752f8473e1c9b259063", 51_806)
    );
}

/// Writes the letters that programs outside the project judge into the folder named by `LETTERS_OUT`.
#[test]
fn letters_for_outside_judges() {
    let Some(folder) = std::env::var_os("LETTERS_OUT") else { return };
    let save = |name: &str, bytes: Vec<u8>| {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    };
    let template = birth();
    save("birth.pdf", template.render(&facts(), SIGNABLE).unwrap());
    save("birth-plain.pdf", template.render(&facts(), PLAIN).unwrap());
    save("birth-draft.pdf", template.render(&facts(), Edition::Draft).unwrap());
    save("birth-late.pdf", template.render(&late_facts(), SIGNABLE).unwrap());
    let elements = super::letter_elements::template();
    let facts = super::letter_elements::facts(12);
    save("elements.pdf", elements.render(&facts, SIGNABLE).unwrap());
    save("elements-plain.pdf", elements.render(&facts, PLAIN).unwrap());
}
