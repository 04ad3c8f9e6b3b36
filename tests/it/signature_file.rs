//! Letters of the shape that the letter room writes, built by hand so that a test can bend them.

use std::fmt::Write as _;

use alursurat::signature::{
    Algorithm, DemoAuthority, FirstSignature, Holder, Pkcs12Key, Reason, SignRequest, Trust,
    Verdict, prepare, verify,
};
use jiff::Timestamp;
use zeroize::Zeroizing;

/// When everything in these tests happens.
pub fn noon() -> Timestamp {
    "2026-03-02T05:00:00Z".parse().unwrap()
}

pub fn passphrase() -> Zeroizing<String> {
    Zeroizing::new("kopi tubruk 7 gelas".to_owned())
}

/// Object number and body (without `obj` and `endobj`).
pub type Objects = Vec<(u32, String)>;

/// One page with a sentence, and one empty signature field for each name.
pub fn letter_objects(fields: &[&str]) -> Objects {
    let numbers: Vec<u32> = (0..fields.len()).map(|n| 7 + u32::try_from(n).unwrap()).collect();
    let list = numbers.iter().map(|n| format!("{n} 0 R")).collect::<Vec<_>>().join(" ");
    let show = "BT /F1 12 Tf 72 700 Td (Surat pengantar nomor 470/001) Tj ET";
    let mut objects = vec![
        (
            1,
            format!(
                "<</Type/Catalog/Pages 2 0 R/Lang(id-ID)/AcroForm<</SigFlags 3/Fields[{list}]>>>>"
            ),
        ),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned()),
        (
            3,
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
                 /Resources<</Font<</F1 5 0 R>>>>/Annots[{list}]>>"
            ),
        ),
        (4, format!("<</Length {}>>stream\n{show}\nendstream", show.len())),
        (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned()),
        (6, "<</Title(Surat pengantar)/Producer(AlurSurat)>>".to_owned()),
    ];
    for (n, name) in numbers.iter().zip(fields) {
        objects.push((
            *n,
            format!("<</Type/Annot/Subtype/Widget/FT/Sig/T({name})/F 132/Rect[0 0 0 0]/P 3 0 R>>"),
        ));
    }
    objects
}

/// A whole first revision.
pub fn file(objects: &[(u32, String)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let size = objects.iter().map(|(n, _)| n + 1).max().unwrap_or(1);
    let trailer = format!("<</Size {size}/Root 1 0 R/Info 6 0 R/ID[<{ID}><{ID}>]>>");
    append(&mut out, objects, true, &trailer);
    out
}

pub const ID: &str = "00112233445566778899aabbccddeeff";

/// Adds objects, their table and this trailer to what is there.
pub fn append(out: &mut Vec<u8>, objects: &[(u32, String)], first: bool, trailer: &str) {
    let mut table = String::from("xref\n");
    if first {
        table.push_str("0 1\n0000000000 65535 f\r\n");
    }
    for (number, body) in objects {
        write!(table, "{number} 1\n{:010} 00000 n\r\n", out.len()).unwrap();
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let at = out.len();
    out.extend_from_slice(
        format!("{table}trailer\n{trailer}\nstartxref\n{at}\n%%EOF\n").as_bytes(),
    );
}

pub fn letter(fields: &[&str]) -> Vec<u8> {
    file(&letter_objects(fields))
}

pub fn request(name: &str) -> SignRequest {
    SignRequest {
        time: noon(),
        name: name.to_owned(),
        reason: "Menandatangani surat pengantar".to_owned(),
        location: Some("Kota Probolinggo".to_owned()),
        first: FirstSignature::Approval,
        room: SignRequest::ROOM,
    }
}

pub fn holder(name: &str) -> Holder<'_> {
    Holder {
        name,
        organisation: "Pemerintah Kota Probolinggo",
        unit: "Kelurahan Kanigaran",
        serial_number: "199001012020121009",
    }
}

pub fn authority() -> DemoAuthority {
    DemoAuthority::new("Akar Peragaan", noon() - jiff::SignedDuration::from_hours(24)).unwrap()
}

pub fn key(authority: &DemoAuthority, name: &str, algorithm: Algorithm) -> Pkcs12Key {
    let from = noon() - jiff::SignedDuration::from_hours(24);
    let p12 = authority.issue(&holder(name), algorithm, from, &passphrase()).unwrap();
    Pkcs12Key::open(&p12, &passphrase(), noon()).unwrap()
}

/// Signs one field from beginning to end.
pub fn sign(pdf: &[u8], field: &str, key: &Pkcs12Key) -> Vec<u8> {
    sign_as(FirstSignature::Approval, pdf, field, key)
}

/// The same; the first signature certifies the letter.
pub fn certify(pdf: &[u8], field: &str, key: &Pkcs12Key) -> Vec<u8> {
    sign_as(FirstSignature::Certification, pdf, field, key)
}

fn sign_as(first: FirstSignature, pdf: &[u8], field: &str, key: &Pkcs12Key) -> Vec<u8> {
    let request = SignRequest { room: key.room().unwrap(), first, ..request("Nama Lain") };
    let prepared = prepare(pdf, field, &request).unwrap();
    let cms = key.cms(&prepared.digest()).unwrap();
    prepared.embed(&cms).unwrap()
}

/// The letter with one field, signed at a time.
pub fn signed_at(time: Timestamp, key: &Pkcs12Key) -> Vec<u8> {
    let request = SignRequest { time, ..request("Nama Lain") };
    let prepared = prepare(&letter(&["lurah"]), "lurah", &request).unwrap();
    let cms = key.cms(&prepared.digest()).unwrap();
    prepared.embed(&cms).unwrap()
}

/// Puts a file where the judges under `tests/judges` find it.
pub fn keep(name: &str, bytes: &[u8]) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("signature");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

/// What a verifier must say of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    Unreadable,
    /// This verdict; with this finding, if one is named.
    Verdict(Verdict, Option<Reason>),
}

