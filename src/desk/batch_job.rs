//! What a use case hands to the queue, and what it gets back.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Accounts, Failure};
use crate::area::{Directory, OfficeId};
use crate::calendar::{Calendar, Period};
use crate::case::{Answer, Case, Command, Event, Outcome, Revision};
use crate::origin::{CaseId, Code, LetterId, PersonId};
use crate::workflow::{Definition, FieldId, OutputId, SettingId, Value};

/// What a case is decided by besides itself and the directory.
#[derive(Debug)]
pub struct Rules {
    /// Its definition.
    pub definition: Arc<Definition>,
    /// The calendar of the office that the case is at.
    pub calendar: Calendar,
    /// What that office sets today.
    pub settings: BTreeMap<SettingId, Value>,
    /// How long a decision may be taken back.
    pub undo_window: SignedDuration,
    /// How long a returned request waits for the applicant before it is closed.
    pub patience: Period,
    /// Where the starter sits, where the route of the service begins there.
    pub unit: Option<OfficeId>,
}

/// Which case a job is about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// One that it opens.
    New {
        /// Its id.
        id: CaseId,
        /// The code for its applicant.
        ticket: Code,
    },
    /// One that is there.
    Known {
        /// Its id.
        id: CaseId,
        /// The version that the person saw; none where time or a machine acts.
        seen: Option<u64>,
    },
}

/// A new value for a field; none empties it.
pub type Offer = (FieldId, Option<Answer>);

/// The fields that are filled, by revision, as commands name them.
pub type Fills = Vec<(FieldId, Option<Revision>)>;

/// Makes a command of the fields that are filled and of what the desk sees.
pub type MakeCommand = Box<dyn Fn(Fills, &Situation<'_>) -> Result<Command, Failure> + Send + Sync>;

/// Completes a decision whose numbers are drawn.
pub type Complete = Box<dyn Fn(&mut Completing<'_>) -> Result<Extras, Failure> + Send + Sync>;

/// One wish. Its functions are pure: they are asked again when the case must be decided again on
/// fresh state, and whatever they return is used once or not at all.
pub struct Job {
    /// Which case.
    pub subject: Subject,
    /// The same key carries the same wish out once.
    pub key: Uuid,
    /// The hash of the request, see [`request_hash`].
    pub request: [u8; 32],
    /// Who wishes it; nobody where time does.
    pub person: Option<PersonId>,
    /// By what the case is decided.
    pub rules: Arc<Rules>,
    /// New values; those that no event names are not written.
    pub offers: Vec<Offer>,
    /// Makes the command; here the use case looks at the directory: who may act, by what right.
    pub command: MakeCommand,
    /// Looks at the events once their numbers are known, fills in `facts_sha256`, and says what
    /// else is written. Runs inside the transaction: nothing slow.
    pub complete: Complete,
}

/// What a command is made from.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The case, with the offered values among its answers.
    pub case: &'a Case,
    /// Offices and officers of now.
    pub directory: &'a Directory,
    /// The accounts of the people whom the case names, where a step asks them.
    pub accounts: &'a Accounts,
    /// The instant of the decision.
    pub now: Timestamp,
}

/// A decision whose numbers are drawn.
#[derive(Debug)]
pub struct Completing<'a> {
    /// The case.
    pub id: CaseId,
    /// The case before the events, with the offered values among its answers.
    pub case: &'a Case,
    /// What happens, and the case as it leaves it. Only `facts_sha256` is left to fill in.
    pub outcome: &'a mut Outcome,
    /// Offices and officers of now.
    pub directory: &'a Directory,
    /// The accounts of the people whom the case names, where a step asks them.
    pub accounts: &'a Accounts,
    /// The instant of the decision.
    pub now: Timestamp,
}

/// What is written in the same transaction besides the decision.
#[derive(Debug, Default)]
pub struct Extras {
    /// Letters whose facts are frozen now.
    pub letters: Vec<NewLetter>,
    /// Frozen or partly signed bytes.
    pub work: Vec<(LetterId, Vec<u8>)>,
    /// Finished letters.
    pub released: Vec<(LetterId, Vec<u8>)>,
    /// Files that were put into the store before.
    pub uploads: Vec<Upload>,
    /// Messages to send.
    pub notices: Vec<Notice>,
    /// What the caller is answered, now and when the key comes again.
    pub outcome: Json,
}

/// A letter whose facts are frozen. Number and state follow from the events.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// Its id.
    pub id: LetterId,
    /// The output that it is an instance of.
    pub output: OutputId,
    /// The code of the check page.
    pub code: Code,
    /// What it is made from.
    pub facts: Json,
    /// SHA-256 (hex) of template, fonts and facts: the one in `SignRequested`.
    pub facts_sha256: String,
    /// The template.
    pub template: String,
    /// SHA-256 (hex) of the template.
    pub template_sha256: String,
}

/// A file that lies in the store already.
#[derive(Debug, Clone)]
pub struct Upload {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Media type, judged by content.
    pub media: String,
}

/// A message to send.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What kind.
    pub kind: String,
    /// What it says.
    pub payload: Json,
    /// Not before; now if absent.
    pub due: Option<Timestamp>,
}

/// A job that was carried out: it is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The case.
    pub case: CaseId,
    /// Its version after the command.
    pub version: u64,
    /// What the use case wanted to answer.
    pub outcome: Json,
    /// Whether the key had been carried out before, and this is the first answer again.
    pub repeated: bool,
    /// What happened; empty where it was repeated or changed nothing.
    pub events: Vec<Event>,
}

impl Subject {
    /// The case.
    pub fn id(&self) -> CaseId {
        match self {
            Self::New { id, .. } | Self::Known { id, .. } => *id,
        }
    }
}

impl Job {
    /// A job that writes nothing but its decision.
    pub fn new(
        subject: Subject,
        key: Uuid,
        request: [u8; 32],
        rules: Arc<Rules>,
        command: impl Fn(Fills, &Situation<'_>) -> Result<Command, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            subject,
            key,
            request,
            person: None,
            rules,
            offers: Vec::new(),
            command: Box::new(command),
            complete: Box::new(|_| Ok(Extras::default())),
        }
    }

    /// Says who wishes it.
    #[must_use]
    pub fn by(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }

    /// Offers new values.
    #[must_use]
    pub fn offering(mut self, offers: Vec<Offer>) -> Self {
        self.offers = offers;
        self
    }

    /// Says what is done once the numbers are known.
    #[must_use]
    pub fn completing(
        mut self,
        complete: impl Fn(&mut Completing<'_>) -> Result<Extras, Failure> + Send + Sync + 'static,
    ) -> Self {
        self.complete = Box::new(complete);
        self
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// SHA-256 of a request in its canonical spelling, so that a key cannot be used for another one.
pub fn request_hash(request: &impl Serialize) -> [u8; 32] {
    let json = serde_json::to_value(request).unwrap_or_default();
    openssl::sha::sha256(crate::journal::canonical(&json).as_bytes())
}
