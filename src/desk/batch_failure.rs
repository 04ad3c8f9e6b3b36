//! Why a job was not carried out.

use std::sync::Arc;

use jiff::Timestamp;

use crate::case::Refusal;
use crate::origin::PersonId;
use crate::store::StoreError;

/// Why a job was not carried out. Nothing of it was written, except where [`Failure::Store`] says
/// that nobody knows: then the same key asks again.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// The engine refuses.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The use case refuses this caller or this request; a stable code.
    #[error("{0}")]
    Denied(&'static str),
    /// Somebody acted since the person looked.
    #[error("stale-version")]
    Conflict {
        /// The version now.
        version: u64,
        /// Who acted; nobody where time did.
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// The key was used for another request.
    #[error("duplicate-key")]
    KeyReused,
    /// There is no such case.
    #[error("not-found")]
    NotFound,
    /// The case follows another definition than the one that the use case read.
    #[error("other-definition")]
    OtherDefinition,
    /// Too much is waiting, or another process was faster several times: try again soon.
    #[error("busy")]
    Busy,
    /// The database refuses the data of this job.
    #[error("data")]
    Data(#[source] Arc<StoreError>),
    /// The database does not answer as it should; whether the job was written is not known.
    #[error("store")]
    Store(#[source] Arc<StoreError>),
    /// This program made a mistake with this job.
    #[error("internal")]
    Internal,
    /// The queue is stopping.
    #[error("stopping")]
    Stopping,
}
