//! Letters, and letters with their signature, on one core.

use alursurat::letter::{Edition, Facts, Template};
use alursurat::signature::{
    Algorithm, DemoAuthority, FirstSignature, Holder, Pkcs12Key, SignRequest, prepare,
};
use anyhow::anyhow;
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::measure::per_second;
use crate::openssl_speed::speed;
use crate::table::Row;

const TEMPLATE: &str = include_str!("../../letter-templates/birth.hbs");
const FACTS: &str = include_str!("../../tests/judges/birth.facts.json");
const FIELDS: Edition = Edition::Final { fields: true };

/// The birth letter: compiled once, rendered with other facts each time, signed with both kinds of key.
pub fn rows() -> anyhow::Result<Vec<Row>> {
    let template = Template::compile("birth", TEMPLATE)
        .map_err(|wrong| anyhow!("the template does not compile: {}", wrong.len()))?;
    let facts: Facts = serde_json::from_str(FACTS)?;
    let render = |n: u64| {
        let mut facts = facts.clone();
        facts.names.insert("child_name".into(), format!("Anak Ke {n}").into());
        Ok::<_, anyhow::Error>(template.render(&facts, FIELDS)?)
    };
    let letters = per_second(|n| render(n).map(drop))?;
    let floors = speed()?;
    let mut rows =
        vec![Row { what: "letters (PDF), one core".into(), ours: Some(letters), floor: None }];
    let kinds = [
        ("RSA-2048", Algorithm::Rsa, floors.rsa, "openssl speed rsa2048 (sign)"),
        ("P-256", Algorithm::P256, floors.p256, "openssl speed ecdsap256 (sign)"),
    ];
    for (name, algorithm, floor, asked) in kinds {
        let key = key(algorithm)?;
        let ready = render(0)?;
        let alone = per_second(|_| sign(&ready, &key).map(drop))?;
        let both = per_second(|n| sign(&render(n)?, &key).map(drop))?;
        let beside = Some((asked.to_owned(), floor));
        rows.push(Row {
            what: format!("PAdES signatures, {name}, one core"),
            ours: Some(alone),
            floor: beside.clone(),
        });
        rows.push(Row {
            what: format!("letters with signature, {name}, one core"),
            ours: Some(both),
            floor: beside,
        });
    }
    Ok(rows)
}

fn sign(pdf: &[u8], key: &Pkcs12Key) -> anyhow::Result<Vec<u8>> {
    let request = SignRequest {
        time: now()?,
        name: "Rina Wulandari".into(),
        reason: "Menandatangani surat".into(),
        location: Some("Kota Probolinggo".into()),
        first: FirstSignature::Approval,
        room: SignRequest::ROOM,
    };
    let prepared = prepare(pdf, "lurah", &request)?;
    let cms = key.cms(&prepared.digest())?;
    Ok(prepared.embed(&cms)?)
}

fn key(algorithm: Algorithm) -> anyhow::Result<Pkcs12Key> {
    let from = now()? - SignedDuration::from_hours(24);
    let holder = Holder {
        name: "Rina Wulandari",
        organisation: "Pemerintah Kota Contoh",
        unit: "Kelurahan Contoh",
        serial_number: "198103052005012004",
    };
    let passphrase = Zeroizing::new("kata sandi contoh".to_owned());
    let file =
        DemoAuthority::new("Akar Contoh", from)?.issue(&holder, algorithm, from, &passphrase)?;
    Ok(Pkcs12Key::open(&file, &passphrase, now()?)?)
}

fn now() -> anyhow::Result<Timestamp> {
    Ok("2026-11-13T05:00:00Z".parse()?)
}
