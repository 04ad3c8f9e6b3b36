//! The revision that a signature adds behind the bytes of a letter (ISO 32000-1, 7.5.6).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use openssl::sha::Sha256;

use super::form::SignatureField;
use super::pdf::{StrictPdf, Value};
use super::{Restriction, restriction, text};

/// What is written, and where.
pub(crate) struct Fill<'a> {
    pub(crate) field: &'a SignatureField,
    pub(crate) restriction: Option<Restriction>,
    /// The signature dictionary up to where `/Contents` begins.
    pub(crate) dictionary: &'a str,
    /// Bytes kept free for the signature.
    pub(crate) room: usize,
}

/// A revision, to be put behind the bytes that it was made for.
pub(crate) struct Update {
    pub(crate) bytes: Vec<u8>,
    /// The place of the signature, counted from the start of the file.
    pub(crate) gap: Range<usize>,
    /// SHA-256 over all of the file but that place.
    pub(crate) digest: [u8; 32],
}

/// `[0 n n n]` with numbers of up to ten digits.
const RANGE_WIDTH: usize = 36;

impl Update {
    /// Writes the revision; `hash` has seen the bytes of the file and nothing else. None where the field or the
    /// catalog is not a plain dictionary.
    pub(crate) fn new(file: &StrictPdf, mut hash: Sha256, fill: &Fill<'_>) -> Option<Self> {
        let Fill { field, restriction, dictionary, room } = *fill;
        let catalog = file.root()?;
        let number = file.next_number()?;
        let base = file.bytes.len();
        let mut out = Vec::with_capacity(2 * room + 2048);
        if !file.bytes.ends_with(b"\n") {
            out.push(b'\n');
        }
        let mut places = BTreeMap::new();
        if restriction.is_some_and(Restriction::certifies) {
            places.insert(catalog, base + out.len());
            extended(file, catalog, &restriction::mark(number), &mut out)?;
        }
        places.insert(field.object, base + out.len());
        extended(file, field.object, &format!("/V {number} 0 R"), &mut out)?;

        places.insert(number, base + out.len());
        out.extend_from_slice(format!("{number} 0 obj\n{dictionary}").as_bytes());
        if let Some(restriction) = restriction {
            out.extend_from_slice(b"/Reference");
            out.extend_from_slice(restriction.reference(catalog).as_bytes());
        }
        out.extend_from_slice(b"/Contents");
        let gap = out.len()..out.len() + 2 * room + 2;
        out.push(b'<');
        out.resize(gap.end - 1, b'0');
        out.extend_from_slice(b">/ByteRange");
        let range_at = out.len();
        // Filled below, once the length of the whole file is known; the width never changes.
        out.extend_from_slice(&[b' '; RANGE_WIDTH]);
        out.extend_from_slice(b">>\nendobj\n");

        let xref_at = base + out.len();
        out.extend_from_slice(b"xref\n");
        for (object, at) in places {
            out.extend_from_slice(format!("{object} 1\n{at:010} 00000 n\r\n").as_bytes());
        }
        // All that the signature covers is hashed once, as far as it stands.
        hash.update(&out[..gap.start]);
        let mut so_far = hash.clone();
        so_far.update(&out[gap.end..]);
        out.extend_from_slice(&trailer(file, number, &so_far.finish())?);
        out.extend_from_slice(format!("startxref\n{xref_at}\n%%EOF\n").as_bytes());

        let tail = out.len() - gap.end;
        let range = format!("[0 {} {} {tail}]", base + gap.start, base + gap.end);
        out[range_at..range_at + range.len()].copy_from_slice(range.as_bytes());
        hash.update(&out[gap.end..]);
        let gap = base + gap.start..base + gap.end;
        Some(Self { bytes: out, gap, digest: hash.finish() })
    }
}

/// Writes an object as it stands, with one more entry at its end.
fn extended(file: &StrictPdf, number: u32, entry: &str, out: &mut Vec<u8>) -> Option<()> {
    let object = file.object(file.last(), number)?;
    let value = file.bytes.get(object.value_at.clone())?.strip_suffix(b">>")?;
    out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    out.extend_from_slice(value);
    out.extend_from_slice(format!("{entry}>>\nendobj\n").as_bytes());
    Some(())
}

/// The trailer of the new revision; its second `/ID` is drawn from the bytes before it (14.4), given by their hash.
fn trailer(file: &StrictPdf, number: u32, before: &[u8; 32]) -> Option<Vec<u8>> {
    let last = file.revisions.last()?;
    let root = last.trailer.get(b"Root")?.as_reference()?;
    let [Value::Text(first), _] = last.trailer.get(b"ID")?.as_array()? else { return None };
    let mut out = format!("trailer\n<</Size {}/Root {root} 0 R", number.checked_add(1)?);
    if let Some(info) = last.trailer.get(b"Info") {
        write!(out, "/Info {} 0 R", info.as_reference()?).ok()?;
    }
    write!(out, "/ID[<{}><{}>]", text::hex(first), text::hex(&before[..16])).ok()?;
    writeln!(out, "/Prev {}>>", last.xref_at).ok()?;
    Some(out.into_bytes())
}
