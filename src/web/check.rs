//! `/v` and `/v/{code}`: anybody asks whether a letter is genuine.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::compare::Compared;
use super::failure::Failure;
use super::form::Listed;
use super::pages::Page;
use super::peer::Peer;
use super::visitor::Anybody;
use super::words::Words;
use crate::calendar::long_date;
use crate::desk::{DeskError, LetterCheck, LookUp};
use crate::origin::{Code, CodeError};

/// `GET /v`: asks for a code; with `?kode=` it leads to that code's page.
pub(super) async fn ask(
    State(web): State<Web>,
    Anybody(visitor): Anybody,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(typed) = query.get("kode") else {
        return web.pages.show(visitor.as_ref(), &AskPage::new(None));
    };
    // Some copy the whole address.
    let code = typed.trim().trim_end_matches('/').rsplit('/').next().unwrap_or(typed);
    match code.parse::<Code>() {
        Ok(code) => Redirect::to(&format!("/v/{code}")).into_response(),
        Err(error) => {
            let page = AskPage::mistyped(typed, error);
            web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, visitor.as_ref(), &page)
        }
    }
}

/// `GET /v/{code}`: what a letter's QR leads to.
pub(super) async fn show(
    State(web): State<Web>,
    Anybody(visitor): Anybody,
    Peer(address): Peer,
    Path(typed): Path<String>,
) -> Result<Response, Failure> {
    let found = match typed.parse::<Code>() {
        Ok(code) => {
            let letter = web.desk.check_letter(code.as_str());
            web.desk.look_up(LookUp::Letter, &address, letter).await
        }
        Err(_) => Err(DeskError::NotFound),
    };
    match found {
        Ok(letter) => {
            let page = CheckPage::new(&letter, None, web.pages.words());
            Ok(web.pages.show(visitor.as_ref(), &page))
        }
        Err(DeskError::NotFound) => {
            let page = AskPage::unknown(&typed);
            Ok(web.pages.show_with(StatusCode::NOT_FOUND, visitor.as_ref(), &page))
        }
        Err(other) => Err(other.into()),
    }
}

/// The page that asks for a code or a file.
#[derive(Debug, Serialize)]
pub(super) struct AskPage {
    heading: &'static str,
    text: Option<&'static str>,
    code: String,
    problems: Vec<Listed>,
    compare: &'static str,
    compared: Option<Compared>,
}

impl AskPage {
    /// The empty page, or what a file turned out to be.
    pub(super) fn new(compared: Option<Compared>) -> Self {
        Self {
            heading: "Periksa keaslian surat",
            text: None,
            code: String::new(),
            problems: Vec::new(),
            compare: "/v",
            compared,
        }
    }

    /// A code that cannot be one.
    pub(super) fn mistyped(typed: &str, error: CodeError) -> Self {
        let text = match error {
            CodeError::Length => "Kode harus 17 huruf dan angka. Tanda hubung boleh tidak ditulis.",
            CodeError::Symbol(_) => "Ada tanda yang tidak mungkin di kode ini. Periksa lagi.",
            CodeError::Check => "Kode ini salah ketik. Cocokkan lagi dengan surat.",
        };
        Self {
            code: typed.to_owned(),
            problems: vec![Listed { path: "kode".into(), text: text.into() }],
            ..Self::new(None)
        }
    }

    /// A code that no letter of this house has.
    pub(super) fn unknown(typed: &str) -> Self {
        Self {
            heading: "Kami tidak mengenal kode ini",
            text: Some(
                "Jangan pakai surat ini dulu. Cocokkan kodenya, atau hubungi kantor kelurahan.",
            ),
            code: typed.to_owned(),
            ..Self::new(None)
        }
    }
}

impl Page for AskPage {
    const TEMPLATE: &'static str = "check_form";

    fn title(&self) -> String {
        self.compared.as_ref().map_or(self.heading, Compared::heading).into()
    }
}

