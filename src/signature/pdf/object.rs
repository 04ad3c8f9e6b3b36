//! One indirect object (ISO 32000-1, 7.3.8 and 7.3.10).

use std::ops::Range;

use super::value::Value;
use super::{Cursor, Malformed};

/// `n 0 obj … endobj`. The bytes of a stream are not read, only measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) value: Value,
    /// The value's own bytes, without `obj` and `endobj`.
    pub(crate) value_at: Range<usize>,
    pub(crate) is_stream: bool,
}

impl Object {
    /// Reads object `number` where the cursor stands, up to and with `endobj`.
    pub(super) fn read(cursor: &mut Cursor, number: u32) -> Result<Self, Malformed> {
        let start = cursor.at;
        let found = cursor.count()?;
        cursor.skip_space();
        let generation = cursor.count()?;
        cursor.skip_space();
        cursor.expect(b"obj", "an object should begin here")?;
        if u32::try_from(found) != Ok(number) || generation != 0 {
            return Err(Malformed::new(start, "another object than the table says"));
        }
        let placed = cursor.value()?;
        cursor.skip_space();
        let is_stream = cursor.looking_at(b"stream");
        if is_stream {
            pass_stream(cursor, &placed.value)?;
        }
        cursor.skip_space();
        cursor.expect(b"endobj", "an object should end here")?;
        Ok(Self { value: placed.value, value_at: placed.at, is_stream })
    }
}

fn pass_stream(cursor: &mut Cursor, value: &Value) -> Result<(), Malformed> {
    let Some(dict) = value.as_dict() else {
        return cursor.fail("a stream without a dictionary");
    };
    if dict.has(b"F") {
        return cursor.fail("a stream lies in another file");
    }
    // Not a reference: its length must not be changeable by a later revision.
    let length = dict.get(b"Length").and_then(Value::as_int).and_then(|n| usize::try_from(n).ok());
    let Some(length) = length else {
        return cursor.fail("a stream without a plain length");
    };
    cursor.expect(b"stream", "a stream should begin here")?;
    if cursor.peek() == Some(b'\r') {
        cursor.at += 1;
    }
    cursor.expect(b"\n", "no end of line after the word stream")?;
    cursor.take(length)?;
    cursor.take_line_end();
    cursor.expect(b"endstream", "a stream is longer or shorter than it says")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Object, Malformed> {
        Object::read(&mut Cursor::new(bytes, 0), 3)
    }

    #[test]
    fn objects_and_streams() {
        assert!(!read(b"3 0 obj\n<</A 1>>\nendobj").unwrap().is_stream);
        assert!(read(b"3 0 obj<</Length 2>>stream\nab\nendstream\nendobj").unwrap().is_stream);
        assert!(read(b"3 0 obj<</Length 2>>stream\r\nabendstream endobj").unwrap().is_stream);
    }

    #[test]
    fn refused_objects() {
        for bad in [
            &b"4 0 obj 1 endobj"[..],
            b"3 1 obj 1 endobj",
            b"3 0 obj 1 2 endobj",
            b"3 0 obj 1",
            b"3 0 obj<</Length 5>>stream\nab\nendstream endobj",
            b"3 0 obj<</Length 9 0 R>>stream\nab\nendstream endobj",
            b"3 0 obj<</Length 2/F(x)>>stream\nab\nendstream endobj",
            b"3 0 obj<</Length 99999999999>>stream\nab\nendstream endobj",
            b"3 0 obj<</Length -1>>stream\nab\nendstream endobj",
        ] {
            assert!(read(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }
}
