//! What was answered is erased when its time is over (`keep`, definition-format.md 2.6 and 3): rows of
//! the outbox that are written as a case ends and fall due then. Events, numbers and released letters
//! stay.

use serde_json::json;

use super::house::internal;
use super::{Completing, Desk, DeskError, Notice, Rules};
use crate::calendar::Period;
use crate::case::{Event, Phase};
use crate::origin::CaseId;
use crate::store::Outgoing;
use crate::workflow::FieldId;

/// The kind of an entry of the outbox after which answers are erased.
pub(super) const ERASE: &str = "erase";

/// What falls due some time after the end that these events bring about.
pub(super) fn erasures(rules: &Rules, completing: &Completing<'_>) -> Vec<Notice> {
    let definition = &rules.definition;
    let closed = completing.outcome.events.iter().find_map(|event| match event {
        Event::Closed { end, at } => Some((end, *at)),
        _ => None,
    });
    let Some((end, ended)) = closed else { return Vec::new() };
    let calendar = &rules.calendar;
    let row = |after: Period, fields: Option<Vec<&FieldId>>| {
        let day = calendar.shift(calendar.date(ended), after);
        let payload = json!({ "ended": ended.as_microsecond(), "fields": fields });
        let due = calendar.zone().instant(day.at(0, 0, 0, 0));
        Notice { kind: ERASE.to_owned(), payload, due: Some(due) }
    };
    let whole = definition.keep.iter().find(|(kept, _)| kept == end);
    let mut rows: Vec<Notice> = whole.map(|(_, keep)| row(*keep, None)).into_iter().collect();
    for field in &definition.fields {
        rows.extend(field.keep.map(|keep| row(keep, Some(vec![&field.id]))));
    }
    rows
}

impl Desk {
    /// Erases what a row names, if the case still stands where it ended then.
    pub(super) async fn erase(&self, case: CaseId, row: &Outgoing) -> Result<(), DeskError> {
        let loaded = self.load(case).await?;
        let ended = match loaded.stored.case.phase {
            Phase::Ended { at, .. } => Some(at.as_microsecond()),
            _ => None,
        };
        if ended.is_none() || ended != row.payload["ended"].as_i64() {
            return Ok(()); // It was opened again: its next end has its own time.
        }
        let Some(fields) = row.payload["fields"].as_array() else {
            return self.store().erase_answers(case).await.map(|_| ()).map_err(internal);
        };
        let fields: Vec<&str> = fields.iter().filter_map(serde_json::Value::as_str).collect();
        let printed = loaded.rules.definition.outputs.iter().map(|output| &output.id);
        let printed = printed.filter(|output| {
            loaded.printed(output).any(|field| fields.contains(&field.id.as_str()))
        });
        let letters: Vec<&str> = printed.map(crate::workflow::OutputId::as_str).collect();
        self.store().erase_fields(case, &fields, &letters).await.map_err(internal)
    }
}
