//! Letters whose first signature certifies them: what may follow, and what a forger would like to.

use alursurat::letter::Facts;
use alursurat::signature::{
    Algorithm, Coverage, FirstSignature, Pkcs12Key, PrepareError, Reason, Restriction, SignRequest,
    Trust, Verdict, prepare, verify,
};

use crate::letter::{SIGNABLE, birth, late_facts};
use crate::signature_file::{
    Expect, Objects, altered, authority, certify, check, file, keep, key, letter, letter_objects,
    noon, request, sign, updated,
};
use crate::signature_forge::{DICTIONARY, Forge};

/// What each signature of a genuine letter says about changes after it.
fn restrictions(pdf: &[u8], trust: &Trust) -> Vec<Option<Restriction>> {
    let report = verify(pdf, trust, noon()).unwrap();
    assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
    report.signatures.iter().map(|one| one.restriction).collect()
}

#[test]
fn the_first_signature_allows_as_many_more_as_there_are_signers() {
    let root = authority();
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    let official = key(&root, "Wulan Cahyani", Algorithm::P256);
    let all = |fields: &[&str], sign: fn(&[u8], &str, &Pkcs12Key) -> Vec<u8>| {
        let signed = fields.iter().fold(letter(fields), |pdf, field| sign(&pdf, field, &official));
        restrictions(&signed, &trust)
    };
    let (signatures, locked) = (Restriction::SignaturesOnly, Restriction::FieldsLocked);
    assert_eq!(all(&["lurah"], certify), [Some(Restriction::NoChanges)]);
    assert_eq!(all(&["lurah", "camat"], certify), [Some(signatures), Some(locked)]);
    assert_eq!(
        all(&["section", "lurah", "camat"], certify),
        [Some(signatures), None, Some(locked)]
    );
    assert_eq!(all(&["lurah", "camat"], sign), [None, None]);
}

#[test]
fn the_first_signature_decides_for_those_after_it() {
    let root = authority();
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    let official = key(&root, "Wulan Cahyani", Algorithm::P256);
    let base = letter(&["lurah", "camat"]);
    // Whatever an office has chosen between the two.
    let certified = sign(&certify(&base, "lurah", &official), "camat", &official);
    let locked = [Some(Restriction::SignaturesOnly), Some(Restriction::FieldsLocked)];
    assert_eq!(restrictions(&certified, &trust), locked);
    let approved = certify(&sign(&base, "lurah", &official), "camat", &official);
    assert_eq!(restrictions(&approved, &trust), [None, None]);
}

#[test]
fn letters_of_the_letter_room_are_certified_by_one_or_by_two() {
    let root = authority();
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    let lurah = key(&root, "Rina Wulandari", Algorithm::Rsa);
    let camat = key(&root, "Hendra Kusuma", Algorithm::P256);
    let made = |facts: &Facts| birth().render(facts, SIGNABLE).unwrap();
    let (one, late) = (made(&crate::letter::facts()), made(&late_facts()));

    let approved = sign(&sign(&late, "lurah", &lurah), "camat", &camat);
    assert_eq!(restrictions(&approved, &trust), [None, None]);
    let once = certify(&late, "lurah", &lurah);
    let twice = certify(&once, "camat", &camat);
    assert!(once.starts_with(&late) && twice.starts_with(&once));
    let report = verify(&twice, &trust, noon()).unwrap();
    assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
    assert_eq!(report.signatures[0].coverage, Coverage::LaterAllowedChanges);
    assert_eq!(verify(&once, &trust, noon()).unwrap().verdict, Verdict::Incomplete);
    let alone = certify(&one, "lurah", &lurah);
    assert_eq!(restrictions(&alone, &trust), [Some(Restriction::NoChanges)]);
    keep("late.pdf", &approved);
    keep("certified.pdf", &alone);
    keep("certified-late.pdf", &twice);
    keep("certified-root.pem", &root.root_pem().unwrap());
}

/// `/Reference` as we write it, for each of the three things that a signature may say.
const P1: &str = "/Reference[<</Type/SigRef/TransformMethod/DocMDP\
     /TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]";
const P2: &str = "/Reference[<</Type/SigRef/TransformMethod/DocMDP\
     /TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]";
const LOCK: &str = "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/Data 1 0 R\
     /TransformParams<</Type/TransformParams/Action/All/V/1.2>>>>]";

fn saying(reference: &str) -> String {
    DICTIONARY.replace("/Type/Sig/", &format!("/Type/Sig{reference}/"))
}

/// Object `number` of the letter for two (fields 7 and 8), with `entry` as its last.
fn with(number: u32, entry: &str) -> (u32, String) {
    let objects = letter_objects(&["lurah", "camat"]);
    let (_, body) = objects.into_iter().find(|(n, _)| *n == number).unwrap();
    (number, format!("{}{entry}>>", body.strip_suffix(">>").unwrap()))
}

