//! Who is told what of a decision (definition-format.md 2.5): messages are rows of the outbox,
//! written in the commit that they tell of. An outcome that may still be taken back waits until it
//! may not, so that a told outcome is never undone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::history::{did, void_reason};
use super::house::internal;
use super::{Completing, Desk, DeskError, Notice, Rules, copies, words};
use crate::case::{self, Addressee, Case, Event, Task, TaskKind, addressees, next_tick, position};
use crate::origin::{CaseId, Ids, PersonId};
use crate::store::Outgoing;
use crate::workflow::{Proof, Step, StepId, Target, Told};

/// The kind of an entry of the outbox that wakes a case up: a deadline passes, a hold ends.
pub(super) const TICK: &str = "tick";
/// The kind of an entry that a machine is to take up.
pub(super) const SERVICE: &str = "service";
/// The kind of a message.
pub(super) const MESSAGE: &str = "message";
/// The kind of a message that waits until its decision can no longer be taken back.
pub(super) const OUTCOME: &str = "outcome";

/// A decision and whom it concerns.
pub(super) struct Telling<'a> {
    rules: &'a Rules,
    ids: &'a Ids,
    completing: &'a Completing<'a>,
    after: &'a Case,
    before_tasks: Vec<Task>,
    after_tasks: Vec<Task>,
}

/// Whether the decision among these events may be taken back for a while.
pub(super) fn undoable(rules: &Rules, completing: &Completing<'_>) -> bool {
    let open = |event: &Event| matches!(event, Event::Decided { undoable: true, .. });
    completing.outcome.events.iter().any(open) && rules.undo_window.is_positive()
}

impl<'a> Telling<'a> {
    /// What is told of the decision that is being completed.
    pub fn new(rules: &'a Rules, ids: &'a Ids, completing: &'a Completing<'a>) -> Self {
        let after = &completing.outcome.case;
        let (now, town) = (completing.now, (completing.directory, completing.accounts));
        let tasks = |case: &Case| rules.model(town, now, |model| case::tasks(model, case, now));
        let (before_tasks, after_tasks) = (tasks(completing.case), tasks(after));
        Self { rules, ids, completing, after, before_tasks, after_tasks }
    }

    /// The case as the decision leaves it.
    pub fn after(&self) -> &Case {
        self.after
    }

    /// Every message, and the moment at which time itself will change the case.
    pub fn notices(&self) -> Vec<Notice> {
        let mut notices = self.arrivals();
        notices.extend(self.taken_away());
        notices.extend(self.reminders());
        notices.extend(self.to_applicant());
        notices.extend(self.to_approvers());
        notices.extend(self.of_the_service());
        notices.extend(self.copies());
        notices.extend(self.wake_up());
        notices
    }

    fn wake_up(&self) -> Option<Notice> {
        let town = (self.completing.directory, self.completing.accounts);
        let next = self.rules.model(town, self.completing.now, |m| next_tick(m, self.after));
        next.map(|(at, _)| Notice { kind: TICK.to_owned(), payload: json!({}), due: Some(at) })
    }

    /// Those who may act from now on.
    fn arrivals(&self) -> Vec<Notice> {
        // A late rule tells those who may act besides, though time alone had let them before.
        let added = |event: &Event| matches!(event, Event::HolderAdded { .. });
        let late = self.completing.outcome.events.iter().any(added);
        let fresh = |task: &&Task| {
            let told = |known: &Task| known.step == task.step && known.to == task.to;
            !self.before_tasks.iter().any(told) || late && task.kind != TaskKind::Holder
        };
        self.after_tasks.iter().filter(fresh).flat_map(|task| self.arrival(task)).collect()
    }

