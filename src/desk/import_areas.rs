//! Taking up an official list of areas: what is new, renamed or gone. Nothing is ever removed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::DeskError;
use super::house::internal;
use crate::area::{AreaCode, BadLine, LevelWords, OfficeId, OfficialList};
use crate::store::{Area, Store};

/// What a list changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaPlan {
    /// Areas that were not known.
    pub added: usize,
    /// Areas that are as they were.
    pub same: usize,
    /// Areas that a list left out before, and this one has again.
    pub back: Vec<AreaCode>,
    /// Areas with another name: code, the name before, the name now.
    pub renamed: Vec<(AreaCode, String, String)>,
    /// Areas that the list no longer has, with their names. They stay.
    pub gone: Vec<(AreaCode, String)>,
    /// Offices of areas that are renamed or gone: somebody must see to them.
    pub offices: Vec<OfficeId>,
    /// Lines that cannot be taken up.
    pub bad: Vec<BadLine>,
    rows: Vec<Area>,
}

impl AreaPlan {
    /// Compares a list with what is known.
    pub async fn of(
        store: &Store,
        list: OfficialList,
        words: &LevelWords,
        today: Date,
    ) -> Result<Self, DeskError> {
        let known = store.areas().await.map_err(internal)?;
        let mut plan = Self { bad: list.bad, ..Self::default() };
        let mut old: BTreeMap<AreaCode, Area> =
            known.into_iter().map(|area| (area.code.clone(), area)).collect();
        plan.bad.extend(orphans(&list.areas, &old));
        plan.bad.sort_by_key(|bad| bad.line);
        let (levels, roots) = extent(&list.areas);
        for (code, (name, _)) in list.areas {
            let (called, name) = words.split(&code, &name);
            let now = Area {
                code: code.clone(),
                name: name.to_owned(),
                called: called.to_owned(),
                gone: None,
            };
            match old.remove(&code) {
                None => plan.added += 1,
                Some(before) if before == now => {
                    plan.same += 1;
                    continue;
                }
                Some(before) => {
                    let full = |area: &Area| format!("{} {}", area.called, area.name);
                    if before.gone.is_some() {
                        plan.back.push(code.clone());
                    }
                    if full(&before) != full(&now) {
                        plan.renamed.push((code, full(&before), full(&now)));
                    }
                }
            }
            plan.rows.push(now);
        }
        let in_list = |area: &Area| {
            levels.contains(&area.code.level()) && area.code.upward().any(|up| roots.contains(&up))
        };
        for mut area in old.into_values().filter(|area| area.gone.is_none() && in_list(area)) {
            plan.gone.push((area.code.clone(), format!("{} {}", area.called, area.name)));
            area.gone = Some(today.to_string());
            plan.rows.push(area);
        }
        let directory = store.directory().await.map_err(internal)?;
        let touched = plan.renamed.iter().map(|(code, ..)| code);
        let touched = touched.chain(plan.gone.iter().map(|(code, _)| code)).map(OfficeId::from);
        plan.offices = touched.filter(|id| directory.office(id).is_some()).collect();
        Ok(plan)
    }

    /// How many rows would be written.
    pub fn changes(&self) -> usize {
        self.rows.len()
    }

    /// Writes the changes, all or nothing.
    pub async fn carry_out(&self, store: &Store) -> Result<(), DeskError> {
        store.put_areas(&self.rows).await.map_err(internal)
    }
}

/// Areas whose area above nobody knows.
fn orphans(
    areas: &BTreeMap<AreaCode, (String, u64)>,
    known: &BTreeMap<AreaCode, Area>,
) -> Vec<BadLine> {
    let orphan = |(code, (_, line)): (&AreaCode, &(String, u64))| {
        let above = code.parent()?;
        let missing = !areas.contains_key(&above) && !known.contains_key(&above);
        missing.then(|| BadLine {
            line: *line,
            problem: format!("{code} lies in {above}, which no list has; add its line"),
        })
    };
    areas.iter().filter_map(orphan).collect()
}

/// The levels that a list has, and the areas at its top: what lies under those and is of those
/// levels is gone where the list leaves it out. A list of one city says nothing of others.
fn extent(
    areas: &BTreeMap<AreaCode, (String, u64)>,
) -> (BTreeSet<crate::area::Level>, BTreeSet<AreaCode>) {
    let levels = areas.keys().map(AreaCode::level).collect();
    let top = |code: &&AreaCode| code.parent().is_none_or(|above| !areas.contains_key(&above));
    (levels, areas.keys().filter(top).cloned().collect())
}
