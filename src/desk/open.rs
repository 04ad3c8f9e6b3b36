//! A case as a holder sees it, and the draft of its letter.

use super::case_file::Opened;
use super::history::Teller;
use super::house::{Loaded, internal};
use super::unprintable::unprintable;
use super::{CaseFile, Desk, DeskError, Who};
use crate::area::Seat;
use crate::case::Event;
use crate::letter::Edition;
use crate::origin::CaseId;
use crate::service::{Printing, Stage};
use crate::workflow::OutputId;

impl Desk {
    /// A case of the caller's queue.
    pub async fn open(&self, who: &Who, case: CaseId) -> Result<CaseFile, DeskError> {
        let loaded = self.load(case).await?;
        let seat = Self::may_see(who, &loaded)?;
        let history = self.store().history(case).await.map_err(internal)?;
        let events: Vec<(jiff::Timestamp, Event)> =
            history.into_iter().map(|recorded| (recorded.at, recorded.event)).collect();
        let (ticket, applicant) =
            (loaded.ticket()?, self.name_of(loaded.stored.case.applicant).await);
        let teller = Teller {
            definition: &loaded.rules.definition,
            directory: &loaded.directory,
            case: &loaded.stored.case,
            applicant: &applicant,
        };
        Ok(loaded.rules.model(&loaded.directory, loaded.now, |model| {
            Opened {
                seen: loaded.seen(),
                ticket: &ticket,
                who,
                seat: &seat,
                model,
                teller: &teller,
                events: &events,
                now: loaded.now,
            }
            .view()
        }))
    }

    /// A letter as it would be, with a watermark and without number, code and signature.
    pub async fn draft(&self, who: &Who, case: CaseId, output: &str) -> Result<Vec<u8>, DeskError> {
        let loaded = self.load(case).await?;
        Self::may_see(who, &loaded)?;
        self.trial(&loaded, &OutputId::from(output)).await
    }

    /// The draft of a letter; an error says why the letter cannot be made.
    pub(super) async fn trial(
        &self,
        loaded: &Loaded,
        output: &OutputId,
    ) -> Result<Vec<u8>, DeskError> {
        let template = loaded.service.templates.get(output).ok_or(DeskError::NotFound)?;
        let facts = loaded.rules.model(&loaded.directory, loaded.now, |model| {
            Printing {
                model: *model,
                service: &loaded.service,
                case: &loaded.stored.case,
                directory: &loaded.directory,
                day: loaded.rules.calendar.date(loaded.now),
                check_url: "",
            }
            .facts(output, Stage::Draft)
        });
        let facts = facts.map_err(|error| DeskError::Letter(error.to_string()))?;
        let template = std::sync::Arc::clone(template);
        let pdf = tokio::task::spawn_blocking(move || template.render(&facts, Edition::Draft));
        pdf.await.map_err(internal)?.map_err(|error| DeskError::Letter(unprintable(&error)))
    }

    /// The seat by which the caller may see a case: one that may act now, or one that decided.
    pub(super) fn may_see(who: &Who, loaded: &Loaded) -> Result<Seat, DeskError> {
        if who.only.as_ref().is_some_and(|(case, _)| *case != loaded.stored.id) {
            return Err(DeskError::NotFound);
        }
        if loaded.is_applicant(who) {
            return Err(DeskError::NotFound);
        }
        if let Some(seat) = loaded.seat_of(who) {
            return Ok(seat);
        }
        let case = &loaded.stored.case;
        let decided = case.approvals.values().find(|approval| approval.person == who.person);
        let today = loaded.rules.calendar.date(loaded.now);
        let seat = match decided {
            Some(approval) => Some(approval.seat.clone()),
            None => Self::sent_to(who, loaded),
        };
        seat.filter(|seat| loaded.directory.right(who.person, seat, today).is_some())
            .ok_or(DeskError::NotFound)
    }

    /// Whoever was sent a link may read what became of the case after their step.
    fn sent_to(who: &Who, loaded: &Loaded) -> Option<Seat> {
        let (_, step) = who.only.as_ref()?;
        let step = loaded.rules.definition.step(step.as_str())?;
        loaded.rules.model(&loaded.directory, loaded.now, |model| {
            crate::case::seat_of(model, &loaded.stored.case, step)
        })
    }
}
