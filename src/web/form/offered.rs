//! What may be picked: choices, offices, areas, earlier cases, and units of time.

use serde::Serialize;

use super::input::{Input, Inputs, text};
use crate::area::AreaCode;
use crate::calendar::{PeriodClass, Unit};
use crate::desk::Lists;
use crate::workflow::{Choices, FieldKind, Offers};

/// More possibilities than this are a menu, not a list of round buttons.
const MOST_PICKS: usize = 6;

/// What menus offer beside the words of the definition.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    /// Kelurahan and desa: code and name.
    pub areas: &'a [(AreaCode, String)],
    /// Offices and earlier cases.
    pub lists: &'a Lists,
}

impl Offered<'_> {
    /// Nothing.
    #[cfg(test)]
    pub const NOTHING: Offered<'static> =
        Offered { areas: &[], lists: &Lists { units: Vec::new(), cases: Vec::new() } };
}

/// One possibility of a choice.
#[derive(Debug, Serialize)]
pub struct Pick {
    pub(super) id: String,
    pub(super) value: String,
    pub(super) label: String,
    pub(super) on: bool,
}

/// A number with its unit.
#[derive(Debug, Serialize)]
pub struct Lasting {
    count: String,
    units: Vec<Pick>,
}

impl Inputs<'_> {
    /// Round buttons, a menu where there are many, boxes where several may be ticked.
    pub(super) fn choice(&self, input: &mut Input, choices: &Choices, path: &str) {
        let value = self.typed.get(path);
        let pairs: Vec<(&str, &str)> = match &choices.from {
            Offers::Units => {
                self.offered.lists.units.iter().map(|(id, name)| (&**id, &**name)).collect()
            }
            Offers::Areas => {
                self.offered.areas.iter().map(|(code, name)| (code.as_str(), &**name)).collect()
            }
            _ => choices.pairs().into_iter().map(|(key, words)| (&**key, &**words)).collect(),
        };
        if choices.many {
            let ticked = |key: &str| !self.typed.get(&format!("{path}.{key}")).is_empty();
            let mut boxes = picks(path, pairs, "");
            for pick in &mut boxes {
                pick.on = ticked(&pick.value);
            }
            input.ticks = Some(boxes);
        } else if pairs.len() > MOST_PICKS || pairs.is_empty() {
            input.menu = Some(Self::with_other(path, pairs, value));
        } else {
            input.picks = Some(picks(path, pairs, value));
        }
    }

    /// A menu that also holds what was chosen before and is offered no more.
    pub(super) fn with_other(path: &str, pairs: Vec<(&str, &str)>, value: &str) -> Vec<Pick> {
        let known = value.is_empty() || pairs.iter().any(|(key, _)| *key == value);
        let other = (!known).then_some((value, value));
        picks(path, pairs.into_iter().chain(other), value)
    }

    /// One's own earlier cases in a menu; who has none writes the number of one.
    pub(super) fn case(&self, input: &mut Input, kind: &FieldKind, path: &str) {
        let value = self.typed.get(path);
        let own: Vec<(&str, &str)> = self
            .offered
            .lists
            .earlier(kind)
            .map(|case| (case.ticket.as_str(), case.words.as_str()))
            .collect();
        if own.is_empty() {
            input.hint.get_or_insert_with(|| "Tulis nomor permohonannya.".into());
            input.text = Some(text(value, "text", None, "m"));
        } else {
            input.menu = Some(Self::with_other(path, own, value));
        }
    }

    pub(super) fn lasting(&self, path: &str, class: PeriodClass) -> Lasting {
        let units: &[(Unit, &str)] = match class {
            PeriodClass::Calendar => {
                &[(Unit::Day, "hari"), (Unit::Month, "bulan"), (Unit::Year, "tahun")]
            }
            PeriodClass::Working => &[(Unit::WorkDay, "hari kerja"), (Unit::WorkHour, "jam kerja")],
            PeriodClass::Clock => &[(Unit::Hour, "jam")],
        };
        let chosen = self.typed.get(&format!("{path}.u"));
        let only = units.len() == 1;
        let unit = |(unit, words): &(Unit, &str)| Pick {
            id: String::new(),
            value: unit.symbol().to_owned(),
            label: (*words).to_owned(),
            on: only || chosen == unit.symbol(),
        };
        Lasting {
            count: self.typed.get(&format!("{path}.n")).to_owned(),
            units: units.iter().map(unit).collect(),
        }
    }
}

/// The first possibility has the id of the question, so that the summary's link leads to it.
pub(super) fn picks<'a>(
    path: &str,
    choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    chosen: &str,
) -> Vec<Pick> {
    let pick = |(n, (value, label)): (usize, (&str, &str))| Pick {
        id: if n == 0 { path.to_owned() } else { format!("{path}-{n}") },
        value: value.to_owned(),
        label: label.to_owned(),
        on: value == chosen,
    };
    choices.into_iter().enumerate().map(pick).collect()
}
