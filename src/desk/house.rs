//! The desk itself: what every use case stands on.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::keys::KeyFolder;
use super::{DeskError, Failure, Queue, Rules, Seen, Who};
use crate::area::{AreaCode, Directory, Level, Seat};
use crate::calendar::{Calendar, Holidays};
use crate::case::Model;
use crate::origin::{CaseId, Clock, Code, Ids, PersonId};
use crate::service::{Catalogue, Service};
use crate::store::{Published, Store, StoredCase};
use crate::workflow::{Definition, FieldId, Root, ServiceId, Value};

/// What a desk is built from.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The services that may be started.
    pub catalogue: Catalogue,
    /// The days on which offices are closed.
    pub holidays: Arc<Holidays>,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids and codes come from.
    pub ids: Ids,
    /// The folder of uploads and keys.
    pub data: PathBuf,
    /// The address that residents see, without a slash at its end.
    pub public_url: String,
}

/// All use cases. Cheap to clone.
#[derive(Clone)]
pub struct Desk(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub queue: Queue,
    pub holidays: Arc<Holidays>,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
    pub keys: KeyFolder,
    pub public_url: String,
    current: BTreeMap<ServiceId, Arc<Service>>,
    by_hash: RwLock<HashMap<String, Arc<Service>>>,
}

impl Desk {
    /// Publishes the services of the catalogue and opens the queue.
    pub async fn start(parts: Parts) -> Result<Self, DeskError> {
        let now = parts.clock.now();
        let (mut current, mut by_hash) = (BTreeMap::new(), HashMap::new());
        for service in parts.catalogue.services() {
            let service = Arc::clone(service);
            let published = published(&service, now)?;
            parts.store.publish(&published).await.map_err(internal)?;
            by_hash.insert(service.definition.hash.to_string(), Arc::clone(&service));
            current.insert(service.definition.id.clone(), service);
        }
        let keys = KeyFolder::open(&parts.data).map_err(internal)?;
        let queue = Queue::start(parts.store, parts.ids.clone(), Arc::clone(&parts.clock));
        Ok(Self(Arc::new(Inner {
            queue: queue.await.map_err(internal)?,
            holidays: parts.holidays,
            clock: parts.clock,
            ids: parts.ids,
            keys,
            public_url: parts.public_url,
            current,
            by_hash: RwLock::new(by_hash),
        })))
    }

    /// Takes nothing more and ends when all that waits is on disk.
    pub async fn close(&self) {
        self.0.queue.stop().await;
    }

    /// The signers' keys.
    pub fn keys(&self) -> &KeyFolder {
        &self.0.keys
    }

    /// A key for a form that may be sent twice.
    pub fn key(&self) -> Uuid {
        self.0.ids.key(self.now())
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(super) fn store(&self) -> &Store {
        self.0.queue.store()
    }

    /// The services that may be started.
    pub(super) fn current(&self) -> impl Iterator<Item = &Arc<Service>> {
        self.0.current.values()
    }

    /// A service that may be started.
    pub(super) fn service(&self, id: &str) -> Result<Arc<Service>, DeskError> {
        self.0.current.get(id).cloned().ok_or(DeskError::NotFound)
    }

    /// The service that a case pinned, loaded from what was published if files have changed since.
    pub(super) async fn pinned(&self, stored: &StoredCase) -> Result<Arc<Service>, DeskError> {
        let hash = &stored.definition;
        let known =
            self.0.by_hash.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned();
        if let Some(service) = known {
            return Ok(service);
        }
        let published = self.store().definition(hash).await.map_err(internal)?;
        let published = published.ok_or_else(|| {
            DeskError::Internal(anyhow::anyhow!("definition {hash} of a case was never published"))
        })?;
        let service = Arc::new(restored(published)?);
        let mut by_hash = self.0.by_hash.write().unwrap_or_else(PoisonError::into_inner);
        by_hash.insert(hash.clone(), Arc::clone(&service));
        Ok(service)
    }

    /// By what a case in `area` is decided.
    pub(super) fn rules(
        &self,
        definition: &Arc<Definition>,
        area: Option<&AreaCode>,
    ) -> Arc<Rules> {
        let area = area.and_then(|area| area.at(Level::Kabupaten));
        let area = area.as_ref().map_or("", AreaCode::as_str);
        Arc::new(Rules {
            definition: Arc::clone(definition),
            calendar: Calendar::new(area, Arc::clone(&self.0.holidays)),
            settings: definition
                .settings
                .iter()
                .map(|setting| (setting.id.clone(), setting.default.clone()))
                .collect(),
            undo_window: Model::UNDO_WINDOW,
        })
    }

    /// A case with its rules and its service.
    pub(super) async fn load(&self, id: CaseId) -> Result<Loaded, DeskError> {
        let stored = self.store().case(id).await.map_err(internal)?.ok_or(DeskError::NotFound)?;
        self.loaded(stored).await
    }

    pub(super) async fn load_ticket(&self, ticket: &Code) -> Result<Loaded, DeskError> {
        let stored = self.store().case_by_ticket(ticket).await.map_err(internal)?;
        self.loaded(stored.ok_or(DeskError::NotFound)?).await
    }

    async fn loaded(&self, stored: StoredCase) -> Result<Loaded, DeskError> {
        let service = self.pinned(&stored).await?;
        let area = stored.area.as_deref().and_then(|area| area.parse().ok());
        let rules = self.rules(&service.definition, area.as_ref());
        let directory = self.0.queue.directory().await.map_err(internal)?;
        Ok(Loaded { stored, service, rules, directory, now: self.now() })
    }

    /// The failure of a job in the words of a use case.
    pub(super) async fn failed(&self, failure: Failure) -> DeskError {
        match failure {
            Failure::Refused(refusal) => DeskError::Refused(refusal),
            Failure::Denied(_) | Failure::NotFound => DeskError::NotFound,
            Failure::Conflict { by, at, .. } => {
                DeskError::Conflict { who: self.name_of(by).await, at }
            }
            Failure::KeyReused => DeskError::KeyReused,
            Failure::Busy | Failure::Stopping => DeskError::Busy,
            other => DeskError::Internal(other.into()),
        }
    }

    pub(super) async fn name_of(&self, person: Option<PersonId>) -> String {
        let Some(person) = person else { return "Sistem".to_owned() };
        let found = self.store().person(person).await.ok().flatten();
        found.map_or_else(|| "Orang lain".to_owned(), |person| person.name)
    }
}

/// A case with all that it is read with.
pub(super) struct Loaded {
    pub stored: StoredCase,
    pub service: Arc<Service>,
    pub rules: Arc<Rules>,
    pub directory: Arc<Directory>,
    pub now: Timestamp,
}

impl Loaded {
    pub fn seen(&self) -> Seen {
        Seen { case: self.stored.id, version: self.stored.case.version }
    }

