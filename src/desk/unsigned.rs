//! Letters that nobody signs: issued with a decision, and rendered after it, outside any
//! transaction. The same facts give the same bytes, so it may be done as often as it takes.

use super::aftermath::Order;
use super::house::{derived, internal};
use super::unprintable::unprintable;
use super::{Desk, DeskError, Extras, Job, request_hash};
use crate::case::Command;
use crate::letter::{Edition, Facts};
use crate::origin::CaseId;
use crate::store::Letter;
use crate::workflow::OutputId;

impl Desk {
    /// Renders and releases the letters of a case that are issued and wait for nobody's signature.
    pub(super) async fn render_unsigned(&self, case: CaseId) -> Result<(), DeskError> {
        let letters = self.store().letters_of(case).await.map_err(internal)?;
        let waits = |letter: &&Letter| letter.state == "released" && letter.released.is_none();
        for letter in letters.iter().filter(waits) {
            self.release_unsigned(letter).await?;
        }
        Ok(())
    }

    async fn release_unsigned(&self, letter: &Letter) -> Result<(), DeskError> {
        let loaded = self.load(letter.case).await?;
        let output = OutputId::from(letter.output.as_str());
        let template = loaded.service.templates.get(&output).ok_or(DeskError::NotFound)?;
        if template.hash() != letter.template_sha256 {
            return Err(DeskError::Letter("templat surat berubah".to_owned()));
        }
        let facts = letter.facts.clone().ok_or(DeskError::NotFound)?;
        let facts: Facts = serde_json::from_value(facts).map_err(internal)?;
        let facts = self.with_logos(facts).await?;
        let template = std::sync::Arc::clone(template);
        let render = move || template.render(&facts, Edition::Final { fields: false });
        let bytes = tokio::task::spawn_blocking(render).await.map_err(internal)?;
        let bytes = bytes.map_err(|error| DeskError::Letter(unprintable(&error)))?;
        let sha256 = crate::journal::hex(&openssl::sha::sha256(&bytes));
        let request = request_hash(&("unsigned", letter.id));
        let order = Order::of_nobody(letter.case, None, derived(letter.id.0, "freeze"), request);
        let (rules, id) = (std::sync::Arc::clone(&loaded.rules), letter.id);
        let aftermath = self.aftermath(&loaded).await?;
        let command = Command::Freeze { output, sha256 };
        let job = Job::new(order.subject, order.key, order.request, rules, move |_, _| {
            Ok(command.clone())
        })
        .completing(move |completing| {
            let released = vec![(id, bytes.clone())];
            Ok(Extras { released, ..aftermath.extras(completing)? })
        });
        match self.0.queue.carry_out(job).await {
            Ok(_) => Ok(()),
            Err(failure) => Err(self.failed(failure).await),
        }
    }
}
