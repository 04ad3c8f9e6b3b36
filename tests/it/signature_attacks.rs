//! Incremental saving, wrapping and shadow attacks on a letter that was signed in good faith.

use alursurat::signature::{Algorithm, Pkcs12Key, Reason, Verdict};

use crate::signature_file::{
    Expect, ID, Objects, altered, append, authority, check, file, key, last_table, letter,
    letter_objects, next_trailer, position, sign, updated,
};
use crate::signature_forge::{DICTIONARY, Forge, filled_field};

fn body(number: u32) -> String {
    letter_objects(&["lurah"]).into_iter().find(|(n, _)| *n == number).unwrap().1
}

fn stream(text: &str) -> String {
    format!("<</Length {}>>stream\n{text}\nendstream", text.len())
}

fn with(number: u32, from: &str, to: &str) -> (u32, String) {
    let old = body(number);
    assert!(old.contains(from), "{from}");
    (number, old.replace(from, to))
}

/// Updates after a letter with one field (objects 1 to 7, signature 8) has been signed.
#[test]
fn incremental_saving() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let signed = sign(&letter(&["lurah"]), "lurah", &lurah);
    let note = "<</Type/Annot/Subtype/FreeText/Rect[0 0 595 842]/Contents(LUNAS)/P 3 0 R>>";
    let other = "BT /F1 12 Tf 72 700 Td (Surat pengantar nomor 470/999) Tj ET";
    let one = |object: (u32, String)| updated(&signed, 9, &[object]);
    let two = |object: (u32, String), new: &str| updated(&signed, 10, &[object, (9, new.into())]);
    let filled = filled_field();
    let forbidden = altered(Reason::ForbiddenChange);
    let cases = [
        ("control", signed.clone(), Expect::Verdict(Verdict::Genuine, None)),
        ("text replaced", one((4, stream(other))), forbidden),
        ("new text", two(with(3, "/Contents 4", "/Contents 9"), &stream(other)), forbidden),
        ("font replaced", one(with(5, "Helvetica", "Symbol")), forbidden),
        ("pages swapped", two(with(2, "[3 0 R]", "[9 0 R]"), &body(3)), forbidden),
        (
            "page added",
            two(with(2, "[3 0 R]/Count 1", "[3 0 R 9 0 R]/Count 2"), &body(3)),
            forbidden,
        ),
        ("page turned", one(with(3, "/MediaBox", "/Rotate 180/MediaBox")), forbidden),
        ("page cropped", one(with(3, "/MediaBox", "/CropBox[0 0 9 9]/MediaBox")), forbidden),
        ("note laid over", two(with(3, "/Annots[", "/Annots[9 0 R "), note), forbidden),
        ("title replaced", one(with(6, "Surat", "Bukan surat")), forbidden),
        ("language changed", one(with(1, "id-ID", "en-GB")), forbidden),
        ("metadata added", two(with(1, "/Lang", "/Metadata 9 0 R/Lang"), &stream("x")), forbidden),
        (
            "script added",
            one(with(1, "/Lang", "/OpenAction<</S/JavaScript/JS(x)>>/Lang")),
            altered(Reason::ActiveContent),
        ),
        (
            "launch added",
            two(with(3, "/Annots[", "/Annots[9 0 R "), "<</A<</S/Launch>>>>"),
            altered(Reason::ActiveContent),
        ),
        (
            "form redrawn",
            one(with(1, "/SigFlags 3", "/NeedAppearances true/SigFlags 3")),
            altered(Reason::ActiveContent),
        ),
        ("form flags cleared", one(with(1, "/SigFlags 3", "/SigFlags 0")), forbidden),
        ("certification claimed", one(with(1, "/Lang", "/Perms<</DocMDP 8 0 R>>/Lang")), forbidden),
        ("validation data added", two(with(1, "/Lang", "/DSS 9 0 R/Lang"), "<<>>"), forbidden),
        ("field removed", one(with(1, "[7 0 R]", "[]")), forbidden),
        (
            "field added",
            two(with(1, "[7 0 R]", "[7 0 R 9 0 R]"), &body(7).replace("lurah", "camat")),
            forbidden,
        ),
        ("field unsigned", one((7, body(7))), forbidden),
        ("field moved", one((7, filled.replace("[0 0 0 0]", "[0 0 595 842]"))), forbidden),
        ("field hidden", one((7, filled.replace("/F 132", "/F 134"))), forbidden),
        ("field renamed", one((7, filled.replace("lurah", "camat"))), forbidden),
        (
            "field with a picture",
            two((7, filled.replace("/F 132", "/F 132/AP<</N 9 0 R>>")), &stream("")),
            forbidden,
        ),
        (
            "signature copied",
            two((7, filled.replace("8 0 R", "9 0 R")), &signature_of(&signed)),
            forbidden,
        ),
        (
            "signature overwritten",
            one((8, DICTIONARY.replace("@CONTENTS@", "<00>").replace("@RANGE@", "[0 0 0 0]"))),
            forbidden,
        ),
        ("loose object", updated(&signed, 10, &[(9, "null".into())]), forbidden),
        ("nothing at all", updated(&signed, 9, &[(2, body(2))]), forbidden),
    ];
    check(&root, &cases);
}

