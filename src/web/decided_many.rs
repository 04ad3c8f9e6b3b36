//! What became of one decision on many requests; and what ticking a line of the queue sends.

use std::fmt;

use serde::Serialize;

use super::failure;
use super::form::Hidden;
use super::pages::Page;
use crate::desk::{DecidedOne, InboxRow, Picked, Seen};
use crate::origin::Code;
use crate::workflow::{ActionId, StepId};

/// A line that can be decided without opening it: `CASE:VERSION:STEP:ONWARD:BACK`, where either
/// action may be empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pick {
    seen: Seen,
    step: StepId,
    onward: Option<ActionId>,
    back: Option<ActionId>,
}

impl Pick {
    /// Of a line of the queue.
    pub(super) fn of(row: &InboxRow) -> Option<Self> {
        let onward = row.onward.as_ref().map(|quick| quick.action.clone());
        let back = row.back.as_ref().map(|quick| quick.action.clone());
        let some = onward.is_some() || back.is_some();
        some.then(|| Self { seen: row.seen, step: row.step.clone(), onward, back })
    }

    /// What `Display` wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let [case, version, step, onward, back] = text.split(':').collect::<Vec<_>>()[..] else {
            return None;
        };
        let action = |id: &str| (!id.is_empty()).then(|| id.into());
        Some(Self {
            seen: Seen { case: case.parse().ok()?, version: version.parse().ok()? },
            step: step.into(),
            onward: action(onward),
            back: action(back),
        })
    }

    /// What the desk is asked; none where the line does not offer it.
    pub(super) fn picked(&self, back: bool) -> Option<Picked> {
        let action = if back { &self.back } else { &self.onward };
        Some(Picked { seen: self.seen, step: self.step.clone(), action: action.clone()? })
    }

    /// Its case.
    pub(super) fn case(&self) -> String {
        self.seen.case.to_string()
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |action: &Option<ActionId>| action.as_ref().map(ToString::to_string);
        let (onward, back) = (id(&self.onward), id(&self.back));
        let (onward, back) = (onward.unwrap_or_default(), back.unwrap_or_default());
        write!(f, "{}:{}:{}:{onward}:{back}", self.seen.case, self.seen.version, self.step)
    }
}

/// What became of each.
#[derive(Debug, Serialize)]
pub(super) struct DecidedPage {
    heading: String,
    done: Vec<Line>,
    not: Vec<Line>,
    /// The form that asks once more for those that were not done.
    hidden: Vec<Hidden>,
}

#[derive(Debug, Serialize)]
struct Line {
    case: String,
    subject: String,
    ticket: String,
    words: String,
}

impl DecidedPage {
    /// The page of the results; `note` went with a return.
    pub(super) fn new(
        decided: Vec<DecidedOne>,
        back: bool,
        note: Option<String>,
        key: String,
    ) -> Self {
        let (mut done, mut not, mut hidden) = (Vec::new(), Vec::new(), Vec::new());
        for one in decided {
            let line = |words| Line {
                case: one.picked.seen.case.to_string(),
                subject: one.subject.clone().unwrap_or_else(|| "Surat".to_owned()),
                ticket: one.ticket.as_ref().map(Code::grouped).unwrap_or_default(),
                words,
            };
            match one.result {
                Ok(()) => done.push(line(String::new())),
                Err(error) => {
                    not.push(line(failure::words(error)));
                    let action = Some(one.picked.action.clone());
                    let (onward, back) = if back { (None, action) } else { (action, None) };
                    let (seen, step) = (one.picked.seen, one.picked.step.clone());
                    let pick = Pick { seen, step, onward, back };
                    hidden.push(Hidden::new("pilih", pick.to_string()));
                }
            }
        }
        let what = if back { "dikembalikan" } else { "diputuskan" };
        let heading = match (done.len(), not.len()) {
            (done, 0) => format!("{done} surat sudah {what}"),
            (done, not) => format!("{done} surat sudah {what}, {not} belum"),
        };
        hidden.push(Hidden::new("_key", key));
        if let Some(note) = note {
            hidden.extend([Hidden::new("do", "back"), Hidden::new("catatan", note)]);
        }
        Self { heading, done, not, hidden }
    }
}

impl Page for DecidedPage {
    const TEMPLATE: &'static str = "decided_many";
    const WIDE: bool = true;

    fn title(&self) -> String {
        self.heading.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn a_ticked_line_says_what_was_shown_and_what_may_be_done() {
        let row = sample::inbox(2).rows.remove(1);
        let pick = Pick::of(&row).unwrap();
        assert_eq!(Pick::read(&pick.to_string()), Some(pick.clone()));
        assert_eq!(pick.picked(false).unwrap().action.as_str(), "approve");
        assert_eq!(pick.picked(true).unwrap().action.as_str(), "return");
        assert_eq!(Pick::read("x:1:a:b:c"), None);
        assert_eq!(Pick::read(&format!("{pick}:more")), None);
    }

    #[test]
    fn those_that_were_not_done_are_listed_with_words_and_asked_for_again() {
        let html = sample::html(&DecidedPage::new(sample::decided_many(), false, None, "k".into()));
        assert!(html.contains("2 surat sudah diputuskan, 1 belum"), "{html}");
        assert!(html.contains("Dewi Anggraini") && html.contains("role=\"alert\""));
        assert_eq!(html.matches("name=\"pilih\"").count(), 1);
    }
}
