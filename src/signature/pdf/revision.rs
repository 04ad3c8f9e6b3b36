//! One revision: its objects, its cross-reference table, its trailer (ISO 32000-1, 7.5).

use std::collections::BTreeMap;

use super::limits::ENTRIES;
use super::value::{Dict, Value};
use super::{Cursor, Malformed, Object};

/// The table and trailer of a revision, read before its objects.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) xref_at: usize,
    /// The first byte after `%%EOF` and its end of line.
    pub(super) end: usize,
    pub(super) offsets: BTreeMap<u32, usize>,
    pub(super) trailer: Dict,
}

/// A revision, all of whose bytes are accounted for.
#[derive(Debug)]
pub(crate) struct Revision {
    /// The first byte after this revision; the revision itself begins where the one before ends.
    pub(crate) end: usize,
    pub(crate) objects: BTreeMap<u32, Object>,
    pub(crate) trailer: Dict,
    pub(crate) xref_at: usize,
}

impl Section {
    /// Reads table, trailer, `startxref` and `%%EOF` from `xref_at` on.
    pub(super) fn read(bytes: &[u8], xref_at: usize) -> Result<Self, Malformed> {
        let mut c = Cursor::new(bytes, xref_at);
        c.expect(b"xref", "a cross-reference table should begin here")?;
        if !c.take_line_end() {
            return c.fail("no end of line after xref");
        }
        let mut offsets = BTreeMap::new();
        let mut next = 0u32;
        while !c.looking_at(b"trailer") {
            next = subsection(&mut c, next, &mut offsets)?;
        }
        c.expect(b"trailer", "a trailer should begin here")?;
        let Value::Dict(trailer) = c.value()?.value else {
            return c.fail("a trailer without a dictionary");
        };
        c.skip_space();
        c.expect(b"startxref", "startxref should stand here")?;
        c.skip_space();
        if c.count()? != xref_at {
            return c.fail("startxref names another place");
        }
        if !c.take_line_end() {
            return c.fail("no end of line after startxref");
        }
        c.expect(b"%%EOF", "%%EOF should stand here")?;
        c.take_line_end();
        Ok(Self { xref_at, end: c.at, offsets, trailer })
    }

    /// Reads the objects, which must lie between `start` and the table without anything between them.
    pub(super) fn objects(self, bytes: &[u8], start: usize) -> Result<Revision, Malformed> {
        let mut by_offset: Vec<(usize, u32)> =
            self.offsets.iter().map(|(number, offset)| (*offset, *number)).collect();
        by_offset.sort_unstable();
        let mut c = Cursor::new(bytes, start);
        let mut objects = BTreeMap::new();
        for (offset, number) in by_offset {
            c.skip_space();
            if c.at != offset {
                return c.fail(
                    "bytes that no table names, or an object that is not where it should be",
                );
            }
            objects.insert(number, Object::read(&mut c, number)?);
        }
        c.skip_space();
        if c.at != self.xref_at {
            return c.fail("bytes between the last object and the table");
        }
        Ok(Revision { end: self.end, objects, trailer: self.trailer, xref_at: self.xref_at })
    }
}

/// `first count` and its entries of twenty bytes; gives the number that the next one may begin with.
fn subsection(
    c: &mut Cursor,
    next: u32,
    offsets: &mut BTreeMap<u32, usize>,
) -> Result<u32, Malformed> {
    let first = c.count()?;
    c.expect(b" ", "one space should stand here")?;
    let count = c.count()?;
    if c.peek() == Some(b' ') {
        c.at += 1;
    }
    if !c.take_line_end() {
        return c.fail("no end of line after the head of a subsection");
    }
    let Ok(first) = u32::try_from(first) else { return c.fail("too large an object number") };
    if first < next || count == 0 || count > ENTRIES - offsets.len().min(ENTRIES) {
        return c.fail("subsections out of order, empty or too many");
    }
    let mut number = first;
    for _ in 0..count {
        entry(c, number, offsets)?;
        match number.checked_add(1) {
            Some(n) => number = n,
            None => return c.fail("too large an object number"),
        }
    }
    Ok(number)
}

fn entry(c: &mut Cursor, number: u32, offsets: &mut BTreeMap<u32, usize>) -> Result<(), Malformed> {
    let line = c.take(20)?;
    let (offset, rest) = line.split_at(10);
    let in_use = rest.starts_with(b" 00000 n");
    let head_of_free_list = number == 0 && line.starts_with(b"0000000000 65535 f");
    let line_end = matches!(&line[18..], b"\r\n" | b" \n" | b" \r");
    if !line_end || !offset.iter().all(u8::is_ascii_digit) || !(in_use || head_of_free_list) {
        return c.fail("an entry of the table is not `offset 00000 n`");
    }
    if head_of_free_list {
        return Ok(());
    }
    if number == 0 {
        return c.fail("object 0 is in use");
    }
    let offset = offset.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0'));
    let Ok(offset) = usize::try_from(offset) else { return c.fail("an offset is too large") };
    offsets.insert(number, offset);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_says_where_it_ends() {
        let text = b"xref\n0 1\n0000000000 65535 f \n4 1\n0000000007 00000 n\r\ntrailer\n<</Size 5>>\nstartxref\n0\n%%EOF\nrest";
        let section = Section::read(text, 0).unwrap();
        assert_eq!(section.end, text.len() - 4);
        assert_eq!(section.offsets, BTreeMap::from([(4, 7)]));
    }

    #[test]
    fn refused_tables() {
        let good = "xref\n0 1\n0000000000 65535 f \n4 1\n0000000007 00000 n\r\ntrailer\n<<>>\nstartxref\n0\n%%EOF";
        assert!(Section::read(good.as_bytes(), 0).is_ok());
        for (from, to) in [
            ("00000 n\r\n", "00001 n\r\n"),
            ("00000 n\r\n", "00000 f\r\n"),
            ("00000 n\r\n", "00000 n\n\n"),
            ("4 1\n", "0 1\n"),
            ("4 1\n", "4 0\n"),
            ("4 1\n", "4 9999999999\n"),
            ("4 1\n", "4294967295 1\n"),
            ("4 1\n", "4\t1\n"),
            ("startxref\n0", "startxref\n1"),
            ("%%EOF", "% EOF"),
            ("<<>>", "[]"),
        ] {
            let bad = good.replace(from, to);
            assert!(Section::read(bad.as_bytes(), 0).is_err(), "{bad}");
        }
    }
}
