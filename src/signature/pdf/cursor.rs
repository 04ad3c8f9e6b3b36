//! Reading tokens and values from bytes (ISO 32000-1, 7.2 and 7.3).

use super::Malformed;
use super::limits::DEPTH;
use super::value::{Dict, Placed, Value};

type Read<T> = Result<T, Malformed>;

/// A place in a file. Every read either moves it past what was read or says what was wrong.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
}

const fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(b: u8) -> bool {
    matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(crate) fn fail<T>(&self, what: &'static str) -> Read<T> {
        Err(Malformed::new(self.at, what))
    }

    pub(crate) fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    pub(crate) fn looking_at(&self, word: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word))
    }

    pub(crate) fn expect(&mut self, word: &[u8], what: &'static str) -> Read<()> {
        if !self.looking_at(word) {
            return self.fail(what);
        }
        self.at += word.len();
        Ok(())
    }

    /// Takes one end of line (LF, CR LF or CR), if there is one.
    pub(crate) fn take_line_end(&mut self) -> bool {
        let length = match (self.peek(), self.bytes.get(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\r' | b'\n'), _) => 1,
            _ => return false,
        };
        self.at += length;
        true
    }

    pub(crate) fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let end = self.at.checked_add(length);
        match end.and_then(|end| self.bytes.get(self.at..end)) {
            Some(part) => {
                self.at += length;
                Ok(part)
            }
            None => self.fail("the file ends too early"),
        }
    }

    /// A whole number without sign, of at most ten digits.
    pub(crate) fn count(&mut self) -> Read<usize> {
        let digits = self.bytes[self.at.min(self.bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if digits == 0 || digits > 10 {
            return self.fail("a number of one to ten digits should stand here");
        }
        let value = self.take(digits)?.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0'));
        usize::try_from(value).or_else(|_| self.fail("a number is too large"))
    }

    /// The next value, with the bytes it takes.
    pub(crate) fn value(&mut self) -> Read<Placed> {
        self.value_at_depth(0)
    }

    fn value_at_depth(&mut self, depth: usize) -> Read<Placed> {
        if depth > DEPTH {
            return self.fail("values lie too deep within each other");
        }
        self.skip_space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'/') => Value::Name(self.name()?),
            Some(b'(') => Value::Text(self.literal_string()?),
            Some(b'<') if self.looking_at(b"<<") => Value::Dict(self.dict(depth)?),
            Some(b'<') => Value::Text(self.hex_string()?),
            Some(b'[') => self.array(depth)?,
            Some(b'+' | b'-' | b'.' | b'0'..=b'9') => self.number_or_reference()?,
            _ => self.word()?,
        };
        Ok(Placed { value, at: start..self.at })
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let length = rest.iter().take_while(|b| !is_space(**b) && !is_delimiter(**b)).count();
        self.at += length;
        &rest[..length]
    }

    fn word(&mut self) -> Read<Value> {
        let start = self.at;
        match self.regular() {
            b"true" => Ok(Value::Bool(true)),
            b"false" => Ok(Value::Bool(false)),
            b"null" => Ok(Value::Null),
            _ => Err(Malformed::new(start, "this is no value")),
        }
    }

    fn name(&mut self) -> Read<Vec<u8>> {
        let start = self.at;
        self.at += 1;
        let raw = self.regular();
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw.iter();
        while let Some(&b) = rest.next() {
            if b != b'#' {
                name.push(b);
                continue;
            }
            match (
                rest.next().copied().and_then(hex_digit),
                rest.next().copied().and_then(hex_digit),
            ) {
                (Some(high), Some(low)) if high | low != 0 => name.push(high << 4 | low),
                _ => return Err(Malformed::new(start, "a name has a broken # code")),
            }
        }
        Ok(name)
    }

    fn number_or_reference(&mut self) -> Read<Value> {
        let start = self.at;
        let raw = self.regular();
        let digits = raw.strip_prefix(b"-").or(raw.strip_prefix(b"+")).unwrap_or(raw);
        let whole = digits.iter().position(|b| *b == b'.').unwrap_or(digits.len());
        let points = usize::from(whole < digits.len());
        let again = digits[whole..].iter().skip(1).any(|b| *b == b'.');
        let numeric = digits.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        if !numeric || again || digits.len() == points || digits.len() > 20 {
            return Err(Malformed::new(start, "this is no number"));
        }
        if points == 1 {
            return Ok(Value::Real(raw.to_vec()));
        }
        let magnitude = digits.iter().try_fold(0i64, |n, d| {
            n.checked_mul(10).and_then(|n| n.checked_add(i64::from(d - b'0')))
        });
        let Some(magnitude) = magnitude else {
            return Err(Malformed::new(start, "a number is too large"));
        };
        if digits.len() == raw.len()
            && let Some(reference) = self.rest_of_reference(magnitude)?
        {
            return Ok(reference);
        }
        Ok(Value::Int(if raw[0] == b'-' { -magnitude } else { magnitude }))
    }

    /// After a first number: ` 0 R`, or nothing taken.
    fn rest_of_reference(&mut self, number: i64) -> Read<Option<Value>> {
        let mut ahead = self.clone();
        ahead.skip_space();
        let generation = ahead.regular();
        if generation.is_empty() || !generation.iter().all(u8::is_ascii_digit) {
            return Ok(None);
        }
        ahead.skip_space();
        if ahead.regular() != b"R" {
            return Ok(None);
        }
        if generation != b"0" {
            return self.fail("a reference has a generation other than 0");
        }
        self.at = ahead.at;
        match u32::try_from(number) {
            Ok(number) if number > 0 => Ok(Some(Value::Reference(number))),
            _ => self.fail("a reference names no possible object"),
        }
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.looking_at(b"]") {
                self.at += 1;
                return Ok(Value::Array(items));
            }
            items.push(self.value_at_depth(depth + 1)?.value);
        }
    }

    fn dict(&mut self, depth: usize) -> Read<Dict> {
        self.at += 2;
        let mut dict = Dict::default();
        loop {
            self.skip_space();
            if self.looking_at(b">>") {
                self.at += 2;
                return Ok(dict);
            }
            if self.peek() != Some(b'/') {
                return self.fail("a key should stand here");
            }
            let at = self.at;
            let key = self.name()?;
            let value = self.value_at_depth(depth + 1)?;
            if !dict.insert(key, value) {
                return Err(Malformed::new(at, "a key stands twice in one dictionary"));
            }
        }
    }

    fn hex_string(&mut self) -> Read<Vec<u8>> {
        self.at += 1;
        let (mut text, mut half) = (Vec::new(), None);
        loop {
            let Some(b) = self.peek() else { return self.fail("a hex string has no end") };
            self.at += 1;
            match (b, hex_digit(b), half) {
                (b'>', ..) => {
                    text.extend(half.map(|high: u8| high << 4));
                    return Ok(text);
                }
                (_, Some(low), Some(high)) => {
                    text.push(high << 4 | low);
                    half = None;
                }
                (_, Some(high), None) => half = Some(high),
                _ if is_space(b) => {}
                _ => return self.fail("a hex string holds something else"),
            }
        }
    }

    fn literal_string(&mut self) -> Read<Vec<u8>> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1usize);
        loop {
            let Some(b) = self.peek() else { return self.fail("a string has no end") };
            self.at += 1;
            match b {
                b'(' => open += 1,
                b')' if open == 1 => return Ok(text),
                b')' => open -= 1,
                b'\\' => {
                    text.extend(self.escape());
                    continue;
                }
                b'\r' => {
                    // 7.3.4.2: any end of line within a string reads as one LF.
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(b);
        }
    }

    fn escape(&mut self) -> Option<u8> {
        if self.take_line_end() {
            return None;
        }
        let b = self.peek()?;
        self.at += 1;
        match b {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'0'..=b'7' => {
                let mut code = u32::from(b - b'0');
                for _ in 0..2 {
                    let Some(d @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(d - b'0');
                    self.at += 1;
                }
                Some(code.to_le_bytes()[0])
            }
            other => Some(other),
        }
    }
}

fn hex_digit(b: u8) -> Option<u8> {
    char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Read<Value> {
        Cursor::new(text, 0).value().map(|p| p.value)
    }

    #[test]
    fn values_are_read_as_the_standard_says() {
        assert_eq!(read(b" -12 "), Ok(Value::Int(-12)));
        assert_eq!(read(b"12 0 R"), Ok(Value::Reference(12)));
        assert_eq!(read(b"12 0 Rx"), Ok(Value::Int(12)));
        assert_eq!(read(b"1.50"), Ok(Value::Real(b"1.50".to_vec())));
        assert_eq!(read(b"/A#42c"), Ok(Value::Name(b"ABc".to_vec())));
        assert_eq!(read(br"(a\(b\)(c)\101\n)"), Ok(Value::Text(b"a(b)(c)A\n".to_vec())));
        assert_eq!(read(b"<48 6>"), Ok(Value::Text(b"H`".to_vec())));
        let Ok(Value::Array(items)) = read(b"[1 2 0 R(x)]") else { panic!("an array") };
        assert_eq!(items.len(), 3);
    }

    #[test]
    fn what_a_lenient_reader_would_pass_is_refused() {
        for bad in [
            &b"<</A 1/A 2>>"[..],
            b"<</V 1/#56 2>>",
            b"1 1 R",
            b"0 0 R",
            b"[1",
            b"<4g>",
            b"(open",
            b"% note\n1",
            b"99999999999999999999",
            b"--1",
            b"/A#0",
            b"nul",
            b"",
            b"<</A>>",
        ] {
            assert!(read(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        assert!(read(&b"[".repeat(100_000)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(0u8..128, 0..200)) {
            let mut cursor = Cursor::new(&bytes, 0);
            let at = cursor.value().map_or(0, |placed| placed.at.end);
            proptest::prop_assert!(at <= bytes.len());
        }

        #[test]
        fn near_values_are_read_or_refused(text in r"(<<|>>|\[|\]|\(|\)|<|>|/A|#4|1|-|\.| 0 R| |%|\\|\\7|true){0,30}") {
            let _ = Cursor::new(text.as_bytes(), 0).value();
        }
    }
}
