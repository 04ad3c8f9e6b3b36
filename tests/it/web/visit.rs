//! A service that asks every kind of field, from the form to the officer: what is picked from
//! tables, offices and earlier cases, what is hidden from a step, and what is shown on request only.

use crate::support::both;

use super::browser::Browser;
use super::hall::Hall;

const FORM: &str = "/ajukan/visit";
const FOLDER: &str = "tests/it/web/visit";

const ANSWERS: [(&str, &str); 22] = [
    ("shy", "ya"),
    ("applicant.nik", ""),
    ("applicant.passport", "X 1234567"),
    ("applicant.name", "Rina Contoh"),
    ("applicant.address.street", "Jalan Cempaka 12"),
    ("applicant.address.rt", "3"),
    ("applicant.address.rw", "5"),
    ("applicant.address.area", "35.74.03.1004"),
    ("plate", "N 1234 AB"),
    ("gift", "Rp1.500.000"),
    ("stay.n", "2"),
    ("stay.u", "mo"),
    ("wishes.road", "1"),
    ("wishes.tent", "1"),
    ("income", "750.000"),
    ("guests.rows", "4"),
    ("guests.4.name", "Tari Contoh"),
    ("guests.4.stays", "tidak"),
    ("place.street", "Lapangan"),
    ("place.area", "35.74.03.1004"),
    ("place.postcode", "67219"),
    ("place.point", "-7.7543, 113.2159"),
];