/// The catalog of the letter for two, naming the signature that certifies it.
fn marked() -> (u32, String) {
    with(1, "/Perms<</DocMDP 9 0 R>>")
}

/// The letter for two, signed by the lurah with these objects; the signature is number 9.
fn first(lurah: &Pkcs12Key, mut objects: Objects, reference: &str) -> Vec<u8> {
    objects.push(with(7, "/V 9 0 R"));
    objects.push((9, saying(reference)));
    let base = letter(&["lurah", "camat"]);
    Forge { base, size: 10, objects, ..Forge::honest(lurah) }.make()
}

/// That letter, signed by the camat as well; the signature is number 10.
fn second(camat: &Pkcs12Key, base: &[u8], mut objects: Objects, reference: &str) -> Vec<u8> {
    objects.push(with(8, "/V 10 0 R"));
    objects.push((10, saying(reference)));
    Forge { base: base.to_vec(), size: 11, objects, ..Forge::honest(camat) }.make()
}

#[test]
fn first_signatures_that_say_something_else() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let says = |from: &str, to: &str| {
        assert!(P2.contains(from), "{from}");
        first(&lurah, vec![marked()], &P2.replace(from, to))
    };
    let perms = |entry: &str| first(&lurah, vec![with(1, entry)], P2);
    let waits = Expect::Verdict(Verdict::Incomplete, None);
    let restriction = altered(Reason::Restriction);
    let mark = altered(Reason::CertificationMark);
    let forbidden = altered(Reason::ForbiddenChange);
    let mut early = letter_objects(&["lurah", "camat"]);
    early[0] = marked();
    early.push((9, saying(P2).replace("@CONTENTS@", "<00>").replace("@RANGE@", "[0 0 0 0]")));
    let cases = [
        ("control", first(&lurah, vec![marked()], P2), waits),
        ("control, none further", first(&lurah, vec![marked()], P1), waits),
        ("P 3", says("/P 2", "/P 3"), restriction),
        ("P 0", says("/P 2", "/P 0"), restriction),
        ("no P, which means 2", says("/P 2", ""), restriction),
        ("another version", says("/V/1.2", "/V/1.0"), restriction),
        ("usage rights", says("DocMDP", "UR3"), restriction),
        ("a digest beside", says("/Type/SigRef", "/Type/SigRef/DigestMethod/MD5"), restriction),
        ("no reference", first(&lurah, vec![marked()], "/Reference[]"), restriction),
        ("two references", says("]", "<<>>]"), restriction),
        (
            "parameters elsewhere",
            says("<</Type/TransformParams/P 2/V/1.2>>", " 4 0 R"),
            restriction,
        ),
        ("reference elsewhere", first(&lurah, vec![marked()], "/Reference 4 0 R"), restriction),
        ("fields locked at first", first(&lurah, vec![], LOCK), restriction),
        ("not named in the catalog", first(&lurah, vec![], P2), mark),
        ("named, but an approval", first(&lurah, vec![marked()], ""), mark),
        ("catalog names the other", perms("/Perms<</DocMDP 8 0 R>>"), forbidden),
        ("catalog names more", perms("/Perms<</DocMDP 9 0 R/UR3 9 0 R>>"), forbidden),
        ("catalog changed besides", perms("/Perms<</DocMDP 9 0 R>>/PageMode/UseNone"), forbidden),
        ("named before anybody signed", file(&early), mark),
    ];
    check(&root, &cases);
}

