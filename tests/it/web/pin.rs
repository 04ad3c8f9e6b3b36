//! The link of an approval: nothing before the PIN, nothing on another telephone, nothing after the
//! end of its time.

use alursurat::desk::pin_link;
use alursurat::origin::{Clock as _, Ids};
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::browser::Browser;
use super::hall::Hall;
use super::{PIN, file_birth};
use crate::support::both;

const FORM: &str = "application/x-www-form-urlencoded";

/// The link that the RT head gets of a request.
async fn link(hall: &Hall) -> String {
    let mut resident = Browser::new(&hall.desk);
    resident.open(&hall.door(hall.resident).await).await;
    file_birth(&mut resident).await;
    let mut rt = Browser::new(&hall.desk);
    rt.open(&hall.door(hall.rt).await).await;
    rt.open("/pesan").await;
    rt.link("/t/")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_link_shows_and_decides_nothing() {
    both(async |store| {
        let hall = Hall::open(store).await;
        let link = link(&hall).await;
        let typing = format!("{link}/pin");
        let mut phone = Browser::new(&hall.desk);
        let page = phone.open(&link).await;
        assert!(page.contains("Anda belum punya PIN") && !page.contains("Contoh"), "{page}");
        hall.give_pin(hall.rt, PIN).await;
        hall.give_pin(hall.rw, "135790").await;
        phone.open(&link).await;
        let page = phone.submit(&typing, &[("pin", "135790")]).await;
        assert!(page.contains("PIN salah. Anda bisa mencoba 4 kali lagi"), "{page}");
        let page = phone.submit(&typing, &[("pin", PIN)]).await;
        assert!(
            page.contains("Bayu Contoh") && page.contains("Minta warga datang sendiri"),
            "{page}"
        );
        let paper = phone.link(&format!("{link}/berkas/"));
        let seen = phone.body.clone();

        // Whoever it is forwarded to has the link, and even the form that was on the page.
        let mut other = Browser::new(&hall.desk);
        other.body = seen;
        other.submit(&link, &[]).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN);
        for path in [&link, &paper] {
            let page = other.open(path).await;
            for private in ["Contoh", "Kelahiran", "3574", "%PDF"] {
                assert!(!page.contains(private), "{private}: {page}");
            }
        }
        // What a telephone of somebody else keeps does not help.
        other.cookies.insert("hp".into(), "7K3M92ABCDEFGHJKX".into());
        assert!(other.open(&link).await.contains("HP ini belum kami kenal"));
        let page = phone.open(&link).await;
        assert!(page.contains("Bayu Contoh"), "nothing was decided: {page}");

        // The office renews the PIN: every telephone asks for it again.
        let mut account = Browser::new(&hall.desk);
        account.open(&hall.door(hall.rt).await).await;
        let page = account.open("/akun").await;
        assert!(page.contains("HP yang mengenal PIN Anda"), "{page}");
        account.submit("/akun/hp", &[]).await;
        assert!(phone.open(&link).await.contains("HP ini belum kami kenal"));
        phone.submit(&typing, &[("pin", PIN)]).await;
        hall.give_pin(hall.rt, "112358").await;
        assert!(phone.open(&link).await.contains("HP ini belum kami kenal"));
        phone.submit(&typing, &[("pin", "112358")]).await;
        let page = phone.submit(&link, &[("do", "come return")]).await;
        assert!(page.contains("<b>Mengembalikan untuk dilengkapi</b>"), "{page}");
        let mut resident = Browser::new(&hall.desk);
        resident.open(&hall.door(hall.resident).await).await;
        let request = resident.link("/permohonan/");
        let page = resident.open(&request).await;
        assert!(page.contains("Mohon datang sendiri. Bawa KTP dan berkas asli."), "{page}");
        hall.clock.advance(SignedDuration::from_hours(72));
        phone.open(&link).await;
        assert_eq!(phone.status, StatusCode::NOT_FOUND, "the link has ended");
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_pins_lock_it_until_the_office_renews_it() {
    both(async |store| {
        let hall = Hall::open(store).await;
        let link = link(&hall).await;
        let typing = format!("{link}/pin");
        hall.give_pin(hall.rt, PIN).await;
        let mut phone = Browser::new(&hall.desk);
        for left in ["4 kali", "3 kali", "2 kali", "1 kali", "PIN Anda terkunci"] {
            let page = phone.post(&typing, FORM, "pin=000001".into()).await;
            assert!(page.contains(left), "{left}: {page}");
        }
        let page = phone.post(&typing, FORM, format!("pin={PIN}")).await;
        assert!(page.contains("Hubungi kantor kelurahan untuk PIN baru"), "{page}");
        assert!(phone.open(&link).await.contains("PIN Anda terkunci"));
        hall.give_pin(hall.rt, PIN).await;
        phone.open(&link).await;
        assert!(phone.submit(&typing, &[("pin", PIN)]).await.contains("Bayu Contoh"));
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_set_by_a_link_that_is_good_once() {
    both(async |store| {
        let hall = Hall::with(store, "tests/it/web/visit").await;
        let now = hall.clock.now();
        let token = pin_link(&hall.store, &Ids::system(), hall.rt, now).await.unwrap();
        let address = format!("/pin/{token}");
        let mut phone = Browser::new(&hall.desk);
        assert!(phone.open(&address).await.contains("Untuk <b>Slamet Contoh</b>"));
        for (pin, again, told) in [
            ("12345", "12345", "PIN harus 6 angka"),
            ("123456", "123456", "mudah ditebak"),
            (PIN, "204061", "PIN kedua berbeda"),
        ] {
            let page = phone.submit(&address, &[("pin", pin), ("ulang", again)]).await;
            assert!(page.contains(told), "{told}: {page}");
        }
        let page = phone.submit(&address, &[("pin", PIN), ("ulang", PIN)]).await;
        assert!(page.contains("PIN tersimpan"), "{page}");
        phone.post(&address, FORM, "pin=135790&ulang=135790".into()).await;
        assert_eq!(phone.status, StatusCode::NOT_FOUND);
        // A link to a PIN enrols no officer.
        let token = pin_link(&hall.store, &Ids::system(), hall.rt, now).await.unwrap();
        phone.open(&format!("/daftar/{token}")).await;
        assert_eq!(phone.status, StatusCode::NOT_FOUND);
        hall.desk.close().await;
    })
    .await;
}
