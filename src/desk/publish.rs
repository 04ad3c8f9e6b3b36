//! Publishing: what was read from the folders and checked becomes what nodes run.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::DeskError;
use super::house::{internal, restored};
use crate::origin::PersonId;
use crate::service::{Catalogue, Service};
use crate::store::{Published, PublishedCalendars, Store};
use crate::workflow::weakened;

/// What would be published.
#[derive(Debug)]
pub struct Publishing {
    /// Services that are new, or differ from what is published.
    pub services: Vec<ServiceChange>,
    /// Services that are published and no longer among the files; they stay in force.
    pub left: Vec<String>,
    /// Services that are published as they are.
    pub same: usize,
    /// The calendars, if they differ.
    calendars: Option<BTreeMap<String, String>>,
}

/// A service that is new or differs.
#[derive(Debug)]
pub struct ServiceChange {
    /// The new version.
    pub service: Arc<Service>,
    /// How it differs.
    pub kind: ChangeKind,
    /// The safeguards that it takes away, a sentence each.
    pub weakened: Vec<String>,
}

/// How a service differs from what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was never published.
    New,
    /// Its definition differs: open cases keep the version that they pinned.
    Definition,
    /// Templates, tables, languages, titles or tests differ; what cases pin does not.
    Files,
}

/// Who publishes, and why.
#[derive(Debug, Clone)]
pub struct Responsible {
    /// Who.
    pub person: PersonId,
    /// Who agrees.
    pub confirmed_by: Option<PersonId>,
    /// Why.
    pub reason: String,
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Safeguards are taken away, and nobody else has agreed.
    #[error("{} taken away; a second administrator must agree", safeguards(.0))]
    NeedsSecond(Vec<String>),
    /// Who agrees must be somebody else.
    #[error("the second administrator must be another person than the first")]
    SamePerson,
    /// The store or an old version failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

fn safeguards(lost: &[String]) -> String {
    if lost.len() == 1 {
        "a safeguard is".to_owned()
    } else {
        format!("{} safeguards are", lost.len())
    }
}

impl Publishing {
    /// Compares what was read with what is published.
    pub async fn plan(
        store: &Store,
        catalogue: &Catalogue,
        calendars: BTreeMap<String, String>,
    ) -> Result<Self, DeskError> {
        let published = store.current_definitions().await.map_err(internal)?;
        let mut known: BTreeMap<String, Published> =
            published.into_iter().map(|one| (one.service.clone(), one)).collect();
        let (mut services, mut same) = (Vec::new(), 0);
        for service in catalogue.services() {
            let old = known.remove(service.definition.id.as_str());
            let sources = serde_json::to_value(&service.sources).map_err(internal)?;
            let kind = match &old {
                None => ChangeKind::New,
                Some(old) if old.hash != service.definition.edition.as_str() => {
                    ChangeKind::Definition
                }
                Some(old) if old.sources != sources => ChangeKind::Files,
                Some(_) => {
                    same += 1;
                    continue;
                }
            };
            let weakened = match old {
                Some(old) => weakened(&restored(old)?.definition, &service.definition),
                None => Vec::new(),
            };
            services.push(ServiceChange { service: Arc::clone(service), kind, weakened });
        }
        let old = store.current_calendars().await.map_err(internal)?;
        let old = old.map(|old| old.files).unwrap_or_default();
        let calendars = Some(calendars).filter(|files| !files.is_empty() && *files != old);
        Ok(Self { services, left: known.into_keys().collect(), same, calendars })
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty() && self.calendars.is_none()
    }

    /// The calendar files that differ, by name; empty where none does.
    pub fn calendars(&self) -> impl Iterator<Item = &str> {
        self.calendars.iter().flat_map(|files| files.keys().map(String::as_str))
    }

    /// Every safeguard that is taken away, with its service.
    pub fn weakened(&self) -> Vec<String> {
        let of = |change: &ServiceChange| {
            let id = change.service.definition.id.clone();
            change.weakened.iter().map(move |lost| format!("{id}: {lost}")).collect::<Vec<_>>()
        };
        self.services.iter().flat_map(of).collect()
    }

    async fn put(
        self,
        store: &Store,
        by: Option<&Responsible>,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), DeskError> {
        let person = by.map(|by| by.person);
        for change in self.services {
            let definition = &change.service.definition;
            let published = Published {
                hash: definition.edition.to_string(),
                service: definition.id.to_string(),
                sources: serde_json::to_value(&change.service.sources).map_err(internal)?,
                at,
                person,
                confirmed_by: by.and_then(|by| by.confirmed_by),
                reason: reason.to_owned(),
            };
            store.publish(&published).await.map_err(internal)?;
        }
        if let Some(files) = self.calendars {
            let calendars = PublishedCalendars { files, at, person, reason: reason.to_owned() };
            store.publish_calendars(&calendars).await.map_err(internal)?;
        }
        Ok(())
    }
}

/// Publishes what differs.
///
/// # Errors
/// [`PublishError::NeedsSecond`] where safeguards are taken away and nobody else agrees.
pub async fn publish(
    store: &Store,
    plan: Publishing,
    by: &Responsible,
    at: Timestamp,
) -> Result<(), PublishError> {
    if by.confirmed_by == Some(by.person) {
        return Err(PublishError::SamePerson);
    }
    let lost = plan.weakened();
    if !lost.is_empty() && by.confirmed_by.is_none() {
        return Err(PublishError::NeedsSecond(lost));
    }
    Ok(plan.put(store, Some(by), &by.reason, at).await?)
}

/// Publishes what the program itself brings along, in nobody's name.
pub async fn publish_own(
    store: &Store,
    catalogue: &Catalogue,
    calendars: BTreeMap<String, String>,
    at: Timestamp,
) -> Result<(), DeskError> {
    let plan = Publishing::plan(store, catalogue, calendars).await?;
    plan.put(store, None, "dimuat dari berkas saat sistem dimulai", at).await
}
