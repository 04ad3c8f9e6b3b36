//! The logo of the city: one picture, under an address that changes with its content.

use std::fmt;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::failure::Failure;

/// The most that a logo may weigh, in bytes: a slow phone loads it once.
const LARGEST: usize = 32 * 1024;
/// Bytes of the hash that stand in the address.
const NAMED: usize = 8;
/// How a PNG begins (ISO/IEC 15948 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// A picture that is opened by itself may draw, and do nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A picture for the head of every page.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    bytes: Vec<u8>,
    kind: &'static str,
    name: String,
}

impl Logo {
    /// A logo of the bytes of a PNG or SVG file; the error says what to do.
    pub fn new(bytes: Vec<u8>) -> Result<Self, String> {
        if bytes.len() > LARGEST {
            let size = bytes.len().div_ceil(1024);
            return Err(format!("has {size} kB; a logo may have {} kB", LARGEST / 1024));
        }
        let (kind, ending) = if bytes.starts_with(PNG) {
            png::Decoder::new(std::io::Cursor::new(&bytes))
                .read_info()
                .map_err(|error| format!("is a torn PNG file ({error}); save it again"))?;
            ("image/png", "png")
        } else {
            drawing(&bytes)?;
            ("image/svg+xml", "svg")
        };
        let hash = openssl::sha::sha256(&bytes);
        let named = hash.iter().take(NAMED).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Ok(Self { bytes, kind, name: format!("{named:016x}.{ending}") })
    }

    /// Its address.
    pub(super) fn path(&self) -> String {
        format!("/gambar/{}", self.name)
    }
}

/// Whether these are the bytes of an SVG drawing that runs nothing.
fn drawing(bytes: &[u8]) -> Result<(), String> {
    let neither = "is neither PNG nor SVG; save the logo as one of them";
    let text = std::str::from_utf8(bytes).map_err(|_| neither.to_owned())?;
    let tree = roxmltree::Document::parse(text).map_err(|error| format!("{neither} ({error})"))?;
    if tree.root_element().tag_name().name() != "svg" {
        return Err(neither.to_owned());
    }
    if tree.root_element().tag_name().namespace() != Some("http://www.w3.org/2000/svg") {
        return Err("lacks xmlns=\"http://www.w3.org/2000/svg\" at its svg element".to_owned());
    }
    match tree.descendants().find(|node| node.tag_name().name() == "script") {
        Some(_) => Err("holds a script; save it as a plain drawing".to_owned()),
        None => Ok(()),
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Logo").field(&self.name).finish()
    }
}

/// `GET /gambar/{name}`: the logo, which a browser may keep for ever.
pub(super) async fn picture(
    State(web): State<Web>,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let logo = web.pages.settings().logo.as_ref().filter(|logo| logo.name == name);
    let logo = logo.ok_or(Failure::NotFound)?;
    let headers = [
        (CONTENT_TYPE, logo.kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, logo.bytes.clone()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>"#;

    #[test]
    fn the_address_names_the_content() {
        let path = |text: &str| Logo::new(text.as_bytes().to_vec()).unwrap().path();
        assert!(path(DRAWING).starts_with("/gambar/") && path(DRAWING).contains(".svg"));
        assert_ne!(path(DRAWING), path(&DRAWING.replace("h9", "h8")));
    }

    #[test]
    fn what_is_no_picture_or_too_large_or_runs_something_is_refused() {
        let scripted = DRAWING.replace("<path d=\"M0 0h9\"/>", "<g><script/></g>");
        let bare = DRAWING.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
        for (bytes, words) in [
            (b"GIF89a".to_vec(), "neither PNG nor SVG"),
            (b"<html/>".to_vec(), "neither PNG nor SVG"),
            (PNG.to_vec(), "torn PNG"),
            (scripted.into_bytes(), "script"),
            (bare.into_bytes(), "xmlns"),
            (vec![b' '; LARGEST + 1], "33 kB"),
        ] {
            let told = Logo::new(bytes).unwrap_err();
            assert!(told.contains(words), "{told}");
        }
    }
}
