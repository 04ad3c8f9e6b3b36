//! Reading a CMS signature: only the one form that [`super::cms`] writes.
//!
//! What was read is written again and must give the same bytes. So every byte of an accepted
//! signature is one that we understand, and there is no second way to write it.

use super::certificate::IssuerAndSerial;
use super::cms::{self, Algorithm};
use super::der::{oid, tag, value};
use super::der_reader::{NotDer, Reader};

/// The parts of a detached signature by one signer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CmsSignature {
    /// The signer's certificate, in DER.
    pub(crate) certificate: Vec<u8>,
    /// The other certificates.
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) algorithm: Algorithm,
    /// The digest of the signed content, as the signer states it.
    pub(crate) digest: Vec<u8>,
    /// The bytes that the key has signed.
    pub(crate) attributes: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl CmsSignature {
    /// Reads the whole of `der`.
    pub(crate) fn read(der: &[u8]) -> Result<Self, NotDer> {
        let mut outer = Reader::new(der);
        let mut info = outer.enter(tag::SEQUENCE)?;
        outer.end()?;
        info.exactly(&value(tag::OID, oid::SIGNED_DATA))?;
        let mut signed = info.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
        signed.expect(tag::INTEGER)?;
        signed.expect(tag::SET)?;
        signed.expect(tag::SEQUENCE)?;
        let mut certificates = signed.enter(tag::CONTEXT_0)?;
        let mut signer = signed.enter(tag::SET)?.enter(tag::SEQUENCE)?;

        signer.expect(tag::INTEGER)?;
        let mut sid = signer.enter(tag::SEQUENCE)?;
        let id = IssuerAndSerial { issuer: sid.any()?.whole, serial: sid.any()?.whole };
        signer.expect(tag::SEQUENCE)?;
        let mut attributes = signer.expect(tag::CONTEXT_0)?.whole.to_vec();
        attributes[0] = tag::SET;
        let identifier = signer.expect(tag::SEQUENCE)?.whole;
        let algorithm = [Algorithm::Rsa, Algorithm::P256]
            .into_iter()
            .find(|a| a.identifier() == identifier)
            .ok_or(NotDer("an algorithm that we do not use"))?;
        let signature = signer.expect(tag::OCTET_STRING)?.contents.to_vec();

        let (mut certificate, mut chain) = (None, Vec::new());
        while certificates.next_tag().is_some() {
            let found = certificates.expect(tag::SEQUENCE)?.whole;
            if IssuerAndSerial::of(found)? == id {
                if certificate.replace(found.to_vec()).is_some() {
                    return Err(NotDer("two certificates of the signer"));
                }
            } else {
                chain.push(found.to_vec());
            }
        }
        let certificate = certificate.ok_or(NotDer("the signer's certificate is missing"))?;
        let digest = message_digest(&attributes)?;
        let read = Self { certificate, chain, algorithm, digest, attributes, signature };
        if read.write()? == der { Ok(read) } else { Err(NotDer("not the form that we write")) }
    }

    fn write(&self) -> Result<Vec<u8>, NotDer> {
        let digest = <[u8; 32]>::try_from(self.digest.as_slice())
            .map_err(|_| NotDer("the digest is not one of SHA-256"))?;
        let attributes = cms::attributes(&self.certificate, &digest)?;
        cms::assemble(&self.certificate, &self.chain, self.algorithm, &attributes, &self.signature)
    }
}

fn message_digest(attributes: &[u8]) -> Result<Vec<u8>, NotDer> {
    let wanted = value(tag::OID, oid::MESSAGE_DIGEST);
    let mut list = Reader::new(attributes).enter(tag::SET)?;
    while list.next_tag().is_some() {
        let mut attribute = list.enter(tag::SEQUENCE)?;
        if attribute.expect(tag::OID)?.whole == wanted {
            let mut values = attribute.enter(tag::SET)?;
            return Ok(values.expect(tag::OCTET_STRING)?.contents.to_vec());
        }
    }
    Err(NotDer("the signature states no digest"))
}

#[cfg(test)]
mod tests {
    use super::super::{DemoAuthority, Holder, Pkcs12Key};
    use super::*;
    use proptest::prelude::*;

    fn signature(algorithm: Algorithm) -> Vec<u8> {
        let now = "2026-03-02T05:00:00Z".parse().unwrap();
        let holder =
            Holder { name: "Wulan", organisation: "Kota", unit: "Desa", serial_number: "1" };
        let phrase = zeroize::Zeroizing::new("kopi".to_owned());
        let root = DemoAuthority::new("Akar", now).unwrap();
        let p12 = root.issue(&holder, algorithm, now, &phrase).unwrap();
        Pkcs12Key::open(&p12, &phrase, now).unwrap().cms(&[9; 32]).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        for algorithm in [Algorithm::Rsa, Algorithm::P256] {
            let read = CmsSignature::read(&signature(algorithm)).unwrap();
            assert_eq!(read.digest, [9; 32]);
            assert_eq!(read.algorithm, algorithm);
            assert!(read.chain.is_empty());
        }
    }

    proptest! {
        #[test]
        fn bent_bytes_are_read_or_refused(
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
        ) {
            thread_local!(static CMS: Vec<u8> = signature(Algorithm::P256));
            let mut cms = CMS.with(Clone::clone);
            for (at, byte) in edits {
                let at = at.index(cms.len());
                cms[at] = byte;
            }
            if let Ok(read) = CmsSignature::read(&cms) {
                prop_assert_eq!(read.write().unwrap(), cms);
            }
        }
    }
}