    pub fn ticket(&self) -> Result<Code, DeskError> {
        self.stored.ticket.parse().map_err(internal)
    }

    /// The seat for which `who` may act at this case now, if any.
    pub fn seat_of(&self, who: &Who) -> Option<Seat> {
        let today = self.rules.calendar.date(self.now);
        let mine = |seat: &Seat| self.directory.right(who.person, seat, today).is_some();
        self.rules.model(&self.directory, self.now, |model| {
            crate::case::seats(model, &self.stored.case, self.now)
                .into_iter()
                .map(|task| task.seat)
                .find(mine)
        })
    }

    pub fn is_applicant(&self, who: &Who) -> bool {
        self.stored.case.applicant == Some(who.person)
    }
}

/// The area that the route of these answers names.
pub(super) fn area_of(
    definition: &Definition,
    answers: &BTreeMap<FieldId, Value>,
) -> Option<AreaCode> {
    let Root::Field(field) = &definition.start.route.root else { return None };
    let parts = definition.start.route.parts.iter().map(|part| &**part);
    match answers.get(field)?.descend(parts)? {
        Value::Place(place) => match place.get("area")? {
            Value::Area(area) => Some(area.clone()),
            _ => None,
        },
        Value::Area(area) => Some(area),
        _ => None,
    }
}

pub(super) fn internal(error: impl Into<anyhow::Error>) -> DeskError {
    DeskError::Internal(error.into())
}

/// A service as the store keeps it.
fn published(service: &Service, at: Timestamp) -> Result<Published, DeskError> {
    Ok(Published {
        hash: service.definition.hash.to_string(),
        service: service.definition.id.to_string(),
        sources: serde_json::to_value(&service.sources).map_err(internal)?,
        at,
        person: None,
        reason: "dimuat dari berkas saat sistem dimulai".to_owned(),
    })
}

/// A service as it was published.
fn restored(published: Published) -> Result<Service, DeskError> {
    let sources: BTreeMap<String, String> =
        serde_json::from_value(published.sources).map_err(internal)?;
    Service::from_sources(&sources).map_err(|findings| {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        let hash = published.hash;
        internal(anyhow::anyhow!("definition {hash} no longer loads: {}", findings.join("; ")))
    })
}

/// The key of a part of a request that has one key: the same part gets the same key again.
pub(super) fn derived(key: Uuid, part: &str) -> Uuid {
    let hash = openssl::sha::sha256(format!("{key}/{part}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The longest that an uploaded file may be, in bytes.
pub(super) const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// How long a session lasts.
pub(super) const SESSION: SignedDuration = SignedDuration::from_hours(12);
