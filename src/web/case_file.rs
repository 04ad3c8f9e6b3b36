//! `/antrean/{case}`: a case as its holder sees it, and the holder's decision.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use zeroize::Zeroizing;

use super::Web;
use super::beside::Beside;
use super::decision::{Decision, signs_here};
use super::facts::{Fact, Happened, Paper, drafts, facts, happened};
use super::failure::Failure;
use super::form::Sent;
use super::pages::Page;
use super::pressed::carry_out;
use super::visitor::Visitor;
use super::whatsapp;
use super::words::Words;
use crate::desk::CaseFile;
use crate::origin::CaseId;

/// `GET /antrean/{case}`; `?tersimpan=CASE` after the decision about another case.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    let file = web.desk.open(&visitor.who, case).await?;
    let saved = query.get("tersimpan").and_then(|id| id.parse().ok());
    Ok(page(&web, &visitor, &file, saved))
}

fn page(web: &Web, visitor: &Visitor, file: &CaseFile, saved: Option<CaseId>) -> Response {
    let decision = Decision::new(web, file, address(file.seen.case), true, None);
    web.pages.show(Some(visitor), &CaseFilePage::new(file, decision, saved, web.pages.words()))
}

/// `POST /antrean/{case}/buka`: shows one sensitive answer, which is recorded.
pub(super) async fn reveal(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    let field = sent.text("field").ok_or(Failure::BadForm)?.into();
    Ok(page(&web, &visitor, &web.desk.reveal(&visitor.who, case, &field).await?, None))
}

/// `POST /antrean/{case}`: decides, and goes on to the next case if the button said so.
pub(super) async fn decide(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    mut sent: Sent,
) -> Result<Response, Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    let file = web.desk.open(&visitor.who, case).await?;
    // Out of the form and into memory that is wiped: no copy is left in `sent`.
    let passphrase = sent.take("sandi").map(Zeroizing::new);
    let (undo, go_on) = (sent.text("undo").is_some(), sent.text("next").is_some());
    let sent = (&sent, passphrase);
    if let Some(tried) = carry_out(&web, &visitor.who, case, Some(&file), sent).await? {
        let decision = Decision::new(&web, &file, address(case), true, Some(tried));
        let page = CaseFilePage::new(&file, decision, None, web.pages.words());
        return Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page));
    }
    let to = if undo { address(case) } else { next(&web, &visitor, case, go_on).await? };
    Ok(Redirect::to(&to).into_response())
}

async fn next(web: &Web, visitor: &Visitor, case: CaseId, go: bool) -> Result<String, Failure> {
    let inbox = if go { Some(web.desk.inbox(&visitor.who, None).await?) } else { None };
    let waiting = inbox.iter().flat_map(|inbox| &inbox.rows).find(|row| row.seen.case != case);
    Ok(match waiting {
        Some(row) => format!("{}?tersimpan={case}", address(row.seen.case)),
        None => format!("/antrean?tersimpan={case}"),
    })
}

fn address(case: CaseId) -> String {
    format!("/antrean/{case}")
}

/// The page of a case.
#[derive(Debug, Serialize)]
pub(super) struct CaseFilePage {
    saved: Option<String>,
    case: String,
    ticket: String,
    service: String,
    about: Option<String>,
    step: Option<String>,
    late: bool,
    due: Option<String>,
    fields: Vec<Fact>,
    drafts: Vec<Paper>,
    /// Signing has a page of its own, for one letter as for many.
    signs: bool,
    /// There is something to decide.
    can: bool,
    history: Vec<Happened>,
    whatsapp: Option<String>,
    #[serde(flatten)]
    beside: Beside,
    #[serde(flatten)]
    decision: Decision,
}

impl CaseFilePage {
    /// The page of `file` with its buttons.
    pub(super) fn new(
        file: &CaseFile,
        decision: Decision,
        saved: Option<CaseId>,
        words: Words,
    ) -> Self {
        let base = address(file.seen.case);
        Self {
            saved: saved.map(|case| case.to_string()),
            case: file.seen.case.to_string(),
            ticket: file.ticket.grouped(),
            service: file.service.clone(),
            about: file.about.clone(),
            step: file.step.as_ref().map(|(_, title)| title.clone()),
            late: file.late,
            due: file.due.map(|at| words.short(at)),
            fields: facts(&file.fields, &base),
            drafts: drafts(&file.drafts, &base),
            signs: file.signs && !signs_here(file),
            can: file.signs || decision.any(),
            history: happened(&file.history, words),
            whatsapp: file.reach.as_ref().map(whatsapp::address),
            beside: Beside::new(file),
            decision,
        }
    }
}

impl Page for CaseFilePage {
    const TEMPLATE: &'static str = "case_file";
    const WIDE: bool = true;

    fn title(&self) -> String {
        let wrong = if self.decision.problems.is_empty() { "" } else { "Ada yang salah: " };
        format!("{wrong}{}", self.service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    fn html(file: &CaseFile) -> String {
        let base = address(file.seen.case);
        let decision = Decision::with_key(file, base, true, "kunci".into(), &[], None);
        sample::html(&CaseFilePage::new(file, decision, None, sample::words()))
    }

    #[test]
    fn papers_and_drafts_are_served_under_the_case() {
        let file = sample::case_file();
        let (html, base) = (html(&file), address(file.seen.case));
        assert!(html.contains(&format!("{base}/berkas/{}", "a".repeat(64))));
        assert!(html.contains(&format!("{base}/draf/letter")));
        assert!(html.contains("Setujui &amp; berikutnya"));
    }

    #[test]
    fn a_letter_to_sign_leads_to_the_page_with_the_passphrase() {
        let mut file = CaseFile { signs: true, ..sample::case_file() };
        file.fields.iter_mut().for_each(|field| field.edit = None);
        let many = html(&file);
        assert!(many.contains("/tanda-tangan?surat="));
        assert!(!many.contains("Setujui &amp; berikutnya") && many.contains("Kembalikan"));
        // Where the signer fills something in, the letter is signed on its own page.
        let one = html(&CaseFile { signs: true, ..sample::case_file() });
        assert!(!one.contains("/tanda-tangan?surat=") && one.contains("type=\"password\""));
    }

    #[test]
    fn a_name_can_never_become_markup() {
        let mut file = sample::case_file();
        file.fields[0].lines[0].1 = "<script>alert(1)</script>".into();
        let html = html(&file);
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
    }
}
