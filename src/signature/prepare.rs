//! The revision that a signature adds to a letter, with room for the signature itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use openssl::sha::Sha256;

use super::cms_reader::CmsSignature;
use super::form::{self, NotOurForm, SignatureField};
use super::pdf::{Malformed, StrictPdf, Value};
use super::{FirstSignature, Restriction, SignRequest, active, restriction, text};

/// Why a file cannot be made ready for a signature.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Our own reader would refuse the signed file as well.
    #[error("the file is not one that this program writes: {0}")]
    Unreadable(#[from] Malformed),
    /// The form is missing or is not ours.
    #[error("the file's form is not one that this program writes: {0}")]
    Form(#[from] NotOurForm),
    /// Objects that nothing shows could be brought to light after the signature.
    #[error("object {0} is in the file, but nothing leads to it")]
    Unreachable(u32),
    /// A signed letter must not be able to change what it shows.
    #[error("the file holds active content ({0})")]
    Active(&'static str),
    /// No such field.
    #[error("there is no signature field {0:?}")]
    NoSuchField(String),
    /// The field has its signature.
    #[error("the field {0:?} is already signed")]
    AlreadySigned(String),
    /// The catalog speaks of a certification that no signature of ours has made.
    #[error("the file claims a certification that its first signature does not make")]
    Certification,
    /// The signature that certifies the letter stands alone.
    #[error("the letter was certified and allows no further signature")]
    Closed,
    /// A dictionary that cannot be extended.
    #[error("the field {0:?} or the catalog is not a plain dictionary")]
    OddField(String),
    /// No room, or more than a megabyte of it.
    #[error("the room for a signature must be 1 to 1048576 bytes, not {0}")]
    Room(usize),
    /// The signature dictionary has no form for it.
    #[error("the time of signing cannot be written")]
    Time,
}

/// Why a signature cannot be put into its place.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmbedError {
    /// Ask again with more room.
    #[error("the signature has {length} bytes, the room {room}")]
    TooLarge {
        /// Bytes of the signature.
        length: usize,
        /// Bytes kept free for it.
        room: usize,
    },
    /// Not a CMS signature, or not one of this file.
    #[error("this is no signature of this file: {0}")]
    NotOurs(&'static str),
}

/// A letter with an unfilled signature: hand [`Prepared::digest`] to a signer, then embed its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    bytes: Vec<u8>,
    /// The hex string of `/Contents` with its angle brackets: the only bytes not signed.
    gap: Range<usize>,
    digest: [u8; 32],
}

/// Adds an incremental update (ISO 32000-1, 7.5.6) that fills `field` and nothing else.
///
/// A letter that is certified by its first signature ([`SignRequest::first`]) allows as many more as
/// it has fields, and its last signature locks them all.
///
/// The same file and request give the same bytes.
pub fn prepare(pdf: &[u8], field: &str, request: &SignRequest) -> Result<Prepared, PrepareError> {
    if request.room == 0 || request.room > 1 << 20 {
        return Err(PrepareError::Room(request.room));
    }
    let file = StrictPdf::open(pdf)?;
    let fields = form::fields(&file, file.last())?;
    let found = fields
        .iter()
        .find(|f| f.name == field)
        .ok_or_else(|| PrepareError::NoSuchField(field.to_owned()))?;
    if found.signature.is_some() {
        return Err(PrepareError::AlreadySigned(field.to_owned()));
    }
    let reachable = file.reachable(file.last())?;
    for number in file.revisions.iter().flat_map(|r| r.objects.keys()) {
        if !reachable.contains(number) {
            return Err(PrepareError::Unreachable(*number));
        }
    }
    if let Some(key) = active::content(&file) {
        return Err(PrepareError::Active(key));
    }
    let restriction = restriction(&file, &fields, request.first)?;
    let dictionary = dictionary(request).ok_or(PrepareError::Time)?;
    append(&file, found, restriction, &dictionary, request.room)
}

/// What the next signature says about changes after it.
fn restriction(
    file: &StrictPdf,
    fields: &[SignatureField],
    first: FirstSignature,
) -> Result<Option<Restriction>, PrepareError> {
    let certified = restriction::certified(file).map_err(|_| PrepareError::Certification)?;
    let open = fields.iter().filter(|field| field.signature.is_none()).count();
    let unsigned = open == fields.len();
    match certified {
        Some(_) if unsigned => Err(PrepareError::Certification),
        Some(certified) if certified.closes() => Err(PrepareError::Closed),
        Some(_) => Ok((open == 1).then_some(Restriction::FieldsLocked)),
        None if !unsigned || first == FirstSignature::Approval => Ok(None),
        None if open == 1 => Ok(Some(Restriction::NoChanges)),
        None => Ok(Some(Restriction::SignaturesOnly)),
    }
}

/// The signature dictionary up to where `/ByteRange` begins (ETSI EN 319 142-1, 5.3 and 6.3).
fn dictionary(request: &SignRequest) -> Option<String> {
    let mut out = String::from("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached");
    write!(out, "/M{}", text::date(request.time)?).ok()?;
    write!(out, "/Name{}/Reason{}", text::string(&request.name), text::string(&request.reason))
        .ok()?;
    if let Some(location) = &request.location {
        write!(out, "/Location{}", text::string(location)).ok()?;
    }
    Some(out)
}

fn append(
    file: &StrictPdf,
    field: &SignatureField,
    restriction: Option<Restriction>,
    dictionary: &str,
    room: usize,
) -> Result<Prepared, PrepareError> {
    let odd = || PrepareError::OddField(field.name.clone());
    let catalog = file.root().ok_or_else(odd)?;
    let number = file.next_number();
    let mut bytes = Vec::with_capacity(file.bytes.len() + 2 * room + 2048);
    bytes.extend_from_slice(file.bytes);
    if !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let mut places = BTreeMap::new();
    if restriction.is_some_and(Restriction::certifies) {
        places.insert(catalog, bytes.len());
        bytes.extend(extended(file, catalog, &restriction::mark(number)).ok_or_else(odd)?);
    }
    places.insert(field.object, bytes.len());
    bytes.extend(extended(file, field.object, &format!("/V {number} 0 R")).ok_or_else(odd)?);

    places.insert(number, bytes.len());
    bytes.extend_from_slice(format!("{number} 0 obj\n{dictionary}").as_bytes());
    if let Some(restriction) = restriction {
        bytes.extend_from_slice(format!("/Reference{}", restriction.reference(catalog)).as_bytes());
    }
    bytes.extend_from_slice(b"/Contents");
    let gap = bytes.len()..bytes.len() + 2 * room + 2;
    bytes.push(b'<');
    bytes.resize(gap.end - 1, b'0');
    bytes.extend_from_slice(b">/ByteRange");
    let range_at = bytes.len();
    // Filled below, once the length of the whole file is known; the width never changes.
    bytes.extend_from_slice(&[b' '; RANGE_WIDTH]);
    bytes.extend_from_slice(b">>\nendobj\n");

    let xref_at = bytes.len();
    bytes.extend_from_slice(b"xref\n");
    for (object, at) in places {
        bytes.extend_from_slice(format!("{object} 1\n{at:010} 00000 n\r\n").as_bytes());
    }
    // All that the signature covers is hashed once, as far as it stands.
    let mut before = Sha256::new();
    before.update(&bytes[..gap.start]);
    let mut so_far = before.clone();
    so_far.update(&bytes[gap.end..]);
    bytes.extend_from_slice(&trailer(file, number, &so_far.finish()).ok_or_else(odd)?);
    bytes.extend_from_slice(format!("startxref\n{xref_at}\n%%EOF\n").as_bytes());

    let range = format!("[0 {} {} {}]", gap.start, gap.end, bytes.len() - gap.end);
    bytes[range_at..range_at + range.len()].copy_from_slice(range.as_bytes());
    before.update(&bytes[gap.end..]);
    Ok(Prepared { bytes, gap, digest: before.finish() })
}

/// An object as it stands, with one more entry at its end.
fn extended(file: &StrictPdf, number: u32, entry: &str) -> Option<Vec<u8>> {
    let object = file.object(file.last(), number)?;
    let value = file.bytes.get(object.value_at.clone())?.strip_suffix(b">>")?;
    let (head, tail) = (format!("{number} 0 obj\n"), format!("{entry}>>\nendobj\n"));
    Some([head.as_bytes(), value, tail.as_bytes()].concat())
}

/// `[0 n n n]` with numbers of up to ten digits.
const RANGE_WIDTH: usize = 36;

/// The trailer of the new revision; its second `/ID` is drawn from the bytes before it (14.4), given by their hash.
fn trailer(file: &StrictPdf, number: u32, before: &[u8; 32]) -> Option<Vec<u8>> {
    let last = file.revisions.last()?;
    let root = last.trailer.get(b"Root")?.as_reference()?;
    let [Value::Text(first), _] = last.trailer.get(b"ID")?.as_array()? else { return None };
    let mut out = format!("trailer\n<</Size {}/Root {root} 0 R", number.checked_add(1)?);
    if let Some(info) = last.trailer.get(b"Info") {
        write!(out, "/Info {} 0 R", info.as_reference()?).ok()?;
    }
    write!(out, "/ID[<{}><{}>]", text::hex(first), text::hex(&before[..16])).ok()?;
    writeln!(out, "/Prev {}>>", last.xref_at).ok()?;
    Some(out.into_bytes())
}

impl Prepared {
    /// SHA-256 over everything but the place of the signature itself.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The file before the signature is put into it, to be kept until a remote signer answers.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts the DER of a CMS signature into its place and gives the signed file.
    pub fn embed(self, cms: &[u8]) -> Result<Vec<u8>, EmbedError> {
        let Self { mut bytes, gap, digest } = self;
        let room = (gap.len() - 2) / 2;
        if cms.len() > room {
            return Err(EmbedError::TooLarge { length: cms.len(), room });
        }
        let read = CmsSignature::read(cms).map_err(|e| EmbedError::NotOurs(e.0))?;
        if read.digest != digest {
            return Err(EmbedError::NotOurs("it is over other bytes"));
        }
        let hex = text::hex(cms);
        bytes[gap.start + 1..gap.start + 1 + hex.len()].copy_from_slice(hex.as_bytes());
        Ok(bytes)
    }
}
