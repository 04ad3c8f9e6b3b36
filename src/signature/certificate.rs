//! What we read from a certificate ourselves; whether to trust it is for OpenSSL to say.

use openssl::nid::Nid;
use openssl::x509::{X509NameRef, X509Ref};

use super::der::tag;
use super::der_reader::{NotDer, Reader};

/// Who a certificate was issued to, as its subject says (X.520 attributes).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// `CN`: the person's name.
    pub name: String,
    /// `O`: such as the town's government.
    pub organisation: Option<String>,
    /// `OU`: the office.
    pub unit: Option<String>,
    /// `serialNumber`: a staff number (NIP), not the certificate's own number.
    pub serial_number: Option<String>,
}

impl Subject {
    /// Reads the subject; a part that is no text, or stands twice, is left out.
    pub fn of(certificate: &X509Ref) -> Self {
        let name = certificate.subject_name();
        Self {
            name: entry(name, Nid::COMMONNAME).unwrap_or_default(),
            organisation: entry(name, Nid::ORGANIZATIONNAME),
            unit: entry(name, Nid::ORGANIZATIONALUNITNAME),
            serial_number: entry(name, Nid::SERIALNUMBER),
        }
    }
}

fn entry(name: &X509NameRef, nid: Nid) -> Option<String> {
    let mut entries = name.entries_by_nid(nid);
    let text = entries.next()?.data().to_string().ok()?;
    // It is printed beside our own words, which it must not be able to imitate.
    let plain: String = text.chars().filter(|c| !c.is_control() && !hides(*c)).collect();
    entries.next().is_none().then_some(plain)
}

/// Characters that reverse or hide text (Unicode TR 36, 2.4).
fn hides(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The parts of a certificate by which a signature names it, as slices of its DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IssuerAndSerial<'a> {
    pub(crate) issuer: &'a [u8],
    pub(crate) serial: &'a [u8],
}

impl<'a> IssuerAndSerial<'a> {
    /// Cuts issuer and serial number out, never encoding them anew (RFC 5280, 4.1).
    pub(crate) fn of(certificate: &'a [u8]) -> Result<Self, NotDer> {
        let mut outer = Reader::new(certificate);
        let mut certificate = outer.enter(tag::SEQUENCE)?;
        outer.end()?;
        let mut body = certificate.enter(tag::SEQUENCE)?;
        if body.next_tag() == Some(tag::CONTEXT_0) {
            body.any()?;
        }
        let serial = body.expect(tag::INTEGER)?.whole;
        body.expect(tag::SEQUENCE)?;
        let issuer = body.expect(tag::SEQUENCE)?.whole;
        Ok(Self { issuer, serial })
    }
}
