//! `/register/pesan`: keeps numbers for letters on paper.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::form::{Hidden, Sent};
use super::pages::Page;
use super::register_words::{Wrong, address, unreadable, wrong};
use super::visitor::Visitor;
use crate::desk::{Block, Book, BookPart, DeskError};

/// `GET /register/pesan?seri=SERIES`.
pub(super) async fn ask(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let series = query.get("seri").ok_or(Failure::NotFound)?;
    let page = ReservePage::new(&book(&web, &visitor, series).await?, None, vec![]);
    Ok(web.pages.show(Some(&visitor), &page))
}

/// `POST /register/pesan`: the next numbers, or those from one to another.
pub(super) async fn reserve(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let series = sent.text("seri").ok_or(Failure::BadForm)?;
    let key = sent.key().ok_or(Failure::BadForm)?;
    let wrong = match block(&sent) {
        Ok(block) => {
            let reason = sent.text("alasan").unwrap_or_default();
            let done = web.desk.register_reserve(&visitor.who, series, (block, reason), key);
            match done.await {
                Ok((lowest, _)) => {
                    let after = lowest.saturating_sub(1).to_string();
                    let more = [("sesudah", after.as_str()), ("tersimpan", "pesan")];
                    return Ok(Redirect::to(&address("buku", series, &more)).into_response());
                }
                Err(error) => wrong(error)?,
            }
        }
        Err(wrong) => wrong,
    };
    let page = ReservePage::new(&book(&web, &visitor, series).await?, Some(&sent), wrong);
    Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(&visitor), &page))
}

/// What the form asks for; a range where one is written.
fn block(sent: &Sent) -> Result<Block, Vec<Wrong>> {
    let number = |name: &str| {
        let text = sent.text(name).unwrap_or_default().trim();
        if text.is_empty() { Ok(None) } else { text.parse::<u32>().map(Some).map_err(|_| ()) }
    };
    let range = || unreadable("dari", "Tulis nomor awal dan nomor akhir dengan angka.");
    match (number("dari"), number("sampai")) {
        (Ok(Some(low)), Ok(Some(high))) => Ok(Block::Range(low, high)),
        (Ok(None), Ok(None)) => match number("banyak") {
            Ok(Some(count)) => Ok(Block::Next(count)),
            _ => Err(unreadable("banyak", "Tulis banyaknya nomor dengan angka.")),
        },
        _ => Err(range()),
    }
}

async fn book(web: &Web, visitor: &Visitor, series: &str) -> Result<Book, Failure> {
    let book = web.desk.register_book(&visitor.who, series, BookPart::Newest, (0, 0)).await?;
    if book.may_change { Ok(book) } else { Err(DeskError::NotFound.into()) }
}

/// The form.
#[derive(Debug, Serialize)]
pub(super) struct ReservePage {
    problems: Vec<Wrong>,
    hidden: Vec<Hidden>,
    title: String,
    office: String,
    last: u32,
    back: String,
    count: String,
    from: String,
    to: String,
    reason: String,
}

impl ReservePage {
    /// The form for `book`, as it was sent with what is wrong.
    pub(super) fn new(book: &Book, sent: Option<&Sent>, problems: Vec<Wrong>) -> Self {
        let typed = |name: &str, empty: &str| {
            let typed = sent.and_then(|sent| sent.text(name));
            typed.unwrap_or(empty).to_owned()
        };
        let series = &book.card.series;
        Self {
            problems,
            hidden: vec![Hidden::new("seri", series), Hidden::new("_key", book.key.to_string())],
            title: book.card.title.clone(),
            office: book.office.name.clone(),
            last: book.card.last,
            back: address("buku", series, &[]),
            count: typed("banyak", "10"),
            from: typed("dari", ""),
            to: typed("sampai", ""),
            reason: typed("alasan", ""),
        }
    }
}

impl Page for ReservePage {
    const TEMPLATE: &'static str = "register_reserve";
    const WIDE: bool = true;

    fn title(&self) -> String {
        let what = format!("Pesan nomor {}", self.title);
        if self.problems.is_empty() { what } else { format!("Perbaiki: {what}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_register};

    #[test]
    fn a_range_counts_where_one_is_written() {
        let asked = |pairs: &[(&str, &str)]| block(&Sent::of(pairs));
        assert_eq!(asked(&[("banyak", "10"), ("dari", " "), ("sampai", "")]), Ok(Block::Next(10)));
        let range = [("banyak", "10"), ("dari", "301"), ("sampai", "350")];
        assert_eq!(asked(&range), Ok(Block::Range(301, 350)));
        for wrong in [&[("banyak", "sepuluh")][..], &[("dari", "301")], &[("banyak", "-1")]] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_was_typed_stays_with_what_is_wrong() {
        let sent = Sent::of(&[("banyak", "900"), ("alasan", "Listrik padam")]);
        let wrong = unreadable("banyak", "Pesan 1 sampai 500 nomor sekaligus.");
        let page = ReservePage::new(&sample_register::book(1), Some(&sent), wrong);
        let html = sample::html(&page);
        assert!(html.contains("href=\"#banyak\"") && html.contains("value=\"900\""), "{html}");
        assert!(html.contains("value=\"Listrik padam\""), "{html}");
    }
}
