//! `/daftar/{token}`: an officer sets their password and takes the secret into their app.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use zeroize::Zeroizing;

use super::Web;
use super::arrival::Arrival;
use super::failure::Failure;
use super::form::{Listed, Sent};
use super::pages::Page;
use super::peer::Peer;
use super::sign_in::{listed, mended};
use super::visitor::{self, Visitor};
use crate::desk::{Chosen, Enrolling};

/// Light modules around a QR code (ISO/IEC 18004 9.1).
const QUIET: usize = 4;

/// `GET /daftar/{token}`.
pub(super) async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
    Peer(address): Peer,
) -> Result<Response, Failure> {
    let enrolling = web.desk.enrolling(&token, &address).await?;
    Ok(web.pages.show(None, &EnrolPage::new(&enrolling, &token, Vec::new())))
}

/// `POST /daftar/{token}`.
pub(super) async fn enrol(
    State(web): State<Web>,
    Path(token): Path<String>,
    Peer(address): Peer,
    arrival: Arrival,
    mut sent: Sent,
) -> Result<Response, Failure> {
    let mut secret = |name| Zeroizing::new(sent.take(name).unwrap_or_default());
    let (password, again) = (secret("sandi"), secret("ulang"));
    let code = sent.text("kode").unwrap_or_default();
    let chosen = Chosen { password: &password, again: &again, code };
    let enrolled = match web.desk.enrol(&token, chosen, (&arrival.device, &address)).await {
        Ok(enrolled) => enrolled,
        Err(error) => {
            let problems = listed(error)?;
            let enrolling = web.desk.enrolling(&token, &address).await?;
            let page = EnrolPage::new(&enrolling, &token, problems);
            return Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page));
        }
    };
    if let Some(before) = &arrival.before {
        web.desk.leave(before).await;
    }
    let cookies = visitor::remember(web.pages.settings(), &enrolled.session, true);
    let session = Some(enrolled.session);
    let visitor = Visitor { who: enrolled.who, office: true, session };
    let page = EnrolledPage { codes: enrolled.recovery };
    Ok((cookies, web.pages.show(Some(&visitor), &page)).into_response())
}

/// Asks for a password and for the first code of the app.
#[derive(Debug, Serialize)]
pub(super) struct EnrolPage {
    name: String,
    secret: String,
    /// Modules of a side with what is light around, and the dark ones as a path of SVG.
    side: usize,
    path: String,
    action: String,
    problems: Vec<Listed>,
}

impl EnrolPage {
    /// The page behind a link.
    pub(super) fn new(enrolling: &Enrolling, token: &str, problems: Vec<Listed>) -> Self {
        let groups = enrolling.secret.as_bytes().chunks(4);
        let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
        Self {
            name: enrolling.name.clone(),
            secret: groups.join(" "),
            side: enrolling.qr.len() + 2 * QUIET,
            path: path(&enrolling.qr),
            action: format!("/daftar/{token}"),
            problems,
        }
    }
}

/// One stroke for each run of dark modules.
fn path(rows: &[Vec<bool>]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                // Writing to a text cannot fail.
                let _ = write!(path, "M{} {}.5h{}", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    path
}

impl Page for EnrolPage {
    const TEMPLATE: &'static str = "enrol";

    fn title(&self) -> String {
        mended("Buat kata sandi", &self.problems)
    }
}

/// Shows the recovery codes, this once.
#[derive(Debug, Serialize)]
pub(super) struct EnrolledPage {
    /// The codes.
    pub(super) codes: Vec<String>,
}

impl Page for EnrolledPage {
    const TEMPLATE: &'static str = "enrolled";

    fn title(&self) -> String {
        "Simpan kode cadangan ini".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_drawn_run_by_run() {
        let rows = [vec![true, true, false, true], vec![false, false, false, false]];
        assert_eq!(path(&rows), "M4 4.5h2M7 4.5h1");
    }
}
