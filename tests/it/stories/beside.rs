//! What people do with a case beside deciding, and what their roles do not let them do.

use alursurat::area::{Appointment, AppointmentKind};
use alursurat::case::{Phase, Refusal};
use alursurat::desk::{DeskError, MachineAnswer, Submit, Who};
use alursurat::store::DirectoryChange;
use alursurat::workflow::{FieldId, Purpose, Value};

use super::hall::{Hall, NEIGHBOUR, on_both};
use super::story::Story;
use crate::support::{day, person};

const CLERK: &str = "officer@35.74.03.1004";
const LURAH: &str = "head@35.74.03.1004";

async fn at_the_clerk(hall: &Hall) -> Story<'_> {
    let mut story = Story::new(hall, "birth", &[]).await;
    story.tell(&["submit", "rt approve", "rw approve"]).await;
    story
}

/// Appoints somebody to a seat, or ends the appointment of whoever holds it.
async fn appoint(hall: &Hall, who: alursurat::origin::PersonId, seat: &str, to: Option<&str>) {
    let appointment = Appointment {
        person: who,
        seat: seat.parse().unwrap(),
        kind: AppointmentKind::Definitive,
        from: day("2024-01-01"),
        to: to.map(day),
        basis: "SK Contoh 2/2026".to_owned(),
    };
    let change = DirectoryChange { appointments: vec![appointment], ..DirectoryChange::default() };
    hall.store.change_directory(&change).await.unwrap();
}

async fn history(story: &Story<'_>) -> String {
    let ticket = &story.receipt.as_ref().unwrap().ticket;
    let tracking = story.hall.desk.track(&story.applicant, ticket).await.unwrap();
    let line = |line: &alursurat::desk::HistoryLine| {
        format!("{}: {} {}\n", line.who, line.what, line.note.as_deref().unwrap_or_default())
    };
    tracking.history.iter().map(line).collect()
}

#[test]
fn one_of_two_clerks_takes_a_task_on_until_the_other_takes_it_over() {
    on_both(async |hall| {
        let story = at_the_clerk(&hall).await;
        let (desk, first) = (&hall.desk, hall.seat(CLERK).await);
        let ids = alursurat::origin::Ids::seeded(99);
        let second = ids.person("2026-11-16T01:00:00Z".parse().unwrap());
        hall.store.put_person(&person(second, "Wahyu Contoh")).await.unwrap();
        appoint(&hall, second, CLERK, None).await;
        let second = hall.person(second).await;
        assert!(desk.open(&first, story.case()).await.unwrap().task.claimable);
        desk.claim(&first, story.seen().await, desk.key()).await.unwrap();
        assert!(desk.open(&first, story.case()).await.unwrap().task.mine);
        let theirs = desk.open(&second, story.case()).await.unwrap().task;
        assert_eq!(theirs.taken_by.as_deref(), Some(first.name.as_str()));
        let refused = desk.release(&second, story.seen().await, desk.key()).await.unwrap_err();
        assert!(matches!(refused, DeskError::Refused(Refusal::NotYourTask)), "{refused:?}");
        desk.claim(&second, story.seen().await, desk.key()).await.unwrap();
        desk.release(&second, story.seen().await, desk.key()).await.unwrap();
        let told = history(&story).await;
        assert_eq!(told.matches("Mengambil tugas ini").count(), 2, "{told}");
        assert!(told.contains("Melepas tugas Petugas kelurahan"), "{told}");
        let stranger = hall.seat("officer@35.74.03").await;
        let refused = desk.claim(&stranger, story.seen().await, desk.key()).await.unwrap_err();
        assert!(matches!(refused, DeskError::NotFound), "{refused:?}");
    });
}

