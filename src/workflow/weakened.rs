//! What a new version of a definition takes away: steps, signers, four eyes. Publishing it needs a
//! second administrator.

use super::{Definition, Expr, Need, Step, StepId};

/// A safeguard of the old version that the new one lacks, as a sentence that begins with its path.
pub fn weakened(old: &Definition, new: &Definition) -> Vec<String> {
    let mut lost = Vec::new();
    // A step that has another name now is the same step.
    let named = |step: &StepId| {
        let renamed = new.was.steps.iter().find(|(_, old)| *old == step);
        renamed.map_or(step, |(new, _)| new).clone()
    };
    for step in &old.steps {
        match new.step(named(&step.id).as_str()) {
            None => lost.push(format!("steps.{}: the step {} is dropped", step.id, step.title)),
            Some(now) => compare(step, now, &named, &mut lost),
        }
    }
    for output in &old.outputs {
        let Some(now) = new.output(output.id.as_str()) else {
            if !output.signers.is_empty() {
                let signers = list(&output.signers);
                lost.push(format!(
                    "outputs.{}: the letter is dropped, which is signed at {signers}",
                    output.id
                ));
            }
            continue;
        };
        for signer in output.signers.iter().filter(|signer| !now.signers.contains(&named(signer))) {
            lost.push(format!("outputs.{}: is no longer signed at {signer}", output.id));
        }
    }
    lost
}

fn compare(old: &Step, new: &Step, named: &impl Fn(&StepId) -> StepId, lost: &mut Vec<String>) {
    let id = &old.id;
    for step in old.not.iter().filter(|step| !new.not.contains(&named(step))) {
        lost.push(format!(
            "steps.{id}.not: whoever approved at {step} may now act here too (four eyes)"
        ));
    }
    let words = |when: &Option<Expr>| when.as_ref().map(ToString::to_string);
    match (words(&old.when), words(&new.when)) {
        (None, Some(now)) => {
            lost.push(format!(
                "steps.{id}.when: the step was never skipped, and now is unless {now}"
            ));
        }
        (Some(before), Some(now)) if before != now => {
            lost.push(format!(
                "steps.{id}.when: the step is skipped unless {now}; before, unless {before}"
            ));
        }
        _ => {}
    }
    let least = |step: &Step| step.branches.iter().map(|branch| branch.auth).min();
    if least(new) < least(old) || (new.at_desk && !old.at_desk) {
        lost.push(format!("steps.{id}.auth: a weaker proof of identity is enough than before"));
    }
    if !old.sign.is_empty() && !old.holders().eq(new.holders()) {
        lost.push(format!("steps.{id}.by: somebody else signs than before"));
    }
    let several = old.branches.len() > 1;
    for branch in old.branches.iter().filter(|_| several) {
        if !new.branches.iter().any(|now| now.key == branch.key) {
            lost.push(format!("steps.{id}: {} is no longer asked", branch.key));
        }
    }
    let fewer = match (old.need, new.need) {
        (Need::All, now) => now != Need::All && several,
        (Need::Count(before), Need::Count(now)) => now < before,
        (Need::Count(before), Need::Any) => before > 1,
        _ => false,
    };
    if fewer {
        lost.push(format!("steps.{id}.need: fewer must approve than before"));
    }
}

fn list(steps: &[StepId]) -> String {
    steps.iter().map(StepId::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::workflow::Library;

    const SMALL: &str = "format: 1
id: small
title: Surat
start: {by: resident, route: home}
fields:
  home: {type: place, title: Alamat}
  urgent: {type: bool, title: Mendesak}
steps:
  desk: {title: Loket, by: officer@kelurahan}
  verify: {title: Kasi, by: social@kelurahan, not: [desk]}
  lurah: {title: Lurah, by: head@kelurahan, not: [verify], sign: [letter]}
  camat: {title: Camat, by: head@kecamatan, when: urgent, sign: [letter]}
outputs:
  letter: {title: Surat, template: small}
keep: {done: 1y, rejected: 1y, withdrawn: 1y}
";

    fn small(text: &str) -> Arc<Definition> {
        let roles = include_str!("../../workflows/tables/roles.csv");
        let files = [("small.yaml", text), ("tables/roles.csv", roles)];
        let sources: BTreeMap<_, _> =
            files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let library = Library::from_sources(&sources).unwrap_or_else(|found| panic!("{found:#?}"));
        Arc::clone(&library.service("small").unwrap().definition)
    }

    fn lost(from: &str, to: &str) -> Vec<String> {
        assert!(SMALL.contains(from), "{from}");
        weakened(&small(SMALL), &small(&SMALL.replace(from, to)))
    }

    #[test]
    fn what_is_taken_away_is_named() {
        let desk = "  desk: {title: Loket, by: officer@kelurahan}\n";
        let without = SMALL.replace(desk, "").replace(", not: [desk]", "");
        assert_eq!(
            weakened(&small(SMALL), &small(&without)),
            [
                "steps.desk: the step Loket is dropped",
                "steps.verify.not: whoever approved at desk may now act here too (four eyes)",
            ]
        );
        assert_eq!(
            lost("when: urgent, sign: [letter]", "when: urgent"),
            [
                "steps.camat.auth: a weaker proof of identity is enough than before",
                "outputs.letter: is no longer signed at camat",
            ]
        );
        assert_eq!(
            lost("not: [desk]", "not: [desk], when: urgent"),
            ["steps.verify.when: the step was never skipped, and now is unless urgent"]
        );
        assert_eq!(
            lost("when: urgent", "when: not urgent"),
            ["steps.camat.when: the step is skipped unless not urgent; before, unless urgent"]
        );
        assert_eq!(
            lost("Lurah, by: head@kelurahan", "Lurah, by: secretary@kelurahan"),
            ["steps.lurah.by: somebody else signs than before"]
        );
    }

    #[test]
    fn fewer_of_several_are_named() {
        let both =
            SMALL.replace("by: officer@kelurahan}", "by: [officer@kelurahan, officer@kecamatan]}");
        let one = weakened(&small(&both), &small(SMALL));
        assert_eq!(one, ["steps.desk: officer@kecamatan is no longer asked"]);
        let any = both.replace("officer@kecamatan]}", "officer@kecamatan], need: any}");
        let any = weakened(&small(&both), &small(&any));
        assert_eq!(any, ["steps.desk.need: fewer must approve than before"]);
    }

    #[test]
    fn what_adds_or_rewords_takes_nothing_away() {
        assert_eq!(weakened(&small(SMALL), &small(SMALL)), [""; 0]);
        assert_eq!(lost("title: Kasi", "title: Kepala Seksi"), [""; 0]);
        assert_eq!(lost("not: [desk]", "not: [desk], auth: passkey"), [""; 0]);
        assert_eq!(lost("when: urgent, ", ""), [""; 0], "never skipped now");
    }
}
