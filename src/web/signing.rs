//! `/tanda-tangan`: many letters, one passphrase.

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Web;
use super::failure::Failure;
use super::form::{Hidden, Listed, Sent};
use super::pages::Page;
use super::visitor::Visitor;
use crate::desk::{DeskError, InboxRow, Seen, SignBatch, SignResult, SignedOne};
use crate::origin::Code;

/// Pages of the queue that are looked through for letters to sign: 200 letters at a time.
const PAGES: usize = 4;

/// `GET /tanda-tangan`; `?semua=1` ticks all, `?surat=CASE` ticks one.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let rows = waiting(&web, &visitor).await?;
    let all = query.contains_key("semua");
    let one = query.get("surat").map_or("", String::as_str);
    let ticked = |row: &InboxRow| all || row.seen.case.to_string() == one;
    let page = SigningPage::new(&rows, ticked, web.desk.key().to_string(), None);
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `POST /tanda-tangan`: hands the batch to the desk and shows what became of each letter.
pub(super) async fn sign(
    State(web): State<Web>,
    visitor: Visitor,
    mut sent: Sent,
) -> Result<Response, Failure> {
    let key = sent.key().ok_or(Failure::BadForm)?;
    // Out of the form and into memory that is wiped: no copy is left in `sent`.
    let passphrase = Zeroizing::new(sent.take("sandi").unwrap_or_default());
    let cases: Vec<Seen> =
        sent.all("surat").map(seen).collect::<Option<_>>().ok_or(Failure::BadForm)?;
    let wrong = if cases.is_empty() {
        Wrong::NothingTicked
    } else if passphrase.is_empty() {
        Wrong::NoPassphrase
    } else {
        let fills = BTreeMap::new();
        let batch = SignBatch { cases: cases.clone(), fills, passphrase, key };
        match web.desk.sign(&visitor.who, batch).await {
            Ok(signed) => return Ok(web.pages.show(Some(&visitor), &SignedPage::new(&signed))),
            Err(DeskError::Passphrase) => Wrong::Passphrase,
            Err(other) => return Err(other.into()),
        }
    };
    let rows = waiting(&web, &visitor).await?;
    let ticked = |row: &InboxRow| cases.iter().any(|seen| seen.case == row.seen.case);
    let page = SigningPage::new(&rows, ticked, web.desk.key().to_string(), Some(wrong));
    Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page))
}

async fn waiting(web: &Web, visitor: &Visitor) -> Result<Vec<InboxRow>, Failure> {
    let (mut rows, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let inbox = web.desk.inbox(&visitor.who, after.as_deref()).await?;
        rows.extend(inbox.rows.into_iter().filter(|row| row.signs));
        after = inbox.next;
        if after.is_none() {
            break;
        }
    }
    Ok(rows)
}

/// `CASE:VERSION`, as the page showed it.
fn seen(text: &str) -> Option<Seen> {
    let (case, version) = text.split_once(':')?;
    Some(Seen { case: case.parse().ok()?, version: version.parse().ok()? })
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// No letter was ticked.
    NothingTicked,
    /// The passphrase was left empty.
    NoPassphrase,
    /// The passphrase does not open the key.
    Passphrase,
}

impl Wrong {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NothingTicked => ("surat", "Centang paling sedikit satu surat."),
            Self::NoPassphrase => ("sandi", "Tulis frasa sandi tanda tangan."),
            Self::Passphrase => {
                ("sandi", "Frasa sandi salah. Belum ada surat yang ditandatangani. Coba lagi.")
            }
        }
    }
}

/// The letters that wait for a signature.
#[derive(Debug, Serialize)]
pub(super) struct SigningPage {
    heading: String,
    rows: Vec<Row>,
    all: bool,
    hidden: Vec<Hidden>,
    wrong: Option<&'static str>,
    problems: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Row {
    case: String,
    value: String,
    subject: String,
    about: Option<String>,
    service: String,
    late: bool,
    on: bool,
}

impl SigningPage {
    /// The page of `rows`; the passphrase is never filled in again.
    pub(super) fn new(
        rows: &[InboxRow],
        ticked: impl Fn(&InboxRow) -> bool,
        key: String,
        wrong: Option<Wrong>,
    ) -> Self {
        let row = |row: &InboxRow| Row {
            case: row.seen.case.to_string(),
            value: format!("{}:{}", row.seen.case, row.seen.version),
            subject: row.subject.clone(),
            about: row.about.clone(),
            service: row.service.clone(),
            late: row.late,
            on: ticked(row),
        };
        let rows: Vec<Row> = rows.iter().map(row).collect();
        let heading = match rows.len() {
            0 => "Tanda tangan".to_owned(),
            n => format!("{n} surat siap ditandatangani"),
        };
        let wrong = wrong.map(Wrong::words);
        let listed = |(path, text): (&str, &str)| Listed { path: path.into(), text: text.into() };
        Self {
            heading,
            all: rows.iter().all(|row| row.on),
            rows,
            hidden: vec![Hidden::new("_key", key)],
            wrong: wrong.filter(|(path, _)| *path == "sandi").map(|(_, text)| text),
            problems: wrong.map(listed).into_iter().collect(),
        }
    }
}

impl Page for SigningPage {
    const TEMPLATE: &'static str = "signing";

