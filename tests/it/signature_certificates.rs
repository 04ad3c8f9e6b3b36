//! Signers whose file is intact and whose certificate is not to be believed.

use alursurat::signature::{Algorithm, Reason, Verdict};
use jiff::{SignedDuration, Timestamp};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use openssl::x509::{X509, X509Name, X509NameBuilder};

use crate::signature_file::{
    Expect, altered, authority, check_under, key, letter, noon, sign, signed_at, untrusted,
};
use crate::signature_forge::{Forge, assemble_by};

/// What can be wrong with a certificate.
struct Plan {
    key: PKey<Private>,
    days: [i64; 2],
    authority: bool,
    usage: fn(&mut KeyUsage) -> &mut KeyUsage,
    mail: Option<bool>,
    digest: MessageDigest,
}

fn plan() -> Plan {
    Plan {
        key: p256(),
        days: [-30, 300],
        authority: false,
        usage: |u| u.digital_signature().non_repudiation(),
        mail: None,
        digest: MessageDigest::sha256(),
    }
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn name(common: &str) -> X509Name {
    let mut b = X509NameBuilder::new().unwrap();
    b.append_entry_by_nid(Nid::COMMONNAME, common).unwrap();
    b.build()
}

fn certificate(plan: &Plan, common: &str, by: Option<(&X509, &PKey<Private>)>) -> X509 {
    let day = |n: i64| {
        let at: Timestamp = noon() + SignedDuration::from_hours(24 * n);
        Asn1Time::from_unix(at.as_second()).unwrap()
    };
    let mut b = X509::builder().unwrap();
    b.set_version(2).unwrap();
    b.set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap()).unwrap();
    b.set_subject_name(&name(common)).unwrap();
    match by {
        Some((issuer, _)) => b.set_issuer_name(issuer.subject_name()).unwrap(),
        None => b.set_issuer_name(&name(common)).unwrap(),
    }
    b.set_not_before(&day(plan.days[0])).unwrap();
    b.set_not_after(&day(plan.days[1])).unwrap();
    b.set_pubkey(&plan.key).unwrap();
    let mut basic = BasicConstraints::new();
    basic.critical();
    if plan.authority {
        basic.ca();
    }
    b.append_extension(basic.build().unwrap()).unwrap();
    let mut usage = KeyUsage::new();
    b.append_extension((plan.usage)(usage.critical()).build().unwrap()).unwrap();
    if let Some(mail) = plan.mail {
        let mut extended = ExtendedKeyUsage::new();
        let extended = if mail { extended.email_protection() } else { extended.server_auth() };
        b.append_extension(extended.build().unwrap()).unwrap();
    }
    b.sign(by.map_or(&plan.key, |(_, key)| key), plan.digest).unwrap();
    b.build()
}

fn root() -> (X509, PKey<Private>) {
    let plan = Plan { authority: true, usage: |u| u.key_cert_sign().crl_sign(), ..plan() };
    (certificate(&plan, "Akar", None), plan.key)
}

fn signed_with(plan: &Plan, certificate: &X509, algorithm: Algorithm) -> Vec<u8> {
    let honest = key(&authority(), "Tidak Dipakai", Algorithm::P256);
    let der = certificate.to_der().unwrap();
    Forge::honest(&honest).cms(|d| assemble_by(&plan.key, &der, algorithm, d)).make()
}

#[test]
fn certificates_that_do_not_carry_a_letter() {
    let (root, root_key) = root();
    let by = |plan: &Plan, algorithm| {
        signed_with(plan, &certificate(plan, "Wulan", Some((&root, &root_key))), algorithm)
    };
    let ec = |plan: Plan| by(&plan, Algorithm::P256);
    let self_signed = plan();
    let lookalike = certificate(&self_signed, "Akar", None);
    // Issued by another official instead of the authority.
    let official = plan();
    let official_certificate = certificate(&official, "Wulan", Some((&root, &root_key)));
    let below = plan();
    let below_certificate =
        certificate(&below, "Bagas", Some((&official_certificate, &official.key)));
    let small = Plan { key: PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap(), ..plan() };
    let group = EcGroup::from_curve_name(Nid::SECP384R1).unwrap();
    let curve = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let rsa = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let purpose = untrusted(Reason::Purpose);
    let cases = [
        ("control", ec(plan()), Expect::Verdict(Verdict::Genuine, None)),
        (
            "control with RSA",
            by(&Plan { key: rsa, ..plan() }, Algorithm::Rsa),
            Expect::Verdict(Verdict::Genuine, None),
        ),
        (
            "control for mail",
            ec(Plan { mail: Some(true), ..plan() }),
            Expect::Verdict(Verdict::Genuine, None),
        ),
        ("expired", ec(Plan { days: [-30, -1], ..plan() }), untrusted(Reason::NotValidThen)),
        ("not yet valid", ec(Plan { days: [1, 30], ..plan() }), untrusted(Reason::NotValidThen)),
        ("for encryption", ec(Plan { usage: |u| u.key_encipherment(), ..plan() }), purpose),
        ("for web servers", ec(Plan { mail: Some(false), ..plan() }), purpose),
        ("SHA-1", ec(Plan { digest: MessageDigest::sha1(), ..plan() }), untrusted(Reason::WeakKey)),
        (
            "self-signed under the root's name",
            signed_with(&self_signed, &lookalike, Algorithm::P256),
            untrusted(Reason::IssuerUnknown),
        ),
        (
            "issued by an official",
            signed_with(&below, &below_certificate, Algorithm::P256),
            untrusted(Reason::IssuerUnknown),
        ),
        ("RSA of 1024 bits", by(&small, Algorithm::Rsa), altered(Reason::SignatureValue)),
        (
            "another curve",
            by(&Plan { key: curve, ..plan() }, Algorithm::Rsa),
            altered(Reason::SignatureValue),
        ),
    ];
    check_under(&root.to_pem().unwrap(), &cases);
}

#[test]
fn a_signature_of_tomorrow_is_not_trusted_today() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let minutes = |n| signed_at(noon() + SignedDuration::from_mins(n), &lurah);
    let cases = [
        (
            "today",
            sign(&letter(&["lurah"]), "lurah", &lurah),
            Expect::Verdict(Verdict::Genuine, None),
        ),
        ("a clock a little ahead", minutes(4), Expect::Verdict(Verdict::Genuine, None)),
        ("tomorrow", minutes(24 * 60), untrusted(Reason::TimeInFuture)),
        ("before the certificate", minutes(-3 * 24 * 60), untrusted(Reason::NotValidThen)),
    ];
    check_under(&root.root_pem().unwrap(), &cases);
}
