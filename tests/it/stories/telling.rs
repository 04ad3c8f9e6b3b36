//! Who is told what, and when; and who may start a service.

use alursurat::case::Refusal;
use alursurat::desk::{DeskError, Who};
use alursurat::store::Person;
use alursurat::workflow::{FieldId, Parts, Value};
use jiff::SignedDuration;

use super::hall::{Hall, RESIDENT, on_both};
use super::story::Story;
use crate::support::person;

const RT: &str = "head@35.74.03.1004.005.003";
const RW: &str = "head@35.74.03.1004.005";
const CLERK: &str = "officer@35.74.03.1004";

async fn messages(hall: &Hall, who: &Who) -> Vec<String> {
    let found = hall.desk.messages(who).await.unwrap();
    found.into_iter().map(|message| message.text).collect()
}

fn about(messages: &[String], words: &str) -> usize {
    messages.iter().filter(|text| text.contains(words)).count()
}

#[test]
fn an_outcome_is_told_when_it_can_no_longer_be_taken_back() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "birth", &[]).await;
        story.tell(&["submit", "rt approve"]).await;
        let (resident, rt, rw) =
            (story.applicant.clone(), hall.seat(RT).await, hall.seat(RW).await);
        let told = messages(&hall, &resident).await;
        assert_eq!((about(&told, "di Ketua RT"), about(&told, "di Ketua RW")), (1, 1), "{told:?}");

        story.tell(&["rw reject"]).await;
        hall.desk.tick().await.unwrap();
        assert_eq!(about(&messages(&hall, &resident).await, "ditolak"), 0);
        hall.desk.undo(&rw, story.seen().await, hall.desk.key()).await.unwrap();
        hall.clock.advance(SignedDuration::from_mins(6));
        hall.desk.tick().await.unwrap();
        let told = messages(&hall, &resident).await;
        assert_eq!(about(&told, "ditolak"), 0, "{told:?}");
        assert_eq!(about(&told, "dibatalkan petugas"), 1, "{told:?}");
        assert_eq!(about(&messages(&hall, &rt).await, "yang Anda setujui"), 0);

        story.tell(&["rw reject"]).await;
        hall.clock.advance(SignedDuration::from_mins(6));
        hall.desk.tick().await.unwrap();
        assert_eq!(about(&messages(&hall, &resident).await, "ditolak"), 1);
        assert_eq!(about(&messages(&hall, &rt).await, "yang Anda setujui: Ditolak"), 1);
        let late = hall.desk.undo(&rw, story.seen().await, hall.desk.key()).await;
        assert!(matches!(late, Err(DeskError::Refused(Refusal::TooLate))), "{late:?}");
    });
}

#[test]
fn a_decision_that_is_taken_back_is_told_to_those_it_had_called() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "birth", &[]).await;
        story.tell(&["submit", "rt approve"]).await;
        let (rt, rw) = (hall.seat(RT).await, hall.seat(RW).await);
        assert_eq!(about(&messages(&hall, &rw).await, "menunggu keputusan"), 1);
        hall.desk.undo(&rt, story.seen().await, hall.desk.key()).await.unwrap();
        assert_eq!(about(&messages(&hall, &rw).await, "Keputusan sebelumnya dibatalkan"), 1);
        // A silent holder is reminded.
        story.tell(&["wait 48h"]).await;
        assert_eq!(about(&messages(&hall, &rt).await, "Pengingat:"), 1);
    });
}

#[test]
fn a_service_says_itself_whom_it_tells_besides() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        story.tell(&["submit", "triage approve", "handle forward dinas-lh"]).await;
        let told = messages(&hall, &story.applicant).await;
        assert_eq!(about(&told, "Aduan Anda masih dikerjakan"), 1, "{told:?}");
        let published = hall.store.messages_of(story.case()).await.unwrap();
        let public = published.iter().filter(|row| row.kind == "publish");
        let shown: Vec<bool> = public.map(|row| row.payload["shown"].as_bool().unwrap()).collect();
        assert!(shown.len() >= 3 && shown.iter().all(|shown| *shown), "{shown:?}");
    });
}

