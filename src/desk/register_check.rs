//! Whether the registers are whole: no number missing, none given twice, none ahead of its counter.

use std::collections::{BTreeMap, BTreeSet};

use super::DeskError;
use super::house::internal;
use super::register_hand::{Hand, Kept};
use crate::store::Store;

/// What was found about a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesCheck {
    /// The series.
    pub series: String,
    /// The last number that was drawn or passed over.
    pub last: u32,
    /// Numbers that letters have, void ones among them.
    pub letters: usize,
    /// Numbers that were ever reserved for paper.
    pub reserved: usize,
    /// What is wrong.
    pub problems: Vec<SeriesProblem>,
}

/// What is wrong with a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesProblem {
    /// Nobody has these, and nobody said why.
    #[error("{} missing", ranges(.0))]
    Missing(Vec<(u32, u32)>),
    /// The same number is printed on several letters.
    #[error("{0} is printed for {1:?}")]
    Twice(String, Vec<u32>),
    /// A letter has a number that is reserved for paper, or that was passed over.
    #[error("{} reserved or passed over, and a letter has it", ranges(.0))]
    Both(Vec<(u32, u32)>),
    /// Letters have numbers that the counter will give again.
    #[error("{} ahead of the counter", ranges(.0))]
    Ahead(Vec<(u32, u32)>),
    /// Letters have numbers, and no counter knows the series.
    #[error("no counter knows this series")]
    NoCounter,
}

/// Judges every series, or those of one office.
pub async fn check_registers(
    store: &Store,
    office: Option<&str>,
) -> Result<Vec<SeriesCheck>, DeskError> {
    let mut checks = Vec::new();
    let of_office = |known: Option<&str>| office.is_none_or(|office| known == Some(office));
    for counter in store.counters().await.map_err(internal)? {
        if of_office(counter.office.as_ref().map(|office| office.0.as_str())) {
            let values = store.register_values(&counter.series).await.map_err(internal)?;
            let hand = Hand(store.register_acts(&counter.series).await.map_err(internal)?);
            checks.push(judge(counter.series, counter.n, &values, &hand));
        }
    }
    for series in store.uncounted_series().await.map_err(internal)? {
        if of_office(None) {
            let letters = store.register_values(&series).await.map_err(internal)?.len();
            let problems = vec![SeriesProblem::NoCounter];
            checks.push(SeriesCheck { series, last: 0, letters, reserved: 0, problems });
        }
    }
    Ok(checks)
}

fn judge(series: String, last: u32, values: &[(u32, String)], hand: &Hand) -> SeriesCheck {
    let drawn: BTreeSet<u32> = values.iter().map(|(value, _)| *value).collect();
    let kept = hand.ranges();
    let by_hand = |value: u32| kept.iter().any(|&(low, high, _)| (low..=high).contains(&value));
    let mut problems = Vec::new();
    let missing: Vec<u32> = (1..=last).filter(|n| !drawn.contains(n) && !by_hand(*n)).collect();
    if !missing.is_empty() {
        problems.push(SeriesProblem::Missing(runs(&missing)));
    }
    let both: Vec<u32> = drawn.iter().copied().filter(|n| by_hand(*n)).collect();
    if !both.is_empty() {
        problems.push(SeriesProblem::Both(runs(&both)));
    }
    let ahead: Vec<u32> = drawn.iter().copied().filter(|n| *n > last).collect();
    if !ahead.is_empty() {
        problems.push(SeriesProblem::Ahead(runs(&ahead)));
    }
    let mut printed: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (value, number) in values {
        printed.entry(number).or_default().push(*value);
    }
    let on_paper = hand.0.iter().filter_map(|act| Some((act.lowest, act.number.as_deref()?)));
    for (value, number) in on_paper {
        let known = printed.entry(number).or_default();
        if !known.contains(&value) {
            known.push(value);
        }
    }
    let twice = printed.into_iter().filter(|(_, values)| values.len() > 1);
    problems.extend(twice.map(|(number, values)| SeriesProblem::Twice(number.to_owned(), values)));
    let reserved = kept.iter().filter(|(.., kept)| !matches!(kept, Kept::Passed(_))).count();
    SeriesCheck { series, last, letters: values.len(), reserved, problems }
}

/// Numbers in order as the ranges that they form.
fn runs(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &n in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(n) => *last = n,
            _ => runs.push((n, n)),
        }
    }
    runs
}

fn ranges(ranges: &[(u32, u32)]) -> String {
    let said = |&(low, high): &(u32, u32)| {
        if high == low { low.to_string() } else { format!("{low} to {high}") }
    };
    let verb = if matches!(ranges, [(low, high)] if low == high) { "is" } else { "are" };
    format!("{} {verb}", ranges.iter().map(said).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::PersonId;
    use crate::store::{ActKind, RegisterAct};
    use jiff::civil::date;

    fn reserve(lowest: u32, highest: u32) -> RegisterAct {
        RegisterAct {
            key: uuid::Uuid::nil(),
            series: "s".into(),
            kind: ActKind::Reserve,
            lowest,
            highest,
            day: date(2026, 11, 20),
            reason: "x".into(),
            number: None,
            subject: None,
            person: PersonId(uuid::Uuid::nil()),
            name: String::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn told(last: u32, drawn: &[u32], acts: Vec<RegisterAct>) -> Vec<String> {
        let values: Vec<_> = drawn.iter().map(|&n| (n, format!("{n}/2026"))).collect();
        let found = judge("s".into(), last, &values, &Hand(acts));
        found.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn letters_reserved_and_passed_over_make_a_whole_register() {
        let start = RegisterAct { kind: ActKind::Start, ..reserve(1, 214) };
        let acts = vec![start, reserve(216, 217), reserve(300, 301)];
        assert!(told(218, &[215, 218], acts).is_empty());
        assert!(told(0, &[], vec![]).is_empty());
    }

    #[test]
    fn every_fault_is_told() {
        assert_eq!(told(7, &[1, 2, 5, 7], vec![]), ["3 to 4, 6 are missing"]);
        assert_eq!(told(2, &[1, 2, 3], vec![]), ["3 is ahead of the counter"]);
        let both = told(2, &[1, 2], vec![reserve(2, 2)]);
        assert_eq!(both, ["2 is reserved or passed over, and a letter has it"]);
        let values = [(1, "x".to_owned()), (2, "x".to_owned())];
        let found = judge("s".into(), 2, &values, &Hand::default());
        assert_eq!(found.problems, [SeriesProblem::Twice("x".into(), vec![1, 2])]);
    }
}
