//! Who is looking: the session cookie, and what a handler does without one.

use axum::extract::FromRequestParts;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum_extra::extract::CookieJar;

use super::failure::Failure;
use super::{Web, WebSettings};
use crate::desk::Who;

/// Hours after which a browser forgets a session; the desk may end it earlier.
const HOURS: u32 = 12;

/// Somebody the desk knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Visitor {
    /// Who, for the desk.
    pub(super) who: Who,
    /// Came in through the office's door: only decides which links the head of a page shows.
    pub(super) office: bool,
    /// The session; none for somebody who came by a link to one case.
    pub(super) session: Option<String>,
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(name(web.pages.settings())).map(|c| c.value().to_owned());
        let (door, session) =
            cookie.as_deref().and_then(|c| c.split_once('.')).ok_or(Failure::SignIn)?;
        let who = web.desk.who(session).await.ok_or(Failure::SignIn)?;
        Ok(Self { who, office: door == "k", session: Some(session.to_owned()) })
    }
}

/// A visitor who may also be a stranger.
pub(super) struct Anybody(pub(super) Option<Visitor>);

impl FromRequestParts<Web> for Anybody {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        Ok(Self(Visitor::from_request_parts(parts, web).await.ok()))
    }
}

/// The header that gives a browser a session.
pub(super) fn remember(
    settings: &WebSettings,
    session: &str,
    office: bool,
) -> [(HeaderName, HeaderValue); 1] {
    let door = if office { "k" } else { "w" };
    cookie(settings, &format!("{door}.{session}"), HOURS * 3600)
}

/// The header that takes the session away.
pub(super) fn forget(settings: &WebSettings) -> [(HeaderName, HeaderValue); 1] {
    cookie(settings, "", 0)
}

fn cookie(settings: &WebSettings, value: &str, seconds: u32) -> [(HeaderName, HeaderValue); 1] {
    let secure = if settings.secure() { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
        name(settings)
    );
    [(SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))]
}

/// `__Host-` binds the cookie to this very host (RFC 6265bis 4.1.3.2); browsers ask TLS for it.
fn name(settings: &WebSettings) -> &'static str {
    if settings.secure() { "__Host-sesi" } else { "sesi" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_closed_to_scripts_and_other_sites() {
        let plain = WebSettings::default();
        let [(_, value)] = remember(&plain, "TOKEN", true);
        assert_eq!(
            value.to_str().unwrap(),
            "sesi=k.TOKEN; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"
        );
        let tls = WebSettings { public_url: "https://surat.example".into(), ..plain };
        let [(_, value)] = forget(&tls);
        assert_eq!(
            value.to_str().unwrap(),
            "__Host-sesi=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
