//! Submission: what must be filled, and the pin of what the case reads from then on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decide::Draft;
use super::facts::guard;
use super::{Case, Event, Held, Model, Phase, Pin, Refusal, Revision};
use crate::calendar::PeriodClass;
use crate::origin::{CaseId, PersonId};
use crate::workflow::{Definition, Due, Expr, Field, FieldId, Filler, Purpose, Root, Value};

/// Carries out `SaveDraft`.
pub(super) fn save(
    draft: &mut Draft<'_>,
    person: PersonId,
    fills: &[(FieldId, Option<Revision>)],
) -> Result<(), Refusal> {
    let values = mine(draft, person, fills)?;
    if !values.is_empty() {
        draft.push(Event::DraftSaved { person, values });
    }
    Ok(())
}

/// Carries out `Submit`: what was put by and what is new is handed in.
pub(super) fn submit(
    draft: &mut Draft<'_>,
    person: PersonId,
    (purpose, earlier): (Purpose, Option<CaseId>),
    fills: &[(FieldId, Option<Revision>)],
) -> Result<(), Refusal> {
    let mut values = draft.case.draft.clone();
    values.extend(mine(draft, person, fills)?);
    let model = draft.model;
    if draft.case.pin.is_none() {
        if !model.definition.start.purposes.contains(&purpose) {
            return Err(Refusal::NotAllowed);
        }
        draft.push(Event::Pinned(Arc::new(pin(&model, purpose))));
    }
    let date = model.calendar.date(draft.now);
    draft.push(Event::Submitted { person, values, at: draft.now, date, earlier });
    let fields = || model.definition.fields.iter().filter(|field| field.by == Filler::Applicant);
    required(&model, &draft.case, fields())?;
    checks(&model, &draft.case, fields())
}

/// New values of the applicant's own fields, while the applicant has the request.
fn mine(
    draft: &Draft<'_>,
    person: PersonId,
    fills: &[(FieldId, Option<Revision>)],
) -> Result<BTreeMap<FieldId, Option<Held>>, Refusal> {
    if !matches!(draft.case.phase, Phase::Draft | Phase::Returned { .. }) {
        return Err(Refusal::NotYourTurn);
    }
    if draft.case.applicant.is_some_and(|applicant| applicant != person) {
        return Err(Refusal::NotYourTask);
    }
    let mine = |field: &FieldId| {
        let field = draft.model.definition.field(field.as_str());
        field.is_some_and(|field| field.by == Filler::Applicant)
    };
    match fills.iter().find(|(field, _)| !mine(field)) {
        Some((field, _)) => Err(Refusal::Frozen(field.clone())),
        None => held(&draft.case, fills),
    }
}

/// The values that a command names, as events hold them.
pub(super) fn held(
    case: &Case,
    fills: &[(FieldId, Option<Revision>)],
) -> Result<BTreeMap<FieldId, Option<Held>>, Refusal> {
    let mut values = BTreeMap::new();
    for (field, revision) in fills {
        let value = match *revision {
            None => None,
            Some(revision) => {
                let answer = case.answers.get(field, revision);
                let answer = answer.ok_or_else(|| Refusal::Missing(field.clone()))?;
                Some(Held { revision, commitment: answer.commitment() })
            }
        };
        values.insert(field.clone(), value);
    }
    Ok(values)
}

/// Whether every field that must be filled is.
pub(super) fn required<'a>(
    model: &Model<'_>,
    case: &Case,
    mut fields: impl Iterator<Item = &'a Field>,
) -> Result<(), Refusal> {
    let missing = fields.find(|field| {
        !field.optional
            && !case.data.contains_key(&field.id)
            && guard(model, case, field.when.as_ref())
    });
    missing.map_or(Ok(()), |field| Err(Refusal::Missing(field.id.clone())))
}

/// Whether the rules of all filled fields hold.
pub(super) fn checks<'a>(
    model: &Model<'_>,
    case: &Case,
    fields: impl Iterator<Item = &'a Field>,
) -> Result<(), Refusal> {
    let filled = fields.filter(|field| case.data.contains_key(&field.id));
    let mut strict = filled.flat_map(|field| &field.checks).filter(|check| !check.warn);
    let broken = strict.find(|check| !guard(model, case, Some(&check.that)));
    broken.map_or(Ok(()), |check| Err(Refusal::Check(check.say.to_string())))
}

pub(super) fn pin(model: &Model<'_>, purpose: Purpose) -> Pin {
    let definition = model.definition;
    let value = |setting: &crate::workflow::Setting| {
        model.settings.get(&setting.id).unwrap_or(&setting.default).clone()
    };
    let settings = definition.settings.iter();
    Pin {
        definition: definition.hash.clone(),
        tables: definition
            .tables
            .iter()
            .map(|(id, table)| (id.clone(), table.hash.to_string()))
            .collect(),
        purpose,
        settings: settings.map(|setting| (setting.id.clone(), value(setting))).collect(),
        unit: model.unit.cloned(),
        holidays: counts_workdays(definition).then(|| Arc::clone(model.calendar.holidays())),
    }
}

