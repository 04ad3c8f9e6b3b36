//! The desk itself: what every use case stands on.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::accounts::{Accounts, named};
use super::decide::own;
use super::in_force::InForce;
use super::keys::KeyFolder;
use super::publish::publish_own;
use super::settings::{patience, settings_of, undo_window};
use super::{DeskError, Failure, Queue, Rules, Seen, Who};
use crate::area::{AreaCode, Directory, Level, OfficeId, Seat};
use crate::calendar::{Calendar, Holidays, Zone};
use crate::case::{Model, Task, tasks};
use crate::letter::Picture;
use crate::origin::{CaseId, Clock, Code, Ids, PersonId};
use crate::service::{Catalogue, Service};
use crate::store::{Published, Store, StoredCase};
use crate::workflow::{Definition, FieldId, Route, Value};

/// Passwords that are derived at once, of 19 MiB each.
const HASHING: usize = 4;

/// What a desk is built from.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Services to publish before the desk opens (the demonstration's); empty where only what was
    /// published before is run.
    pub catalogue: Catalogue,
    /// The days on which offices are closed, as long as no calendar is published.
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
    pub in_force: RwLock<Arc<InForce>>,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
    pub keys: KeyFolder,
    pub public_url: String,
    /// Turns for what takes long and much memory: passwords.
    pub hashing: Semaphore,
    by_hash: RwLock<HashMap<String, Arc<Service>>>,
    /// The logos of letterheads, by the hash of their file.
    pub logos: RwLock<HashMap<String, Arc<Picture>>>,
}

