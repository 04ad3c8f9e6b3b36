//! A folder of definitions: services, the parts that they share, tables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::assemble::{Files, Known, assemble};
use super::at::{At, Source};
use super::folder::texts;
use super::languages::{Words, spoken, unspoken};
use super::read::holder::Roles;
use super::read::table::{Tables, tables};
use super::read::telling::MESSAGES;
use super::report::Report;
use super::sources::{bare, read_tree};
use super::{Definition, Finding, Scenario, references};

/// The table that names the roles.
const ROLES: &str = "tables/roles.csv";

/// All definitions of a folder.
#[derive(Debug, Clone)]
pub struct Library {
    /// The services, by id.
    pub services: Vec<Loaded>,
    /// The parts, each as a service of its own (2.7), for their scenarios.
    pub parts: Vec<Loaded>,
    /// What may be left as it is.
    pub warnings: Vec<Finding>,
}

/// A definition with where it comes from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The definition.
    pub definition: Arc<Definition>,
    /// The scenarios of its file.
    pub scenarios: Vec<Scenario>,
    /// Its words in other languages, by the code of the language.
    pub languages: BTreeMap<String, Words>,
    /// Its file as findings name it.
    pub file: String,
    /// Every text that it was made from, by path in the folder: [`Library::from_sources`] makes
    /// the same definition, with the same hash, of these alone.
    pub sources: BTreeMap<String, String>,
}

/// Why a folder of definitions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Mistakes (and warnings), by file and line.
    #[error("{}", list(.0))]
    Findings(Vec<Finding>),
}

fn list(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Library {
    /// Reads `*.yaml`, `parts/*.yaml`, `tables/*.csv` and `lang/*.yaml` of a folder.
    pub fn read(dir: &Path) -> Result<Self, LoadError> {
        Self::shown(dir, Self::from_sources(&texts(dir)?))
    }

    /// Reads one service of a folder, and the parts and tables beside it: what is wrong with another service is not
    /// looked at. Without services where the folder has no such file.
    pub fn read_one(dir: &Path, id: &str) -> Result<Self, LoadError> {
        let mut sources = texts(dir)?;
        let own = format!("{id}.yaml");
        sources.retain(|name, _| {
            *name == own || name.starts_with("parts/") || name.starts_with("tables/")
        });
        Self::shown(dir, Self::alone(&sources))
    }

    /// What was read of a folder, with its files named as people find them.
    fn shown(dir: &Path, read: Result<Self, Vec<Finding>>) -> Result<Self, LoadError> {
        let shown = |file: &str| dir.join(file).display().to_string();
        let rename = |finding: Finding| Finding { file: shown(&finding.file), ..finding };
        let renamed = |findings: Vec<Finding>| findings.into_iter().map(rename).collect();
        match read {
            Ok(mut library) => {
                library.warnings = renamed(library.warnings);
                for loaded in library.services.iter_mut().chain(&mut library.parts) {
                    loaded.file = shown(&loaded.file);
                }
                Ok(library)
            }
            Err(findings) => Err(LoadError::Findings(renamed(findings))),
        }
    }

    /// Reads definitions from texts by their path in the folder: `birth.yaml`,
    /// `parts/rt-rw.yaml`, `tables/roles.csv`. The error holds every finding of every file.
    pub fn from_sources(sources: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        Self::made_of(sources, true)
    }

    /// Reads one definition from its own texts ([`Loaded::sources`]): other services that it
    /// names need not be there.
    pub fn alone(sources: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        Self::made_of(sources, false)
    }

    fn made_of(sources: &BTreeMap<String, String>, whole: bool) -> Result<Self, Vec<Finding>> {
        let mut report = Report::default();
        let tables = tables(sources, &mut report.findings);
        let roles = roles(sources, &tables, &mut report);
        let known = Known { roles: &roles, tables: &tables };
        let mut trees = BTreeMap::new();
        for (name, text) in sources.iter().filter(|(name, _)| yaml(name)) {
            if let Some(source) = read_tree(name, text, &mut report) {
                trees.insert(name.as_str(), source);
            }
        }
        let (mut services, mut parts) = (Vec::new(), Vec::new());
        for (name, own) in &trees {
            let is_part = name.starts_with("parts/");
            let stem = name.trim_start_matches("parts/").trim_end_matches(".yaml");
            let used = if is_part { Vec::new() } else { used(own, &trees, sources, &mut report) };
            let files = Files { own, parts: used, is_part, stem };
            let (definition, scenarios) = assemble(&files, known, &mut report);
            let mut texts = BTreeMap::new();
            let parts_of = files.parts.iter().map(|(_, part)| *part);
            let languages =
                spoken(stem, &parts_of.chain([own]).collect::<Vec<_>>(), sources, &mut report);
            let names = files.parts.iter().map(|(_, part)| part.name.clone());
            let tables = definition.tables.keys().map(|table| format!("tables/{table}.csv"));
            let words = languages.keys().map(|code| format!("lang/{stem}.{code}.yaml"));
            let own = [(*name).to_owned(), ROLES.to_owned()];
            let said = (!definition.notify.is_empty()).then(|| MESSAGES.to_owned());
            for name in names.chain(own).chain(tables).chain(words).chain(said) {
                texts.extend(sources.get(&name).map(|text| (name, text.clone())));
            }
            let loaded = Loaded {
                definition: Arc::new(definition),
                scenarios,
                languages,
                file: (*name).to_owned(),
                sources: texts,
            };
            if is_part { parts.push(loaded) } else { services.push(loaded) }
        }
        let known: Vec<&str> =
            services.iter().chain(&parts).map(|loaded| loaded.definition.id.as_str()).collect();
        for name in sources.keys().filter(|name| name.starts_with("lang/")) {
            unspoken(name, &known, &mut report);
        }
        let mut library = Self { services, parts, warnings: Vec::new() };
        if whole {
            references::check(&library, &trees, &mut report);
        }
        let findings = sorted(report.findings);
        if findings.iter().any(|finding| !finding.warning) {
            return Err(findings);
        }
        library.warnings = findings;
        Ok(library)
    }

    /// A service.
    pub fn service(&self, id: &str) -> Option<&Loaded> {
        self.services.iter().find(|loaded| loaded.definition.id.as_str() == id)
    }

    /// A part.
    pub fn part(&self, id: &str) -> Option<&Loaded> {
        self.parts.iter().find(|loaded| loaded.definition.id.as_str() == id)
    }
}

fn yaml(name: &str) -> bool {
    let file = name.strip_prefix("parts/").unwrap_or(name);
    !file.contains('/') && Path::new(file).extension().is_some_and(|ending| ending == "yaml")
}

/// By place; a mistake in a part is told once, not once for every service that uses it.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    let place = |f: &Finding| (f.file.clone(), f.line, f.column, f.path.clone(), f.message.clone());
    findings.sort_by_key(place);
    findings.dedup_by_key(|finding| place(finding));
    findings
}

