//! `/pin/{token}`: somebody sets the PIN of their approvals. `/t/{token}/pin`: it is typed, once on
//! each telephone.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::arrival::Arrival;
use super::failure::Failure;
use super::form::{Listed, Sent};
use super::pages::Page;
use super::peer::Peer;
use super::sign_in::{listed, mended};
use super::{Web, visitor};
use crate::desk::{DeskError, PinAsked};

/// `GET /pin/{token}`.
pub(super) async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
    Peer(address): Peer,
) -> Result<Response, Failure> {
    let name = web.desk.setting_pin(&token, &address).await?;
    Ok(web.pages.show(None, &SetPinPage::new(&name, &token, Vec::new())))
}

/// `POST /pin/{token}`.
pub(super) async fn set(
    State(web): State<Web>,
    Path(token): Path<String>,
    Peer(address): Peer,
    sent: Sent,
) -> Result<Response, Failure> {
    let text = |name| sent.text(name).unwrap_or_default();
    let name = web.desk.setting_pin(&token, &address).await?;
    match web.desk.set_pin(&token, (text("pin"), text("ulang")), &address).await {
        Ok(()) => Ok(web.pages.show(None, &PinSetPage {})),
        Err(error) => {
            let page = SetPinPage::new(&name, &token, listed(error)?);
            Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page))
        }
    }
}

/// `POST /t/{token}/pin`: the telephone is known from now on.
pub(super) async fn type_pin(
    State(web): State<Web>,
    Path(token): Path<String>,
    Peer(address): Peer,
    arrival: Arrival,
    sent: Sent,
) -> Result<Response, Failure> {
    let typed = sent.text("pin").unwrap_or_default();
    match web.desk.try_pin(&token, typed, (&arrival.device, &address)).await {
        Ok(kept) => {
            let cookie = visitor::remember_device(web.pages.settings(), &kept);
            Ok((cookie, Redirect::to(&format!("/t/{token}"))).into_response())
        }
        Err(DeskError::Pin(asked)) => Ok(ask(&web, asked, &token)),
        Err(error) => {
            let page = PinPage::new(PinAsked::Type, &token, listed(error)?);
            Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page))
        }
    }
}

/// The page in place of a link's case: nothing of it is shown before the PIN.
pub(super) fn ask(web: &Web, asked: PinAsked, token: &str) -> Response {
    let page = PinPage::new(asked, token, Vec::new());
    web.pages.show_with(StatusCode::UNAUTHORIZED, None, &page)
}

/// Asks for the PIN, or says where to get one.
#[derive(Debug, Serialize)]
pub(super) struct PinPage {
    none: bool,
    locked: bool,
    action: String,
    problems: Vec<Listed>,
}

impl PinPage {
    /// The page before a link.
    pub(super) fn new(asked: PinAsked, token: &str, problems: Vec<Listed>) -> Self {
        Self {
            none: asked == PinAsked::None,
            locked: asked == PinAsked::Locked,
            action: format!("/t/{token}/pin"),
            problems,
        }
    }
}

impl Page for PinPage {
    const TEMPLATE: &'static str = "pin";

    fn title(&self) -> String {
        mended("Tulis PIN Anda", &self.problems)
    }
}

/// Asks for a new PIN.
#[derive(Debug, Serialize)]
pub(super) struct SetPinPage {
    name: String,
    action: String,
    problems: Vec<Listed>,
}

impl SetPinPage {
    /// The page behind a link of the office.
    pub(super) fn new(name: &str, token: &str, problems: Vec<Listed>) -> Self {
        Self { name: name.to_owned(), action: format!("/pin/{token}"), problems }
    }
}

impl Page for SetPinPage {
    const TEMPLATE: &'static str = "pin_set";

    fn title(&self) -> String {
        mended("Buat PIN Anda", &self.problems)
    }
}

/// The PIN is set.
#[derive(Debug, Serialize)]
pub(super) struct PinSetPage {}

impl Page for PinSetPage {
    const TEMPLATE: &'static str = "pin_is_set";

    fn title(&self) -> String {
        "PIN tersimpan".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn a_locked_pin_and_none_say_where_help_is() {
        let html = |asked| sample::html(&PinPage::new(asked, "K", Vec::new()));
        assert!(html(PinAsked::Type).contains("action=\"/t/K/pin\""));
        let locked = html(PinAsked::Locked);
        assert!(locked.contains("PIN Anda terkunci") && !locked.contains("<input"), "{locked}");
        let none = html(PinAsked::None);
        assert!(none.contains("belum punya PIN") && !none.contains("<input"), "{none}");
    }
}
