use super::*;

/// What is called otherwise in the new version.
const NAMES: [(&str, &str); 8] = [
    ("intake", "counter"),
    ("agree", "accord"),
    ("handle", "bureau"),
    ("sealer", "chief"),
    ("closer", "finisher"),
    ("heirs", "kin"),
    ("agency", "unit"),
    ("former", "elder"),
];

const WAS: &str = "\
was:
  steps: {counter: intake, accord: agree, bureau: handle, chief: sealer, finisher: closer}
  fields: {kin: heirs, unit: agency, elder: former}
";

fn named_anew(text: &str) -> String {
    NAMES.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}

/// Under new names it is the same case, which goes on as if nothing had happened.
fn is_the_same_under_new_names(stage: &mut Stage) {
    let (before, heirs) = (kept(&stage.case), stage.case.value(&"heirs".into()).cloned());
    migrate(stage, &(named_anew(OLD) + WAS)).unwrap();
    let expected: Json = serde_json::from_str(&named_anew(&before.to_string())).unwrap();
    assert_eq!(kept(&stage.case), expected);
    assert_eq!(stage.case.value(&"kin".into()).cloned(), heirs);
    assert_eq!(stage.case.last, None, "what was decided under the old version is not undone");
}

#[test]
fn time_holds_counts_and_added_holders_of_a_step_follow_its_new_name() {
    let mut stage = submitted();
    stage.act("intake", "longer").unwrap();
    stage.wait(jiff::SignedDuration::from_hours(24 * 10));
    for rule in [0, 1] {
        stage.order(&Command::Tick { step: "intake".into(), rule: Some(rule) }).unwrap();
    }
    stage.act("intake", "hold").unwrap();
    let case = &stage.case;
    assert!(!case.held.is_empty() && !case.extra_time.is_empty() && !case.counts.is_empty());
    assert!(!case.added.is_empty() && case.fired.len() == 2 && !case.arrivals.is_empty());
    is_the_same_under_new_names(&mut stage);
    assert_eq!(stage.at(), Some("counter"));
    assert_eq!(stage.act("counter", "hold"), Err(Refusal::Held));
}

#[test]
fn a_holder_whom_time_added_follows_the_new_name_of_the_field_that_names_them() {
    let mut stage = at_the_step_of_an_agency();
    stage.wait(jiff::SignedDuration::from_hours(24 * 10));
    stage.order(&Command::Tick { step: "handle".into(), rule: Some(0) }).unwrap();
    is_the_same_under_new_names(&mut stage);
    let mut act = stage.action("bureau", "approve");
    act.actor.seat = Some("officer@35.74.03.1004".parse().unwrap());
    stage.order(&Command::Act(act)).unwrap();
}

#[test]
fn an_approval_matches_by_the_new_names_of_its_step_and_of_the_field_that_names_its_holder() {
    let mut stage = submitted();
    let office = Value::Office(OfficeId("35.74.03.1004".into()));
    stage.fill("intake", &[("agency", office)]).unwrap();
    hears(&mut stage, "heirs.heir#4", "ani");
    is_the_same_under_new_names(&mut stage);
    assert_eq!(stage.at(), Some("accord"));
    let mut act = stage.action("accord", "approve");
    act.actor.seat = None;
    for (slot, who, told) in
        [("kin.heir#4", "ani", Some(Refusal::AlreadyDecided)), ("kin.heir#7", "budi", None)]
    {
        act.slot = slot.into();
        act.actor.person = person(who);
        assert_eq!(stage.order(&Command::Act(act.clone())).err(), told, "{slot}");
    }
    assert_eq!(stage.at(), Some("bureau"));
}

#[test]
fn who_took_a_slot_on_and_to_whom_it_was_given_follow_its_new_names() {
    let mut stage = at_the_step_of_an_agency();
    let Act { step, slot, actor, .. } = stage.action("handle", "approve");
    let at = AtSlot { step, slot, actor };
    stage.order(&Command::Claim(at.clone())).unwrap();
    assert!(stage.case.claimed.get(&"handle".into(), &"legal@agency".into()).is_some());
    is_the_same_under_new_names(&mut stage);
    assert!(stage.case.claimed.get(&"bureau".into(), &"legal@unit".into()).is_some());

    let mut stage = at_the_step_of_an_agency();
    stage.staffing.insert("legal@35.74.03.1004".parse().unwrap(), Staffing::Vacant);
    let mut at = at;
    at.actor.person = person("boss");
    at.actor.seat = Some("head@35.74.03".parse().unwrap());
    let to = "officer@35.74.03.1004".parse().unwrap();
    stage.order(&Command::Reassign { at, to }).unwrap();
    is_the_same_under_new_names(&mut stage);
    assert!(stage.case.reassigned.get(&"bureau".into(), &"legal@unit".into()).is_some());
}

#[test]
fn a_letter_keeps_its_signatures_and_facts_under_new_names() {
    let mut stage = at_the_lurah();
    stage.act("sealer", "approve").unwrap();
    stage.signed("letter").unwrap();
    assert_eq!(stage.case.outputs["letter"].signed, ["sealer".into()]);
    is_the_same_under_new_names(&mut stage);
    assert_eq!(stage.at(), Some("finisher"));
    stage.act("finisher", "approve").unwrap();
    let signed = SignOutcome::Signed { sha256: "02".to_owned() };
    stage.outcome("letter", signed, SignReporter::Signer).unwrap();
    assert_eq!(stage.case.outputs["letter"].state, LetterState::Released);
}

#[test]
fn what_was_returned_and_asked_again_follows_the_new_names() {
    let mut stage = at_the_lurah();
    stage.act("sealer", "approve").unwrap();
    let failed = SignOutcome::Failed { reason: "x".to_owned() };
    stage.order(&Command::Freeze { output: "letter".into(), sha256: "00".to_owned() }).unwrap();
    stage.outcome("letter", failed, SignReporter::Signer).unwrap();
    let mut act = stage.action("sealer", "return");
    act.remarks.insert("heirs".into(), "siapa?".to_owned());
    stage.order(&Command::Act(act)).unwrap();
    let fills = stage.fills(&[("heirs".into(), Value::List(vec![]))]);
    stage.order(&Command::SaveDraft { person: person("applicant"), fills }).unwrap();
    assert!(stage.case.outputs["letter"].request.is_some());
    is_the_same_under_new_names(&mut stage);
}

#[test]
fn names_may_be_exchanged() {
    let mut stage = at_the_step_of_an_agency();
    let old = ["  intake:", "  agree:"];
    let swapped = OLD
        .replace(old[0], "  x:")
        .replace(old[1], old[0])
        .replace("  x:", old[1])
        .replace("by: intake", "by: agree")
        .replace("at: intake", "at: agree");
    let was = "was: {steps: {intake: agree, agree: intake}}\n";
    let approvals = stage.case.approvals.clone();
    migrate(&mut stage, &(swapped + was)).unwrap();
    let at = |step: &str| stage.case.approvals.at(&step.into()).count();
    assert_eq!((at("agree"), at("intake")), (1, 2));
    assert_eq!(approvals.iter().count(), stage.case.approvals.iter().count());
    assert_eq!(stage.at(), Some("handle"));
}
