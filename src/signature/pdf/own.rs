//! A letter whose bytes are known to be as our own writer left them: only what a signature changes is read.

use std::collections::BTreeMap;

use super::file::last_startxref;
use super::value::Value;
use super::{Cursor, Malformed, Object, Revision, StrictPdf};

/// Bytes of an entry of the table (ISO 32000-1, 7.5.4).
const ENTRY: usize = 20;

impl<'a> StrictPdf<'a> {
    /// Reads the trailer, the catalog, the form and its fields of a file that nobody has signed yet, and takes the
    /// rest as it is. Never for bytes from elsewhere: what this leaves unread may be anything.
    pub(crate) fn own(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if !bytes.ends_with(b"\n%%EOF\n") {
            return Err(Malformed::new(bytes.len(), "our writer's last line should stand here"));
        }
        let xref_at = last_startxref(bytes)?;
        let mut c = Cursor::new(bytes, xref_at);
        c.expect(b"xref\n0 ", "our writer's table should begin here")?;
        let size = c.count()?;
        c.expect(b"\n", "no end of line after the head of the table")?;
        let entries_at = c.at;
        c.take(size.saturating_mul(ENTRY))?;
        c.expect(b"trailer", "a trailer should begin here")?;
        let Value::Dict(trailer) = c.value()?.value else {
            return c.fail("a trailer without a dictionary");
        };
        if trailer.has(b"Prev")
            || trailer.get(b"Size").and_then(Value::as_int) != i64::try_from(size).ok()
        {
            return c.fail("the file has been added to");
        }
        let read = |number: u32| {
            let entry = usize::try_from(number).ok().filter(|n| (1..size).contains(n));
            let Some(entry) = entry.map(|n| entries_at + n * ENTRY) else {
                return Err(Malformed::new(xref_at, "a reference leads to no object"));
            };
            let place = Cursor::new(bytes, entry).take(10)?;
            let place = place.iter().try_fold(0_usize, |n, digit| {
                digit.is_ascii_digit().then(|| n * 10 + usize::from(digit - b'0'))
            });
            let Some(place) = place else {
                return Err(Malformed::new(entry, "an entry of the table is no offset"));
            };
            Object::read(&mut Cursor::new(bytes, place), number)
        };
        let mut objects = BTreeMap::new();
        let root = trailer.get(b"Root").and_then(Value::as_reference);
        let mut waiting: Vec<u32> = root.into_iter().collect();
        while let Some(number) = waiting.pop() {
            let object = read(number)?;
            for key in [&b"AcroForm"[..], b"Fields"] {
                match object.value.as_dict().and_then(|dict| dict.get(key)) {
                    Some(Value::Reference(next)) => waiting.push(*next),
                    Some(Value::Array(fields)) => {
                        waiting.extend(fields.iter().filter_map(Value::as_reference));
                    }
                    _ => {}
                }
            }
            if objects.insert(number, object).is_some() {
                return Err(Malformed::new(xref_at, "a field stands twice"));
            }
        }
        let revision = Revision { end: bytes.len(), objects, trailer, xref_at };
        Ok(Self { bytes, revisions: vec![revision] })
    }
}
