//! Reading DER strictly: one encoding per value, or an error (X.690, clauses 8 and 10).

/// The bytes are no DER, or not the value that should stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotDer(pub(crate) &'static str);

/// One value within the bytes it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) contents: &'a [u8],
    /// Tag, length and contents.
    pub(crate) whole: &'a [u8],
}

/// Reads one value after the other.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn next_tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value, whatever it is. Tags above 30 and indefinite lengths are refused.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, NotDer> {
        let (&[tag, first], after) =
            self.rest.split_first_chunk::<2>().ok_or(NotDer("the DER ends too early"))?;
        if tag & 0x1F == 0x1F {
            return Err(NotDer("a tag of several bytes"));
        }
        let (length, header) = if first < 0x80 {
            (usize::from(first), 2)
        } else {
            let size = usize::from(first & 0x7F);
            let bytes = after.get(..size).ok_or(NotDer("the DER ends too early"))?;
            let length = bytes.iter().fold(0usize, |n, b| n << 8 | usize::from(*b));
            if !(1..=3).contains(&size) || bytes[0] == 0 || length < 0x80 {
                return Err(NotDer("a length is not in its shortest form"));
            }
            (length, 2 + size)
        };
        let whole = self.rest.get(..header + length).ok_or(NotDer("the DER ends too early"))?;
        self.rest = &self.rest[header + length..];
        Ok(Element { tag, contents: &whole[header..], whole })
    }

    /// The next value, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, NotDer> {
        let element = self.any()?;
        if element.tag == tag { Ok(element) } else { Err(NotDer("another type than expected")) }
    }

    /// A reader over the contents of the next value, which must have this tag.
    pub(crate) fn enter(&mut self, tag: u8) -> Result<Self, NotDer> {
        self.expect(tag).map(|e| Self::new(e.contents))
    }

    /// The next value must be exactly these bytes.
    pub(crate) fn exactly(&mut self, whole: &[u8]) -> Result<(), NotDer> {
        if self.any()?.whole == whole { Ok(()) } else { Err(NotDer("another value than expected")) }
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), NotDer> {
        if self.rest.is_empty() { Ok(()) } else { Err(NotDer("bytes after the last value")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_one_after_the_other() {
        let mut r = Reader::new(&[0x30, 3, 2, 1, 5, 5, 0]);
        let mut inner = r.enter(0x30).unwrap();
        assert_eq!(inner.expect(2).unwrap().contents, [5]);
        inner.end().unwrap();
        r.exactly(&[5, 0]).unwrap();
        r.end().unwrap();
    }

    #[test]
    fn only_one_form_of_a_length_is_read() {
        let long = [&[4, 0x81, 200][..], &[0; 200]].concat();
        assert!(Reader::new(&long).any().is_ok());
        for bad in [
            &[4][..],
            &[4, 2, 1],
            &[4, 0x80, 0, 0],
            &[4, 0x81, 1, 0],
            &[4, 0x82, 0, 200],
            &[4, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
            &[0x1F, 0x81, 0, 0],
        ] {
            assert!(Reader::new(bad).any().is_err(), "{bad:?}");
        }
    }
}
