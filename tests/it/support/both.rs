//! The same test on SQLite and on PostgreSQL.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use alursurat::store::Store;
use tempfile::TempDir;

use super::postgres;

/// An empty database and data folder of one test.
pub struct Database {
    folder: TempDir,
    url: Option<String>,
}

impl Database {
    /// A new SQLite file.
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), url: None }
    }

    /// A new database of the private PostgreSQL cluster.
    pub fn postgres() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let url = postgres::database(&format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        Self { folder: tempfile::tempdir().expect("a folder"), url: Some(url) }
    }

    /// Opens it; again after a close or a crash.
    pub async fn open(&self) -> Store {
        Store::open(self.folder.path(), self.url.as_deref()).await.expect("the store opens")
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address, on PostgreSQL.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
}

/// An empty database of each kind.
pub fn databases() -> [Database; 2] {
    [Database::sqlite(), Database::postgres()]
}

/// Runs a test on both.
pub async fn both(test: impl AsyncFn(Store)) {
    for database in databases() {
        let store = database.open().await;
        test(store.clone()).await;
        store.close().await;
    }
}