/// The page of a letter.
#[derive(Debug, Serialize)]
pub(super) struct CheckPage {
    class: &'static str,
    mark: &'static str,
    heading: &'static str,
    text: String,
    title: String,
    number: Option<String>,
    date: String,
    until: Option<String>,
    office: String,
    subject: String,
    signers: Vec<Signer>,
    registers: Vec<Entry>,
    grouped: String,
    sha256: String,
    compare: String,
    compared: Option<Compared>,
}

#[derive(Debug, Serialize)]
struct Signer {
    who: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    number: String,
}

impl CheckPage {
    /// The page of `letter`, with the comparison of a file if one was sent.
    pub(super) fn new(letter: &LetterCheck, compared: Option<Compared>, words: Words) -> Self {
        let (class, mark, heading, text) = match &letter.valid {
            Ok(()) => (
                "good",
                "✓",
                "Kami menerbitkan surat ini",
                "Surat dengan isi di bawah ini dari kami dan masih berlaku. Kode dapat disalin ke \
                 surat palsu, jadi cocokkan dulu isinya dengan surat yang Anda pegang."
                    .to_owned(),
            ),
            Err(why) => (
                "bad",
                "✗",
                "Surat ini sudah tidak berlaku",
                format!("Jangan pakai surat ini. Sebabnya: {}.", why.trim_end_matches('.')),
            ),
        };
        let signer = |(who, at): &(String, jiff::Timestamp)| Signer {
            who: who.clone(),
            at: words.time(*at),
        };
        let entry = |(title, number): &(String, String)| Entry {
            title: title.clone(),
            number: number.clone(),
        };
        Self {
            class,
            mark,
            heading,
            text,
            title: letter.title.clone(),
            number: letter.number.clone(),
            date: long_date(letter.date),
            until: letter.until.map(long_date),
            office: letter.office.clone(),
            subject: letter.subject.clone(),
            signers: letter.signers.iter().map(signer).collect(),
            registers: letter.registers.iter().map(entry).collect(),
            grouped: letter.code.grouped(),
            sha256: letter.sha256.clone(),
            compare: format!("/v/{}", letter.code),
            compared,
        }
    }
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "check";

    /// What was found out last: about the file, if one was sent.
    fn title(&self) -> String {
        self.compared.as_ref().map_or(self.heading, Compared::heading).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::FileCheck;
    use crate::web::sample;

    fn html(letter: &LetterCheck) -> String {
        sample::html(&CheckPage::new(letter, None, sample::words()))
    }

    #[test]
    fn there_are_three_answers() {
        let letter = sample::letter();
        assert!(html(&letter).contains("✓ Kami menerbitkan surat ini</h1>"));
        let void = LetterCheck { valid: Err("Nama anak diperbaiki.".into()), ..letter };
        assert!(html(&void).contains("✗ Surat ini sudah tidak berlaku</h1>"));
        assert!(html(&void).contains("Sebabnya: Nama anak diperbaiki."));
        assert!(sample::html(&AskPage::unknown("x")).contains("<h1>Kami tidak mengenal kode ini"));
    }

    #[test]
    fn what_a_file_turned_out_to_be_comes_first() {
        let letter = sample::letter();
        let compared = Compared::new(Some(&FileCheck::Different), Some(&letter.code));
        let page = CheckPage::new(&letter, Some(compared), sample::words());
        assert_eq!(page.title(), "✗ Berkas ini berbeda");
        let html = sample::html(&page);
        let place = |words: &str| html.find(words).unwrap();
        assert!(place("<h1>✗ Berkas ini berbeda") < place("Kami menerbitkan surat ini"));
        assert_eq!(html.matches("<h1").count(), 1);
    }

    #[test]
    fn the_page_tells_no_more_than_the_paper() {
        let html = html(&sample::letter());
        assert!(html.contains("B*** S*******") && html.contains("Lurah Jati, Bambang Prasetyo"));
        assert!(html.contains("Register kecamatan"));
    }

    #[test]
    fn a_mistyped_code_is_kept_to_be_mended() {
        let html = sample::html(&AskPage::mistyped("7K3M\"", CodeError::Length));
        assert!(html.contains("value=\"7K3M&quot;\"") && html.contains("href=\"#kode\""));
    }
}
