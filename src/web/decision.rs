//! The buttons of a case.

use serde::Serialize;

use super::Web;
use super::form::{Hidden, Listed, Offered, Section, Sent, Typed, sections, write};
use super::pressed::pressed;
use crate::desk::{ActionView, Asked, CaseFile, Problem};
use crate::workflow::{Field, Note, Value};

/// What may be decided here, for `decide.hbs`.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one question of the template")]
pub(super) struct Decision {
    /// Where the forms go.
    action: String,
    /// An officer goes on to the next case.
    office: bool,
    hidden: Vec<Hidden>,
    sections: Vec<Section>,
    primary: Option<Button>,
    others: Vec<Button>,
    /// The action behind "come yourself": a return that says nothing else, behind a link only.
    come: Option<String>,
    /// There is something to press.
    form: bool,
    /// The main button signs, so it asks for the passphrase.
    passphrase: bool,
    /// What was wrong with the passphrase or the signature.
    wrong: Option<String>,
    /// At the counter: who says it, and the paper that shows it.
    counter: Option<Counter>,
    undo: bool,
    /// What was wrong with the last try.
    pub(super) problems: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Button {
    id: String,
    title: String,
    /// The fields that it needs, by title.
    needs: String,
    menus: Vec<Menu>,
    /// The question for a text, if one is asked.
    ask: Option<&'static str>,
    note: String,
    error: Option<String>,
    open: bool,
    /// A return says what is to be mended, question by question.
    remarks: Vec<Remark>,
    /// Some remark was written already.
    remarked: bool,
}

/// A remark on one answer.
#[derive(Debug, Serialize)]
struct Remark {
    id: String,
    label: String,
    text: String,
    error: Option<String>,
}

/// Something that must be picked for a button: a reason, another office.
#[derive(Debug, Serialize)]
struct Menu {
    id: String,
    label: &'static str,
    error: Option<String>,
    picks: Vec<Pick>,
}

#[derive(Debug, Serialize)]
struct Pick {
    value: String,
    label: String,
    on: bool,
}

/// What the counter asks for beside the decision.
#[derive(Debug, Serialize)]
struct Counter {
    people: Vec<Pick>,
    who: Option<String>,
    paper: Option<String>,
}

/// A try that did not succeed: what was sent, and what is wrong with it.
pub(super) struct Tried<'a> {
    pub(super) sent: &'a Sent,
    /// What the inputs show: what was sent, with the files that were stored.
    pub(super) typed: Typed,
    pub(super) problems: Vec<Problem>,
}

/// What a button asks for beside the fields, by the beginning of its input's name.
const ASKED: [&str; 7] = ["note", "remark-", "reason", "unit", "sandi", "siapa", "bukti"];

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
        for (field, value) in edits(file) {
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
        let offered = Offered { areas, lists: &file.lists };
        let fields = edits(file).map(|(field, _)| field);
        let (sections, mut listed) = sections(fields, &typed, &problems, offered);
        let asked = |path: &str| ASKED.iter().any(|asked| path.starts_with(asked));
        // The summary leads to the input of the button that was pressed.
        for problem in problems.iter().filter(|problem| asked(&problem.path)) {
            if let Some(line) = listed.iter_mut().find(|line| line.text == problem.message) {
                line.path.clone_from(&problem.path);
            }
        }
        let step = file.step.as_ref().map(|(step, _)| step.to_string());
        let mut hidden = Hidden::seen(file.seen, key);
        hidden.extend(step.map(|step| Hidden::new("_step", step)));
        let button = |action: &ActionView| Button::new(action, file, sent, &problems);
        let passphrase = signs_here(file);
        let main = |action: &&ActionView| action.primary && (!file.signs || passphrase);
        let primary = file.actions.iter().find(main).map(button);
        let others: Vec<Button> = file.actions.iter().filter(|a| !a.primary).map(button).collect();
        let come = |action: &&ActionView| {
            action.returns && !action.primary && action.reasons.is_empty() && !action.forwards
        };
        let come =
            file.actions.iter().find(come).filter(|action| !office && action.needs.is_empty());
        let wrong = problems.iter().find(|problem| problem.path == "sandi");
        Self {
            action,
            office,
            hidden,
            sections,
            form: primary.is_some() || !others.is_empty(),
            primary,
            others,
            come: come.map(|action| action.id.to_string()),
            passphrase,
            wrong: wrong.map(|problem| problem.message.clone()),
            counter: None,
            undo: file.undo,
            problems: listed,
        }
    }

    /// The same at the counter, where somebody of `asked` says it.
    pub(super) fn at_counter(mut self, asked: &[Asked], tried: Option<(&str, &[Problem])>) -> Self {
        let (chosen, problems) = tried.unwrap_or_default();
        let error = |path: &str| {
            let problem = problems.iter().find(|problem| problem.path == path);
            problem.map(|problem| problem.message.clone())
        };
        let pick = |asked: &Asked| Pick {
            value: asked.person.to_string(),
            label: asked.name.clone(),
            on: asked.person.to_string() == chosen,
        };
        self.come = None;
        self.counter = Some(Counter {
            people: asked.iter().map(pick).collect(),
            who: error("siapa"),
            paper: error("bukti"),
        });
        self
    }

    /// Whether there is anything to press.
    pub(super) fn any(&self) -> bool {
        self.form || self.undo
    }
}

