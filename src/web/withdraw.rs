//! `POST /permohonan/{ticket}/batal`: the applicant takes a request back; `/lagi` opens it again.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Web;
use super::failure::Failure;
use super::form::Sent;
use super::visitor::Visitor;
use crate::desk::Seen;
use crate::origin::Code;

/// `POST /permohonan/{ticket}/lagi`: opens an ended request again, then shows it.
pub(super) async fn reopen(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ticket): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (ticket, seen, key) = about(&ticket, &sent)?;
    web.desk.reopen(&visitor.who, seen, key).await?;
    Ok(Redirect::to(&format!("/permohonan/{ticket}")).into_response())
}

/// Takes the request back as the page showed it, then shows it again.
pub(super) async fn withdraw(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ticket): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (ticket, seen, key) = about(&ticket, &sent)?;
    web.desk.withdraw(&visitor.who, seen, key).await?;
    Ok(Redirect::to(&format!("/permohonan/{ticket}")).into_response())
}

/// The request as its page showed it, and the form's key.
fn about(ticket: &str, sent: &Sent) -> Result<(Code, Seen, uuid::Uuid), Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let (seen, key) = sent.seen().zip(sent.key()).ok_or(Failure::BadForm)?;
    Ok((ticket, seen, key))
}
