//! One batch: load, decide, draw numbers, write, commit; only then is anybody answered.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use super::accounts::{Accounts, named};
use super::batch_rows::Decision;
use super::batch_unique::refuse_alike;
use super::register_series::keeper;
use super::{Completing, Done, Failure, Job, Situation, Subject};
use crate::area::Directory;
use crate::case::{Case, Command, Event, Outcome, carry_out, complete_numbers};
use crate::origin::{Clock, Ids};
use crate::store::{Batch, Loaded, Store, StoreError, StoredCase, Tx, Wanted};

/// How often a batch is decided again because another process was faster.
const TRIES: usize = 3;

/// The numbers that were drawn of each series and are still to be given.
type Drawn = BTreeMap<String, VecDeque<u32>>;

/// What a caller hears.
pub(super) type Reply = Result<Done, Failure>;

/// What the writers of one process share.
pub(super) struct Works {
    pub(super) store: Store,
    pub(super) ids: Ids,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) directory: RwLock<Arc<Directory>>,
}

/// Why a whole batch came to nothing.
enum Stop {
    /// Another process was faster with one of the cases, or in the way.
    Lost,
    /// One job is to blame, and which one is not known.
    One(Failure),
    /// The database is to blame.
    All(Arc<StoreError>),
}

/// A job that the engine has accepted.
pub(super) struct Accepted<'a> {
    pub(super) place: usize,
    pub(super) job: &'a Job,
    stored: Option<&'a StoredCase>,
    /// The case before the events, with what was offered.
    pub(super) before: Case,
    pub(super) outcome: Outcome,
}

impl Works {
    /// Carries out jobs on different cases under different keys; a reply for each, in order.
    pub(super) async fn carry_out(&self, jobs: &[Job]) -> Vec<Reply> {
        match self.tries(jobs).await {
            Ok(replies) => replies,
            Err(Stop::All(error)) => {
                tracing::error!(%error, jobs = jobs.len(), "a batch could not be written");
                jobs.iter().map(|_| Err(Failure::Store(Arc::clone(&error)))).collect()
            }
            Err(stop) if jobs.len() == 1 => vec![Err(stop.failure())],
            Err(_) => {
                tracing::info!(jobs = jobs.len(), "a batch is replayed one by one");
                let mut replies = Vec::with_capacity(jobs.len());
                for job in jobs {
                    match self.tries(slice::from_ref(job)).await {
                        Ok(reply) => replies.extend(reply),
                        Err(stop) => replies.push(Err(stop.failure())),
                    }
                }
                replies
            }
        }
    }

    async fn tries(&self, jobs: &[Job]) -> Result<Vec<Reply>, Stop> {
        for _ in 0..TRIES {
            match self.attempt(jobs).await {
                Err(Stop::Lost) => {}
                ended => return ended,
            }
        }
        Err(Stop::Lost)
    }

    async fn attempt(&self, jobs: &[Job]) -> Result<Vec<Reply>, Stop> {
        let cases: Vec<_> = jobs.iter().map(|job| job.subject.id()).collect();
        let keys: Vec<_> = jobs.iter().map(|job| job.key).collect();
        let (mut tx, loaded) = self.store.begin_batch(&cases, &keys).await?;
        let directory = self.directory(loaded.directory).await?;
        let now = self.clock.now();
        let accounts = self.accounts(jobs, &loaded, now).await?;
        let town = (&*directory, &accounts);

        let (mut replies, mut accepted) = (Vec::with_capacity(jobs.len()), Vec::new());
        for (place, job) in jobs.iter().enumerate() {
            let decided = guarded(|| consider(job, &loaded, town, now));
            replies.push(match decided {
                Ok(Considered::Answered(done)) => Ok(done),
                Ok(Considered::Accepted { before, outcome }) => {
                    let stored = loaded.cases.get(&job.subject.id());
                    accepted.push(Accepted {
                        place,
                        job,
                        stored,
                        before: *before,
                        outcome: *outcome,
                    });
                    // Stands here until the commit.
                    Err(Failure::Internal)
                }
                Err(failure) => Err(failure),
            });
        }
        for (place, refusal) in refuse_alike(&mut tx, &mut accepted).await? {
            replies[place] = Err(refusal.into());
        }
        if accepted.is_empty() {
            tx.rollback().await?;
            return Ok(replies);
        }
        for (place, done) in self.write(tx, accepted, town, now).await? {
            replies[place] = Ok(done);
        }
        Ok(replies)
    }

    async fn write(
        &self,
        mut tx: Tx,
        mut accepted: Vec<Accepted<'_>>,
        (directory, accounts): (&Directory, &Accounts),
        now: Timestamp,
    ) -> Result<Vec<(usize, Done)>, Stop> {
        let wanted = wanted(&accepted);
        let mut drawn = if wanted.is_empty() { BTreeMap::new() } else { tx.draw(&wanted).await? };

        let (mut batch, mut done) = (Batch::default(), Vec::with_capacity(accepted.len()));
        for one in &mut accepted {
            let written = guarded(|| {
                number(one, directory, &mut drawn);
                let extras = (one.job.complete)(&mut Completing {
                    id: one.job.subject.id(),
                    case: &one.before,
                    outcome: &mut one.outcome,
                    directory,
                    accounts,
                    now,
                })?;
                let Outcome { events, case: after } = &one.outcome;
                let reply = Done {
                    case: one.job.subject.id(),
                    version: after.version,
                    outcome: extras.outcome.clone(),
                    repeated: false,
                    events: events.clone(),
                };
                let decision = Decision {
                    job: one.job,
                    stored: one.stored,
                    after,
                    events,
                    extras,
                    directory,
                    accounts,
                    ids: &self.ids,
                    now,
                };
                decision.write_to(&mut batch).map_err(|error| Failure::Data(Arc::new(error)))?;
                Ok(reply)
            });
            match written {
                Ok(reply) => done.push((one.place, reply)),
                Err(failure) => {
                    tx.rollback().await?;
                    return Err(Stop::One(failure));
                }
            }
        }
        // Where nobody knows whether it is written, the callers are told so and ask again with their key.
        tx.write(&batch).await?;
        Ok(done)
    }

