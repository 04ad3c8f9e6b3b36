//! `/masuk`: in by a code that is sent to a telephone or an e-mail address.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::arrival::Arrival;
use super::enter::begun;
use super::failure::Failure;
use super::form::{Listed, Sent};
use super::pages::Page;
use super::peer::Peer;
use super::{Web, visitor};
use crate::desk::{DeskError, Household, Member};
use crate::origin::PersonId;

/// The value of the choice "somebody else".
const NEW: &str = "baru";

/// `GET /masuk`: where is the code to go?
pub(super) async fn ask(State(web): State<Web>) -> Response {
    web.pages.show(None, &SignInPage::new("", Vec::new()))
}

/// `POST /masuk`: sends the code.
pub(super) async fn send(
    State(web): State<Web>,
    Peer(address): Peer,
    sent: Sent,
) -> Result<Response, Failure> {
    let typed = sent.text("kontak").unwrap_or_default();
    match web.desk.ask_code(typed, &address).await {
        Ok(browser) => {
            let cookie = visitor::remember_asked(web.pages.settings(), &browser);
            Ok((cookie, Redirect::to("/masuk/kode")).into_response())
        }
        Err(error) => {
            let page = SignInPage::new(typed, listed(error)?);
            Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page))
        }
    }
}

/// `GET /masuk/kode`: asks for the code, in the browser that asked for it.
pub(super) async fn ask_code(State(web): State<Web>, jar: CookieJar) -> Result<Response, Failure> {
    let Ok(to) = web.desk.code_sent_to(&browser(&web, &jar)).await else {
        return Ok(Redirect::to("/masuk").into_response());
    };
    Ok(web.pages.show(None, &CodePage { to: Some(to), problems: Vec::new() }))
}

/// `POST /masuk/kode`.
pub(super) async fn try_code(
    State(web): State<Web>,
    Peer(address): Peer,
    (jar, arrival): (CookieJar, Arrival),
    sent: Sent,
) -> Result<Response, Failure> {
    let browser = browser(&web, &jar);
    let typed = sent.text("kode").unwrap_or_default();
    if let Err(error) = web.desk.try_code(&browser, typed, &address).await {
        let to = web.desk.code_sent_to(&browser).await.ok();
        let page = CodePage { to, problems: listed(error)? };
        return Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page));
    }
    let household = web.desk.household(&browser).await?;
    if let ([(only, _)], false) = (household.people.as_slice(), household.officers) {
        let entered = web.desk.enter_as(&browser, Member::Known(*only), &arrival.device).await?;
        return begun(&web, &arrival, entered).await;
    }
    Ok(Redirect::to("/masuk/siapa").into_response())
}

/// `GET /masuk/siapa`: who of the household is it, or what is the name of somebody new?
pub(super) async fn ask_who(State(web): State<Web>, jar: CookieJar) -> Result<Response, Failure> {
    let Ok(household) = web.desk.household(&browser(&web, &jar)).await else {
        return Ok(Redirect::to("/masuk").into_response());
    };
    Ok(web.pages.show(None, &WhoPage::new(&household, "", "", Vec::new())))
}

/// `POST /masuk/siapa`.
pub(super) async fn choose(
    State(web): State<Web>,
    (jar, arrival): (CookieJar, Arrival),
    sent: Sent,
) -> Result<Response, Failure> {
    let browser = browser(&web, &jar);
    let Ok(household) = web.desk.household(&browser).await else {
        return Ok(Redirect::to("/masuk").into_response());
    };
    let (who, name) = (sent.text("siapa"), sent.text("nama").unwrap_or_default());
    let known = who.and_then(|who| who.parse::<PersonId>().ok());
    let problems = match (known, household.people.is_empty() || who == Some(NEW)) {
        (None, false) => vec![problem("siapa", "Pilih siapa Anda.")],
        (person, _) => {
            let member = person.map_or_else(|| Member::New(name.to_owned()), Member::Known);
            match web.desk.enter_as(&browser, member, &arrival.device).await {
                Ok(entered) => return begun(&web, &arrival, entered).await,
                Err(error) => listed(error)?,
            }
        }
    };
    let page = WhoPage::new(&household, who.unwrap_or_default(), name, problems);
    Ok(web.pages.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, &page))
}

