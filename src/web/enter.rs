//! `/masuk/{token}` and `/keluar`: in by a personal link, out by a button.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Web;
use super::arrival::Arrival;
use super::failure::Failure;
use super::visitor::{self, Visitor};
use crate::desk::Who;

/// `GET /masuk/{token}`: begins a session and leads to the person's own first page.
pub(super) async fn enter(
    State(web): State<Web>,
    Path(token): Path<String>,
    arrival: Arrival,
) -> Result<Response, Failure> {
    let entered = web.desk.enter(&token, &arrival.device).await?;
    begun(&web, &arrival, entered).await
}

/// A session has begun: the browser keeps it in place of the one before, and goes to the person's
/// own first page.
pub(super) async fn begun(
    web: &Web,
    arrival: &Arrival,
    entered: (Who, String),
) -> Result<Response, Failure> {
    let (who, session) = entered;
    if let Some(before) = &arrival.before {
        web.desk.leave(before).await;
    }
    let office = !web.desk.inbox(&who, None).await?.seats.is_empty();
    let cookies = visitor::remember(web.pages.settings(), &session, office);
    let first = if office { "/antrean" } else { "/permohonan" };
    Ok((cookies, Redirect::to(first)).into_response())
}

/// `POST /keluar`: ends the session at the desk and in the browser.
pub(super) async fn leave(State(web): State<Web>, visitor: Visitor) -> Response {
    if let Some(session) = &visitor.session {
        web.desk.leave(session).await;
    }
    (visitor::forget(web.pages.settings()), Redirect::to("/")).into_response()
}
