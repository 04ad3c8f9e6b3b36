//! Who acts at a step: `by`, `of`, `need`, `else` and `auth` (definition-format.md 5, 5.1, 5.3).

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{Branch, BranchId, Holder, Need, Proof};
use super::holder::{Roles, holder, holders};
use super::id::{self, IdKind};
use crate::area::{Level, Role};

/// Keys of every branch.
pub(in super::super) const BRANCH: [Key; 3] =
    [must("title", Takes::Text), must("by", Takes::Text), key("when", Takes::Text)];

/// Everybody who acts at a step.
pub(super) struct Acting {
    pub branches: Vec<Branch>,
    pub need: Need,
    /// `else`, where the author wrote it.
    pub named: Option<Vec<Holder>>,
    pub at_desk: bool,
}

/// The branches of a step; `None` where nobody is named who handles it.
pub(super) fn acting(
    report: &mut Report,
    step: &At<'_>,
    roles: &Roles,
    signs: bool,
) -> Option<Acting> {
    let branches = match (step.get("by"), step.get("of")) {
        (Some(_), Some(of)) => {
            report.key_error(&of, "has both by and of", Some("keep one of them".to_owned()));
            return None;
        }
        (Some(by), None) => by_holders(report, &by, roles),
        (None, Some(of)) => of_branches(report, &of, roles),
        (None, None) => {
            report.error(step, "needs by (who handles it)");
            return None;
        }
    };
    let need = step.get("need").and_then(|at| need(report, &at)).unwrap_or(Need::All);
    let named = step.get("else").map(|list| holders(report, &list, roles));
    let (least, at_desk) = step.get("auth").map_or((None, false), |at| proofs(report, &at, signs));
    let complete = |mut branch: Branch| {
        branch.substitutes = named.clone().unwrap_or_else(|| substitutes(&branch.by));
        branch.auth = least.unwrap_or_else(|| least_proof(&branch.by, signs));
        branch
    };
    let branches: Vec<Branch> = branches?.into_iter().map(complete).collect();
    Some(Acting { branches, need, named, at_desk })
}

fn branch(by: Holder) -> Branch {
    Branch {
        key: by.to_string().into(),
        id: None,
        title: None,
        by,
        when: None,
        substitutes: Vec::new(),
        auth: Proof::Link,
    }
}

/// `by`: one holder, or a list of them.
fn by_holders(report: &mut Report, by: &At<'_>, roles: &Roles) -> Option<Vec<Branch>> {
    if by.raw().is_some() {
        return Some(vec![branch(holder(report, by, roles)?)]);
    }
    let items = report.list(by);
    let mut branches: Vec<Branch> = Vec::new();
    for item in &items {
        let found = branch(holder(report, item, roles)?);
        if branches.iter().any(|other| other.key == found.key) {
            report.error(item, format!("`{}` is named twice", found.key));
            continue;
        }
        branches.push(found);
    }
    if items.is_empty() && by.what() == "a list" {
        report.error(by, "names nobody");
    }
    (!branches.is_empty()).then_some(branches)
}

/// `of`: branches with names.
fn of_branches(report: &mut Report, of: &At<'_>, roles: &Roles) -> Option<Vec<Branch>> {
    let entries = of.entries();
    if report.is_map(of) && entries.is_empty() {
        report.error(of, "needs at least one branch");
    }
    let mut branches = Vec::new();
    for (id, at) in &entries {
        id::check(report, at, id, IdKind::Plain);
        if !report.keys(at, &BRANCH) {
            continue;
        }
        let title = report.title(at);
        let when = at.get("when").and_then(|at| report.expr(&at));
        let Some(by) = at.get("by") else {
            report.error(at, "needs by (who handles it)");
            continue;
        };
        let Some(by) = holder(report, &by, roles) else { continue };
        let (id, key) = (Some(BranchId::from(&**id)), id.clone());
        branches.push(Branch { id, title, when, key, ..branch(by) });
    }
    (!branches.is_empty() && branches.len() == entries.len()).then_some(branches)
}

fn need(report: &mut Report, at: &At<'_>) -> Option<Need> {
    let text = report.text(at)?;
    match (&*text, text.parse::<u32>()) {
        ("all", _) => Some(Need::All),
        ("any", _) => Some(Need::Any),
        (_, Ok(count)) if count > 0 => Some(Need::Count(count)),
        _ => {
            report.error(at, format!("must be all, any or a number, is `{text}`"));
            None
        }
    }
}

const PROOFS: [Proof; 5] = [Proof::Link, Proof::Click, Proof::Pin, Proof::Passkey, Proof::Tte];

/// The least proof, where one is named, and whether the desk may record it.
fn proofs(report: &mut Report, at: &At<'_>, signs: bool) -> (Option<Proof>, bool) {
    let words = PROOFS.map(|proof| (proof.word(), Some(proof))).into_iter();
    let words: Vec<(&str, Option<Proof>)> = words.chain([("desk", None)]).collect();
    let items = if at.raw().is_some() { vec![at.clone()] } else { report.list(at) };
    let (mut least, mut desk) = (None, false);
    for item in &items {
        match report.word(item, "proof", &words) {
            Some(Some(proof)) if least.is_some_and(|least| least != proof) => {
                let message = format!("`{}` is a second proof; the least one counts", proof.word());
                report.error(item, message);
            }
            Some(Some(proof)) => least = Some(proof),
            Some(None) if signs => report.error(item, "a signature cannot be given at the desk"),
            Some(None) => desk = true,
            None => {}
        }
    }
    (least, desk)
}

fn least_proof(by: &Holder, signs: bool) -> Proof {
    match by {
        _ if signs => Proof::Tte,
        holder if holder.is_office() && !holder.is_neighbour() => Proof::Click,
        _ => Proof::Link,
    }
}

fn seat(role: &str, level: Level) -> Holder {
    Holder::Level { role: Role(role.to_owned()), level }
}

/// The default chain of substitutes (5.1): offices have their delegations instead.
fn substitutes(by: &Holder) -> Vec<Holder> {
    match by {
        Holder::Level { level: Level::Rt, .. } => {
            vec![seat("secretary", Level::Rt), seat("head", Level::Rw)]
        }
        Holder::Level { level: Level::Rw, .. } => {
            vec![seat("secretary", Level::Rw), seat("officer", Level::Kelurahan)]
        }
        _ => Vec::new(),
    }
}

impl Acting {
    /// Whom a late rule adds where the author says nothing: the first of `else`, otherwise the head
    /// of the parent unit.
    pub fn superior(&self) -> Option<Holder> {
        if let Some(first) = self.named.as_ref().and_then(|named| named.first()) {
            return Some(first.clone());
        }
        let Holder::Level { level, .. } = &self.branches.first()?.by else { return None };
        let upper = Level::ALL.into_iter().find(|upper| upper > level)?;
        Some(seat("head", upper))
    }
}