/// What the browser keeps that asked for a code.
fn browser(web: &Web, jar: &CookieJar) -> String {
    visitor::asked(web.pages.settings(), jar)
}

/// What can be mended on the page; anything else is a page of its own.
pub(super) fn listed(error: DeskError) -> Result<Vec<Listed>, DeskError> {
    match error {
        DeskError::Invalid(problems) => {
            Ok(problems.into_iter().map(|p| Listed { path: p.path, text: p.message }).collect())
        }
        other => Err(other),
    }
}

fn problem(path: &str, text: &str) -> Listed {
    Listed { path: path.into(), text: text.into() }
}

/// Asks for a telephone or an e-mail address.
#[derive(Debug, Serialize)]
pub(super) struct SignInPage {
    typed: String,
    problems: Vec<Listed>,
}

impl SignInPage {
    /// The page with what was typed.
    pub(super) fn new(typed: &str, problems: Vec<Listed>) -> Self {
        Self { typed: typed.to_owned(), problems }
    }
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "sign_in";

    fn title(&self) -> String {
        mended("Masuk", &self.problems)
    }
}

/// Asks for the code.
#[derive(Debug, Serialize)]
pub(super) struct CodePage {
    /// Where it went; none where it is not good any more.
    pub(super) to: Option<String>,
    /// What is wrong.
    pub(super) problems: Vec<Listed>,
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "sign_in_code";

    fn title(&self) -> String {
        mended("Tulis kode Anda", &self.problems)
    }
}

/// Asks who of a household it is.
#[derive(Debug, Serialize)]
pub(super) struct WhoPage {
    people: Vec<Named>,
    new: bool,
    officers: bool,
    closed: bool,
    name: String,
    problems: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Named {
    value: String,
    name: String,
    on: bool,
}

impl WhoPage {
    /// The page of a household, as it was sent.
    pub(super) fn new(
        household: &Household,
        chosen: &str,
        name: &str,
        problems: Vec<Listed>,
    ) -> Self {
        let named = |(id, name): &(PersonId, String)| {
            let value = id.to_string();
            Named { on: value == chosen, name: name.clone(), value }
        };
        Self {
            people: household.people.iter().map(named).collect(),
            new: chosen == NEW,
            officers: household.officers,
            closed: household.officers && household.people.is_empty(),
            name: name.to_owned(),
            problems,
        }
    }
}

impl Page for WhoPage {
    const TEMPLATE: &'static str = "sign_in_who";

    fn title(&self) -> String {
        mended("Siapa Anda?", &self.problems)
    }
}

/// Errors are said first in the browser's tab.
pub(super) fn mended(title: &str, problems: &[Listed]) -> String {
    if problems.is_empty() { title.to_owned() } else { format!("Perbaiki: {title}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn a_household_chooses_and_somebody_new_tells_their_name() {
        let id = |n| PersonId(uuid::Uuid::from_u128(n));
        let people = vec![(id(1), "Siti Contoh".to_owned()), (id(2), "Budi Contoh".to_owned())];
        let household = Household { people, officers: false };
        let page = WhoPage::new(&household, &id(2).to_string(), "", Vec::new());
        let html = sample::html(&page);
        assert!(html.contains(" checked>Budi Contoh") && html.contains("value=\"baru\""), "{html}");
        let none = Household { people: Vec::new(), officers: false };
        let html = sample::html(&WhoPage::new(&none, "", "", vec![problem("nama", "Tulis nama.")]));
        assert!(html.contains("id=\"nama-e\">Tulis nama.</p>") && !html.contains("type=\"radio\""));
        let officers = Household { people: Vec::new(), officers: true };
        let html = sample::html(&WhoPage::new(&officers, "", "", Vec::new()));
        assert!(html.contains("pegawai") && !html.contains("<button class=\"b\">Masuk"), "{html}");
    }
}
