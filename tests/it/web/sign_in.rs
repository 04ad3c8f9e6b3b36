//! In by a code: only who holds the telephone, and only in the browser that asked.

use alursurat::store::Person;
use axum::http::{StatusCode, header};
use jiff::{SignedDuration, ToSpan as _};

use super::browser::Browser;
use super::hall::Hall;
use crate::support::both;

/// The telephones of the hall's resident, of its RT head and of its lurah.
const RESIDENT: &str = "081200009000";
const RT: &str = "081200009001";
const LURAH: &str = "081200009004";

/// The payload of the newest code, which leaves the outbox by that.
async fn sent(hall: &Hall) -> (serde_json::Value, String) {
    let now = alursurat::origin::Clock::now(&*hall.clock);
    let rows = hall.store.claim(Some("code"), now, now + 1.hours(), 50).await.unwrap();
    let row = rows.last().unwrap();
    hall.store.message_done(row.id, now).await.unwrap();
    let text = row.payload["text"].as_str().unwrap();
    (row.payload.clone(), text[..6].to_owned())
}

async fn ask(browser: &mut Browser, contact: &str) {
    browser.open("/masuk").await;
    browser.submit("/masuk", &[("kontak", contact)]).await;
}

async fn type_code(browser: &mut Browser, code: &str) {
    browser.open("/masuk/kode").await;
    browser.submit("/masuk/kode", &[("kode", code)]).await;
}

