//! A late birth, which the lurah and then the camat sign: what an office chooses for it, and what
//! is said of it when it no longer holds.

use alursurat::area::OfficeId;
use alursurat::desk::{SetOffice, Submit, set_office};
use alursurat::origin::Clock as _;
use alursurat::signature::{Report, Restriction, Verdict, verify};
use alursurat::workflow::Purpose;
use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;

use super::hall::{Hall, on_both};
use super::story::Story;
use crate::web::browser::Browser;

const LINES: [&str; 4] = ["submit", "rt approve", "rw approve", "verify approve"];

async fn at_the_lurah(hall: &Hall) -> Story<'_> {
    let mut story = Story::new(hall, "birth", &[("birth_date", "-75d")]).await;
    story.tell(&LINES).await;
    story
}

/// The kelurahan of the town sets whether its letters are certified.
async fn certify(hall: &Hall, value: Option<&str>) {
    hall.clock.advance(SignedDuration::from_secs(1));
    let set = SetOffice {
        office: OfficeId("35.74.03.1004".to_owned()),
        service: None,
        values: vec![("engine.certify".to_owned(), value.map(str::to_owned))],
        basis: "Perwali 9/2026 (contoh)".to_owned(),
        person: hall.seat("head@35.74.03.1004").await.person,
    };
    set_office(&hall.store, &set, hall.clock.now()).await.unwrap();
}

async fn letter(story: &Story<'_>) -> Vec<u8> {
    let ticket = &story.receipt.as_ref().unwrap().ticket;
    story.hall.desk.released(&story.applicant, ticket, "letter").await.unwrap()
}

async fn report(story: &Story<'_>) -> Report {
    let report = verify(&letter(story).await, &story.hall.trust(), story.hall.clock.now()).unwrap();
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Genuine, 2), "{report:?}");
    report
}

async fn restrictions(story: &Story<'_>) -> Vec<Option<Restriction>> {
    report(story).await.signatures.into_iter().map(|one| one.restriction).collect()
}

#[test]
fn a_letter_is_completed_as_its_first_signature_began_it() {
    on_both(async |hall| {
        let locked = [Some(Restriction::SignaturesOnly), Some(Restriction::FieldsLocked)];
        // The choice that counts is the one of the moment in which the lurah signs.
        let mut plain = at_the_lurah(&hall).await;
        plain.tell(&["lurah sign"]).await;
        certify(&hall, Some("true")).await;
        plain.tell(&["camat sign"]).await;
        assert_eq!(restrictions(&plain).await, [None, None]);

        let mut certified = at_the_lurah(&hall).await;
        certified.tell(&["lurah sign"]).await;
        certify(&hall, None).await;
        certified.tell(&["camat sign"]).await;
        assert_eq!(restrictions(&certified).await, locked);
        certified.ends("done", &["camat_reg", "letter", "rt_intro", "rw_intro"]).await;

        certify(&hall, Some("true")).await;
        let mut alone = Story::new(&hall, "birth", &[]).await;
        alone.tell(&LINES).await;
        alone.tell(&["lurah sign"]).await;
        let one = verify(&letter(&alone).await, &hall.trust(), hall.clock.now()).unwrap();
        assert_eq!(one.signatures[0].restriction, Some(Restriction::NoChanges));
    });
}

/// What the check page says of the letter's own file.
async fn compared(story: &Story<'_>) -> String {
    let code = story.hall.store.letters_of(story.case()).await.unwrap().remove(0).code;
    let head =
        "--x\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"surat.pdf\"\r\n\r\n";
    let body = [head.as_bytes(), &letter(story).await, b"\r\n--x--\r\n"].concat();
    let mut browser = Browser::new(&story.hall.desk);
    let request = Request::post(format!("/v/{code}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ORIGIN, "http://surat.kota.example")
        .body(Body::from(body));
    browser.send(request.unwrap()).await;
    browser.body
}

#[test]
fn a_revoked_letter_keeps_its_two_signatures_and_does_not_hold() {
    on_both(async |hall| {
        let mut story = at_the_lurah(&hall).await;
        story.tell(&["lurah sign", "camat sign"]).await;
        assert!(compared(&story).await.contains("✓ Berkas ini asli"));
        let (desk, camat) = (&hall.desk, hall.seat("head@35.74.03").await);
        let seen = story.seen().await;
        desk.revoke(&camat, seen, (&"letter".into(), "false-data"), desk.key()).await.unwrap();
        report(&story).await;
        let page = compared(&story).await;
        assert!(page.contains("memang dari kami dan tanda tangannya utuh"), "{page}");
        assert!(page.contains("dicabut karena keterangan atau berkasnya tidak benar"), "{page}");
    });
}

#[test]
fn a_replaced_letter_keeps_its_two_signatures_and_names_the_one_that_holds() {
    on_both(async |hall| {
        certify(&hall, Some("true")).await;
        let mut story = at_the_lurah(&hall).await;
        story.tell(&["lurah sign", "camat sign"]).await;
        let (desk, first) = (&hall.desk, story.receipt.clone().unwrap());
        let submit = Submit {
            service: "birth".into(),
            purpose: Purpose::Correction,
            answers: desk.answers_of(&story.applicant, &first.ticket).await.unwrap(),
            again: None,
            earlier: Some(first.ticket.clone()),
            key: desk.key(),
        };
        let mut newer = Story::new(&hall, "birth", &[]).await;
        newer.receipt = Some(desk.submit(&story.applicant, submit).await.unwrap());
        newer.tell(&["verify approve", "lurah sign", "camat sign"]).await;
        report(&story).await;
        report(&newer).await;
        let number = hall.store.letters_of(newer.case()).await.unwrap().remove(0).number.unwrap();
        let page = compared(&story).await;
        assert!(page.contains("memang dari kami dan tanda tangannya utuh"), "{page}");
        assert!(page.contains(&format!("diganti dengan surat nomor {number}")), "{page}");
        assert!(compared(&newer).await.contains("✓ Berkas ini asli"));
    });
}
