//! A certificate authority for demonstrations and tests. Never one that a letter of a real office
//! is signed under: its key lives in this process and nothing is ever revoked.

use jiff::{Timestamp, ToSpan};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::stack::Stack;
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder};
use zeroize::Zeroizing;

use super::cms::Algorithm;

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// OpenSSL refused.
    #[error("the certificate cannot be made: {0}")]
    OpenSsl(#[from] ErrorStack),
    /// Beyond the years that a certificate can say.
    #[error("the time is out of range")]
    Time,
    /// PKCS#12 has no place for a NUL.
    #[error("the passphrase holds a NUL")]
    Passphrase,
}

/// Whom a certificate is issued to.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The person's name, without the office.
    pub name: &'a str,
    /// Such as `Pemerintah Kota Probolinggo`.
    pub organisation: &'a str,
    /// The office, such as `Kelurahan Kanigaran`.
    pub unit: &'a str,
    /// The staff number (NIP).
    pub serial_number: &'a str,
}

/// An authority with its own key, valid for twenty years; what it issues is valid for two.
pub struct DemoAuthority {
    key: PKey<Private>,
    certificate: X509,
    /// From this authority's certificate up to the root.
    chain: Vec<X509>,
}

impl std::fmt::Debug for DemoAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoAuthority").finish_non_exhaustive()
    }
}

impl DemoAuthority {
    /// A root of the given name (`CN`), valid from `from` on.
    pub fn new(name: &str, from: Timestamp) -> Result<Self, AuthorityError> {
        let key = new_key(Algorithm::P256)?;
        let subject = authority_name(name)?;
        let certificate = certificate(&Draft {
            subject: &subject,
            key: &key,
            issuer: None,
            from,
            years: 20,
            path_length: Some(1),
        })?;
        Ok(Self { key, chain: vec![certificate.clone()], certificate })
    }

    /// An authority under this one, which issues to people only.
    pub fn subordinate(&self, name: &str, from: Timestamp) -> Result<Self, AuthorityError> {
        let key = new_key(Algorithm::P256)?;
        let subject = authority_name(name)?;
        let certificate = certificate(&Draft {
            subject: &subject,
            key: &key,
            issuer: Some(self),
            from,
            years: 10,
            path_length: Some(0),
        })?;
        let mut chain = vec![certificate.clone()];
        chain.extend(self.chain.iter().cloned());
        Ok(Self { key, certificate, chain })
    }

    /// A new key and its certificate, as a PKCS#12 file under the passphrase.
    pub fn issue(
        &self,
        holder: &Holder,
        algorithm: Algorithm,
        from: Timestamp,
        passphrase: &Zeroizing<String>,
    ) -> Result<Vec<u8>, AuthorityError> {
        if passphrase.contains('\0') {
            return Err(AuthorityError::Passphrase);
        }
        let key = new_key(algorithm)?;
        let subject = holder_name(holder)?;
        let certificate = certificate(&Draft {
            subject: &subject,
            key: &key,
            issuer: Some(self),
            from,
            years: 2,
            path_length: None,
        })?;
        let mut authorities = Stack::new()?;
        for authority in &self.chain {
            authorities.push(authority.clone())?;
        }
        let file = Pkcs12::builder()
            .name(holder.name)
            .pkey(&key)
            .cert(&certificate)
            .ca(authorities)
            .key_iter(ITERATIONS)
            .mac_iter(ITERATIONS)
            .build2(passphrase)?;
        Ok(file.to_der()?)
    }

    /// The root's certificate, in PEM: what a reader has to trust.
    pub fn root_pem(&self) -> Result<Vec<u8>, AuthorityError> {
        Ok(self.chain.last().unwrap_or(&self.certificate).to_pem()?)
    }
}

/// Rounds of PBKDF2 and of the file's MAC.
const ITERATIONS: u32 = 20_000;

/// Everything that differs between the three kinds of certificate.
struct Draft<'a> {
    subject: &'a X509Name,
    key: &'a PKey<Private>,
    /// None: signed by itself.
    issuer: Option<&'a DemoAuthority>,
    from: Timestamp,
    years: i64,
    /// None for a person, else how many authorities may follow (RFC 5280, 4.2.1.9).
    path_length: Option<u32>,
}

fn certificate(draft: &Draft) -> Result<X509, AuthorityError> {
    let mut b = X509Builder::new()?;
    b.set_version(2)?;
    b.set_serial_number(&*serial_number()?)?;
    b.set_subject_name(draft.subject)?;
    b.set_issuer_name(draft.issuer.map_or(draft.subject, |i| i.certificate.subject_name()))?;
    let until = draft
        .from
        .checked_add((draft.years * 365 * 24).hours())
        .map_err(|_| AuthorityError::Time)?;
    b.set_not_before(&*Asn1Time::from_unix(draft.from.as_second())?)?;
    b.set_not_after(&*Asn1Time::from_unix(until.as_second())?)?;
    b.set_pubkey(draft.key)?;

    let mut usage = KeyUsage::new();
    usage.critical();
    if let Some(length) = draft.path_length {
        let constraints = BasicConstraints::new().critical().ca().pathlen(length).build()?;
        b.append_extension(constraints)?;
        usage.key_cert_sign().crl_sign();
    } else {
        b.append_extension(BasicConstraints::new().critical().build()?)?;
        usage.digital_signature().non_repudiation();
    }
    b.append_extension(usage.build()?)?;
    let issuer = draft.issuer.map(|i| &*i.certificate);
    let own = SubjectKeyIdentifier::new().build(&b.x509v3_context(issuer, None))?;
    b.append_extension(own)?;
    if issuer.is_some() {
        let above =
            AuthorityKeyIdentifier::new().keyid(true).build(&b.x509v3_context(issuer, None))?;
        b.append_extension(above)?;
    }
    b.sign(draft.issuer.map_or(draft.key, |i| &i.key), MessageDigest::sha256())?;
    Ok(b.build())
}

/// 126 random bits from OpenSSL's generator, positive (RFC 5280, 4.1.2.2).
fn serial_number() -> Result<Asn1Integer, ErrorStack> {
    let mut number = BigNum::new()?;
    number.rand(127, MsbOption::ONE, false)?;
    number.to_asn1_integer()
}

fn new_key(algorithm: Algorithm) -> Result<PKey<Private>, ErrorStack> {
    match algorithm {
        Algorithm::Rsa => PKey::from_rsa(Rsa::generate(2048)?),
        Algorithm::P256 => {
            let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
            PKey::from_ec_key(EcKey::generate(&group)?)
        }
    }
}

fn authority_name(name: &str) -> Result<X509Name, ErrorStack> {
    let mut b = X509NameBuilder::new()?;
    b.append_entry_by_nid(Nid::COUNTRYNAME, "ID")?;
    b.append_entry_by_nid(Nid::ORGANIZATIONNAME, "Peragaan AlurSurat")?;
    b.append_entry_by_nid(Nid::COMMONNAME, name)?;
    Ok(b.build())
}

fn holder_name(holder: &Holder) -> Result<X509Name, ErrorStack> {
    let mut b = X509NameBuilder::new()?;
    b.append_entry_by_nid(Nid::COUNTRYNAME, "ID")?;
    b.append_entry_by_nid(Nid::ORGANIZATIONNAME, holder.organisation)?;
    b.append_entry_by_nid(Nid::ORGANIZATIONALUNITNAME, holder.unit)?;
    b.append_entry_by_nid(Nid::COMMONNAME, holder.name)?;
    b.append_entry_by_nid(Nid::SERIALNUMBER, holder.serial_number)?;
    Ok(b.build())
}
