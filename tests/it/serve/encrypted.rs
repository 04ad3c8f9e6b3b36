//! Encryption by the program itself, and certificates that change while it runs.

use std::net::TcpStream;
use std::path::Path;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::ssl::{SslConnector, SslMethod, SslStream, SslVerifyMode, SslVersion};
use openssl::symm::Cipher;
use openssl::x509::{X509, X509NameBuilder};

use super::installed;
use super::process::{Connection, Server, program, until};

const TLS: &str =
    "[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\npassphrase_file = \"pass\"\n";

/// Leaves a certificate of `name` and its key, closed with a passphrase, in a folder.
fn certify(folder: &Path, name: &str) {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut certificate = X509::builder().unwrap();
    certificate.set_version(2).unwrap();
    let serial = BigNum::from_u32(9000).unwrap().to_asn1_integer().unwrap();
    certificate.set_serial_number(&serial).unwrap();
    certificate.set_subject_name(&subject).unwrap();
    certificate.set_issuer_name(&subject).unwrap();
    certificate.set_pubkey(&key).unwrap();
    certificate.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    certificate.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    certificate.sign(&key, MessageDigest::sha256()).unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.build().to_pem().unwrap()).unwrap();
    let pem = key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), b"rahasia").unwrap();
    std::fs::write(folder.join("key.pem"), pem).unwrap();
    std::fs::write(folder.join("pass"), "rahasia\n").unwrap();
}

fn connect(server: &Server, newest: SslVersion) -> Option<SslStream<TcpStream>> {
    let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
    builder.set_verify(SslVerifyMode::NONE);
    builder.set_security_level(0);
    builder.set_max_proto_version(Some(newest)).unwrap();
    let tcp = TcpStream::connect(&server.address).unwrap();
    builder.build().connect("surat.kota.example", tcp).ok()
}

fn subject(server: &Server) -> String {
    let stream = connect(server, SslVersion::TLS1_3).unwrap();
    let certificate = stream.ssl().peer_certificate().unwrap();
    let entry = certificate.subject_name().entries().next().unwrap();
    entry.data().to_string().unwrap()
}

#[test]
fn connections_are_encrypted_and_a_renewed_certificate_is_taken_up() {
    let folder = installed(TLS);
    certify(folder.path(), "pertama");
    let server = Server::start(folder.path(), &[]);
    assert_eq!(subject(&server), "pertama");
    let stream = connect(&server, SslVersion::TLS1_2).unwrap();
    let home = Connection(stream).get(&server.address, "/", "");
    assert!(home.starts_with("HTTP/1.1 200"), "{home}");
    assert!(home.contains("strict-transport-security: max-age=31536000"), "{home}");
    assert!(connect(&server, SslVersion::TLS1_1).is_none());

    // What cannot be used leaves the certificate before in use.
    std::fs::write(folder.path().join("key.pem"), "bukan kunci").unwrap();
    server.signal("HUP");
    assert_eq!(subject(&server), "pertama");
    certify(folder.path(), "kedua");
    until("the new certificate is shown", || {
        server.signal("HUP");
        subject(&server) == "kedua"
    });
    assert_eq!(server.end("INT").0, Some(0));
}

#[test]
fn a_key_that_does_not_fit_is_told_before_anything_is_served() {
    let folder = installed(TLS);
    let told = |folder: &Path| {
        let ended = program(folder, &[]).output().unwrap();
        assert_eq!(ended.status.code(), Some(2));
        String::from_utf8(ended.stderr).unwrap()
    };
    assert!(told(folder.path()).contains("cannot read"));
    let other = tempfile::tempdir().unwrap();
    certify(folder.path(), "pertama");
    certify(other.path(), "lain");
    std::fs::copy(other.path().join("key.pem"), folder.path().join("key.pem")).unwrap();
    assert!(told(folder.path()).contains("the key of another certificate"));
    std::fs::write(folder.path().join("pass"), "salah").unwrap();
    assert!(told(folder.path()).contains("tls.passphrase_file"));
}
