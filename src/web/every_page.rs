//! What holds for every page in every state: weight, structure, labels, words.

use std::io::Write as _;

use crate::desk::{Book, CaseFile, DeskError, Problem, Registers, Search};
use crate::origin::CodeError;
use crate::web::apply::{ApplyPage, Draft, ReviewPage};
use crate::web::case_file::CaseFilePage;
use crate::web::check::{AskPage, CheckPage};
use crate::web::compare::Compared;
use crate::web::decided_many::DecidedPage as DecidedMany;
use crate::web::decision::Decision;
use crate::web::every_door;
use crate::web::failure::{Failure, FailurePage};
use crate::web::home::HomePage;
use crate::web::link::{DecidedPage, LinkPage};
use crate::web::messages::MessagesPage;
use crate::web::queue::QueuePage;
use crate::web::register::RegistersPage;
use crate::web::register_book::BookPage;
use crate::web::register_number::NumberPage;
use crate::web::register_print::PrintPage;
use crate::web::register_reserve::ReservePage;
use crate::web::register_words::unreadable;
use crate::web::requests::RequestsPage;
use crate::web::sample::{self, html, words};
use crate::web::sample_form;
use crate::web::sample_register;
use crate::web::search::SearchPage;
use crate::web::signing::{SignedPage, SigningPage, Wrong};
use crate::web::tracking::TrackingPage;

/// Bytes of one page on the wire that need no second round trip (ten segments of RFC 6928).
const FIRST_FLIGHT: usize = 14 * 1024;
/// Words that offices use and people do not.
const BANNED: [&str; 14] = [
    "pemohon",
    "diverifikasi",
    "verifikasi",
    "ditindaklanjuti",
    "persyaratan",
    "mengunggah",
    "unggah",
    "autentikasi",
    "validasi",
    "dimaksud",
    "tersebut",
    "dokumen",
    "terlampir",
    "disposisi",
];

fn problems() -> Vec<Problem> {
    let problem =
        |path: &str, message: &str| Problem { path: path.into(), message: message.into() };
    vec![
        problem("mother.nik", "NIK harus 16 angka. Anda menulis 15 angka."),
        problem("mother.address.area", "Pilih kelurahan atau desa dari daftar."),
        problem("birth_date", "Tanggal ini tidak ada di kalender. Periksa lagi."),
        problem("sex", "Pilih salah satu: Jenis kelamin."),
        problem("statement", "Kirim foto atau berkas: Surat pernyataan."),
    ]
}

fn form(problems: &[Problem], fresh: &[&str]) -> String {
    let draft = Draft::begin(sample_form::birth_form());
    let fields = sample_form::birth_form().fields;
    let fresh: Vec<_> =
        fields.iter().map(|(f, _)| f).filter(|f| fresh.contains(&f.id.as_str())).collect();
    html(&ApplyPage::new(&sample_form::errand(), &draft, problems, &fresh, &sample::settings()))
}

fn link(file: &CaseFile) -> String {
    let decision = Decision::with_key(file, "/t/K".into(), false, "k".into(), &[], None);
    html(&LinkPage::new(file, decision, "K", words()))
}

fn case(file: &CaseFile) -> String {
    let decision = Decision::with_key(file, "/antrean/x".into(), true, "k".into(), &[], None);
    html(&CaseFilePage::new(file, decision, Some(sample::seen(1).case), words()))
}

