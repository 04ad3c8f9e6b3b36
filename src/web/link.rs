//! `/t/{token}`: what a Ketua RT or RW gets in a message. Opening shows, only a button decides.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::decision::Decision;
use super::facts::{Fact, Happened, Paper, drafts, facts, happened};
use super::failure::Failure;
use super::form::{Hidden, Sent};
use super::pages::Page;
use super::pin;
use super::pressed::carry_out;
use super::visitor::{Telephone, Visitor};
use super::words::Words;
use crate::desk::{CaseFile, DecidedCase, DeskError, Linked, Who};

/// `GET /t/{token}`: message apps open links to preview them, so this changes nothing.
pub(super) async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
    Telephone(kept): Telephone,
) -> Result<Response, Failure> {
    let opened = match web.desk.by_link(&token, &kept).await {
        Err(DeskError::Pin(asked)) => return Ok(pin::ask(&web, asked, &token)),
        other => other?,
    };
    Ok(match opened {
        (who, Linked::Waiting(file)) => {
            let decision = Decision::new(&web, &file, address(&token), false, None);
            let page = LinkPage::new(&file, decision, &token, web.pages.words());
            web.pages.show(Some(&visitor(who)), &page)
        }
        (_, Linked::Decided(case)) => {
            let key = web.desk.key().to_string();
            let page = DecidedPage::new(&case, &token, key, web.pages.words());
            web.pages.show(None, &page)
        }
    })
}

/// `POST /t/{token}/buka`: shows one sensitive answer, which is recorded.
pub(super) async fn reveal(
    State(web): State<Web>,
    Path(token): Path<String>,
    Telephone(kept): Telephone,
    sent: Sent,
) -> Result<Response, Failure> {
    let field = sent.text("field").ok_or(Failure::BadForm)?.into();
    let (who, Linked::Waiting(file)) = web.desk.by_link(&token, &kept).await? else {
        return Err(Failure::NotFound);
    };
    let file = web.desk.reveal(&who, file.seen.case, &field).await?;
    let decision = Decision::new(&web, &file, address(&token), false, None);
    let page = LinkPage::new(&file, decision, &token, web.pages.words());
    Ok(web.pages.show(Some(&visitor(who)), &page))
}

/// `POST /t/{token}`: decides or takes the decision back.
pub(super) async fn decide(
    State(web): State<Web>,
    Path(token): Path<String>,
    Telephone(kept): Telephone,
    sent: Sent,
) -> Result<Response, Failure> {
    let (who, linked) = web.desk.by_link(&token, &kept).await?;
    let (case, file) = match &linked {
        Linked::Waiting(file) => (file.seen.case, Some(&**file)),
        // A button that was tapped twice, or the one that takes back.
        Linked::Decided(case) => (case.seen.case, None),
    };
    let tried = carry_out(&web, &who, case, file, (&sent, None)).await?;
    if let (Some(tried), Some(file)) = (tried, file) {
        let decision = Decision::new(&web, file, address(&token), false, Some(tried));
        let page = LinkPage::new(file, decision, &token, web.pages.words());
        let visitor = visitor(who);
        return Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page));
    }
    Ok(Redirect::to(&address(&token)).into_response())
}

fn address(token: &str) -> String {
    format!("/t/{token}")
}

fn visitor(who: Who) -> Visitor {
    Visitor { who, office: false, session: None }
}

/// The page behind a link whose case waits.
#[derive(Debug, Serialize)]
pub(super) struct LinkPage {
    service: String,
    about: Option<String>,
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
    /// The page of `file`.
    pub(super) fn new(file: &CaseFile, decision: Decision, token: &str, words: Words) -> Self {
        let base = address(token);
        Self {
            service: file.service.clone(),
            about: file.about.clone(),
            seat: (!file.seat.is_empty()).then(|| file.seat.clone()),
            late: file.late,
            due: file.due.map(|at| words.time(at)),
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
        self.service.clone()
    }
}

/// The page behind a link that was used.
#[derive(Debug, Serialize)]
pub(super) struct DecidedPage {
    service: String,
    subject: String,
    what: Option<String>,
    at: Option<String>,
    action: String,
    hidden: Vec<Hidden>,
    undo: bool,
}

impl DecidedPage {
    /// The page of `case`, with a key for the button that takes the decision back.
    pub(super) fn new(case: &DecidedCase, token: &str, key: String, words: Words) -> Self {
        let (what, at) = case.decided.clone().unzip();
        Self {
            service: case.service.clone(),
            subject: case.subject.clone(),
            what,
            at: at.map(|at| words.time(at)),
            action: address(token),
            hidden: Hidden::seen(case.seen, key),
            undo: case.undo,
        }
    }
}

impl Page for DecidedPage {
    const TEMPLATE: &'static str = "link_done";

    fn title(&self) -> String {
        "Terima kasih, Pak/Bu".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn the_head_of_an_rt_sees_the_case_and_four_plain_words() {
        let file = sample::case_file();
        let decision = Decision::with_key(&file, address("K"), false, "kunci".into(), &[], None);
        let html = sample::html(&LinkPage::new(&file, decision, "K", sample::words()));
        for words in ["Setujui", "Kembalikan", "Tolak", "Undang datang", "Ketua RT 003"] {
            assert!(html.contains(words), "{words}");
        }
        assert!(html.contains("action=\"/t/K\"") && !html.contains("berikutnya"));
    }

    #[test]
    fn a_decided_case_thanks_and_offers_to_take_it_back() {
        let case = sample::decided();
        let html = |case: &DecidedCase| {
            sample::html(&DecidedPage::new(case, "K", "kunci".into(), sample::words()))
        };
        let page = html(&case);
        assert!(page.contains("Terima kasih, Pak/Bu") && page.contains("Menyetujui"));
        assert!(page.contains("Rina") && !page.contains("3574034505909001"));
        assert!(page.contains("Batalkan keputusan saya") && !page.contains(">Setujui<"));
        let late = html(&DecidedCase { undo: false, ..case.clone() });
        assert!(!late.contains("Batalkan keputusan saya"));
        let elsewhere = html(&DecidedCase { decided: None, ..case });
        assert!(elsewhere.contains("tidak lagi menunggu"), "{elsewhere}");
    }
}