#[test]
fn who_is_not_known_does_not_start_what_residents_start() {
    on_both(async |hall| {
        let ids = alursurat::origin::Ids::seeded(98);
        let id = ids.person("2026-11-16T01:00:00Z".parse().unwrap());
        let unknown = Person {
            phone: Some("081100009903".to_owned()),
            proven: false,
            ..person(id, "Siti Contoh")
        };
        hall.store.put_person(&unknown).await.unwrap();
        let mut story = Story::new(&hall, "birth", &[]).await;
        story.applicant = hall.person(id).await;
        let refused = story.line("submit").await.unwrap_err();
        assert!(matches!(refused, DeskError::Refused(Refusal::NotResident)), "{refused:?}");
        // A complaint asks for a telephone only.
        let mut complaint = Story::new(&hall, "complaint", &[]).await;
        complaint.applicant = hall.person(id).await;
        complaint.tell(&["submit"]).await;
        hall.store.prove_person(id).await.unwrap();
        story.tell(&["submit"]).await;
    });
}

/// A monthly report that the head of an RT starts from where they sit.
const REPORT: &str = "format: 1
id: report
title: Laporan Bulanan RT
service: {topic: lain}
start: {by: head@rt, route: seat}
fields:
  applicant: {type: person, ask: [name], title: Pelapor}
  families: {type: number, min: 0, title: Jumlah keluarga}
steps:
  check: {title: Petugas kelurahan, by: officer@kelurahan, due: 2wd}
outputs:
  entry: {title: Buku laporan, number: '{seq:3}/{unit.code}/RT {rt:2}/RW {rw:2}/{year}', series: [office, rt, year]}
keep: {done: 1y, rejected: 1y, withdrawn: 1y}
";

#[test]
fn a_route_begins_where_its_starter_sits() {
    on_both(async |hall| {
        hall.publish(&[("report.yaml", REPORT)]).await;

        let mut story = Story::new(&hall, "report", &[]).await;
        let refused = story.line("submit").await.unwrap_err();
        assert!(matches!(refused, DeskError::Refused(Refusal::NotStarted)), "{refused:?}");
        story.applicant = hall.seat(RT).await;
        story.tell(&["submit", "check approve"]).await;
        let stored = hall.store.case(story.case()).await.unwrap().unwrap();
        assert_eq!(stored.area.as_deref(), Some("35.74.03.1004.005.003"));
        let number = stored.case.outputs["entry"].number.clone().unwrap();
        assert_eq!(number.number, "001/427.61/RT 03/RW 05/2026");
    });
}

#[test]
fn an_officer_files_for_somebody_who_comes_in_person() {
    on_both(async |hall| {
        let (clerk, rina) = (hall.seat(CLERK).await, hall.phone(RESIDENT).await);
        let mut own = Story::new(&hall, "poverty", &[]).await;
        own.tell(&["submit"]).await;
        let filed = hall.store.case(own.case()).await.unwrap().unwrap().case;
        own.tell(&["withdraw"]).await;
        let Some(Value::Person(parts)) = filed.value(&FieldId::from("applicant")) else { panic!() };
        assert_eq!(filed.applicant, Some(rina.person));

        let mut story = Story::new(&hall, "poverty", &[]).await;
        story.applicant = clerk.clone();
        let parts = Parts::clone(parts);
        story.given = [(FieldId::from("applicant"), Value::Person(parts))].into();
        story.tell(&["submit"]).await;
        let stored = hall.store.case(story.case()).await.unwrap().unwrap();
        assert_eq!((stored.case.applicant, stored.by), (Some(rina.person), Some(clerk.person)));
        assert!(hall.desk.track(&rina, &story.receipt.unwrap().ticket).await.is_ok());
    });
}
