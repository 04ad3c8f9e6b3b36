//! The folders and the store that commands work on, and how their arguments are called.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use crate::calendar::Holidays;
use crate::desk::{Desk, Parts};
use crate::origin::{Clock, Ids};
use crate::service::Catalogue;
use crate::store::Store;
use crate::workflow::unmarked;

/// The folders of definitions, templates and calendars.
#[derive(Debug, clap::Args)]
pub struct Folders {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "workflows")]
    pub workflows: PathBuf,
    /// The folder of letter templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    pub templates: PathBuf,
    /// The folder of calendars.
    #[arg(long, value_name = "DIR", default_value = "calendars")]
    pub calendars: PathBuf,
}

/// The store.
#[derive(Debug, clap::Args)]
pub struct Data {
    /// The data folder. With SQLite only one process may use it at a time.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL instead of the SQLite file in the data folder (postgres://...).
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

impl Data {
    /// Opens the store.
    pub async fn open(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.data, self.database_url.as_deref()).await?)
    }

    /// Opens the store for one piece of work, and closes it.
    pub fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        wait_for(async {
            let store = self.open().await?;
            let done = work(&store).await;
            store.close().await;
            done
        })
    }
}

impl Data {
    /// A desk over the store, which runs what is published.
    pub async fn desk(&self, store: &Store, clock: Arc<dyn Clock>) -> anyhow::Result<Desk> {
        let desk = Desk::start(Parts {
            store: store.clone(),
            catalogue: Catalogue::default(),
            holidays: Arc::default(),
            clock,
            ids: Ids::system(),
            data: self.data.clone(),
            public_url: String::new(),
        });
        Ok(desk.await?)
    }
}

/// Runs a command that waits for the store.
pub fn wait_for<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Runtime::new().context("cannot start the runtime")?.block_on(work)
}

/// The calendar files of a folder by name, each of which can be read.
pub fn calendars(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            Holidays::default().read(&path.display().to_string(), &text)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, text);
        }
    }
    Ok(files)
}

/// The text of a file, which must be UTF-8.
pub fn text(file: &Path) -> anyhow::Result<String> {
    let name = file.display();
    let bytes = fs::read(file).with_context(|| format!("cannot read {name}"))?;
    String::from_utf8(bytes).map(unmarked).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|&byte| byte == b'\n').count();
        anyhow::anyhow!("{name}:{line}: this is not UTF-8; save the file as UTF-8 and try again")
    })
}

/// So many lines of one kind are told.
const TOLD: usize = 20;

/// Writes a line for each of several things, and how many more there are.
pub fn several<T>(
    out: &mut dyn Write,
    all: &[T],
    words: impl Fn(&T) -> String,
) -> std::io::Result<()> {
    for one in all.iter().take(TOLD) {
        writeln!(out, "{}", words(one))?;
    }
    match all.len().saturating_sub(TOLD) {
        0 => Ok(()),
        more => writeln!(out, "... and {more} more"),
    }
}