/// Every page, by name, with the most bytes that it may have on the wire.
fn pages() -> Vec<(&'static str, String, usize)> {
    let (resident, office) = (8 * 1024, 12 * 1024);
    let track = |tracking, sent| html(&TrackingPage::new(&tracking, sent, "k".into(), words()));
    let decided = CaseFile { step: None, actions: vec![], undo: true, ..sample::case_file() };
    let signs = CaseFile { signs: true, late: true, ..sample::case_file() };
    let rows = sample::inbox(50).rows;
    let signing =
        |wrong| SigningPage::new(&rows, |row| row.seen.version % 3 == 0, "k".into(), wrong);
    let letter = sample::letter();
    let mut void = sample::letter();
    void.valid = Err("Nama anak diperbaiki.".into());
    let compared = |file: &crate::desk::FileCheck| Some(Compared::new(Some(file), None));
    let failure = |failure| html(&FailurePage::of(failure));
    let conflict =
        DeskError::Conflict { who: "Dewi Anggraini".into(), at: jiff::Timestamp::UNIX_EPOCH };
    vec![
        ("home", html(&HomePage::new(&[sample::service()], Some(&sample::personas()))), 4096),
        ("messages", html(&MessagesPage::new(&sample::messages(), words())), resident),
        ("form", form(&[], &[]), resident),
        ("form-errors", form(&problems(), &[]), resident),
        ("form-more", form(&[], &["witnesses", "statement"]), resident),
        (
            "review",
            html(&ReviewPage::new(
                &sample_form::errand(),
                &sample_form::answered_draft(),
                &sample::settings(),
            )),
            resident,
        ),
        ("requests", html(&RequestsPage::new(&[sample::returned(), sample::tracking()])), resident),
        ("requests-none", html(&RequestsPage::new(&[])), resident),
        ("tracking-sent", track(sample::tracking(), true), resident),
        ("tracking-returned", track(sample::returned(), false), resident),
        ("tracking-done", track(sample::finished(), false), resident),
        ("link", link(&sample::case_file()), 4096),
        ("link-done", html(&DecidedPage::new(&sample::decided(), "K", "k".into(), words())), 4096),
        ("case", case(&sample::case_file()), office),
        ("case-sign", case(&signs), office),
        ("case-undo", case(&decided), office),
        ("signing", html(&signing(None)), office),
        ("signing-wrong", html(&signing(Some(Wrong::Passphrase))), office),
        ("signed", html(&SignedPage::new(&sample::signed())), office),
        ("check", html(&CheckPage::new(&letter, None, words())), resident),
        (
            "check-void",
            html(&CheckPage::new(&void, compared(&crate::desk::FileCheck::Different), words())),
            resident,
        ),
        ("check-unknown", html(&AskPage::unknown("7K3M")), resident),
        ("check-ask", html(&AskPage::new(None)), resident),
        ("check-mistyped", html(&AskPage::mistyped("7K3M", CodeError::Check)), resident),
        ("failure-404", failure(Failure::NotFound), resident),
        ("failure-409", failure(Failure::Desk(conflict)), resident),
        ("failure-503", failure(Failure::Desk(DeskError::Busy)), resident),
        ("failure-signin", failure(Failure::SignIn), resident),
    ]
    .into_iter()
    .chain(queue_pages())
    .chain(register_pages())
    .chain(every_door::pages())
    .collect()
}

/// The queue and what is looked for beside it, in their states.
fn queue_pages() -> Vec<(&'static str, String, usize)> {
    let office = 12 * 1024;
    let short = Search { too_short: true, ..Search::default() };
    let found = |search: Option<&Search>| html(&SearchPage::new(search, words()));
    vec![
        (
            "queue",
            html(&QueuePage::new(&sample::inbox(50), false, Some(sample::seen(1).case), words())),
            office,
        ),
        ("queue-none", html(&QueuePage::new(&sample::inbox(0), false, None, words())), office),
        (
            "queue-ticked",
            html(
                &QueuePage::new(&sample::inbox(50), true, None, words())
                    .keyed("k".into(), Some("0193"), true)
                    .again(&[], ("alasan", "Pilih atau tulis alasannya.")),
            ),
            office,
        ),
        (
            "queue-decided",
            html(&DecidedMany::new(sample::decided_many(), true, Some("Foto".into()), "k".into())),
            office,
        ),
        ("search", found(Some(&sample::search())), office),
        ("search-ask", found(None), office),
        ("search-none", found(Some(&Search::default())), office),
        ("search-short", found(Some(&short)), office),
    ]
}

/// The register books in their states.
fn register_pages() -> Vec<(&'static str, String, usize)> {
    let office = 12 * 1024;
    let empty = Book { lines: vec![], beside: (None, None), ..sample_register::book(1) };
    let whole = Book { month: None, may_change: false, ..sample_register::book(9) };
    let none = Registers { offices: vec![], below: vec![] };
    let book = |book: &Book, saved| html(&BookPage::new(book, saved));
    let number = |file| html(&NumberPage::new(&file, None, vec![]));
    let wrong = unreadable("banyak", "Tulis banyaknya nomor dengan angka.");
    let reserve = |wrong| html(&ReservePage::new(&sample_register::book(1), None, wrong));
    vec![
        ("registers", html(&RegistersPage::new(&sample_register::registers(), false)), office),
        ("registers-none", html(&RegistersPage::new(&none, true)), office),
        ("register", book(&sample_register::book(50), Some("pesan")), office),
        ("register-none", book(&empty, None), office),
        ("register-whole", book(&whole, None), office),
        ("register-print", html(&PrintPage::new(&sample_register::book(150), false)), FIRST_FLIGHT),
        ("register-print-none", html(&PrintPage::new(&empty, true)), office),
        ("register-reserve", reserve(vec![]), office),
        ("register-reserve-wrong", reserve(wrong), office),
        ("register-number", number(sample_register::kept_number()), office),
        ("register-number-used", number(sample_register::used_number()), office),
        ("register-number-failed", number(sample_register::failed_number()), office),
    ]
}

