//! A ready text with which an officer writes to the applicant from their own telephone.

use super::counter::officer;
use super::house::{Loaded, internal};
use super::{Desk, DeskError, Who, words};
use crate::area::OfficeId;

/// How the applicant of a case can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Their telephone, digits only.
    pub phone: String,
    /// What to write.
    pub text: String,
}

impl Desk {
    /// How an officer of the kelurahan or kecamatan reaches the applicant; nobody else is told.
    pub(super) async fn reach(
        &self,
        who: &Who,
        loaded: &Loaded,
    ) -> Result<Option<Reach>, DeskError> {
        let Some(applicant) = loaded.stored.case.applicant.filter(|_| officer(who, loaded).is_ok())
        else {
            return Ok(None);
        };
        let person = self.store().person(applicant).await.map_err(internal)?;
        let Some(phone) = person.and_then(|person| person.phone) else { return Ok(None) };
        let ticket = loaded.ticket()?;
        let office = loaded.stored.area.clone().map(OfficeId);
        let office = office.and_then(|office| words::town_office(&office, &loaded.directory));
        let office = office.map_or_else(String::new, |office| format!("{office}: "));
        let text = format!(
            "{office}permohonan {} Anda bernomor {}. Lihat sampai di mana: {}/permohonan/{ticket}",
            loaded.rules.definition.title,
            ticket.grouped(),
            self.0.public_url,
        );
        Ok(Some(Reach { phone, text }))
    }
}
