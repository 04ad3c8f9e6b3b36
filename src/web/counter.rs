//! `/loket`: an officer records what somebody says who came in person.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::decision::{Decision, Tried};
use super::failure::Failure;
use super::form::Sent;
use super::pages::Page;
use super::peer::Peer;
use super::pressed::{decide, fills, mendable, pressed};
use super::uploads::keep_files;
use super::visitor::Visitor;
use super::whatsapp;
use crate::desk::{CounterFile, Decide, LookUp, Problem, Record};
use crate::origin::{Code, PersonId};
use crate::workflow::ActionId;

/// The input of the paper.
const PAPER: &str = "bukti";

/// `GET /loket`; `?nomor=TICKET` leads to that request, `?tercatat` follows a record.
pub(super) async fn ask(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let saved = query.contains_key("tercatat");
    let Some(typed) = query.get("nomor").filter(|typed| !typed.trim().is_empty()) else {
        return Ok(web.pages.show(Some(&visitor), &CounterPage::empty(saved)));
    };
    let ticket: Code = typed.parse().map_err(|_| Failure::NotFound)?;
    Ok(Redirect::to(&address(&ticket)).into_response())
}

/// `GET /loket/{ticket}`.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Peer(peer): Peer,
    Path(ticket): Path<String>,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let file = web.desk.at_counter(&visitor.who, &ticket);
    let file = web.desk.look_up(LookUp::Ticket, &peer, file).await?;
    let decision = Decision::new(&web, &file.file, address(&ticket), false, None);
    let page = CounterPage::new(&file, decision.at_counter(&file.asked, None));
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `POST /loket/{ticket}`.
pub(super) async fn record(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ticket): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let file = web.desk.at_counter(&visitor.who, &ticket).await?;
    let seen = sent.seen().filter(|seen| seen.case == file.file.seen.case);
    let (seen, key) = seen.zip(sent.key()).ok_or(Failure::BadForm)?;
    let (Some(step), Some(action)) = (sent.text("_step"), pressed(&sent)) else {
        return Err(Failure::BadForm);
    };
    let mut typed = sent.typed();
    let mut problems = keep_files(&web, &visitor.who, &sent, &mut typed).await?;
    let adds = sent.text("do").and_then(|wanted| wanted.strip_prefix("add "));
    if let Some(list) = adds {
        typed.add_row(list);
    } else {
        let fills = fills(&file.file, action, &typed, &mut problems);
        let person = sent.text("siapa").and_then(|id| id.parse::<PersonId>().ok());
        let evidence = typed.files(PAPER).pop();
        let missing =
            |path: &str, message: &str| Problem { path: path.into(), message: message.into() };
        if person.is_none() {
            problems.push(missing("siapa", "Pilih siapa yang datang."));
        }
        if evidence.is_none() && !problems.iter().any(|problem| problem.path == PAPER) {
            problems.push(missing(PAPER, "Kirim foto pernyataan yang ia tandatangani."));
        }
        if let (Some(person), Some(evidence), true) = (person, evidence, problems.is_empty()) {
            let decide = Decide { fills, ..decide(&sent, seen, (step, action), key) };
            let id: ActionId = decide.action.clone();
            match web
                .desk
                .record_at_counter(&visitor.who, Record { person, decide, evidence })
                .await
            {
                Ok(()) => return Ok(Redirect::to("/loket?tercatat=1").into_response()),
                Err(error) => problems = mendable(error, &id)?,
            }
        }
    }
    let chosen = sent.text("siapa").unwrap_or_default().to_owned();
    let wrong = problems.clone();
    let tried = Some(Tried { sent: &sent, typed, problems });
    let decision = Decision::new(&web, &file.file, address(&ticket), false, tried);
    let page = CounterPage::new(&file, decision.at_counter(&file.asked, Some((&chosen, &wrong))));
    Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page))
}

fn address(ticket: &Code) -> String {
    format!("/loket/{ticket}")
}

/// The page of the counter.
#[derive(Debug, Serialize)]
pub(super) struct CounterPage {
    saved: bool,
    ticket: String,
    service: Option<String>,
    step: String,
    whatsapp: Option<String>,
    #[serde(flatten)]
    decision: Option<Decision>,
}

impl CounterPage {
    /// The page that asks for a number.
    pub(super) fn empty(saved: bool) -> Self {
        let (ticket, step) = (String::new(), String::new());
        Self { saved, ticket, service: None, step, whatsapp: None, decision: None }
    }

    /// The page of a request.
    pub(super) fn new(file: &CounterFile, decision: Decision) -> Self {
        Self {
            saved: false,
            ticket: file.file.ticket.grouped(),
            service: Some(file.file.service.clone()),
            step: file.file.step.as_ref().map_or_else(String::new, |(_, title)| title.clone()),
            whatsapp: file.file.reach.as_ref().map(whatsapp::address),
            decision: Some(decision),
        }
    }
}

impl Page for CounterPage {
    const TEMPLATE: &'static str = "counter";
    const WIDE: bool = true;

    fn title(&self) -> String {
        "Loket".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Asked;
    use crate::web::sample;

    #[test]
    fn the_counter_asks_who_came_and_for_the_paper() {
        let html = sample::html(&CounterPage::empty(true));
        assert!(html.contains("Sudah dicatat") && !html.contains("Siapa yang datang"));
        let person = PersonId(uuid::Uuid::from_u128(7));
        let asked = vec![Asked { person, name: "Siti Contoh".into() }];
        let file = CounterFile { asked, file: sample::case_file() };
        let wrong = [Problem { path: PAPER.into(), message: "Kirim foto.".into() }];
        let address = address(&file.file.ticket);
        let decision = Decision::with_key(&file.file, address, false, "kunci".into(), &[], None);
        let chosen = person.to_string();
        let decision = decision.at_counter(&file.asked, Some((&chosen, &wrong)));
        let html = sample::html(&CounterPage::new(&file, decision));
        assert!(html.contains("selected>Siti Contoh</option>"), "{html}");
        assert!(html.contains("id=\"bukti-e\">Kirim foto.</p>"), "{html}");
    }
}
