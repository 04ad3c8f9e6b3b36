//! Who must act at a step: one slot for each branch, and for each row of a list of people
//! (definition-format.md sections 5.1, 5.3 and 11).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::{guard, read, row_holds};
use super::{Approval, Case, Model};
use crate::workflow::{Branch, FieldKind, Holder, Parts, Root, Row, Step, StepId, Value};

/// One of those who must act at a step: a branch by its name (or its holder, as it is written), and
/// of a list its row. It stays the same while the field or route behind it changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(Arc<str>);

impl Slot {
    /// The slot of a branch that is no list.
    pub fn of(branch: &Branch) -> Self {
        Self(Arc::clone(&branch.key))
    }

    fn of_row(branch: &Branch, row: u32) -> Self {
        Self(format!("{}#{row}", branch.key).into())
    }

    /// As it is stored: `head@rt`, `legal`, `heirs.person#3`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Slot {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A slot with what it asks.
#[derive(Debug, Clone)]
pub struct Duty<'a> {
    /// Its slot.
    pub slot: Slot,
    /// The branch that gives it.
    pub branch: &'a Branch,
    /// The person, where the request names one.
    pub person: Option<Parts>,
}

/// Everybody who must act at a step of this case, in the order of the file and of the rows.
pub fn duties<'a>(model: &Model<'_>, case: &Case, step: &'a Step) -> Vec<Duty<'a>> {
    let mut duties = Vec::with_capacity(step.branches.len());
    for branch in &step.branches {
        if !guard(model, case, branch.when.as_ref()) {
            continue;
        }
        if !branch.by.is_people() {
            duties.push(Duty { slot: Slot::of(branch), branch, person: None });
            continue;
        }
        for (row, person) in people(model, case, &branch.by) {
            let slot = row.map_or_else(|| Slot::of(branch), |row| Slot::of_row(branch, row));
            duties.push(Duty { slot, branch, person: Some(person) });
        }
    }
    duties
}

/// The people whom the request names for a holder, those of a list with the id of their row.
pub(super) fn people(model: &Model<'_>, case: &Case, holder: &Holder) -> Vec<(Option<u32>, Parts)> {
    let Holder::People { path, only } = holder else { return Vec::new() };
    let Root::Field(field) = &path.root else { return Vec::new() };
    if let Some(Value::List(rows)) = case.value(field) {
        let columns = match model.definition.kind(&path.root) {
            Some(FieldKind::List { columns, .. }) => columns.as_slice(),
            _ => &[],
        };
        let asked = |row: &&Row| {
            only.as_ref().is_none_or(|only| row_holds(model, case, only, (row, columns)))
        };
        let person = |row: &Row| match row.cells.get(path.parts.first()?)? {
            Value::Person(person) => Some((Some(row.id), person.clone())),
            _ => None,
        };
        return rows.iter().filter(asked).filter_map(person).collect();
    }
    match read(model, case, path) {
        Some(Value::Person(person)) => vec![(None, person)],
        _ => Vec::new(),
    }
}

/// Something about slots, by step. Where there is nothing there is no entry. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BySlot<T>(Arc<BTreeMap<StepId, BTreeMap<Slot, T>>>);

/// What was said at the slots.
pub type Approvals = BySlot<Arc<Approval>>;

impl<T> Default for BySlot<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> BySlot<T> {
    /// What there is of a slot.
    pub fn get(&self, step: &StepId, slot: &Slot) -> Option<&T> {
        self.0.get(step)?.get(slot)
    }

    /// All there is.
    pub fn iter(&self) -> impl Iterator<Item = (&StepId, &Slot, &T)> {
        self.0.iter().flat_map(|(step, slots)| slots.iter().map(move |(slot, t)| (step, slot, t)))
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Clone> BySlot<T> {
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&StepId, &mut T)> {
        let all = Arc::make_mut(&mut self.0);
        all.iter_mut().flat_map(|(step, slots)| slots.values_mut().map(move |t| (step, t)))
    }

    pub(super) fn insert(&mut self, step: StepId, slot: Slot, t: T) {
        Arc::make_mut(&mut self.0).entry(step).or_default().insert(slot, t);
    }

    pub(super) fn remove(&mut self, step: &StepId, slot: &Slot) {
        if self.get(step, slot).is_none() {
            return;
        }
        let all = Arc::make_mut(&mut self.0);
        if let Some(slots) = all.get_mut(step) {
            slots.remove(slot);
            if slots.is_empty() {
                all.remove(step);
            }
        }
    }

    /// Gives steps and slots other names.
    pub(super) fn rename(
        &mut self,
        step: impl Fn(&StepId) -> StepId,
        slot: impl Fn(&Slot) -> Slot,
    ) {
        let slots = |slots: BTreeMap<Slot, T>| -> BTreeMap<Slot, T> {
            slots.into_iter().map(|(key, t)| (slot(&key), t)).collect()
        };
        let all = Arc::unwrap_or_clone(std::mem::take(&mut self.0)).into_iter();
        self.0 = Arc::new(all.map(|(key, t)| (step(&key), slots(t))).collect());
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&StepId) -> bool) {
        Arc::make_mut(&mut self.0).retain(|step, _| keep(step));
    }
}

