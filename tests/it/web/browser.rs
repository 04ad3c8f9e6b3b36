//! A browser without script: it keeps its cookies, and sends what the forms of a page hold.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use alursurat::desk::Desk;
use alursurat::web::{WebSettings, router};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt as _;

/// The house's own address.
const HOST: &str = "surat.kota.example";

/// Somebody's browser, with the last page that it got; a clone is another window of it.
#[derive(Clone)]
pub struct Browser {
    pages: axum::Router,
    pub cookies: BTreeMap<String, String>,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new(desk: &Desk) -> Self {
        let address: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let settings =
            WebSettings { public_url: format!("http://{address}"), ..WebSettings::default() };
        Self {
            pages: router(desk.clone(), settings),
            cookies: BTreeMap::new(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: String::new(),
        }
    }

    /// Opens an address, and follows where it leads.
    pub async fn open(&mut self, path: &str) -> &str {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await;
        self.follow().await
    }

    /// Sends the form of the page that goes to `action`: its hidden inputs, and what is typed.
    pub async fn submit(&mut self, action: &str, typed: &[(&str, &str)]) -> &str {
        let body = self.parts(action, typed);
        self.post(action, "multipart/form-data; boundary=x", body + "--x--\r\n").await
    }

    /// Sends a file beside the form that goes to `action`.
    pub async fn attach(&mut self, action: &str, typed: &[(&str, &str)], file: &str) -> &str {
        let paper = format!(
            "--x\r\nContent-Disposition: form-data; name=\"{file}\"; filename=\"kertas.png\"\r\n\r\n\
             {PAPER}\r\n--x--\r\n"
        );
        let body = self.parts(action, typed);
        self.post(action, "multipart/form-data; boundary=x", body + &paper).await
    }

    fn parts(&self, action: &str, typed: &[(&str, &str)]) -> String {
        let part = |(name, text): (&str, &str)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let held = hidden(&self.body, action);
        let held = held.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        held.chain(typed.iter().copied()).map(part).collect()
    }

    /// A POST as this house's own pages send it.
    pub async fn post(&mut self, path: &str, kind: &str, body: String) -> &str {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .body(Body::from(body))
            .unwrap();
        self.send(request).await;
        self.follow().await
    }

    /// The first address on the page that begins so.
    pub fn link(&self, begin: &str) -> String {
        let links = self.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.into_iter().find(|link| link.starts_with(begin)).unwrap().to_owned()
    }

    /// What the form to `action` would send under a name.
    pub fn inputs(&self, action: &str, name: &str) -> Vec<String> {
        let held = hidden(&self.body, action).into_iter();
        held.filter(|(n, _)| n == name).map(|(_, text)| text).collect()
    }

    /// One request, without following.
    pub async fn send(&mut self, mut request: Request<Body>) {
        request.headers_mut().insert(header::HOST, HOST.parse().unwrap());
        let kept = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let kept = kept.collect::<Vec<_>>().join("; ");
        if !kept.is_empty() {
            request.headers_mut().insert(header::COOKIE, kept.parse().unwrap());
        }
        let response = self.pages.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        self.status = response.status();
        self.headers = response.headers().clone();
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        self.body = String::from_utf8_lossy(&bytes).into_owned();
    }

    async fn follow(&mut self) -> &str {
        while self.status == StatusCode::SEE_OTHER {
            let to = self.headers[header::LOCATION].to_str().unwrap().to_owned();
            self.send(Request::get(to).body(Body::empty()).unwrap()).await;
        }
        &self.body
    }
}

/// Its content says what it is, whatever its name claims.
const PAPER: &str = "%PDF-1.4\n% kertas rekaan\nstartxref\n0\n%%EOF\n";

/// What the form that goes to `action` holds without being typed: hidden, ticked, filled before.
fn hidden(html: &str, action: &str) -> Vec<(String, String)> {
    let begin = format!("action=\"{action}\"");
    let (_, form) =
        html.split_once(&begin).unwrap_or_else(|| panic!("no form to {action}: {html}"));
    let (form, _) = form.split_once("</form>").unwrap();
    let inputs = form.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let read = |input: &str| {
        let attribute = |name: &str| {
            let (_, rest) = input.split_once(&format!(" {name}=\""))?;
            rest.split('"').next().map(str::to_owned)
        };
        let kind = attribute("type").unwrap_or_default();
        let unticked = (kind == "radio" || kind == "checkbox") && !input.contains(" checked");
        if unticked || kind == "file" || kind == "password" {
            return None;
        }
        Some((attribute("name")?, attribute("value").unwrap_or_default()))
    };
    let mut pairs: Vec<(String, String)> = inputs.filter_map(read).collect();
    for menu in form.split("<select").skip(1).filter_map(|rest| rest.split("</select>").next()) {
        let name = menu.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
        let chosen = menu.split("<option").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|o| o.split("value=\"").nth(1)?.split('"').next());
        if let (Some(name), Some(value)) = (name, value) {
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }
    pairs
}
