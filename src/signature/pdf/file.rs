//! A whole file: its chain of revisions, read from the last `startxref` backwards.

use std::collections::BTreeSet;

use super::limits::{FILE, REVISIONS};
use super::revision::Section;
use super::value::{Dict, Value};
use super::{Cursor, Malformed, Object, Revision};

/// A file of which every byte belongs to exactly one revision.
#[derive(Debug)]
pub(crate) struct StrictPdf<'a> {
    pub(crate) bytes: &'a [u8],
    /// Oldest first, at least one.
    pub(crate) revisions: Vec<Revision>,
}

impl<'a> StrictPdf<'a> {
    /// Reads the whole file.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > FILE {
            return Err(Malformed::new(FILE, "the file is larger than any letter"));
        }
        let body = header(bytes)?;
        let mut sections = vec![Section::read(bytes, last_startxref(bytes)?)?];
        while let Some(prev) = sections.last().and_then(|s| s.trailer.get(b"Prev")) {
            let at = sections.last().map_or(0, |s| s.xref_at);
            // Strictly decreasing, so that a loop is impossible.
            let prev = prev.as_int().and_then(|n| usize::try_from(n).ok()).filter(|p| *p < at);
            let Some(prev) = prev else {
                return Err(Malformed::new(at, "/Prev does not name an earlier table"));
            };
            if sections.len() == REVISIONS {
                return Err(Malformed::new(at, "too many revisions"));
            }
            sections.push(Section::read(bytes, prev)?);
        }
        let mut revisions = Vec::with_capacity(sections.len());
        let mut start = body;
        for section in sections.into_iter().rev() {
            if section.xref_at < start {
                return Err(Malformed::new(section.xref_at, "revisions overlap"));
            }
            let revision = section.objects(bytes, start)?;
            start = revision.end;
            revisions.push(revision);
        }
        if start != bytes.len() {
            return Err(Malformed::new(start, "bytes after the last revision"));
        }
        let file = Self { bytes, revisions };
        file.check_trailers()?;
        Ok(file)
    }

    pub(crate) fn last(&self) -> usize {
        self.revisions.len() - 1
    }

    /// Object `number` as it stands after revision `revision` (0 is the first).
    pub(crate) fn object(&self, revision: usize, number: u32) -> Option<&Object> {
        self.revisions.iter().take(revision + 1).rev().find_map(|r| r.objects.get(&number))
    }

    /// The dictionary that `value` is or refers to.
    pub(crate) fn dict<'b>(&'b self, revision: usize, value: &'b Value) -> Option<&'b Dict> {
        match value {
            Value::Reference(n) => self.object(revision, *n)?.value.as_dict(),
            other => other.as_dict(),
        }
    }

    pub(crate) fn catalog(&self, revision: usize) -> Option<&Dict> {
        self.dict(revision, self.revisions.get(revision)?.trailer.get(b"Root")?)
    }

    /// The number of the catalog, which is the same in every revision.
    pub(crate) fn root(&self) -> Option<u32> {
        self.revisions.first()?.trailer.get(b"Root")?.as_reference()
    }

    /// The number that the next new object takes.
    pub(crate) fn next_number(&self) -> Option<u32> {
        let size = self.revisions.last()?.trailer.get(b"Size")?.as_int()?;
        u32::try_from(size).ok()
    }

    /// Every object that the last trailer leads to; an error if one of them is missing.
    pub(crate) fn reachable(&self, revision: usize) -> Result<BTreeSet<u32>, Malformed> {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<u32> = Vec::new();
        if let Some(found) = self.revisions.get(revision) {
            for key in found.trailer.keys() {
                waiting.extend(found.trailer.get(key).and_then(Value::as_reference));
            }
        }
        while let Some(number) = waiting.pop() {
            if !seen.insert(number) {
                continue;
            }
            let Some(object) = self.object(revision, number) else {
                return Err(Malformed::new(0, "a reference leads to no object"));
            };
            object.value.walk(&mut |v| waiting.extend(v.as_reference()));
        }
        Ok(seen)
    }

    fn check_trailers(&self) -> Result<(), Malformed> {
        let base = &self.revisions[0].trailer;
        let mut size = 0;
        for revision in &self.revisions {
            let at = revision.xref_at;
            let trailer = &revision.trailer;
            for key in trailer.keys() {
                if ![&b"Size"[..], b"Root", b"Info", b"ID", b"Prev"].contains(&key) {
                    return Err(Malformed::new(at, "a trailer has an unknown key"));
                }
            }
            let highest = revision.objects.last_key_value().map_or(0, |(n, _)| n.saturating_add(1));
            size = size.max(highest);
            if trailer.get(b"Size").and_then(Value::as_int) != Some(i64::from(size)) {
                return Err(Malformed::new(at, "/Size is not the number of objects"));
            }
            let root = trailer.get(b"Root");
            if root.and_then(Value::as_reference).is_none() || root != base.get(b"Root") {
                return Err(Malformed::new(at, "/Root is missing or changed"));
            }
            if trailer.get(b"Info") != base.get(b"Info") {
                return Err(Malformed::new(at, "/Info changed"));
            }
            if first_id(trailer).is_none() || first_id(trailer) != first_id(base) {
                return Err(Malformed::new(at, "/ID is missing, or its first half changed"));
            }
        }
        Ok(())
    }
}

fn first_id(trailer: &Dict) -> Option<&[u8]> {
    match trailer.get(b"ID")?.as_array()? {
        [Value::Text(first), Value::Text(_)] => Some(first),
        _ => None,
    }
}

/// `%PDF-1.x`, and the comment line that marks a binary file; gives where the objects begin.
fn header(bytes: &[u8]) -> Result<usize, Malformed> {
    let mut c = Cursor::new(bytes, 0);
    c.expect(b"%PDF-", "the file does not begin as a PDF")?;
    let version = c.take(3)?;
    if !matches!(version, [b'1', b'.', b'3'..=b'7'] | b"2.0") || !c.take_line_end() {
        return c.fail("an unknown version of PDF");
    }
    if c.peek() == Some(b'%') {
        let rest = c.take(5)?;
        if !rest[1..].iter().all(|b| *b >= 128) || !c.take_line_end() {
            return c.fail("a comment other than the mark of a binary file");
        }
    }
    Ok(c.at)
}

/// The number between the last `startxref` and `%%EOF`, with nothing after but one end of line.
pub(super) fn last_startxref(bytes: &[u8]) -> Result<usize, Malformed> {
    let tail_at = bytes.len().saturating_sub(40);
    let tail = &bytes[tail_at..];
    let word = b"startxref";
    let Some(found) = tail.windows(word.len()).rposition(|w| w == word) else {
        return Err(Malformed::new(tail_at, "the file does not end with startxref and %%EOF"));
    };
    let mut c = Cursor::new(bytes, tail_at + found + word.len());
    c.skip_space();
    c.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_bytes_are_refused_without_a_panic() {
        for bad in [
            &b""[..],
            b"%PDF-1.7",
            b"%PDF-1.7\nstartxref\n9999999999\n%%EOF",
            b"%PDF-1.7\nstartxref\n99999999999999\n%%EOF",
            b"%PDF-1.7\nxref\ntrailer<</Prev 9>>\nstartxref\n9\n%%EOF",
            b"%PDF-1.7\nxref\ntrailer<</Prev -1>>\nstartxref\n9\n%%EOF",
            b"%PDF-1.7\nxref\ntrailer<<>>\nstartxref\n9\n%%EOF",
            b"%PDF-0.9\nxref\ntrailer<<>>\nstartxref\n9\n%%EOF",
        ] {
            assert!(StrictPdf::open(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }
}