/// Whether any expression that guards something may move a day by working days.
fn counts_workdays(definition: &Definition) -> bool {
    let working = |period: &crate::calendar::Period| period.class() == PeriodClass::Working;
    let setting = |id: &crate::workflow::SettingId| {
        definition.setting(id.as_str()).is_some_and(
            |setting| matches!(&setting.default, Value::Period(period) if working(period)),
        )
    };
    let counts = |expr: &Expr| {
        any(expr, &|part| match part {
            Expr::Period(period) => working(period),
            Expr::Path(path) => matches!(&path.root, Root::Setting(id) if setting(id)),
            _ => false,
        })
    };
    let steps = definition.steps.iter().filter_map(|step| step.when.as_ref());
    let outputs = definition.outputs.iter();
    let outputs = outputs.flat_map(|output| {
        let valid = output.valid.as_ref().map(|(Due::Period(valid) | Due::Date(valid))| valid);
        output.when.iter().chain(valid)
    });
    let fields = definition.fields.iter();
    let fields = fields
        .flat_map(|field| field.when.iter().chain(field.checks.iter().map(|check| &check.that)));
    steps.chain(outputs).chain(fields).any(counts)
}

/// Whether `test` holds for an expression or any part of it.
fn any(expr: &Expr, test: &impl Fn(&Expr) -> bool) -> bool {
    test(expr)
        || match expr {
            Expr::Not(a) | Expr::Some(_, a) | Expr::Every(_, a) => any(a, test),
            Expr::And(a, b)
            | Expr::Or(a, b)
            | Expr::Compare(_, a, b)
            | Expr::Add(a, b)
            | Expr::Subtract(a, b) => any(a, test) || any(b, test),
            Expr::If(a, b, c) => any(a, test) || any(b, test) || any(c, test),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::stage::{Stage, person, text};
    use super::*;
    use crate::workflow::SettingId;

    #[test]
    fn the_first_submission_pins_the_settings_of_the_day() {
        let mut stage = Stage::birth();
        let no = SettingId::from("rt_required");
        stage.settings.insert(no.clone(), Value::Bool(false));
        stage.submit(&[]).unwrap();
        assert_eq!(stage.at(), Some("rw"));
        stage.settings.insert(no, Value::Bool(true));
        assert_eq!(stage.at(), Some("rw"), "an open case reads its pin");
        let pin = stage.case.pin.clone().unwrap();
        assert_eq!(pin.settings["code"], text("400.12.3.1"));
        assert_eq!(pin.holidays, None, "no expression counts working days");
    }

    #[test]
    fn an_expression_with_working_days_pins_the_holidays() {
        let counts = "today > today - 2wd";
        let plain = "today > today - 2d";
        for (when, pinned) in [
            (counts.to_owned(), true),
            (plain.to_owned(), false),
            (format!("not {counts}"), true),
            (format!("urgent or {counts}"), true),
            (format!("{counts} and urgent"), true),
            (format!("if {counts} then urgent else not urgent"), true),
            (format!("if urgent then {counts} else not urgent"), true),
            (format!("if urgent then not urgent else {counts}"), true),
            (format!("if urgent then not urgent else {plain}"), false),
            ("today > today - office.grace".to_owned(), true),
            ("today > today - office.days".to_owned(), false),
        ] {
            let text = include_str!("../../tests/reference/extra/office.yaml");
            let text = text.replace("when: amount > 500", &format!("when: {when}")).replace(
                "settings:\n",
                "settings:\n  grace: {type: duration, default: 2wd, title: Tenggang}\n  \
                 days: {type: duration, default: 2d, title: Hari}\n",
            );
            let mut stage = Stage::new("office", &text);
            stage.submit(&[]).unwrap();
            assert_eq!(stage.case.pin.unwrap().holidays.is_some(), pinned, "{when}");
        }
    }

    #[test]
    fn what_must_be_answered_is_named() {
        let mut stage = Stage::birth();
        let answers = stage.answers();
        let mut ask = |purpose, leave_out: &str, who: &str| {
            let answers: Vec<_> =
                answers.iter().filter(|(f, _)| f.as_str() != leave_out).cloned().collect();
            let fills = stage.fills(&answers);
            let command = Command::Submit { person: person(who), purpose, earlier: None, fills };
            stage.with(|model| super::super::decide(model, &stage.case, &command, stage.now)).err()
        };
        assert_eq!(ask(Purpose::New, "mother", "a"), Some(Refusal::Missing("mother".into())));
        assert_eq!(ask(Purpose::Renewal, "", "a"), Some(Refusal::NotAllowed));
        assert_eq!(ask(Purpose::New, "witnesses", "a"), None, "born in a hospital");
        stage.submit(&[]).unwrap();
        assert_eq!(stage.submit(&[]), Err(Refusal::NotYourTurn));
        stage.act("rt", "return").unwrap();
        let other = Command::Submit {
            person: person("b"),
            purpose: Purpose::New,
            earlier: None,
            fills: vec![],
        };
        assert_eq!(stage.order(&other), Err(Refusal::NotYourTask));
        let unknown = vec![(FieldId::from("sex"), Some(99))];
        let unknown = Command::Submit {
            person: person("applicant"),
            purpose: Purpose::New,
            earlier: None,
            fills: unknown,
        };
        assert_eq!(stage.order(&unknown), Err(Refusal::Missing("sex".into())));
    }

    #[test]
    fn a_rule_that_does_not_hold_is_told_in_its_words() {
        let mut stage = Stage::birth();
        let young = Value::Date(jiff::civil::date(1990, 1, 1));
        let told = Refusal::Check("Tanggal lahir ibu tidak masuk akal".to_owned());
        assert_eq!(stage.submit(&[("birth_date", young)]), Err(told));
    }

    #[test]
    fn a_field_of_a_step_is_not_the_applicants_to_fill() {
        let mut stage = Stage::office();
        let refused = stage.submit(&[("finding", text("x"))]);
        assert_eq!(refused, Err(Refusal::Frozen("finding".into())));
    }
}