    /// The accounts of the people whom these cases name, where a step asks them.
    async fn accounts(
        &self,
        jobs: &[Job],
        loaded: &Loaded,
        now: Timestamp,
    ) -> Result<Accounts, StoreError> {
        let mut people = Vec::new();
        for job in jobs {
            let case = loaded.cases.get(&job.subject.id()).map(|stored| &stored.case);
            let definition = &job.rules.definition;
            people.extend(named(definition, |field| case?.value(field)));
            people.extend(named(definition, |field| {
                let offered = job.offers.iter().find(|(offered, _)| offered == field)?;
                offered.1.as_ref().map(|answer| &answer.value)
            }));
        }
        Accounts::find(&self.store, &self.ids, people, now).await
    }

    /// The directory of at least this version.
    async fn directory(&self, version: i64) -> Result<Arc<Directory>, StoreError> {
        let known = Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner));
        if known.version() == version {
            return Ok(known);
        }
        let fresh = Arc::new(self.store.directory().await?);
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Ok(fresh)
    }

    /// The directory as it is in the store now.
    pub(super) async fn fresh_directory(&self) -> Result<Arc<Directory>, StoreError> {
        let version = self.store.directory_version().await?;
        self.directory(version).await
    }
}

enum Considered {
    /// Nothing is to be written.
    Answered(Done),
    /// This happens.
    Accepted { before: Box<Case>, outcome: Box<Outcome> },
}

fn consider(
    job: &Job,
    loaded: &Loaded,
    (directory, accounts): (&Directory, &Accounts),
    now: Timestamp,
) -> Result<Considered, Failure> {
    let id = job.subject.id();
    if let Some(known) = loaded.keys.get(&job.key) {
        if known.request != job.request {
            return Err(Failure::KeyReused);
        }
        return Ok(Considered::Answered(Done {
            case: known.case,
            version: known.version,
            outcome: known.outcome.clone(),
            repeated: true,
            events: Vec::new(),
        }));
    }
    let mut case = match (&job.subject, loaded.cases.get(&id)) {
        (Subject::New { .. }, None) => Case::new(),
        (Subject::New { .. }, Some(_)) => return Err(Failure::KeyReused),
        (Subject::Known { .. }, None) => return Err(Failure::NotFound),
        (Subject::Known { seen, .. }, Some(stored)) => {
            if seen.is_some_and(|seen| seen != stored.case.version) {
                return Err(Failure::Conflict {
                    version: stored.case.version,
                    by: stored.by,
                    at: stored.changed,
                });
            }
            stored.case.clone()
        }
    };
    let offers = job.offers.iter();
    let fills = offers
        .map(|(field, answer)| {
            let revision = answer.clone().map(|answer| case.answers.offer(field, answer));
            (field.clone(), revision)
        })
        .collect();
    let situation = Situation { case: &case, directory, accounts, now };
    let command = (job.command)(fills, &situation)?;
    // A case is decided by the version that it pinned; moving it begins there and ends at another.
    let pinned = match &command {
        Command::Migrate { from } => &from.edition,
        _ => &job.rules.definition.edition,
    };
    if loaded.cases.get(&id).is_some_and(|stored| stored.definition != pinned.as_str()) {
        return Err(Failure::OtherDefinition);
    }
    let town = (directory, accounts);
    let outcome = job.rules.model(town, now, |model| carry_out(model, &case, &command, now))?;
    if outcome.events.is_empty() {
        let version = case.version;
        let outcome = serde_json::Value::Null;
        return Ok(Considered::Answered(Done {
            case: id,
            version,
            outcome,
            repeated: false,
            events: Vec::new(),
        }));
    }
    Ok(Considered::Accepted { before: Box::new(case), outcome: Box::new(outcome) })
}

/// How many numbers of each series the batch draws.
fn wanted(accepted: &[Accepted<'_>]) -> BTreeMap<String, Wanted> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    for one in accepted {
        for event in &one.outcome.events {
            if let Event::Numbered { output, series, completion: None, .. } = event {
                let of_series = wanted.entry(series.0.clone()).or_default();
                of_series.n += 1;
                of_series.office = keeper(&one.job.rules.definition, output, series);
            }
        }
    }
    wanted
}

/// Gives the numbers that were drawn to the events of one job.
fn number(one: &mut Accepted<'_>, directory: &Directory, drawn: &mut Drawn) {
    let next = |series: &crate::case::SeriesName| {
        drawn.get_mut(&series.0).and_then(VecDeque::pop_front).unwrap_or_default()
    };
    let unit_code = |office: &crate::area::OfficeId| {
        directory.office(office).map(|office| office.code.clone()).unwrap_or_default()
    };
    let definition = &one.job.rules.definition;
    complete_numbers(definition, &mut one.outcome, next, unit_code);
}

/// A mistake of this program in one job is that job's failure, not the end of the queue.
fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        tracing::error!("a job of the queue ended in a panic");
        Err(Failure::Internal)
    })
}

impl Stop {
    fn failure(self) -> Failure {
        match self {
            Self::Lost => Failure::Busy,
            Self::One(failure) => failure,
            Self::All(error) => Failure::Store(error),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) => Self::Lost,
            error if error.is_data() => Self::One(Failure::Data(Arc::new(error))),
            error => Self::All(Arc::new(error)),
        }
    }
}
