//! Setting what an office sets, and looking at it. Never moves an open case: those read their pin.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::DeskError;
use super::house::{internal, restored};
use super::settings::{engine_settings, read_setting};
use crate::area::{Directory, OfficeId};
use crate::origin::PersonId;
use crate::service::Service;
use crate::store::{SettingChange, Store};
use crate::workflow::{Setting, did_you_mean};

/// New values of an office.
#[derive(Debug, Clone)]
pub struct SetOffice {
    /// The office.
    pub office: OfficeId,
    /// The service that they are for; for every one that has the setting where absent.
    pub service: Option<String>,
    /// By name; none takes the value back.
    pub values: Vec<(String, Option<String>)>,
    /// The regulation or decree.
    pub basis: String,
    /// Who.
    pub person: PersonId,
}

/// A setting as it holds at an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForceAt {
    /// Its name.
    pub name: String,
    /// What the administrator reads.
    pub title: String,
    /// The services that read it; empty for the engine's own.
    pub services: Vec<String>,
    /// The value, as it is written.
    pub value: String,
    /// The office that sets it; none where it is the default.
    pub by: Option<OfficeId>,
}

/// Why nothing was set: a sentence for each value that does not fit.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The values do not fit.
    #[error("{}", .0.join("\n"))]
    Unfit(Vec<String>),
    /// The store failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Sets values; all or none. Equal values change nothing; what did change comes back.
pub async fn set_office(
    store: &Store,
    set: &SetOffice,
    at: Timestamp,
) -> Result<Vec<SettingChange>, SetError> {
    let directory = store.directory().await.map_err(internal)?;
    let services = published(store).await?;
    let wrong = unfit(set, &directory, &services);
    if !wrong.is_empty() {
        return Err(SetError::Unfit(wrong));
    }
    let changes = set.changes(&directory, at);
    if !changes.is_empty() {
        store.change_settings(&changes).await.map_err(internal)?;
    }
    Ok(changes)
}

impl SetOffice {
    /// The values that differ from what the office sets now.
    pub(super) fn changes(&self, directory: &Directory, at: Timestamp) -> Vec<SettingChange> {
        let own = directory.settings(&self.office);
        let before = |name: &str| {
            own.iter().find(|known| known.name == name && known.service == self.service)
        };
        let changed = |(name, value): &(String, Option<String>)| {
            let same = before(name).map(|known| &known.value) == value.as_ref();
            (!same).then(|| SettingChange {
                office: self.office.clone(),
                service: self.service.clone(),
                name: name.clone(),
                value: value.clone(),
                basis: self.basis.clone(),
                person: Some(self.person),
                at,
            })
        };
        self.values.iter().filter_map(changed).collect()
    }
}

/// Every setting as it holds at an office for a service; where none is named, each setting that
/// a published service has, as it holds for those that have no value of their own.
pub async fn settings_at(
    store: &Store,
    office: &OfficeId,
    service: Option<&str>,
) -> Result<Vec<InForceAt>, DeskError> {
    let directory = store.directory().await.map_err(internal)?;
    let mut found: BTreeMap<String, InForceAt> = BTreeMap::new();
    let mut add = |setting: &Setting, of: &str| {
        let set = directory.setting(office, service.unwrap_or_default(), setting.id.as_str());
        let known = found.entry(setting.id.to_string()).or_insert_with(|| InForceAt {
            name: setting.id.to_string(),
            title: setting.title.to_string(),
            services: Vec::new(),
            value: set.map_or_else(|| written(setting), |(_, set)| set.value.clone()),
            by: set.map(|(office, _)| office.id.clone()),
        });
        known.services.extend(Some(of).filter(|of| !of.is_empty()).map(str::to_owned));
    };
    for one in published(store).await? {
        let id = one.definition.id.as_str();
        if service.is_none_or(|service| service == id) {
            for setting in &one.definition.settings {
                add(setting, id);
            }
        }
    }
    for setting in engine_settings() {
        add(&setting, "");
    }
    Ok(found.into_values().collect())
}

pub(super) async fn published(store: &Store) -> Result<Vec<Arc<Service>>, DeskError> {
    let published = store.current_definitions().await.map_err(internal)?;
    published.into_iter().map(|one| restored(one).map(Arc::new)).collect()
}

pub(super) fn unfit(
    set: &SetOffice,
    directory: &Directory,
    services: &[Arc<Service>],
) -> Vec<String> {
    let mut wrong = Vec::new();
    if directory.office(&set.office).is_none() {
        let known = directory.offices().map(|office| office.id.0.as_str());
        wrong.push(unknown("office", &set.office.0, known));
    }
    let of = |service: &&Arc<Service>| {
        set.service.as_deref().is_none_or(|id| service.definition.id.as_str() == id)
    };
    let mut named = services.iter().filter(of).peekable();
    if let (Some(id), None) = (&set.service, named.peek()) {
        wrong.push(unknown(
            "published service",
            id,
            services.iter().map(|s| s.definition.id.as_str()),
        ));
        return wrong;
    }
    let engine = engine_settings();
    let own: Vec<&Setting> = named.flat_map(|service| &service.definition.settings).collect();
    for (name, value) in &set.values {
        let readers = || own.iter().copied().chain(&engine).filter(|s| s.id.as_str() == name);
        if readers().next().is_none() {
            wrong.push(unknown(
                "setting",
                name,
                own.iter().copied().chain(&engine).map(|s| s.id.as_str()),
            ));
        }
        let Some(value) = value else { continue };
        let mut problems: Vec<String> =
            readers().filter_map(|setting| read_setting(setting, value).err()).collect();
        problems.dedup();
        wrong.extend(problems.into_iter().map(|problem| format!("{name}: {problem}")));
    }
    wrong
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let meant = did_you_mean(name, known);
    let meant = meant.map_or_else(String::new, |meant| format!("; {meant}"));
    format!("no {what} `{name}`{meant}")
}

/// The default of a setting, as an office would write it.
fn written(setting: &Setting) -> String {
    use crate::workflow::Value;
    match &setting.default {
        Value::Text(text) | Value::Choice(text) => text.to_string(),
        Value::Number(number) | Value::Money(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.strftime("%H:%M").to_string(),
        Value::Period(period) => period.to_string(),
        _ => String::new(),
    }
}