#[test]
fn where_nobody_is_left_the_head_above_gives_the_task_away() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "birth", &[]).await;
        for seat in [
            "head@35.74.03.1004.005.003",
            "secretary@35.74.03.1004.005.003",
            "head@35.74.03.1004.005",
        ] {
            let holder = hall.seat(seat).await.person;
            appoint(&hall, holder, seat, Some("2026-01-31")).await;
        }
        story.tell(&["submit"]).await;
        let (desk, lurah) = (&hall.desk, hall.seat(LURAH).await);
        let file = desk.open(&lurah, story.case()).await.unwrap();
        assert!(file.actions.is_empty(), "{:?}", file.actions);
        let clerk = file.task.give_to.iter().find(|(seat, _)| seat == CLERK);
        assert!(clerk.is_some(), "{:?}", file.task);
        let to = CLERK.parse().unwrap();
        desk.reassign(&lurah, story.seen().await, to, desk.key()).await.unwrap();
        let told = history(&story).await;
        assert!(told.contains("Mengalihkan tugas kepada Petugas Kelurahan Jati"), "{told}");
        let clerk = hall.seat(CLERK).await;
        let file = desk.open(&clerk, story.case()).await.unwrap();
        assert_eq!(file.step.unwrap().0.as_str(), "rt");
    });
}

#[test]
fn a_remark_is_read_by_all_and_decides_nothing() {
    on_both(async |hall| {
        let story = at_the_clerk(&hall).await;
        let desk = &hall.desk;
        let say = async |who: &Who, text: &str| {
            desk.comment(who, story.seen().await, text, desk.key()).await
        };
        say(&story.applicant, "Saya ada di rumah setiap sore.").await.unwrap();
        say(&hall.seat(CLERK).await, "Sudah ditelepon.").await.unwrap();
        assert!(matches!(
            say(&hall.phone(NEIGHBOUR).await, "Saya lihat.").await,
            Err(DeskError::NotFound)
        ));
        let empty = say(&story.applicant, "  ").await.unwrap_err();
        assert!(matches!(empty, DeskError::Refused(Refusal::NoteRequired)), "{empty:?}");
        let told = history(&story).await;
        assert!(told.contains("Rina Contoh: Catatan Saya ada di rumah setiap sore."), "{told}");
        assert!(told.contains("(Petugas Kelurahan Jati): Catatan Sudah ditelepon."), "{told}");
    });
}

#[test]
fn answers_that_were_put_by_are_handed_in_later() {
    on_both(async |hall| {
        let (desk, who) = (&hall.desk, hall.phone(super::hall::RESIDENT).await);
        let submit = |answers, again, key| Submit {
            service: "complaint".into(),
            purpose: Purpose::New,
            answers,
            again,
            earlier: None,
            key,
        };
        let text = Value::Text("Lampu jalan padam".into());
        let some = [(FieldId::from("text"), text.clone())].into();
        let saved = desk.save(&who, submit(some, None, desk.key())).await.unwrap();
        let stored = hall.store.case(saved.case).await.unwrap().unwrap();
        assert_eq!(stored.case.phase, Phase::Draft);
        assert!(hall.store.tasks_of(saved.case).await.unwrap().is_empty());
        let tracking = desk.track(&who, &saved.ticket).await.unwrap();
        assert!(tracking.editable && tracking.headline.contains("belum dikirim"), "{tracking:?}");
        let neighbour = hall.phone(NEIGHBOUR).await;
        assert!(matches!(desk.returned(&neighbour, &saved.ticket).await, Err(DeskError::NotFound)));

        let (seen, form) = desk.returned(&who, &saved.ticket).await.unwrap();
        let known = |id: &str| form.fields.iter().find(|(f, _)| f.id.as_str() == id).unwrap();
        assert_eq!(known("text").1, Some(text));
        let mut story = Story::new(&hall, "complaint", &[]).await;
        story.tell(&["submit"]).await;
        let whole = hall.store.case(story.case()).await.unwrap().unwrap().case;
        let answers = whole.data.keys().map(|f| (f.clone(), whole.value(f).unwrap().clone()));
        let sent = desk.submit(&who, submit(answers.collect(), Some(seen), desk.key())).await;
        assert_eq!(sent.unwrap().ticket, saved.ticket);
        let stored = hall.store.case(saved.case).await.unwrap().unwrap();
        assert_eq!(stored.case.phase, Phase::Open);
    });
}

