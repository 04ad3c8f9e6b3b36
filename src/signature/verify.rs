//! The verifier: what is not explicitly allowed makes a letter altered.
//!
//! Time: a signature of level B-B carries no proof of when it was made. Certificates are judged at
//! the time that the signer claims (`/M`), which must not lie in the future; whoever holds the key
//! of an expired certificate could claim an earlier time. Only a timestamp can end that.
//! Revocation is not asked for at this level.

use jiff::{SignedDuration, Timestamp};
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::sha::Sha256;
use openssl::sign::Verifier;
use openssl::x509::X509;

use super::cms_reader::CmsSignature;
use super::dictionary::{self, SignatureDictionary};
use super::form::{self, SignatureField};
use super::pdf::StrictPdf;
use super::pkcs12::algorithm;
use super::{
    Coverage, Integrity, Reason, Report, Restriction, SignatureReport, Subject, Trust, Unreadable,
    active, changes,
};

/// How far a signer's clock may be ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Judges a whole file at the time `now`.
pub fn verify(pdf: &[u8], trust: &Trust, now: Timestamp) -> Result<Report, Unreadable> {
    let file = StrictPdf::open(pdf)?;
    let fields = form::fields(&file, 0)?;
    let mut problems = problems(&file, &fields);
    let mut signatures = Vec::new();
    let (mut last_forbidden, mut closed) = (0, false);
    for revision in 1..=file.last() {
        if let Some(field) = changes::signed_field(&file, revision) {
            if closed {
                last_forbidden = revision;
                problems.push(Reason::Closed);
            }
            let report = judge(&file, revision, &field, trust, now);
            closed |= report.restriction.is_some_and(Restriction::closes);
            signatures.push((revision, report));
        } else {
            last_forbidden = revision;
            problems.push(Reason::ForbiddenChange);
        }
    }
    let mut reports = Vec::with_capacity(signatures.len());
    for (revision, mut report) in signatures {
        report.coverage = match revision {
            _ if revision < last_forbidden => Coverage::LaterForbiddenChanges,
            _ if revision == file.last() => Coverage::WholeFile,
            _ => Coverage::LaterAllowedChanges,
        };
        reports.push(report);
    }
    let open = |f: &&SignatureField| !reports.iter().any(|r: &SignatureReport| r.field == f.name);
    let open_fields = fields.iter().filter(open).map(|f| f.name.clone()).collect();
    problems.dedup();
    Ok(Report::new(reports, open_fields, problems))
}

/// What is wrong with the letter as it was before anybody signed it.
fn problems(file: &StrictPdf, fields: &[SignatureField]) -> Vec<Reason> {
    let mut problems = Vec::new();
    if fields.iter().any(|f| f.signature.is_some()) {
        problems.push(Reason::SignedAtFirst);
    }
    if file.catalog(0).is_some_and(|catalog| catalog.has(b"Perms")) {
        problems.push(Reason::CertificationMark);
    }
    if active::content(file).is_some() {
        problems.push(Reason::ActiveContent);
    }
    let shown = file.reachable(0);
    let all_shown = |seen: &std::collections::BTreeSet<u32>| {
        file.revisions[0].objects.keys().all(|number| seen.contains(number))
    };
    if !shown.is_ok_and(|seen| all_shown(&seen)) {
        problems.push(Reason::HiddenContent);
    }
    problems
}

fn judge(
    file: &StrictPdf,
    revision: usize,
    field: &SignatureField,
    trust: &Trust,
    now: Timestamp,
) -> SignatureReport {
    let mut report = SignatureReport {
        field: field.name.clone(),
        signer: None,
        claimed_time: None,
        integrity: Integrity::Broken,
        trusted: false,
        coverage: Coverage::WholeFile,
        restriction: None,
        reasons: Vec::new(),
    };
    let read = field
        .signature
        .ok_or(Reason::SignatureEntries)
        .and_then(|number| dictionary::read(file, revision, number));
    match read {
        Ok(dictionary) => {
            report.claimed_time = Some(dictionary.claimed_time);
            report.restriction = dictionary.restriction;
            report.reasons.extend(misplaced(file, revision, dictionary.restriction));
            judge_signature(&dictionary, trust, now, &mut report);
        }
        Err(reason) => report.reasons.push(reason),
    }
    if report.reasons.iter().all(|r| r.is_about_trust()) {
        report.integrity = Integrity::Intact;
        report.trusted = report.reasons.is_empty();
    }
    report
}

/// What is wrong with a signature saying this of changes after it in this revision.
fn misplaced(
    file: &StrictPdf,
    revision: usize,
    restriction: Option<Restriction>,
) -> Option<Reason> {
    let marked = file.catalog(revision).is_some_and(|catalog| catalog.has(b"Perms"));
    let certifies = restriction.is_some_and(Restriction::certifies);
    let first = revision == 1;
    if certifies && !first {
        Some(Reason::CertifiedLater)
    } else if first && certifies != marked {
        Some(Reason::CertificationMark)
    } else if restriction == Some(Restriction::FieldsLocked) && (first || !marked) {
        Some(Reason::Restriction)
    } else {
        None
    }
}

fn judge_signature(
    dictionary: &SignatureDictionary,
    trust: &Trust,
    now: Timestamp,
    report: &mut SignatureReport,
) {
    let reasons = &mut report.reasons;
    let Ok(cms) = CmsSignature::read(&dictionary.cms) else { return reasons.push(Reason::Cms) };
    let Ok(certificate) = X509::from_der(&cms.certificate) else {
        return reasons.push(Reason::Cms);
    };
    if !key_made_it(&cms, &certificate).unwrap_or(false) {
        return reasons.push(Reason::SignatureValue);
    }
    report.signer = Some(Subject::of(&certificate));
    let mut hash = Sha256::new();
    dictionary.signed.iter().for_each(|part| hash.update(part));
    if cms.digest != hash.finish() {
        return reasons.push(Reason::ContentChanged);
    }
    if !openssl_agrees(dictionary).unwrap_or(false) {
        return reasons.push(Reason::SecondReader);
    }
    if dictionary.claimed_time > now.checked_add(CLOCK_SKEW).unwrap_or(now) {
        reasons.push(Reason::TimeInFuture);
    }
    reasons.extend(trust.judge(&certificate, &cms.chain, dictionary.claimed_time));
}

/// Whether the certificate's key signed the attributes.
fn key_made_it(cms: &CmsSignature, certificate: &X509) -> Result<bool, ErrorStack> {
    let key = certificate.public_key()?;
    if algorithm(&key) != Some(cms.algorithm) {
        return Ok(false);
    }
    let mut verifier = Verifier::new(MessageDigest::sha256(), &key)?;
    verifier.verify_oneshot(&cms.signature, &cms.attributes)
}

/// OpenSSL's own reading of the same signature over the same bytes; paths are judged apart.
fn openssl_agrees(dictionary: &SignatureDictionary) -> Result<bool, ErrorStack> {
    let mut cms = CmsContentInfo::from_der(&dictionary.cms)?;
    let content = dictionary.signed.concat();
    let options = CMSOptions::BINARY | CMSOptions::DETACHED | CMSOptions::NO_SIGNER_CERT_VERIFY;
    cms.verify(None, None, Some(&content), None, options)?;
    Ok(cms.to_der()? == dictionary.cms)
}