    fn arrival(&self, task: &Task) -> Vec<Notice> {
        let title = &self.rules.definition.title;
        let text = match (&task.to, task.kind) {
            (Addressee::Service(name), _) => {
                let payload = json!({ "service": &**name, "step": task.step, "slot": task.slot });
                return vec![Notice { kind: SERVICE.to_owned(), payload, due: None }];
            }
            (Addressee::Seat(seat), TaskKind::Overseer) => format!(
                "{title} menunggu, tetapi tidak ada yang dapat memutuskannya. {} dapat mengalihkannya.",
                words::seat(seat, self.completing.directory)
            ),
            (Addressee::Seat(seat), _) => format!(
                "{title} menunggu keputusan {}. Buka tautan untuk melihatnya.",
                words::seat(seat, self.completing.directory)
            ),
            (Addressee::Person(_), _) if task.auth > Proof::Click => format!(
                "{title} menunggu keputusan Anda. Datanglah ke kantor kelurahan dengan membawa KTP."
            ),
            (Addressee::Person(_), _) => {
                format!("{title} menunggu keputusan Anda. Buka tautan untuk melihatnya.")
            }
        };
        let linked = task.auth == Proof::Link && task.kind != TaskKind::Overseer;
        let to = self.people(&task.to).into_iter();
        to.map(|person| {
            let path = if linked {
                format!("/t/{}", self.ids.code())
            } else {
                format!("/antrean/{}", self.completing.id)
            };
            message(person, &text, Some((&path, task.step.as_str())))
        })
        .collect()
    }

    /// Those whose task went away because the decision that gave it to them was taken back.
    fn taken_away(&self) -> Vec<Notice> {
        if !self.completing.outcome.events.iter().any(|event| matches!(event, Event::Undone { .. }))
        {
            return Vec::new();
        }
        let title = &self.rules.definition.title;
        let text = format!("Keputusan sebelumnya dibatalkan. {title} belum menunggu Anda.");
        let still = |task: &Task| self.after_tasks.iter().any(|now| now.to == task.to);
        let gone = self.before_tasks.iter().filter(|task| !still(task));
        let people: BTreeSet<PersonId> = gone.flat_map(|task| self.people(&task.to)).collect();
        people.into_iter().map(|person| message(person, &text, None)).collect()
    }

    /// Holders whose deadline passes.
    fn reminders(&self) -> Vec<Notice> {
        let reminded = |event: &Event| matches!(event, Event::Reminded { .. });
        if !self.completing.outcome.events.iter().any(reminded) {
            return Vec::new();
        }
        let text = format!("Pengingat: {} masih menunggu Anda.", self.rules.definition.title);
        let holders = self.after_tasks.iter().filter(|task| task.kind == TaskKind::Holder);
        let people: BTreeSet<PersonId> = holders.flat_map(|task| self.people(&task.to)).collect();
        let path = format!("/antrean/{}", self.completing.id);
        people.into_iter().map(|person| message(person, &text, Some((&path, "")))).collect()
    }

    fn to_applicant(&self) -> Option<Notice> {
        let applicant = self.after.applicant?;
        let title = &self.rules.definition.title;
        let mut outcome = false;
        let told = self.completing.outcome.events.iter().rev().find_map(|event| match event {
            Event::Returned { .. } => Some(format!(
                "{title} Anda perlu dilengkapi. Buka permohonan Anda untuk membaca alasannya."
            )),
            Event::Held { .. } => {
                Some(format!("{title} ditunda dulu. Buka permohonan Anda untuk membaca pesannya."))
            }
            Event::ApplicantReminded { .. } => Some(format!(
                "{title} masih menunggu perbaikan Anda. Bila dibiarkan, permohonan ini ditutup."
            )),
            Event::Undone { .. } => {
                Some(format!("Keputusan terakhir tentang {title} Anda dibatalkan petugas."))
            }
            Event::Revoked { output, .. } => Some(format!(
                "{} Anda dicabut dan tidak berlaku lagi.",
                self.output_title(output.as_str())
            )),
            Event::Replaced { output, .. } => Some(format!(
                "{} Anda diganti dengan yang baru. Pakai yang baru.",
                self.output_title(output.as_str())
            )),
            Event::Closed { end, .. } => {
                outcome = true;
                Some(match end.as_str() {
                    "done" => format!("{title} Anda sudah jadi. Buka permohonan Anda."),
                    "rejected" => {
                        format!("{title} Anda ditolak. Buka permohonan untuk membaca alasannya.")
                    }
                    "withdrawn" => format!("{title} sudah dibatalkan."),
                    end => {
                        let end = self.rules.definition.end(end);
                        let words = end.map_or("berakhir", |end| &*end.title);
                        format!("{title} Anda: {words}. Buka permohonan Anda.")
                    }
                })
            }
            _ => None,
        });
        let text = told.or_else(|| self.moved_on())?;
        let kind = if outcome { self.outcome_kind() } else { MESSAGE };
        Some(self.sent(kind, message(applicant, &text, Some(("/permohonan", "")))))
    }

