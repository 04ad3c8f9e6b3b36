//! `/permohonan/{ticket}`: where a request is, since when, by when, and what its applicant must do.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::facts::{Happened, happened};
use super::failure::Failure;
use super::form::Hidden;
use super::pages::Page;
use super::peer::Peer;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::{HistoryLine, LookUp, OutputView, Progress, Tracking};
use crate::origin::Code;
use crate::workflow::Purpose;

/// `GET /permohonan/{ticket}`; `?terkirim` right after it was sent.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Peer(address): Peer,
    Path(ticket): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let tracking = web.desk.track(&visitor.who, &ticket);
    let tracking = web.desk.look_up(LookUp::Ticket, &address, tracking).await?;
    let key = web.desk.key().to_string();
    let sent = query.contains_key("terkirim");
    let page = TrackingPage::new(&tracking, sent, key, web.pages.words());
    Ok(web.pages.show(Some(&visitor), &page))
}

/// The page of one request.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one question of the template")]
pub(super) struct TrackingPage {
    sent: bool,
    ticket: String,
    grouped: String,
    service: String,
    subject: Option<String>,
    headline: String,
    todo: Option<String>,
    since: Option<String>,
    due: Option<String>,
    steps: Vec<Step>,
    letters: Vec<Letter>,
    registers: Vec<Letter>,
    history: Vec<Happened>,
    editable: bool,
    withdrawable: bool,
    reopenable: bool,
    again: Vec<Again>,
    ended: bool,
    /// How the box on top looks; it says the same in words.
    class: &'static str,
    hidden: Vec<Hidden>,
}

#[derive(Debug, Serialize)]
struct Step {
    title: String,
    class: &'static str,
    state: &'static str,
    by: Option<String>,
    note: Option<String>,
}

/// A new letter in place of the old one.
#[derive(Debug, Serialize)]
struct Again {
    href: String,
    words: &'static str,
}

fn again(tracking: &Tracking, purpose: Purpose) -> Again {
    let (service, ticket) = (&tracking.service.id, &tracking.ticket);
    let words = match purpose {
        Purpose::Correction => "Minta perbaikan surat ini",
        _ => "Minta perpanjangan surat ini",
    };
    Again { href: format!("/ajukan/{service}?untuk={}&dari={ticket}", purpose.key()), words }
}

#[derive(Debug, Serialize)]
struct Letter {
    id: String,
    title: String,
    number: String,
    ready: bool,
    code: Option<String>,
    /// Who gets a copy.
    copies: String,
}

impl TrackingPage {
    /// The page of `tracking`; `key` makes a withdrawal count once.
    pub(super) fn new(tracking: &Tracking, sent: bool, key: String, words: Words) -> Self {
        let step = |(title, progress, by): &(String, Progress, Option<HistoryLine>)| {
            let (class, state) = match progress {
                Progress::Done => ("done", "Selesai"),
                Progress::Now => ("now", "Sekarang di sini"),
                Progress::Later => ("later", "Nanti"),
            };
            let note = by.as_ref().and_then(|line| line.note.clone());
            let by = by.as_ref().map(|line| format!("{}, {}", line.who, words.time(line.at)));
            Step { title: title.clone(), class, state, by, note }
        };
        let letter = |output: &OutputView| Letter {
            id: output.id.to_string(),
            title: output.title.clone(),
            number: output.number.clone().unwrap_or_default(),
            ready: output.released,
            code: output.code.as_ref().map(ToString::to_string),
            copies: output.copies.join(", "),
        };
        let (letters, registers): (Vec<_>, Vec<_>) =
            tracking.outputs.iter().partition(|output| output.letter);
        Self {
            // The address of the page may be kept and opened again much later.
            sent: sent && !tracking.ended && !tracking.editable,
            ticket: tracking.ticket.to_string(),
            grouped: tracking.ticket.grouped(),
            service: tracking.service.title.clone(),
            subject: tracking.subject.clone(),
            headline: tracking.headline.clone(),
            todo: tracking.todo.clone(),
            since: tracking.since.map(|at| words.time(at)),
            due: tracking.due.map(|at| words.time(at)),
            steps: tracking.steps.iter().map(step).collect(),
            letters: letters.into_iter().map(letter).collect(),
            registers: registers.into_iter().filter(|o| o.number.is_some()).map(letter).collect(),
            history: happened(&tracking.history, words),
            editable: tracking.editable,
            withdrawable: tracking.withdrawable,
            reopenable: tracking.reopenable,
            again: tracking.again.iter().map(|purpose| again(tracking, *purpose)).collect(),
            ended: tracking.ended,
            class: match (tracking.ended, &tracking.todo) {
                (true, _) => "good",
                (false, Some(_)) => "todo",
                (false, None) => "",
            },
            hidden: Hidden::seen(tracking.seen, key),
        }
    }
}

impl Page for TrackingPage {
    const TEMPLATE: &'static str = "tracking";

    fn title(&self) -> String {
        format!("{}: {}", self.service, self.headline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    fn html(tracking: &Tracking) -> String {
        sample::html(&TrackingPage::new(tracking, false, "kunci".into(), sample::words()))
    }

    #[test]
    fn the_four_questions_are_answered_before_the_timeline() {
        let html = html(&sample::tracking());
        let (above, _) = html.split_once("Perjalanan surat").unwrap();
        for words in [
            "Sekarang di Ketua RW 005",
            "Sejak: Jumat, 20 November 2026 pukul 09.00 WIB",
            "Paling lambat: Senin, 23 November 2026 pukul 15.00 WIB",
            "tidak ada",
        ] {
            assert!(above.contains(words), "{words}");
        }
    }

    #[test]
    fn a_step_says_its_state_in_words() {
        let html = html(&sample::tracking());
        for words in ["Selesai", "Sekarang di sini", "Nanti"] {
            assert!(html.contains(words), "{words}");
        }
    }

    #[test]
    fn a_returned_request_leads_to_its_form_and_a_finished_one_to_its_letter() {
        let returned = Tracking {
            todo: Some("Perbaiki foto Kartu Keluarga.".into()),
            editable: true,
            ..sample::tracking()
        };
        assert!(html(&returned).contains(&format!("/permohonan/{}/ubah", returned.ticket)));
        let done = sample::finished();
        let html = html(&done);
        assert!(html.contains(&format!("/permohonan/{}/surat/letter", done.ticket)));
        assert!(html.contains("400.12.3.1/004/KEL-JT/XI/2026"));
        assert!(!html.contains("Batalkan permohonan"));
    }
}
