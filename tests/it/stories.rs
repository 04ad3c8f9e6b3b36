//! Every service through the desk to its end, on both databases: people, seats, machines and the
//! counter do what they are asked, and anybody can check the letters.

mod beside;
mod delivery;
mod format;
mod hall;
mod pages;
mod receivers;
mod registers;
mod story;
mod telling;
mod two_signers;

use alursurat::case::{LetterState, Phase};
use alursurat::desk::{DeskError, FileCheck};
use alursurat::origin::Clock as _;
use alursurat::signature::{Verdict, verify};
use alursurat::workflow::{CaseRef, Value};

use hall::{Hall, on_both};
use story::Story;

impl Story<'_> {
    /// The case has ended so, with exactly these outputs issued, and the letters are genuine.
    async fn ends(&self, end: &str, issued: &[&str]) {
        let stored = self.hall.store.case(self.case()).await.unwrap().unwrap();
        let case = stored.case;
        assert!(
            matches!(&case.phase, Phase::Ended { end: how, .. } if how.as_str() == end),
            "{:?}",
            case.phase
        );
        let out = case.outputs.iter().filter(|(_, o)| o.state == LetterState::Released);
        let mut out: Vec<&str> = out.map(|(id, _)| id.as_str()).collect();
        let mut issued = issued.to_vec();
        out.sort_unstable();
        issued.sort_unstable();
        assert_eq!(out, issued);
        self.letters_are_genuine().await;
    }

    /// Every issued letter can be downloaded, is signed by as many as sign it, and is known.
    async fn letters_are_genuine(&self) {
        let (desk, ticket) = (&self.hall.desk, &self.receipt.as_ref().unwrap().ticket);
        let case = self.hall.store.case(self.case()).await.unwrap().unwrap().case;
        let tracking = desk.track(&self.applicant, ticket).await.unwrap();
        for letter in tracking.outputs.iter().filter(|output| output.letter && output.released) {
            let pdf = desk.released(&self.applicant, ticket, letter.id.as_str()).await.unwrap();
            let signed = case.outputs[&letter.id].signed.len();
            if signed > 0 {
                let report = verify(&pdf, &self.hall.trust(), self.hall.clock.now()).unwrap();
                let found = (report.verdict, report.signatures.len());
                assert_eq!(found, (Verdict::Genuine, signed), "{}", letter.id);
            } else {
                assert!(pdf.starts_with(b"%PDF-"), "{}", letter.id);
            }
            let FileCheck::Same(check) = desk.check_file(&pdf).await.unwrap() else {
                panic!("{} is not known", letter.id)
            };
            assert_eq!(check.valid, Ok(()), "{}", letter.id);
            assert_eq!(check.signers.len(), signed, "{}", letter.id);
        }
    }
}

async fn told(
    hall: &Hall,
    service: &'static str,
    with: &[(&str, &str)],
    lines: &[&str],
) -> alursurat::desk::Receipt {
    let mut story = Story::new(hall, service, with).await;
    story.tell(lines).await;
    story.receipt.unwrap()
}

#[test]
fn a_complaint_is_forwarded_answered_and_rated() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        let lines = ["submit", "triage approve", "handle forward dinas-lh", "handle approve"];
        story.tell(&lines).await;
        // What the applicant decides by link only is not recorded for them.
        let ticket = &story.receipt.as_ref().unwrap().ticket;
        let clerk = hall.seat("officer@35.74.03.1004").await;
        assert!(matches!(hall.desk.at_counter(&clerk, ticket).await, Err(DeskError::NotFound)));
        story.tell(&["confirm approve"]).await;
        story.ends("done", &["entry", "reply"]).await;
        // Ten days long it may be opened again, and the answer is void until there is another.
        story.tell(&["wait 48h", "reopen", "handle approve", "confirm approve"]).await;
        story.ends("done", &["entry", "reply"]).await;
        let letters = hall.store.letters_of(story.case()).await.unwrap();
        let states: Vec<&str> = letters.iter().map(|letter| letter.state.as_str()).collect();
        assert_eq!(states, ["void", "released"]);

        let first = story.receipt.unwrap().ticket;
        let mut same = Story::new(&hall, "complaint", &[("category", "road")]).await;
        same.given =
            [("main".into(), Value::Case(Box::new(CaseRef::named(first.as_str()))))].into();
        same.tell(&["submit", "triage merge"]).await;
        same.ends("merged", &[]).await;
    });
}

