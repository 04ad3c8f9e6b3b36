//! What people are told: messages are rows of the outbox, written in the commit that they tell of.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::enter::token_hash;
use super::house::internal;
use super::{Completing, Desk, DeskError, Message, Rules, Who, words};
use crate::case::{self, Addressee, Case, Event, Phase, Task, TaskKind, apply, next_tick};
use crate::origin::{CaseId, Ids, PersonId};
use crate::store::{Link, Outgoing};
use crate::workflow::{Definition, Proof};

/// How long a link to a step stays good.
const LINK: SignedDuration = SignedDuration::from_hours(72);

/// The kind of an entry of the outbox that wakes a case up: a deadline passes, a hold ends.
pub(super) const TICK: &str = "tick";

/// The kind of an entry of the outbox that a machine is to take up.
pub(super) const SERVICE: &str = "service";

/// What messages are made from.
#[derive(Clone)]
pub(super) struct Announce {
    rules: Arc<Rules>,
    ids: Ids,
}

impl Desk {
    pub(super) fn announcing(&self, rules: &Arc<Rules>) -> Announce {
        Announce { rules: Arc::clone(rules), ids: self.0.ids.clone() }
    }

    /// What was sent to this person, newest first.
    pub async fn messages(&self, who: &Who) -> Result<Vec<Message>, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let rows = self.store().messages_to(who.person).await.map_err(internal)?;
        let message = |row: Outgoing| Message {
            at: row.created,
            text: row.payload["text"].as_str().unwrap_or_default().to_owned(),
            path: row.payload["path"].as_str().map(str::to_owned),
        };
        Ok(rows.into_iter().map(message).collect())
    }

    /// Makes the links good that the messages of a case carry. Repeating it changes nothing.
    pub(super) async fn deliver_links(&self, case: CaseId) -> Result<(), DeskError> {
        for row in self.store().messages_of(case).await.map_err(internal)? {
            let text = |key: &str| row.payload[key].as_str();
            let (Some(path), Some(step), Some(Ok(person))) =
                (text("path"), text("step"), text("person").map(str::parse))
            else {
                continue;
            };
            let Some(token) = path.strip_prefix("/t/") else { continue };
            let expires = row.created.saturating_add(LINK).unwrap_or(Timestamp::MAX);
            let link =
                Link { person, case: Some(case), step: Some(step.to_owned()), expires, used: None };
            self.store().put_link(token_hash(token), &link).await.map_err(internal)?;
        }
        Ok(())
    }
}

/// Messages to those who may act from now on, and to the applicant where it is their turn; and
/// the moment at which time itself will change the case.
pub(super) fn arrivals(announce: &Announce, completing: &Completing<'_>) -> Vec<super::Notice> {
    let rules = &announce.rules;
    let definition = &rules.definition;
    let after = apply(completing.case.clone(), completing.events, definition);
    let (now, town) = (completing.now, (completing.directory, completing.accounts));
    let tasks = |case: &Case| rules.model(town, now, |model| case::tasks(model, case, now));
    let before = tasks(completing.case);
    // A late rule tells those who may act besides, though time alone had let them before.
    let late = completing.events.iter().any(|event| matches!(event, Event::HolderAdded { .. }));
    let mut notices = Vec::new();
    for task in tasks(&after) {
        let told = before.iter().any(|known| known.step == task.step && known.to == task.to);
        if told && !(late && task.kind != TaskKind::Holder) {
            continue;
        }
        notices.extend(arrival(announce, completing, &task));
    }
    notices.extend(to_applicant(definition, &after, completing.events));
    notices.extend(
        rules.model(town, now, |model| next_tick(model, &after)).map(|(at, _)| super::Notice {
            kind: TICK.to_owned(),
            payload: json!({}),
            due: Some(at),
        }),
    );
    notices
}

/// What those are told who have a task from now on; a machine finds it in the outbox.
fn arrival(announce: &Announce, completing: &Completing<'_>, task: &Task) -> Vec<super::Notice> {
    let (title, directory) = (&announce.rules.definition.title, completing.directory);
    let today = announce.rules.calendar.date(completing.now);
    let told = |person: PersonId, text: &str| {
        let path = if task.auth == Proof::Link && task.kind != TaskKind::Overseer {
            format!("/t/{}", announce.ids.code())
        } else {
            format!("/antrean/{}", completing.id)
        };
        notice(person, text, Some((&path, task.step.as_str())))
    };
    match &task.to {
        Addressee::Seat(seat) => {
            let whose = words::seat(seat, directory);
            let text = if task.kind == TaskKind::Overseer {
                format!(
                    "{title} menunggu, tetapi tidak ada yang dapat memutuskannya. {whose} dapat mengalihkannya."
                )
            } else {
                format!("{title} menunggu keputusan {whose}. Buka tautan untuk melihatnya.")
            };
            let holders = directory.holders(seat, today);
            holders.iter().map(|holder| told(holder.person, &text)).collect()
        }
        Addressee::Person(person) => {
            let text = format!("{title} menunggu keputusan Anda. Buka tautan untuk melihatnya.");
            vec![told(*person, &text)]
        }
        Addressee::Service(name) => vec![super::Notice {
            kind: SERVICE.to_owned(),
            payload: json!({ "service": &**name, "step": task.step.as_str(), "slot": task.slot.as_str() }),
            due: None,
        }],
    }
}

fn to_applicant(definition: &Definition, after: &Case, events: &[Event]) -> Option<super::Notice> {
    let text = events.iter().rev().find_map(|event| match event {
        Event::Returned { .. } => Some(format!(
            "{} Anda perlu dilengkapi. Buka permohonan Anda untuk membaca pesan petugas.",
            definition.title
        )),
        Event::Held { .. } => {
            Some(format!("Anda diundang datang untuk {}. Bawa KTP Anda.", definition.title))
        }
        Event::Closed { end, .. } if end.as_str() == "done" => {
            Some(format!("{} Anda sudah jadi dan dapat diunduh.", definition.title))
        }
        Event::Closed { end, .. } if end.as_str() == "rejected" => Some(format!(
            "{} Anda ditolak. Buka permohonan untuk membaca alasannya.",
            definition.title
        )),
        _ => None,
    })?;
    debug_assert!(after.phase != Phase::Draft);
    Some(notice(after.applicant?, &text, Some(("/permohonan", ""))))
}

fn notice(person: PersonId, text: &str, link: Option<(&str, &str)>) -> super::Notice {
    let (path, step) = link.unzip();
    super::Notice {
        kind: "message".to_owned(),
        payload: json!({ "person": person, "text": text, "path": path, "step": step }),
        due: None,
    }
}
