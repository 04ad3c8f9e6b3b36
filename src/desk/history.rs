//! Events in the words that people read.

use jiff::Timestamp;

use super::{Accounts, HistoryLine, words};
use crate::area::{Directory, OfficeId, Right, Seat};
use crate::case::{Case, Event};
use crate::origin::PersonId;
use crate::workflow::{Action, Definition, Holder, OutputId, StepId, Target};

/// What turns events into words.
pub(super) struct Teller<'a> {
    pub definition: &'a Definition,
    pub directory: &'a Directory,
    pub case: &'a Case,
    /// The applicant's name.
    pub applicant: &'a str,
    /// The people whom the case names.
    pub named: &'a Accounts,
}

impl Teller<'_> {
    /// The history, newest first. Events that only serve the machine are left out.
    pub fn history<'e>(
        &self,
        events: impl DoubleEndedIterator<Item = (Timestamp, &'e Event)>,
    ) -> Vec<HistoryLine> {
        events.rev().filter_map(|(at, event)| self.line(at, event)).collect()
    }

    fn line(&self, at: Timestamp, event: &Event) -> Option<HistoryLine> {
        let line = |who: String, what: String| Some(HistoryLine { at, who, what, note: None });
        match event {
            Event::Submitted { person, .. } => line(self.person(*person), "Mengajukan".to_owned()),
            Event::Decided { person, seat, right, step, action, note, .. } => {
                let action = self.definition.step(step.as_str())?.action(action.as_str());
                let signs = !self.definition.step(step.as_str())?.sign.is_empty();
                let what = action.map_or_else(String::new, |action| did(action, signs).to_owned());
                Some(HistoryLine {
                    at,
                    who: self.actor(*person, seat.as_ref(), *right),
                    what,
                    note: note.clone(),
                })
            }
            Event::Numbered { output, completion: Some(drawn), .. } => {
                line(String::new(), format!("{} bernomor {}", self.output(output), drawn.number))
            }
            Event::Signed { output, step, .. } => {
                line(self.step(step), format!("{} ditandatangani", self.output(output)))
            }
            Event::SignFailed { output, reason } => line(
                String::new(),
                format!("{} belum tertandatangani: {reason}", self.output(output)),
            ),
            Event::SignUnknown { output } => line(
                String::new(),
                format!("Hasil tanda tangan {} belum pasti", self.output(output)),
            ),
            Event::Issued { output, .. } => {
                line(String::new(), format!("{} terbit", self.output(output)))
            }
            Event::Voided { output, reason, .. } => line(
                String::new(),
                format!("{} batal: {}", self.output(output), void_reason(reason)),
            ),
            Event::HolderAdded { holder, .. } => line(
                String::new(),
                format!("Batas waktu lewat. {} ikut memegang", self.holder(holder)),
            ),
            Event::Reminded { step, .. } => line(self.step(step), "Diingatkan".to_owned()),
            Event::Migrated { .. } => {
                line(String::new(), "Berlanjut menurut aturan yang berlaku sekarang".to_owned())
            }
            Event::Commented { person, seat, text, .. } => Some(HistoryLine {
                at,
                who: match seat {
                    Some(seat) => self.actor(*person, Some(seat), Right::Own),
                    None => self.person(*person),
                },
                what: "Catatan".to_owned(),
                note: Some(text.clone()),
            }),
            Event::Undone { .. } => line(String::new(), "Keputusan terakhir dibatalkan".to_owned()),
            Event::Closed { end, .. } => {
                let title = self.definition.end(end.as_str()).map(|end| end.title.to_string());
                line(String::new(), title.unwrap_or_else(|| end.to_string()))
            }
            _ => None,
        }
    }

    fn person(&self, person: PersonId) -> String {
        if self.case.applicant == Some(person) {
            return self.applicant.to_owned();
        }
        self.directory.officer(person).map_or_else(String::new, |officer| officer.name.clone())
    }

    /// `Bambang Sutrisno, S.Sos. (Plt. Lurah Jati)`.
    pub fn actor(&self, person: PersonId, seat: Option<&Seat>, right: Right) -> String {
        let Some(seat) = seat else { return self.themself(person) };
        let seat = words::seat(seat, self.directory);
        format!("{} ({}{seat})", self.person(person), words::right(right))
    }

    /// Somebody who acts for nobody else: the applicant, a person named in the form, a machine.
    fn themself(&self, person: PersonId) -> String {
        if self.case.applicant == Some(person) {
            return self.applicant.to_owned();
        }
        let mut holders = self.definition.steps.iter().flat_map(crate::workflow::Step::holders);
        let machine = holders.find_map(|holder| match holder {
            Holder::Service(name) if PersonId::machine(name) == person => Some(name.to_string()),
            _ => None,
        });
        machine.or_else(|| self.named.of_person(person)).unwrap_or_default()
    }

    fn step(&self, step: &StepId) -> String {
        let step = self.definition.step(step.as_str());
        step.map_or_else(String::new, |step| step.title.to_string())
    }

    fn output(&self, output: &OutputId) -> String {
        let known = self.definition.output(output.as_str());
        known.map_or_else(|| output.to_string(), |output| output.title.to_string())
    }

    fn holder(&self, holder: &Holder) -> String {
        match holder {
            Holder::Applicant => "Pemohon".to_owned(),
            Holder::Level { role, level } => {
                let area = crate::case::route(self.definition, self.case, *level);
                let seat =
                    area.map(|area| Seat { role: role.clone(), office: OfficeId::from(&area) });
                seat.map_or_else(String::new, |seat| words::seat(&seat, self.directory))
            }
            Holder::Service(name) => name.to_string(),
            Holder::At { .. } | Holder::People { .. } => "Pengganti".to_owned(),
        }
    }
}

/// The words on a button.
pub(super) fn button(action: &Action, signs: bool) -> String {
    if let Some(title) = &action.title {
        return title.to_string();
    }
    match &action.to {
        Target::Next if signs => "Tanda tangani",
        Target::Next => "Setujui",
        Target::Applicant => "Kembalikan untuk dilengkapi",
        Target::Same => "Undang datang",
        Target::Step(_) => "Kembalikan",
        Target::End(_) => "Tolak",
    }
    .to_owned()
}

/// What an action was, once it is taken.
pub(super) fn did(action: &Action, signs: bool) -> &'static str {
    match &action.to {
        Target::Next if signs => "Menyetujui untuk ditandatangani",
        Target::Next => "Menyetujui",
        Target::Applicant => "Mengembalikan untuk dilengkapi",
        Target::Same => "Mengundang datang",
        Target::Step(_) => "Mengembalikan ke langkah sebelumnya",
        Target::End(_) => "Menolak",
    }
}

/// A reason of section 7.3 in words.
pub(super) fn void_reason(code: &str) -> &str {
    match code {
        "approval-fell" => "persetujuannya gugur karena data berubah",
        "facts-changed" => "datanya berubah",
        "undone" => "keputusannya dibatalkan",
        "reopened" => "permohonan dibuka kembali",
        "rejected" => "permohonan ditolak",
        "withdrawn" => "permohonan dibatalkan pemohon",
        other => other,
    }
}
