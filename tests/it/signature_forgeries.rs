//! Universal signature forgery: dictionaries, ranges and CMS that a lenient verifier would pass.

use alursurat::signature::{Algorithm, Reason, Verdict};
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;

use crate::signature_file::{
    Expect, altered, authority, check, key, letter, letter_objects, position, sign,
};
use crate::signature_forge::{DICTIONARY, Forge, Parts, bent, der, filled_field, parts};

#[test]
fn ranges_and_dictionaries() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let forge = || Forge::honest(&lurah);
    let range = |range| forge().range(range).make();
    let with = |from, to| forge().dictionary(from, to).make();
    let range_is = altered(Reason::SignedRange);
    let entries = altered(Reason::SignatureEntries);
    let padding = altered(Reason::Padding);
    let mut cases = vec![
        ("control", forge().make(), Expect::Verdict(Verdict::Genuine, None)),
        ("no range", with("/ByteRange@RANGE@", ""), entries),
        ("range null", range(|_, _, _| " null".into()), range_is),
        ("range empty", range(|_, _, _| "[]".into()), range_is),
        ("range of three", range(|a, b, _| format!("[0 {a} {b}]")), range_is),
        ("range of six", range(|a, b, l| format!("[0 {a} {b} {} {l} 0]", l - b)), range_is),
        ("range of reals", range(|a, b, l| format!("[0.0 {a}.0 {b}.0 {}.0]", l - b)), range_is),
        ("range of strings", range(|a, b, l| format!("[(0) ({a}) ({b}) ({})]", l - b)), range_is),
        ("range negative", range(|a, b, _| format!("[0 {a} {b} -1]")), range_is),
        ("range beyond the file", range(|a, b, l| format!("[0 {a} {b} {l}]")), range_is),
        ("range overflows", range(|a, _, _| format!("[0 {a} 9223372036854775807 9]")), range_is),
        ("range of zeros", range(|_, _, _| "[0 0 0 0]".into()), range_is),
        ("range begins later", range(|a, b, l| format!("[1 {a} {b} {}]", l - b)), range_is),
        (
            "range leaves the end out",
            range(|a, b, l| format!("[0 {a} {b} {}]", l - b - 1)),
            range_is,
        ),
        ("gap wider", range(|a, b, l| format!("[0 {} {b} {}]", a - 1, l - b)), range_is),
        ("gap narrower", range(|a, b, l| format!("[0 {} {b} {}]", a + 1, l - b)), range_is),
        ("parts overlap", range(|_, b, l| format!("[0 {b} 0 {l}]")), range_is),
        ("no contents", with("/Contents@CONTENTS@", ""), entries),
        ("contents null", with("@CONTENTS@", " null"), altered(Reason::SignedRange)),
        ("contents empty", with("@CONTENTS@", "<>"), altered(Reason::SignedRange)),
        ("contents a literal string", with("@CONTENTS@", "(x)"), altered(Reason::SignedRange)),
        ("contents zeros", forge().cms(|_| vec![]).make(), altered(Reason::Cms)),
        ("contents not DER", forge().cms(|_| b"0\x84 no".to_vec()).make(), padding),
        ("filter unknown", with("Adobe.PPKLite", "Adobe.PPKMS"), entries),
        ("pkcs7.detached", with("ETSI.CAdES.detached", "adbe.pkcs7.detached"), entries),
        ("x509.rsa_sha1", with("ETSI.CAdES.detached", "adbe.x509.rsa_sha1"), entries),
        ("type of a time stamp", with("/Type/Sig", "/Type/DocTimeStamp"), entries),
        ("certificate beside", with("/Type/Sig", "/Type/Sig/Cert<00>"), entries),
        ("no time", with("/M(D:20260302050000Z)", ""), entries),
        ("time with a zone", with("050000Z", "120000+07'00'"), entries),
        ("name a number", with("/Name(Nama Lain)", "/Name 1"), entries),
        ("second range key", with("/Type/Sig", "/Type/Sig/ByteRange[0 0 0 0]"), Expect::Unreadable),
        (
            "second range key in disguise",
            with("/Type/Sig", "/Type/Sig/Byte#52ange[0 0 0 0]"),
            Expect::Unreadable,
        ),
        (
            "second range in a comment",
            with("/Type/Sig", "/Type/Sig%/ByteRange[0 0 0 0]\n"),
            Expect::Unreadable,
        ),
    ];
    let genuine = forge().make();
    let end = position(&genuine, 0, ">/ByteRange");
    for (name, place, text) in [
        ("junk in the padding", end - 9, "41"),
        ("space in the padding", end - 9, " "),
        ("no hex in the padding", end - 9, "g"),
    ] {
        let mut bytes = genuine.clone();
        bytes[place..place + text.len()].copy_from_slice(text.as_bytes());
        let expected = if name.starts_with("no hex") { Expect::Unreadable } else { padding };
        cases.push((name, bytes, expected));
    }
    let mut upper = genuine.clone();
    let start = position(&upper, 0, "/Contents<") + 10;
    upper[start..end].make_ascii_uppercase();
    cases.push(("signature in capitals", upper, padding));
    let mut shorter = genuine.clone();
    shorter[end - 1] = b'>';
    shorter[end] = b' ';
    cases.push(("odd number of digits", shorter, altered(Reason::SignedRange)));
    check(&root, &cases);
}

