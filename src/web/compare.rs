//! `POST /v` and `POST /v/{code}`: is this file, byte for byte, what was issued?

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::check::{AskPage, CheckPage};
use super::failure::Failure;
use super::form::Sent;
use super::peer::Peer;
use super::visitor::Anybody;
use crate::desk::{FileCheck, LookUp};
use crate::origin::Code;

/// What a file turned out to be.
#[derive(Debug, Serialize)]
pub(super) struct Compared {
    class: &'static str,
    heading: &'static str,
    text: &'static str,
    /// The letter that it really is.
    code: Option<String>,
}

impl Compared {
    /// The verdict about `file` (none if nothing was sent), on the page of the letter `code` if any.
    pub(super) fn new(file: Option<&FileCheck>, code: Option<&Code>) -> Self {
        let (class, heading, text, other) = match file {
            None => ("todo", "Belum ada berkas", "Pilih berkas PDF dulu.", None),
            Some(FileCheck::Different) => (
                "bad",
                "✗ Berkas ini berbeda",
                "Berkas ini tidak sama dengan yang kami terbitkan. Jangan dipakai.",
                None,
            ),
            Some(FileCheck::Same(letter)) if code.is_some_and(|code| *code != letter.code) => (
                "todo",
                "! Ini berkas surat lain",
                "Berkas ini kami terbitkan, tetapi untuk kode lain.",
                Some(letter.code.to_string()),
            ),
            Some(FileCheck::Same(letter)) if letter.valid.is_err() => (
                "bad",
                "✗ Berkas ini sudah tidak berlaku",
                if letter.signers.is_empty() {
                    "Berkas ini memang dari kami, tetapi suratnya sudah tidak berlaku."
                } else {
                    "Berkas ini memang dari kami dan tanda tangannya utuh, tetapi suratnya sudah \
                     tidak berlaku."
                },
                Some(letter.code.to_string()),
            ),
            Some(FileCheck::Same(letter)) => (
                "good",
                "✓ Berkas ini asli",
                "Berkas ini sama persis dengan yang kami terbitkan.",
                code.is_none().then(|| letter.code.to_string()),
            ),
        };
        Self { class, heading, text, code: other }
    }

    /// The verdict in a few words.
    pub(super) fn heading(&self) -> &'static str {
        self.heading
    }

    fn status(&self) -> StatusCode {
        if self.heading.starts_with("Belum") {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        }
    }
}

/// `POST /v`: a file without a code.
pub(super) async fn without_code(
    State(web): State<Web>,
    Anybody(visitor): Anybody,
    sent: Sent,
) -> Result<Response, Failure> {
    let compared = Compared::new(judge(&web, &sent).await?.as_ref(), None);
    let status = compared.status();
    Ok(web.pages.show_with(status, visitor.as_ref(), &AskPage::new(Some(compared))))
}

/// `POST /v/{code}`: a file beside its letter.
pub(super) async fn with_code(
    State(web): State<Web>,
    Anybody(visitor): Anybody,
    Peer(address): Peer,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let code: Code = code.parse().map_err(|_| Failure::NotFound)?;
    let letter = web.desk.check_letter(code.as_str());
    let letter = web.desk.look_up(LookUp::Letter, &address, letter).await?;
    let compared = Compared::new(judge(&web, &sent).await?.as_ref(), Some(&code));
    let status = compared.status();
    let page = CheckPage::new(&letter, Some(compared), web.pages.words());
    Ok(web.pages.show_with(status, visitor.as_ref(), &page))
}

/// The desk looks at the bytes; they are stored nowhere.
async fn judge(web: &Web, sent: &Sent) -> Result<Option<FileCheck>, Failure> {
    let file = sent.files.iter().find(|(name, ..)| name == "berkas");
    match file {
        None => Ok(None),
        Some((_, _, bytes)) => Ok(Some(web.desk.check_file(bytes).await?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::LetterCheck;
    use crate::web::sample;

    #[test]
    fn a_file_is_judged_against_the_letter_on_the_page() {
        let heading =
            |file: Option<&FileCheck>, code: Option<&Code>| Compared::new(file, code).heading;
        let letter = sample::letter();
        let same = FileCheck::Same(Box::new(letter.clone()));
        assert_eq!(heading(Some(&same), Some(&letter.code)), "✓ Berkas ini asli");
        assert_eq!(heading(Some(&same), Some(&sample::code(9))), "! Ini berkas surat lain");
        let void = LetterCheck { valid: Err("Dicabut.".into()), ..letter };
        let void = FileCheck::Same(Box::new(void));
        assert_eq!(heading(Some(&void), None), "✗ Berkas ini sudah tidak berlaku");
        assert_eq!(heading(Some(&FileCheck::Different), None), "✗ Berkas ini berbeda");
        assert_eq!(heading(None, None), "Belum ada berkas");
    }
}