impl Button {
    fn new(
        action: &ActionView,
        file: &CaseFile,
        sent: Option<&Sent>,
        problems: &[Problem],
    ) -> Self {
        let here = sent.and_then(pressed) == Some(action.id.as_str());
        let sent = sent.filter(|_| here);
        let error = |path: &str| {
            let problem = problems.iter().find(|problem| problem.path == path);
            problem.map(|problem| problem.message.clone())
        };
        let menu = |asked: &str, label, from: &[(String, String)]| {
            let id = format!("{asked}-{}", action.id);
            let chosen = sent.and_then(|sent| sent.text(&id));
            let pick = |(value, label): &(String, String)| Pick {
                value: value.clone(),
                label: label.clone(),
                on: chosen == Some(value.as_str()),
            };
            Menu { error: error(&id), picks: from.iter().map(pick).collect(), id, label }
        };
        let mut menus = Vec::new();
        if !action.reasons.is_empty() {
            menus.push(menu("reason", "Alasannya", &action.reasons));
        }
        if action.forwards {
            menus.push(menu("unit", "Teruskan ke", &file.lists.units));
        }
        let needs = edits(file).filter(|(field, _)| action.needs.contains(&field.id));
        let needs: Vec<&str> = needs.map(|(field, _)| &*field.title).collect();
        let note = format!("note-{}", action.id);
        let remark = |field: &crate::desk::FieldView| {
            let id = format!("remark-{}-{}", action.id, field.id);
            let text = sent.and_then(|sent| sent.text(&id)).unwrap_or_default().to_owned();
            Remark { error: error(&id), label: field.title.clone(), id, text }
        };
        let answered = file.fields.iter().filter(|field| field.answered && action.returns);
        let remarks: Vec<Remark> = answered.map(remark).collect();
        Self {
            remarked: remarks.iter().any(|remark| !remark.text.is_empty()),
            remarks,
            id: action.id.to_string(),
            title: action.title.clone(),
            needs: needs.join(", "),
            menus,
            ask: match action.note {
                Note::Required => Some("Apa alasannya? Warga akan membaca ini."),
                Note::Optional => Some("Catatan (tidak wajib)"),
                Note::None => None,
            },
            note: sent.and_then(|sent| sent.text(&note)).unwrap_or("").to_owned(),
            error: error(&note),
            open: here,
        }
    }
}

/// The fields that the holder fills or corrects.
pub(super) fn edits(file: &CaseFile) -> impl Iterator<Item = &(Field, Option<Value>)> {
    file.fields.iter().filter_map(|field| field.edit.as_ref())
}

/// A step that signs and asks for something is signed on its own page; the page with many letters
/// cannot ask.
pub(super) fn signs_here(file: &CaseFile) -> bool {
    file.signs && edits(file).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Refusal;
    use crate::desk::DeskError;
    use crate::web::pressed::mendable;
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
    fn a_return_asks_what_is_to_be_mended_at_each_question() {
        let sent = Sent::of(&[("action", "return"), ("remark-return-child_name", "Salah eja")]);
        let typed = Typed::default();
        let decision = decision(Some(Tried { sent: &sent, typed, problems: vec![] }));
        let remarks = &decision.others[0].remarks;
        assert_eq!(remarks[0].id, "remark-return-child_name");
        assert_eq!((&*remarks[0].label, &*remarks[0].text), ("Nama anak", "Salah eja"));
        assert!(decision.others[0].remarked && remarks.len() == 8);
        assert!(decision.others[1].remarks.is_empty());
    }
}
