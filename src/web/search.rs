//! `/cari`: a request that is not on one's list.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::form::Sent;
use super::pages::Page;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::{Found, Search};

/// `GET /cari`: the empty form. What is looked for never stands in an address.
pub(super) async fn ask(
    State(web): State<Web>,
    visitor: Visitor,
    Query(_): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    Ok(web.pages.show(Some(&visitor), &SearchPage::new(None, web.pages.words())))
}

/// `POST /cari`.
pub(super) async fn find(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let typed = sent.text("apa").unwrap_or_default();
    let search = web.desk.search(&visitor.who, typed).await?;
    Ok(web.pages.show(Some(&visitor), &SearchPage::new(Some(&search), web.pages.words())))
}

/// The form, with what was found.
#[derive(Debug, Serialize)]
pub(super) struct SearchPage {
    typed: String,
    wrong: Option<&'static str>,
    looked: bool,
    heading: String,
    found: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    case: Option<String>,
    ticket: String,
    service: String,
    subject: String,
    about: Option<String>,
    stands: String,
    changed: String,
    due: Option<String>,
}

impl SearchPage {
    /// Empty, or with an answer.
    pub(super) fn new(search: Option<&Search>, words: Words) -> Self {
        let line = |found: &Found| Line {
            case: found.opens.map(|case| case.to_string()),
            ticket: found.ticket.grouped(),
            service: found.service.clone(),
            subject: found.subject.clone(),
            about: found.about.clone(),
            stands: found.stands.clone(),
            changed: words.short(found.changed),
            due: found.due.map(|at| words.short(at)),
        };
        let short = search.is_some_and(|search| search.too_short);
        let heading = match search {
            Some(search) if !short => match search.found.len() {
                0 => "Tidak ada yang cocok".to_owned(),
                n => format!("{n} permohonan ditemukan"),
            },
            _ => "Cari permohonan".to_owned(),
        };
        Self {
            typed: search.map(|search| search.typed.clone()).unwrap_or_default(),
            wrong: short.then_some("Tulis paling sedikit tiga huruf."),
            looked: search.is_some() && !short,
            heading,
            found: search.iter().flat_map(|search| &search.found).map(line).collect(),
        }
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "search";
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
    fn a_request_of_somebody_else_says_where_it_stands_and_does_not_open() {
        let html = sample::html(&SearchPage::new(Some(&sample::search()), sample::words()));
        assert!(html.contains("<h1>2 permohonan ditemukan</h1>"));
        assert!(html.contains("Menunggu Ketua RT 003") && html.contains("Selesai"));
        assert_eq!(html.matches("href=\"/antrean/").count(), 1);
    }

    #[test]
    fn nothing_found_says_what_to_try() {
        let none = Search { typed: "zzz".into(), ..Search::default() };
        let html = sample::html(&SearchPage::new(Some(&none), sample::words()));
        assert!(html.contains("Tidak ada yang cocok") && html.contains("value=\"zzz\""));
    }
}
