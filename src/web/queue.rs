//! `/antrean`: what waits for this person's seats, by deadline, and one decision on many of them.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::decided_many::{DecidedPage, Pick};
use super::failure::Failure;
use super::form::{Hidden, Listed, Sent};
use super::pages::Page;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::{Inbox, InboxRow, Quick};
use crate::origin::CaseId;

/// What residents are asked to mend most often.
const REASONS: [&str; 4] = [
    "Foto berkas tidak terbaca. Foto lagi di tempat terang.",
    "Berkas belum lengkap. Tambahkan yang kurang.",
    "Isian tidak sama dengan KTP atau KK. Samakan dulu.",
    "Alamat atau RT salah. Perbaiki dulu.",
];

/// `GET /antrean`; `?sesudah=` turns the page, `?semua=1` ticks all, `?tersimpan=CASE` follows a
/// decision.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let after = query.get("sesudah").map(String::as_str);
    let inbox = web.desk.inbox(&visitor.who, after).await?;
    let saved = query.get("tersimpan").and_then(|id| id.parse().ok());
    let further = QueuePage::new(&inbox, after.is_some(), saved, web.pages.words());
    let page = further.keyed(web.desk.key().to_string(), after, query.contains_key("semua"));
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `POST /antrean`: one decision on all that are ticked, and what became of each.
pub(super) async fn decide(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let key = sent.key().ok_or(Failure::BadForm)?;
    let picks: Vec<Pick> =
        sent.all("pilih").map(Pick::read).collect::<Option<_>>().ok_or(Failure::BadForm)?;
    let back = sent.text("do") == Some("back");
    let note = back.then(|| words_of(&sent)).filter(|note| !note.is_empty());
    let wrong = if picks.is_empty() {
        Some(("pilih", "Centang paling sedikit satu surat."))
    } else if back && note.is_none() {
        Some(("alasan", "Pilih atau tulis alasannya. Warga akan membaca ini."))
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let after = sent.text("sesudah");
        let inbox = web.desk.inbox(&visitor.who, after).await?;
        let page = QueuePage::new(&inbox, after.is_some(), None, web.pages.words());
        let page = page.keyed(web.desk.key().to_string(), after, false).again(&picks, wrong);
        return Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page));
    }
    let picked = picks.iter().map(|pick| pick.picked(back)).collect::<Option<_>>();
    let picked = picked.ok_or(Failure::BadForm)?;
    let decided = web.desk.decide_all(&visitor.who, picked, note.as_deref(), key).await;
    let again = web.desk.key().to_string();
    Ok(web.pages.show(Some(&visitor), &DecidedPage::new(decided, back, note, again)))
}

/// The reason that was picked, and what was written beside it.
fn words_of(sent: &Sent) -> String {
    let picked = sent.text("alasan").and_then(|n| REASONS.get(n.parse::<usize>().ok()?));
    let written = sent.text("catatan").map(str::trim).filter(|text| !text.is_empty());
    picked.copied().into_iter().chain(written).collect::<Vec<_>>().join(" ")
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
    /// Whether any line can be decided here.
    many: bool,
    /// What is pressed for all that are ticked; none where no line can be moved on here.
    onward: Option<String>,
    back: bool,
    all: bool,
    here: Option<String>,
    hidden: Vec<Hidden>,
    reasons: Vec<Reason>,
    problems: Vec<Listed>,
    /// What is missing beside the reason.
    why: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Reason {
    value: usize,
    label: &'static str,
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
    /// What ticking it sends; none where it must be opened.
    pick: Option<String>,
    on: bool,
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
            pick: Pick::of(row).map(|pick| pick.to_string()),
            on: false,
        };
        // One button for all of them: it has their words where they are the same.
        let mut titles: Vec<&str> =
            inbox.rows.iter().filter_map(|row| row.onward.as_ref()).map(|q| &*q.title).collect();
        titles.dedup();
        let onward = match titles[..] {
            [] => None,
            [title] => Some(title.to_owned()),
            _ => Some("Setujui".to_owned()),
        };
        let back = |row: &InboxRow| row.back.as_ref().map(|Quick { action, .. }| action).is_some();
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
            many: inbox.rows.iter().any(|row| Pick::of(row).is_some()),
            rows: inbox.rows.iter().map(row).collect(),
            next: inbox.next.clone(),
            onward,
            back: inbox.rows.iter().any(back),
            all: false,
            here: None,
            hidden: Vec::new(),
            reasons: REASONS
                .iter()
                .enumerate()
                .map(|(value, &label)| Reason { value, label })
                .collect(),
            problems: Vec::new(),
            why: None,
        }
    }

    /// With the key of its form, the place in the list, and all lines ticked or none.
    pub(super) fn keyed(mut self, key: String, after: Option<&str>, all: bool) -> Self {
        self.hidden = vec![Hidden::new("_key", key)];
        self.hidden.extend(after.map(|after| Hidden::new("sesudah", after)));
        self.here = after.map(str::to_owned);
        self.all = all;
        for row in &mut self.rows {
            row.on = all && row.pick.is_some();
        }
        self
    }

    /// Once more, with what was ticked and what is wrong: where, and in words.
    pub(super) fn again(mut self, picks: &[Pick], (path, text): (&str, &'static str)) -> Self {
        for row in &mut self.rows {
            row.on = picks.iter().any(|pick| row.case == pick.case());
        }
        self.why = (path == "alasan").then_some(text);
        self.problems = vec![Listed { path: path.to_owned(), text: text.to_owned() }];
        self
    }
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "queue";
    const WIDE: bool = true;

    fn title(&self) -> String {
        let wrong = if self.problems.is_empty() { "" } else { "Ada yang salah: " };
        format!("{wrong}{}", self.heading)
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