/// The signature dictionary of a signed file, word for word.
fn signature_of(signed: &[u8]) -> String {
    let start = position(signed, 0, "8 0 obj\n") + 8;
    String::from_utf8(signed[start..position(signed, start, "\nendobj")].to_vec()).unwrap()
}

#[test]
fn files_put_together_wrongly() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let base = letter(&["lurah"]);
    let signed = sign(&base, "lurah", &lurah);
    let table = last_table(&signed);
    let update = |objects: &[(u32, String)], trailer: &str| {
        let mut out = signed.clone();
        append(&mut out, objects, false, trailer);
        out
    };
    let tail = |text: &str| [&signed, text.as_bytes()].concat();
    let honest = next_trailer(&signed, 9);
    let changed = |from: &str, to: &str| {
        assert!(honest.contains(from), "{from}");
        update(&[(6, body(6))], &honest.replace(from, to))
    };
    let own = position(&signed, table, "trailer");
    let info = "/Info 6 0 R";
    let refused = Expect::Unreadable;
    let cases = [
        ("body without table", tail("6 0 obj\n<<>>\nendobj\n"), refused),
        ("trailer only", tail(&format!("trailer\n{honest}\nstartxref\n{table}\n%%EOF\n")), refused),
        (
            "startxref back to the letter",
            tail(&format!("startxref\n{}\n%%EOF\n", last_table(&base))),
            refused,
        ),
        ("startxref back to the signature", tail(&format!("startxref\n{table}\n%%EOF\n")), refused),
        ("startxref into nothing", tail("startxref\n9999999999\n%%EOF\n"), refused),
        (
            "table as a stream",
            tail(&format!(
                "9 0 obj\n<</Type/XRef/Length 0>>stream\n\nendstream\nendobj\nstartxref\n{}\n%%EOF\n",
                signed.len()
            )),
            refused,
        ),
        ("hybrid table", changed(info, &format!("{info}/XRefStm 9")), refused),
        ("encryption claimed", changed(info, &format!("{info}/Encrypt 5 0 R")), refused),
        ("root swapped", changed("/Root 1 0 R", "/Root 2 0 R"), refused),
        ("info swapped", changed(info, "/Info 5 0 R"), refused),
        ("info dropped", changed(info, ""), refused),
        ("identity swapped", changed(&format!("[<{ID}>"), "[<00>"), refused),
        ("size too large", changed("/Size 9", "/Size 99"), refused),
        (
            "loop",
            changed(&format!("/Prev {table}"), &format!("/Prev {}", signed.len() + 60)),
            refused,
        ),
        (
            "revision skipped",
            changed(&format!("/Prev {table}"), &format!("/Prev {}", last_table(&base))),
            refused,
        ),
        ("no revision before", changed(&format!("/Prev {table}"), ""), refused),
        ("object freed", freed(&signed), refused),
        ("object twice", update(&[(6, body(6)), (6, body(6))], &honest), refused),
        (
            "object at another's place",
            [&signed[..own - 22], b"0000000015 00000 n\r\n", &signed[own - 2..]].concat(),
            refused,
        ),
        ("bytes before the header", [b"\n", signed.as_slice()].concat(), refused),
        ("two files in one", [signed.as_slice(), &signed].concat(), refused),
        ("comment after the end", tail("% catatan\n"), refused),
        (
            "cut at the letter",
            signed[..base.len()].to_vec(),
            Expect::Verdict(Verdict::Unsigned, None),
        ),
        ("empty", Vec::new(), refused),
        ("a page of a browser", b"<html>surat</html>".to_vec(), refused),
    ];
    check(&root, &cases);
}

