//! Sessions: how long they last, what ends them, and that looking things up is slowed down.

use alursurat::area::{Appointment, AppointmentKind, OfficeId, Seat};
use alursurat::store::DirectoryChange;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;

use super::browser::Browser;
use super::hall::Hall;
use crate::support::{both, day};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0.0.0 Mobile Safari/537.36";

/// Comes in by a link of the house, in a browser that tells what it is.
async fn enter(hall: &Hall, person: alursurat::origin::PersonId, agent: &str) -> Browser {
    let mut browser = Browser::new(&hall.desk);
    let door = hall.door(person).await;
    let request = Request::get(&door).header(header::USER_AGENT, agent);
    browser.send(request.body(Body::empty()).unwrap()).await;
    browser
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.open("/akun").await;
    browser.status == StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_one_by_one_and_all_others() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut phone = enter(&hall, hall.resident, PHONE).await;
        let mut desk =
            enter(&hall, hall.resident, "Mozilla/5.0 (Windows NT 10.0) Firefox/128").await;
        let mut third = enter(&hall, hall.resident, "").await;
        let page = desk.open("/akun").await;
        for words in ["Firefox di Windows", "Chrome di Android", "Peramban lain", "Di sini"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // What the page names is not what opens.
        assert!(!page.contains(phone.cookies["sesi"].trim_start_matches("w.")));
        let section = page.split("<section>").find(|part| part.contains("Android")).unwrap();
        let key = section.split("name=\"sesi\" value=\"").nth(1).unwrap()[..64].to_owned();
        let form = "application/x-www-form-urlencoded";
        // Somebody else cannot end it.
        let mut other = enter(&hall, hall.lurah, "").await;
        other.post("/akun/keluar", form, format!("sesi={key}")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        assert!(is_in(&mut phone).await);
        let page = desk.post("/akun/keluar", form, format!("sesi={key}")).await;
        assert!(!page.contains("Chrome di Android"), "{page}");
        assert!(!is_in(&mut phone).await && is_in(&mut third).await);
        desk.post("/akun/keluar", form, String::new()).await;
        assert!(!is_in(&mut third).await && is_in(&mut desk).await && is_in(&mut other).await);
        // Whoever comes in again has another token, and the one before opens nothing.
        let before = desk.cookies["sesi"].clone();
        desk.open(&hall.door(hall.resident).await).await;
        assert_ne!(desk.cookies["sesi"], before);
        third.cookies.insert("sesi".into(), before);
        assert!(!is_in(&mut third).await);
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_is_out_after_hours_a_resident_after_weeks_and_both_sooner_when_idle() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut officer = enter(&hall, hall.officer, "").await;
        let mut idle = enter(&hall, hall.officer, "").await;
        let mut resident = enter(&hall, hall.resident, "").await;
        for n in 0..6 {
            assert!(is_in(&mut officer).await);
            if n == 2 {
                assert!(!is_in(&mut idle).await, "unused for more than two hours");
            }
            hall.clock.advance(SignedDuration::from_hours(2));
        }
        assert!(!is_in(&mut officer).await, "twelve hours are over");
        for _ in 0..4 {
            assert!(is_in(&mut resident).await);
            hall.clock.advance(SignedDuration::from_hours(7 * 24));
        }
        assert!(is_in(&mut resident).await);
        hall.clock.advance(SignedDuration::from_hours(2 * 24));
        assert!(!is_in(&mut resident).await, "thirty days are over");
        let mut resident = enter(&hall, hall.resident, "").await;
        hall.clock.advance(SignedDuration::from_hours(14 * 24 + 1));
        assert!(!is_in(&mut resident).await, "unused for more than two weeks");
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_the_appointment_and_with_a_new_one() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut officer = enter(&hall, hall.officer, "").await;
        let mut resident = enter(&hall, hall.resident, "").await;
        assert!(is_in(&mut officer).await && is_in(&mut resident).await);
        let appointment = |person, from, to| Appointment {
            person,
            seat: Seat::new("officer", OfficeId("35.74.03.1004".into())),
            kind: AppointmentKind::Definitive,
            from: day(from),
            to,
            basis: "SK Contoh 2/2026".into(),
        };
        let change = DirectoryChange {
            appointments: vec![
                appointment(hall.officer, "2024-01-01", Some(day("2026-11-19"))),
                appointment(hall.resident, "2026-11-20", None),
            ],
            ..DirectoryChange::default()
        };
        hall.store.change_directory(&change).await.unwrap();
        assert!(!is_in(&mut officer).await, "the appointment ended yesterday");
        assert!(!is_in(&mut resident).await, "an officer comes in by the office's door");
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_and_numbers_is_slowed_down() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let mut resident = enter(&hall, hall.resident, "").await;
        let code = alursurat::origin::Ids::seeded(3);
        for place in ["/v", "/permohonan"] {
            for _ in 0..30 {
                resident.open(&format!("{place}/{}", code.code())).await;
                assert_eq!(resident.status, StatusCode::NOT_FOUND);
            }
            resident.open(&format!("{place}/{}", code.code())).await;
            assert_eq!(resident.status, StatusCode::TOO_MANY_REQUESTS, "{place}");
            assert_eq!(resident.headers[header::RETRY_AFTER], "600");
        }
        // What is not a code at all is told as ever, and after a while so is the rest.
        resident.open("/v?kode=7K3M").await;
        assert_eq!(resident.status, StatusCode::UNPROCESSABLE_ENTITY);
        hall.clock.advance(SignedDuration::from_mins(10));
        resident.open(&format!("/v/{}", code.code())).await;
        assert_eq!(resident.status, StatusCode::NOT_FOUND);
        hall.desk.close().await;
    })
    .await;
}
