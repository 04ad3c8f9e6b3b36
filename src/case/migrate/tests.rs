mod renamed;

use serde_json::Value as Json;

use super::super::stage::{Stage, person, text};
use super::super::{Act, AtSlot, LetterState, SignOutcome, SignReporter};
use super::*;
use crate::area::{OfficeId, Staffing};
use crate::workflow::{Row, Value};

/// A bit of everything that a case keeps by the name of a step or a field.
const OLD: &str = "\
format: 1
id: moved
title: Hanya untuk uji pindah versi
settings:
  code: {type: text, default: 470, title: Kode klasifikasi}
start: {by: resident, route: applicant.address}
fields:
  cause: {type: text, title: Alasan}
  tick: {type: choice, of: {a: A, b: B}, many: true, title: Centang}
  heirs: {type: list, max: 3, of: {heir: {type: person, ask: [name], title: Nama}}, title: Ahli waris}
  agency: {type: choice, from: units, by: intake, title: Instansi}
  former: {type: case, of: any, optional: true, title: Surat lama}
steps:
  intake:
    title: Loket
    by: officer@kelurahan
    due: 1wd
    late: [{remind: holder}, {add: secretary@kelurahan}]
    actions:
      longer: {to: same, add: 2wd, limit: 2}
      hold: {to: same, pause: 3wd}
  agree: {title: Ahli waris, by: heirs.heir, confirms: [heirs]}
  handle: {title: Instansi, by: legal@agency, due: 1wd, late: [{add: officer@agency}]}
  sealer: {title: Lurah, by: head@kelurahan, sign: [letter]}
  closer: {title: Camat, by: head@kecamatan, sign: [letter]}
