//! `/t/{token}`: what a Ketua RT or RW gets in a message. Opening shows, only a button decides.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::decision::{Decision, carry_out};
use super::facts::{Fact, Happened, Paper, drafts, facts, happened};
use super::failure::Failure;
use super::form::Sent;
use super::pages::Page;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::{CaseFile, Who};

/// `GET /t/{token}`: message apps open links to preview them, so this changes nothing.
pub(super) async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let (who, file) = web.desk.by_link(&token).await?;
    let decision = Decision::new(&web, &file, address(&token), false, None);
    let done = query.contains_key("selesai");
    let page = LinkPage::new(&file, decision, &token, done, web.pages.words());
    Ok(web.pages.show(Some(&visitor(who)), &page))
}

/// `POST /t/{token}`: decides or takes the decision back.
pub(super) async fn decide(
    State(web): State<Web>,
    Path(token): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (who, file) = web.desk.by_link(&token).await?;
    if let Some(tried) = carry_out(&web, &who, &file, &sent).await? {
        let decision = Decision::new(&web, &file, address(&token), false, Some(tried));
        let page = LinkPage::new(&file, decision, &token, false, web.pages.words());
        let visitor = visitor(who);
        return Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page));
    }
    let done = if sent.text("undo").is_some() { "" } else { "?selesai=1" };
    Ok(Redirect::to(&format!("{}{done}", address(&token))).into_response())
}

fn address(token: &str) -> String {
    format!("/t/{token}")
}

fn visitor(who: Who) -> Visitor {
    Visitor { who, office: false, session: None }
}

/// The page behind a link.
#[derive(Debug, Serialize)]
pub(super) struct LinkPage {
    done: bool,
    service: String,
    seat: Option<String>,
    late: bool,
    due: Option<String>,
    fields: Vec<Fact>,
    drafts: Vec<Paper>,
    history: Vec<Happened>,
    #[serde(flatten)]
    decision: Decision,
}

impl LinkPage {
    /// The page of `file`; once decided it thanks, and still shows what was decided about.
    pub(super) fn new(
        file: &CaseFile,
        decision: Decision,
        token: &str,
        done: bool,
        words: Words,
    ) -> Self {
        let base = address(token);
        let open = file.step.is_some();
        Self {
            done: done || !open,
            service: file.service.clone(),
            seat: (!file.seat.is_empty()).then(|| file.seat.clone()),
            late: file.late,
            due: file.due.filter(|_| open).map(|at| words.time(at)),
            fields: facts(&file.fields, &base),
            drafts: drafts(&file.drafts, &base),
            history: happened(&file.history, words),
            decision,
        }
    }
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "link";

    fn title(&self) -> String {
        if self.done { "Terima kasih, Pak/Bu".into() } else { self.service.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    fn html(file: &CaseFile) -> String {
        let decision = Decision::with_key(file, address("K"), false, "kunci".into(), &[], None);
        sample::html(&LinkPage::new(file, decision, "K", false, sample::words()))
    }

    #[test]
    fn the_head_of_an_rt_sees_the_case_and_four_plain_words() {
        let html = html(&sample::case_file());
        for words in ["Setujui", "Kembalikan", "Tolak", "Undang datang", "Ketua RT 003"] {
            assert!(html.contains(words), "{words}");
        }
        assert!(html.contains("action=\"/t/K\"") && !html.contains("berikutnya"));
    }

    #[test]
    fn a_decided_case_thanks_and_offers_to_take_it_back() {
        let file = CaseFile { step: None, actions: vec![], undo: true, ..sample::case_file() };
        let html = html(&file);
        assert!(html.contains("Terima kasih, Pak/Bu"));
        assert!(html.contains("Batalkan keputusan saya") && !html.contains(">Setujui<"));
    }
}
