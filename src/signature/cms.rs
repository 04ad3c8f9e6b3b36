//! Building a CMS signature as PAdES baseline B-B wants it (RFC 5652; ETSI EN 319 142-1, 6.3).
//!
//! OpenSSL's own CMS writer is not used: before 3.2 it cannot leave out `signingTime`, which the
//! baseline forbids (the time stands in `/M`).

use openssl::sha::sha256;

use super::certificate::IssuerAndSerial;
use super::der::{constructed, oid, set_of, tag, value};
use super::der_reader::NotDer;
use super::ecdsa;

/// How the signer's key signs; both with SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA of 2048 bits or more, PKCS#1 v1.5.
    Rsa,
    /// ECDSA over the curve P-256.
    P256,
}

impl Algorithm {
    /// The `AlgorithmIdentifier` of a signature: RSA with NULL (RFC 8017), ECDSA without (RFC 5758).
    pub(crate) fn identifier(self) -> Vec<u8> {
        match self {
            Self::Rsa => constructed(
                tag::SEQUENCE,
                &[value(tag::OID, oid::RSA_SHA256), value(tag::NULL, &[])],
            ),
            Self::P256 => constructed(tag::SEQUENCE, &[value(tag::OID, oid::ECDSA_SHA256)]),
        }
    }
}

/// `AlgorithmIdentifier` of SHA-256, without NULL (RFC 5754, 2).
pub(crate) fn sha256_identifier() -> Vec<u8> {
    constructed(tag::SEQUENCE, &[value(tag::OID, oid::SHA256)])
}

/// The signed attributes as a `SET OF`: the bytes to sign (RFC 5652, 5.4).
///
/// `certificate` is the signer's, in DER; `digest` the SHA-256 of what the file signs.
pub fn attributes(certificate: &[u8], digest: &[u8; 32]) -> Result<Vec<u8>, NotDer> {
    let parts = vec![
        attribute(oid::CONTENT_TYPE, &value(tag::OID, oid::DATA)),
        attribute(oid::MESSAGE_DIGEST, &value(tag::OCTET_STRING, digest)),
        attribute(oid::SIGNING_CERTIFICATE_V2, &signing_certificate(certificate)?),
    ];
    Ok(set_of(tag::SET, parts))
}

fn attribute(kind: &[u8], content: &[u8]) -> Vec<u8> {
    constructed(tag::SEQUENCE, &[value(tag::OID, kind), value(tag::SET, content)])
}

/// `SigningCertificateV2` of one certificate; SHA-256 is its default and so not written (RFC 5035, 4).
pub(crate) fn signing_certificate(certificate: &[u8]) -> Result<Vec<u8>, NotDer> {
    let of = IssuerAndSerial::of(certificate)?;
    let names = constructed(tag::SEQUENCE, &[value(tag::CONTEXT_4, of.issuer)]);
    let issuer_serial = constructed(tag::SEQUENCE, &[names, of.serial.to_vec()]);
    let hash = value(tag::OCTET_STRING, &sha256(certificate));
    let id = constructed(tag::SEQUENCE, &[hash, issuer_serial]);
    let ids = constructed(tag::SEQUENCE, &[id]);
    Ok(constructed(tag::SEQUENCE, &[ids]))
}

/// The whole detached `SignedData`, in DER.
///
/// `chain` are the certificates between the signer's and the root; `attributes` comes from
/// [`attributes`], `signature` from the signer over those bytes; of an ECDSA signature the one
/// form is written that the verifier accepts.
pub fn assemble(
    certificate: &[u8],
    chain: &[Vec<u8>],
    algorithm: Algorithm,
    attributes: &[u8],
    signature: &[u8],
) -> Result<Vec<u8>, NotDer> {
    let of = IssuerAndSerial::of(certificate)?;
    let version = value(tag::INTEGER, &[1]);
    let mut stored_attributes = attributes.to_vec();
    match stored_attributes.first_mut() {
        Some(first) => *first = tag::CONTEXT_0,
        None => return Err(NotDer("no signed attributes")),
    }
    let signature = match algorithm {
        Algorithm::Rsa => signature.to_vec(),
        Algorithm::P256 => {
            ecdsa::one_form(signature).map_err(|_| NotDer("the signature is none of ECDSA"))?
        }
    };
    let signer = constructed(
        tag::SEQUENCE,
        &[
            version.clone(),
            constructed(tag::SEQUENCE, &[of.issuer.to_vec(), of.serial.to_vec()]),
            sha256_identifier(),
            stored_attributes,
            algorithm.identifier(),
            value(tag::OCTET_STRING, &signature),
        ],
    );
    let mut certificates = chain.to_vec();
    certificates.push(certificate.to_vec());
    let signed = constructed(
        tag::SEQUENCE,
        &[
            version,
            constructed(tag::SET, &[sha256_identifier()]),
            constructed(tag::SEQUENCE, &[value(tag::OID, oid::DATA)]),
            set_of(tag::CONTEXT_0, certificates),
            constructed(tag::SET, &[signer]),
        ],
    );
    Ok(constructed(
        tag::SEQUENCE,
        &[value(tag::OID, oid::SIGNED_DATA), value(tag::CONTEXT_0, &signed)],
    ))
}
