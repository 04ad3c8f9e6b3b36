//! The signature dictionary and the bytes it signs (ISO 32000-1, 12.8.1).

use jiff::Timestamp;

use super::der_reader::Reader;
use super::pdf::{StrictPdf, Value};
use super::{Reason, Restriction, text};

/// A signature dictionary that is as we write it.
#[derive(Debug)]
pub(crate) struct SignatureDictionary<'a> {
    pub(crate) claimed_time: Timestamp,
    /// The signed bytes before and after the place of the signature.
    pub(crate) signed: [&'a [u8]; 2],
    /// The CMS, without the zeros that fill the place.
    pub(crate) cms: Vec<u8>,
    /// What it says about changes after it; an approval signature says nothing.
    pub(crate) restriction: Option<Restriction>,
}

const REQUIRED: [&[u8]; 8] =
    [b"Type", b"Filter", b"SubFilter", b"ByteRange", b"Contents", b"M", b"Name", b"Reason"];
const OPTIONAL: [&[u8]; 2] = [b"Location", b"Reference"];

/// Reads object `number`, which revision `revision` added.
pub(crate) fn read<'a>(
    file: &StrictPdf<'a>,
    revision: usize,
    number: u32,
) -> Result<SignatureDictionary<'a>, Reason> {
    let this = file.revisions.get(revision).ok_or(Reason::SignedRange)?;
    let dict = this.objects.get(&number).and_then(|o| o.value.as_dict());
    let dict = dict.ok_or(Reason::SignatureEntries)?;
    let known = |key: &[u8]| REQUIRED.contains(&key) || OPTIONAL.contains(&key);
    let named = |key: &[u8], name: &[u8]| dict.get(key).is_some_and(|v| v.is_name(name));
    let texts = [&b"Name"[..], b"Reason", b"Location"];
    let ours = dict.keys().all(known)
        && REQUIRED.iter().all(|key| dict.has(key))
        && texts.iter().all(|key| dict.get(key).is_none_or(|v| v.as_text().is_some()))
        && named(b"Type", b"Sig")
        && named(b"Filter", b"Adobe.PPKLite")
        && named(b"SubFilter", b"ETSI.CAdES.detached");
    if !ours {
        return Err(Reason::SignatureEntries);
    }
    let claimed_time = dict.get(b"M").and_then(Value::as_text).and_then(text::read_date);
    let claimed_time = claimed_time.ok_or(Reason::SignatureEntries)?;
    let restriction = match (dict.get(b"Reference"), file.root()) {
        (None, _) => None,
        (Some(found), Some(root)) => {
            Some(Restriction::read(found, root).ok_or(Reason::Restriction)?)
        }
        (Some(_), None) => return Err(Reason::Restriction),
    };

    let contents = dict.placed(b"Contents").ok_or(Reason::SignatureEntries)?;
    let range = dict.get(b"ByteRange").and_then(Value::as_array).and_then(four);
    let [start, gap_start, gap_end, tail] = range.ok_or(Reason::SignedRange)?;
    let end = gap_end.checked_add(tail);
    if start != 0 || (gap_start..gap_end) != contents.at || end != Some(this.end) {
        return Err(Reason::SignedRange);
    }
    let signed = [file.bytes.get(..gap_start), file.bytes.get(gap_end..this.end)];
    let [Some(before), Some(after)] = signed else { return Err(Reason::SignedRange) };
    let place = file.bytes.get(contents.at.clone()).ok_or(Reason::SignedRange)?;
    let cms = cms(place).ok_or(Reason::Padding)?;
    Ok(SignatureDictionary { claimed_time, signed: [before, after], cms, restriction })
}

fn four(range: &[Value]) -> Option<[usize; 4]> {
    let [a, b, c, d] = range else { return None };
    let number = |v: &Value| v.as_int().and_then(|n| usize::try_from(n).ok());
    Some([number(a)?, number(b)?, number(c)?, number(d)?])
}

/// The DER at the beginning of `<…>`: lower-case digits only, and only zeros after it, so that no
/// byte of the place can be another one.
fn cms(place: &[u8]) -> Option<Vec<u8>> {
    let digits = place.strip_prefix(b"<")?.strip_suffix(b">")?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    let nibble = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        bytes.push(nibble(*high)? << 4 | nibble(*low)?);
    }
    let length = Reader::new(&bytes).any().ok()?.whole.len();
    let rest = bytes.split_off(length);
    rest.iter().all(|b| *b == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_one_form() {
        assert_eq!(cms(b"<04010a00>"), Some(vec![4, 1, 10]));
        for bad in [
            &b"<04010A00>"[..],
            b"<04010a0>",
            b"<04010a01>",
            b"<0401 0a>",
            b"(04010a00)",
            b"<0405>",
            b"<>",
            b"<",
        ] {
            assert_eq!(cms(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }
}
