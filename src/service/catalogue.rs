//! All services of an installation, and every version that a running case may be pinned to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Service;
use super::service::TEMPLATES;
use crate::workflow::{DefinitionHash, Finding, Library, LoadError, Loaded, ServiceId};

/// Services by id, in their newest version, and by the hash of their definition.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    services: BTreeMap<ServiceId, Arc<Service>>,
    by_hash: BTreeMap<DefinitionHash, Arc<Service>>,
    parts: Vec<Arc<Service>>,
    warnings: Vec<Finding>,
}

/// Why the files of services cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file or a folder cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Mistakes (and warnings), by file and line.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Findings(Vec<Finding>),
}

impl From<LoadError> for CatalogueError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unreadable { path, source } => Self::Unreadable { path, source },
            LoadError::Findings(findings) => Self::Findings(findings),
        }
    }
}

impl Catalogue {
    /// Reads a folder of definitions and a folder of letter templates, and checks them against
    /// each other. The scenarios are not played; see [`Service::play_all`].
    pub fn read(workflows: &Path, templates: &Path) -> Result<Self, CatalogueError> {
        let library = Library::read(workflows)?;
        let letters = read_templates(templates)?;
        let (catalogue, findings) = Self::assemble(&library, &letters, templates);
        if findings.iter().any(|finding| !finding.warning) {
            let mut all = library.warnings;
            all.extend(findings);
            return Err(CatalogueError::Findings(all));
        }
        Ok(Self { warnings: library.warnings.into_iter().chain(findings).collect(), ..catalogue })
    }

    /// Reads one service of these folders alone: others may have mistakes. `None` where there is no such file.
    pub fn read_one(
        workflows: &Path,
        templates: &Path,
        id: &str,
    ) -> Result<Option<Arc<Service>>, CatalogueError> {
        let library = Library::read_one(workflows, id)?;
        let letters = read_templates(templates)?;
        let Some(loaded) = library.service(id) else { return Ok(None) };
        let service = Service::build(loaded, &letters, templates);
        service.map(|service| Some(Arc::new(service))).map_err(CatalogueError::Findings)
    }

    fn assemble(
        library: &Library,
        letters: &BTreeMap<String, String>,
        folder: &Path,
    ) -> (Self, Vec<Finding>) {
        let mut catalogue = Self::default();
        let mut findings = Vec::new();
        let mut build = |loaded: &Loaded| match Service::build(loaded, letters, folder) {
            Ok(service) => {
                findings.extend_from_slice(service.warnings());
                Some(Arc::new(service))
            }
            Err(found) => {
                findings.extend(found);
                None
            }
        };
        for loaded in &library.services {
            if let Some(service) = build(loaded) {
                catalogue.put(service);
            }
        }
        catalogue.parts = library.parts.iter().filter_map(&mut build).collect();
        let named = |name: &str| {
            let all = library.services.iter().chain(&library.parts);
            let mut outputs = all.flat_map(|loaded| &loaded.definition.outputs);
            outputs.any(|output| output.template.as_deref() == Some(name))
        };
        for name in letters.keys().filter(|name| !named(name)) {
            findings.push(Finding {
                file: folder.join(format!("{name}.hbs")).display().to_string(),
                line: 1,
                column: 1,
                path: String::new(),
                message: "no output is printed by this template".to_owned(),
                remedy: Some(format!("name it by `template: {name}`, or take the file away")),
                warning: true,
                source: String::new(),
            });
        }
        (catalogue, findings)
    }

    /// Adds a service in a version from the store: the texts are those of [`Service::sources`].
    /// It becomes the newest of its id if none of that id is known yet.
    pub fn remember(
        &mut self,
        sources: &BTreeMap<String, String>,
    ) -> Result<Arc<Service>, Vec<Finding>> {
        let service = Arc::new(Service::from_sources(sources)?);
        let newest = self.services.get(&service.definition.id).cloned();
        self.put(Arc::clone(&service));
        if let Some(newest) = newest {
            self.put(newest);
        }
        Ok(service)
    }

    fn put(&mut self, service: Arc<Service>) {
        let definition = &service.definition;
        self.by_hash.insert(definition.edition.clone(), Arc::clone(&service));
        self.services.insert(definition.id.clone(), service);
    }

    /// The newest version of a service.
    pub fn service(&self, id: &str) -> Option<&Arc<Service>> {
        self.services.get(id)
    }

    /// The version of a service that a case is pinned to.
    pub fn by_hash(&self, hash: &DefinitionHash) -> Option<&Arc<Service>> {
        self.by_hash.get(hash)
    }

    /// All services in their newest version, by id.
    pub fn services(&self) -> impl Iterator<Item = &Arc<Service>> {
        self.services.values()
    }

    /// The parts, each as a service of its own, for their scenarios.
    pub fn parts(&self) -> impl Iterator<Item = &Arc<Service>> {
        self.parts.iter()
    }

    /// What may be left as it is.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}

/// The texts of all templates, by name.
fn read_templates(folder: &Path) -> Result<BTreeMap<String, String>, CatalogueError> {
    let error = |path: &Path, source| CatalogueError::Unreadable { path: path.to_owned(), source };
    let mut letters = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|e| error(folder, e))? {
        let path = entry.map_err(|e| error(folder, e))?.path();
        if path.extension().is_none_or(|ending| ending != TEMPLATES.1) {
            continue;
        }
        let text = crate::workflow::source(&path).map_err(|e| error(&path, e))?;
        if let Some(name) = path.file_stem() {
            letters.insert(name.to_string_lossy().into_owned(), text);
        }
    }
    Ok(letters)
}
