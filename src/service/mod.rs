//! One public service as a whole: definition, template, tables, scenarios; loaded, checked, pinned.
//!
//! A [`Catalogue`] holds every [`Service`]; [`Printing::facts`] gathers what a letter is made from;
//! [`Service::play_all`] runs the scenarios on the engine.

mod acting;
mod answering;
mod catalogue;
mod coverage;
mod crosscheck;
mod draft;
mod edited;
mod expectations;
mod facts;
mod glyphs;
mod line;
mod names;
mod places;
mod plain;
mod reading;
mod reading_fields;
mod reading_work;
mod request;
mod run;
mod sample;
mod sample_case;
mod sample_letter;
mod scenario;
#[expect(clippy::module_inception, reason = "the room is named for the one thing that it is about")]
mod service;
mod signing;
pub mod stationery;
mod world;

pub use catalogue::{Catalogue, CatalogueError};
pub use coverage::{Coverage, Covered};
pub use draft::Draft;
pub use facts::{FactsError, Printing, facts_sha256};
pub use line::{Line, LineError, Reply};
pub use names::Stage;
pub use request::RequestFile;
pub use run::{PlayError, Played, play};
pub use sample::Samples;
pub use scenario::{Scenario, Unclear};
pub use service::{Plays, Service};