#[test]
fn heirs_consent_at_the_counter_and_two_offices_sign() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "heirs", &[("wards", "x")]).await;
        let lines = ["submit", "rt approve", "rw approve", "consent approve", "guardians approve"];
        story.tell(&lines).await;
        story.tell(&["attest approve", "verify approve", "lurah sign", "examine approve"]).await;
        story.tell(&["camat sign"]).await;
        story.ends("done", &["camat_reg", "letter", "rt_intro", "rw_intro"]).await;
    });
}

#[test]
fn a_marriage_has_four_letters_of_which_three_are_signed() {
    on_both(async |hall| {
        let with = [("applicant.marital", "widowed"), ("applicant.birth_date", "-20y")];
        let mut story = Story::new(&hall, "marriage", &with).await;
        story.tell(&["submit", "rt approve", "rw approve", "couple approve"]).await;
        story.tell(&["parents_ok approve", "verify approve", "lurah sign"]).await;
        story.ends("done", &["n1", "n4", "n5", "n6", "rt_intro", "rw_intro"]).await;
    });
}

#[test]
fn a_family_moves_in_with_a_host() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "move", &[]).await;
        story.tell(&["submit", "rt approve", "rw approve", "host_ok approve"]).await;
        story.tell(&["verify approve", "lurah sign"]).await;
        story.ends("done", &["letter", "rt_intro", "rw_intro"]).await;
    });
}

#[test]
fn a_crowd_is_recommended_after_a_day_of_notice() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "crowd", &[("closes_road", "false")]).await;
        story.tell(&["submit", "rt approve", "rw approve", "neighbours_ok approve"]).await;
        story.tell(&["acknowledge approve"]).await;
        let early = story.line("notice approve").await.unwrap_err();
        assert!(early.to_string().contains("too-early"), "{early}");
        story.tell(&["wait 30h", "notice approve", "lurah sign"]).await;
        story.letters_are_genuine().await;
        story.tell(&["report approve"]).await;
        story.ends("done", &["letter", "rt_intro", "rw_intro"]).await;
    });
}

#[test]
fn land_is_visited_measured_and_announced() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "land", &[]).await;
        story.tell(&["submit", "attest approve", "rt approve", "rw approve"]).await;
        story.tell(&["borders_ok approve", "plan approve", "visit sign", "wait 15d"]).await;
        story.tell(&["announce approve", "lurah sign"]).await;
        let outputs = ["land_reg", "letter", "minutes", "poster", "rt_intro", "rw_intro"];
        story.ends("done", &outputs).await;
    });
}

#[test]
fn a_machine_answers_and_the_letter_is_revoked_by_another_service() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "poverty", &[("listed", "true")]).await;
        story.tell(&["submit", "attest approve", "rt approve", "rw approve"]).await;
        story.tell(&["dtks approve", "review approve", "lurah sign"]).await;
        let first = story.receipt.clone().unwrap().ticket;
        let issued = hall.store.case(story.case()).await.unwrap().unwrap().case.outputs;
        let out: Vec<&str> = issued.keys().map(alursurat::workflow::OutputId::as_str).collect();
        story.ends("done", &out).await;
        let pdf = hall.desk.released(&story.applicant, &first, "letter").await.unwrap();

        let mut revocation = Story::new(&hall, "letter-revocation", &[]).await;
        let named = Value::Case(Box::new(CaseRef::named(first.as_str())));
        revocation.given = [("letter".into(), named)].into();
        revocation.tell(&["submit", "examine approve", "head sign"]).await;
        revocation.ends("done", &["decision"]).await;
        let FileCheck::Same(check) = hall.desk.check_file(&pdf).await.unwrap() else { panic!() };
        assert_eq!(check.valid, Err("dicabut karena ada surat pencabutan".to_owned()));
        let after = hall.desk.track(&story.applicant, &first).await.unwrap();
        assert_eq!(after.headline, "Surat Anda tidak berlaku lagi.");
    });
}

#[test]
fn a_birth_letter_is_told_as_every_other() {
    on_both(async |hall| {
        let lines = ["submit", "rt approve", "rw approve", "verify approve", "lurah sign"];
        told(&hall, "birth", &[], &lines).await;
    });
}
