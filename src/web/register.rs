//! `/register`: the register books that this person may read.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::pages::Page;
use super::register_words::{address, detail};
use super::visitor::Visitor;
use crate::desk::{BookCard, Registers};

/// `GET /register`; `?kantor=OFFICE` shows the books of an office below.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let office = query.get("kantor").map(String::as_str);
    let registers = web.desk.registers(&visitor.who, office).await?;
    Ok(web.pages.show(Some(&visitor), &RegistersPage::new(&registers, office.is_some())))
}

/// Offices with their books, and the offices below.
#[derive(Debug, Serialize)]
pub(super) struct RegistersPage {
    offices: Vec<Office>,
    below: Vec<Below>,
    /// It is an office below the caller's own.
    other: bool,
}

#[derive(Debug, Serialize)]
struct Office {
    name: String,
    books: Vec<BookRow>,
}

#[derive(Debug, Serialize)]
struct BookRow {
    href: String,
    title: String,
    detail: String,
    last: u32,
}

#[derive(Debug, Serialize)]
struct Below {
    href: String,
    name: String,
}

impl RegistersPage {
    /// The page of `registers`; `other` for those of one office below.
    pub(super) fn new(registers: &Registers, other: bool) -> Self {
        let book = |card: &BookCard| BookRow {
            href: address("buku", &card.series, &[]),
            title: card.title.clone(),
            detail: detail(card),
            last: card.last,
        };
        let offices = registers.offices.iter().map(|office| Office {
            name: office.office.clone(),
            books: office.books.iter().map(book).collect(),
        });
        let below = registers
            .below
            .iter()
            .map(|(id, name)| Below { href: format!("/register?kantor={id}"), name: name.clone() });
        Self { offices: offices.collect(), below: below.collect(), other }
    }
}

impl Page for RegistersPage {
    const TEMPLATE: &'static str = "registers";
    const WIDE: bool = true;

    fn title(&self) -> String {
        "Buku register".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_register};

    #[test]
    fn books_lead_on_and_none_is_said_too() {
        let html = sample::html(&RegistersPage::new(&sample_register::registers(), false));
        assert!(html.contains("/register/buku?seri&#x3D;letter/35.74.03.1004/400.12.3.1/2026"));
        assert!(html.contains("Nomor terakhir 218") && html.contains("RW 005"));
        let none = Registers { offices: vec![], below: vec![] };
        let html = sample::html(&RegistersPage::new(&none, false));
        assert!(html.contains("Belum ada buku"));
    }
}
