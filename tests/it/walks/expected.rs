//! What walks through a definition must have met: everything that it can lead to.

use std::collections::BTreeSet;

use alursurat::workflow::{Definition, FieldKind, Holder, Proof, Step, Target};

/// What no definition says of itself, by the words of the tally: met in the walks of all together.
pub const SOMEWHERE: &[&str] = &[
    "approved by right Own",
    "approved by right Plt",
    "approved by right Plh",
    "approved by right Pj",
    "approved by right Delegate",
    "an approval outlived an edit of its rows",
    "applicant reminded",
    "claimed",
    "commented",
    "declined",
    "extended",
    "forwarded",
    "given back",
    "hidden",
    "holder added",
    "lapsed",
    "put by",
    "rendered",
    "reassigned",
    "replaced",
    "resumed",
    "revoked",
    "signature failed",
    "signature unknown",
    "the same tick twice",
    "undo",
    "undo compared",
    "void approval-fell",
    "void facts-changed",
    "void rejected",
    "void reopened",
    "void undone",
    "void withdrawn",
];

/// Every action, end, late rule, output and refusal that the definition can lead to.
pub fn expected(definition: &Definition) -> BTreeSet<String> {
    let mut expected: BTreeSet<String> = refusals(definition).into_iter().map(refused).collect();
    expected.insert("submit".to_owned());
    let mut ends: BTreeSet<&str> = BTreeSet::from(["done", "withdrawn"]);
    for step in &definition.steps {
        for action in &step.actions {
            expected.insert(format!("{} {}", step.id, action.id));
            match &action.to {
                Target::End(end) => {
                    ends.insert(end.as_str());
                }
                Target::Step(to) => {
                    expected.insert(format!("sent back to {to}"));
                }
                _ => {}
            }
        }
        expected.extend((1..=step.late.len()).map(|rule| format!("late {}[{rule}]", step.id)));
    }
    for end in definition.ends.iter().filter(|end| ends.contains(end.id.as_str())) {
        expected.insert(format!("end {}", end.id));
        expected.extend(end.reopen.iter().map(|rule| format!("opened again at {}", rule.to)));
    }
    expected.extend(definition.outputs.iter().map(|output| format!("issued {}", output.id)));
    expected
}

fn refused(code: &str) -> String {
    format!("refused {code}")
}

/// The refusals that the engine may give for a case of this definition. `unique` is the desk's.
fn refusals(definition: &Definition) -> Vec<&'static str> {
    let steps = &definition.steps;
    let actions = || steps.iter().flat_map(|step| &step.actions);
    let branches = || steps.iter().flat_map(|step| &step.branches);
    let level = |by: &Holder| matches!(by, Holder::Level { .. });
    let signs = steps.iter().any(|step| !step.sign.is_empty());
    let met = [
        ("own-request", steps.iter().any(|step| says_whose_request(definition, step))),
        ("four-eyes", steps.iter().any(|step| !step.not.is_empty())),
        ("already-decided", steps.iter().any(|step| several(definition, step))),
        ("signing", signs),
        ("already-signed", steps.iter().any(|step| goes_on_signed(definition, step))),
        ("holder-vacant", branches().any(|branch| level(&branch.by))),
        ("held", actions().any(|action| action.pause.is_some())),
        ("check", definition.fields.iter().any(|field| field.checks.iter().any(|c| !c.warn))),
        ("reason-required", signs || actions().any(|action| action.reasons.is_some())),
        ("too-early", steps.iter().any(|step| step.wait.is_some())),
        ("limit", actions().any(|action| action.limit.is_some())),
        ("auth", branches().any(|branch| branch.auth > Proof::Link)),
    ];
    let always = [
        "closed",
        "frozen",
        "missing",
        "not-allowed",
        "not-open",
        "not-this-step",
        "not-your-task",
        "not-your-turn",
        "note-required",
        "too-late",
        "unknown-action",
    ];
    always
        .into_iter()
        .chain(met.into_iter().filter(|(_, met)| *met).map(|(code, _)| code))
        .collect()
}

/// Whether a seat acts at the step and may know who asks: the refusal would say it otherwise.
fn says_whose_request(definition: &Definition, step: &Step) -> bool {
    let applicant = definition.field("applicant");
    let hide = applicant.and_then(|field| field.hide.as_ref());
    let hidden = hide.is_some_and(|hide| hide.when.is_none() && hide.from.contains(&step.id));
    let seat = step.holders().any(|by| matches!(by, Holder::Level { .. } | Holder::At { .. }));
    seat && !hidden
}

/// Whether more than one may have to act at the step.
fn several(definition: &Definition, step: &Step) -> bool {
    let rows = |by: &Holder| match by {
        Holder::People { path, .. } => {
            matches!(definition.kind(&path.root), Some(FieldKind::List { .. }))
        }
        _ => false,
    };
    step.branches.len() > 1 || step.holders().any(rows)
}

/// Whether the case is still open when something is signed.
fn goes_on_signed(definition: &Definition, step: &Step) -> bool {
    let last = definition.steps.last().is_some_and(|last| last.id == step.id);
    !step.sign.is_empty() && (!last || step.sign.len() > 1)
}

#[test]
fn what_can_be_met_is_read_from_the_definition() {
    let subjects = super::subjects::subjects(None);
    let birth = subjects.iter().find(|subject| subject.definition.id.as_str() == "birth").unwrap();
    let expected = expected(&birth.definition);
    for met in [
        "camat approve",
        "end rejected",
        "issued camat_reg",
        "late rt[2]",
        "refused already-signed",
        "refused check",
        "refused four-eyes",
        "rt meet",
    ] {
        assert!(expected.contains(met), "{met}");
    }
    for never in ["rt zz", "late rt[3]", "refused limit", "refused too-early"] {
        assert!(!expected.contains(never), "{never}");
    }
}
