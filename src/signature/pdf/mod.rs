//! A strict reader for the PDF files that this house writes (ISO 32000-1, a narrow part of it).
//!
//! It exists because a lenient reader is what most attacks on signed PDFs live on: every byte
//! outside the whitespace between objects must belong to an object that the cross-reference
//! table of its own revision names. Tables only, no streams of objects, no hybrid files, no
//! free entries, no comments inside a body. What it cannot read so, it refuses.

mod cursor;
mod file;
mod limits;
mod object;
mod own;
mod revision;
mod value;

pub(crate) use cursor::Cursor;
pub(crate) use file::StrictPdf;
pub(crate) use object::Object;
pub(crate) use revision::Revision;
pub(crate) use value::{Dict, Value};

/// Why a file is not one that this house could have written, and where (a byte offset).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: {what}")]
pub struct Malformed {
    /// Offset in bytes from the start of the file.
    pub at: usize,
    /// What was wrong there; a fixed text, never part of the file.
    pub what: &'static str,
}

impl Malformed {
    pub(crate) fn new(at: usize, what: &'static str) -> Self {
        Self { at, what }
    }
}