fn without<'a>(names: &[&str]) -> Vec<(&'a str, &'a str)> {
    ANSWERS.into_iter().filter(|(name, _)| !names.contains(name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_goes_from_the_form_to_the_officer() {
    both(async |store| {
        let hall = Hall::with(store, FOLDER).await;
        let mut resident = Browser::new(&hall.desk);
        resident.open(&hall.door(hall.resident).await).await;
        mistakes(&mut resident).await;
        file(&mut resident).await;
        officer(&hall).await;
        follow_up(&hall, &mut resident).await;
        hall.desk.close().await;
    })
    .await;
}

/// Every mistake is told at once, each with how to mend it; nothing that was typed is lost.
async fn mistakes(resident: &mut Browser) {
    let page = resident.open(FORM).await;
    for words in [
        "Misalnya N 1234 AB.",
        "type=\"checkbox\" id=\"wishes-1\" name=\"wishes.chairs\"",
        "Bukan WNI? Isi nomor paspor, kosongkan NIK.",
        "<option value=\"mo\">bulan</option>",
        "Tulis nomor permohonannya.",
        "accept=\"image/png,video/mp4\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let mut typed = without(&["plate", "gift", "stay.u", "income", "place.point"]);
    typed.extend([
        ("plate", "1234"),
        ("gift", "6000000"),
        ("income", "12,5"),
        ("place.point", "utara"),
        ("earlier", "7K3M92AB"),
        ("guests.4.stays", "ya"),
    ]);
    let page = resident.attach(FORM, &typed, "guests.4.photo").await;
    for words in [
        "Pelat nomor belum sesuai bentuknya. Tulis seperti contohnya.",
        "Sumbangan harus antara 0 dan 5000000.",
        "Pilih satuannya: hari, bulan, atau yang lain.",
        "Penghasilan harus jumlah rupiah tanpa sen",
        "Titik di peta harus dua angka dari peta",
        "nomor 7K3M92AB tidak ada di antara permohonan yang boleh dipilih",
        "Tamu 1: Menginap sampai belum diisi.",
        "kertas.png bukan PNG, MP4. Kirim berkas jenis itu.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        page.contains("value=\"1234\"")
            && page.contains("name=\"wishes.road\" value=\"1\" checked")
    );
}

async fn file(resident: &mut Browser) {
    resident.open(FORM).await;
    let mut typed = ANSWERS.to_vec();
    // A cell whose column is not asked in its row is left out, whatever the browser sends.
    typed.extend([
        ("guests.4.until.d", "1"),
        ("guests.4.until.m", "12"),
        ("guests.4.until.y", "2026"),
    ]);
    let page = resident.submit(FORM, &typed).await;
    assert!(page.contains("<h1>Periksa jawaban Anda</h1>"), "{page}");
    for words in [
        "X1234567",
        "Rp1.500.000",
        "2 bulan",
        "Tenda, Jalan ditutup",
        "-7.7543,113.2159",
        "1. Nama tamu",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = resident.submit(FORM, &[("do", "send")]).await;
    assert!(page.contains("Permohonan Anda sudah terkirim"), "{page}");
}

/// The officer sees neither who asks nor, unasked, the income; a default comes from the table.
async fn officer(hall: &Hall) {
    let mut clerk = Browser::new(&hall.desk);
    clerk.open(&hall.door(hall.officer).await).await;
    assert!(clerk.body.contains("dirahasiakan") && !clerk.body.contains("Rina"), "{}", clerk.body);
    let address = clerk.link("/antrean/");
    let case = address.trim_start_matches("/antrean/").parse().unwrap();
    let page = clerk.open(&address).await;
    assert!(page.contains("Tenda, Jalan ditutup") && page.contains("Kota Probolinggo"), "{page}");
    for secret in ["Rina", "Cempaka", "X1234567", "750.000"] {
        assert!(!page.contains(secret), "{secret}: {page}");
    }
    assert_eq!(hall.store.views_of(case).await.unwrap(), []);
    let reveal = format!("{address}/buka");
    let page = clerk.submit(&reveal, &[]).await;
    assert!(page.contains("Rp750.000"), "{page}");
    let views = hall.store.views_of(case).await.unwrap();
    assert_eq!((views.len(), &*views[0].field, views[0].person), (1, "income", hall.officer));
    // What is hidden is not revealed either.
    let hidden =
        "--x\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\napplicant\r\n--x--\r\n";
    clerk.post(&reveal, "multipart/form-data; boundary=x", hidden.to_owned()).await;
    assert_eq!(clerk.status, 404);
    assert_eq!(hall.store.views_of(case).await.unwrap().len(), 1);

    clerk.open(&address).await;
    let page = clerk.submit(&address, &[("do", "add notes"), ("topic", "mourning")]).await;
    assert!(page.contains("name=\"notes.2.note\"") && page.contains("Catatan petugas 2"), "{page}");
    let page = clerk.submit(&address, &[("notes.1.note", "Jaga ketenangan"), ("agency", "")]).await;
    assert!(page.contains("Keputusan tersimpan"), "{page}");
    let stored = hall.store.case(case).await.unwrap().unwrap();
    let answer = |field: &str| serde_json::to_value(stored.case.value(&field.into())).unwrap();
    assert_eq!(answer("agency")["value"], "35.74.03");
    assert_eq!(answer("topic")["value"], "mourning");
    assert_eq!(answer("guests")["value"][0]["id"], 4);
    assert_eq!(answer("guests")["value"][0]["cells"].as_object().unwrap().len(), 2);
    let pin = stored.case.pin.unwrap();
    assert_eq!(
        pin.tables.keys().map(alursurat::workflow::TableId::as_str).collect::<Vec<_>>(),
        ["topics"]
    );
}

/// The ended visit is offered to the next one.
async fn follow_up(hall: &Hall, resident: &mut Browser) {
    let page = resident.open(FORM).await;
    let (_, option) = page.split_once("<select id=\"earlier\"").unwrap();
    let ticket = option.split("value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    assert!(option.contains(">Kunjungan Contoh 001/2026</option>"), "{option}");
    let mut typed = ANSWERS.to_vec();
    typed.push(("earlier", &ticket));
    resident.submit(FORM, &typed).await;
    let page = resident.submit(FORM, &[("do", "send")]).await;
    assert!(page.contains("Permohonan Anda sudah terkirim"), "{page}");
    let mut clerk = Browser::new(&hall.desk);
    clerk.open(&hall.door(hall.officer).await).await;
    let address = clerk.link("/antrean/");
    let page = clerk.open(&address).await;
    assert!(page.contains("Kunjungan Contoh 001/2026"), "{page}");
}