impl Approvals {
    /// The approvals of a step, valid or not.
    pub fn at(&self, step: &StepId) -> impl Iterator<Item = (&Slot, &Approval)> {
        let said = self.0.get(step).into_iter().flatten().map(|(slot, said)| (slot, &**said));
        said.filter(|(_, said)| said.no.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::super::stage::{Stage, person, text};
    use super::super::{Act, AtDesk, Command, Refusal, TaskKind, tasks};
    use super::*;

    fn named(name: &str) -> Value {
        Value::Person([("name".into(), text(name))].into())
    }

    fn row(id: u32, name: &str, deceased: bool) -> Row {
        let cells = [("person".into(), named(name)), ("deceased".into(), Value::Bool(deceased))];
        Row { id, cells: cells.into() }
    }

    /// Handed in with these heirs.
    fn submitted(heirs: Vec<Row>) -> Stage {
        let mut stage = Stage::holders();
        let owner = Row { id: 1, cells: [("owner".into(), named("dewi"))].into() };
        let own = [
            ("landlord", named("lina")),
            ("heirs", Value::List(heirs)),
            ("borders", Value::List(vec![owner])),
        ];
        stage.submit(&own).unwrap();
        stage
    }

    /// The action of somebody for themself at a slot.
    fn themself(stage: &Stage, step: &str, slot: &str, who: &str, action: &str) -> Act {
        let mut act = stage.action(step, action);
        act.slot = slot.into();
        act.actor.person = person(who);
        act.actor.seat = None;
        act
    }

    fn say(stage: &mut Stage, step: &str, slot: &str, who: &str, action: &str) -> Option<Refusal> {
        let act = themself(stage, step, slot, who, action);
        stage.order(&Command::Act(act)).err()
    }

    /// The action of the seat that a branch means.
    fn office(stage: &mut Stage, slot: &str, seat: &str, action: &str) -> Option<Refusal> {
        let mut act = stage.action("review", action);
        act.slot = slot.into();
        act.actor.person = person(slot);
        act.actor.seat = Some(seat.parse().unwrap());
        stage.order(&Command::Act(act)).err()
    }

    const LIVING: &str = "heirs.person where not it.deceased";

    #[test]
    fn each_row_that_is_asked_is_a_slot_by_its_id() {
        let mut stage =
            submitted(vec![row(4, "ani", false), row(2, "budi", true), row(7, "cici", false)]);
        assert_eq!(stage.at(), Some("consent"), "nobody is guardian");
        assert_eq!(
            say(&mut stage, "consent", "landlord", "ani", "approve"),
            Some(Refusal::NotYourTask)
        );
        assert_eq!(say(&mut stage, "consent", "landlord", "lina", "approve"), None);
        let step = stage.definition.step("agree").unwrap();
        let slots = stage.with(|model| duties(model, &stage.case, step));
        let slots: Vec<&str> = slots.iter().map(|duty| duty.slot.as_str()).collect();
        assert_eq!(slots, [format!("{LIVING}#4"), format!("{LIVING}#7")]);
        let (ani, cici) = (format!("{LIVING}#4"), format!("{LIVING}#7"));
        assert_eq!(say(&mut stage, "agree", &cici, "ani", "approve"), Some(Refusal::NotYourTask));
        assert_eq!(say(&mut stage, "agree", &ani, "ani", "approve"), None);
        assert_eq!(say(&mut stage, "agree", &ani, "ani", "approve"), Some(Refusal::AlreadyDecided));
        assert_eq!(
            say(&mut stage, "agree", &format!("{LIVING}#2"), "budi", "approve"),
            Some(Refusal::NotYourTask)
        );
        assert_eq!(say(&mut stage, "agree", &cici, "cici", "approve"), None);
        assert_eq!(stage.at(), Some("neighbours"));
    }

    fn at_review() -> Stage {
        let mut stage = submitted(Vec::new());
        assert_eq!(say(&mut stage, "consent", "landlord", "lina", "approve"), None);
        assert_eq!(stage.at(), Some("neighbours"), "no heirs, nobody to ask");
        assert_eq!(say(&mut stage, "neighbours", "borders.owner#1", "dewi", "approve"), None);
        stage.act("inspect", "approve").unwrap();
        assert_eq!(stage.at(), Some("review"));
        stage
    }

    const LEGAL: &str = "legal@35.74";
    const PRESS: &str = "press@35.74";
    const LAND: &str = "land@35.74.03";

    #[test]
    fn of_several_a_no_is_final_when_too_few_are_left() {
        let mut stage = at_review();
        assert_eq!(office(&mut stage, "legal", LAND, "reject"), Some(Refusal::NotYourTask));
        assert_eq!(office(&mut stage, "legal", LEGAL, "reject"), None);
        assert_eq!(stage.at(), Some("review"), "two of three may still approve");
        assert_eq!(office(&mut stage, "legal", LEGAL, "approve"), Some(Refusal::AlreadyDecided));
        assert_eq!(office(&mut stage, "press", PRESS, "approve"), None);
        assert_eq!(stage.at(), Some("review"));
        let mut other = at_review();
        for (slot, seat) in [("legal", LEGAL), ("press", PRESS)] {
            assert_eq!(office(&mut other, slot, seat, "reject"), None);
        }
        assert!(
            matches!(&other.case.phase, super::super::Phase::Ended { end, .. } if end.as_str() == "rejected")
        );
        assert_eq!(office(&mut stage, "land", LAND, "approve"), None);
        assert_eq!(stage.at(), Some("record"), "a no was outvoted");
    }

    #[test]
    fn a_machine_acts_by_its_name_and_the_applicant_for_themself() {
        let mut stage = at_review();
        for (slot, seat) in [("legal", LEGAL), ("land", LAND)] {
            assert_eq!(office(&mut stage, slot, seat, "approve"), None);
        }
        let mut act = themself(&stage, "record", "service:registry", "x", "approve");
        assert_eq!(stage.order(&Command::Act(act.clone())), Err(Refusal::NotYourTask));
        act.actor.person = crate::origin::PersonId::machine("registry");
        stage.order(&Command::Act(act)).unwrap();
        let mut act = themself(&stage, "meet", "head@rw", "applicant", "approve");
        act.actor.seat = Some("head@35.74.03.1004.001".parse().unwrap());
        assert_eq!(stage.order(&Command::Act(act)), Err(Refusal::OwnRequest));
        assert_eq!(say(&mut stage, "meet", "applicant", "applicant", "approve"), None);
        assert_eq!(stage.at(), Some("decide"));
    }

    #[test]
    fn where_the_only_holder_may_not_act_the_substitutes_do() {
        let mut stage = at_review();
        stage.holders.insert(LEGAL.parse().unwrap(), person("applicant"));
        let told = stage.with(|model| tasks(model, &stage.case, stage.now));
        let substitutes: Vec<String> = told
            .iter()
            .filter(|task| task.kind == TaskKind::Substitute)
            .map(|task| format!("{} {}", task.slot, task.to.seat().unwrap()))
            .collect();
        assert_eq!(substitutes, ["legal secretary@35.74"]);
        let step = stage.definition.step("inspect").unwrap().clone();
        let inspector = stage.case.approvals.at(&step.id).next().unwrap().1.person;
        stage.holders.insert(LEGAL.parse().unwrap(), inspector);
        let told = stage.with(|model| tasks(model, &stage.case, stage.now));
        assert!(told.iter().any(|task| task.kind == TaskKind::Substitute), "four eyes");
    }

    #[test]
    fn the_desk_stands_for_a_proof_where_the_step_says_so() {
        let text = include_str!("../../tests/reference/extra/holders.yaml");
        let text = text.replace(
            "by: [landlord, guardian],",
            "by: [landlord, guardian], auth: [passkey, desk],",
        );
        let mut stage = Stage::new("holders", &text);
        stage.submit(&[("landlord", named("lina"))]).unwrap();
        let mut act = themself(&stage, "consent", "landlord", "lina", "approve");
        act.actor.proof = crate::workflow::Proof::Link;
        assert_eq!(stage.order(&Command::Act(act.clone())), Err(Refusal::Auth("passkey")));
        let desk = |officer: &str| AtDesk {
            officer: person(officer),
            seat: "officer@35.74.03.1004".parse().unwrap(),
            evidence: "aa".to_owned(),
        };
        act.actor.at_desk = Some(desk("applicant"));
        assert_eq!(stage.order(&Command::Act(act.clone())), Err(Refusal::OwnRequest));
        act.actor.at_desk = Some(desk("clerk"));
        stage.order(&Command::Act(act.clone())).unwrap();
        act.step = "agree".into();
        assert_ne!(stage.at(), Some("consent"));
        let mut birth = Stage::birth();
        birth.submit(&[]).unwrap();
        let mut act = birth.action("rt", "approve");
        act.actor.at_desk = Some(desk("clerk"));
        assert_eq!(birth.order(&Command::Act(act)), Err(Refusal::Auth("link")));
    }

    #[test]
    fn a_row_may_be_chosen_by_what_the_table_says_of_it() {
        let text = include_str!("../../tests/reference/extra/holders.yaml")
            .replace("deceased: {type: bool,", "tie: {type: choice, from: reject-reasons,")
            .replace("where not it.deceased", "where it.tie.title == 'Sudah pernah dijawab'");
        let mut stage = Stage::new("holders", &text);
        let heir = |id, tie: &str| Row {
            id,
            cells: [("person".into(), named("ani")), ("tie".into(), Value::Choice(tie.into()))]
                .into(),
        };
        let heirs = Value::List(vec![heir(1, "not-clear"), heir(2, "duplicate")]);
        stage.submit(&[("heirs", heirs), ("landlord", named("lina"))]).unwrap();
        let step = stage.definition.step("agree").unwrap();
        let slots = stage.with(|model| duties(model, &stage.case, step));
        assert!(matches!(&slots[..], [one] if one.slot.as_str().ends_with("#2")), "{slots:?}");
    }
}
