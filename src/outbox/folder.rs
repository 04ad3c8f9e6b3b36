//! The folder: a file for each message, for demonstrations and tests. It reaches nobody.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ChannelError;
use super::channel::Outcome;
use super::wording::Words;
use crate::desk::{Post, Status};

/// Settings of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderSettings {
    /// Where the files are written.
    pub path: PathBuf,
}

/// The folder, which is there.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn open(settings: &FolderSettings) -> Result<Self, ChannelError> {
        let path = &settings.path;
        std::fs::create_dir_all(path).map_err(|error| {
            let told = format!("the folder {} cannot be made: {error}", path.display());
            ChannelError::new("folder", &format!("{told}; choose another `path`"))
        })?;
        Ok(Self(path.clone()))
    }

    /// Writes the file of a message; writing it twice leaves one.
    pub async fn send(&self, post: &Post, words: &Words) -> Outcome {
        let Some(to) = post.phone.as_ref().or(post.email.as_ref()) else {
            return Outcome::nowhere();
        };
        let at = post.since.strftime("%Y%m%dT%H%M%S");
        let name = format!("{at}-{}.txt", post.id);
        let text = format!("Kepada: {to}\n\n{}\n", words.line());
        match write(&self.0, &name, &text).await {
            Ok(()) => Outcome { status: Status::Delivered, ..Outcome::sent(Some(name)) },
            Err(error) => {
                tracing::warn!(%error, "a message was not written into the folder");
                Outcome::not(Status::Retry, "not-written")
            }
        }
    }
}

/// Whole or not at all, and for nobody else's eyes: a message may carry a link that decides.
async fn write(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    use tokio::io::AsyncWriteExt as _;
    let (hidden, whole) = (folder.join(format!(".{name}")), folder.join(name));
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&hidden).await?;
    file.write_all(text.as_bytes()).await?;
    file.sync_all().await?;
    tokio::fs::rename(hidden, whole).await
}
