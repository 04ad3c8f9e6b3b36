//! Text, dates and hex as PDF writes them (ISO 32000-1, 7.9.2 and 7.9.4).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit =
        |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// A text string: ASCII as it is, anything else in UTF-16 with its mark.
pub(crate) fn string(text: &str) -> String {
    if text.bytes().all(|b| (0x20..0x7F).contains(&b)) {
        let mut out = String::from("(");
        for c in text.chars() {
            if matches!(c, '(' | ')' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push(')');
        return out;
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    format!("<{}>", hex(&units.flat_map(u16::to_be_bytes).collect::<Vec<u8>>()))
}

/// `(D:YYYYMMDDHHmmSSZ)`, or nothing for a year that has not four digits.
pub(crate) fn date(time: Timestamp) -> Option<String> {
    let t = time.to_zoned(TimeZone::UTC).datetime();
    if !(1000..=9999).contains(&t.year()) {
        return None;
    }
    Some(format!(
        "(D:{:04}{:02}{:02}{:02}{:02}{:02}Z)",
        t.year(),
        t.month(),
        t.day(),
        t.hour(),
        t.minute(),
        t.second()
    ))
}

/// Reads exactly what [`date`] writes.
pub(crate) fn read_date(text: &[u8]) -> Option<Timestamp> {
    let digits = text.strip_prefix(b"D:")?.strip_suffix(b"Z")?;
    if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| digits.iter().fold(0i16, |n, d| n * 10 + i16::from(d - b'0'));
    let (year, rest) = digits.split_at(4);
    let year = number(year);
    let mut parts = [0i8; 5];
    for (part, pair) in parts.iter_mut().zip(rest.chunks(2)) {
        *part = i8::try_from(number(pair)).ok()?;
    }
    let [month, day, hour, minute, second] = parts;
    let time = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_letters() {
        assert_eq!(string("Surat (asli) \\"), r"(Surat \(asli\) \\)");
        assert_eq!(string("é"), "<feff00e9>");
        assert_eq!(string("a\nb"), "<feff0061000a0062>");
    }

    #[test]
    fn a_date_is_read_as_it_was_written() {
        let time: Timestamp = "2026-11-22T01:02:03.9Z".parse().unwrap();
        let written = date(time).unwrap();
        assert_eq!(written, "(D:20261122010203Z)");
        let inner = written.trim_matches(['(', ')']).as_bytes();
        assert_eq!(read_date(inner), "2026-11-22T01:02:03Z".parse().ok());
    }

    #[test]
    fn other_dates_are_not_read() {
        for bad in [
            "D:20261122010203",
            "D:20261122010203+00'00'",
            "D:20261322010203Z",
            "20261122010203Z",
            "D:2026112201020xZ",
            "D:20261122010260Z",
        ] {
            assert_eq!(read_date(bad.as_bytes()), None, "{bad}");
        }
    }
}
