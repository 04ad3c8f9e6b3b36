//! Who is looking: the session cookie, and what a handler does without one.

use axum::extract::FromRequestParts;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::response::AppendHeaders;
use axum_extra::extract::CookieJar;

use super::failure::Failure;
use super::{Web, WebSettings};
use crate::desk::Who;

/// Hours after which a browser forgets the session of an office and of a resident; the desk may end
/// it earlier.
const HOURS: [u32; 2] = [12, 30 * 24];
/// Minutes after which it forgets that it asked for a code.
const ASKED_MINUTES: u32 = 15;

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
        let (office, token) = session(web.pages.settings(), &jar).ok_or(Failure::SignIn)?;
        let who = web.desk.who(&token).await.ok_or(Failure::SignIn)?;
        Ok(Self { who, office, session: Some(token) })
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

/// Cookies on an answer.
type Cookies<const N: usize> = AppendHeaders<[(HeaderName, HeaderValue); N]>;

/// The session, and who asked for a code.
const SESSION: &str = "sesi";
const ASKED: &str = "kode";
/// A telephone on which the PIN was typed.
const DEVICE: &str = "hp";
/// Days after which a telephone forgets that.
const DEVICE_DAYS: u32 = 365;

/// What the session cookie holds: whether it came in through the office's door, and the token.
pub(super) fn session(settings: &WebSettings, jar: &CookieJar) -> Option<(bool, String)> {
    let (door, token) = jar.get(&name(settings, SESSION))?.value().split_once('.')?;
    Some((door == "k", token.to_owned()))
}

/// The headers that give a browser a session; what it asked for by a code is used up.
pub(super) fn remember(settings: &WebSettings, session: &str, office: bool) -> Cookies<2> {
    let (door, hours) = if office { ("k", HOURS[0]) } else { ("w", HOURS[1]) };
    let session = cookie(settings, SESSION, &format!("{door}.{session}"), hours * 3600);
    AppendHeaders([session, cookie(settings, ASKED, "", 0)])
}

/// The header that takes the session away.
pub(super) fn forget(settings: &WebSettings) -> Cookies<1> {
    AppendHeaders([cookie(settings, SESSION, "", 0)])
}

/// The header by which a browser is known again that asked for a code.
pub(super) fn remember_asked(settings: &WebSettings, browser: &str) -> Cookies<1> {
    AppendHeaders([cookie(settings, ASKED, browser, ASKED_MINUTES * 60)])
}

/// What a browser keeps that asked for a code; empty where it did not.
pub(super) fn asked(settings: &WebSettings, jar: &CookieJar) -> String {
    jar.get(&name(settings, ASKED)).map(|c| c.value().to_owned()).unwrap_or_default()
}

/// The header by which a telephone is known again on which the PIN was typed.
pub(super) fn remember_device(settings: &WebSettings, kept: &str) -> Cookies<1> {
    AppendHeaders([cookie(settings, DEVICE, kept, DEVICE_DAYS * 24 * 3600)])
}

/// What a telephone keeps on which a PIN was typed; empty where none was.
pub(super) struct Telephone(pub(super) String);

impl FromRequestParts<Web> for Telephone {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        web: &Web,
    ) -> Result<Self, std::convert::Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let kept = jar.get(&name(web.pages.settings(), DEVICE));
        Ok(Self(kept.map(|cookie| cookie.value().to_owned()).unwrap_or_default()))
    }
}

fn cookie(
    settings: &WebSettings,
    what: &str,
    value: &str,
    seconds: u32,
) -> (HeaderName, HeaderValue) {
    let secure = if settings.secure() { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
        name(settings, what)
    );
    (SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
}

/// `__Host-` binds a cookie to this very host (RFC 6265bis 4.1.3.2); browsers ask TLS for it.
fn name(settings: &WebSettings, what: &str) -> String {
    if settings.secure() { format!("__Host-{what}") } else { what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_closed_to_scripts_and_other_sites() {
        let plain = WebSettings::default();
        let AppendHeaders([(_, value), (_, asked)]) = remember(&plain, "TOKEN", true);
        assert_eq!(
            value.to_str().unwrap(),
            "sesi=k.TOKEN; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"
        );
        assert!(asked.to_str().unwrap().starts_with("kode=; Path=/; Max-Age=0;"));
        let tls = WebSettings { public_url: "https://surat.example".into(), ..plain };
        let AppendHeaders([(_, value)]) = forget(&tls);
        assert_eq!(
            value.to_str().unwrap(),
            "__Host-sesi=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
