//! `/antrean`: what waits for this person's seats, by deadline.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::pages::Page;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::{Inbox, InboxRow};
use crate::origin::CaseId;

/// `GET /antrean`; `?sesudah=` turns the page, `?tersimpan=CASE` follows a decision.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let after = query.get("sesudah").map(String::as_str);
    let inbox = web.desk.inbox(&visitor.who, after).await?;
    let saved = query.get("tersimpan").and_then(|id| id.parse().ok());
    let page = QueuePage::new(&inbox, after.is_some(), saved, web.pages.words());
    Ok(web.pages.show(Some(&visitor), &page))
}

/// At most fifty lines; a table on a desk, cards on a phone.
#[derive(Debug, Serialize)]
pub(super) struct QueuePage {
    heading: String,
    saved: Option<String>,
    seats: String,
    /// Letters on this page that wait for a signature.
    signs: usize,
    rows: Vec<Row>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    case: String,
    ticket: String,
    subject: String,
    about: Option<String>,
    service: String,
    step: String,
    seat: String,
    since: String,
    due: Option<String>,
    late: bool,
}

impl QueuePage {
    /// The page of `inbox`; `further` if it is not the first.
    pub(super) fn new(inbox: &Inbox, further: bool, saved: Option<CaseId>, words: Words) -> Self {
        let row = |row: &InboxRow| Row {
            case: row.seen.case.to_string(),
            ticket: row.ticket.grouped(),
            subject: row.subject.clone(),
            about: row.about.clone(),
            service: row.service.clone(),
            step: row.step_title.clone(),
            seat: row.seat.clone(),
            since: words.short(row.since),
            due: row.due.map(|at| words.short(at)),
            late: row.late,
        };
        let heading = match inbox.rows.len() {
            _ if further => "Antrean, lanjutan".to_owned(),
            0 => "Antrean".to_owned(),
            n if inbox.next.is_some() => format!("{n} surat pertama menunggu Anda"),
            n => format!("{n} surat menunggu Anda"),
        };
        Self {
            heading,
            saved: saved.map(|case| case.to_string()),
            seats: inbox.seats.join(", "),
            signs: inbox.rows.iter().filter(|row| row.signs).count(),
            rows: inbox.rows.iter().map(row).collect(),
            next: inbox.next.clone(),
        }
    }
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "queue";
    const WIDE: bool = true;

    fn title(&self) -> String {
        self.heading.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn a_full_page_has_fifty_lines_and_leads_on() {
        let html = sample::html(&QueuePage::new(&sample::inbox(50), false, None, sample::words()));
        assert_eq!(html.matches("<a class=\"big\"").count(), 50);
        assert!(html.contains("50 surat berikutnya") && html.contains("! Lewat waktu"));
        assert!(html.contains("Tanda tangani 25 surat"));
    }

    #[test]
    fn an_empty_queue_says_so() {
        let html = sample::html(&QueuePage::new(&sample::inbox(0), false, None, sample::words()));
        assert!(html.contains("Tidak ada surat menunggu"));
    }
}
