//! Text strings of a PDF (ISO 32000-1, 7.9.2.2).

use lopdf::{Object, StringFormat};

/// UTF-16, high byte first, with its mark.
pub fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}

/// A text string: as it is where it is ASCII, else in UTF-16.
pub fn string(text: &str) -> Object {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
    } else {
        Object::String(utf16(text), StringFormat::Hexadecimal)
    }
}
