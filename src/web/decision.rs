//! The buttons of a case, and what pressing one of them means.

use serde::Serialize;

use super::failure::Failure;
use super::form::{Hidden, Listed, Offered, Section, Sent, Typed, read, sections, write};
use super::uploads::keep_files;
use super::{Web, refusal};
use crate::case::Refusal;
use crate::desk::{ActionView, CaseFile, Decide, DeskError, Problem, Seen, Who};
use crate::origin::CaseId;
use crate::workflow::{ActionId, FieldId, Value};

/// What may be decided here, for `decide.hbs`.
#[derive(Debug, Serialize)]
pub(super) struct Decision {
    /// Where the forms go.
    action: String,
    /// An officer goes on to the next case.
    office: bool,
    hidden: Vec<Hidden>,
    sections: Vec<Section>,
    primary: Option<Button>,
    others: Vec<Button>,
    undo: bool,
    /// What was wrong with the last try.
    pub(super) problems: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Button {
    id: String,
    title: String,
    note_required: bool,
    ask: &'static str,
    note: String,
    error: Option<String>,
    open: bool,
}

/// A try that did not succeed: what was sent, and what is wrong with it.
pub(super) struct Tried<'a> {
    sent: &'a Sent,
    /// What the inputs show: what was sent, with the files that were stored.
    typed: Typed,
    problems: Vec<Problem>,
}

impl Decision {
    /// The buttons of `file`, which send to `action`.
    pub(super) fn new(
        web: &Web,
        file: &CaseFile,
        action: String,
        office: bool,
        tried: Option<Tried<'_>>,
    ) -> Self {
        let key = web.desk.key().to_string();
        Self::with_key(file, action, office, key, web.pages.settings().areas.as_slice(), tried)
    }

    /// The same with a given key.
    pub(super) fn with_key(
        file: &CaseFile,
        action: String,
        office: bool,
        key: String,
        areas: &[(crate::area::AreaCode, String)],
        tried: Option<Tried<'_>>,
    ) -> Self {
        let mut typed = Typed::default();
        for (field, value) in file.fields.iter().filter_map(|field| field.edit.as_ref()) {
            if let Some(value) = value {
                write(field, value, &mut typed);
            }
        }
        let (sent, problems) = match tried {
            Some(tried) => {
                typed = tried.typed;
                (Some(tried.sent), tried.problems)
            }
            None => (None, Vec::new()),
        };
        let fields = file.fields.iter().filter_map(|field| field.edit.as_ref());
        let offered = Offered { areas, lists: &file.lists };
        let (sections, mut listed) =
            sections(fields.map(|(field, _)| field), &typed, &problems, offered);
        let pressed = sent.and_then(|sent| sent.text("action"));
        let button = |action: &ActionView| {
            let here = pressed == Some(action.id.as_str());
            let path = format!("note-{}", action.id);
            let error = problems.iter().find(|problem| problem.path == path);
            Button {
                id: action.id.to_string(),
                title: action.title.clone(),
                note_required: action.note_required,
                ask: if action.note_required {
                    "Apa alasannya? Warga akan membaca ini."
                } else {
                    "Catatan (tidak wajib)"
                },
                note: sent.filter(|_| here).and_then(|s| s.text("note")).unwrap_or("").to_owned(),
                error: error.map(|problem| problem.message.clone()),
                open: here,
            }
        };
        // The summary leads to the text of the button that was pressed.
        for note in problems.iter().filter(|problem| problem.path.starts_with("note-")) {
            if let Some(line) = listed.iter_mut().find(|line| line.text == note.message) {
                line.path.clone_from(&note.path);
            }
        }
        let step = file.step.as_ref().map(|(step, _)| step.to_string());
        let mut hidden = Hidden::seen(file.seen, key);
        hidden.extend(step.map(|step| Hidden::new("_step", step)));
        Self {
            action,
            office,
            hidden,
            sections,
            primary: file.actions.iter().find(|a| a.primary && !file.signs).map(button),
            others: file.actions.iter().filter(|a| !a.primary).map(button).collect(),
            undo: file.undo,
            problems: listed,
        }
    }

    /// Whether there is anything to press.
    pub(super) fn any(&self) -> bool {
        self.primary.is_some() || !self.others.is_empty() || self.undo
    }
}