fn freed(signed: &[u8]) -> Vec<u8> {
    let trailer = next_trailer(signed, 9);
    let text = format!(
        "xref\n8 1\n0000000000 00001 f\r\ntrailer\n{trailer}\nstartxref\n{}\n%%EOF\n",
        signed.len()
    );
    [signed, text.as_bytes()].concat()
}

/// Bytes moved into the place that no signature covers, or around it.
#[test]
fn signature_wrapping() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let signed = sign(&letter(&["lurah"]), "lurah", &lurah);
    let start = position(&signed, 0, "/Contents<") + 9;
    let end = position(&signed, start, ">") + 1;
    let inject = |at: usize, text: &str| [&signed[..at], text.as_bytes(), &signed[at..]].concat();
    let object = "\n4 0 obj\n<</Length 0>>stream\n\nendstream\nendobj\n";
    // The range says where the second part has gone, as if nothing had moved.
    let moved = |text: &str| {
        let range = format!("[0 {start} {end} ");
        let to = format!("[0 {start} {} ", end + text.len());
        let bytes = inject(end, text);
        let at = position(&bytes, end, &range);
        let rest = bytes[at + to.len()..].to_vec();
        [&bytes[..at], to.as_bytes(), &rest].concat()
    };
    let fake = format!(
        "{object}xref\n4 1\n{end:010} 00000 n\r\ntrailer\n<</Size 9>>\nstartxref\n{end}\n%%EOF\n"
    );
    let cases = [
        ("gap wider, range as it was", inject(end, object), Expect::Unreadable),
        ("gap wider, range moved", moved(object), Expect::Unreadable),
        ("gap wider with a table", moved(&fake), Expect::Unreadable),
        ("gap wider by spaces", moved("          "), Expect::Unreadable),
        ("objects within the digits", inject(end - 100, object), Expect::Unreadable),
        ("digits grown", inject(end - 1, "00"), Expect::Unreadable),
    ];
    check(&root, &cases);
}

