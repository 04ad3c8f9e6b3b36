//! The verifier on genuine letters, and on every small change of one.

use alursurat::signature::{
    Algorithm, Coverage, Integrity, Pkcs12Key, Reason, Report, SignRequest, Trust, Verdict,
    prepare, verify,
};
use proptest::prelude::*;

use crate::signature_file::{authority, key, last_table, letter, noon, position, request, sign};

struct Signed {
    bytes: Vec<u8>,
    /// Where the first signature ends.
    first: usize,
    trust: Trust,
}

/// A letter signed by a lurah (RSA, under the root) and a camat (P-256, under an intermediate).
fn signed() -> Signed {
    let root = authority();
    let middle = root.subordinate("Penerbit Peragaan", noon()).unwrap();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::Rsa);
    let camat = key(&middle, "Bagas Pratama", Algorithm::P256);
    // Less room than usual: the tests below try every byte of it.
    let sign = |pdf: &[u8], field, key: &Pkcs12Key| {
        let request = SignRequest { room: 2048, ..request("Nama Lain") };
        let prepared = prepare(pdf, field, &request).unwrap();
        let cms = key.cms(&prepared.digest()).unwrap();
        prepared.embed(&cms).unwrap()
    };
    let once = sign(&letter(&["lurah", "camat"]), "lurah", &lurah);
    let bytes = sign(&once, "camat", &camat);
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    Signed { first: once.len(), bytes, trust }
}

fn report(bytes: &[u8], trust: &Trust) -> Report {
    verify(bytes, trust, noon()).unwrap()
}

#[test]
fn a_genuine_letter_is_found_genuine() {
    let s = signed();
    let report = report(&s.bytes, &s.trust);
    assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
    let [lurah, camat] = report.signatures.as_slice() else { panic!("two signatures") };
    assert_eq!((lurah.field.as_str(), camat.field.as_str()), ("lurah", "camat"));
    assert_eq!(lurah.coverage, Coverage::LaterAllowedChanges);
    assert_eq!(camat.coverage, Coverage::WholeFile);
    // The certificate's name, not the one in the signature dictionary.
    assert_eq!(lurah.signer.as_ref().unwrap().name, "Wulan Cahyani");
    assert_eq!(camat.claimed_time, Some(noon()));
    assert!(report.open_fields.is_empty());
}

#[test]
fn without_or_under_another_root_it_is_intact_but_not_trusted() {
    let s = signed();
    let other = Trust::from_pem(&authority().root_pem().unwrap()).unwrap();
    for trust in [Trust::none(), other] {
        let report = report(&s.bytes, &trust);
        assert_eq!(report.verdict, Verdict::Untrusted);
        for signature in report.signatures {
            assert_eq!(signature.integrity, Integrity::Intact);
            assert_eq!(signature.reasons, [Reason::IssuerUnknown]);
        }
    }
}

#[test]
fn a_letter_that_still_waits_is_incomplete() {
    let s = signed();
    let first = report(&s.bytes[..s.first], &s.trust);
    assert_eq!(first.verdict, Verdict::Incomplete);
    assert_eq!(first.open_fields, ["camat"]);
    assert!(first.signatures[0].trusted);
    assert_eq!(report(&letter(&["lurah"]), &s.trust).verdict, Verdict::Unsigned);
}

#[test]
fn a_letter_may_end_without_its_last_line_end() {
    // Some writers end a file with %%EOF alone; the update then begins on a new line.
    let s = signed();
    let mut base = letter(&["lurah"]);
    base.pop();
    let root = authority();
    let bytes = sign(&base, "lurah", &key(&root, "Wulan Cahyani", Algorithm::P256));
    let trust = Trust::from_pem(&root.root_pem().unwrap()).unwrap();
    assert_eq!(report(&bytes, &trust).verdict, Verdict::Genuine);
    assert_eq!(report(&bytes, &s.trust).verdict, Verdict::Untrusted);
}

