//! `/register/buku`: a register book, month by month.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::pages::Page;
use super::register_words::{
    address, day, detail, month_words, number, part, part_of, stands_out, state,
};
use super::visitor::Visitor;
use crate::desk::{Book, BookLine, BookMonth, NumberState};

/// Lines of a page.
const LINES: u32 = 50;

/// `GET /register/buku?seri=SERIES`; `&bulan=2026-11` or `semua`, `&sesudah=` turns the page,
/// `&tersimpan` follows a change.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let (series, wanted, after) = asked(&query)?;
    let book = web.desk.register_book(&visitor.who, series, wanted, (after, LINES)).await?;
    let page = BookPage::new(&book, query.get("tersimpan").map(String::as_str));
    Ok(web.pages.show(Some(&visitor), &page))
}

/// The series, the part of its book, and the number after which it begins.
pub(super) fn asked(
    query: &HashMap<String, String>,
) -> Result<(&str, crate::desk::BookPart, u32), Failure> {
    let text = |name: &str| query.get(name).map(String::as_str);
    let series = text("seri").ok_or(Failure::NotFound)?;
    let after = text("sesudah").map_or(Ok(0), str::parse).map_err(|_| Failure::NotFound)?;
    Ok((series, part(text("bulan"))?, after))
}

/// A table on a desk, cards on a phone.
#[derive(Debug, Serialize)]
pub(super) struct BookPage {
    saved: Option<&'static str>,
    title: String,
    office: String,
    detail: String,
    /// The month that is shown; none where the book is one piece.
    month: Option<String>,
    before: Option<Link>,
    after: Option<Link>,
    whole: Option<String>,
    newest: Option<String>,
    rows: Vec<Row>,
    next: Option<String>,
    print: String,
    sheet: String,
    reserve: Option<String>,
}

#[derive(Debug, Serialize)]
struct Link {
    href: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct Row {
    number: String,
    date: String,
    letter: Option<String>,
    subject: Option<String>,
    ticket: Option<String>,
    state: &'static str,
    stands_out: bool,
    note: Option<String>,
    open: Option<Link>,
}

impl BookPage {
    /// The page of `book`, after what was changed.
    pub(super) fn new(book: &Book, saved: Option<&str>) -> Self {
        let series = book.card.series.as_str();
        let part = part_of(book.month);
        let of = |page: &str, part: &str| address(page, series, &[("bulan", part)]);
        let link = |month: &BookMonth| Link {
            href: of("buku", &part_of(Some(*month))),
            words: month_words(*month),
        };
        let next = |after: u32| {
            address("buku", series, &[("bulan", &part), ("sesudah", &after.to_string())])
        };
        let monthly = book.card.month.is_none();
        Self {
            saved: saved.map(|saved| match saved {
                "pesan" => "Nomor sudah dipesan. Petugas lain dan mesin tidak akan memakainya.",
                "pakai" => "Pemakaian nomor sudah dicatat.",
                _ => "Nomor sudah dibatalkan.",
            }),
            title: book.card.title.clone(),
            office: book.office.name.clone(),
            detail: detail(&book.card),
            month: book.month.map(month_words),
            before: book.beside.0.as_ref().map(link),
            after: book.beside.1.as_ref().map(link),
            whole: book.month.map(|_| of("buku", "semua")),
            newest: (book.month.is_none() && monthly).then(|| address("buku", series, &[])),
            rows: book.lines.iter().map(|line| row(series, line)).collect(),
            next: book.next.map(next),
            print: of("cetak", &part),
            sheet: of("unduh", &part),
            reserve: book.may_change.then(|| address("pesan", series, &[])),
        }
    }
}

fn row(series: &str, line: &BookLine) -> Row {
    let value = line.values.0.to_string();
    Row {
        number: number(line),
        date: day(line.date),
        letter: line.letter.clone(),
        subject: line.subject.clone(),
        ticket: line.ticket.as_ref().map(crate::origin::Code::grouped),
        state: state(line.state),
        stands_out: stands_out(line.state),
        note: line.note.clone(),
        open: line.open.then(|| Link {
            href: address("nomor", series, &[("nomor", &value)]),
            words: what_to_do(line.state).to_owned(),
        }),
    }
}

/// The words of the link to a number's own page.
fn what_to_do(state: NumberState) -> &'static str {
    match state {
        NumberState::Paper => "Perbaiki atau batalkan",
        NumberState::Failed => "Batalkan nomor",
        _ => "Isi atau batalkan",
    }
}

impl Page for BookPage {
    const TEMPLATE: &'static str = "register_book";
    const WIDE: bool = true;

    fn title(&self) -> String {
        format!("Register {}", self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_register};

    #[test]
    fn a_book_tells_what_became_of_each_number_and_turns_its_months() {
        let html = sample::html(&BookPage::new(&sample_register::book(50), None));
        for words in [
            "400.12.3.1/215/KEL-JT/XI/2026",
            "Dipesan untuk kertas",
            "dengan nomor 400.12.3.1/216/KEL-JT/XI/2026",
            "Oktober 2026",
            "50 nomor berikutnya",
            "1 sampai 214",
            "sesudah&#x3D;",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(html.contains("/register/nomor?seri") && html.contains("/register/pesan?seri"));
        let reader =
            Book { may_change: false, lines: vec![], next: None, ..sample_register::book(1) };
        let html = sample::html(&BookPage::new(&reader, None));
        assert!(
            html.contains("Belum ada nomor di November 2026") && !html.contains("/register/pesan")
        );
    }
}
