//! The messages of the demonstration go into a folder: nobody is written to.

use std::path::PathBuf;
use std::sync::Arc;

use super::Demo;
use crate::outbox::{ChannelSettings, FolderSettings, Pause, Quiet, Worker};

impl Demo<'_> {
    /// Where they lie.
    pub(super) fn messages(&self) -> PathBuf {
        self.args.data.join("messages")
    }

    /// The folder as the only channel, also at night and for stories that were played long ago.
    pub(super) fn channels(&self) -> ChannelSettings {
        ChannelSettings {
            order: vec!["folder".to_owned()],
            quiet: Quiet::NEVER,
            max_age: Pause::seconds(10 * 365 * 86_400),
            folder: Some(FolderSettings { path: self.messages() }),
            ..ChannelSettings::default()
        }
    }

    /// Writes the messages that wait.
    pub(super) async fn deliver(&self) -> anyhow::Result<()> {
        let worker = Worker::open(self.desk.clone(), self.channels(), Arc::clone(&self.clock))?;
        worker.send_due().await?;
        Ok(())
    }
}
