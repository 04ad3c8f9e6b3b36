//! PDF syntax (ISO 32000-1, 7.3), written straight into bytes; numbers are fixed-point, so that no byte depends on how
//! a machine prints fractions.

use crate::letter::layout::Mp;

/// Number of an indirect object.
pub type Number = usize;

/// Bytes being written.
#[derive(Debug, Default, Clone)]
pub struct Syntax(pub Vec<u8>);

impl Syntax {
    /// Syntax as it stands.
    pub fn raw(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        self.0.extend_from_slice(text.as_ref());
        self
    }

    /// A whole number.
    pub fn int(&mut self, value: i64) -> &mut Self {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut rest = value.unsigned_abs();
        while rest > 0 || at == digits.len() {
            at -= 1;
            digits[at] = digit(rest);
            rest /= 10;
        }
        if value < 0 {
            self.0.push(b'-');
        }
        self.0.extend_from_slice(&digits[at..]);
        self
    }

    /// A count, or a place in the file.
    pub fn count(&mut self, value: usize) -> &mut Self {
        self.int(i64::try_from(value).unwrap_or(i64::MAX))
    }

    /// Thousandths, with as many decimals as they need.
    pub fn thousandths(&mut self, value: i64) -> &mut Self {
        let size = value.unsigned_abs();
        if value < 0 {
            self.0.push(b'-');
        }
        self.int(i64::try_from(size / 1000).unwrap_or(i64::MAX));
        let part = size % 1000;
        if part > 0 {
            let digits = [b'.', digit(part / 100), digit(part / 10), digit(part)];
            let length =
                if part.is_multiple_of(10) { 3 - usize::from(part.is_multiple_of(100)) } else { 4 };
            self.0.extend_from_slice(&digits[..length]);
        }
        self
    }

    /// A length in points; hundredths are enough for print and keep the file small.
    pub fn length(&mut self, length: Mp) -> &mut Self {
        self.thousandths((length + 5).div_euclid(10) * 10)
    }

    /// Lengths with blanks between them.
    pub fn lengths<const N: usize>(&mut self, lengths: [Mp; N]) -> &mut Self {
        for (at, length) in lengths.into_iter().enumerate() {
            if at > 0 {
                self.0.push(b' ');
            }
            self.length(length);
        }
        self
    }

    /// A reference to an object.
    pub fn reference(&mut self, number: Number) -> &mut Self {
        self.count(number).raw(" 0 R")
    }

    /// References with blanks between them.
    pub fn references(&mut self, numbers: impl IntoIterator<Item = Number>) -> &mut Self {
        for (at, number) in numbers.into_iter().enumerate() {
            if at > 0 {
                self.0.push(b' ');
            }
            self.reference(number);
        }
        self
    }

    /// A text string (7.9.2.2): as it is where it is ASCII, else in UTF-16 with its mark.
    pub fn text(&mut self, text: &str) -> &mut Self {
        if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return self.raw("(").within(text.bytes()).raw(")");
        }
        self.raw("<FEFF");
        for unit in text.encode_utf16() {
            self.hex(&unit.to_be_bytes());
        }
        self.raw(">")
    }

    /// Hexadecimal digits.
    pub fn hex(&mut self, bytes: &[u8]) -> &mut Self {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let digits = |b: &u8| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]];
        self.0.extend(bytes.iter().flat_map(digits));
        self
    }

    /// Bytes within a literal string. Besides its own marks none may be CR, which every reader takes for LF (7.3.4.2).
    pub fn within(&mut self, bytes: impl IntoIterator<Item = u8>) -> &mut Self {
        for byte in bytes {
            match byte {
                b'(' | b')' | b'\\' => self.0.extend_from_slice(&[b'\\', byte]),
                b'\r' => self.0.extend_from_slice(b"\\r"),
                _ => self.0.push(byte),
            }
        }
        self
    }
}

fn digit(value: u64) -> u8 {
    b'0' + u8::try_from(value % 10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Syntax) -> &mut Syntax) -> String {
        let mut out = Syntax::default();
        write(&mut out);
        String::from_utf8(out.0).unwrap()
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_need() {
        for (value, wanted) in
            [(0, "0"), (7, "7"), (-12, "-12"), (120, "120"), (i64::MIN, "-9223372036854775808")]
        {
            assert_eq!(written(|out| out.int(value)), wanted);
        }
        for (value, wanted) in [
            (0, "0"),
            (1000, "1"),
            (-1500, "-1.5"),
            (20, "0.02"),
            (-1005, "-1.005"),
            (616, "0.616"),
        ] {
            assert_eq!(written(|out| out.thousandths(value)), wanted);
        }
        for (length, wanted) in [(609_449, "609.45"), (4, "0"), (-15, "-0.01"), (995, "1")] {
            assert_eq!(written(|out| out.length(length)), wanted);
        }
    }

    #[test]
    fn strings_keep_every_byte() {
        assert_eq!(written(|out| out.text("Surat (asli) \\")), r"(Surat \(asli\) \\)");
        assert_eq!(written(|out| out.text("é")), "<FEFF00E9>");
        assert_eq!(written(|out| out.within(*b"\0\r\n")), "\0\\r\n");
        assert_eq!(written(|out| out.references([3, 14])), "3 0 R 14 0 R");
    }
}
