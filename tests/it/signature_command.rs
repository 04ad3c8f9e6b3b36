//! `alursurat verify` as a clerk runs it: what it says, and the status it ends with.

use std::path::Path;
use std::process::{Command, Stdio};

use alursurat::calendar::Zone;
use alursurat::cli::verify::{Args, run};
use alursurat::signature::Algorithm;

use crate::signature_file::{authority, certify, key, letter, noon, sign};

fn verify(file: &Path, trust: Option<&Path>) -> (u8, String) {
    let args = Args { file: file.to_owned(), trust: trust.map(Path::to_owned) };
    let mut out = Vec::new();
    let status = run(&args, &mut out, noon(), Zone::Wita).unwrap();
    (status, String::from_utf8(out).unwrap())
}

#[test]
fn the_verdict_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let base = letter(&["lurah", "camat"]);
    let once = sign(&base, "lurah", &lurah);
    let twice = sign(&once, "camat", &key(&root, "Bagas Pratama", Algorithm::Rsa));
    let mut changed = twice.clone();
    changed[600] ^= 1;
    for (name, bytes) in [
        ("unsigned.pdf", base.as_slice()),
        ("once.pdf", &once),
        ("twice.pdf", &twice),
        ("changed.pdf", &changed),
        ("torn.pdf", &twice[..twice.len() - 9]),
        ("root.pem", &root.root_pem().unwrap()),
        ("other.pem", &authority().root_pem().unwrap()),
    ] {
        std::fs::write(path(name), bytes).unwrap();
    }
    let trust = path("root.pem");
    let judged = |name: &str| verify(&path(name), Some(&trust));

    let (status, words) = judged("twice.pdf");
    assert_eq!(status, 0, "{words}");
    assert!(words.contains("Putusan: ASLI."), "{words}");
    assert!(words.contains("Oleh: Wulan Cahyani, Kelurahan Kanigaran"), "{words}");
    let time = words.lines().find_map(|line| line.split_once("Waktu menurut penanda tangan: "));
    assert_eq!(time.unwrap().1, alursurat::calendar::long_time(noon(), Zone::Wita), "{words}");
    assert!(!words.contains("Nama Lain"), "the name in the dictionary proves nothing: {words}");

    for (name, status, sentence) in [
        ("once.pdf", 1, "BELUM LENGKAP"),
        ("once.pdf", 1, "Belum ditandatangani: camat"),
        ("unsigned.pdf", 1, "TANPA TANDA TANGAN"),
        ("changed.pdf", 1, "TIDAK SAH"),
        ("changed.pdf", 1, "[content-changed]"),
        ("torn.pdf", 2, "TIDAK DAPAT DIBACA"),
        ("root.pem", 2, "Sebabnya: Berkas ini bukan PDF, rusak, terpotong, atau ditambah"),
        ("root.pem", 2, "[unreadable-structure]"),
    ] {
        let (seen, words) = judged(name);
        assert_eq!(seen, status, "{name}: {words}");
        assert!(words.contains(sentence), "{name}: {words}");
    }
    for trust in [None, Some(path("other.pem"))] {
        let (status, words) = verify(&path("twice.pdf"), trust.as_deref());
        assert_eq!(status, 1, "{words}");
        assert!(words.contains("BELUM DAPAT DIPERCAYA. Isi surat utuh"), "{words}");
        assert!(words.contains("Mengaku oleh: Wulan Cahyani"), "{words}");
        assert_eq!(words.contains("--trust"), trust.is_none(), "{words}");
    }
}

#[test]
fn a_certified_letter_says_what_may_still_follow() {
    let folder = tempfile::tempdir().unwrap();
    let root = authority();
    let official = key(&root, "Wulan Cahyani", Algorithm::P256);
    let trust = folder.path().join("root.pem");
    std::fs::write(&trust, root.root_pem().unwrap()).unwrap();
    let says = |bytes: &[u8]| {
        let file = folder.path().join("surat.pdf");
        std::fs::write(&file, bytes).unwrap();
        verify(&file, Some(&trust))
    };
    let (status, words) = says(&certify(&letter(&["lurah"]), "lurah", &official));
    assert_eq!(status, 0, "{words}");
    assert!(words.contains("Kunci: surat dikunci; tidak boleh ada tanda tangan lain"), "{words}");
    let once = certify(&letter(&["lurah", "camat"]), "lurah", &official);
    let (status, words) = says(&sign(&once, "camat", &official));
    assert_eq!(status, 0, "{words}");
    assert!(words.contains("hanya tanda tangan lain yang boleh ditambah"), "{words}");
    assert!(words.contains("Kunci: semua kolom tanda tangan dikunci"), "{words}");
    let (_, words) = says(&sign(&letter(&["lurah"]), "lurah", &official));
    assert!(!words.contains("Kunci:"), "{words}");
}

#[test]
fn files_that_are_not_there_or_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let told = |file: &Path| {
        let args = Args { file: file.to_owned(), trust: None };
        run(&args, &mut Vec::new(), noon(), Zone::Wib).unwrap_err().to_string()
    };
    assert!(
        told(&folder.path().join("tidak-ada.pdf")).ends_with("tidak-ada.pdf: berkas tidak ada")
    );
    assert!(told(folder.path()).ends_with(": ini folder, bukan berkas"));
}

#[test]
fn a_reader_that_goes_away_changes_neither_the_status_nor_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("surat.pdf");
    std::fs::write(&file, letter(&["lurah"])).unwrap();
    let mut verify = Command::new(env!("CARGO_BIN_EXE_alursurat"))
        .arg("verify")
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(verify.stdout.take());
    let ended = verify.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    assert_eq!(ended.status.code(), Some(1));
}

#[test]
fn the_help_is_in_the_language_of_the_answer() {
    let ended = Command::new(env!("CARGO_BIN_EXE_alursurat")).args(["verify", "--help"]).output();
    let help = String::from_utf8(ended.unwrap().stdout).unwrap();
    assert!(help.starts_with("Memeriksa tanda tangan sebuah surat.\n"), "{help}");
    assert!(!help.contains("Usage"), "{help}");
}

#[test]
fn times_are_those_of_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("surat.pdf");
    let lurah = key(&authority(), "Wulan Cahyani", Algorithm::P256);
    std::fs::write(&file, sign(&letter(&["lurah"]), "lurah", &lurah)).unwrap();
    for (set, zone) in [("Asia/Jayapura", Zone::Wit), ("Europe/Paris", Zone::Wib)] {
        let mut verify = Command::new(env!("CARGO_BIN_EXE_alursurat"));
        let said = verify.arg("verify").arg(&file).env("TZ", set).output().unwrap().stdout;
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(&alursurat::calendar::long_time(noon(), zone)), "{set}: {said}");
    }
}
