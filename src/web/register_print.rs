//! `/register/cetak`: a register book as it is printed and signed.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::pages::Page;
use super::register_book::asked;
use super::register_words::{address, day, detail, month_words, order, part_of, state};
use super::visitor::Visitor;
use crate::calendar::long_date;
use crate::desk::{Book, BookLine};

/// Lines that are printed at once: more would not fit into one answer of a slow line.
const LINES: u32 = 150;

/// `GET /register/cetak?seri=SERIES`, with the part of the book as the book's page has it.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let (series, wanted, after) = asked(&query)?;
    let book = web.desk.register_book(&visitor.who, series, wanted, (after, LINES)).await?;
    Ok(web.pages.show(Some(&visitor), &PrintPage::new(&book, after > 0)))
}

/// A sheet with the office's name at its head and a place for the signature at its end.
#[derive(Debug, Serialize)]
pub(super) struct PrintPage {
    office: String,
    above: Option<String>,
    address: String,
    title: String,
    detail: String,
    month: Option<String>,
    /// It does not begin with the first number of its part.
    further: bool,
    rows: Vec<Row>,
    back: String,
    next: Option<String>,
    today: String,
    head: String,
    holder: Option<String>,
    nip: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    order: String,
    number: Option<String>,
    date: String,
    letter: Option<String>,
    subject: Option<String>,
    ticket: Option<String>,
    state: &'static str,
    note: Option<String>,
}

impl PrintPage {
    /// The sheet of `book`; `further` where it is not the first.
    pub(super) fn new(book: &Book, further: bool) -> Self {
        let series = book.card.series.as_str();
        let part = part_of(book.month);
        let row = |line: &BookLine| Row {
            order: order(line),
            number: line.number.clone(),
            date: day(line.date),
            letter: line.letter.clone(),
            subject: line.subject.clone(),
            ticket: line.ticket.as_ref().map(crate::origin::Code::grouped),
            state: state(line.state),
            note: line.note.clone(),
        };
        let next = |after: u32| {
            address("cetak", series, &[("bulan", &part), ("sesudah", &after.to_string())])
        };
        let holder = book.office.holder.as_ref();
        Self {
            office: book.office.name.clone(),
            above: book.office.above.clone(),
            address: book.office.address.clone(),
            title: book.card.title.clone(),
            detail: detail(&book.card),
            month: book.month.map(month_words),
            further,
            rows: book.lines.iter().map(row).collect(),
            back: address("buku", series, &[("bulan", &part)]),
            next: book.next.map(next),
            today: long_date(book.today),
            head: book.office.head.clone(),
            holder: holder.map(|(name, _)| name.clone()),
            nip: holder.and_then(|(_, nip)| nip.clone()),
        }
    }
}

impl Page for PrintPage {
    const TEMPLATE: &'static str = "register_print";
    const PRINTED: bool = true;

    fn title(&self) -> String {
        format!("Register {}, {}", self.title, self.office)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_register};

    #[test]
    fn a_sheet_has_its_head_every_number_and_a_place_to_sign() {
        let html = sample::html(&PrintPage::new(&sample_register::book(150), false));
        assert_eq!(html.matches("<tr>").count(), 151);
        for words in ["KELURAHAN JATI", "KECAMATAN MAYANGAN", "Lurah Jati", "NIP 1975", "landscape"]
        {
            assert!(html.to_uppercase().contains(&words.to_uppercase()), "{words}: {html}");
        }
        assert!(html.contains("Lembar berikutnya"));
        let last = Book { next: None, lines: vec![], ..sample_register::book(1) };
        let html = sample::html(&PrintPage::new(&last, true));
        assert!(html.contains("lanjutan") && html.contains("Nihil"), "{html}");
    }
}
