//! Where a case stands: derived from its approvals, never stored (definition-format.md 7.2).

use std::cmp::Ordering;

use super::facts::guard;
use super::route::Way;
use super::{
    Approval, Case, Duty, LetterState, Model, Phase, Revision, Slot, Vouched, duties, route,
};
use crate::workflow::{Definition, EndId, FieldId, Holder, Need, Step};

/// The step that an open case waits at.
pub fn position<'a>(model: &Model<'a>, case: &Case) -> Option<&'a Step> {
    if case.phase == Phase::Open { standing(model, case) } else { None }
}

/// The first step whose guard holds and which lacks a valid approval, whatever the phase.
pub(super) fn standing<'a>(model: &Model<'a>, case: &Case) -> Option<&'a Step> {
    let way = Way::of(model.definition, case);
    model.definition.steps.iter().find(|step| !complete_on(&way, model, case, step))
}

/// Whether a step needs nobody any more: it is skipped, nobody is left to ask, or as many as it
/// needs have a valid approval.
pub fn complete(model: &Model<'_>, case: &Case, step: &Step) -> bool {
    complete_on(&Way::of(model.definition, case), model, case, step)
}

fn complete_on(way: &Way<'_>, model: &Model<'_>, case: &Case, step: &Step) -> bool {
    if !exists(model, case, step) {
        return true;
    }
    let duties = duties(model, case, step);
    let yes = |duty: &&Duty<'_>| {
        let said = case.approvals.get(&step.id, &duty.slot);
        said.is_some_and(|said| said.no.is_none() && valid_on(way, case, said))
    };
    duties.iter().filter(yes).count() >= step.need.of(duties.len())
}

/// The valid approval of a slot.
pub fn approved<'c>(
    definition: &Definition,
    case: &'c Case,
    step: &Step,
    slot: &Slot,
) -> Option<&'c Approval> {
    decided(definition, case, step, slot).filter(|said| said.no.is_none())
}

/// What was said at a slot and still counts: a valid approval, or a no to the values as they are.
pub fn decided<'c>(
    definition: &Definition,
    case: &'c Case,
    step: &Step,
    slot: &Slot,
) -> Option<&'c Approval> {
    let said = case.approvals.get(&step.id, slot).map(|said| &**said);
    said.filter(|said| valid(definition, case, said))
}

/// The end of a step that can no longer be approved by as many as it needs, because of those who
/// said no: the one that the last of them asked for.
pub(super) fn lost(model: &Model<'_>, case: &Case, step: &Step) -> Option<EndId> {
    if step.need == Need::All {
        return None;
    }
    let duties = duties(model, case, step);
    let said = duties.iter().filter_map(|duty| decided(model.definition, case, step, &duty.slot));
    let noes: Vec<&Approval> = said.filter(|said| said.no.is_some()).collect();
    let possible = duties.len().saturating_sub(noes.len());
    let last = noes.into_iter().max_by_key(|no| no.at)?;
    (possible < step.need.of(duties.len())).then(|| last.no.clone()).flatten()
}

/// Whether a step exists for this case: its guard holds.
pub fn exists(model: &Model<'_>, case: &Case, step: &Step) -> bool {
    guard(model, case, step.when.as_ref())
}

/// Whether all that an approval vouched for is so now.
pub fn valid(definition: &Definition, case: &Case, approval: &Approval) -> bool {
    valid_on(&Way::of(definition, case), case, approval)
}

fn valid_on(way: &Way<'_>, case: &Case, approval: &Approval) -> bool {
    let mut current = revisions(case);
    approval.saw.fields.iter().all(|(field, saw)| current(field) == *saw)
        && approval.saw.route.as_ref().is_none_or(|(level, unit)| way.unit(*level) == *unit)
}

/// Tells the revisions of fields that are asked for in their order.
pub(super) fn revisions(case: &Case) -> impl FnMut(&FieldId) -> Option<Revision> {
    let mut data = case.data.iter().peekable();
    move |field| loop {
        let (id, held) = data.peek()?;
        match (*id).cmp(field) {
            Ordering::Less => data.next(),
            Ordering::Equal => return Some(held.revision),
            Ordering::Greater => return None,
        };
    }
}

/// What an approval of a branch of `step` vouches for.
pub(super) fn vouch(definition: &Definition, case: &Case, step: &Step, by: &Holder) -> Vouched {
    let revision = |field| case.data.get(field).map(|held| held.revision);
    Vouched {
        fields: step.confirms.iter().map(|field| (field.clone(), revision(field))).collect(),
        route: match by {
            Holder::Level { level, .. } => Some((*level, route(definition, case, *level))),
            _ => None,
        },
    }
}

/// Whether a signature is under way, which refuses every other command (7.4).
pub fn signing(case: &Case) -> bool {
    case.outputs.values().any(|output| output.state.pending())
}

impl LetterState {
    /// Asked for, prepared, or of unknown outcome.
    pub fn pending(self) -> bool {
        matches!(self, Self::Numbered | Self::Prepared | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::stage::{Stage, person, text};
    use super::*;
    use crate::workflow::{Row, Value};

    #[test]
    fn a_step_is_complete_with_the_approval_of_its_slot() {
        let mut stage = Stage::birth();
        stage.submit(&[]).unwrap();
        stage.act("rt", "approve").unwrap();
        let by = |step: &str| {
            let step = stage.definition.step(step).unwrap();
            let slot = Slot::of(&step.branches[0]);
            let by = approved(&stage.definition, &stage.case, step, &slot).map(|said| said.person);
            (stage.with(|model| complete(model, &stage.case, step)), by)
        };
        assert_eq!(by("rt"), (true, Some(person("rt"))));
        assert_eq!(by("rw"), (false, None));
        assert_eq!(by("camat"), (true, None), "it is skipped");
    }

    #[test]
    fn a_step_that_only_those_who_said_no_are_left_to_approve_ends_the_case() {
        let mut stage = Stage::holders();
        let named = |name: &str| Value::Person([("name".into(), text(name))].into());
        let heir = |(id, name): (u32, &str)| Row {
            id,
            cells: [("person".into(), named(name)), ("deceased".into(), Value::Bool(false))].into(),
        };
        let heirs = [(1, "ani"), (2, "budi"), (3, "cici")].map(heir);
        let border = Row { id: 1, cells: [("owner".into(), named("dewi"))].into() };
        let own = [
            ("landlord", named("lina")),
            ("heirs", Value::List(heirs.to_vec())),
            ("borders", Value::List(vec![border])),
        ];
        stage.submit(&own).unwrap();
        let heir = "heirs.person where not it.deceased";
        for (step, slot, who, action) in [
            ("consent", "landlord".to_owned(), "lina", "approve"),
            ("agree", format!("{heir}#1"), "ani", "reject"),
            ("agree", format!("{heir}#2"), "budi", "approve"),
            ("agree", format!("{heir}#3"), "cici", "approve"),
            ("neighbours", "borders.owner#1".to_owned(), "dewi", "approve"),
        ] {
            let mut act = stage.action(step, action);
            act.slot = slot.as_str().into();
            act.actor.person = person(who);
            act.actor.seat = None;
            stage.order(&Command::Act(act)).unwrap();
        }
        assert_eq!(stage.at(), Some("inspect"));
        stage.fill("inspect", &[("heirs", Value::List(heirs[..2].to_vec()))]).unwrap();
        assert!(
            matches!(&stage.case.phase, Phase::Ended { end, .. } if end.as_str() == "rejected")
        );
    }
}