fn used<'a>(
    own: &Source,
    trees: &'a BTreeMap<&str, Source>,
    sources: &BTreeMap<String, String>,
    report: &mut Report,
) -> Vec<(Arc<str>, &'a Source)> {
    let Some(list) = At::top(own).get("use") else { return Vec::new() };
    let mut parts: Vec<(Arc<str>, &Source)> = Vec::new();
    for item in report.list(&list) {
        let Some(name) = report.text(&item) else { continue };
        let file = format!("parts/{name}.yaml");
        if parts.iter().any(|(known, _)| *known == name) {
            report.error(&item, format!("part {name} is used twice"));
        } else if let Some(part) = trees.get(file.as_str()) {
            parts.push((name, part));
        } else if sources.contains_key(&file) {
            report.error(&item, format!("part {name} cannot be read"));
        } else {
            let known = trees.keys().filter_map(|name| name.strip_prefix("parts/"));
            let known: Vec<&str> = known.filter_map(|name| name.strip_suffix(".yaml")).collect();
            report.unknown(&item, "part", name, known);
        }
    }
    parts
}

fn roles(sources: &BTreeMap<String, String>, tables: &Tables, report: &mut Report) -> Roles {
    if !sources.contains_key(ROLES) {
        report.findings.push(bare(ROLES, 1, "is missing: it names the roles".to_owned()));
    }
    let rows = tables.get("roles").map(|table| table.rows.as_slice()).unwrap_or_default();
    Roles(rows.iter().map(|row| row.key.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{Level, Role};
    use crate::workflow::{Due, Expr, Holder, Late, LateDo, Proof};
    use proptest::prelude::*;

    const BIRTH: &str = include_str!("../../workflows/birth.yaml");
    const PART: &str = include_str!("../../workflows/parts/rt-rw.yaml");
    const ROLE_TABLE: &str = include_str!("../../workflows/tables/roles.csv");

    fn load(birth: &str, part: &str) -> Result<Library, Vec<Finding>> {
        let sources = [("birth.yaml", birth), ("parts/rt-rw.yaml", part), (ROLES, ROLE_TABLE)];
        let sources = sources.map(|(name, text)| (name.to_owned(), text.to_owned()));
        Library::from_sources(&BTreeMap::from(sources))
    }

    fn hash(birth: &str, part: &str) -> String {
        let library = load(birth, part).unwrap();
        library.service("birth").unwrap().definition.hash.to_string()
    }

    fn seat(role: &str, level: Level) -> Holder {
        Holder::Level { role: Role(role.to_owned()), level }
    }

    #[test]
    fn the_shipped_birth_letter_loads_without_a_finding() {
        let library = load(BIRTH, PART).unwrap_or_else(|findings| panic!("{}", list(&findings)));
        assert_eq!(library.warnings, []);
        let birth = library.service("birth").unwrap();
        let definition = &birth.definition;
        let steps: Vec<_> = definition.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(steps, ["rt", "rw", "verify", "lurah", "camat"]);
        assert!(birth.scenarios.len() >= 17);
        assert_eq!(library.part("rt-rw").unwrap().scenarios.len(), 7);
        let signers: Vec<_> = definition
            .output("letter")
            .unwrap()
            .signers
            .iter()
            .map(crate::workflow::StepId::as_str)
            .collect();
        assert_eq!(signers, ["lurah", "camat"]);
        assert_eq!(definition.fields.first().unwrap().id.as_str(), "applicant");
        assert_eq!(birth.sources.len(), 3);
    }

    #[test]
    fn defaults_are_put_in() {
        let library = load(BIRTH, PART).unwrap();
        let definition = &library.service("birth").unwrap().definition;
        let step = |id: &str| definition.step(id).unwrap();
        let actions = |id: &str| step(id).actions.iter().map(|a| a.id.as_str()).collect::<Vec<_>>();
        assert_eq!(actions("rt"), ["approve", "return", "reject", "meet"]);
        assert_eq!(actions("lurah"), ["approve", "return", "reject"]);
        assert_eq!(step("rt").branches[0].auth, Proof::Link);
        assert_eq!(step("verify").branches[0].auth, Proof::Click);
        assert_eq!(step("lurah").branches[0].auth, Proof::Tte);
        assert_eq!(step("rt").confirms, ["applicant".into()]);
        assert_eq!(step("verify").confirms.len(), definition.fields.len());
        let late =
            |after: &str, holder| Late { after: after.parse().unwrap(), act: LateDo::Add(holder) };
        let remind = || Late { after: "0wd".parse().unwrap(), act: LateDo::Remind };
        assert_eq!(step("rt").late, [remind(), late("1wd", seat("secretary", Level::Rt))]);
        assert_eq!(step("verify").late, [remind(), late("1wd", seat("head", Level::Kecamatan))]);
        assert!(step("rt").late_default);
        assert_eq!(step("rw").due, Some(Due::Period(Expr::Period("1wd".parse().unwrap()))));
        assert_eq!(step("rw").part.as_deref(), Some("rt-rw"));
    }

    #[test]
    fn the_hash_follows_what_acts() {
        let before = hash(BIRTH, PART);
        assert_eq!(before.len(), 64);
        assert_eq!(hash(&format!("# a comment\n{BIRTH}"), PART), before);
        assert_eq!(hash(BIRTH, &PART.replace("# Langkah", "# Lain:")), before);
        let reordered = BIRTH.replace(
            "{type: text, max: 34, title: Nama anak,",
            "{title: 'Nama anak', max: 34, type: text,",
        );
        assert_ne!(reordered, BIRTH);
        assert_eq!(hash(&reordered, PART), before);
        assert_ne!(hash(BIRTH, &PART.replace("due: 1wd", "due: 2wd")), before);
        assert_ne!(hash(&BIRTH.replace("max: 34", "max: 33"), PART), before);
        let swapped = BIRTH.replace("L: Laki-laki, P: Perempuan", "P: Perempuan, L: Laki-laki");
        assert_ne!(hash(&swapped, PART), before);
    }

    #[test]
    fn the_sources_of_a_definition_make_it_again() {
        let library = load(BIRTH, PART).unwrap();
        for loaded in library.services.iter().chain(&library.parts) {
            let again = Library::from_sources(&loaded.sources).unwrap();
            let same = again.services.iter().chain(&again.parts);
            let hashes: Vec<_> = same.map(|loaded| loaded.definition.hash.clone()).collect();
            assert!(hashes.contains(&loaded.definition.hash));
        }
    }

    #[test]
    fn a_mark_that_an_editor_put_before_a_file_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("tables")).unwrap();
        let birth = BIRTH.replace("use: [rt-rw]", "");
        for (file, text) in [("birth.yaml", &*birth), (ROLES, ROLE_TABLE)] {
            std::fs::write(folder.path().join(file), format!("\u{feff}{text}")).unwrap();
        }
        // Only what the part has is missing: the first line of each file was read.
        let told = Library::read(folder.path()).unwrap_err().to_string();
        assert!(told.contains("birth.yaml") && !told.contains(":1:1"), "{told}");
        assert!(!told.contains("no role"), "{told}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_change_of_a_file_breaks_the_loader(
            at in 0..BIRTH.len(),
            cut in 0..40usize,
            put in "[ a-z0-9:{}\\[\\],'\"#&*!|>%@-]{0,6}|\n *",
            twice in any::<bool>(),
        ) {
            let floor = |at: usize| (0..=at.min(BIRTH.len())).rev().find(|i| BIRTH.is_char_boundary(*i)).unwrap();
            let (start, end) = (floor(at), floor(at + cut));
            let changed = format!("{}{put}{}", &BIRTH[..start], &BIRTH[end..]);
            let part = if twice { format!("{}{put}{}", &PART[..at.min(20)], &PART[at.min(20)..]) } else { PART.to_owned() };
            if let Err(findings) = load(&changed, &part) {
                prop_assert!(!findings.is_empty());
                for finding in findings {
                    prop_assert!(finding.line >= 1 && finding.column >= 1);
                    prop_assert!(!finding.to_string().is_empty());
                }
            }
        }
    }
}