impl Desk {
    /// Publishes the services of the catalogue that changed, and opens the queue.
    pub async fn start(parts: Parts) -> Result<Self, DeskError> {
        let now = parts.clock.now();
        publish_own(&parts.store, &parts.catalogue, BTreeMap::new(), now).await?;
        let in_force = InForce::read(&parts.store, &parts.holidays).await?;
        let keys = KeyFolder::open(&parts.data).map_err(internal)?;
        let queue = Queue::start(parts.store, parts.ids.clone(), Arc::clone(&parts.clock));
        Ok(Self(Arc::new(Inner {
            queue: queue.await.map_err(internal)?,
            in_force: RwLock::new(Arc::new(in_force)),
            clock: parts.clock,
            ids: parts.ids,
            keys,
            public_url: parts.public_url,
            hashing: Semaphore::new(HASHING),
            by_hash: RwLock::default(),
            logos: RwLock::default(),
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
    pub(super) fn current(&self) -> Vec<Arc<Service>> {
        self.in_force().services.values().cloned().collect()
    }

    /// A service that may be started.
    pub(super) async fn service(&self, id: &str) -> Result<Arc<Service>, DeskError> {
        self.refresh().await?;
        self.in_force().services.get(id).cloned().ok_or(DeskError::NotFound)
    }

    /// The service that a case pinned, loaded from what was published if files have changed since.
    pub(super) async fn pinned(&self, stored: &StoredCase) -> Result<Arc<Service>, DeskError> {
        self.edition(&stored.service, &stored.definition).await
    }

    /// A service as it was published under a hash.
    pub(super) async fn edition(
        &self,
        service: &str,
        hash: &str,
    ) -> Result<Arc<Service>, DeskError> {
        let in_force = self.in_force();
        let current = in_force.services.get(service);
        if let Some(service) = current.filter(|service| service.definition.edition.as_str() == hash)
        {
            return Ok(Arc::clone(service));
        }
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
        by_hash.insert(hash.to_owned(), Arc::clone(&service));
        Ok(service)
    }

    /// By what a case is decided whose route begins at `office`.
    pub(super) fn rules(
        &self,
        definition: &Arc<Definition>,
        directory: &Directory,
        office: Option<&OfficeId>,
    ) -> Arc<Rules> {
        Arc::new(Rules {
            definition: Arc::clone(definition),
            calendar: calendar(&self.in_force().holidays, directory, office),
            settings: settings_of(definition, directory, office),
            undo_window: undo_window(definition.id.as_str(), directory, office),
            patience: patience(definition.id.as_str(), directory, office),
            unit: office.filter(|_| definition.start.route == Route::Seat).cloned(),
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
        let directory = self.directory().await?;
        let office = stored.area.clone().map(OfficeId);
        let rules = self.rules(&service.definition, &directory, office.as_ref());
        let now = self.now();
        let people = named(&service.definition, |field| stored.case.value(field));
        let accounts = Accounts::find(self.store(), &self.0.ids, people, now).await;
        let accounts = accounts.map_err(internal)?;
        Ok(Loaded { stored, service, rules, directory, accounts, now })
    }

    /// Offices and officers as they are now.
    pub(super) async fn directory(&self) -> Result<Arc<Directory>, DeskError> {
        self.0.queue.directory().await.map_err(internal)
    }

    /// The failure of a job in the words of a use case.
    pub(super) async fn failed(&self, failure: Failure) -> DeskError {
        match failure {
            Failure::Refused(refusal) => DeskError::Refused(refusal),
            Failure::Denied("letter-incomplete") => DeskError::Letter(
                "ada penanda tangan yang jabatannya kosong; lengkapi dulu".to_owned(),
            ),
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
    pub accounts: Accounts,
    pub now: Timestamp,
}

impl Loaded {
    pub fn seen(&self) -> Seen {
        Seen { case: self.stored.id, version: self.stored.case.version }
    }

    pub fn ticket(&self) -> Result<Code, DeskError> {
        self.stored.ticket.parse().map_err(internal)
    }

    /// Asks `with` the model that this case is decided by.
    pub fn model<T>(&self, with: impl FnOnce(&Model<'_>) -> T) -> T {
        self.rules.model((&self.directory, &self.accounts), self.now, with)
    }

    /// The task that is `who`'s at this case now, if any.
    pub fn task_of(&self, who: &Who) -> Option<Task> {
        let today = self.rules.calendar.date(self.now);
        let service = self.rules.definition.id.as_str();
        let mine = |task: &Task| own(&self.directory, who, (&task.to, service), today).is_some();
        self.model(|model| tasks(model, &self.stored.case, self.now)).into_iter().find(mine)
    }

    /// Whether `who` may act for a seat today, by appointment or by delegation for this service.
    pub fn may_act_for(&self, who: &Who, seat: &Seat) -> bool {
        let today = self.rules.calendar.date(self.now);
        let service = self.rules.definition.id.as_str();
        self.directory.right_for(who.person, seat, service, today).is_some()
    }

    pub fn is_applicant(&self, who: &Who) -> bool {
        self.stored.case.applicant == Some(who.person)
    }
}

/// The office at which the route of these answers begins: that of a place's area, or the one that
/// is named itself.
pub(super) fn route_office<'v>(
    definition: &Definition,
    answer: impl FnOnce(&FieldId) -> Option<&'v Value>,
) -> Option<OfficeId> {
    match &*definition.route(answer)? {
        Value::Place(place) => match place.get("area")? {
            Value::Area(area) => Some(OfficeId::from(area)),
            _ => None,
        },
        Value::Area(area) => Some(OfficeId::from(area)),
        Value::Office(office) => Some(office.clone()),
        _ => None,
    }
}

/// The calendar of the nearest office that has hours of its own, with the holidays of the city.
pub(super) fn calendar(
    holidays: &Arc<Holidays>,
    directory: &Directory,
    office: Option<&OfficeId>,
) -> Calendar {
    let upward = || office.into_iter().flat_map(|office| directory.upward(office));
    let area = office.and_then(OfficeId::area);
    let area = area.or_else(|| upward().find_map(|office| office.id.area()));
    let area = area.and_then(|area| area.at(Level::Kabupaten));
    let mut calendar =
        Calendar::new(area.as_ref().map_or("", AreaCode::as_str), Arc::clone(holidays));
    if let Some(hours) = upward().find_map(|office| office.hours.as_ref()?.parse().ok()) {
        calendar = calendar.with_hours(hours);
    }
    if let Some(zone) = upward().find_map(|office| Zone::from_name(office.zone.as_ref()?)) {
        calendar = calendar.with_zone(zone);
    }
    calendar
}

pub(super) fn internal(error: impl Into<anyhow::Error>) -> DeskError {
    DeskError::Internal(error.into())
}

/// A service as it was published.
pub(super) fn restored(published: Published) -> Result<Service, DeskError> {
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
