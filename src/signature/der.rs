//! Writing DER (X.690, clause 10): as much as a CMS signature needs.

/// Tags of the universal types used here, and of the two context classes of CMS.
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// `[0]`, constructed.
    pub(crate) const CONTEXT_0: u8 = 0xA0;
    /// `[4]`, constructed: a directory name among general names (RFC 5280, 4.2.1.6).
    pub(crate) const CONTEXT_4: u8 = 0xA4;
}

/// Object identifiers, as the contents of their OID value.
pub(crate) mod oid {
    /// 1.2.840.113549.1.7.1, data (RFC 5652, 4).
    pub(crate) const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
    /// 1.2.840.113549.1.7.2, signedData (RFC 5652, 5.1).
    pub(crate) const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
    /// 1.2.840.113549.1.9.3 (RFC 5652, 11.1).
    pub(crate) const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
    /// 1.2.840.113549.1.9.4 (RFC 5652, 11.2).
    pub(crate) const MESSAGE_DIGEST: &[u8] =
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
    /// 1.2.840.113549.1.9.16.2.47, signing-certificate-v2 (RFC 5035, 3).
    pub(crate) const SIGNING_CERTIFICATE_V2: &[u8] =
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x2F];
    /// 2.16.840.1.101.3.4.2.1.
    pub(crate) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    /// 1.2.840.113549.1.1.11, sha256WithRSAEncryption (RFC 8017).
    pub(crate) const RSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
    /// 1.2.840.10045.4.3.2, ecdsa-with-SHA256 (RFC 5758).
    pub(crate) const ECDSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
}

/// One value: tag, length in its shortest form, contents.
pub(crate) fn value(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = contents.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let skip = bytes.iter().take_while(|b| **b == 0).count();
            let used = &bytes[skip..];
            out.push(0x80 | used.len().to_le_bytes()[0]);
            out.extend_from_slice(used);
        }
    }
    out.extend_from_slice(contents);
    out
}

/// A constructed value of its parts, in their order.
pub(crate) fn constructed(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    value(tag, &parts.concat())
}

/// A `SET OF`: DER wants its parts sorted by their bytes (X.690, 11.6).
pub(crate) fn set_of(tag: u8, mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    constructed(tag, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_their_shortest_form() {
        assert_eq!(value(4, &[1]), [4, 1, 1]);
        assert_eq!(value(4, &[0; 127])[..2], [4, 127]);
        assert_eq!(value(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(value(4, &[0; 300])[..4], [4, 0x82, 1, 44]);
    }

    #[test]
    fn a_set_is_sorted() {
        let set = set_of(tag::SET, vec![vec![2, 1, 9], vec![2, 1, 3]]);
        assert_eq!(set, [0x31, 6, 2, 1, 3, 2, 1, 9]);
    }
}
