//! An open case keeps what it was submitted under until somebody moves it, on both databases.

use std::collections::BTreeMap;
use std::path::Path;

use alursurat::area::OfficeId;
use alursurat::case::Obstacle;
use alursurat::desk::{CaseMove, Outcome, Publishing, Responsible, SetOffice, publish, set_office};
use alursurat::origin::{CaseId, Clock as _, PersonId};
use alursurat::service::Catalogue;
use alursurat::workflow::{StepId, Value};
use jiff::SignedDuration;

use crate::demo::{CLERK, LURAH, RESIDENT, RT, RW, Town, on_both};

/// The shipped birth letter without its scenarios, with something else in it.
fn changed(edits: &[(&str, &str)]) -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["parts", "tables"] {
        copy(&root.join("workflows").join(name), &folder.path().join(name));
    }
    let text = std::fs::read_to_string(root.join("workflows/birth.yaml")).unwrap();
    let mut text = text.split("\ntests:").next().unwrap().to_owned() + "\n";
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    std::fs::write(folder.path().join("birth.yaml"), text).unwrap();
    let templates = folder.path().join("templates");
    std::fs::create_dir(&templates).unwrap();
    let letter = std::fs::read_to_string(root.join("letter-templates/birth.hbs")).unwrap();
    let gone = ["weight", "sex", "_intro"];
    let rows = letter.lines().filter(|line| !gone.iter().any(|name| line.contains(name)));
    std::fs::write(templates.join("birth.hbs"), rows.collect::<Vec<_>>().join("\n")).unwrap();
    Catalogue::read(folder.path(), &templates).unwrap_or_else(|error| panic!("{error}"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

impl Town {
    async fn publish(&self, edits: &[(&str, &str)]) {
        self.clock.advance(SignedDuration::from_secs(1));
        let plan = Publishing::plan(&self.store, &changed(edits), BTreeMap::new()).await.unwrap();
        let by = Responsible {
            person: self.who(LURAH).await.person,
            confirmed_by: Some(self.who(CLERK).await.person),
            reason: "Perwali 9/2026 (contoh)".to_owned(),
        };
        publish(&self.store, plan, &by, self.clock.now()).await.unwrap();
    }

    async fn opened(&self, child: &str, approvers: &[&str]) -> CaseId {
        let resident = self.who(RESIDENT).await;
        let answers = self.answers(&resident, child).await;
        let case = self.submit(&resident, answers).await.unwrap().case;
        for phone in approvers {
            self.decide(&self.who(phone).await, case, "approve").await.unwrap();
        }
        case
    }

    async fn at(&self, case: CaseId, phone: &str) -> Option<StepId> {
        let file = self.desk.open(&self.who(phone).await, case).await.ok()?;
        file.step.map(|(step, _)| step)
    }

    async fn outcomes(&self) -> BTreeMap<CaseId, Outcome> {
        let found: Vec<CaseMove> = self.desk.moves(Some("birth"), None, None).await.unwrap();
        found.into_iter().map(|one| (one.case, one.outcome)).collect()
    }

    async fn mover(&self) -> PersonId {
        self.who(LURAH).await.person
    }
}

fn step(id: &str) -> StepId {
    StepId::from(id)
}

/// Without the steps of RT and RW.
const DIRECT: [(&str, &str); 2] = [("use: [rt-rw]", "use: []"), (", not: [rt, rw]}", "}")];

#[test]
fn a_new_version_moves_nobody_until_somebody_does() {
    on_both(async |town| {
        let first = town.opened("Amelia Putri", &[]).await;
        let second = town.opened("Bintang Raya", &[RT, RW]).await;
        town.publish(&DIRECT).await;
        assert_eq!(town.desk.moves(None, None, None).await.unwrap().len(), 2);
        assert_eq!(town.at(first, RT).await, Some(step("rt")), "nothing moves by itself");
        let third = town.opened("Cahaya Dewi", &[]).await;
        assert_eq!(
            town.at(third, CLERK).await,
            Some(step("verify")),
            "new requests take the new version"
        );

        let found = town.outcomes().await;
        assert_eq!(found[&first], Outcome::Moves(Some(step("rt")), Some(step("verify"))));
        assert_eq!(found[&second], Outcome::Stays(Some(step("verify"))));
        assert_eq!(found.len(), 2);
        let by = town.mover().await;
        assert!(town.desk.move_case(first, by, "RT tidak diwajibkan lagi").await.unwrap());
        assert_eq!(town.at(first, CLERK).await, Some(step("verify")));
        assert_eq!(town.at(first, RT).await, None);
        let file = town.desk.open(&town.who(CLERK).await, first).await.unwrap();
        let told = format!("{:?}", file.history);
        assert!(told.contains("RT tidak diwajibkan lagi"), "{told}");
        assert!(!town.desk.move_case(first, by, "sekali lagi").await.unwrap(), "once");
        town.decide(&town.who(CLERK).await, first, "approve").await.unwrap();
        assert_eq!(town.outcomes().await.len(), 1);
    });
}

#[test]
fn a_field_with_another_name_keeps_its_answer() {
    on_both(async |town| {
        let case = town.opened("Dahlia Sari", &[RT]).await;
        let rename = [
            ("  weight:      {", "  birth_weight: {"),
            ("\nkeep: {done", "\nwas: {fields: {birth_weight: weight}}\nkeep: {done"),
        ];
        town.publish(&rename).await;
        assert_eq!(town.outcomes().await[&case], Outcome::Stays(Some(step("rw"))));
        town.desk.move_case(case, town.mover().await, "nama isian diganti").await.unwrap();
        let stored = town.store.case(case).await.unwrap().unwrap();
        assert_eq!(stored.case.value(&"birth_weight".into()), Some(&Value::Number(3150)));
        assert_eq!(town.at(case, RW).await, Some(step("rw")), "the approval of the RT holds");
    });
}

#[test]
fn a_case_whose_answer_would_be_lost_cannot_move() {
    on_both(async |town| {
        let case = town.opened("Elok Wulandari", &[]).await;
        let sex = "  sex:         {type: choice, of: {L: Laki-laki, P: Perempuan}, title: Jenis kelamin}\n";
        town.publish(&[(sex, "")]).await;
        let lost = Outcome::Cannot(Obstacle::Vanished("sex".into()));
        assert_eq!(town.outcomes().await[&case], lost);
        assert!(town.desk.move_case(case, town.mover().await, "coba").await.is_err());
        assert_eq!(town.at(case, RT).await, Some(step("rt")));
    });
}

#[test]
fn a_changed_setting_reaches_an_open_case_only_by_moving_it() {
    on_both(async |town| {
        let case = town.opened("Fitri Handayani", &[]).await;
        assert!(town.outcomes().await.is_empty());
        let set = SetOffice {
            office: OfficeId("35.74".to_owned()),
            service: None,
            values: vec![("rt_required".to_owned(), Some("false".to_owned()))],
            basis: "Perwali 9/2026 (contoh)".to_owned(),
            person: town.mover().await,
        };
        set_office(&town.store, &set, town.clock.now()).await.unwrap();
        let found = town.desk.moves(None, None, None).await.unwrap();
        assert_eq!(found[0].outcome, Outcome::Moves(Some(step("rt")), Some(step("rw"))));
        assert!(!found[0].older, "only settings differ");
        assert_eq!(town.at(case, RT).await, Some(step("rt")));
        town.desk.move_case(case, town.mover().await, "Perwali 9/2026").await.unwrap();
        assert_eq!(town.at(case, RW).await, Some(step("rw")));
    });
}

#[test]
fn a_step_with_another_name_keeps_its_approvals() {
    on_both(async |town| {
        let waits = town.opened("Gilang Ramadhan", &[RT, RW]).await;
        let checked = town.opened("Hesti Purwani", &[RT, RW, CLERK]).await;
        let rename = [
            ("  verify: {title", "  check:  {title"),
            (", not: [verify], sign: [letter]}", ", not: [check], sign: [letter]}"),
            ("\nkeep: {done", "\nwas: {steps: {check: verify}}\nkeep: {done"),
        ];
        town.publish(&rename).await;
        let found = town.outcomes().await;
        assert_eq!(found[&waits], Outcome::Moves(Some(step("verify")), Some(step("check"))));
        assert_eq!(found[&checked], Outcome::Stays(Some(step("lurah"))));
        for case in [waits, checked] {
            town.desk.move_case(case, town.mover().await, "langkah diganti nama").await.unwrap();
        }
        assert_eq!(town.at(waits, CLERK).await, Some(step("check")));
        assert_eq!(town.at(checked, LURAH).await, Some(step("lurah")), "the clerk's check holds");
        // What the clerk decided under the old name is theirs under the new one.
        town.decide(&town.who(CLERK).await, waits, "approve").await.unwrap();
        assert_eq!(town.at(waits, LURAH).await, Some(step("lurah")));
    });
}

#[test]
fn each_obstacle_is_listed_before_anything_moves() {
    on_both(async |town| {
        let kind = town.opened("Intan Maharani", &[]).await;
        let known = "weight:      {type: number, min: 300, max: 8000, optional: true";
        town.publish(&[(known, "weight:      {type: text, max: 20, optional: true")]).await;
        let found = town.desk.moves(Some("birth"), None, None).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].outcome, Outcome::Cannot(Obstacle::Kind("weight".into())));
        let stored = town.store.case(kind).await.unwrap().unwrap();
        assert!(town.desk.move_case(kind, town.mover().await, "coba").await.is_err());
        let after = town.store.case(kind).await.unwrap().unwrap();
        assert_eq!(stored.case.version, after.case.version, "looking and failing change nothing");
    });
}