    /// Where the request is now, if it is elsewhere than before and not with its applicant.
    fn moved_on(&self) -> Option<String> {
        let applicant = self.after.applicant.map(Addressee::Person);
        let theirs = |task: &Task| Some(&task.to) == applicant.as_ref();
        let step = self.standing(self.after)?;
        let moved = self.standing(self.completing.case).is_none_or(|before| before.id != step.id);
        let title = &self.rules.definition.title;
        (moved && !self.after_tasks.iter().any(theirs))
            .then(|| format!("{title} Anda sekarang di {}.", step.title))
    }

    fn standing(&self, case: &Case) -> Option<Step> {
        let town = (self.completing.directory, self.completing.accounts);
        self.rules.model(town, self.completing.now, |model| position(model, case).cloned())
    }

    /// Those who approved before: their approval came to nothing, or what they numbered is void.
    fn to_approvers(&self) -> Vec<Notice> {
        let definition = &self.rules.definition;
        let mut texts: Vec<(String, bool)> = Vec::new();
        let decided = self.completing.outcome.events.iter().find_map(|event| match event {
            Event::Decided { step, action, .. } => {
                definition.step(step.as_str())?.action(action.as_str())
            }
            _ => None,
        });
        for event in &self.completing.outcome.events {
            match event {
                Event::Closed { end, .. }
                    if decided.is_some_and(|action| matches!(action.to, Target::End(_))) =>
                {
                    let end = definition.end(end.as_str()).map_or("", |end| &*end.title);
                    texts.push((format!("{} yang Anda setujui: {end}.", definition.title), true));
                }
                Event::Voided { output, reason, .. } => {
                    let title = self.output_title(output.as_str());
                    texts.push((format!("{title} batal: {}.", void_reason(reason)), false));
                }
                _ => {}
            }
        }
        let case = self.completing.case;
        let said = case.approvals.iter().map(|(_, _, said)| said.person);
        let mut people: BTreeSet<PersonId> = said.filter(|who| *who != PersonId::TIME).collect();
        for event in &self.completing.outcome.events {
            if let Event::Decided { person, .. } = event {
                people.remove(person);
            }
        }
        let told = |(text, outcome): &(String, bool)| {
            let kind = if *outcome { self.outcome_kind() } else { MESSAGE };
            let text = text.clone();
            people
                .iter()
                .map(move |person| self.sent(kind, message(*person, &text, None)))
                .collect::<Vec<_>>()
        };
        texts.iter().flat_map(told).collect()
    }

    /// Those who get an output beside the applicant.
    fn copies(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for (people, text, path) in copies::told(self.rules, self.after, self.completing) {
            for person in people {
                let link = path.as_deref().map(|path| (path, ""));
                notices.push(self.sent(self.outcome_kind(), message(person, &text, link)));
            }
        }
        notices
    }

    /// What the definition itself asks to be told (`notify`).
    fn of_the_service(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let town = (self.completing.directory, self.completing.accounts);
        for wish in &self.rules.definition.notify {
            let Some((what, outcome)) = self.happened(&wish.events) else { continue };
            let to = self
                .rules
                .model(town, self.completing.now, |model| addressees(model, self.after, &wish.to));
            let title = &self.rules.definition.title;
            let text = match &wish.words {
                Some(words) => format!("{title}: {words}"),
                None => format!("{title}: {what}."),
            };
            for person in to.iter().flat_map(|to| self.people(to)).collect::<BTreeSet<_>>() {
                let own = self.after.applicant == Some(person);
                let mut notice = message(person, &text, own.then_some(("/permohonan", "")));
                notice.payload["say"] = json!(&*wish.say);
                let kind = if outcome { self.outcome_kind() } else { MESSAGE };
                notices.push(self.sent(kind, notice));
            }
        }
        notices
    }