/// A code that is not this one.
fn other(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_once_and_only_where_it_was_asked_for() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut phone = Browser::new(&hall.desk);
        ask(&mut phone, "+62 812-0000-9000").await;
        assert!(phone.body.contains("nomor yang berakhir 000"), "{}", phone.body);
        let (payload, code) = sent(&hall).await;
        assert_eq!(payload["phone"], RESIDENT);
        assert!(code.bytes().all(|b| b.is_ascii_digit()), "{payload}");

        // Another browser has not asked, or has asked for a code of its own.
        let mut thief = Browser::new(&hall.desk);
        let form = format!("kode={code}");
        thief.post("/masuk/kode", "application/x-www-form-urlencoded", form.clone()).await;
        assert_eq!(thief.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(thief.body.contains("Kode ini tidak berlaku lagi"), "{}", thief.body);
        ask(&mut thief, RESIDENT).await;
        sent(&hall).await;
        type_code(&mut thief, &code).await;
        assert!(thief.body.contains("Kode salah. Anda bisa mencoba 4 kali lagi"), "{}", thief.body);
        thief.open("/masuk/siapa").await;
        assert!(thief.body.contains("<h1>Masuk</h1>"), "{}", thief.body);

        type_code(&mut phone, other(&code)).await;
        assert!(phone.body.contains("mencoba 4 kali lagi"), "{}", phone.body);
        let asked = phone.cookies["kode"].clone();
        let typed = format!("{} {}", &code[..3], &code[3..]);
        type_code(&mut phone, &typed).await;
        assert!(phone.body.contains("Anda: Rina Contoh<"), "{}", phone.body);
        assert!(phone.body.contains("Belum ada surat") && !phone.cookies.contains_key("kode"));
        let page = phone.open("/pesan").await;
        assert!(page.contains("Belum ada pesan") && !page.contains(&code), "{page}");

        let mut again = Browser::new(&hall.desk);
        again.cookies.insert("kode".into(), asked);
        again.post("/masuk/kode", "application/x-www-form-urlencoded", form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.open("/permohonan").await.contains("href=\"/masuk\">Masuk</a>"));
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_tells_their_name_and_a_household_chooses() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        for (contact, page) in
            [("0812 0000 9555", "berakhir 555"), ("Tari@Contoh.id", "t***@contoh.id")]
        {
            let mut fresh = Browser::new(&hall.desk);
            ask(&mut fresh, contact).await;
            assert!(fresh.body.contains(page), "{}", fresh.body);
            let (_, code) = sent(&hall).await;
            type_code(&mut fresh, &code).await;
            assert!(fresh.body.contains("<h1>Siapa Anda?</h1>"), "{}", fresh.body);
            fresh.submit("/masuk/siapa", &[("nama", " ")]).await;
            assert!(fresh.body.contains("Tulis nama lengkap Anda"), "{}", fresh.body);
            fresh.submit("/masuk/siapa", &[("nama", " Tari  Contoh")]).await;
            assert!(fresh.body.contains("Anda: Tari Contoh<"), "{}", fresh.body);
            // From now on the code is enough.
            ask(&mut fresh, contact).await;
            let (_, code) = sent(&hall).await;
            type_code(&mut fresh, &code).await;
            assert!(fresh.body.contains("Anda: Tari Contoh<"), "{}", fresh.body);
        }

        let id =
            alursurat::origin::Ids::seeded(7).person(alursurat::origin::Clock::now(&*hall.clock));
        let rina = hall.store.person(hall.resident).await.unwrap().unwrap();
        // A sheet may spell it otherwise.
        let phone = Some("+6281200009000".to_owned());
        let budi = Person { id, name: "Budi Contoh".into(), nik: None, phone, ..rina };
        hall.store.put_person(&budi).await.unwrap();
        let mut family = Browser::new(&hall.desk);
        ask(&mut family, RESIDENT).await;
        let (_, code) = sent(&hall).await;
        type_code(&mut family, &code).await;
        assert!(family.body.contains("Rina Contoh</label>"), "{}", family.body);
        family.submit("/masuk/siapa", &[]).await;
        assert!(family.body.contains("Pilih siapa Anda."), "{}", family.body);
        let stranger = hall.rt.to_string();
        let forged = format!("siapa={stranger}");
        family.post("/masuk/siapa", "application/x-www-form-urlencoded", forged).await;
        assert_eq!(family.status, StatusCode::NOT_FOUND);
        family.open("/masuk/siapa").await;
        family.submit("/masuk/siapa", &[("siapa", &id.to_string())]).await;
        assert!(family.body.contains("Anda: Budi Contoh<"), "{}", family.body);
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_needs_more_than_a_telephone_and_an_rt_head_does_not() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut lurah = Browser::new(&hall.desk);
        ask(&mut lurah, LURAH).await;
        let (_, code) = sent(&hall).await;
        type_code(&mut lurah, &code).await;
        assert!(lurah.body.contains("Pegawai kantor tidak masuk dengan kode"), "{}", lurah.body);
        for form in [format!("siapa={}", hall.lurah), "siapa=baru&nama=Lain+Contoh".to_owned()] {
            lurah.post("/masuk/siapa", "application/x-www-form-urlencoded", form).await;
            assert_eq!(lurah.status, StatusCode::NOT_FOUND);
        }
        assert!(!lurah.cookies.contains_key("sesi"));
        let mut rt = Browser::new(&hall.desk);
        ask(&mut rt, RT).await;
        let (_, code) = sent(&hall).await;
        type_code(&mut rt, &code).await;
        assert!(rt.body.contains("Anda: Slamet Contoh<"), "{}", rt.body);
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_with_its_time_and_its_tries_and_too_many_are_told_when_to_come_back() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut phone = Browser::new(&hall.desk);
        ask(&mut phone, "0812").await;
        assert!(phone.body.contains("10 sampai 13 angka"), "{}", phone.body);
        ask(&mut phone, RESIDENT).await;
        let (_, code) = sent(&hall).await;
        for left in ["4 kali", "3 kali", "2 kali", "1 kali", "tidak berlaku lagi"] {
            type_code(&mut phone, other(&code)).await;
            assert!(phone.body.contains(left), "{left}: {}", phone.body);
        }
        type_code(&mut phone, &code).await;
        assert!(phone.body.contains("tidak berlaku lagi"), "{}", phone.body);

        ask(&mut phone, RESIDENT).await;
        let (_, code) = sent(&hall).await;
        hall.clock.advance(SignedDuration::from_mins(15));
        phone
            .post("/masuk/kode", "application/x-www-form-urlencoded", format!("kode={code}"))
            .await;
        assert!(phone.body.contains("tidak berlaku lagi"), "{}", phone.body);
        assert!(!phone.cookies.contains_key("sesi"));
        hall.desk.tick().await.unwrap();

        for _ in 0..3 {
            ask(&mut phone, RESIDENT).await;
            assert_eq!(phone.status, StatusCode::OK);
        }
        ask(&mut phone, RESIDENT).await;
        assert_eq!(phone.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(phone.headers[header::RETRY_AFTER], "2700");
        assert!(phone.body.contains("Coba lagi 45 menit lagi."), "{}", phone.body);
        // Somebody else is not held up by that, and an hour later nobody is.
        ask(&mut phone, RT).await;
        assert_eq!(phone.status, StatusCode::OK);
        hall.clock.advance(SignedDuration::from_mins(45));
        ask(&mut phone, RESIDENT).await;
        assert_eq!(phone.status, StatusCode::OK);
        hall.desk.close().await;
    })
    .await;
}
