//! From marks on pages to a tagged PDF/A-2b file: printpdf writes pages and fonts, lopdf adds what an archive file needs.

mod archive;
mod content;
mod document;
mod fields;
mod logo;
mod ops;
mod qr_image;
mod structure;
mod text;
mod xmp;

pub(super) use document::{Identity, write};
pub(super) use xmp::PRODUCER;