/// Carries out what was pressed; `file` is the case as long as there is something to fill in.
/// `Ok(Some(_))` is a try that the person can mend.
pub(super) async fn carry_out<'a>(
    web: &Web,
    who: &Who,
    case: CaseId,
    file: Option<&CaseFile>,
    sent: &'a Sent,
) -> Result<Option<Tried<'a>>, Failure> {
    let seen: Seen = sent.seen().filter(|seen| seen.case == case).ok_or(Failure::BadForm)?;
    let key = sent.key().ok_or(Failure::BadForm)?;
    if sent.text("undo").is_some() {
        web.desk.undo(who, seen, key).await?;
        return Ok(None);
    }
    let (step, action) = (sent.text("_step"), sent.text("action"));
    let (Some(step), Some(action)) = (step, action) else { return Err(Failure::BadForm) };
    let mut typed = sent.typed();
    let mut problems = keep_files(web, who, sent, &mut typed).await?;
    if let Some(list) = sent.text("do").and_then(|wanted| wanted.strip_prefix("add ")) {
        typed.add_row(list);
        return Ok(Some(Tried { sent, typed, problems }));
    }
    let decide = Decide {
        seen,
        step: step.into(),
        action: action.into(),
        fills: file.map(|file| fills(file, action, &typed, &mut problems)).unwrap_or_default(),
        note: sent.text("note").map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned),
        key,
    };
    if problems.is_empty() {
        let id: ActionId = decide.action.clone();
        match web.desk.decide(who, decide).await {
            Ok(()) => return Ok(None),
            Err(error) => problems = mendable(error, &id)?,
        }
    }
    Ok(Some(Tried { sent, typed, problems }))
}

/// What the holder filled or corrected: only the main action sends inputs, and only changes count.
fn fills(
    file: &CaseFile,
    action: &str,
    typed: &Typed,
    problems: &mut Vec<Problem>,
) -> std::collections::BTreeMap<FieldId, Value> {
    let main = file.actions.iter().any(|a| a.primary && a.id.as_str() == action);
    let edits = file.fields.iter().filter_map(|field| field.edit.as_ref()).filter(|_| main);
    let changed = |(field, old): &(crate::workflow::Field, Option<Value>)| {
        let new = read(field, typed, problems)?;
        (old.as_ref() != Some(&new)).then(|| (field.id.clone(), new))
    };
    edits.filter_map(changed).collect()
}

/// The problems that the person can mend on the same page; every other error ends the page.
fn mendable(error: DeskError, action: &ActionId) -> Result<Vec<Problem>, Failure> {
    let refusal = match error {
        DeskError::Invalid(mut problems) => {
            for problem in problems.iter_mut().filter(|problem| problem.path == "note") {
                problem.path = format!("note-{action}");
            }
            return Ok(problems);
        }
        DeskError::Refused(refusal) => refusal,
        other => return Err(other.into()),
    };
    let path = match &refusal {
        Refusal::NoteRequired => format!("note-{action}"),
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

    fn decision(tried: Option<Tried<'_>>) -> Decision {
        let file = sample::case_file();
        Decision::with_key(&file, "/antrean/x".into(), true, "kunci".into(), &[], tried)
    }

    #[test]
    fn the_main_action_is_one_button_and_the_others_ask_for_a_text() {
        let decision = decision(None);
        assert_eq!(decision.primary.as_ref().unwrap().title, "Setujui");
        let others: Vec<&str> = decision.others.iter().map(|b| b.title.as_str()).collect();
        assert_eq!(others, ["Kembalikan", "Tolak", "Undang datang"]);
        assert!(decision.any());
    }

    #[test]
    fn a_missing_reason_opens_its_button_again_with_the_words() {
        let sent = Sent::of(&[("action", "return"), ("note", " ")]);
        let problems =
            mendable(DeskError::Refused(Refusal::NoteRequired), &"return".into()).unwrap();
        let decision = decision(Some(Tried { sent: &sent, typed: Typed::default(), problems }));
        assert_eq!(decision.problems[0].path, "note-return");
        assert!(decision.others[0].open && decision.others[0].error.is_some());
        assert!(!decision.others[1].open);
    }

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
