//! A case as a holder sees it, and the draft of its letter.

use super::case_file::Opened;
use super::history::Teller;
use super::house::{Loaded, internal};
use super::unprintable::unprintable;
use super::{CaseFile, Desk, DeskError, Who};
use crate::area::Seat;
use crate::case::{Case, Event};
use crate::letter::Edition;
use crate::origin::CaseId;
use crate::service::{Printing, Stage};
use crate::workflow::{FieldId, Holder, OutputId};

impl Desk {
    /// A case of the caller's queue.
    pub async fn open(&self, who: &Who, case: CaseId) -> Result<CaseFile, DeskError> {
        self.open_showing(who, case, None).await
    }

    /// The same, with one sensitive field unmasked.
    pub(super) async fn open_showing(
        &self,
        who: &Who,
        case: CaseId,
        revealed: Option<&FieldId>,
    ) -> Result<CaseFile, DeskError> {
        let loaded = self.load(case).await?;
        let task = loaded.task_of(who);
        let seat = Self::may_see(who, &loaded)?;
        let history = self.store().history(case).await.map_err(internal)?;
        let events: Vec<(jiff::Timestamp, Event)> =
            history.into_iter().map(|recorded| (recorded.at, recorded.event)).collect();
        let sight = loaded.sight(who, seat.as_ref());
        let (ticket, applicant) = (loaded.ticket()?, self.applicant_for(&loaded, &sight).await);
        let teller = Teller {
            definition: &loaded.rules.definition,
            directory: &loaded.directory,
            case: &loaded.stored.case,
            applicant: &applicant,
            named: &loaded.accounts,
        };
        let mut file = loaded.model(|model| {
            Opened {
                seen: loaded.seen(),
                ticket: &ticket,
                who,
                sight: &sight,
                revealed,
                seat: seat.as_ref(),
                task: task.as_ref(),
                model,
                teller: &teller,
                events: &events,
                now: loaded.now,
            }
            .view()
        });
        let edits = file.fields.iter().filter_map(|field| Some(&field.edit.as_ref()?.0));
        file.lists = self.lists(who, edits).await?;
        file.lists.offices(&loaded.directory, file.actions.iter().any(|action| action.forwards));
        let title = |output: OutputId| {
            let declared = loaded.rules.definition.output(output.as_str());
            let title = declared.map_or_else(String::new, |declared| declared.title.to_string());
            (output, title)
        };
        file.revocable = loaded.revocable(who).into_iter().map(title).collect();
        file.reach = self.reach(who, &loaded).await?;
        Ok(file)
    }

    /// A letter as it would be, with a watermark and without number, code and signature.
    pub async fn draft(&self, who: &Who, case: CaseId, output: &str) -> Result<Vec<u8>, DeskError> {
        let loaded = self.load(case).await?;
        let seat = Self::may_see(who, &loaded)?;
        let output = OutputId::from(output);
        let declared =
            loaded.rules.definition.output(output.as_str()).ok_or(DeskError::NotFound)?;
        if !loaded.sight(who, seat.as_ref()).may_read(declared) {
            return Err(DeskError::NotFound);
        }
        let pdf = self.trial(&loaded, &output).await?;
        for field in loaded.printed(&output).filter(|field| field.sensitive) {
            let seat = loaded.in_words(seat.as_ref());
            self.note_view(who, case, &field.id, &seat).await?;
        }
        Ok(pdf)
    }

    async fn trial(&self, loaded: &Loaded, output: &OutputId) -> Result<Vec<u8>, DeskError> {
        self.trial_of(loaded, &loaded.stored.case, output).await
    }

    /// The draft of a letter of the case as it is or as it would be; an error says why the letter
    /// cannot be made.
    pub(super) async fn trial_of(
        &self,
        loaded: &Loaded,
        case: &Case,
        output: &OutputId,
    ) -> Result<Vec<u8>, DeskError> {
        let template = loaded.service.templates.get(output).ok_or(DeskError::NotFound)?;
        let facts = loaded.model(|model| {
            Printing {
                model: *model,
                service: &loaded.service,
                case,
                directory: &loaded.directory,
                day: loaded.rules.calendar.date(loaded.now),
                check_url: "",
            }
            .facts(output, Stage::Draft)
        });
        let facts = facts.map_err(|error| DeskError::Letter(error.to_string()))?;
        let facts = self.with_logos(facts).await?;
        let template = std::sync::Arc::clone(template);
        let pdf = tokio::task::spawn_blocking(move || template.render(&facts, Edition::Draft));
        pdf.await.map_err(internal)?.map_err(|error| DeskError::Letter(unprintable(&error)))
    }

    /// As what the caller may see a case: for a seat that may act now or one that decided, or as
    /// themself (`None`) where they are asked themselves.
    pub(super) fn may_see(who: &Who, loaded: &Loaded) -> Result<Option<Seat>, DeskError> {
        if who.only.as_ref().is_some_and(|(case, _)| *case != loaded.stored.id) {
            return Err(DeskError::NotFound);
        }
        let asked = loaded.task_of(who).map(|task| task.to.seat().cloned());
        if loaded.is_applicant(who) {
            let linked = who.only.is_some().then_some(None);
            return asked.filter(Option::is_none).or(linked).ok_or(DeskError::NotFound);
        }
        if let Some(seat) = asked {
            return Ok(seat);
        }
        let case = &loaded.stored.case;
        let mut said = case.approvals.iter().map(|(_, _, said)| said);
        match said.find(|said| said.person == who.person) {
            Some(said) if said.seat.is_none() => return Ok(None),
            Some(said) => Self::still(who, loaded, said.seat.clone()).map(Some),
            None => return Self::sent_to(who, loaded),
        }
        .ok_or(DeskError::NotFound)
    }

    /// A seat, if the caller may still act for it.
    fn still(who: &Who, loaded: &Loaded, seat: Option<Seat>) -> Option<Seat> {
        seat.filter(|seat| loaded.may_act_for(who, seat))
    }

    /// Whoever was sent a link may read what became of the case after their step: for a seat, or
    /// for themselves.
    fn sent_to(who: &Who, loaded: &Loaded) -> Result<Option<Seat>, DeskError> {
        let (_, step) = who.only.as_ref().ok_or(DeskError::NotFound)?;
        let step = loaded.rules.definition.step(step.as_str()).ok_or(DeskError::NotFound)?;
        if step.holders().any(Holder::is_people) {
            return Ok(None);
        }
        let seat = loaded.model(|model| crate::case::seat_of(model, &loaded.stored.case, step));
        Self::still(who, loaded, seat).map(Some).ok_or(DeskError::NotFound)
    }
}
