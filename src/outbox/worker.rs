//! Takes what is due and sends it: at least once, never silently lost. A crash between sending and
//! recording repeats that one message at most, for each is taken, sent and recorded by itself.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::channel::{Channel, ChannelError, Outcome};
use super::{ChannelSettings, turn};
use crate::desk::{Desk, DeskError, Post, Report, Status};
use crate::origin::Clock;

/// How often the worker looks for what has become due.
const LOOK: Duration = Duration::from_secs(2);

/// Sends messages until it is told to stop.
pub struct Worker {
    desk: Desk,
    settings: ChannelSettings,
    channels: Vec<(String, Channel)>,
    clock: Arc<dyn Clock>,
}

impl Worker {
    /// Opens the channels: what is wrong with the settings is told before anything is sent.
    pub fn open(
        desk: Desk,
        settings: ChannelSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ChannelError> {
        let channels = settings.open()?;
        Ok(Self { desk, settings, channels, clock })
    }

    /// Opens the channels and sends until `stop` is done; what is being sent then is sent and recorded.
    pub async fn run(
        desk: Desk,
        settings: ChannelSettings,
        clock: Arc<dyn Clock>,
        stop: impl Future<Output = ()>,
    ) -> Result<(), ChannelError> {
        let worker = Self::open(desk, settings, clock)?;
        let (tell, told) = tokio::sync::watch::channel(false);
        let stopping = async {
            stop.await;
            tell.send_replace(true);
        };
        // Side by side: a code does not wait for a gateway that is slow with another message.
        let codes = Box::pin(worker.keep_on(true, told.clone()));
        tokio::join!(stopping, codes, Box::pin(worker.keep_on(false, told)));
        Ok(())
    }

    async fn keep_on(&self, codes: bool, mut told: tokio::sync::watch::Receiver<bool>) {
        while !*told.borrow() {
            match self.send_next(codes).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "a message was not looked at"),
            }
            tokio::select! {
                _ = told.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Sends all that is due now, codes first; how many attempts it took.
    pub async fn send_due(&self) -> Result<usize, DeskError> {
        let mut attempts = 0;
        for codes in [true, false] {
            while self.send_next(codes).await? {
                attempts += 1;
            }
        }
        Ok(attempts)
    }

    /// Tries the next message that is due; whether there was one.
    async fn send_next(&self, codes: bool) -> Result<bool, DeskError> {
        if codes {
            self.desk.expire_codes().await?;
        }
        if self.channels.is_empty() {
            self.desk.let_messages_lie(self.settings.max_age.0).await?;
            return Ok(false);
        }
        let Some(post) = self.desk.next_post(codes).await? else { return Ok(false) };
        let now = self.clock.now();
        if now.duration_since(post.since) > self.settings.max_age.0 {
            self.end(&post, &Outcome::not(Status::Expired, "too-old"), "").await?;
            return Ok(true);
        }
        if !post.code
            && let Some(morning) = self.settings.quiet.ends(post.zone.local(now))
        {
            self.desk.put_post_off(&post, post.zone.instant(morning)).await?;
            return Ok(true);
        }
        let name = turn::next(&self.settings.order, &self.settings.retry, &post.tried);
        let channel = self.channels.iter().find(|(known, _)| Some(known.as_str()) == name);
        let Some((name, channel)) = channel else {
            // The settings have changed since: nothing that they name is left to try.
            self.end(&post, &Outcome::not(Status::Failed, "no-channel"), "").await?;
            return Ok(true);
        };
        let outcome = channel.send(&post, now).await;
        self.end(&post, &outcome, name).await?;
        Ok(true)
    }

    /// Records an attempt, and when the message is due again.
    async fn end(&self, post: &Post, outcome: &Outcome, channel: &str) -> Result<(), DeskError> {
        let report = Report {
            channel: channel.to_owned(),
            status: outcome.status,
            gateway_id: outcome.id.clone(),
            error: outcome.error.clone(),
        };
        let next = match outcome.status {
            Status::Sent | Status::Delivered | Status::Expired => None,
            Status::Retry | Status::Failed | Status::Skipped if channel.is_empty() => None,
            Status::Retry | Status::Failed | Status::Skipped => {
                let mut tried = post.tried.clone();
                tried.push(report.clone());
                let (order, retry) = (&self.settings.order, &self.settings.retry);
                let pause = turn::pause(retry, &tried, outcome.after, post.code);
                turn::next(order, retry, &tried).map(|_| self.after(pause))
            }
        };
        self.desk.posted(post, report, next).await
    }

    fn after(&self, pause: SignedDuration) -> Timestamp {
        self.clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX)
    }
}