    fn title(&self) -> String {
        let wrong = if self.problems.is_empty() { "" } else { "Ada yang salah: " };
        format!("{wrong}{}", self.heading)
    }
}

/// What became of each letter.
#[derive(Debug, Serialize)]
pub(super) struct SignedPage {
    heading: String,
    failed: usize,
    letters: Vec<Letter>,
}

#[derive(Debug, Serialize)]
struct Letter {
    case: String,
    ticket: Option<String>,
    class: &'static str,
    state: &'static str,
    words: String,
}

impl SignedPage {
    /// The page of the results.
    pub(super) fn new(signed: &[SignedOne]) -> Self {
        let named = |number: &Option<String>| {
            number.as_ref().map_or_else(|| "tanpa nomor".to_owned(), |n| format!("nomor {n}"))
        };
        let letter = |one: &SignedOne| {
            let (class, state, words) = match &one.result {
                SignResult::Signed { number } => ("done", "Ditandatangani", named(number)),
                SignResult::Already { number, by } => {
                    let by = by.as_deref().unwrap_or("Anda");
                    let words = format!("sudah ditandatangani oleh {by}, {}", named(number));
                    ("done", "Sudah", words)
                }
                SignResult::Not(why) => ("later", "Belum", why.clone()),
            };
            let ticket = one.ticket.as_ref().map(Code::grouped);
            Letter { case: one.case.to_string(), ticket, class, state, words }
        };
        let not = |one: &&SignedOne| matches!(one.result, SignResult::Not(_));
        let failed = signed.iter().filter(not).count();
        let heading = format!("{} surat sudah ditandatangani", signed.len() - failed);
        Self { heading, failed, letters: signed.iter().map(letter).collect() }
    }
}

impl Page for SignedPage {
    const TEMPLATE: &'static str = "signed";

    fn title(&self) -> String {
        self.heading.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    fn page(wrong: Option<Wrong>) -> String {
        let rows = sample::inbox(4).rows;
        let first = rows[0].seen.case;
        sample::html(&SigningPage::new(&rows, |r| r.seen.case == first, "kunci".into(), wrong))
    }

    #[test]
    fn one_passphrase_stands_under_all_letters() {
        let html = page(None);
        assert_eq!(html.matches("type=\"password\"").count(), 1);
        assert_eq!(html.matches("type=\"checkbox\"").count(), 4);
        assert_eq!(html.matches(" checked").count(), 1);
    }

    #[test]
    fn a_wrong_passphrase_keeps_the_ticks_and_not_the_passphrase() {
        let html = page(Some(Wrong::Passphrase));
        assert!(html.contains("href=\"#sandi\"") && html.contains("Frasa sandi salah"));
        assert_eq!(html.matches(" checked").count(), 1);
        let (_, input) = html.split_once("type=\"password\"").unwrap();
        assert!(!input.split('>').next().unwrap().contains("value"));
    }

    #[test]
    fn every_letter_says_what_became_of_it() {
        let html = sample::html(&SignedPage::new(&sample::signed()));
        assert!(html.contains("2 surat sudah ditandatangani"));
        assert!(html.contains("sudah ditandatangani oleh Ratna Contoh, nomor 400.12.3.1/005"));
        assert!(html.contains("nomor 400.12.3.1/004/KEL-JT/XI/2026"));
        assert!(html.contains("Sertifikat sudah kedaluwarsa.") && html.contains("role=\"alert\""));
    }

    #[test]
    fn a_ticked_box_names_the_version_that_was_shown() {
        let shown = sample::seen(3);
        assert_eq!(seen(&format!("{}:{}", shown.case, shown.version)), Some(shown));
        assert_eq!(seen("x:1"), None);
    }
}
