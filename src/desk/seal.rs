//! One signature on one letter: prepared, signed, embedded, and read again by our own verifier.

use jiff::Timestamp;

use openssl::sha::Sha256;

use crate::signature::{
    FirstSignature, Pkcs12Key, SignRequest, Trust, Verdict, prepare, prepare_own, verify,
};

/// A letter that waits for a signature.
pub(super) struct Sealing<'a> {
    /// The bytes: frozen, or signed by those before; their hash is the one of the record.
    pub bytes: Vec<u8>,
    /// The hash of the bytes, as it stands after them.
    pub hash: Sha256,
    /// Whether somebody has signed them.
    pub is_signed: bool,
    /// The signature field: the id of the step.
    pub field: &'a str,
    /// What the signature says of itself.
    pub reason: String,
    /// The place of the office.
    pub location: String,
    /// What the letter's first signature is; later ones follow what stands in the bytes.
    pub first: FirstSignature,
}

/// Signs, and gives the signed bytes if our verifier accepts them; else a sentence that says why.
pub(super) fn seal(
    sealing: Sealing<'_>,
    key: &Pkcs12Key,
    trust: &Trust,
    now: Timestamp,
) -> Result<Vec<u8>, String> {
    let request = SignRequest {
        time: now,
        name: key.subject().name,
        reason: sealing.reason,
        location: Some(sealing.location),
        first: sealing.first,
        // Exactly as much as this key needs: no padding that nobody vouches for.
        room: key.room().map_err(|error| error.to_string())?,
    };
    let sentence = |error: &dyn std::fmt::Display| error.to_string();
    let prepared = if sealing.is_signed {
        prepare(&sealing.bytes, sealing.field, &request)
    } else {
        prepare_own(sealing.bytes, sealing.hash, sealing.field, &request)
    };
    let prepared = prepared.map_err(|error| sentence(&error))?;
    let cms = key.cms(&prepared.digest()).map_err(|error| sentence(&error))?;
    let signed = prepared.embed(&cms).map_err(|error| sentence(&error))?;
    let report = verify(&signed, trust, now).map_err(|error| sentence(&error))?;
    // Others may still have to sign; whoever has signed must be trusted.
    match report.verdict {
        Verdict::Genuine | Verdict::Incomplete => Ok(signed),
        _ => Err("pemeriksa tanda tangan menolak hasilnya".to_owned()),
    }
}
