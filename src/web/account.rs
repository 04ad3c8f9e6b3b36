//! `/akun`: where somebody is signed in, and out again anywhere.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::form::Sent;
use super::pages::Page;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::OwnSession;

/// `GET /akun`.
pub(super) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let token = visitor.session.as_deref().unwrap_or_default();
    let sessions = web.desk.own_sessions(&visitor.who, token).await?;
    let devices = web.desk.own_devices(&visitor.who).await?;
    let page = AccountPage::new(&sessions, &devices, web.pages.words());
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `POST /akun/keluar`: ends one session, or all others.
pub(super) async fn end(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let token = visitor.session.as_deref().ok_or(Failure::SignIn)?;
    match sent.text("sesi") {
        Some(key) => web.desk.end_own_session(&visitor.who, key).await?,
        None => web.desk.end_other_sessions(&visitor.who, token).await?,
    }
    Ok(Redirect::to("/akun").into_response())
}

/// `POST /akun/hp`: a telephone asks for the PIN again.
pub(super) async fn end_device(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let key = sent.text("hp").ok_or(Failure::BadForm)?;
    web.desk.end_own_device(&visitor.who, key).await?;
    Ok(Redirect::to("/akun").into_response())
}

/// The page of an account.
#[derive(Debug, Serialize)]
pub(super) struct AccountPage {
    sessions: Vec<Line>,
    devices: Vec<Line>,
    others: bool,
}

#[derive(Debug, Serialize)]
struct Line {
    key: String,
    device: String,
    office: bool,
    since: String,
    seen: String,
    here: bool,
}

impl AccountPage {
    /// The page of these sessions, and of the telephones that know the PIN.
    pub(super) fn new(sessions: &[OwnSession], devices: &[OwnSession], words: Words) -> Self {
        let line = |session: &OwnSession| Line {
            key: session.key.clone(),
            device: session.device.clone(),
            office: session.office,
            since: words.time(session.since),
            seen: words.time(session.seen),
            here: session.this,
        };
        let others = sessions.iter().any(|session| !session.this);
        let lines = |all: &[OwnSession]| all.iter().map(line).collect();
        Self { sessions: lines(sessions), devices: lines(devices), others }
    }
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "account";

    fn title(&self) -> String {
        "Akun Anda".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn a_session_elsewhere_can_be_ended_and_this_one_says_so() {
        let html = sample::html(&AccountPage::new(
            &sample::sessions(),
            &sample::sessions()[1..],
            sample::words(),
        ));
        assert!(html.contains("Chrome di Android") && html.contains("Di sini"), "{html}");
        assert_eq!(html.matches("name=\"sesi\"").count(), 1);
        assert!(html.contains("Keluarkan semua yang lain") && html.contains("Lupakan Chrome di"));
        let alone = sample::html(&AccountPage::new(&sample::sessions()[..1], &[], sample::words()));
        assert!(!alone.contains("Keluarkan"), "{alone}");
    }
}
