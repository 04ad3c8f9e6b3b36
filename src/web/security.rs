//! What every answer carries so that a browser trusts nothing else, and who may send a form here.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::client::Client;
use super::{Web, WebSettings};

/// A request that takes longer is given up (the desk carries on; the key of the form keeps it single).
const PATIENCE: Duration = Duration::from_mins(1);

/// Refuses forms of other sites, and gives requests up that take too long.
pub(super) async fn judge(State(web): State<Web>, request: Request, next: Next) -> Response {
    if !may_send(web.pages.settings(), &request) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// Puts the headers on every answer.
pub(super) async fn harden(request: Request, next: Next) -> Response {
    let secure = request.extensions().get::<Client>().is_some_and(|client| client.secure);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: with it browsers send `Origin: null`, and forms could not be judged.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let or_else = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    ];
    for (name, value) in or_else {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Over plain HTTP it says nothing, whatever the public address is (RFC 6797 section 7.2).
    if secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// A form is taken only from a page of this house. Browsers say where it comes from.
fn may_send(settings: &WebSettings, request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return true;
    }
    let text = |name: HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(from) = text(header::ORIGIN).or_else(|| text(header::REFERER)) else {
        return false;
    };
    let host = |address: &str| {
        let (_, rest) = address.split_once("://")?;
        rest.split('/').next().map(str::to_owned)
    };
    let Some(sender) = host(from) else { return false };
    text(header::HOST).is_some_and(|own| own == sender)
        || host(&settings.public_url).is_some_and(|own| own == sender)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn request(headers: &[(&str, &str)]) -> Request {
        let mut builder = Request::builder().method("POST").header("host", "surat.example");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(Body::empty()).unwrap()
    }

    #[test]
    fn only_pages_of_this_house_may_send_forms() {
        let settings =
            WebSettings { public_url: "https://surat.kota.example".into(), ..Default::default() };
        let may = |headers: &[(&str, &str)]| may_send(&settings, &request(headers));
        assert!(may(&[("origin", "http://surat.example")]));
        assert!(may(&[("origin", "https://surat.kota.example")]));
        assert!(may(&[("referer", "http://surat.example/ajukan/birth")]));
        assert!(may(&[("sec-fetch-site", "same-origin")]));
        assert!(!may(&[]));
        assert!(!may(&[("origin", "null")]));
        assert!(!may(&[("origin", "https://surat.example.jahat.example")]));
        assert!(!may(&[("sec-fetch-site", "cross-site"), ("origin", "http://surat.example")]));
    }
}
