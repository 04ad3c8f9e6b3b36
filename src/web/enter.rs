//! `/masuk/{token}` and `/keluar`: in by a personal link, out by a button.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Web;
use super::failure::Failure;
use super::visitor::{self, Visitor};

/// `GET /masuk/{token}`: begins a session and leads to the person's own first page.
pub(super) async fn enter(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let (who, session) = web.desk.enter(&token).await?;
    let office = !web.desk.inbox(&who, None).await?.seats.is_empty();
    let cookie = visitor::remember(web.pages.settings(), &session, office);
    let first = if office { "/antrean" } else { "/permohonan" };
    Ok((cookie, Redirect::to(first)).into_response())
}

/// `POST /keluar`: ends the session at the desk and in the browser.
pub(super) async fn leave(State(web): State<Web>, visitor: Visitor) -> Response {
    if let Some(session) = &visitor.session {
        web.desk.leave(session).await;
    }
    (visitor::forget(web.pages.settings()), Redirect::to("/")).into_response()
}