#[test]
fn places_of_the_signature() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let forbidden = altered(Reason::ForbiddenChange);
    let objects =
        |objects: Vec<(u32, String)>, size| Forge { size, objects, ..Forge::honest(&lurah) };
    let direct = filled_field().replace("/V 8 0 R", &format!("/V {DICTIONARY}"));
    let indirect = |key: &str, place: &str| {
        let dictionary = DICTIONARY.replace(place, &format!(" {key} 0 R"));
        objects(vec![(7, filled_field()), (8, dictionary), (9, place.to_owned())], 10).make()
    };
    // A letter that holds its signature from its first revision on.
    let mut whole = letter_objects(&["lurah"]);
    whole[6].1 = filled_field();
    whole.push((8, DICTIONARY.replace("@CONTENTS@", "<00>").replace("@RANGE@", "[0 1 2 3]")));
    let cases = [
        ("signature within the field", objects(vec![(7, direct)], 8).make(), forbidden),
        ("contents elsewhere", indirect("9", "@CONTENTS@"), forbidden),
        ("range elsewhere", indirect("9", "@RANGE@"), forbidden),
        ("signed at first", crate::signature_file::file(&whole), altered(Reason::SignedAtFirst)),
        (
            "signature a stream",
            objects(
                vec![
                    (7, filled_field()),
                    (
                        8,
                        format!(
                            "{}stream\n\nendstream",
                            DICTIONARY.replace("/Type/Sig", "/Type/Sig/Length 0")
                        ),
                    ),
                ],
                9,
            )
            .make(),
            forbidden,
        ),
    ];
    check(&root, &cases);
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn signatures_bent_in_their_cms() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let camat = key(&root, "Bagas Pratama", Algorithm::P256);
    let forge = |change: &dyn Fn(&mut Parts, &mut Parts)| {
        Forge::honest(&lurah).cms(|digest| bent(&lurah.cms(digest).unwrap(), change)).make()
    };
    let oid = |last: u8| vec![6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, last];
    // id-signingTime and an unsigned counter signature.
    let time = der(0x30, &[oid(5), der(0x31, &der(0x17, b"260302050000Z"))].concat());
    let counter = der(0x30, &[oid(6), der(0x31, &der(0x30, &[]))].concat());
    let cms = altered(Reason::Cms);
    let cases = [
        ("control", forge(&|_, _| ()), Expect::Verdict(Verdict::Genuine, None)),
        ("no signed attributes", forge(&|_, s| drop(s.remove(3))), cms),
        ("an attribute less", forge(&|_, s| s[3] = der(0xA0, &parts(&s[3])[..2].concat())), cms),
        (
            "an attribute more",
            forge(&|_, s| s[3] = der(0xA0, &[parts(&s[3]), vec![time.clone()]].concat().concat())),
            cms,
        ),
        (
            "attributes out of order",
            forge(&|_, s| {
                s[3] = {
                    let mut p = parts(&s[3]);
                    p.reverse();
                    der(0xA0, &p.concat())
                }
            }),
            cms,
        ),
        ("unsigned attribute", forge(&|_, s| s.push(der(0xA1, &counter))), cms),
        (
            "content within",
            forge(&|d, _| {
                d[2] = der(0x30, &[&parts(&d[2])[0][..], &der(0xA0, &der(4, b"x"))].concat());
            }),
            cms,
        ),
        ("no certificate", forge(&|d, _| drop(d.remove(3))), cms),
        (
            "another's certificate beside",
            forge(&|d, _| {
                let mut both = [contents(&d[3]), camat.certificate_der().to_vec()];
                both.sort();
                d[3] = der(0xA0, &both.concat());
            }),
            altered(Reason::StrayCertificate),
        ),
        (
            "another's certificate instead",
            forge(&|d, _| d[3] = der(0xA0, camat.certificate_der())),
            cms,
        ),
        ("own certificate twice", forge(&|d, _| d[3] = der(0xA0, &contents(&d[3]).repeat(2))), cms),
        (
            "two signers",
            forge(&|_, s| {
                let again = der(0x30, &s.concat());
                s.push(again);
            }),
            cms,
        ),
        ("another version", forge(&|d, _| d[0] = vec![2, 1, 3]), cms),
        (
            "another digest algorithm",
            forge(&|d, _| d[1] = der(0x31, &der(0x30, &[6, 5, 0x2B, 0x0E, 3, 2, 0x1A]))),
            cms,
        ),
        (
            "digest algorithm with NULL",
            forge(&|_, s| s[2] = der(0x30, &[parts(&s[2])[0].clone(), vec![5, 0]].concat())),
            cms,
        ),
        (
            "another signature algorithm",
            forge(&|_, s| s[4] = der(0x30, &[6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1])),
            cms,
        ),
        (
            "signature of zeros",
            forge(&|_, s| s[5] = der(4, &der(0x30, &[2, 1, 0, 2, 1, 0]))),
            altered(Reason::SignatureValue),
        ),
        (
            "signature turned (n - s)",
            forge(&|_, s| s[5] = der(4, &turned(contents(&s[5]).as_slice()))),
            cms,
        ),
        (
            "issuer of another",
            forge(&|_, s| s[1] = der(0x30, &[der(0x30, &[]), parts(&s[1])[1].clone()].concat())),
            cms,
        ),
        (
            "signature of another's key",
            Forge::honest(&lurah)
                .cms(|d| swapped(&lurah.cms(d).unwrap(), &camat.cms(d).unwrap()))
                .make(),
            altered(Reason::SignatureValue),
        ),
        (
            "signature of other bytes",
            Forge::honest(&lurah).cms(|_| lurah.cms(&[7; 32]).unwrap()).make(),
            altered(Reason::ContentChanged),
        ),
        (
            "length not shortest",
            Forge::honest(&lurah).cms(|d| long_form(&lurah.cms(d).unwrap())).make(),
            altered(Reason::Padding),
        ),
    ];
    check(&root, &cases);
    // A signature cannot be carried to another letter either.
    let other = sign(&letter(&["lurah"]), "lurah", &lurah);
    let place = position(&other, 0, "/Contents<") + 10;
    let length = position(&other, place, ">") - place;
    let hex = other[place..place + length].to_vec();
    let mut carried = Forge::honest(&lurah).make();
    let place = position(&carried, 0, "/Contents<") + 10;
    carried[place..place + length].copy_from_slice(&hex);
    check(&root, &[("carried over", carried, altered(Reason::ContentChanged))]);
}

fn contents(whole: &[u8]) -> Vec<u8> {
    if whole[0] == 4 { whole[2..].to_vec() } else { parts(whole).concat() }
}

/// The other valid form of an ECDSA signature.
fn turned(signature: &[u8]) -> Vec<u8> {
    let signature = EcdsaSig::from_der(signature).unwrap();
    let order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    let mut s = BigNum::new().unwrap();
    s.checked_sub(&BigNum::from_hex_str(order).unwrap(), signature.s()).unwrap();
    let r = signature.r().to_owned().unwrap();
    EcdsaSig::from_private_components(r, s).unwrap().to_der().unwrap()
}

/// `cms` with the signature value of `other`.
fn swapped(cms: &[u8], other: &[u8]) -> Vec<u8> {
    let signer = parts(&parts(&parts(&parts(other)[1])[0])[4]);
    let value = parts(&signer[0])[5].clone();
    bent(cms, |_, s| s[5] = value.clone())
}

/// The outermost length with a leading zero.
fn long_form(cms: &[u8]) -> Vec<u8> {
    [&[0x30, 0x83, 0][..], &cms[2..]].concat()
}
