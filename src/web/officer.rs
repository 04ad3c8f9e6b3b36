//! `/masuk/pegawai`: in by a password and the code of an app.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Web;
use super::arrival::Arrival;
use super::enter::begun;
use super::failure::Failure;
use super::form::{Listed, Sent};
use super::pages::Page;
use super::peer::Peer;
use super::sign_in::{listed, mended};
use crate::desk::Credentials;

/// `GET /masuk/pegawai`.
pub(super) async fn ask(State(web): State<Web>) -> Response {
    web.pages.show(None, &OfficerPage::new("", Vec::new()))
}

/// `POST /masuk/pegawai`.
pub(super) async fn enter(
    State(web): State<Web>,
    Peer(address): Peer,
    arrival: Arrival,
    mut sent: Sent,
) -> Result<Response, Failure> {
    let password = Zeroizing::new(sent.take("sandi").unwrap_or_default());
    let who = sent.text("siapa").unwrap_or_default();
    let code = sent.text("kode").unwrap_or_default();
    let typed = Credentials { who, password: &password, code };
    match web.desk.enter_officer(typed, (&arrival.device, &address)).await {
        Ok(entered) => begun(&web, &arrival, entered).await,
        Err(error) => {
            let page = OfficerPage::new(who, listed(error)?);
            Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page))
        }
    }
}

/// Asks for name, password and code.
#[derive(Debug, Serialize)]
pub(super) struct OfficerPage {
    who: String,
    problems: Vec<Listed>,
}

impl OfficerPage {
    /// The page with the name that was typed; never with the password.
    pub(super) fn new(who: &str, problems: Vec<Listed>) -> Self {
        Self { who: who.to_owned(), problems }
    }
}

impl Page for OfficerPage {
    const TEMPLATE: &'static str = "officer";

    fn title(&self) -> String {
        mended("Masuk untuk pegawai", &self.problems)
    }
}
