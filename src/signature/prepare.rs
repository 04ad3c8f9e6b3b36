//! The revision that a signature adds to a letter, with room for the signature itself.

use std::fmt::Write as _;
use std::ops::Range;

use openssl::sha::Sha256;

use super::cms_reader::CmsSignature;
use super::form::{self, NotOurForm, SignatureField};
use super::pdf::{Malformed, StrictPdf};
use super::update::{Fill, Update};
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
    let file = StrictPdf::open(pdf)?;
    let reachable = file.reachable(file.last())?;
    for number in file.revisions.iter().flat_map(|r| r.objects.keys()) {
        if !reachable.contains(number) {
            return Err(PrepareError::Unreachable(*number));
        }
    }
    if let Some(key) = active::content(&file) {
        return Err(PrepareError::Active(key));
    }
    let mut hash = Sha256::new();
    hash.update(pdf);
    let update = update(&file, hash, field, request)?;
    Ok(Prepared::of(pdf.to_vec(), update))
}

/// The same revision as [`prepare`] adds, for a letter that nobody has signed yet and whose bytes are known to be
/// those that our own writer gave, as their hash says: what such a file holds is not judged again.
///
/// `hash` has seen all of `pdf` and nothing else. Whoever releases the letter has it judged by [`super::verify`],
/// which takes nothing for granted.
pub fn prepare_own(
    mut pdf: Vec<u8>,
    hash: Sha256,
    field: &str,
    request: &SignRequest,
) -> Result<Prepared, PrepareError> {
    let file = StrictPdf::own(&pdf)?;
    let update = update(&file, hash, field, request)?;
    pdf.reserve_exact(update.bytes.len());
    Ok(Prepared::of(pdf, update))
}

fn update(
    file: &StrictPdf,
    hash: Sha256,
    field: &str,
    request: &SignRequest,
) -> Result<Update, PrepareError> {
    if request.room == 0 || request.room > 1 << 20 {
        return Err(PrepareError::Room(request.room));
    }
    let fields = form::fields(file, file.last())?;
    let found = fields
        .iter()
        .find(|f| f.name == field)
        .ok_or_else(|| PrepareError::NoSuchField(field.to_owned()))?;
    if found.signature.is_some() {
        return Err(PrepareError::AlreadySigned(field.to_owned()));
    }
    let restriction = restriction(file, &fields, request.first)?;
    let dictionary = &dictionary(request).ok_or(PrepareError::Time)?;
    let fill = Fill { field: found, restriction, dictionary, room: request.room };
    Update::new(file, hash, &fill).ok_or_else(|| PrepareError::OddField(field.to_owned()))
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

/// The signature dictionary up to where `/Contents` begins (ETSI EN 319 142-1, 5.3 and 6.3).
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

impl Prepared {
    fn of(mut bytes: Vec<u8>, update: Update) -> Self {
        bytes.extend_from_slice(&update.bytes);
        Self { bytes, gap: update.gap, digest: update.digest }
    }

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