pub fn altered(reason: Reason) -> Expect {
    Expect::Verdict(Verdict::Altered, Some(reason))
}

pub fn untrusted(reason: Reason) -> Expect {
    Expect::Verdict(Verdict::Untrusted, Some(reason))
}

/// Compares every case with what is expected of it and names all that differ.
pub fn check(root: &DemoAuthority, cases: &[(&str, Vec<u8>, Expect)]) {
    check_under(&root.root_pem().unwrap(), cases);
}

pub fn check_under(root_pem: &[u8], cases: &[(&str, Vec<u8>, Expect)]) {
    let trust = Trust::from_pem(root_pem).unwrap();
    let mut wrong = Vec::new();
    for (name, bytes, expected) in cases {
        let seen = verify(bytes, &trust, noon());
        let holds = match (&seen, expected) {
            (Err(_), Expect::Unreadable) => true,
            (Ok(report), Expect::Verdict(verdict, reason)) => {
                let found = report.signatures.iter().flat_map(|s| &s.reasons);
                let mut found = found.chain(&report.problems);
                report.verdict == *verdict && reason.is_none_or(|r| found.any(|f| *f == r))
            }
            _ => false,
        };
        if !holds {
            wrong.push(format!("{name}: expected {expected:?}, got {seen:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The number after the last `startxref`.
pub fn last_table(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(&bytes[bytes.len() - 40..]).into_owned();
    text.rsplit("startxref\n").next().unwrap().split('\n').next().unwrap().parse().unwrap()
}

/// The trailer that an update with this many objects would honestly have.
pub fn next_trailer(bytes: &[u8], size: u32) -> String {
    format!("<</Size {size}/Root 1 0 R/Info 6 0 R/ID[<{ID}><{ID}>]/Prev {}>>", last_table(bytes))
}

/// The file with an incremental update of these objects.
pub fn updated(bytes: &[u8], size: u32, objects: &[(u32, String)]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let trailer = next_trailer(bytes, size);
    let mut objects = objects.to_vec();
    objects.sort();
    append(&mut out, &objects, false, &trailer);
    out
}

/// Where `needle` first stands in `bytes` from `from` on.
pub fn position(bytes: &[u8], from: usize, needle: &str) -> usize {
    let needle = needle.as_bytes();
    from + bytes[from..].windows(needle.len()).position(|w| w == needle).unwrap()
}
