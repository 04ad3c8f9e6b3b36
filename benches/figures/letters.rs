//! Letters, and letters with their signature, on one core; every field changes from letter to letter.

use alursurat::letter::{Edition, Facts, Template};
use alursurat::signature::{
    Algorithm, DemoAuthority, FirstSignature, Holder, Pkcs12Key, SignRequest, prepare_own,
};
use anyhow::{Context as _, anyhow, ensure};
use jiff::{SignedDuration, Timestamp};
use openssl::sha::Sha256;
use std::process::Command;
use zeroize::Zeroizing;

use crate::measure::{peak_memory, per_processor_second};
use crate::newborns::facts;
use crate::table::Row;
use crate::{openssl_speed, typst_speed};

const TEMPLATE: &str = include_str!("../../letter-templates/birth.hbs");
const FIELDS: Edition = Edition::Final { fields: true };
/// What `main` is asked for [`memory`] by.
pub const MEMORY: &str = "memory-of-letters";
/// So many different letters are made in turn; their facts are there before the clock runs.
const DIFFERENT: u64 = 500;

/// The birth letter, compiled once, and the facts of many.
struct Office {
    template: Template,
    newborns: Vec<Facts>,
}

impl Office {
    fn new() -> anyhow::Result<Self> {
        let template = Template::compile("birth", TEMPLATE)
            .map_err(|wrong| anyhow!("the template does not compile: {}", wrong.len()))?;
        let newborns = (0..DIFFERENT).map(facts).collect::<anyhow::Result<_>>()?;
        Ok(Self { template, newborns })
    }

    fn render(&self, n: u64) -> anyhow::Result<(Vec<u8>, Sha256)> {
        let at = usize::try_from(n % DIFFERENT)?;
        Ok(self.template.render_hashed(&self.newborns[at], FIELDS)?)
    }
}

/// Letters alone, beside typst; signatures alone and letters with their signature, with both kinds of key.
pub fn rows() -> anyhow::Result<Vec<Row>> {
    let office = Office::new()?;
    let letters = per_processor_second(|n| office.render(n).map(drop))?;
    let typst = typst_speed::speed(&office.newborns)?;
    let floors = openssl_speed::speed()?;
    let mut rows = vec![Row {
        what: "letters (PDF), one core".into(),
        ours: Some(letters),
        floor: typst.map(|rate| ("typst kept warm, PDF/A-2a of the same facts".into(), rate)),
    }];
    let kinds = [
        ("RSA-2048", Algorithm::Rsa, floors.rsa, "openssl speed rsa2048 (sign)"),
        ("P-256", Algorithm::P256, floors.p256, "openssl speed ecdsap256 (sign)"),
    ];
    for (name, algorithm, floor, asked) in kinds {
        let key = key(algorithm)?;
        let request = request(&key)?;
        let (ready, hash) = office.render(0)?;
        let alone =
            per_processor_second(|_| sign(ready.clone(), hash.clone(), &key, &request).map(drop))?;
        let mut bytes = 0;
        let both = per_processor_second(|n| {
            let (letter, hash) = office.render(n)?;
            bytes = bytes.max(sign(letter, hash, &key, &request)?.len());
            Ok(())
        })?;
        let beside = Some((asked.to_owned(), floor));
        rows.push(Row {
            what: format!("PAdES signatures, {name}, one core"),
            ours: Some(alone),
            floor: beside.clone(),
        });
        rows.push(Row {
            what: format!("letters with signature, {name}, one core (at most {bytes} bytes)"),
            ours: Some(both),
            floor: beside,
        });
    }
    Ok(rows)
}

/// Makes and signs every letter a few times, and says what the process held at the most, in bytes.
pub fn memory() -> anyhow::Result<u64> {
    let office = Office::new()?;
    let key = key(Algorithm::Rsa)?;
    let request = request(&key)?;
    for n in 0..4 * DIFFERENT {
        let (letter, hash) = office.render(n)?;
        sign(letter, hash, &key, &request)?;
    }
    peak_memory().context("this system does not tell the memory of a process")
}

/// The same in a process of its own, with whatever it prints.
pub fn memory_of_a_worker() -> anyhow::Result<String> {
    let told = Command::new(std::env::current_exe()?).arg(MEMORY).output()?;
    ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    Ok(String::from_utf8_lossy(&told.stdout).trim().to_owned())
}

fn request(key: &Pkcs12Key) -> anyhow::Result<SignRequest> {
    Ok(SignRequest {
        time: now()?,
        name: "Rina Wulandari".into(),
        reason: "Menandatangani surat".into(),
        location: Some("Kota Probolinggo".into()),
        first: FirstSignature::Approval,
        room: key.room()?,
    })
}

fn sign(
    letter: Vec<u8>,
    hash: Sha256,
    key: &Pkcs12Key,
    request: &SignRequest,
) -> anyhow::Result<Vec<u8>> {
    let prepared = prepare_own(letter, hash, "lurah", request)?;
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