#[test]
fn what_follows_a_certified_letter() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let camat = key(&root, "Bagas Pratama", Algorithm::Rsa);
    let open = first(&lurah, vec![marked()], P2);
    let shut = first(&lurah, vec![marked()], P1);
    let approved = first(&lurah, vec![], "");
    let by = |base: &[u8], objects, reference| second(&camat, base, objects, reference);
    let update = |objects: Objects| updated(&open, 10, &objects);
    let (plain, page) = (with(1, ""), with(3, "/Rotate 180"));
    let other = "BT /F1 12 Tf 72 700 Td (Surat lain) Tj ET";
    let text = (4, format!("<</Length {}>>stream\n{other}\nendstream", other.len()));
    let weaker = saying(&P2.replace("/P 2", "/P 3")).replace("@CONTENTS@", "<00>");
    let weaker = (9, weaker.replace("@RANGE@", "[0 0 0 0]"));
    let genuine = Expect::Verdict(Verdict::Genuine, None);
    let restriction = altered(Reason::Restriction);
    let forbidden = altered(Reason::ForbiddenChange);
    let later = altered(Reason::CertifiedLater);
    let cases = [
        ("control", by(&open, vec![], LOCK), genuine),
        ("an approval at last", by(&open, vec![], ""), genuine),
        ("signed though none may", by(&shut, vec![], LOCK), altered(Reason::Closed)),
        ("approved though none may", by(&shut, vec![], ""), altered(Reason::Closed)),
        ("certified twice", by(&open, vec![], P2), later),
        ("certified more strictly", by(&open, vec![], P1), later),
        ("certified at last", by(&approved, vec![], P2), later),
        (
            "certified at last and named",
            by(&approved, vec![with(1, "/Perms<</DocMDP 10 0 R>>")], P2),
            forbidden,
        ),
        ("locked, though not certified", by(&approved, vec![], LOCK), restriction),
        ("lock about the page", by(&open, vec![], &LOCK.replace("1 0 R", "3 0 R")), restriction),
        (
            "lock of some fields",
            by(&open, vec![], &LOCK.replace("/All", "/Include/Fields[(lurah)]")),
            restriction,
        ),
        ("certification taken away", by(&open, vec![plain.clone()], LOCK), forbidden),
        (
            "certification given to the camat",
            by(&open, vec![with(1, "/Perms<</DocMDP 10 0 R>>")], P2),
            forbidden,
        ),
        ("P changed by the camat", by(&open, vec![weaker.clone()], LOCK), forbidden),
        ("page turned by the camat", by(&open, vec![page.clone()], LOCK), forbidden),
        ("certification taken away, unsigned", update(vec![plain]), forbidden),
        ("P changed, unsigned", update(vec![weaker]), forbidden),
        ("page turned, unsigned", update(vec![page]), forbidden),
        ("text replaced, unsigned", update(vec![text]), forbidden),
    ];
    check(&root, &cases);
    keep("may-follow.pdf", &second(&camat, &open, vec![], LOCK));
    keep("may-not-follow.pdf", &second(&camat, &shut, vec![], ""));
    keep("follow-root.pem", &root.root_pem().unwrap());
    // In place: the lurah's signature no longer fits.
    let mut bent = open;
    let at = crate::signature_file::position(&bent, 0, "/P 2/V");
    bent[at + 3] = b'1';
    check(&root, &[("P changed in place", bent, altered(Reason::ContentChanged))]);
}

#[test]
fn a_lock_on_a_field_that_still_waits_is_a_lock() {
    let root = authority();
    let official = key(&root, "Wulan Cahyani", Algorithm::P256);
    let objects = letter_objects(&["lurah", "camat", "wali"]);
    let field = |objects: &Objects, number: u32, value: &str| {
        let body = &objects.iter().find(|(n, _)| *n == number).unwrap().1;
        (number, format!("{}{value}>>", body.strip_suffix(">>").unwrap()))
    };
    let once = certify(&file(&objects), "lurah", &official);
    let camat = vec![field(&objects, 8, "/V 11 0 R"), (11, saying(LOCK))];
    let twice = Forge { base: once, size: 12, objects: camat, ..Forge::honest(&official) }.make();
    let wali = vec![field(&objects, 9, "/V 12 0 R"), (12, saying(LOCK))];
    let thrice =
        Forge { base: twice.clone(), size: 13, objects: wali, ..Forge::honest(&official) }.make();
    let cases = [
        ("locked", twice.clone(), Expect::Verdict(Verdict::Incomplete, None)),
        ("signed after the lock", thrice.clone(), altered(Reason::Closed)),
    ];
    check(&root, &cases);
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    let report = verify(&thrice, &trust, noon()).unwrap();
    let coverage: Vec<Coverage> = report.signatures.iter().map(|one| one.coverage).collect();
    assert_eq!(coverage[..2], [Coverage::LaterForbiddenChanges; 2]);
}

#[test]
fn nothing_is_signed_that_would_break_a_certification() {
    let root = authority();
    let official = key(&root, "Wulan Cahyani", Algorithm::P256);
    let ask = SignRequest { first: FirstSignature::Approval, ..request("x") };
    let refused = |pdf: &[u8], field: &str| prepare(pdf, field, &ask).unwrap_err();

    let shut = first(&official, vec![marked()], P1);
    assert!(matches!(refused(&shut, "camat"), PrepareError::Closed));
    let weak = first(&official, vec![marked()], &P2.replace("/P 2", "/P 3"));
    assert!(matches!(refused(&weak, "camat"), PrepareError::Certification));
    let unsaid = first(&official, vec![marked()], "");
    assert!(matches!(refused(&unsaid, "camat"), PrepareError::Certification));
    let mut early = letter_objects(&["lurah"]);
    early[0].1 = early[0].1.replace("/Lang", "/Perms<</DocMDP 7 0 R>>/Lang");
    assert!(matches!(refused(&file(&early), "lurah"), PrepareError::Certification));
}
