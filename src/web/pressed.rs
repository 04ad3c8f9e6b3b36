//! What pressing a button of a case means.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::decision::{Tried, edits};
use super::failure::Failure;
use super::form::{Sent, Typed, read};
use super::uploads::keep_files;
use super::{Web, refusal};
use crate::case::Refusal;
use crate::desk::{
    ActionView, CaseFile, Decide, DeskError, Problem, Seen, SignBatch, SignResult, Who,
};
use crate::origin::CaseId;
use crate::workflow::{ActionId, Field, FieldId, Value};

/// The button that returns a request with one sentence.
const COME: &str = "come ";
/// That sentence; who says it stands beside it.
const COME_YOURSELF: &str = "Mohon datang sendiri. Bawa KTP dan berkas asli.";

/// The action of the button that was pressed; the main one where a key sent the form.
pub(super) fn pressed(sent: &Sent) -> Option<&str> {
    let wanted = sent.text("do");
    let other = wanted.and_then(|wanted| wanted.strip_prefix("act "));
    let other = other.or_else(|| wanted.and_then(|wanted| wanted.strip_prefix(COME)));
    other.or_else(|| sent.text("action"))
}

/// Carries out what was pressed; `file` is the case as long as there is something to fill in.
/// `Ok(Some(_))` is a try that the person can mend.
pub(super) async fn carry_out<'a>(
    web: &Web,
    who: &Who,
    case: CaseId,
    file: Option<&CaseFile>,
    (sent, passphrase): (&'a Sent, Option<Zeroizing<String>>),
) -> Result<Option<Tried<'a>>, Failure> {
    let seen: Seen = sent.seen().filter(|seen| seen.case == case).ok_or(Failure::BadForm)?;
    let key = sent.key().ok_or(Failure::BadForm)?;
    if sent.text("undo").is_some() {
        web.desk.undo(who, seen, key).await?;
        return Ok(None);
    }
    let (Some(step), Some(action)) = (sent.text("_step"), pressed(sent)) else {
        return Err(Failure::BadForm);
    };
    let mut typed = sent.typed();
    let mut problems = keep_files(web, who, sent, &mut typed).await?;
    if let Some(list) = sent.text("do").and_then(|wanted| wanted.strip_prefix("add ")) {
        typed.add_row(list);
        return Ok(Some(Tried { sent, typed, problems }));
    }
    let fills = file.map(|file| fills(file, action, &typed, &mut problems)).unwrap_or_default();
    if problems.is_empty() {
        let main = |action: &str| {
            let main = |known: &ActionView| known.primary && known.id.as_str() == action;
            file.is_some_and(|file| file.signs && file.actions.iter().any(main))
        };
        problems = if main(action) {
            let passphrase = passphrase.unwrap_or_default();
            sign(web, who, SignBatch { cases: vec![seen], fills, passphrase, key }).await?
        } else {
            let decide = Decide { fills, ..decide(sent, seen, (step, action), key) };
            let id: ActionId = decide.action.clone();
            match web.desk.decide(who, decide).await {
                Ok(()) => Vec::new(),
                Err(error) => mendable(error, &id)?,
            }
        };
        if problems.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(Tried { sent, typed, problems }))
}

/// What was pressed, with what its button asked for.
pub(super) fn decide(
    sent: &Sent,
    seen: Seen,
    (step, action): (&str, &str),
    key: uuid::Uuid,
) -> Decide {
    let text = |asked: &str| {
        let of_button = sent.text(&format!("{asked}-{action}"));
        let text = of_button.or_else(|| sent.text(asked)).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let come = sent.text("do").is_some_and(|wanted| wanted.starts_with(COME));
    Decide {
        note: if come { Some(COME_YOURSELF.to_owned()) } else { text("note") },
        remarks: remarks(sent, action),
        reason: text("reason"),
        unit: text("unit").map(crate::area::OfficeId),
        ..Decide::new(seen, step.into(), action.into(), key)
    }
}

/// What was remarked on single answers beside a button.
fn remarks(sent: &Sent, action: &str) -> BTreeMap<FieldId, String> {
    let prefix = format!("remark-{action}-");
    let given = sent.under(&prefix).map(|(field, text)| (field.into(), text.to_owned()));
    given.collect()
}

/// Signs one letter; what is wrong, if it can be mended on the page.
async fn sign(web: &Web, who: &Who, batch: SignBatch) -> Result<Vec<Problem>, Failure> {
    let wrong = |message: &str| vec![Problem { path: "sandi".into(), message: message.into() }];
    if batch.passphrase.is_empty() {
        return Ok(wrong("Tulis frasa sandi tanda tangan."));
    }
    match web.desk.sign(who, batch).await {
        Ok(signed) => Ok(match signed.into_iter().next().map(|one| one.result) {
            Some(SignResult::Not(why)) => wrong(&why),
            _ => Vec::new(),
        }),
        Err(DeskError::Invalid(problems)) => Ok(problems),
        Err(DeskError::Passphrase) => {
            Ok(wrong("Frasa sandi salah. Surat ini belum ditandatangani. Coba lagi."))
        }
        Err(other) => Err(other.into()),
    }
}

/// What the holder filled or corrected: the main action takes all inputs, every other only what it
/// needs, and only changes count.
pub(super) fn fills(
    file: &CaseFile,
    action: &str,
    typed: &Typed,
    problems: &mut Vec<Problem>,
) -> BTreeMap<FieldId, Value> {
    let Some(action) = file.actions.iter().find(|known| known.id.as_str() == action) else {
        return BTreeMap::new();
    };
    let taken = |field: &Field| action.primary || action.needs.contains(&field.id);
    let changed = |(field, old): &(Field, Option<Value>)| {
        let new = read(field, typed, problems)?;
        (old.as_ref() != Some(&new)).then(|| (field.id.clone(), new))
    };
    edits(file).filter(|(field, _)| taken(field)).filter_map(changed).collect()
}

/// The problems that the person can mend on the same page; every other error ends the page.
pub(super) fn mendable(error: DeskError, action: &ActionId) -> Result<Vec<Problem>, Failure> {
    let refusal = match error {
        DeskError::Invalid(mut problems) => {
            for problem in &mut problems {
                if ["note", "reason", "unit"].contains(&problem.path.as_str()) {
                    problem.path = format!("{}-{action}", problem.path);
                } else if let Some(field) = problem.path.strip_prefix("remark.") {
                    problem.path = format!("remark-{action}-{field}");
                }
            }
            return Ok(problems);
        }
        DeskError::Refused(refusal) => refusal,
        other => return Err(other.into()),
    };
    let path = match &refusal {
        Refusal::NoteRequired => format!("note-{action}"),
        Refusal::ReasonRequired => format!("reason-{action}"),
        Refusal::Missing(field) => field.to_string(),
        Refusal::Check(_) => "isi".to_owned(),
        _ => return Err(DeskError::Refused(refusal).into()),
    };
    Ok(vec![Problem { path, message: refusal::words(&refusal) }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn only_what_the_officer_changed_is_sent_on() {
        let file = sample::case_file();
        let typed: Typed =
            [("birth_place", "Probolinggo"), ("child_order", "3")].into_iter().collect();
        let mut problems = vec![];
        let sent = fills(&file, "approve", &typed, &mut problems);
        assert_eq!(
            sent.into_iter().collect::<Vec<_>>(),
            [("child_order".into(), Value::Number(3))]
        );
        assert!(fills(&file, "return", &typed, &mut problems).is_empty());
    }
}
