//! Preparing, signing and embedding, with keys of both kinds.

use alursurat::letter::{Edition, Template};
use alursurat::signature::{
    Algorithm, EmbedError, FirstSignature, KeyError, Pkcs12Key, PrepareError, SignRequest, Trust,
    Verdict, prepare, prepare_own, verify,
};
use zeroize::Zeroizing;

use crate::signature_file::{
    authority, file, holder, keep, key, letter, letter_objects, noon, passphrase, request, sign,
};

#[test]
fn two_officials_sign_one_after_the_other() {
    let root = authority();
    let middle = root.subordinate("Penerbit Peragaan", noon()).unwrap();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::Rsa);
    let camat = key(&middle, "Bagas Pratama", Algorithm::P256);
    let base = letter(&["lurah", "camat"]);
    let once = sign(&base, "lurah", &lurah);
    let twice = sign(&once, "camat", &camat);
    assert!(once.starts_with(&base));
    assert!(twice.starts_with(&once));
    keep("rsa.pdf", &sign(&letter(&["lurah"]), "lurah", &lurah));
    keep("p256.pdf", &sign(&letter(&["lurah"]), "lurah", &camat));
    keep("two.pdf", &twice);
    keep("root.pem", &root.root_pem().unwrap());
    keep("other-root.pem", &authority().root_pem().unwrap());
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let base = letter(&["lurah"]);
    let first = prepare(&base, "lurah", &request("Wulan (Ibu) Cahyani")).unwrap();
    assert_eq!(first, prepare(&base, "lurah", &request("Wulan (Ibu) Cahyani")).unwrap());
    assert_ne!(first.digest(), prepare(&base, "lurah", &request("Ni Luh É")).unwrap().digest());
}

#[test]
fn a_letter_of_our_own_gets_the_same_signature_revision_without_being_judged_again() {
    let (pdf, hash) = super::letter::birth()
        .render_hashed(&super::letter::facts(), super::letter::SIGNABLE)
        .unwrap();
    assert_eq!(hash.clone().finish(), openssl::sha::sha256(&pdf));
    for first in [FirstSignature::Approval, FirstSignature::Certification] {
        let ask = SignRequest { first, ..request("Wulan Cahyani") };
        let own = prepare_own(pdf.clone(), hash.clone(), "lurah", &ask).unwrap();
        assert_eq!(own, prepare(&pdf, "lurah", &ask).unwrap());
    }
    let ask = request("x");
    let own = |pdf: &[u8], field: &str| prepare_own(pdf.to_vec(), hash.clone(), field, &ask);
    assert!(matches!(own(&pdf, "camat"), Err(PrepareError::NoSuchField(_))));
    let signed = sign(&pdf, "lurah", &key(&authority(), "Wulan Cahyani", Algorithm::P256));
    assert!(matches!(own(&signed, "lurah"), Err(PrepareError::Unreadable(_))));
    for cut in 1..200 {
        assert!(own(&pdf[..pdf.len() - cut], "lurah").is_err(), "{cut}");
    }
}

#[test]
fn a_field_must_be_there_and_empty() {
    let key = key(&authority(), "Wulan Cahyani", Algorithm::P256);
    let base = letter(&["lurah"]);
    let again = prepare(&sign(&base, "lurah", &key), "lurah", &request("x"));
    assert!(matches!(again, Err(PrepareError::AlreadySigned(f)) if f == "lurah"));
    let missing = prepare(&base, "camat", &request("x"));
    assert!(matches!(missing, Err(PrepareError::NoSuchField(f)) if f == "camat"));
}

#[test]
fn a_file_with_a_back_door_is_not_signed() {
    let mut hidden = letter_objects(&["lurah"]);
    hidden.push((8, "<</Type/Page>>".to_owned()));
    let refused = prepare(&file(&hidden), "lurah", &request("x"));
    assert!(matches!(refused, Err(PrepareError::Unreachable(8))));

    let mut active = letter_objects(&["lurah"]);
    active[0].1 =
        active[0].1.replace("/Lang", "/OpenAction<</S/JavaScript/JS(app.beep\\(\\))>>/Lang");
    let refused = prepare(&file(&active), "lurah", &request("x"));
    assert!(matches!(refused, Err(PrepareError::Active("OpenAction"))));

    let mut tail = letter(&["lurah"]);
    tail.extend_from_slice(b"8 0 obj null endobj");
    let refused = prepare(&tail, "lurah", &request("x"));
    assert!(matches!(refused, Err(PrepareError::Unreadable(_))));
}

#[test]
fn a_signature_must_fit_its_room() {
    let mut small = request("x");
    small.room = 100;
    let prepared = prepare(&letter(&["lurah"]), "lurah", &small).unwrap();
    let cms = key(&authority(), "Wulan Cahyani", Algorithm::P256).cms(&prepared.digest()).unwrap();
    let length = cms.len();
    assert_eq!(prepared.embed(&cms), Err(EmbedError::TooLarge { length, room: 100 }));
}

#[test]
fn the_room_of_a_key_is_filled_to_the_last_byte() {
    let root = authority();
    let middle = root.subordinate("Penerbit Peragaan", noon()).unwrap();
    for algorithm in [Algorithm::P256, Algorithm::Rsa] {
        let key = key(&middle, "Wulan Cahyani", algorithm);
        for byte in 0..20 {
            assert_eq!(key.cms(&[byte; 32]).unwrap().len(), key.room().unwrap());
        }
    }
}

#[test]
fn a_key_opens_with_its_passphrase_in_its_time_only() {
    let root = authority();
    let p12 = root.issue(&holder("Wulan Cahyani"), Algorithm::P256, noon(), &passphrase()).unwrap();
    let open = |phrase: &str, at| Pkcs12Key::open(&p12, &Zeroizing::new(phrase.to_owned()), at);
    let key = open(&passphrase(), noon()).unwrap();
    assert_eq!(key.subject().name, "Wulan Cahyani");
    assert_eq!(key.subject().unit.as_deref(), Some("Kelurahan Kanigaran"));
    assert!(!format!("{key:?}").contains("Wulan"));
    for wrong in ["kopi", "", "kopi\0tubruk"] {
        assert!(matches!(open(wrong, noon()), Err(KeyError::WrongPassphrase)), "{wrong:?}");
    }
    let day = jiff::SignedDuration::from_hours(24);
    assert!(matches!(open(&passphrase(), noon() - day), Err(KeyError::NotYetValid)));
    assert!(matches!(open(&passphrase(), noon() + day * 731), Err(KeyError::Expired)));
    let garbage = Pkcs12Key::open(b"no key", &passphrase(), noon());
    assert!(matches!(garbage, Err(KeyError::Unreadable(_))));
}

#[test]
fn a_letter_of_the_letter_room_is_signed_and_found_genuine() {
    let source = include_str!("../../letter-templates/birth.hbs");
    let template = Template::compile("birth", source).unwrap();
    let base = template.render(&crate::letter::facts(), Edition::Final { fields: true }).unwrap();
    let root = authority();
    let signed = sign(&base, "lurah", &key(&root, "Rina Wulandari", Algorithm::Rsa));
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    let report = verify(&signed, &trust, noon()).unwrap();
    assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
    keep("letter.pdf", &signed);
    keep("letter-root.pem", &root.root_pem().unwrap());
}