    /// The first of these that happened, in words; whether it is an outcome.
    fn happened(&self, wanted: &[Told]) -> Option<(String, bool)> {
        let definition = &self.rules.definition;
        let late = |step: &StepId| {
            let title = definition.step(step.as_str()).map_or("", |step| &*step.title);
            format!("batas waktu {title} sudah lewat")
        };
        self.completing.outcome.events.iter().find_map(|event| match event {
            Event::Decided { step, action, .. }
                if wanted.contains(&Told::Action(action.clone())) =>
            {
                let step = definition.step(step.as_str())?;
                let taken = step.action(action.as_str())?;
                let what = did(taken, !step.sign.is_empty());
                Some((format!("{} {}", step.title, what.to_lowercase()), false))
            }
            Event::Reminded { step, .. }
            | Event::HolderAdded { step, .. }
            | Event::Tacit { step, .. }
                if wanted.contains(&Told::Late) =>
            {
                Some((late(step), false))
            }
            Event::Issued { output, .. } if wanted.contains(&Told::Issued) => {
                Some((format!("{} terbit", self.output_title(output.as_str())), true))
            }
            Event::Closed { end, .. } if wanted.contains(&Told::Closed) => {
                Some((definition.end(end.as_str())?.title.to_lowercase(), true))
            }
            _ => None,
        })
    }

    fn output_title(&self, output: &str) -> String {
        let output = self.rules.definition.output(output);
        output.map_or_else(String::new, |output| output.title.to_string())
    }

    /// The people behind an addressee today.
    fn people(&self, to: &Addressee) -> Vec<PersonId> {
        let today = self.rules.calendar.date(self.completing.now);
        match to {
            Addressee::Seat(seat) => {
                let holders = self.completing.directory.holders(seat, today);
                holders.into_iter().map(|holder| holder.person).collect()
            }
            Addressee::Person(person) => vec![*person],
            Addressee::Service(_) => Vec::new(),
        }
    }

    fn outcome_kind(&self) -> &'static str {
        if undoable(self.rules, self.completing) { OUTCOME } else { MESSAGE }
    }

    /// A message of this kind; an outcome names the version that it tells of.
    fn sent(&self, kind: &str, mut notice: Notice) -> Notice {
        if kind == OUTCOME {
            kind.clone_into(&mut notice.kind);
            notice.payload["version"] = json!(self.after.version);
            let end = self.completing.now.saturating_add(self.rules.undo_window);
            notice.due = Some(end.unwrap_or(Timestamp::MAX));
        }
        notice
    }
}

impl Desk {
    /// Tells an outcome whose decision can no longer be taken back, unless it was.
    pub(super) async fn tell_outcome(&self, case: CaseId, row: &Outgoing) -> Result<(), DeskError> {
        let version = row.payload["version"].as_u64().unwrap_or_default();
        let history = self.store().history(case).await.map_err(internal)?;
        let later = history.iter().filter(|recorded| recorded.version > version);
        let mut next = later.filter(|recorded| {
            matches!(recorded.event, Event::Undone { .. } | Event::Decided { .. })
        });
        let undone = next.next().is_some_and(|next| matches!(next.event, Event::Undone { .. }));
        let now = self.now();
        if undone {
            self.store().message_done(row.id, now).await.map_err(internal)
        } else {
            self.store().send_now(row.id, now).await.map_err(internal)
        }
    }
}

fn message(person: PersonId, text: &str, link: Option<(&str, &str)>) -> Notice {
    let (path, step) = link.unzip();
    Notice {
        kind: MESSAGE.to_owned(),
        payload: json!({ "person": person, "text": text, "path": path, "step": step }),
        due: None,
    }
}
