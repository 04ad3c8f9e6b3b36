//! What a browser tells of itself when somebody comes in: which it is, and who was in before.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use super::{Web, visitor};

/// A browser at the door.
pub(super) struct Arrival {
    /// Which it is, in words that its owner knows it by.
    pub(super) device: String,
    /// The session that it had until now.
    pub(super) before: Option<String>,
}

impl FromRequestParts<Web> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let jar = CookieJar::from_headers(&parts.headers);
        let before = visitor::session(web.pages.settings(), &jar).map(|(_, token)| token);
        Ok(Self { device: device(agent.unwrap_or_default()), before })
    }
}

/// Browsers by what their names for themselves hold; each also claims to be those further down.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("KAIOS", "KaiOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// `Chrome di Android`: coarse, for its owner and nothing else.
fn device(agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let browser = find(&BROWSERS).unwrap_or("Peramban lain");
    find(&SYSTEMS).map_or_else(|| browser.to_owned(), |system| format!("{browser} di {system}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_coarsely() {
        let mobile = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ";
        for (agent, name) in [
            (format!("{mobile}Chrome/120.0.0.0 Mobile Safari/537.36"), "Chrome di Android"),
            (
                format!("{mobile}SamsungBrowser/23.0 Chrome/115.0.0.0 Safari/537.36"),
                "Samsung Internet di Android",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Firefox/128.0".into(), "Firefox di Windows"),
            ("Mozilla/5.0 (iPhone; like Mac OS X) Safari/604.1".into(), "Safari di iPhone"),
            ("curl/8".into(), "Peramban lain"),
            (String::new(), "Peramban lain"),
        ] {
            assert_eq!(device(&agent), name);
        }
    }
}
