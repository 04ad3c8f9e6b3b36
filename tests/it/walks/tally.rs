//! What happened in the walks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use alursurat::case::{Command, Event};

#[derive(Debug, Default)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    pub fn count(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what.clone()).or_default() += count;
        }
    }

    /// Those of `expected` that never happened.
    pub fn never<'a>(&self, expected: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        expected.into_iter().filter(|what| !self.0.contains_key(*what)).collect()
    }

    pub fn table(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, (what, count)| {
            let _ = writeln!(text, "{count:>8}  {what}");
            text
        })
    }

    /// Counts what an accepted command did.
    pub fn tell(&mut self, command: &Command, events: &[Event]) {
        match command {
            Command::Act(act) => self.count(format!("{} {}", act.step, act.action)),
            Command::Undo { .. } => self.count("undo"),
            Command::Submit { .. } => self.count("submit"),
            Command::Tick { step, rule: Some(rule) } if !events.is_empty() => {
                self.count(format!("late {step}[{}]", rule + 1));
            }
            Command::Tick { .. } if events.is_empty() => self.count("the same tick twice"),
            _ => {}
        }
        for event in events {
            self.tell_event(event);
        }
    }

    fn tell_event(&mut self, event: &Event) {
        match event {
            Event::Closed { end, .. } => self.count(format!("end {end}")),
            Event::Voided { output, reason, .. } => {
                self.count(format!("void {reason}"));
                self.count(format!("void {output} {reason}"));
            }
            Event::Issued { output, .. } => self.count(format!("issued {output}")),
            Event::Claimed { .. } => self.count("claimed"),
            Event::Released { .. } => self.count("given back"),
            Event::Reassigned { .. } => self.count("reassigned"),
            Event::Declined { .. } => self.count("declined"),
            Event::HolderAdded { .. } => self.count("holder added"),
            Event::Reminded { .. } => self.count("reminded"),
            Event::Resumed { .. } => self.count("resumed"),
            Event::Frozen { .. } => self.count("rendered"),
            Event::SignFailed { .. } => self.count("signature failed"),
            Event::SignUnknown { .. } => self.count("signature unknown"),
            Event::Approved { approval, .. } => {
                self.count(format!("approved by right {:?}", approval.right));
            }
            Event::SentBack { to, .. } => self.count(format!("sent back to {to}")),
            Event::Reopened { to, .. } => self.count(format!("opened again at {to}")),
            Event::Tacit { step, action, .. } => self.count(format!("time {step} {action}")),
            Event::Revoked { .. } => self.count("revoked"),
            Event::Replaced { .. } => self.count("replaced"),
            Event::Commented { .. } => self.count("commented"),
            Event::DraftSaved { .. } => self.count("put by"),
            Event::Forwarded { .. } => self.count("forwarded"),
            Event::Extended { .. } => self.count("extended"),
            Event::ApplicantReminded { .. } => self.count("applicant reminded"),
            Event::Lapsed { .. } => self.count("lapsed"),
            _ => {}
        }
    }
}
