//! `/ajukan/{service}` and `/permohonan/{ticket}/ubah`: the form, the check of one's answers, the sending.

mod draft;
mod page;
mod review;

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::Web;
use super::failure::Failure;
use super::form::Sent;
use super::uploads::keep_files;
use super::visitor::Visitor;
use crate::desk::{DeskError, Problem, Seen};
use crate::origin::Code;
use crate::workflow::Purpose;

pub(super) use draft::Draft;
pub(super) use page::ApplyPage;
pub(super) use review::ReviewPage;

/// What a form is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Errand {
    /// Where the form is sent.
    pub(super) action: String,
    /// The service.
    pub(super) service: String,
    /// New, renewal or correction; the service's own default if absent.
    pub(super) purpose: Option<Purpose>,
    /// A returned case or a draft, as the page showed it.
    pub(super) again: Option<Seen>,
    /// The ticket of the earlier case that this one follows.
    pub(super) earlier: Option<Code>,
    /// Sent twice with this key, it counts once.
    pub(super) key: uuid::Uuid,
}

/// `GET /ajukan/{service}`; `?untuk=correction` asks for a correction, `&dari=TICKET` of a letter.
pub(super) async fn start(
    State(web): State<Web>,
    visitor: Visitor,
    Path(service): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let purpose = query.get("untuk").and_then(|key| purpose(key));
    let action = format!("/ajukan/{service}");
    let earlier = query.get("dari").and_then(|ticket| ticket.parse().ok());
    let errand = Errand { action, service, purpose, again: None, earlier, key: web.desk.key() };
    let before = match &errand.earlier {
        Some(ticket) => web.desk.answers_of(&visitor.who, ticket).await?,
        None => BTreeMap::new(),
    };
    let form = web.desk.form(&visitor.who, &errand.service, purpose, &before).await?;
    let page = ApplyPage::new(&errand, &Draft::begin(form), &[], &[], web.pages.settings());
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `GET /permohonan/{ticket}/ubah`: the answers of a returned case, to mend.
pub(super) async fn change(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ticket): Path<String>,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let (seen, form) = web.desk.returned(&visitor.who, &ticket).await?;
    let errand = Errand {
        action: format!("/permohonan/{ticket}/ubah"),
        service: form.service.id.to_string(),
        purpose: None,
        again: Some(seen),
        earlier: None,
        key: web.desk.key(),
    };
    let draft = Draft::begin(form);
    let page = ApplyPage::new(&errand, &draft, &[], &[], web.pages.settings());
    let page = page.returned(&draft, web.desk.correction(&visitor.who, seen.case).await?);
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `POST /ajukan/{service}`.
pub(super) async fn send(
    State(web): State<Web>,
    visitor: Visitor,
    Path(service): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let errand = Errand {
        action: format!("/ajukan/{service}"),
        service,
        purpose: sent.text("_purpose").and_then(purpose),
        again: None,
        earlier: sent.text("_earlier").and_then(|ticket| ticket.parse().ok()),
        key: sent.key().ok_or(Failure::BadForm)?,
    };
    proceed(web, visitor, errand, sent).await
}

/// `POST /permohonan/{ticket}/ubah`.
pub(super) async fn send_again(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ticket): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let errand = Errand {
        action: format!("/permohonan/{ticket}/ubah"),
        service: sent.text("_service").ok_or(Failure::BadForm)?.to_owned(),
        purpose: sent.text("_purpose").and_then(purpose),
        again: Some(sent.seen().ok_or(Failure::BadForm)?),
        earlier: None,
        key: sent.key().ok_or(Failure::BadForm)?,
    };
    proceed(web, visitor, errand, sent).await
}

/// The five buttons: one more row, put by, look over, change something, send. Files are stored first, so
/// that they are there whatever else is wrong.
async fn proceed(
    web: Web,
    visitor: Visitor,
    errand: Errand,
    sent: Sent,
) -> Result<Response, Failure> {
    let wanted = sent.text("do").unwrap_or("check").to_owned();
    let mut typed = sent.typed();
    let mut problems = keep_files(&web, &visitor.who, &sent, &mut typed).await?;
    if let Some(list) = wanted.strip_prefix("add ") {
        typed.add_row(list);
    }
    let draft = Draft::settle(&web, &visitor.who, &errand, typed).await?;
    problems.extend(draft.problems.iter().cloned());
    let settings = web.pages.settings();
    let fresh = draft.fresh();
    if wanted == "save" {
        let receipt = web.desk.save(&visitor.who, draft.submit(&errand)).await?;
        return Ok(Redirect::to(&format!("/permohonan/{}", receipt.ticket)).into_response());
    }
    let looks = wanted == "check";
    let why = match errand.again {
        Some(seen) => web.desk.correction(&visitor.who, seen.case).await?,
        None => None,
    };
    if !looks && wanted != "send" {
        let page = ApplyPage::new(&errand, &draft, &[], &[], settings).returned(&draft, why);
        return Ok(web.pages.show(Some(&visitor), &page));
    }
    if fresh.is_empty() {
        let submit = draft.submit(&errand);
        match web.desk.review(&visitor.who, &submit).await {
            Err(DeskError::Invalid(found)) => {
                // What could not be read is missing for the desk: one message for it is enough.
                let known = |wrong: &Problem| problems.iter().any(|p| about(&p.path, &wrong.path));
                let found: Vec<Problem> = found.into_iter().filter(|p| !known(p)).collect();
                problems.extend(found);
            }
            Err(other) => return Err(other.into()),
            Ok(()) if !problems.is_empty() => {}
            Ok(()) if looks => {
                let page = ReviewPage::new(&errand, &draft, settings);
                return Ok(web.pages.show(Some(&visitor), &page));
            }
            Ok(()) => {
                let receipt = web.desk.submit(&visitor.who, submit).await?;
                let to = format!("/permohonan/{}?terkirim=1", receipt.ticket);
                return Ok(Redirect::to(&to).into_response());
            }
        }
    }
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ApplyPage::new(&errand, &draft, &problems, &fresh, settings).returned(&draft, why);
    Ok(web.pages.show_with(status, Some(&visitor), &page))
}

fn purpose(key: &str) -> Option<Purpose> {
    [Purpose::New, Purpose::Renewal, Purpose::Correction].into_iter().find(|p| p.key() == key)
}

/// Whether two places are the same, or one lies in the other.
fn about(one: &str, other: &str) -> bool {
    let lies_in = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    lies_in(one, other) || lies_in(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_for_one_place_is_enough() {
        assert!(about("mother.nik", "mother.nik") && about("mother", "mother.nik"));
        assert!(!about("mother", "mother_tongue") && !about("mother.nik", "mother.name"));
        assert_eq!(purpose("correction"), Some(Purpose::Correction));
        assert_eq!(purpose("x"), None);
    }
}
