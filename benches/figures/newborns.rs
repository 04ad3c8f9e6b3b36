//! The facts of birth letters of which no two have a value in common that a letter could take over from another.

use alursurat::letter::{Facts, Signer, Stationery};
use anyhow::Context as _;
use jiff::civil::date;
use serde_json::{Map, Value, json};

const GIVEN: [&str; 11] = [
    "Muhammad Rizky",
    "Siti Aminah",
    "Bagus Putra",
    "Ni Luh Ayu",
    "Dewi Lestari",
    "Budi Pratama",
    "Rini Wulandari",
    "Endang Sri",
    "Joko Susilo",
    "Nur Hidayah",
    "Yohanes Adi",
];
const FAMILY: [&str; 13] = [
    "Santoso",
    "Wibowo",
    "Hartono",
    "Saputra",
    "Kusuma",
    "Nugroho",
    "Rahayu",
    "Setiawan",
    "Utami",
    "Firmansyah",
    "Maharani",
    "Gunawan",
    "Permata",
];
const STREETS: [&str; 7] = [
    "Jl. Ikan Tongkol",
    "Jl. Melati",
    "Jl. HOS Cokroaminoto",
    "Gang Mawar",
    "Jl. Mastrip",
    "Jl. Panglima Sudirman",
    "Perum Kopian Indah",
];
const WORK: [&str; 9] = [
    "Guru",
    "Petani",
    "Karyawan swasta",
    "Ibu rumah tangga",
    "Nelayan",
    "Pedagang",
    "Buruh",
    "Perawat",
    "Wiraswasta",
];
const TOWNS: [&str; 5] =
    ["Kota Probolinggo", "Kota Contoh", "Kota Malang", "Kota Pasuruan", "Kota Kediri"];
const PLACES: [&str; 5] = ["Mayangan", "Kanigaran", "Wonoasih", "Kademangan", "Kedopok"];
const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// One of some words, another for the next number.
fn pick<'a>(words: &[&'a str], n: u64) -> &'a str {
    let at = usize::try_from(n).unwrap_or(0) % words.len();
    words[at]
}

/// A choice as the case gives it.
fn choice(choices: &[(&str, &str)], n: u64) -> Value {
    let (key, words) = choices[usize::try_from(n).unwrap_or(0) % choices.len()];
    json!({ "key": key, "words": words })
}

/// A day of some year.
fn day(year: u64, n: u64) -> String {
    format!("{year}-{:02}-{:02}", 1 + n % 12, 1 + n * 7 % 28)
}

fn name(n: u64) -> String {
    format!("{} {}", pick(&GIVEN, n), pick(&FAMILY, n / 2))
}

/// A staff number: day of birth, month of appointment, sex, serial.
fn nip(n: u64) -> String {
    format!(
        "{}{:02}{:02}2005{:02}{}{:03}",
        1960 + n % 40,
        1 + n % 12,
        1 + n % 28,
        1 + n * 5 % 12,
        1 + n % 2,
        n % 1000
    )
}

/// Serials from 9000 on belong to nobody.
fn person(n: u64, born: u64) -> Value {
    let year = born + n % 25;
    json!({
        "nik": format!("357403{:02}{:02}{:02}9{:03}", 1 + n * 7 % 28, 1 + n % 12, year % 100, n % 1000),
        "name": name(n),
        "birth_date": day(year, n),
        "occupation": pick(&WORK, n),
        "address": {
            "street": format!("{} No. {}", pick(&STREETS, n), 1 + n % 180),
            "rt": 1 + n % 12,
            "rw": 1 + n % 9,
        },
    })
}

/// Letter `n`: the birth letter with every field that it has.
pub fn facts(n: u64) -> anyhow::Result<Facts> {
    let (year, month) = (2026, 1 + n % 12);
    let town = pick(&TOWNS, n);
    let village = pick(&PLACES, n / 3);
    let title = format!("LURAH {}", village.to_uppercase());
    let witnesses: Vec<Value> =
        (5..7).map(|one| json!({ "person": person(n * 3 + one, 1950) })).collect();
    let names = json!({
        "child_name": name(n * 5 + 1),
        "sex": choice(&[("L", "Laki-laki"), ("P", "Perempuan")], n),
        "birth_date": day(year, n),
        "birth_time": format!("{:02}:{:02}", n % 24, n * 7 % 60),
        "birth_place": town.to_uppercase(),
        "child_order": 1 + n % 9,
        "weight": 2400 + n * 13 % 1900,
        "length": 45 + n % 9,
        "birth_kind": choice(&[("single", "Tunggal"), ("twin", "Kembar 2"), ("triplet", "Kembar 3")], n),
        "place_kind": choice(&[("home", "Rumah"), ("hospital", "RS/RB"), ("clinic", "Puskesmas")], n),
        "helper": choice(&[("midwife", "Bidan/perawat"), ("doctor", "Dokter"), ("dukun", "Dukun")], n),
        "mother": person(n * 3 + 1, 1975),
        "father": person(n * 3 + 2, 1970),
        "relation": choice(&[("parent", "Orang tua"), ("family", "Keluarga"), ("neighbour", "Tetangga")], n),
        "witnesses": witnesses,
        "applicant": person(n * 3 + 3, 1972),
        "today": day(year, n + 1),
        "letter": {
            "number": format!("400.12.3.1/{:03}/35.74.03.1004/{}/{year}", n % 1000, pick(&ROMAN, month - 1)),
            "date": day(year, n + 2),
        },
        "lurah": { "name": name(n * 7), "title": title, "office": format!("Kelurahan {village}") },
        "office_of": {
            "kabupaten": { "called": "", "name": town, "logo": "emblem" },
            "kecamatan": { "called": "Kecamatan", "name": pick(&PLACES, n) },
            "kelurahan": {
                "name": village,
                "address": format!("{} Nomor {}, {} {}", pick(&STREETS, n + 1), 1 + n % 90, town, 67_210 + n % 90),
                "phone": format!("(0335) {:06}", n % 1_000_000),
                "email": format!("kelurahan{}@contoh.example", n % 100),
            },
        },
    });
    let names: Map<String, Value> = names.as_object().cloned().context("facts are an object")?;
    let of_month = i8::try_from(month)?;
    Ok(Facts {
        names,
        signers: vec![Signer {
            step: "lurah".to_owned(),
            above: vec![format!("LURAH {}", village.to_uppercase())],
            name: format!("{}, S.Sos., M.Si.", name(n * 7)),
            rank: Some(
                pick(&["Penata (III/c)", "Penata Tingkat I (III/d)", "Pembina (IV/a)"], n)
                    .to_owned(),
            ),
            nip: Some(nip(n)),
        }],
        check_url: format!("https://surat.contoh.example/v/{}", code(n)),
        date: date(2026, of_month, i8::try_from(1 + n * 7 % 28)?),
        title: format!("Surat Keterangan Kelahiran {n}"),
        stationery: Stationery::default(),
    })
}

/// A code of seventeen characters, as those that people type.
fn code(n: u64) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rest = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..20)
        .map(|at| {
            if at % 5 == 4 {
                return '-';
            }
            let sign = usize::try_from(rest % 32).unwrap_or(0);
            rest = rest.rotate_right(5) ^ n;
            char::from(SIGNS[sign])
        })
        .take(19)
        .collect()
}
