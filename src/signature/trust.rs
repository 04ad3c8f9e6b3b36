//! Whose certificates count. Paths, purposes and dates are judged by OpenSSL alone.

use jiff::Timestamp;
use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509PurposeId, X509Ref, X509StoreContext, X509VerifyResult};

use super::Reason;

/// The roots a verifier trusts; may be none at all.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    roots: Vec<X509>,
}

/// The roots cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// No PEM, or no certificates.
    #[error("the file of trusted roots cannot be read: {0}")]
    Unreadable(#[from] ErrorStack),
    /// PEM without a certificate.
    #[error("the file of trusted roots holds no certificate")]
    Empty,
}

impl Trust {
    /// Trusts nobody: integrity can be judged, signers cannot.
    pub fn none() -> Self {
        Self::default()
    }

    /// Trusts the certificates in a PEM file, one or several.
    pub fn from_pem(pem: &[u8]) -> Result<Self, TrustError> {
        let roots = X509::stack_from_pem(pem)?;
        if roots.is_empty() { Err(TrustError::Empty) } else { Ok(Self { roots }) }
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// What is wrong with the path from `signer` to a root for signing documents at the time `at`.
    ///
    /// `chain` must be what lies between the two on that path, byte for byte and no more: nobody
    /// signs these certificates' place in the file, and a change would otherwise go unnoticed.
    pub(crate) fn judge(&self, signer: &X509, chain: &[Vec<u8>], at: Timestamp) -> Option<Reason> {
        self.path(signer, chain, at).unwrap_or(Some(Reason::PathRefused))
    }

    fn path(
        &self,
        signer: &X509,
        chain: &[Vec<u8>],
        at: Timestamp,
    ) -> Result<Option<Reason>, ErrorStack> {
        let store = self.store(at)?;
        let mut given = Stack::new()?;
        for der in chain {
            given.push(X509::from_der(der)?)?;
        }
        let mut context = X509StoreContext::new()?;
        let (valid, result, path) = context.init(&store, signer, &given, |c| {
            let valid = c.verify_cert()?;
            let path: Result<Vec<_>, _> =
                c.chain().into_iter().flatten().map(X509Ref::to_der).collect();
            Ok((valid, c.error(), path?))
        })?;
        Ok(if !valid || result != X509VerifyResult::OK {
            Some(reason(result))
        } else if is_between(chain, &path) {
            None
        } else {
            Some(Reason::StrayCertificate)
        })
    }

    fn store(&self, at: Timestamp) -> Result<X509Store, ErrorStack> {
        let mut builder = X509StoreBuilder::new()?;
        for root in &self.roots {
            builder.add_cert(root.clone())?;
        }
        let mut param = X509VerifyParam::new()?;
        param.set_time(at.as_second());
        // OpenSSL has no purpose of its own for documents; this one asks for digitalSignature or
        // nonRepudiation and, only where extended usages are named, for e-mail protection.
        param.set_purpose(X509PurposeId::SMIME_SIGN)?;
        // 112 bits: RSA of 2048, SHA-256; no SHA-1 in the path.
        param.set_auth_level(2);
        param.set_depth(6);
        builder.set_param(&param)?;
        Ok(builder.build())
    }
}

/// Whether `chain` is `path` without its two ends, in whatever order.
fn is_between(chain: &[Vec<u8>], path: &[Vec<u8>]) -> bool {
    let middle = path.split_last().and_then(|(_, rest)| rest.split_first()).map(|(_, m)| m);
    let (mut chain, mut middle) = (chain.to_vec(), middle.unwrap_or_default().to_vec());
    chain.sort();
    middle.sort();
    chain == middle
}

/// The numbers are `X509_V_ERR_…` of `openssl/x509_vfy.h`.
fn reason(result: X509VerifyResult) -> Reason {
    match result.as_raw() {
        2 | 18 | 19 | 20 | 21 => Reason::IssuerUnknown,
        9 | 10 => Reason::NotValidThen,
        24 | 25 | 26 | 79 => Reason::Purpose,
        66..=68 => Reason::WeakKey,
        _ => Reason::PathRefused,
    }
}
