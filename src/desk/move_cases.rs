//! Moving open cases to what is in force today: the service's newest version, the office's settings
//! and the calendar. Looking at it first changes nothing.

use std::sync::Arc;

use super::aftermath::{Aftermath, Order};
use super::house::{Loaded, derived, internal};
use super::{Desk, DeskError, Failure, Job, Rules, Situation, Subject, request_hash};
use crate::area::OfficeId;
use crate::case::{self, Command, Obstacle};
use crate::origin::{CaseId, PersonId};
use crate::service::Service;
use crate::workflow::{Definition, StepId};

/// What moving would do to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMove {
    /// The case.
    pub case: CaseId,
    /// Its ticket.
    pub ticket: String,
    /// Its service.
    pub service: String,
    /// Whether it pinned an older version of the definition or of a table, and not only settings.
    pub older: bool,
    /// What would become of it.
    pub outcome: Outcome,
}

/// What would become of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It would wait elsewhere: before and after; none is with its applicant.
    Moves(Option<StepId>, Option<StepId>),
    /// It would wait where it waits, and read what is in force.
    Stays(Option<StepId>),
    /// It would end.
    Ends(Option<StepId>),
    /// It cannot move.
    Cannot(Obstacle),
}

impl Desk {
    /// What moving would do to each open case (of one service, or of one ticket) that does not
    /// read what is in force. `newer` takes the place of what is published, to look at it first.
    pub async fn moves(
        &self,
        service: Option<&str>,
        ticket: Option<&str>,
        newer: Option<&Arc<Service>>,
    ) -> Result<Vec<CaseMove>, DeskError> {
        self.refresh().await?;
        let open = self.store().open_cases(service).await.map_err(internal)?;
        let mut moves = Vec::new();
        for line in open.into_iter().filter(|line| ticket.is_none_or(|t| t == line.ticket)) {
            let Some(loaded) = self.still_there(line.id).await? else { continue };
            let Some(service) = newer.cloned().or_else(|| self.newest(&loaded)) else { continue };
            if let Some(outcome) = self.outcome(&loaded, &service) {
                moves.push(CaseMove {
                    case: line.id,
                    ticket: line.ticket,
                    service: line.service,
                    older: loaded.stored.definition != service.definition.edition.as_str(),
                    outcome,
                });
            }
        }
        Ok(moves)
    }

    /// Moves a case to what is in force; whether anything changed.
    pub async fn move_case(
        &self,
        case: CaseId,
        by: PersonId,
        reason: &str,
    ) -> Result<bool, DeskError> {
        let loaded = self.load(case).await?;
        let service = self.newest(&loaded).ok_or(DeskError::NotFound)?;
        let rules = self.rules_of(&loaded, &service.definition);
        let from = Arc::clone(&loaded.service.definition);
        let seen = loaded.seen();
        let request =
            request_hash(&(by, "move", case, seen.version, service.definition.edition.as_str()));
        let key = self.key();
        let order = Order::of(seen, key, request, by);
        let aftermath =
            Aftermath { rules: Arc::clone(&rules), service, ..self.aftermath(&loaded).await? };
        let command = move |_, _: &Situation<'_>| Ok(Command::Migrate { from: Arc::clone(&from) });
        let done = self.order(aftermath, order, command).await?;
        if done.events.is_empty() {
            return Ok(false);
        }
        self.explain(case, (by, key), rules, reason).await?;
        Ok(true)
    }

    /// Says in the history why a case was moved. One that ended by it takes no remark.
    async fn explain(
        &self,
        case: CaseId,
        (person, key): (PersonId, uuid::Uuid),
        rules: Arc<Rules>,
        reason: &str,
    ) -> Result<(), DeskError> {
        let text = format!("Dipindahkan ke aturan yang berlaku: {reason}");
        let subject = Subject::Known { id: case, seen: None };
        let request = request_hash(&(person, "moved", case, &text));
        let job = Job::new(subject, derived(key, "moved"), request, rules, move |_, _| {
            Ok(Command::Comment { person, seat: None, text: text.clone() })
        });
        match self.0.queue.carry_out(job.by(person)).await {
            Ok(_) | Err(Failure::Refused(_)) => Ok(()),
            Err(failure) => Err(self.failed(failure).await),
        }
    }

    async fn still_there(&self, case: CaseId) -> Result<Option<Loaded>, DeskError> {
        match self.load(case).await {
            Ok(loaded) => Ok(Some(loaded)),
            Err(DeskError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn newest(&self, loaded: &Loaded) -> Option<Arc<Service>> {
        self.in_force().services.get(loaded.stored.service.as_str()).cloned()
    }

    fn rules_of(&self, loaded: &Loaded, definition: &Arc<Definition>) -> Arc<Rules> {
        let office = loaded.stored.area.clone().map(OfficeId);
        self.rules(definition, &loaded.directory, office.as_ref())
    }

    fn outcome(&self, loaded: &Loaded, service: &Service) -> Option<Outcome> {
        let (case, now) = (&loaded.stored.case, loaded.now);
        let from = Arc::clone(&loaded.service.definition);
        let rules = self.rules_of(loaded, &service.definition);
        rules.model((&loaded.directory, &loaded.accounts), now, |model| {
            match case::dry_run(&from, model, case, now) {
                Err(obstacle) => {
                    let older = loaded.stored.definition != service.definition.edition.as_str();
                    older.then_some(Outcome::Cannot(obstacle))
                }
                Ok(found) => {
                    let command = Command::Migrate { from };
                    let changes = case::decide(model, case, &command, now);
                    changes.is_ok_and(|events| !events.is_empty()).then_some(())?;
                    Some(match (found.ends, found.from == found.to) {
                        (true, _) => Outcome::Ends(found.from),
                        (_, true) => Outcome::Stays(found.to),
                        _ => Outcome::Moves(found.from, found.to),
                    })
                }
            }
        })
    }
}
