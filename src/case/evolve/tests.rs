use super::super::stage::{Stage, person, text};
use super::super::{BySlot, Command, Refusal, decide};
use super::*;
use crate::area::OfficeId;
use crate::workflow::Value;
use jiff::SignedDuration;

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn agency() -> Value {
    Value::Office(OfficeId("dinas".into()))
}

#[test]
fn event_by_event_it_is_the_case_of_the_whole_command() {
    let mut stage = Stage::acts();
    stage.submit(&[]).unwrap();
    let command = Command::Act(stage.action("triage", "longer"));
    let events = stage.with(|model| decide(model, &stage.case, &command, stage.now)).unwrap();
    let after = apply(stage.case.clone(), &events, &stage.definition);
    let one = |case, event| evolve(case, event, &stage.definition);
    let single = events.iter().fold(stage.case.clone(), one);
    assert_eq!(Case { version: stage.case.version + 1, ..single }, after);
}

fn left<T>(slots: &BySlot<T>) -> Vec<&str> {
    slots.iter().map(|(step, ..)| step.as_str()).collect()
}

#[test]
fn what_was_arranged_at_the_step_of_a_reopening_or_later_is_gone() {
    let mut stage = Stage::acts();
    for step in ["triage", "handle", "sign"] {
        stage.case.claimed.insert(step.into(), "x".into(), person("x"));
        stage.case.reassigned.insert(step.into(), "x".into(), "head@35.74".parse().unwrap());
    }
    let (person, at) = (person("applicant"), stage.now);
    let reopened = Event::Reopened { person, to: "handle".into(), at };
    stage.case.evolve(&reopened, &stage.definition);
    assert_eq!(left(&stage.case.claimed), ["triage"]);
    assert_eq!(left(&stage.case.reassigned), ["triage"]);
}

#[test]
fn a_late_rule_fires_again_after_the_case_was_sent_back() {
    let mut stage = Stage::office();
    let rule = Command::Tick { step: "intake".into(), rule: Some(0) };
    stage.submit(&[]).unwrap();
    stage.wait(hours(72));
    assert_ne!(stage.order(&rule), Ok(vec![]));
    assert_eq!(stage.order(&rule), Ok(vec![]), "once per arrival");
    stage.act("intake", "approve").unwrap();
    stage.act("survey", "return").unwrap();
    assert_eq!(stage.at(), Some("intake"));
    assert_eq!(stage.case.arrivals["intake"], 2);
    assert_eq!(stage.order(&rule), Err(Refusal::NotAllowed), "the clock is fresh");
    stage.wait(hours(72));
    assert_ne!(stage.order(&rule), Ok(vec![]));
}

#[test]
fn what_time_decided_it_decides_once_per_arrival() {
    let text = include_str!("../../../tests/reference/extra/acts.yaml");
    let text = text.replace("{after: -2wh, remind: holder}", "{do: longer, tacit: Diperpanjang}");
    let text = text.replace("add: 2wd, limit: 2", "add: 2wd");
    let mut stage = Stage::new("acts", &text);
    let rule = Command::Tick { step: "triage".into(), rule: Some(0) };
    stage.submit(&[]).unwrap();
    stage.wait(hours(72));
    stage.order(&rule).unwrap();
    assert_eq!(stage.case.extra_time["triage"].len(), 1);
    stage.wait(hours(24 * 20));
    assert_eq!(stage.order(&rule), Ok(vec![]));
}

#[test]
fn the_clock_of_the_case_goes_on_from_office_to_office() {
    let mut stage = Stage::acts();
    stage.submit(&[]).unwrap();
    stage.wait(hours(2));
    let events = stage.fill("triage", &[("agency", agency())]).unwrap();
    let Some(Event::ClockMoved { step_worked, case_worked, .. }) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!((*step_worked, *case_worked), (hours(2), SignedDuration::ZERO));
}

#[test]
fn each_signer_was_asked_once_however_often_a_signature_failed() {
    let mut stage = Stage::birth();
    let old = Value::Date(jiff::civil::date(2025, 10, 1));
    stage.submit(&[("birth_date", old)]).unwrap();
    for step in ["rt", "rw", "verify", "lurah"] {
        stage.act(step, "approve").unwrap();
    }
    stage.signed("letter").unwrap();
    for _ in 0..2 {
        stage.act("camat", "approve").unwrap();
        let failed = super::super::SignOutcome::Failed { reason: "x".to_owned() };
        stage.outcome("letter", failed, super::super::SignReporter::Signer).unwrap();
    }
    let asked: Vec<_> = stage.case.outputs["letter"].asked.iter().map(StepId::as_str).collect();
    assert_eq!(asked, ["lurah", "camat"]);
}

#[test]
fn a_decision_that_voids_no_number_may_be_taken_back() {
    let acts = include_str!("../../../tests/reference/extra/acts.yaml");
    let plain = acts.replace(", number: \"{seq:2}/{year}\", series: [kelurahan, year]", "");
    for (text, told) in [(plain.as_str(), None), (acts, Some(Refusal::NotAllowed))] {
        let mut stage = Stage::new("acts", text);
        stage.submit(&[]).unwrap();
        stage.fill("triage", &[("agency", agency())]).unwrap();
        stage.act("handle", "return").unwrap();
        assert_eq!(stage.case.voids.len(), 1);
        let undo = Command::Undo { person: person("handle") };
        assert_eq!(stage.order(&undo).err(), told);
    }
}

#[test]
fn undo_makes_void_what_the_decision_issued_and_nothing_earlier() {
    let mut stage = Stage::acts();
    stage.submit(&[]).unwrap();
    stage.fill("triage", &[("agency", agency())]).unwrap();
    stage.fill("handle", &[("answer", text("x"))]).unwrap();
    assert_eq!(stage.case.outputs["record"].state, LetterState::Released);
    let before = stage.case.outputs["entry"].clone();
    stage.order(&Command::Undo { person: person("handle") }).unwrap();
    assert_eq!(stage.case.voids, [("record".into(), None, "undone".to_owned())]);
    assert_eq!(stage.case.outputs["entry"], before);
    // What was void before counts as not there.
    stage.fill("handle", &[("answer", text("y"))]).unwrap();
    stage.order(&Command::Undo { person: person("handle") }).unwrap();
    assert_eq!(stage.case.voids.len(), 2);
}

#[test]
fn a_case_is_read_as_it_was_stored() {
    let mut stage = Stage::birth();
    stage.submit(&[]).unwrap();
    stage.case.claimed.insert("rt".into(), "head@rt".into(), person("rt"));
    stage.case.reassigned.insert("rw".into(), "head@rw".into(), "head@35.74".parse().unwrap());
    let stored = serde_json::to_string(&stage.case).unwrap();
    let read: Case = serde_json::from_str(&stored).unwrap();
    assert_eq!(Case { answers: stage.case.answers.clone(), ..read }, stage.case);
}