/// A second signer who does more than sign; the signature itself is good.
#[test]
fn signers_who_change_more_than_their_field() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let camat = key(&root, "Bagas Pratama", Algorithm::Rsa);
    let fields = ["lurah", "camat"];
    let base = sign(&letter(&fields), "lurah", &lurah);
    let field = letter_objects(&fields)[7].1.replace("/P 3 0 R", "/P 3 0 R/V 10 0 R");
    let by = |objects: Objects, size: u32| {
        Forge { base: base.clone(), size, objects, ..Forge::honest(&camat) }.make()
    };
    let and = |more: (u32, String), size: u32| {
        let objects = vec![(8, field.clone()), (10, DICTIONARY.to_owned()), more];
        by(objects, size)
    };
    let only = |field: String| by(vec![(8, field), (10, DICTIONARY.to_owned())], 11);
    let forbidden = altered(Reason::ForbiddenChange);
    let text = stream("BT /F1 12 Tf 72 700 Td (Lain) Tj ET");
    let first = letter_objects(&fields)[6].1.replace("/P 3 0 R", "/P 3 0 R/V 10 0 R");
    let cases = [
        ("control", only(field.clone()), Expect::Verdict(Verdict::Genuine, None)),
        ("text replaced", and((4, text.clone()), 11), forbidden),
        ("picture over the page", and((11, text), 12), forbidden),
        ("field grown", only(field.replace("[0 0 0 0]", "[0 0 595 842]")), forbidden),
        ("field with a picture", only(field.replace("/F 132", "/F 132/AP<</N 4 0 R>>")), forbidden),
        ("field with a lock", only(field.replace("/F 132", "/F 132/Lock<<>>")), forbidden),
        ("the other's signature", only(field.replace("10 0 R", "9 0 R")), forbidden),
        ("the other's field", by(vec![(7, first), (10, DICTIONARY.to_owned())], 11), forbidden),
        (
            "both fields",
            by(
                vec![
                    (7, letter_objects(&fields)[6].1.replace("/P 3 0 R", "/P 3 0 R/V 10 0 R")),
                    (8, field.clone()),
                    (10, DICTIONARY.to_owned()),
                ],
                11,
            ),
            forbidden,
        ),
        (
            "a number further",
            by(vec![(8, field.replace("10 0 R", "11 0 R")), (11, DICTIONARY.to_owned())], 12),
            forbidden,
        ),
        ("cut after the first", base.clone(), Expect::Verdict(Verdict::Incomplete, None)),
    ];
    check(&root, &cases);
}

/// Letters prepared before the signature so that they can be changed after it.
#[test]
fn shadows_in_the_letter_itself() {
    let root = authority();
    let lurah = key(&root, "Wulan Cahyani", Algorithm::P256);
    let hidden = altered(Reason::HiddenContent);
    let cases = [
        ("object that nothing shows", shadow(&lurah, |o| o.push((8, stream("")))), hidden),
        (
            "reference into the future",
            shadow(&lurah, |o| o[2].1 = o[2].1.replace("4 0 R", "[4 0 R 30 0 R]")),
            hidden,
        ),
        (
            "script in the letter",
            shadow(&lurah, |o| o[0].1 = o[0].1.replace("/Lang", "/AA<<>>/Lang")),
            altered(Reason::ActiveContent),
        ),
        (
            "a field for text",
            shadow(&lurah, |o| o[6].1 = o[6].1.replace("/FT/Sig", "/FT/Tx")),
            Expect::Unreadable,
        ),
        (
            "a field with kids",
            shadow(&lurah, |o| o[6].1 = o[6].1.replace("/FT/Sig", "/FT/Sig/Kids[]")),
            Expect::Unreadable,
        ),
        (
            "a form that may be rewritten",
            shadow(&lurah, |o| o[0].1 = o[0].1.replace("SigFlags 3", "SigFlags 1")),
            Expect::Unreadable,
        ),
        (
            "a field twice",
            shadow(&lurah, |o| o[0].1 = o[0].1.replace("[7 0 R]", "[7 0 R 7 0 R]")),
            Expect::Unreadable,
        ),
        (
            "a stream of changing length",
            shadow(&lurah, |o| o[3].1 = o[3].1.replace("/Length ", "/Length 5 0 R/L ")),
            Expect::Unreadable,
        ),
        (
            "a page in another file",
            shadow(&lurah, |o| o[3].1 = o[3].1.replace("/Length", "/F(x)/Length")),
            Expect::Unreadable,
        ),
    ];
    check(&root, &cases);
}

/// The letter with one field, bent before it is signed.
fn shadow(key: &Pkcs12Key, bend: impl Fn(&mut Objects)) -> Vec<u8> {
    let mut objects = letter_objects(&["lurah"]);
    bend(&mut objects);
    let next = objects.iter().map(|(n, _)| n + 1).max().unwrap();
    let field = objects[6].1.replace("/P 3 0 R", &format!("/P 3 0 R/V {next} 0 R"));
    let objects_of_update = vec![(7, field), (next, DICTIONARY.to_owned())];
    Forge { base: file(&objects), size: next + 1, objects: objects_of_update, ..Forge::honest(key) }
        .make()
}