#[test]
fn only_the_signer_and_those_above_revoke_a_letter() {
    on_both(async |hall| {
        let mut story = at_the_clerk(&hall).await;
        story.tell(&["verify approve", "lurah sign"]).await;
        let (desk, letter) = (&hall.desk, "letter".into());
        let clerk = hall.seat(CLERK).await;
        let seen = story.seen().await;
        let refused = desk.revoke(&clerk, seen, (&letter, "typing"), desk.key()).await;
        assert!(matches!(refused, Err(DeskError::Refused(Refusal::NotYourTask))), "{refused:?}");
        let lurah = hall.seat(LURAH).await;
        let file = desk.open(&lurah, story.case()).await.unwrap();
        assert_eq!(file.revocable.len(), 1);
        let vague = desk.revoke(&lurah, seen, (&letter, ""), desk.key()).await.unwrap_err();
        assert!(matches!(vague, DeskError::Refused(Refusal::ReasonRequired)), "{vague:?}");
        let camat = hall.seat("head@35.74.03").await;
        desk.revoke(&camat, seen, (&letter, "typing"), desk.key()).await.unwrap();
        let code = hall.store.letters_of(story.case()).await.unwrap().remove(0).code;
        let check = desk.check_letter(code.as_str()).await.unwrap();
        let reason = "dicabut karena ada salah tulis yang mengubah makna";
        assert_eq!(check.valid, Err(reason.to_owned()));
        let told = history(&story).await;
        assert!(told.contains("(Camat Mayangan): Surat Keterangan Kelahiran dicabut"), "{told}");
        assert!(desk.open(&lurah, story.case()).await.unwrap().revocable.is_empty());
    });
}

#[test]
fn a_correction_takes_the_place_of_the_letter() {
    on_both(async |hall| {
        let mut story = at_the_clerk(&hall).await;
        story.tell(&["verify approve", "lurah sign"]).await;
        let (desk, first) = (&hall.desk, story.receipt.clone().unwrap());
        let earlier = desk.answers_of(&story.applicant, &first.ticket).await.unwrap();
        assert!(earlier.contains_key(&FieldId::from("child_name")));
        let neighbour = hall.phone(NEIGHBOUR).await;
        assert!(desk.answers_of(&neighbour, &first.ticket).await.is_err());
        let submit = Submit {
            service: "birth".into(),
            purpose: Purpose::Correction,
            answers: earlier,
            again: None,
            earlier: Some(first.ticket.clone()),
            key: desk.key(),
        };
        let foreign = desk.submit(&neighbour, submit.clone()).await.unwrap_err();
        assert!(matches!(foreign, DeskError::Refused(Refusal::NotStarted)), "{foreign:?}");
        story.receipt = Some(desk.submit(&story.applicant, submit).await.unwrap());
        story.tell(&["verify approve", "lurah sign"]).await;
        let code = hall.store.letters_of(first.case).await.unwrap().remove(0).code;
        let check = desk.check_letter(code.as_str()).await.unwrap();
        let number = hall.store.letters_of(story.case()).await.unwrap().remove(0).number.unwrap();
        assert_eq!(check.valid, Err(format!("diganti dengan surat nomor {number}")));
    });
}

#[test]
fn a_machine_answers_for_its_own_steps_only() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "poverty", &[("listed", "true")]).await;
        story.tell(&["submit", "attest approve", "rt approve", "rw approve"]).await;
        let waiting = hall.desk.machine_tasks("dtks").await.unwrap();
        let task = waiting.iter().find(|task| task.case == story.case()).unwrap();
        assert!(task.answers.contains_key(&FieldId::from("applicant")));
        assert!(hall.desk.machine_tasks("sp4n").await.unwrap().is_empty());
        let answer = |service: &str, listed: bool| MachineAnswer {
            service: service.to_owned(),
            case: story.case(),
            step: "dtks".into(),
            action: "approve".into(),
            fills: [(FieldId::from("listed"), Value::Bool(listed))].into(),
            note: None,
            key: hall.desk.key(),
        };
        let other = hall.desk.machine_answers(answer("sp4n", true)).await;
        assert!(matches!(other, Err(DeskError::NotFound)), "{other:?}");
        let nothing = MachineAnswer { fills: [].into(), ..answer("dtks", true) };
        let nothing = hall.desk.machine_answers(nothing).await;
        assert!(matches!(nothing, Err(DeskError::Invalid(_))), "{nothing:?}");
        let right = answer("dtks", true);
        hall.desk.machine_answers(right.clone()).await.unwrap();
        hall.desk.machine_answers(right).await.unwrap();
        let told = history(&story).await;
        assert_eq!(told.matches("dtks: Menyetujui").count(), 1, "{told}");
    });
}
