//! `/register/nomor`: one number that was kept for paper, or whose letter failed.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::form::{Hidden, Sent};
use super::pages::Page;
use super::register_words::{Wrong, address, number, state, unreadable, wrong};
use super::visitor::Visitor;
use crate::desk::{NumberFile, NumberState, OnPaper, Saw};

/// `GET /register/nomor?seri=SERIES&nomor=VALUE`.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let series = query.get("seri").ok_or(Failure::NotFound)?;
    let value = query.get("nomor").and_then(|text| text.parse().ok()).ok_or(Failure::NotFound)?;
    let file = web.desk.register_number(&visitor.who, series, value).await?;
    Ok(web.pages.show(Some(&visitor), &NumberPage::new(&file, None, vec![])))
}

/// `POST /register/nomor/pakai`: a letter on paper has it.
pub(super) async fn fill(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let (series, value, saw, key) = about(&sent)?;
    let text = |name: &str| sent.text(name).unwrap_or_default().to_owned();
    let wrong = match date(&sent) {
        Some(date) => {
            let paper = OnPaper { letter: text("surat"), subject: text("nama"), date };
            let place = (series, value);
            match web.desk.register_use(&visitor.who, place, (paper, saw), key).await {
                Ok(_) => return Ok(back(series, value, date, "pakai")),
                Err(error) => wrong(error)?,
            }
        }
        None => unreadable("tanggal", "Tanggal ini tidak ada di kalender. Periksa lagi."),
    };
    again(&web, &visitor, &sent, wrong).await
}

/// `POST /register/nomor/batal`: it is void, with a reason.
pub(super) async fn void(
    State(web): State<Web>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let (series, value, saw, key) = about(&sent)?;
    let reason = sent.text("alasan").unwrap_or_default();
    let line = web.desk.register_number(&visitor.who, series, value).await?.line;
    match web.desk.register_void(&visitor.who, (series, value), (reason, saw), key).await {
        Ok(()) => Ok(back(series, value, line.date, "batal")),
        Err(error) => again(&web, &visitor, &sent, wrong(error)?).await,
    }
}

/// The series, the number, how the page showed it, and the form's key.
fn about(sent: &Sent) -> Result<(&str, u32, Saw, uuid::Uuid), Failure> {
    let series = sent.text("seri").ok_or(Failure::BadForm)?;
    let value = sent.text("nomor").and_then(|text| text.parse().ok()).ok_or(Failure::BadForm)?;
    let act = sent.text("dilihat").and_then(|text| text.parse().ok());
    let saw = Saw { act, case: sent.seen() };
    Ok((series, value, saw, sent.key().ok_or(Failure::BadForm)?))
}

fn date(sent: &Sent) -> Option<Date> {
    let part = |name: &str| sent.text(name)?.trim().parse::<i16>().ok();
    let (year, month, day) = (part("tanggal.y")?, part("tanggal.m")?, part("tanggal.d")?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Back to the book, where the number stands now.
fn back(series: &str, value: u32, date: Date, saved: &str) -> Response {
    let (month, after) = (date.strftime("%Y-%m").to_string(), value.saturating_sub(1).to_string());
    let more = [("bulan", month.as_str()), ("sesudah", &after), ("tersimpan", saved)];
    Redirect::to(&address("buku", series, &more)).into_response()
}

async fn again(
    web: &Web,
    visitor: &Visitor,
    sent: &Sent,
    wrong: Vec<Wrong>,
) -> Result<Response, Failure> {
    let (series, value, ..) = about(sent)?;
    let file = web.desk.register_number(&visitor.who, series, value).await?;
    let page = NumberPage::new(&file, Some(sent), wrong);
    Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, Some(visitor), &page))
}

/// What is known about the number, and the forms for what may be done.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one question of the template")]
pub(super) struct NumberPage {
    problems: Vec<Wrong>,
    hidden: Vec<Hidden>,
    number: String,
    office: String,
    title: String,
    state: &'static str,
    note: Option<String>,
    letter: Option<String>,
    subject: Option<String>,
    back: String,
    /// It may be filled in, or what was filled in corrected.
    fillable: bool,
    filled: bool,
    /// Its letter failed.
    failed: bool,
    /// Nothing can be done here.
    closed: bool,
    kind: String,
    name: String,
    day: String,
    month: String,
    year: String,
    reason: String,
}

impl NumberPage {
    /// The page of `file`, as it was sent with what is wrong.
    pub(super) fn new(file: &NumberFile, sent: Option<&Sent>, problems: Vec<Wrong>) -> Self {
        let (series, line) = (&file.card.series, &file.line);
        let mut hidden = match file.saw.case {
            Some(seen) => Hidden::seen(seen, file.key.to_string()),
            None => vec![Hidden::new("_key", file.key.to_string())],
        };
        hidden.push(Hidden::new("seri", series));
        hidden.push(Hidden::new("nomor", line.values.0.to_string()));
        hidden.extend(file.saw.act.map(|act| Hidden::new("dilihat", act.to_string())));
        let filled = line.state == NumberState::Paper;
        let typed = |name: &str, known: String| {
            sent.and_then(|sent| sent.text(name)).map_or(known, str::to_owned)
        };
        let date = if filled { line.date } else { file.today };
        let month = line.date.strftime("%Y-%m").to_string();
        Self {
            problems,
            hidden,
            number: number(line),
            office: file.office.clone(),
            title: file.card.title.clone(),
            state: state(line.state),
            note: line.note.clone(),
            letter: line.letter.clone(),
            subject: line.subject.clone(),
            back: address("buku", series, &[("bulan", &month)]),
            fillable: line.open && file.saw.case.is_none(),
            filled,
            failed: line.state == NumberState::Failed,
            closed: !line.open,
            kind: typed("surat", line.letter.clone().filter(|_| filled).unwrap_or_default()),
            name: typed("nama", line.subject.clone().filter(|_| filled).unwrap_or_default()),
            day: typed("tanggal.d", date.day().to_string()),
            month: typed("tanggal.m", date.month().to_string()),
            year: typed("tanggal.y", date.year().to_string()),
            reason: typed("alasan", String::new()),
        }
    }
}

impl Page for NumberPage {
    const TEMPLATE: &'static str = "register_number";
    const WIDE: bool = true;

    fn title(&self) -> String {
        let what = format!("Nomor {}", self.number);
        if self.problems.is_empty() { what } else { format!("Perbaiki: {what}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_register};

    #[test]
    fn a_kept_number_is_filled_in_or_given_back_and_a_failed_one_given_up() {
        let html = sample::html(&NumberPage::new(&sample_register::kept_number(), None, vec![]));
        assert!(html.contains("/register/nomor/pakai") && html.contains("/register/nomor/batal"));
        let html = sample::html(&NumberPage::new(&sample_register::failed_number(), None, vec![]));
        assert!(!html.contains("/pakai") && html.contains("_version"), "{html}");
        let mut done = sample_register::kept_number();
        (done.line.open, done.line.state) = (false, NumberState::Void);
        let html = sample::html(&NumberPage::new(&done, None, vec![]));
        assert!(!html.contains("<form method=\"post\" action=\"/register"), "{html}");
    }

    #[test]
    fn a_day_that_is_none_is_not_read() {
        let sent =
            |day| Sent::of(&[("tanggal.d", day), ("tanggal.m", "11"), ("tanggal.y", "2026")]);
        assert_eq!(date(&sent(" 5")), Some(jiff::civil::date(2026, 11, 5)));
        assert_eq!(date(&sent("31")), None);
        assert_eq!(date(&sent("300")), None);
    }
}
