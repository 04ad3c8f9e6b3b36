//! What a node runs: only what was published, and what is published while it runs.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::house::{internal, restored};
use super::{Desk, DeskError};
use crate::calendar::Holidays;
use crate::service::Service;
use crate::store::{PublishedCalendars, Store};
use crate::workflow::ServiceId;

/// The services that may be started and the calendars, as of one version of the publications.
pub(super) struct InForce {
    version: i64,
    pub services: BTreeMap<ServiceId, Arc<Service>>,
    pub holidays: Arc<Holidays>,
}

impl InForce {
    /// What is published now. `holidays` count where no calendar is.
    pub async fn read(store: &Store, holidays: &Arc<Holidays>) -> Result<Self, DeskError> {
        let version = store.publication_version().await.map_err(internal)?;
        let mut services = BTreeMap::new();
        for published in store.current_definitions().await.map_err(internal)? {
            let service = Arc::new(restored(published)?);
            services.insert(service.definition.id.clone(), service);
        }
        let calendars = store.current_calendars().await.map_err(internal)?;
        let holidays = match calendars {
            Some(calendars) => Arc::new(read_calendars(&calendars)?),
            None => Arc::clone(holidays),
        };
        Ok(Self { version, services, holidays })
    }
}

impl Desk {
    /// Takes up what was published since the last look.
    pub async fn refresh(&self) -> Result<(), DeskError> {
        let version = self.store().publication_version().await.map_err(internal)?;
        let known = self.in_force();
        if known.version != version {
            let fresh = InForce::read(self.store(), &known.holidays).await?;
            *self.0.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        }
        Ok(())
    }

    pub(super) fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&self.0.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn read_calendars(calendars: &PublishedCalendars) -> Result<Holidays, DeskError> {
    let mut holidays = Holidays::default();
    for (name, text) in &calendars.files {
        holidays.read(name, text).map_err(internal)?;
    }
    Ok(holidays)
}
