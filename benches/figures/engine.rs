//! Transitions in memory: `decide` and `evolve`, without any storage.

use alursurat::area::Staffing;
use alursurat::case::{Case, Command, Model, apply, decide};
use alursurat::origin::Clock as _;
use alursurat::workflow::Purpose;
use anyhow::anyhow;

use crate::chain::{Hall, STEPS};
use crate::measure::per_second;
use crate::table::Row;

/// One case after the other goes from its submission to its end.
pub fn row() -> anyhow::Result<Row> {
    let hall = Hall::new()?;
    let rules = &hall.rules;
    let model = Model {
        definition: &rules.definition,
        calendar: &rules.calendar,
        settings: &rules.settings,
        staffing: &|_, _| Staffing::Held,
        known: &|_| None,
        undo_window: rules.undo_window,
        patience: rules.patience,
        unit: None,
    };
    let now = hall.clock.now();
    let mut fresh = Case::new();
    let mut fills = Vec::new();
    for (field, answer) in hall.answers()? {
        let revision = fresh.answers.offer(&field, answer);
        fills.push((field, Some(revision)));
    }
    let submit =
        Command::Submit { person: hall.applicant, purpose: Purpose::New, earlier: None, fills };
    let approvals: Vec<Command> = (0..STEPS).map(|step| hall.approval(step)).collect();
    let step = |case: Case, command: &Command| {
        let events = decide(&model, &case, command, now).map_err(|no| anyhow!("refused: {no}"))?;
        Ok::<_, anyhow::Error>(apply(case, &events, &rules.definition))
    };
    let cases = per_second(|_| {
        let mut case = step(fresh.clone(), &submit)?;
        for approval in &approvals {
            case = step(case, approval)?;
        }
        Ok(())
    })?;
    let commands = u32::try_from(STEPS + 1)?;
    Ok(Row {
        what: "transitions in memory (decide + evolve), one core".into(),
        ours: Some(cases * f64::from(commands)),
        floor: None,
    })
}
