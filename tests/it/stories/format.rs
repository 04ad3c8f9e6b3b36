//! What a definition says beside its steps acts at the desk: machines that stay silent, days on which
//! a service may be started, cases that follow another, what is granted, who gets a copy, and what an
//! officer remarks on single answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alursurat::case::{Addressee, Refusal};
use alursurat::desk::{Decide, DeskError, MachineAnswer, Message, Who};
use alursurat::origin::Clock as _;
use alursurat::store::Person;
use jiff::SignedDuration;

use super::hall::{Hall, NEIGHBOUR, RESIDENT, on_both};
use super::story::Story;
use crate::support::person;

const CLERK: &str = "officer@35.74.03.1004";
const SOCIAL: &str = "social@35.74.03.1004";
const CAMAT: &str = "head@35.74.03";

/// Publishes the services of `tests/it/stories/format/`.
async fn publish(hall: &Hall) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/stories/format");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    let files: Vec<(String, String)> = files.map(text).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    hall.publish(&files).await;
}

async fn messages(hall: &Hall, who: &Who) -> Vec<Message> {
    hall.desk.messages(who).await.unwrap()
}

fn refused(told: Result<(), DeskError>) -> Refusal {
    match told {
        Err(DeskError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn asked(story: &Story<'_>) -> Vec<Addressee> {
    let tasks = story.hall.store.tasks_of(story.case()).await.unwrap();
    tasks.into_iter().map(|task| task.to).collect()
}

fn answer(story: &Story<'_>) -> MachineAnswer {
    MachineAnswer {
        service: "registry".to_owned(),
        case: story.case(),
        step: "registry".into(),
        action: "approve".into(),
        fills: BTreeMap::new(),
        note: None,
        key: story.hall.desk.key(),
    }
}

#[test]
fn a_silent_machine_gives_way_to_people_and_at_last_to_time() {
    on_both(async |hall| {
        publish(&hall).await;
        let machine = Addressee::Service("registry".into());
        let mut story = Story::new(&hall, "lookup", &[]).await;
        story.tell(&["submit"]).await;
        assert_eq!(asked(&story).await, std::slice::from_ref(&machine));
        let social = hall.seat(SOCIAL).await;
        let seen = story.seen().await;
        let decide = |seen| Decide::new(seen, "registry".into(), "approve".into(), hall.desk.key());
        let early = hall.desk.decide(&social, decide(seen)).await;
        assert!(matches!(early, Err(DeskError::NotFound)), "{early:?}");

        // After two working hours one more may act; the machine keeps the task.
        story.tell(&["wait 6h"]).await;
        let now = asked(&story).await;
        assert!(now.contains(&machine) && now.len() == 2, "{now:?}");
        hall.desk.decide(&social, decide(story.seen().await)).await.unwrap();
        let late =
            refused(hall.desk.machine_answers(answer(&story)).await.map_err(|error| match error {
                DeskError::NotFound => DeskError::Refused(Refusal::NotThisStep),
                other => other,
            }));
        assert_eq!(late, Refusal::NotThisStep);
        story.tell(&["verify approve"]).await;
        story.ends("done", &[]).await;

        // Where nobody answers at all the step is decided by itself, in the words of the file.
        let mut silent = Story::new(&hall, "lookup", &[]).await;
        silent.tell(&["submit", "wait 72h"]).await;
        assert!(asked(&silent).await.iter().all(|to| to.seat().is_some()));
        let ticket = &silent.receipt.as_ref().unwrap().ticket;
        let told = hall.desk.track(&silent.applicant, ticket).await.unwrap().history;
        assert!(
            told.iter().any(|line| line.what == "Mesin dan petugas tidak menjawab"),
            "{told:?}"
        );
        silent.tell(&["verify approve"]).await;
        silent.ends("done", &[]).await;

        // And a machine that answers in time needs nobody.
        let mut prompt = Story::new(&hall, "lookup", &[]).await;
        prompt.tell(&["submit"]).await;
        hall.desk.machine_answers(answer(&prompt)).await.unwrap();
        prompt.tell(&["verify approve"]).await;
        prompt.ends("done", &[]).await;
    });
}

fn offered(hall: &Hall, id: &str) -> bool {
    hall.desk.services().iter().any(|card| card.id.as_str() == id)
}

#[test]
fn a_service_is_started_on_its_days_only() {
    on_both(async |hall| {
        publish(&hall).await;
        let mut story = Story::new(&hall, "season", &[]).await;
        assert_eq!(refused(story.line("submit").await), Refusal::NotStarted);
        assert!(!offered(&hall, "season"));
        hall.clock.advance(SignedDuration::from_hours(24));
        assert!(offered(&hall, "season"));
        story.tell(&["submit"]).await;
        hall.clock.advance(SignedDuration::from_hours(48));
        assert!(!offered(&hall, "season"));
        let mut late = Story::new(&hall, "season", &[]).await;
        assert_eq!(refused(late.line("submit").await), Refusal::NotStarted);
        // What was begun in time goes on.
        story.tell(&["verify approve"]).await;
        story.ends("done", &[]).await;
    });
}

#[test]
fn a_service_that_follows_another_asks_for_its_ended_case() {
    on_both(async |hall| {
        publish(&hall).await;
        hall.clock.advance(SignedDuration::from_hours(24));
        let mut first = Story::new(&hall, "season", &[]).await;
        first.tell(&["submit"]).await;
        let ticket = first.receipt.clone().unwrap().ticket;
        let mut story = Story::new(&hall, "opinion", &[("mark", "5")]).await;
        assert_eq!(refused(story.line("submit").await), Refusal::NotStarted, "after nothing");
        story.earlier = Some(ticket.clone());
        assert_eq!(refused(story.line("submit").await), Refusal::NotStarted, "it is still open");
        first.tell(&["verify approve"]).await;
        let mut stranger = Story::new(&hall, "opinion", &[("mark", "1")]).await;
        stranger.applicant = hall.phone(NEIGHBOUR).await;
        stranger.earlier = Some(ticket.clone());
        assert_eq!(refused(stranger.line("submit").await), Refusal::NotStarted, "another's");
        story.tell(&["submit", "read approve"]).await;
        story.ends("done", &[]).await;
        // `unlink`: nothing in the case leads back.
        let stored = hall.store.case(story.case()).await.unwrap().unwrap();
        assert_eq!(stored.case.earlier, None);
        hall.clock.advance(SignedDuration::from_hours(24 * 31));
        let mut late = Story::new(&hall, "opinion", &[("mark", "5")]).await;
        late.earlier = Some(ticket);
        assert_eq!(refused(late.line("submit").await), Refusal::NotStarted, "too late");
    });
}

#[test]
fn a_grant_proves_whose_account_it_is() {
    on_both(async |hall| {
        publish(&hall).await;
        let id = alursurat::origin::Ids::seeded(99).person(hall.clock.now());
        let unknown = Person {
            phone: Some("081100009904".to_owned()),
            proven: false,
            ..person(id, "Tuti Contoh")
        };
        hall.store.put_person(&unknown).await.unwrap();
        let mut resident = Story::new(&hall, "lookup", &[]).await;
        resident.applicant = hall.person(id).await;
        assert_eq!(refused(resident.line("submit").await), Refusal::NotResident);
        let mut proof = Story::new(&hall, "proof", &[]).await;
        proof.applicant = hall.person(id).await;
        proof.tell(&["submit", "verify approve"]).await;
        // As long as the decision may be taken back nothing is granted.
        hall.desk.tick().await.unwrap();
        assert_eq!(refused(resident.line("submit").await), Refusal::NotResident);
        hall.clock.advance(SignedDuration::from_mins(6));
        hall.desk.tick().await.unwrap();
        resident.tell(&["submit"]).await;
    });
}

#[test]
fn a_service_of_somebody_else_is_named_and_has_no_form() {
    on_both(async |hall| {
        publish(&hall).await;
        let mut story = Story::new(&hall, "elsewhere", &[]).await;
        let told = story.line("submit").await;
        assert!(matches!(told, Err(DeskError::NotFound)), "{told:?}");
        let cards = hall.desk.services();
        let card = cards.iter().find(|card| card.id.as_str() == "elsewhere").unwrap();
        assert_eq!(card.link.as_deref(), Some("https://antrean.example.go.id"));
        assert!(cards.iter().filter(|card| card.link.is_some()).count() == 1);
    });
}

#[test]
fn a_letter_is_told_to_everybody_whom_it_is_for() {
    on_both(async |hall| {
        publish(&hall).await;
        let with = [("owner.nik", "3574032501889902"), ("owner.name", "Agus Contoh")];
        let mut story = Story::new(&hall, "permit", &with).await;
        story.tell(&["submit", "verify approve"]).await;
        let (owner, camat) = (hall.phone(NEIGHBOUR).await, hall.seat(CAMAT).await);
        hall.desk.tick().await.unwrap();
        let told = |messages: &[Message]| {
            messages.iter().find(|message| message.text.contains("juga untuk Anda")).cloned()
        };
        assert_eq!(told(&messages(&hall, &camat).await), None, "it may still be taken back");
        hall.clock.advance(SignedDuration::from_mins(6));
        hall.desk.tick().await.unwrap();
        let path = format!("/salinan/{}/permit", story.case());
        for who in [&owner, &camat] {
            let told = told(&messages(&hall, who).await).unwrap();
            assert_eq!(told.path.as_deref(), Some(&*path));
            let pdf = hall.desk.copy(who, story.case(), "permit").await.unwrap();
            assert!(pdf.starts_with(b"%PDF-"));
        }
        let clerk = hall.seat(CLERK).await;
        let other = hall.desk.copy(&clerk, story.case(), "permit").await;
        assert!(matches!(other, Err(DeskError::NotFound)), "{other:?}");
        let ticket = &story.receipt.as_ref().unwrap().ticket;
        let tracking = hall.desk.track(&story.applicant, ticket).await.unwrap();
        assert_eq!(tracking.outputs[0].copies, ["Camat Mayangan", "Arsip Contoh"]);
    });
}

#[test]
fn an_officer_says_at_each_answer_what_is_to_be_mended() {
    on_both(async |hall| {
        publish(&hall).await;
        let mut story = Story::new(&hall, "permit", &[("place", "Lapanagn Jati")]).await;
        story.tell(&["submit"]).await;
        let clerk = hall.seat(CLERK).await;
        let file = hall.desk.open(&clerk, story.case()).await.unwrap();
        let returns = file.actions.iter().find(|action| action.returns).unwrap();
        assert!(file.fields.iter().any(|field| field.answered && field.id.as_str() == "place"));
        let back = |remarks: &[(&str, &str)]| Decide {
            note: Some("Ada yang salah tulis.".to_owned()),
            remarks: remarks
                .iter()
                .map(|(field, text)| ((*field).into(), (*text).into()))
                .collect(),
            ..Decide::new(file.seen, "verify".into(), returns.id.clone(), hall.desk.key())
        };
        let unknown = hall.desk.decide(&clerk, back(&[("galaxy", "x")])).await;
        assert!(matches!(unknown, Err(DeskError::NotFound)), "{unknown:?}");
        let long = hall.desk.decide(&clerk, back(&[("place", &"x".repeat(501))])).await;
        assert!(
            matches!(&long, Err(DeskError::Invalid(wrong)) if wrong[0].path == "remark.place"),
            "{long:?}"
        );
        let remarks = [("place", " Tulis Lapangan. "), ("owner", " ")];
        hall.desk.decide(&clerk, back(&remarks)).await.unwrap();

        let who = &story.applicant;
        let why = hall.desk.correction(who, story.case()).await.unwrap().unwrap();
        assert_eq!(
            (&*why.from, why.note.as_deref()),
            ("Petugas kelurahan", Some("Ada yang salah tulis."))
        );
        let remarks: Vec<(&str, &str)> =
            why.remarks.iter().map(|(field, text)| (field.as_str(), &**text)).collect();
        assert_eq!(remarks, [("place", "Tulis Lapangan.")]);
        let stranger = hall.desk.correction(&clerk, story.case()).await;
        assert!(matches!(stranger, Err(DeskError::NotFound)));
        let ticket = story.receipt.clone().unwrap().ticket;
        let tracking = hall.desk.track(who, &ticket).await.unwrap();
        let line =
            tracking.history.iter().find(|line| line.what == "Yang perlu diperbaiki").unwrap();
        assert_eq!(line.note.as_deref(), Some("Tempat: Tulis Lapangan."));
        let todo = tracking.todo.unwrap();
        assert!(todo.ends_with("Pesan dari Petugas kelurahan: Ada yang salah tulis."), "{todo}");
    });
}

#[test]
fn two_requests_of_one_person_are_told_apart() {
    on_both(async |hall| {
        publish(&hall).await;
        for place in ["Lapangan Jati", "Balai RW"] {
            Story::new(&hall, "permit", &[("place", place)]).await.tell(&["submit"]).await;
        }
        let (clerk, resident) = (hall.seat(CLERK).await, hall.phone(RESIDENT).await);
        let inbox = hall.desk.inbox(&clerk, None).await.unwrap();
        let mut rows: Vec<_> = inbox.rows.into_iter().filter_map(|row| row.about).collect();
        rows.sort_unstable();
        assert_eq!(rows, ["Balai RW", "Lapangan Jati"]);
        for who in [&clerk, &resident] {
            let told = messages(&hall, who).await;
            for place in ["Lapangan Jati, nomor ", "Balai RW, nomor "] {
                let about = |message: &Message| message.about.as_deref().unwrap_or("").to_owned();
                assert!(told.iter().any(|one| about(one).starts_with(place)), "{told:?}");
            }
        }
        // The outbox itself holds no answer.
        let rows = hall.store.messages_to(clerk.person).await.unwrap();
        assert!(rows.iter().all(|row| !row.payload.to_string().contains("Balai RW")));
    });
}

#[test]
fn an_applicant_does_not_live_in_an_rt_that_is_not_there() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "birth", &[("applicant.address.rt", "77")]).await;
        let told = story.line("submit").await;
        let Err(DeskError::Invalid(wrong)) = told else { panic!("{told:?}") };
        let wrong: Vec<(&str, &str)> =
            wrong.iter().map(|wrong| (&*wrong.path, &*wrong.message)).collect();
        let words = "RT atau RW ini tidak ada di kelurahan itu. Periksa nomornya.";
        assert_eq!(wrong, [("applicant.address", words)]);
        // Who lives in another town is not known here.
        let away = [("applicant.address.rt", "77"), ("applicant.address.area", "35.78.01.1001")];
        Story::new(&hall, "birth", &away).await.tell(&["submit"]).await;
    });
}
