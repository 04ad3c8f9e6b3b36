//! An officer enrols by a link, and comes in by a password and the code of an app.

use alursurat::desk::enrolment_link;
use alursurat::origin::{Clock as _, Ids, PersonId};
use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;

use super::browser::Browser;
use super::hall::Hall;
use crate::support::both;

const PASSWORD: &str = "kuda baterai tepat";
/// The telephone of the hall's officer, as somebody types it.
const PHONE: &str = "0812 0000 9003";

/// What an app shows now (RFC 6238), by another hand than the house's.
fn app(hall: &Hall, secret: &[u8]) -> String {
    let step = hall.clock.now().as_second() / 30;
    let key = PKey::hmac(secret).unwrap();
    let mut signer = Signer::new(MessageDigest::sha1(), &key).unwrap();
    let tag = signer.sign_oneshot_to_vec(&step.to_be_bytes()).unwrap();
    let at = usize::from(tag[19] & 15);
    let number = tag[at..at + 4].iter().fold(0u32, |n, byte| n << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// A link that enrols, and the secret behind it.
async fn link(hall: &Hall, person: PersonId) -> (String, Vec<u8>) {
    let now = hall.clock.now();
    let token = enrolment_link(&hall.store, &Ids::system(), person, now).await.unwrap();
    let hash = openssl::sha::sha256(token.as_bytes());
    let secret = hall.store.enrolment("password", hash).await.unwrap().unwrap().secret;
    (format!("/daftar/{token}"), secret)
}

async fn enrol(hall: &Hall, person: PersonId) -> (Browser, Vec<u8>) {
    let (link, secret) = link(hall, person).await;
    let mut browser = Browser::new(&hall.desk);
    browser.open(&link).await;
    let code = app(hall, &secret);
    let typed = [("sandi", PASSWORD), ("ulang", PASSWORD), ("kode", code.as_str())];
    browser.submit(&link, &typed).await;
    assert!(browser.body.contains("Simpan kode cadangan ini"), "{}", browser.body);
    (browser, secret)
}

async fn enter(hall: &Hall, password: &str, code: &str) -> Browser {
    let mut browser = Browser::new(&hall.desk);
    browser.open("/masuk/pegawai").await;
    let typed = [("siapa", PHONE), ("sandi", password), ("kode", code)];
    browser.submit("/masuk/pegawai", &typed).await;
    browser
}

fn is_in(browser: &Browser) -> bool {
    browser.body.contains("Anda: Dewi Contoh<")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_enrols_once_and_what_is_weak_or_wrong_is_told() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let (old, _) = link(&hall, hall.officer).await;
        let (link, secret) = link(&hall, hall.officer).await;
        let mut phone = Browser::new(&hall.desk);
        phone.open(&old).await;
        assert_eq!(phone.status, StatusCode::NOT_FOUND, "a later link takes its place");
        let page = phone.open(&link).await;
        assert!(page.contains("Untuk <b>Dewi Contoh</b>") && page.contains("<svg role=\"img\""));
        let code = app(&hall, &secret);
        for (password, again, typed, told) in [
            ("pendek", "pendek", code.as_str(), "paling sedikit 12 huruf"),
            ("bismillah123", "bismillah123", &code, "mudah ditebak"),
            (PASSWORD, "lain", &code, "Kata sandi kedua berbeda"),
            (PASSWORD, PASSWORD, "12345", "Kode aplikasi salah"),
        ] {
            let typed = [("sandi", password), ("ulang", again), ("kode", typed)];
            let page = phone.submit(&link, &typed).await;
            assert!(page.contains(told) && !page.contains(password), "{told}: {page}");
        }
        let typed = [("sandi", PASSWORD), ("ulang", PASSWORD), ("kode", code.as_str())];
        let page = phone.submit(&link, &typed).await;
        assert_eq!(page.matches("<li class=\"code\">").count(), 10, "{page}");
        let kept = hall.store.credential(hall.officer).await.unwrap().unwrap();
        assert!(kept.password.starts_with("$argon2id$") && kept.totp == secret);
        let mut second = Browser::new(&hall.desk);
        second.open(&link).await;
        assert_eq!(second.status, StatusCode::NOT_FOUND);
        let form = format!("sandi={PASSWORD}&ulang={PASSWORD}&kode={code}").replace(' ', "+");
        second.post(&link, "application/x-www-form-urlencoded", form).await;
        assert_eq!(second.status, StatusCode::NOT_FOUND);
        assert!(second.cookies.is_empty());
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_comes_in_by_password_and_a_code_that_counts_once() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let (mut first, secret) = enrol(&hall, hall.officer).await;
        let recovery = first.body.split("<li class=\"code\">").nth(1).unwrap()[..14].to_owned();
        assert!(first.open("/antrean").await.contains("Dewi Contoh"));
        // The code that enrolled is used up, and so is each that opened a session.
        assert!(!is_in(&enter(&hall, PASSWORD, &app(&hall, &secret)).await));
        hall.clock.advance(SignedDuration::from_secs(30));
        let code = app(&hall, &secret);
        let wrong = enter(&hall, "kuda baterai tepas", &code).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Nama, kata sandi, atau kode salah"), "{}", wrong.body);
        assert!(is_in(&enter(&hall, PASSWORD, &code).await));
        assert!(!is_in(&enter(&hall, PASSWORD, &code).await), "a replay");
        assert!(is_in(&enter(&hall, PASSWORD, &recovery.to_lowercase()).await));
        assert!(!is_in(&enter(&hall, PASSWORD, &recovery).await), "a recovery code counts once");

        // Who enrols again, a lost telephone for one, is out everywhere else.
        let (mut anew, _) = enrol(&hall, hall.officer).await;
        first.open("/antrean").await;
        assert_eq!(first.status, StatusCode::UNAUTHORIZED);
        assert!(anew.open("/antrean").await.contains("Dewi Contoh"));
        hall.clock.advance(SignedDuration::from_secs(30));
        assert!(!is_in(&enter(&hall, PASSWORD, &app(&hall, &secret)).await), "the old app");
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_says_nothing_of_who_is_known() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        enrol(&hall, hall.officer).await;
        let known = enter(&hall, "salah sekali saja", "000000").await;
        let mut unknown = Browser::new(&hall.desk);
        unknown.open("/masuk/pegawai").await;
        let typed = [("siapa", "198703222011012999"), ("sandi", "salah"), ("kode", "000000")];
        unknown.submit("/masuk/pegawai", &typed).await;
        assert_eq!(unknown.status, known.status);
        assert_eq!(unknown.body.replace("198703222011012999", PHONE), known.body);
        for _ in 0..9 {
            assert_eq!(enter(&hall, "salah", "0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let slowed = enter(&hall, PASSWORD, "0").await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(slowed.headers[header::RETRY_AFTER], "900");
        assert!(slowed.body.contains("Coba lagi 15 menit lagi."), "{}", slowed.body);
        hall.desk.close().await;
    })
    .await;
}
