//! What a link of a message opens: the case while it waits for its holder, and afterwards only what
//! was decided. A message stays in a phone for long, and a phone is lent.

use jiff::Timestamp;

use super::history::did;
use super::house::{Loaded, internal};
use super::{CaseFile, Desk, DeskError, Seen, Who};
use crate::case::{Case, Decision, Event, position};
use crate::workflow::{Proof, StepId};

/// What a link of a message opens.
#[derive(Debug, Clone, PartialEq)]
pub enum Linked {
    /// The case, as long as it waits for whoever was sent the link.
    Waiting(Box<CaseFile>),
    /// What became of it.
    Decided(DecidedCase),
}

/// A case behind a link that was used: nothing of what was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedCase {
    /// The case.
    pub seen: Seen,
    /// The service's title.
    pub service: String,
    /// The first word of the applicant's name.
    pub subject: String,
    /// What was decided at the step of the link, and when.
    pub decided: Option<(String, Timestamp)>,
    /// The caller may take it back.
    pub undo: bool,
}

impl Desk {
    /// The case that a link opens. Looking changes nothing: programs that fetch links to show a
    /// preview must not approve. Who decides for a neighbourhood or an office is known by what their
    /// telephone keeps (`device`); on another the link opens nothing before the PIN.
    pub async fn by_link(&self, token: &str, device: &str) -> Result<(Who, Linked), DeskError> {
        let link = self.link(token).await?;
        let (Some(case), Some(step)) = (link.case, link.step) else {
            return Err(DeskError::NotFound);
        };
        let step = StepId::from(step.as_str());
        self.known_here(link.person, device).await?;
        let mut who = self.person(link.person, Proof::Link).await?;
        who.only = Some((case, step.clone()));
        let file = self.open(&who, case).await?;
        if file.step.as_ref().is_some_and(|(at, _)| *at == step) {
            return Ok((who, Linked::Waiting(Box::new(file))));
        }
        let loaded = self.load(case).await?;
        let history = self.store().history(case).await.map_err(internal)?;
        let decided = history.into_iter().rev().find_map(|recorded| match recorded.event {
            Event::Decided { step: at, person, action, .. } if at == step => {
                let declared = loaded.rules.definition.step(step.as_str())?;
                // Of several who are asked, each is told their own decision.
                if person != who.person
                    && !matches!(declared.branches.as_slice(), [one] if one.by.is_office())
                {
                    return None;
                }
                let what = did(declared.action(action.as_str())?, !declared.sign.is_empty());
                Some((what, recorded.at))
            }
            _ => None,
        });
        let seat = Self::may_see(&who, &loaded)?;
        let applicant = self.applicant_for(&loaded, &loaded.sight(&who, seat.as_ref())).await;
        let view = DecidedCase {
            seen: loaded.seen(),
            service: loaded.rules.definition.title.to_string(),
            subject: applicant.split_whitespace().next().unwrap_or_default().to_owned(),
            decided,
            undo: file.undo && loaded.decided_at(&step),
        };
        Ok((who, Linked::Decided(view)))
    }
}

impl Loaded {
    /// Whether the last decision was taken at this step.
    pub(super) fn decided_at(&self, step: &StepId) -> bool {
        let at = |last: &Decision| {
            // What is kept of the case before has no answers of its own.
            let answers = self.stored.case.answers.clone();
            let before = Case { answers, ..(*last.before).clone() };
            self.model(|model| position(model, &before).is_some_and(|at| at.id == *step))
        };
        self.stored.case.last.as_ref().is_some_and(at)
    }
}