outputs:
  entry: {title: Buku, at: intake, number: \"{seq}\", series: [kelurahan]}
  letter: {title: Surat, template: one, number: \"{code}/{seq}\", series: [office], revokes: former, at: closer}
";

/// The old version with one thing changed.
fn with(old: &str, new: &str) -> String {
    assert!(OLD.contains(old), "{old}");
    OLD.replace(old, new)
}

fn person_named(name: &str) -> Value {
    Value::Person([("name".into(), text(name))].into())
}

fn submitted() -> Stage {
    let mut stage = Stage::new("moved", OLD);
    let heir = |id, name| Row { id, cells: [("heir".into(), person_named(name))].into() };
    let heirs = Value::List(vec![heir(4, "ani"), heir(7, "budi")]);
    let ticks = Value::Many(vec![Value::Choice("a".into())]);
    stage.submit(&[("heirs", heirs), ("tick", ticks)]).unwrap();
    stage
}

/// Carries out the command, which does what was foretold.
fn migrate(stage: &mut Stage, text: &str) -> Result<Vec<Event>, Refusal> {
    let from = std::mem::replace(&mut stage.definition, Stage::new("moved", text).definition);
    let from = Arc::new(from);
    let was = stage.with(|model| {
        let old = Model { definition: &from, ..*model };
        position(&old, &stage.case).map(|step| step.id.clone())
    });
    let foretold = stage.with(|model| dry_run(&from, model, &stage.case, stage.now));
    let told = stage.order(&Command::Migrate { from });
    match foretold {
        Ok(Move { from, to, ends }) => {
            assert_eq!((from, to.as_ref().map(StepId::as_str)), (was, stage.at()));
            assert_eq!(ends, matches!(stage.case.phase, Phase::Ended { .. }));
            assert!(told.is_ok());
        }
        Err(obstacle) => assert!(told.is_err(), "{obstacle}"),
    }
    told
}

/// Why the case cannot go on under a text.
fn hindered(stage: &Stage, text: &str) -> Option<Obstacle> {
    hindered_by(stage, &Stage::new("moved", text))
}

fn hindered_by(stage: &Stage, new: &Stage) -> Option<Obstacle> {
    let from = Arc::new(stage.definition.clone());
    new.with(|model| dry_run(&from, model, &stage.case, stage.now)).err()
}

/// All that a case keeps but its version, its pin and what may be undone.
fn kept(case: &Case) -> Json {
    let mut json = serde_json::to_value(case).unwrap();
    for key in ["version", "pin", "last"] {
        json.as_object_mut().unwrap().remove(key);
    }
    json
}

fn hears(stage: &mut Stage, slot: &str, who: &str) {
    let mut act = stage.action("agree", "approve");
    act.slot = slot.into();
    act.actor.person = person(who);
    act.actor.seat = None;
    stage.order(&Command::Act(act)).unwrap();
}

/// At the office that the clerk has named.
fn at_the_step_of_an_agency() -> Stage {
    let mut stage = submitted();
    let office = Value::Office(OfficeId("35.74.03.1004".into()));
    stage.fill("intake", &[("agency", office)]).unwrap();
    hears(&mut stage, "heirs.heir#4", "ani");
    hears(&mut stage, "heirs.heir#7", "budi");
    stage
}

/// At the lurah, who signs first.
fn at_the_lurah() -> Stage {
    let mut stage = at_the_step_of_an_agency();
    stage.act("handle", "approve").unwrap();
    assert_eq!(stage.at(), Some("sealer"));
    stage
}

#[test]
fn what_belonged_to_a_step_that_is_no_more_is_gone() {
    let without = with("  intake:\n", "  other:\n")
        .replace("by: intake", "by: other")
        .replace("at: intake", "at: other");
    let mut held = submitted();
    held.act("intake", "longer").unwrap();
    held.wait(jiff::SignedDuration::from_hours(24 * 10));
    for rule in [0, 1] {
        held.order(&Command::Tick { step: "intake".into(), rule: Some(rule) }).unwrap();
    }
    held.act("intake", "hold").unwrap();
    let mut claimed = submitted();
    let Act { step, slot, actor, .. } = claimed.action("intake", "approve");
    claimed.order(&Command::Claim(AtSlot { step, slot, actor })).unwrap();
    for mut stage in [held, claimed, at_the_step_of_an_agency()] {
        assert!(kept(&stage.case).to_string().contains("intake"));
        migrate(&mut stage, &without).unwrap();
        assert_eq!(stage.at(), Some("other"));
        let told = kept(&stage.case).to_string();
        assert!(!told.contains("intake"), "{told}");
    }
}

#[test]
fn only_an_open_case_that_nobody_is_signing_goes_on_under_another_version() {
    let other = with("Loket", "Meja");
    let mut stage = Stage::new("moved", OLD);
    assert_eq!(hindered(&stage, &other), Some(Obstacle::NotSubmitted));
    assert_eq!(migrate(&mut stage, &other), Err(Refusal::NotOpen));

    let mut stage = at_the_lurah();
    stage.act("sealer", "approve").unwrap();
    assert_eq!(hindered(&stage, &other), Some(Obstacle::Signing));
    assert_eq!(migrate(&mut stage, &other), Err(Refusal::Signing));

    let mut stage = submitted();
    stage.order(&Command::Withdraw { person: person("applicant") }).unwrap();
    assert_eq!(hindered(&stage, &other), Some(Obstacle::Ended));
    assert_eq!(migrate(&mut stage, &other), Err(Refusal::Closed));
}

#[test]
fn a_filled_field_may_neither_vanish_nor_become_another_kind() {
    let tick = "{type: choice, of: {a: A, b: B}, many: true, title: Centang}";
    let heirs = "{heir: {type: person, ask: [name], title: Nama}}";
    let kind = |field: &str| Some(Obstacle::Kind(field.into()));
    for (old, new, told) in [
        ("  tick:", "  mark:", Some(Obstacle::Vanished("tick".into()))),
        (tick, "{type: choice, of: {a: A, c: C}, many: true, title: Centang}", None),
        (tick, "{type: choice, of: {a: A, b: B}, title: Centang}", kind("tick")),
        (tick, "{type: choice, from: units, many: true, title: Centang}", kind("tick")),
        (tick, "{type: choice, from: areas, many: true, title: Centang}", kind("tick")),
        (tick, "{type: choice, from: reject-reasons, many: true, title: Centang}", None),
        ("cause: {type: text,", "cause: {type: bool,", kind("cause")),
        ("cause: {type: text,", "cause: {type: duration,", kind("cause")),
        ("cause: {type: text,", "cause: {type: text, max: 30,", None),
        (heirs, "{person: {type: person, ask: [name], title: Nama}}", kind("heirs")),
        (heirs, "{heir: {type: text, title: Nama}}", kind("heirs")),
        (
            heirs,
            "{since: {type: date, title: Sejak}, heir: {type: person, ask: [name], title: Nama}}",
            None,
        ),
    ] {
        let new = with(old, new).replace("by: heirs.heir,", "by: head@rw,");
        assert_eq!(hindered(&submitted(), &new), told, "{new}");
        if told.is_some() {
            assert_eq!(migrate(&mut submitted(), &new), Err(Refusal::NotAllowed));
        }
    }
}

/// The lurah has signed, the camat has not.
fn signed_once() -> Stage {
    let mut stage = at_the_lurah();
    stage.act("sealer", "approve").unwrap();
    stage.signed("letter").unwrap();
    stage
}

#[test]
fn a_signed_letter_may_only_change_its_title() {
    let stage = signed_once();
    let signed = Some(Obstacle::Signed("letter".into()));
    assert_eq!(hindered(&stage, &with("title: Surat,", "title: Surat baru,")), None);
    assert_eq!(hindered(&stage, &with("template: one", "template: two")), signed);
    assert_eq!(hindered(&stage, &with("{code}/{seq}", "{seq}/{code}")), signed);
    assert_eq!(hindered(&stage, &with("revokes: former", "valid: 30d")), signed);
    let unsigned = with("head@kecamatan, sign: [letter]", "head@kecamatan");
    assert_eq!(hindered(&stage, &unsigned), signed, "the camat was to sign, too");
    assert_eq!(migrate(&mut signed_once(), &unsigned), Err(Refusal::NotAllowed));
    let mut parted = Stage::new("moved", OLD);
    for output in &mut parted.definition.outputs {
        output.part = Some("elsewhere".into());
    }
    assert_eq!(hindered_by(&stage, &parted), None, "which file declares it is not printed");
    let mut stage = stage;
    std::mem::swap(&mut stage.definition, &mut parted.definition);
    assert_eq!(hindered_by(&stage, &parted), None, "nor which file declared it");
}

#[test]
fn a_number_of_a_letter_that_is_no_more_is_void_and_what_was_issued_stays() {
    let mut stage = at_the_lurah();
    stage.act("sealer", "approve").unwrap();
    let failed = SignOutcome::Failed { reason: "x".to_owned() };
    stage.outcome("letter", failed, SignReporter::Signer).unwrap();
    let new =
        with("template: one", "template: two").replace("title: Buku,", "title: Buku, valid: 9d,");
    let events = migrate(&mut stage, &new).unwrap();
    assert!(matches!(&events[..2], [Event::Migrated { .. }, Event::Pinned(_)]), "{events:?}");
    let void = ("letter".into(), Some("470/2".to_owned()), "facts-changed".to_owned());
    assert_eq!(stage.case.voids, [void]);
    assert_eq!(stage.at(), Some("sealer"));
    // Once void it is not made void again.
    migrate(&mut stage, OLD).unwrap();
    assert_eq!(stage.case.voids.len(), 1);
}

#[test]
fn a_case_whose_last_steps_are_no_more_ends() {
    let mut stage = at_the_step_of_an_agency();
    let (kept, _) = OLD.split_once("  handle:").unwrap();
    let entry =
        "outputs:\n  entry: {title: Buku, at: intake, number: \"{seq}\", series: [kelurahan]}\n";
    migrate(&mut stage, &format!("{kept}{entry}")).unwrap();
    assert!(matches!(&stage.case.phase, Phase::Ended { end, .. } if end.as_str() == "done"));
}

#[test]
fn the_same_version_changes_nothing_and_other_settings_are_another() {
    let mut stage = submitted();
    assert_eq!(migrate(&mut stage, OLD), Ok(vec![]));
    // Where the starter sat is no setting.
    let pin = stage.case.pin.as_mut().map(Arc::make_mut).unwrap();
    pin.unit = Some(OfficeId("dinas".into()));
    assert_eq!(migrate(&mut stage, OLD), Ok(vec![]));
    stage.settings.insert("code".into(), text("471"));
    assert_eq!(migrate(&mut stage, OLD).map(|events| events.len()), Ok(2));
    let pin = stage.case.pin.as_ref().unwrap();
    assert_eq!(pin.settings.get("code"), Some(&text("471")));
    assert_eq!(pin.unit, Some(OfficeId("dinas".into())));
}
