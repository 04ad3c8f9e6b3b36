//! What a decision does outside its case: rows of the outbox, written in the same commit and worked
//! off after it, as often as it takes. Each looks at where its case stands when it is worked off, so
//! that nothing happens for a decision that was taken back.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::aftermath::Order;
use super::erase::{ERASE, erasures};
use super::house::{derived, internal};
use super::told::{OUTCOME, undoable};
use super::{Completing, Desk, DeskError, Notice, Rules, request_hash};
use crate::case::{Case, Command, Event, LetterState, Superseded};
use crate::origin::CaseId;
use crate::service::Draft;
use crate::store::Outgoing;
use crate::workflow::{Grant, Output, OutputId, Value};

/// A letter that nobody signs is to be rendered.
const RENDER: &str = "render";
/// A letter of another case is replaced or revoked.
const SUPERSEDE: &str = "supersede";
/// The applicant is granted something.
const GRANT: &str = "grant";
/// What is shown to everybody has changed; taken up by the part that shows it.
const PUBLISH: &str = "publish";

/// Rows that one look takes up.
const BATCH: u32 = 64;
/// After so long somebody else takes up what was claimed and not done.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);

/// What a decision does outside its case. `after` is the case as it leaves it.
pub(super) fn effects(rules: &Rules, after: &Case, completing: &Completing<'_>) -> Vec<Notice> {
    let definition = &rules.definition;
    let due = undoable(rules, completing)
        .then(|| completing.now.saturating_add(rules.undo_window).unwrap_or(completing.now));
    let row = |kind: &str, payload| Notice { kind: kind.to_owned(), payload, due };
    let mut rows = Vec::new();
    for event in &completing.outcome.events {
        let Event::Issued { output, .. } = event else { continue };
        let Some(output) = definition.output(output.as_str()) else { continue };
        if output.template.is_some() && output.signers.is_empty() {
            // Not an outcome that is told: the letter must be there when its applicant hears of it.
            let payload = json!({ "output": output.id });
            rows.push(Notice { kind: RENDER.to_owned(), payload, due: None });
        }
        let supersede = |case: CaseId, how: &str| {
            row(SUPERSEDE, json!({ "output": output.id, "case": case, "how": how }))
        };
        if let Some(Value::Case(named)) = output.revokes.as_ref().and_then(|f| after.value(f)) {
            rows.push(supersede(named.case, "revoked"));
        }
        let renews = after.earlier.filter(|_| output.template.is_some() && renewed(after));
        rows.extend(renews.map(|earlier| supersede(earlier, "replaced")));
        rows.extend(
            output.grant.map(|grant| row(GRANT, json!({ "output": output.id, "grant": grant }))),
        );
    }
    rows.extend(published(rules, after, completing));
    rows.extend(erasures(rules, completing));
    rows
}

/// Whether the case was started to take the place of its earlier one.
fn renewed(case: &Case) -> bool {
    let new = crate::workflow::Purpose::New;
    case.pin.as_ref().is_some_and(|pin| pin.purpose != new)
}

/// That the public page of the case is to be made again; it holds no value.
fn published(rules: &Rules, after: &Case, completing: &Completing<'_>) -> Option<Notice> {
    let publish = rules.definition.publish.as_ref()?;
    let changes = |event: &Event| {
        matches!(
            event,
            Event::Submitted { .. }
                | Event::Filled { .. }
                | Event::Forwarded { .. }
                | Event::Undone { .. }
                | Event::Reopened { .. }
                | Event::Closed { .. }
        )
    };
    if !completing.outcome.events.iter().any(changes) {
        return None;
    }
    let draft = Draft::of(&rules.definition, after, &rules.calendar)?;
    let shown = draft.holds(publish.when.as_ref());
    Some(Notice { kind: PUBLISH.to_owned(), payload: json!({ "shown": shown }), due: None })
}

impl Desk {
    /// Takes up what decisions have left to do and what is due; how many rows were done.
    pub(super) async fn work_off(&self) -> Result<usize, DeskError> {
        let now = self.now();
        let until = now.saturating_add(CLAIM).unwrap_or(Timestamp::MAX);
        let mut worked = 0;
        for kind in [RENDER, SUPERSEDE, GRANT, OUTCOME, ERASE] {
            for row in self.store().claim(Some(kind), now, until, BATCH).await.map_err(internal)? {
                let Some(case) = row.case else { continue };
                match self.work(case, &row).await {
                    Ok(()) => worked += 1,
                    // It is due again later; the next one is not to suffer from it.
                    Err(error) => tracing::error!(%error, %case, kind, "is left to do"),
                }
            }
        }
        Ok(worked)
    }

    async fn work(&self, case: CaseId, row: &Outgoing) -> Result<(), DeskError> {
        match row.kind.as_str() {
            RENDER => self.render_unsigned(case).await?,
            SUPERSEDE => self.supersede(case, row).await?,
            GRANT => self.grant(case, row).await?,
            ERASE => self.erase(case, row).await?,
            _ => return self.tell_outcome(case, row).await,
        }
        self.store().message_done(row.id, self.now()).await.map_err(internal)
    }

    /// A letter of another case loses its force, if the one that says so is out.
    async fn supersede(&self, by: CaseId, row: &Outgoing) -> Result<(), DeskError> {
        let Some((output, source)) = self.still_out(by, row).await? else { return Ok(()) };
        let text = |key: &str| row.payload[key].as_str().unwrap_or_default();
        let how = match text("how") {
            "replaced" => Superseded::Replaced,
            _ => Superseded::Revoked,
        };
        let other: CaseId = text("case").parse().map_err(internal)?;
        let loaded = self.load(other).await?;
        let same_service = loaded.rules.definition.id == source;
        let falls = |one: &&Output| match how {
            Superseded::Revoked => one.template.is_some(),
            Superseded::Replaced => same_service && one.id == output,
        };
        let outputs: Vec<OutputId> = loaded
            .rules
            .definition
            .outputs
            .iter()
            .filter(falls)
            .map(|one| one.id.clone())
            .collect();
        for output in outputs {
            let key = derived(row.id, output.as_str());
            let request = request_hash(&(SUPERSEDE, row.id, output.as_str()));
            let order = Order::of_nobody(other, None, key, request);
            let command = Command::Supersede { output, by, how };
            self.queued(self.aftermath(&loaded).await?, order, move |_, _| Ok(command.clone()))
                .await?;
        }
        Ok(())
    }

    async fn grant(&self, case: CaseId, row: &Outgoing) -> Result<(), DeskError> {
        if self.still_out(case, row).await?.is_none() {
            return Ok(());
        }
        let grant = serde_json::from_value(row.payload["grant"].clone()).map_err(internal)?;
        let applicant = self.load(case).await?.stored.case.applicant;
        match (grant, applicant) {
            (Grant::Verified, Some(person)) => {
                self.store().prove_person(person).await.map_err(internal)
            }
            // Means to log in are given by the part that keeps them.
            (Grant::Credential, _) | (_, None) => Ok(()),
        }
    }

    /// The output that a row is about and its service, if it is issued (still).
    async fn still_out(
        &self,
        case: CaseId,
        row: &Outgoing,
    ) -> Result<Option<(OutputId, crate::workflow::ServiceId)>, DeskError> {
        let loaded = self.load(case).await?;
        let output = OutputId::from(row.payload["output"].as_str().unwrap_or_default());
        let state = loaded.stored.case.outputs.get(&output).map(|output| output.state);
        let service = loaded.rules.definition.id.clone();
        Ok((state == Some(LetterState::Released)).then_some((output, service)))
    }
}
