//! A signer's key and certificates in a PKCS#12 file (RFC 7292).

use jiff::Timestamp;
use openssl::asn1::Asn1Time;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkcs12::{ParsedPkcs12_2, Pkcs12};
use openssl::pkey::{Id, PKey, Private};
use openssl::sign::Signer;
use openssl::x509::{X509, X509Ref};
use zeroize::Zeroizing;

use super::cms::{self, Algorithm};
use super::der_reader::NotDer;
use super::{Subject, ecdsa};

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The person may try again.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Not a PKCS#12 file, or one protected in a way that today's OpenSSL no longer opens.
    #[error("the key file cannot be read: {0}")]
    Unreadable(String),
    /// A key without its certificate, or the other way round.
    #[error("the key file holds no key with its certificate")]
    Incomplete,
    /// Neither RSA of at least 2048 bits nor P-256.
    #[error("the key is neither RSA with 2048 bits or more nor P-256")]
    Algorithm,
    /// Before the certificate's first second.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// After the certificate's last second.
    #[error("the certificate has expired")]
    Expired,
}

/// Why a signature could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// OpenSSL refused.
    #[error("the key cannot sign: {0}")]
    Key(#[from] ErrorStack),
    /// The certificate is not DER.
    #[error("the certificate cannot be read: {0}")]
    Certificate(#[from] NotDer),
}

/// An opened key file. OpenSSL wipes the key when this is dropped.
pub struct Pkcs12Key {
    key: PKey<Private>,
    algorithm: Algorithm,
    certificate: X509,
    certificate_der: Vec<u8>,
    /// Between the certificate and its root, without the root.
    chain: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Pkcs12Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pkcs12Key").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl Pkcs12Key {
    /// Opens a key file (DER) for signing at the time `at`, at which its certificate must be valid.
    pub fn open(
        p12: &[u8],
        passphrase: &Zeroizing<String>,
        at: Timestamp,
    ) -> Result<Self, KeyError> {
        // A NUL cannot be part of a passphrase of PKCS#12, and the binding would panic.
        if passphrase.contains('\0') {
            return Err(KeyError::WrongPassphrase);
        }
        let unreadable = |e: ErrorStack| KeyError::Unreadable(e.to_string());
        let file = Pkcs12::from_der(p12).map_err(unreadable)?;
        let opened = file.parse2(passphrase).map_err(|e| {
            if is_wrong_passphrase(&e) { KeyError::WrongPassphrase } else { unreadable(e) }
        })?;
        let ParsedPkcs12_2 { pkey: Some(key), cert: Some(certificate), ca } = opened else {
            return Err(KeyError::Incomplete);
        };
        if !certificate.public_key().is_ok_and(|public| public.public_eq(&key)) {
            return Err(KeyError::Incomplete);
        }
        let algorithm = algorithm(&key).ok_or(KeyError::Algorithm)?;
        check_validity(&certificate, at)?;
        let mut chain = Vec::new();
        for authority in ca.iter().flatten() {
            if !is_self_issued(authority).map_err(unreadable)? {
                chain.push(authority.to_der().map_err(unreadable)?);
            }
        }
        let certificate_der = certificate.to_der().map_err(unreadable)?;
        Ok(Self { key, algorithm, certificate, certificate_der, chain })
    }

    /// A detached CMS signature (DER, PAdES B-B) over a digest from [`super::Prepared::digest`].
    pub fn cms(&self, digest: &[u8; 32]) -> Result<Vec<u8>, SignError> {
        let attributes = cms::attributes(&self.certificate_der, digest)?;
        let signature = self.sign(&attributes)?;
        let certificate = &self.certificate_der;
        Ok(cms::assemble(certificate, &self.chain, self.algorithm, &attributes, &signature)?)
    }

    /// The exact length of every signature of this key: as [`super::SignRequest::room`] it leaves
    /// no padding, so that the signed file holds no byte that a reader might ignore.
    pub fn room(&self) -> Result<usize, SignError> {
        let certificate = &self.certificate_der;
        let attributes = cms::attributes(certificate, &[0; 32])?;
        let signature = match self.algorithm {
            Algorithm::Rsa => vec![0; self.key.size()],
            Algorithm::P256 => ecdsa::example(),
        };
        let cms = cms::assemble(certificate, &self.chain, self.algorithm, &attributes, &signature)?;
        Ok(cms.len())
    }

    /// ECDSA signatures differ in length; half of them have the usual one, and only those are used.
    fn sign(&self, attributes: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut signature = Vec::new();
        for _ in 0..100 {
            signature =
                Signer::new(MessageDigest::sha256(), &self.key)?.sign_oneshot_to_vec(attributes)?;
            let usual = self.algorithm == Algorithm::Rsa
                || ecdsa::one_form(&signature)?.len() == ecdsa::example().len();
            if usual {
                break;
            }
        }
        Ok(signature)
    }

    /// The signer's certificate, in DER.
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate_der
    }

    /// Who the certificate was issued to.
    pub fn subject(&self) -> Subject {
        Subject::of(&self.certificate)
    }
}

/// The MAC of the file did not match, which only a wrong passphrase or a damaged file does.
fn is_wrong_passphrase(error: &ErrorStack) -> bool {
    /// `PKCS12_R_MAC_VERIFY_FAILURE` of `openssl/pkcs12err.h`.
    const MAC_VERIFY_FAILURE: i32 = 113;
    error.errors().iter().any(|e| e.reason_code() == MAC_VERIFY_FAILURE)
}

/// The algorithm that signatures of this key have, if we use keys of its kind.
pub(crate) fn algorithm<T: openssl::pkey::HasPublic>(
    key: &openssl::pkey::PKeyRef<T>,
) -> Option<Algorithm> {
    match key.id() {
        Id::RSA if (2048..=8192).contains(&key.bits()) => Some(Algorithm::Rsa),
        Id::EC => {
            let curve = key.ec_key().ok()?.group().curve_name();
            (curve == Some(Nid::X9_62_PRIME256V1)).then_some(Algorithm::P256)
        }
        _ => None,
    }
}

fn check_validity(certificate: &X509Ref, at: Timestamp) -> Result<(), KeyError> {
    let now =
        Asn1Time::from_unix(at.as_second()).map_err(|e| KeyError::Unreadable(e.to_string()))?;
    if certificate.not_before() > now {
        return Err(KeyError::NotYetValid);
    }
    if certificate.not_after() < now {
        return Err(KeyError::Expired);
    }
    Ok(())
}

fn is_self_issued(certificate: &X509Ref) -> Result<bool, ErrorStack> {
    Ok(certificate.issuer_name().to_der()? == certificate.subject_name().to_der()?)
}
