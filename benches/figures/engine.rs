//! Transitions in memory: `decide` and `evolve`, without any storage. The birth letter with every
//! field filled goes from its submission to its end, beside the same letter written by hand.

use std::cell::Cell;
use std::hint::black_box;
use std::sync::Arc;

use alursurat::area::Staffing;
use alursurat::case::{self, Case, Command, SignOutcome};
use alursurat::workflow::Value;
use anyhow::{Context as _, anyhow, ensure};
use jiff::Timestamp;

use crate::birth::{Birth, OFFICES};
use crate::by_hand::{self, Form, Letter, Town};
use crate::measure::per_second;
use crate::table::Row;

/// All commands of the case, and those that follow its submission: the hashes that commit to the
/// answers are the greater part of the first, here and by hand.
pub fn rows() -> anyhow::Result<Vec<Row>> {
    let birth = Birth::new()?;
    let ours = ours(&birth)?;
    let floor = floor(&birth)?;
    let row = |what: &str, ours, floor| Row {
        what: format!("transitions in memory (decide + evolve), birth, {what}, one core"),
        ours: Some(ours),
        floor: Some(("a `match` written by hand".to_owned(), floor)),
    };
    Ok(vec![row("all commands", ours.0, floor.0), row("after submission", ours.1, floor.1)])
}

/// Commands a second: from the first one, and from the second.
fn both<C, S: Clone>(
    commands: &[(Timestamp, C)],
    fresh: &S,
    step: impl Fn(S, Timestamp, &C) -> anyhow::Result<S>,
    ended: impl Fn(&S) -> bool,
) -> anyhow::Result<(f64, f64)> {
    let run = |from: &S, commands: &[(Timestamp, C)]| {
        let mut state = from.clone();
        for (at, command) in commands {
            state = step(state, *at, command)?;
        }
        ensure!(ended(&state), "the case did not end");
        Ok(())
    };
    let (first, rest) = commands.split_first().context("no command")?;
    let submitted = step(fresh.clone(), first.0, &first.1)?;
    let all = per_second(|_| run(fresh, commands))? * rate(commands.len())?;
    let after = per_second(|_| run(&submitted, rest))? * rate(rest.len())?;
    Ok((all, after))
}

fn rate(commands: usize) -> anyhow::Result<f64> {
    Ok(f64::from(u32::try_from(commands)?))
}

fn ours(birth: &Birth) -> anyhow::Result<(f64, f64)> {
    let model = birth.model();
    let definition = &birth.definition;
    let (answers, _) = birth.offered();
    let fresh = Case { answers, ..Case::new() };
    let drawn = Cell::new(0);
    let draw = || drawn.replace(drawn.get() + 1);
    let step = |case: Case, at: Timestamp, command: &Command| {
        let mut outcome =
            case::carry_out(&model, &case, command, at).map_err(|no| anyhow!("refused: {no}"))?;
        case::complete_numbers(definition, &mut outcome, |_| draw(), |_| "427.61".to_owned());
        black_box(&outcome.events);
        Ok(outcome.case)
    };
    both(&birth.commands()?, &fresh, step, |case| matches!(case.phase, case::Phase::Ended { .. }))
}

fn floor(birth: &Birth) -> anyhow::Result<(f64, f64)> {
    let town = Town { calendar: &birth.calendar, staffing: &|_, _| Staffing::Held };
    let date = |field: &str| match birth.value(field) {
        Some(Value::Date(day)) => Ok(*day),
        _ => Err(anyhow!("{field} is no day")),
    };
    let Some(Value::Person(mother)) = birth.value("mother") else {
        return Err(anyhow!("no mother"));
    };
    let Some(Value::Date(mothers_birth)) = mother.get("birth_date") else {
        return Err(anyhow!("the mother has no day of birth"));
    };
    let [rt, rw, kelurahan, kecamatan] = OFFICES.map(|(_, office)| office.to_owned());
    let form = Arc::new(Form {
        answers: birth.answers.iter().map(|(_, answer)| answer.clone()).collect(),
        birth_date: date("birth_date")?,
        mothers_birth: *mothers_birth,
        rt: 3,
        rw: 5,
        offices: [rt, rw, kelurahan.clone(), kelurahan, kecamatan],
    });
    let by_hand = |command: &Command| match command {
        Command::Submit { person, .. } => {
            Ok(by_hand::Command::Submit { person: *person, form: Arc::clone(&form) })
        }
        Command::Act(act) => Ok(by_hand::Command::Approve {
            step: match act.step.as_str() {
                "rt" => by_hand::Step::Rt,
                "rw" => by_hand::Step::Rw,
                "verify" => by_hand::Step::Verify,
                "lurah" => by_hand::Step::Lurah,
                _ => by_hand::Step::Camat,
            },
            actor: act.actor.clone(),
        }),
        Command::Freeze { sha256, .. } => Ok(by_hand::Command::Freeze { sha256: sha256.clone() }),
        Command::SignResult { outcome: SignOutcome::Signed { sha256 }, .. } => {
            Ok(by_hand::Command::Signed { sha256: sha256.clone() })
        }
        other => Err(anyhow!("not written by hand: {other:?}")),
    };
    let commands: Vec<_> = birth
        .commands()?
        .iter()
        .map(|(at, command)| Ok((*at, by_hand(command)?)))
        .collect::<anyhow::Result<_>>()?;
    let drawn = Cell::new(0);
    let step = |letter: Letter, at: Timestamp, command: &by_hand::Command| {
        let mut events =
            letter.decide(&town, command, at).map_err(|no| anyhow!("refused: {}", no.0))?;
        letter.number(&town, at, &mut events, |_| drawn.replace(drawn.get() + 1));
        Ok(letter.apply(black_box(&events)))
    };
    both(&commands, &Letter::default(), step, |letter| letter.ended.is_some())
}