fn is_refused(bytes: &[u8], trust: &Trust) -> bool {
    !verify(bytes, trust, noon()).is_ok_and(|r| r.verdict == Verdict::Genuine)
}

#[test]
fn no_single_byte_can_be_another() {
    let s = signed();
    let mut places: Vec<usize> = (0..64).map(|n| n * (s.bytes.len() - 1) / 63).collect();
    for from in [0, s.first] {
        let start = position(&s.bytes, from, "/Contents<");
        let end = position(&s.bytes, start, ">");
        places.extend(start..=end);
    }
    for end in [s.first, s.bytes.len()] {
        places.extend(last_table(&s.bytes[..end])..end);
    }
    places.extend(last_table(&letter(&["lurah", "camat"]))..letter(&["lurah", "camat"]).len());
    places.sort_unstable();
    places.dedup();
    assert!(places.len() > 8_000);
    for at in places {
        let mut changed = s.bytes.clone();
        // Turns a space into a NUL, a digit into another, and a small letter into a large one.
        changed[at] ^= if changed[at].is_ascii_digit() { 0x01 } else { 0x20 };
        assert!(is_refused(&changed, &s.trust), "byte {at}");
    }
}

#[test]
fn no_byte_of_a_signature_can_be_another() {
    let s = signed();
    // The last one, as no other signature covers it.
    let start = position(&s.bytes, s.first, "/Contents<") + 10;
    for at in start..start + 2 * 2048 {
        let mut changed = s.bytes.clone();
        changed[at] = if changed[at] == b'0' { b'7' } else { b'0' };
        assert!(is_refused(&changed, &s.trust), "byte {at}");
    }
}

#[test]
fn no_cut_of_a_file_is_genuine() {
    let s = signed();
    for length in 0..s.bytes.len() {
        assert!(is_refused(&s.bytes[..length], &s.trust), "cut at {length}");
    }
    for tail in ["\n", " ", "%", "\0", "%%EOF\n", "\n%%EOF"] {
        let longer = [&s.bytes, tail.as_bytes()].concat();
        assert!(is_refused(&longer, &s.trust), "tail {tail:?}");
    }
}

#[test]
fn a_signature_belongs_to_one_file() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let mut other = request("x");
    other.reason = "Menandatangani surat keterangan".to_owned();
    let base = letter(&["lurah"]);
    let foreign = prepare(&base, "lurah", &other).unwrap();
    let cms = lurah.cms(&foreign.digest()).unwrap();
    let prepared = prepare(&base, "lurah", &request("x")).unwrap();
    assert!(prepared.clone().embed(&cms).is_err());
    assert!(prepared.clone().embed(b"no signature").is_err());
    let mut torn = lurah.cms(&prepared.digest()).unwrap();
    torn.push(0);
    assert!(prepared.embed(&torn).is_err());
}

proptest! {
    #[test]
    fn bent_files_are_refused_without_a_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..8)
    ) {
        thread_local!(static LETTER: Signed = signed());
        LETTER.with(|s| {
            let mut bytes = s.bytes.clone();
            for (at, byte, kind) in &edits {
                let at = at.index(bytes.len());
                match kind {
                    0 => bytes[at] = *byte,
                    1 => bytes.insert(at, *byte),
                    2 => { bytes.remove(at); }
                    _ => {
                        let piece = bytes[at..(at + usize::from(*byte)).min(bytes.len())].to_vec();
                        let to = usize::from(*byte) * bytes.len() / 256;
                        bytes.splice(to..to, piece);
                    }
                }
            }
            prop_assert!(bytes == s.bytes || is_refused(&bytes, &s.trust));
            Ok(())
        })?;
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut file = b"%PDF-1.7\n".to_vec();
        file.extend_from_slice(&bytes);
        file.extend_from_slice(b"\nstartxref\n9\n%%EOF\n");
        prop_assert!(verify(&file, &Trust::none(), noon()).is_err());
    }
}
