//! The body of a form as it came in, urlencoded or with files.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use zeroize::Zeroize as _;

use super::Typed;
use crate::web::failure::Failure;

/// Inputs of one form; a birth has about seventy.
const MOST_INPUTS: usize = 2_000;

/// What a form sent. It has no `Debug`: a passphrase may be in it, and logs hold none.
#[derive(Default)]
pub struct Sent {
    /// Names and texts, in the order of the page.
    pairs: Vec<(String, String)>,
    /// The input's name, the file's name, its content. Inputs left empty are absent.
    pub files: Vec<(String, String, Bytes)>,
}

impl Sent {
    /// A form with these inputs.
    #[cfg(test)]
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        let pairs = pairs.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        Self { pairs, files: Vec::new() }
    }

    /// The last text of a name; two buttons of one name send one.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(n, _)| n == name).map(|(_, text)| text.as_str())
    }

    /// All texts of a name: ticked boxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, text)| text.as_str())
    }

    /// The texts of all names that begin so, by what follows.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().filter_map(move |(n, text)| Some((n.strip_prefix(prefix)?, &**text)))
    }

    /// Moves a text out without copying it: for what must not stay in memory.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(n, _)| n == name)?;
        Some(self.pairs.swap_remove(at).1)
    }

    /// The texts of the fields.
    pub fn typed(&self) -> Typed {
        self.pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let form =
                Multipart::from_request(request, state).await.map_err(|_| Failure::BadForm)?;
            return with_files(form).await;
        }
        let body =
            Bytes::from_request(request, state).await.map_err(|e| Failure::Body(e.status()))?;
        let pairs = decode(&body).ok_or(Failure::BadForm);
        // A form may hold a passphrase: what was read is wiped as soon as it is taken apart.
        if let Ok(mut buffer) = body.try_into_mut() {
            buffer.as_mut().zeroize();
        }
        Ok(Self { pairs: pairs?, files: Vec::new() })
    }
}

async fn with_files(mut form: Multipart) -> Result<Sent, Failure> {
    let mut sent = Sent::default();
    loop {
        let part = form.next_field().await.map_err(|e| Failure::Body(e.status()))?;
        let Some(part) = part else { return Ok(sent) };
        if sent.pairs.len() + sent.files.len() >= MOST_INPUTS {
            return Err(Failure::BadForm);
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|e| Failure::Body(e.status()))?;
        match file {
            Some(file) if !bytes.is_empty() => sent.files.push((name, file, bytes)),
            Some(_) => {}
            None => {
                let text = std::str::from_utf8(&bytes).map_err(|_| Failure::BadForm)?;
                sent.pairs.push((name, text.to_owned()));
            }
        }
    }
}

/// `application/x-www-form-urlencoded` (WHATWG URL 5.1); `None` if it is not UTF-8 or too long.
fn decode(body: &[u8]) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for pair in body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        if pairs.len() == MOST_INPUTS {
            return None;
        }
        let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
        let text = pair.get(at + 1..).unwrap_or_default();
        pairs.push((unescape(pair.get(..at)?)?, unescape(text)?));
    }
    Some(pairs)
}

fn unescape(text: &[u8]) -> Option<String> {
    let hex = |at: usize| text.get(at).and_then(|b| char::from(*b).to_digit(16));
    // With room for all from the start the buffer never moves, so no copy of a secret is left behind.
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let (decoded, width) = match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => (u8::try_from(high * 16 + low).ok()?, 3),
            (b'+', ..) => (b' ', 1),
            _ => (byte, 1),
        };
        out.push(decoded);
        at += width;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: &str, body: &str) -> Request {
        let builder = Request::builder().method("POST").header(CONTENT_TYPE, kind);
        builder.body(Body::from(body.to_owned())).unwrap()
    }

    #[tokio::test]
    async fn an_urlencoded_form_is_taken_apart() {
        let body = "nama=Siti+Aminah&kode=50%25&surat=a&surat=b&kosong=&aneh=%4";
        let sent =
            Sent::from_request(request("application/x-www-form-urlencoded", body), &()).await;
        let mut sent = sent.unwrap();
        assert_eq!(sent.text("nama"), Some("Siti Aminah"));
        assert_eq!(sent.text("kode"), Some("50%"));
        assert_eq!(sent.all("surat").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(sent.text("kosong"), Some(""));
        assert_eq!(sent.text("aneh"), Some("%4"));
        assert_eq!(sent.take("kode").as_deref(), Some("50%"));
        assert_eq!(sent.text("kode"), None);
    }

    #[tokio::test]
    async fn a_form_with_files_is_taken_apart() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"nama\"\r\n\r\nBayu\r\n--x\r\n\
            Content-Disposition: form-data; name=\"kk\"; filename=\"kk.png\"\r\n\r\nPNG\r\n--x\r\n\
            Content-Disposition: form-data; name=\"ktp\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let sent = Sent::from_request(request("multipart/form-data; boundary=x", body), &()).await;
        let sent = sent.unwrap();
        assert_eq!(sent.text("nama"), Some("Bayu"));
        assert_eq!(sent.files, [("kk".into(), "kk.png".into(), Bytes::from_static(b"PNG"))]);
    }

    #[tokio::test]
    async fn what_is_not_text_is_refused() {
        let bad = request("application/x-www-form-urlencoded", "nama=%ff");
        assert!(matches!(Sent::from_request(bad, &()).await, Err(Failure::BadForm)));
    }
}
