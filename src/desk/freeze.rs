//! Freezing the facts of a letter in the transaction that draws its number.

use std::sync::Arc;

use super::{Completing, Failure, NewLetter, Rules};
use crate::case::{Case, Event, OutputState, evolve};
use crate::origin::Ids;
use crate::service::{Printing, Service, Stage, facts_sha256};
use crate::workflow::OutputId;

/// What freezing needs besides the decision.
pub(super) struct Freezer {
    pub rules: Arc<Rules>,
    pub service: Arc<Service>,
    pub ids: Ids,
    pub public_url: String,
}

impl Freezer {
    /// The letters whose facts are frozen by these events; fills in the hash of each.
    pub fn freeze(&self, completing: &mut Completing<'_>) -> Result<Vec<NewLetter>, Failure> {
        let mut letters = Vec::new();
        if !completing.outcome.events.iter().any(|event| self.concerns(event)) {
            return Ok(letters);
        }
        let mut case = completing.case.clone();
        for place in 0..completing.outcome.events.len() {
            let event = &completing.outcome.events[place];
            if let Event::Issued { output, .. } = event
                && self.concerns(event)
            {
                letters.push(self.letter(output, &case, completing)?);
            }
            if let Event::SignRequested { output, facts_sha256, .. } = event {
                let frozen = || case.outputs.get(output).and_then(|s| s.facts_sha256.clone());
                let hash = if let Some(known) = facts_sha256.clone().or_else(frozen) {
                    known // a later signer signs what the first one froze
                } else {
                    // With the request in it: the letter names who signs, not who else might have.
                    let asked = evolve(case.clone(), event, &self.rules.definition);
                    let letter = self.letter(output, &asked, completing)?;
                    let hash = letter.facts_sha256.clone();
                    letters.push(letter);
                    hash
                };
                let output = output.clone();
                completing.outcome.frozen(&output, &hash);
            }
            case = evolve(case, &completing.outcome.events[place], &self.rules.definition);
        }
        Ok(letters)
    }

    /// Whether facts may be frozen now: when a signature is asked for, or a letter that nobody
    /// signs is issued.
    fn concerns(&self, event: &Event) -> bool {
        match event {
            Event::SignRequested { .. } => true,
            Event::Issued { output, .. } => self.unsigned(output),
            _ => false,
        }
    }

    /// Whether an output is a letter that nobody signs: its facts are frozen when it is issued.
    fn unsigned(&self, output: &OutputId) -> bool {
        let output = self.rules.definition.output(output.as_str());
        output.is_some_and(|output| output.template.is_some() && output.signers.is_empty())
    }

    fn template_name(&self, output: &OutputId) -> String {
        let output = self.rules.definition.output(output.as_str());
        output.and_then(|output| output.template.as_deref()).unwrap_or_default().to_owned()
    }

    fn letter(
        &self,
        output: &OutputId,
        case: &Case,
        completing: &Completing<'_>,
    ) -> Result<NewLetter, Failure> {
        let code = self.ids.code();
        let check_url = format!("{}/v/{code}", self.public_url);
        let template = self.service.templates.get(output).ok_or(Failure::Denied("no-template"))?;
        let now = completing.now;
        let facts = self.rules.model((completing.directory, completing.accounts), now, |model| {
            Printing {
                model: *model,
                service: &self.service,
                case,
                directory: completing.directory,
                day: self.rules.calendar.date(now),
                check_url: &check_url,
            }
            .facts(output, Stage::Final)
        });
        let facts = facts.map_err(|error| {
            tracing::warn!(%error, "a letter cannot be made");
            Failure::Denied("letter-incomplete")
        })?;
        let frozen = facts_sha256(template, &facts);
        Ok(NewLetter {
            id: self.ids.letter(now),
            output: output.clone(),
            code,
            facts: serde_json::to_value(&facts).map_err(|_| Failure::Internal)?,
            facts_sha256: frozen,
            template: self.template_name(output),
            template_sha256: template.hash(),
        })
    }
}

/// The output that waits for a step's signature, and where it stands.
pub(super) fn asked<'c>(case: &'c Case, step: &str) -> Option<(&'c OutputId, &'c OutputState)> {
    case.outputs.iter().find(|(_, state)| {
        let request = state.request.as_ref();
        state.state.pending() && request.is_some_and(|request| request.step.as_str() == step)
    })
}