/// The tags of a page: name and everything inside the angle brackets.
fn tags(html: &str) -> Vec<(&str, &str)> {
    let (_, body) = html.split_once("</style>").unwrap();
    let inside = body.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    inside.map(|(tag, _)| (tag.split([' ', '\n']).next().unwrap(), tag)).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// What people read, a line for each block.
fn visible(html: &str) -> Vec<String> {
    let (_, body) = html.split_once("<main").unwrap();
    let (mut text, mut tag) = (String::new(), String::new());
    let mut inside = true;
    for c in body.chars() {
        match c {
            '<' => {
                inside = true;
                tag.clear();
            }
            '>' if inside => {
                inside = false;
                let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or("");
                if !["a", "b", "span"].contains(&name) {
                    text.push('\n');
                }
            }
            _ if inside => tag.push(c),
            _ => text.push(if c == '\n' { ' ' } else { c }),
        }
    }
    text.lines()
        .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|l| !l.is_empty())
        .collect()
}

#[test]
fn every_page_fits_its_budget_on_the_wire() {
    for (name, html, budget) in pages() {
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        zip.write_all(html.as_bytes()).unwrap();
        let bytes = zip.finish().unwrap().len();
        assert!(bytes <= budget.min(FIRST_FLIGHT), "{name}: {bytes} bytes of {budget}");
    }
}

#[test]
fn no_page_has_a_script_an_inline_style_or_a_handler() {
    for (name, html, _) in pages() {
        assert_eq!(html.matches("<style>").count(), 1, "{name}");
        for (tag, whole) in tags(&html) {
            assert!(!["script", "iframe", "object", "embed"].contains(&tag), "{name}: {tag}");
            assert!(tag != "img" || whole.contains("src=\"/gambar/"), "{name}: <{whole}>");
            assert!(!whole.contains(" style=") && !whole.contains(" on"), "{name}: <{whole}>");
            for link in ["href", "src", "action"].iter().filter_map(|a| attribute(whole, a)) {
                let own = link.starts_with('/') || link.starts_with('#') || link == "data:,";
                assert!(own && !link.starts_with("//"), "{name}: {link}");
            }
        }
    }
}

#[test]
fn every_input_has_a_label_and_every_id_is_one_of_a_kind() {
    for (name, html, _) in pages() {
        let tags = tags(&html);
        let ids: Vec<&str> = tags.iter().filter_map(|(_, whole)| attribute(whole, "id")).collect();
        for (i, id) in ids.iter().enumerate() {
            assert!(!ids[..i].contains(id), "{name}: twice {id}");
        }
        let labels: Vec<&str> =
            tags.iter().filter_map(|(_, whole)| attribute(whole, "for")).collect();
        let mut within = false;
        for (tag, whole) in &tags {
            match *tag {
                "label" => within = true,
                "/label" => within = false,
                "input" | "select" | "textarea" if attribute(whole, "type") != Some("hidden") => {
                    let named = attribute(whole, "id").is_some_and(|id| labels.contains(&id));
                    assert!(named || within, "{name}: <{whole}>");
                }
                _ => {}
            }
        }
        let leads = tags.iter().filter_map(|(_, whole)| attribute(whole, "href"));
        for target in leads.filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains(&target), "{name}: nothing at #{target}");
        }
        let described = tags.iter().filter_map(|(_, whole)| attribute(whole, "aria-describedby"));
        for id in described.flat_map(str::split_whitespace) {
            assert!(ids.contains(&id), "{name}: no description {id}");
        }
    }
}

#[test]
fn every_page_has_one_main_heading_and_skips_no_level() {
    for (name, html, _) in pages() {
        let levels: Vec<u8> =
            tags(&html).iter().filter_map(|(tag, _)| tag.strip_prefix('h')?.parse().ok()).collect();
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        let first = levels.iter().position(|level| *level == 1).unwrap();
        let summary = html.contains("role=\"alert\"");
        assert!(first == 0 || (first == 1 && summary), "{name}: {levels:?}");
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{name}: {levels:?}");
        }
        assert!(
            html.contains("<html lang=\"id\">") && html.contains("width=device-width"),
            "{name}"
        );
        assert!(!html.contains("user-scalable"), "{name}");
    }
}

#[test]
fn sentences_are_short_and_words_are_plain() {
    let (mut sentences, mut total) = (0, 0);
    for (name, html, _) in pages() {
        for line in visible(&html) {
            let lower = line.to_lowercase();
            for word in BANNED {
                let found = lower.split(|c: char| !c.is_alphabetic()).any(|w| w == word);
                assert!(!found, "{name}: {word} in {line}");
            }
            for sentence in line.split(['.', '?', '!', ':']).filter(|s| s.contains(' ')) {
                let words =
                    sentence.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic));
                let count = words.count();
                assert!(count <= 18, "{name}: {count} words: {sentence}");
                sentences += 1;
                total += count;
            }
        }
    }
    assert!(total <= 8 * sentences, "{total} words in {sentences} sentences");
}

/// `ALURSURAT_PAGES=DIR cargo test every_page` leaves the pages there, to be looked at.
#[test]
fn pages_can_be_looked_at() {
    let Ok(folder) = std::env::var("ALURSURAT_PAGES") else { return };
    for (name, html, _) in pages() {
        std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
    }
}
