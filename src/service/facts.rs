//! The facts that a letter is made from, and their hash: what is frozen before it is rendered.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::Service;
use super::names::Stage;
use super::plain::canonical;
use crate::area::Directory;
use crate::case::{Case, Model};
use crate::letter::{Facts, Template};
use crate::workflow::{OutputId, StepId};

/// What the facts of a letter are gathered from.
#[derive(Clone, Copy)]
pub struct Printing<'a> {
    /// The pinned definition, the settings and the calendar of the office.
    pub model: Model<'a>,
    /// The case as it stands; numbers that were just drawn are in it.
    pub case: &'a Case,
    /// Offices and people of today.
    pub directory: &'a Directory,
    /// The service whose letter it is, in the version that the case is pinned to.
    pub service: &'a Service,
    /// Today, in the zone of the office.
    pub day: Date,
    /// The address in the QR code.
    pub check_url: &'a str,
}

/// Why the facts of a letter are not complete.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// The definition has no such output, or it is no letter.
    #[error("there is no letter `{0}`")]
    NoLetter(OutputId),
    /// A later signer's seat must be shown in the first edition, and nobody holds it.
    #[error("nobody holds {seat}, who signs at {step}; appoint somebody first")]
    NobodyHolds {
        /// The step.
        step: StepId,
        /// The seat.
        seat: String,
    },
}

impl Printing<'_> {
    /// The facts of one letter: no more than its template reads, its letterhead and its signers.
    ///
    /// # Errors
    /// For a final edition, where a signer's seat is vacant.
    pub fn facts(&self, output: &OutputId, stage: Stage) -> Result<Facts, FactsError> {
        let no_letter = || FactsError::NoLetter(output.clone());
        let template = self.service.templates.get(output).ok_or_else(no_letter)?;
        let output = self.model.definition.output(output.as_str()).ok_or_else(no_letter)?;
        let reads = |name: &str| {
            template.reads().iter().any(|read| read.path.split('.').next() == Some(name))
        };
        let number = self.case.outputs.get(&output.id).and_then(|state| state.number.as_ref());
        Ok(Facts {
            names: self.names(output, reads, stage)?,
            signers: self.signers(output, stage)?,
            check_url: self.check_url.to_owned(),
            date: number.map_or(self.day, |drawn| drawn.date),
            title: output.title.to_string(),
            stationery: self.stationery(),
        })
    }
}

/// SHA-256 (hex) of a template with its fonts and of all facts: what a signature is asked for.
pub fn facts_sha256(template: &Template, facts: &Facts) -> String {
    let json = serde_json::to_value(facts).unwrap_or_default();
    let frozen = format!("{}\n{}", template.hash(), canonical(&json));
    let digest = openssl::sha::sha256(frozen.as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
