//! The one queue through which every change of a case passes.
//!
//! A writer takes whatever waits: while one batch is being made durable, the next one gathers by
//! itself. There is no timer.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::batch::{Reply, Works};
use super::{Done, Failure, Job};
use crate::area::Directory;
use crate::origin::{CaseId, Clock, Ids};
use crate::store::{Store, StoreError};

/// How many jobs may wait for a writer; one more is an honest refusal.
const ROOM: usize = 1024;
/// How many jobs one transaction carries at most.
const BATCH: usize = 64;
/// Writers of one process where the database takes several.
const WRITERS: usize = 2;

/// The queue. Cheap to clone; [`Queue::stop`] ends it.
#[derive(Clone)]
pub struct Queue(Arc<Inner>);

struct Inner {
    lanes: Vec<mpsc::Sender<Waiting>>,
    works: Arc<Works>,
    stop: watch::Sender<bool>,
    writers: Mutex<Vec<JoinHandle<()>>>,
}

struct Waiting {
    job: Job,
    reply: oneshot::Sender<Reply>,
}

impl Queue {
    /// Starts the writers: one on SQLite, two on PostgreSQL, each with cases of its own.
    pub async fn start(store: Store, ids: Ids, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let directory = RwLock::new(Arc::new(store.directory().await?));
        let lanes = if store.is_shared() { WRITERS } else { 1 };
        let works = Arc::new(Works { store, ids, clock, directory });
        let stop = watch::Sender::new(false);
        let (mut senders, mut writers) = (Vec::new(), Vec::new());
        for _ in 0..lanes {
            let (sender, receiver) = mpsc::channel(ROOM);
            let work = Writer { works: Arc::clone(&works), receiver, stop: stop.subscribe() };
            writers.push(tokio::spawn(work.run()));
            senders.push(sender);
        }
        Ok(Self(Arc::new(Inner { lanes: senders, works, stop, writers: Mutex::new(writers) })))
    }

    /// Hands a job in and waits until it is on disk, or surely not.
    ///
    /// # Errors
    /// [`Failure::Busy`] at once where too many wait; [`Failure`] otherwise.
    pub async fn carry_out(&self, job: Job) -> Result<Done, Failure> {
        let (reply, answer) = oneshot::channel();
        let lane = &self.0.lanes[lane(job.subject.id(), self.0.lanes.len())];
        lane.try_send(Waiting { job, reply }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Failure::Busy,
            mpsc::error::TrySendError::Closed(_) => Failure::Stopping,
        })?;
        answer.await.unwrap_or(Err(Failure::Stopping))
    }

    /// The directory as it is in the store now.
    pub async fn directory(&self) -> Result<Arc<Directory>, StoreError> {
        self.0.works.fresh_directory().await
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.works.store
    }

    /// Takes nothing more, carries out what waits, and ends the writers.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        let writers =
            std::mem::take(&mut *self.0.writers.lock().unwrap_or_else(PoisonError::into_inner));
        for writer in writers {
            if let Err(error) = writer.await {
                tracing::error!(%error, "a writer ended badly");
            }
        }
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").field("writers", &self.0.lanes.len()).finish_non_exhaustive()
    }
}

/// The same case always goes to the same writer. The last bytes of a `UUIDv7` are random.
fn lane(case: CaseId, lanes: usize) -> usize {
    usize::from(case.0.as_bytes()[15]) % lanes
}

struct Writer {
    works: Arc<Works>,
    receiver: mpsc::Receiver<Waiting>,
    stop: watch::Receiver<bool>,
}

impl Writer {
    async fn run(mut self) {
        let mut late: Vec<Waiting> = Vec::new();
        loop {
            // Those that had to wait for their case or key go first.
            let mut waiting = std::mem::take(&mut late);
            if waiting.is_empty() {
                if self.wait(&mut waiting).await == 0 {
                    return;
                }
            } else {
                while waiting.len() < BATCH
                    && let Ok(next) = self.receiver.try_recv()
                {
                    waiting.push(next);
                }
            }
            let batch;
            (batch, late) = split(waiting);
            let (jobs, replies): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|one| (one.job, one.reply)).unzip();
            let answers = self.works.carry_out(&jobs).await;
            for (reply, answer) in replies.into_iter().zip(answers) {
                // A caller that has gone away finds its answer under its key.
                let _ = reply.send(answer);
            }
        }
    }

    /// Waits for jobs; none once the queue is stopped and empty.
    async fn wait(&mut self, waiting: &mut Vec<Waiting>) -> usize {
        if !*self.stop.borrow() {
            tokio::select! {
                biased;
                count = self.receiver.recv_many(waiting, BATCH) => return count,
                _ = self.stop.wait_for(|stop| *stop) => {}
            }
        }
        self.receiver.close();
        self.receiver.recv_many(waiting, BATCH).await
    }
}

/// One job for each case and key, in order; the others wait for the next batch.
fn split(waiting: Vec<Waiting>) -> (Vec<Waiting>, Vec<Waiting>) {
    let (mut cases, mut keys) = (HashSet::new(), HashSet::new());
    waiting.into_iter().partition(|one| {
        let (case, key) = (cases.insert(one.job.subject.id()), keys.insert(one.job.key));
        case && key
    })
}
