//! Signatures bent by hand: any dictionary, any range, any CMS, signed with a real key.

use alursurat::signature::{Algorithm, Pkcs12Key};
use openssl::sha::Sha256;

use crate::signature_file::{Objects, letter, letter_objects, position, updated};

const ROOM: usize = 2048;
const WIDTH: usize = 64;

/// A digest to a CMS.
pub type Sign<'a> = dyn Fn(&[u8; 32]) -> Vec<u8> + 'a;

/// What a forger decides; [`Forge::honest`] decides nothing dishonest.
pub struct Forge<'a> {
    pub base: Vec<u8>,
    pub size: u32,
    /// Objects of the update; `@CONTENTS@` and `@RANGE@` are filled.
    pub objects: Objects,
    /// Start and end of the gap, and the length of the file, to what stands as `/ByteRange`.
    pub range: fn(usize, usize, usize) -> String,
    /// The digest to what stands as `/Contents`.
    pub cms: Box<Sign<'a>>,
}

/// The dictionary as we write it, with the two places to be filled.
pub const DICTIONARY: &str = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached\
     /M(D:20260302050000Z)/Name(Nama Lain)/Reason(Menandatangani)/Contents@CONTENTS@/ByteRange@RANGE@>>";

/// The field `lurah` of the letter with one field, filled.
pub fn filled_field() -> String {
    letter_objects(&["lurah"])[6].1.replace("/P 3 0 R", "/P 3 0 R/V 8 0 R")
}

impl<'a> Forge<'a> {
    /// The letter with one field, signed as we do.
    pub fn honest(key: &'a Pkcs12Key) -> Self {
        Self {
            base: letter(&["lurah"]),
            size: 9,
            objects: vec![(7, filled_field()), (8, DICTIONARY.to_owned())],
            range: |start, end, length| format!("[0 {start} {end} {}]", length - end),
            cms: Box::new(|digest| key.cms(digest).unwrap()),
        }
    }

    /// With another signature dictionary.
    pub fn dictionary(mut self, from: &str, to: &str) -> Self {
        assert!(self.objects[1].1.contains(from), "{from}");
        self.objects[1].1 = self.objects[1].1.replace(from, to);
        self
    }

    pub fn range(mut self, range: fn(usize, usize, usize) -> String) -> Self {
        self.range = range;
        self
    }

    pub fn cms(mut self, cms: impl Fn(&[u8; 32]) -> Vec<u8> + 'a) -> Self {
        self.cms = Box::new(cms);
        self
    }

    pub fn make(self) -> Vec<u8> {
        let room = format!("<{}>", "0".repeat(2 * ROOM));
        let objects: Objects = self
            .objects
            .into_iter()
            .map(|(n, b)| {
                (n, b.replace("@CONTENTS@", &room).replace("@RANGE@", &" ".repeat(WIDTH)))
            })
            .collect();
        let mut out = updated(&self.base, self.size, &objects);
        let text = String::from_utf8_lossy(&out[self.base.len()..]).into_owned();
        let start = text.find(&room).map_or(0, |at| self.base.len() + at);
        let end = if start == 0 { 0 } else { start + room.len() };
        if text.contains(&" ".repeat(WIDTH)) {
            let range = (self.range)(start, end, out.len());
            let at = position(&out, self.base.len(), &" ".repeat(WIDTH));
            out[at..at + range.len()].copy_from_slice(range.as_bytes());
        }
        if start > 0 {
            let mut hash = Sha256::new();
            hash.update(&out[..start]);
            hash.update(&out[end..]);
            let cms = (self.cms)(&hash.finish());
            for (n, byte) in cms.iter().enumerate() {
                let at = start + 1 + 2 * n;
                out[at..at + 2].copy_from_slice(format!("{byte:02x}").as_bytes());
            }
        }
        out
    }
}

/// DER of one value with a long length.
pub fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut out = match length {
        0..=127 => vec![tag, u8::try_from(length).unwrap()],
        128..=255 => vec![tag, 0x81, u8::try_from(length).unwrap()],
        _ => {
            let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
            vec![tag, 0x82, high, low]
        }
    };
    out.extend_from_slice(contents);
    out
}

/// The values inside a constructed one, each in DER.
pub type Parts = Vec<Vec<u8>>;

/// Splits constructed DER into the values inside.
pub fn parts(whole: &[u8]) -> Parts {
    let mut rest = contents(whole);
    let mut out = Vec::new();
    while !rest.is_empty() {
        let length = header(rest) + contents(rest).len();
        out.push(rest[..length].to_vec());
        rest = &rest[length..];
    }
    out
}

fn header(whole: &[u8]) -> usize {
    if whole[1] < 0x80 { 2 } else { 2 + usize::from(whole[1] & 0x7F) }
}

fn contents(whole: &[u8]) -> &[u8] {
    let header = header(whole);
    let length = if whole[1] < 0x80 {
        usize::from(whole[1])
    } else {
        whole[2..header].iter().fold(0, |n, b| n << 8 | usize::from(*b))
    };
    &whole[header..header + length]
}

/// Takes a CMS apart, lets `change` bend the parts of its `SignedData` and of its signer, and
/// puts it together again.
pub fn bent(cms: &[u8], change: impl Fn(&mut Parts, &mut Parts)) -> Vec<u8> {
    let info = parts(cms);
    let mut signed = parts(&parts(&info[1])[0]);
    let last = signed.len() - 1;
    let mut signer = parts(&parts(&signed[last])[0]);
    signed.pop();
    change(&mut signed, &mut signer);
    signed.push(der(0x31, &der(0x30, &signer.concat())));
    let signed = der(0x30, &signed.concat());
    der(0x30, &[info[0].clone(), der(0xA0, &signed)].concat())
}

/// Signs attributes with a key of the test's own and writes the CMS as we do.
pub fn assemble_by(
    key: &openssl::pkey::PKeyRef<openssl::pkey::Private>,
    certificate: &[u8],
    algorithm: Algorithm,
    digest: &[u8; 32],
) -> Vec<u8> {
    let attributes = alursurat::signature::attributes(certificate, digest).unwrap();
    let mut signer =
        openssl::sign::Signer::new(openssl::hash::MessageDigest::sha256(), key).unwrap();
    let signature = signer.sign_oneshot_to_vec(&attributes).unwrap();
    alursurat::signature::assemble(certificate, &[], algorithm, &attributes, &signature).unwrap()
}
