//! The pages by which officers and residents get these services through, with script off.

use alursurat::desk::Who;
use alursurat::origin::Clock as _;
use axum::http::StatusCode;
use jiff::SignedDuration;

use super::hall::{Hall, PASSPHRASE, on_both};
use super::story::Story;
use crate::web::browser::Browser;

pub async fn browser(hall: &Hall, who: &Who) -> Browser {
    let expires = hall.clock.now() + SignedDuration::from_hours(24);
    let token = hall.desk.invite(who.person, expires).await.unwrap();
    let mut browser = Browser::new(&hall.desk);
    browser.open(&format!("/masuk/{token}")).await;
    browser
}

async fn at(hall: &Hall, seat: &str, story: &Story<'_>) -> (Browser, String) {
    let mut browser = browser(hall, &hall.seat(seat).await).await;
    let address = format!("/antrean/{}", story.case());
    browser.open(&address).await;
    (browser, address)
}

#[test]
fn a_complaint_is_put_by_sent_triaged_and_forwarded() {
    on_both(async |hall| {
        let rina = hall.phone(super::hall::RESIDENT).await;
        let mut phone = browser(&hall, &rina).await;
        phone.open("/ajukan/complaint").await;
        let typed = [("text", "Jalan berlubang"), ("do", "save")];
        let page = phone.submit("/ajukan/complaint", &typed).await;
        assert!(page.contains("belum dikirim") && page.contains("/ubah"), "{page}");

        let mut story = Story::new(&hall, "complaint", &[]).await;
        story.tell(&["submit"]).await;
        let (mut admin, case) = at(&hall, "complaints@35.74", &story).await;
        let page = admin.submit(&case, &[("do", "act reject")]).await;
        assert!(page.contains("Pilih alasannya dari daftar."), "{page}");
        let page = admin.submit(&case, &[("category", "road")]).await;
        assert!(page.contains("Keputusan tersimpan"), "{page}");

        let (mut office, case) = at(&hall, "officer@dinas-pu", &story).await;
        let page = office.submit(&case, &[("do", "act forward")]).await;
        for words in ["Pilih instansi tujuannya.", "href=\"#unit-forward\""] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let forward = [
            ("do", "act forward"),
            ("reason-forward", "wrong-office"),
            ("unit-forward", "dinas-lh"),
        ];
        let page = office.submit(&case, &forward).await;
        assert!(page.contains("Keputusan tersimpan"), "{page}");
        let (mut other, case) = at(&hall, "officer@dinas-lh", &story).await;
        let page = other.submit(&case, &[("answer", "Sudah ditambal.")]).await;
        assert!(page.contains("Keputusan tersimpan"), "{page}");

        let ticket = story.receipt.as_ref().unwrap().ticket.clone();
        let request = format!("/permohonan/{ticket}");
        let page = phone.open(&request).await;
        assert!(page.contains("Bukan wewenang kami: Bukan wewenang instansi ini"), "{page}");
        let remark = [("catatan", "Terima kasih.")];
        let page = phone.submit(&format!("{request}/catatan"), &remark).await;
        assert!(page.contains("Terima kasih."), "{page}");
        story.tell(&["confirm approve"]).await;
        let page = phone.open(&request).await;
        assert!(page.contains("/surat/reply") && page.contains("Buka lagi"), "{page}");
        let page = phone.submit(&format!("{request}/lagi"), &[]).await;
        assert!(page.contains("Membuka kembali"), "{page}");
    });
}

#[test]
fn the_counter_records_who_comes_in_person() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "heirs", &[]).await;
        story.tell(&["submit", "rt approve", "rw approve"]).await;
        let ticket = story.receipt.as_ref().unwrap().ticket.clone();
        let clerk = hall.seat("officer@35.74.03.1004").await;
        let file = hall.desk.at_counter(&clerk, &ticket).await.unwrap();
        let person = file.asked[0].person.to_string();
        let mut counter = browser(&hall, &clerk).await;
        let page = counter.open(&format!("/loket?nomor={ticket}")).await;
        assert!(page.contains("Siapa yang datang"), "{page}");
        let address = format!("/loket/{ticket}");
        let page = counter.submit(&address, &[]).await;
        assert!(page.contains("Pilih siapa yang datang."), "{page}");
        let page = counter.attach(&address, &[("siapa", &person)], "bukti").await;
        assert!(page.contains("Sudah dicatat"), "{page}");
        let stranger = hall.seat("officer@dinas-pu").await;
        let mut stranger = browser(&hall, &stranger).await;
        stranger.open(&address).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_a_signer_fills_in_is_signed_on_its_own_page() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "land", &[]).await;
        story.tell(&["submit", "attest approve", "rt approve", "rw approve"]).await;
        story.tell(&["borders_ok approve", "plan approve"]).await;
        let (mut surveyor, case) = at(&hall, "land@35.74.03", &story).await;
        let page = surveyor.submit(&case, &[("sandi", "")]).await;
        assert!(page.contains("Tulis frasa sandi tanda tangan."), "{page}");
        let page = surveyor.submit(&case, &[("sandi", "salah sekali")]).await;
        assert!(page.contains("Frasa sandi salah."), "{page}");
        let page = surveyor.submit(&case, &[("sandi", PASSPHRASE), ("measured", "230")]).await;
        assert!(page.contains("Foto batas") && page.contains("Ada yang perlu"), "{page}");
        assert!(!page.contains(PASSPHRASE) && page.contains("value=\"230\""), "{page}");
    });
}

#[test]
fn a_letter_is_revoked_from_its_page() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "birth", &[]).await;
        let lines = ["submit", "rt approve", "rw approve", "verify approve", "lurah sign"];
        story.tell(&lines).await;
        let (mut lurah, case) = at(&hall, "head@35.74.03.1004", &story).await;
        let typed = [("sebab", "false-data")];
        let page = lurah.submit(&format!("{case}/cabut"), &typed).await;
        assert!(page.contains("dicabut: keterangan atau berkasnya tidak benar"), "{page}");
        let code = hall.store.letters_of(story.case()).await.unwrap().remove(0).code;
        let page = lurah.open(&format!("/v/{code}")).await;
        assert!(page.contains("dicabut karena keterangan atau berkasnya tidak benar"), "{page}");
        let (clerk, _) = at(&hall, "officer@35.74.03.1004", &story).await;
        assert!(!clerk.body.contains("/cabut"), "{}", clerk.body);
    });
}
