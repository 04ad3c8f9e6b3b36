//! `/permohonan`: the letters that this person asked for.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::pages::Page;
use super::visitor::Visitor;
use crate::calendar::long_date;
use crate::desk::Tracking;

/// `GET /permohonan`.
pub(super) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let mine = web.desk.mine(&visitor.who).await?;
    Ok(web.pages.show(Some(&visitor), &RequestsPage::new(&mine)))
}

/// A card for each request.
#[derive(Debug, Serialize)]
pub(super) struct RequestsPage {
    requests: Vec<Card>,
}

#[derive(Debug, Serialize)]
struct Card {
    ticket: String,
    grouped: String,
    service: String,
    subject: Option<String>,
    filed: Option<String>,
    headline: String,
    todo: bool,
    ended: bool,
}

impl RequestsPage {
    /// The page of these requests.
    pub(super) fn new(requests: &[Tracking]) -> Self {
        let card = |request: &Tracking| Card {
            ticket: request.ticket.to_string(),
            grouped: request.ticket.grouped(),
            service: request.service.title.clone(),
            subject: request.subject.clone(),
            filed: request.filed.map(long_date),
            headline: request.headline.clone(),
            todo: request.editable,
            ended: request.ended,
        };
        Self { requests: requests.iter().map(card).collect() }
    }
}

impl Page for RequestsPage {
    const TEMPLATE: &'static str = "requests";

    fn title(&self) -> String {
        "Surat yang Anda minta".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn two_requests_for_the_same_letter_are_told_apart() {
        let other = Tracking { subject: Some("Citra Contoh".into()), ..sample::tracking() };
        let html = sample::html(&RequestsPage::new(&[sample::tracking(), other]));
        for child in ["Bayu Saputra", "Citra Contoh"] {
            assert!(html.contains(&format!(">Surat Keterangan Kelahiran: {child}</a>")), "{child}");
        }
        assert_eq!(html.matches("Dikirim: 20 November 2026<br>").count(), 2);
    }

    #[test]
    fn what_must_be_mended_is_said_in_words() {
        let returned = Tracking { editable: true, ..sample::tracking() };
        let html = sample::html(&RequestsPage::new(&[sample::tracking(), returned]));
        assert_eq!(html.matches("Perlu Anda perbaiki").count(), 1);
        assert_eq!(html.matches("Sedang berjalan").count(), 1);
        assert!(sample::html(&RequestsPage::new(&[])).contains("Minta surat pertama Anda"));
    }
}
