//! Events in the words that people read.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Accounts, HistoryLine, words};
use crate::area::{Directory, OfficeId, Right, Seat};
use crate::calendar::{long_date, period_words};
use crate::case::{Case, Event, Revoker};
use crate::origin::PersonId;
use crate::workflow::{Action, Definition, FieldId, Holder, OutputId, StepId, Target};

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
        let noted = |who: String, what: String, note: Option<String>| {
            Some(HistoryLine { at, who, what, note })
        };
        let alone = |what: String| line(String::new(), what);
        match event {
            Event::Submitted { person, .. } => line(self.person(*person), "Mengajukan".to_owned()),
            Event::Decided { person, seat, right, step, action, note, reason, at_desk, .. } => {
                let step = self.definition.step(step.as_str())?;
                let action = step.action(action.as_str());
                let mut what =
                    action.map_or_else(String::new, |action| did(action, !step.sign.is_empty()));
                if let Some(reason) = action.and_then(|a| reason_words(a, reason.as_deref())) {
                    what = format!("{what}: {reason}");
                }
                let who = match at_desk {
                    Some(desk) => format!(
                        "{}, dicatat oleh {}",
                        self.actor(*person, seat.as_ref(), *right),
                        self.actor(desk.officer, Some(&desk.seat), Right::Own)
                    ),
                    None => self.actor(*person, seat.as_ref(), *right),
                };
                noted(who, what, note.clone())
            }
            Event::Claimed { person, seat, right, .. } => {
                line(self.actor(*person, Some(seat), *right), "Mengambil tugas ini".to_owned())
            }
            Event::Released { person, step, .. } => {
                let who = self.person(*person);
                line(who, format!("Melepas tugas {}", self.step(step)))
            }
            Event::Reassigned { to, person, seat, right, .. } => line(
                self.actor(*person, Some(seat), *right),
                format!("Mengalihkan tugas kepada {}", words::seat(to, self.directory)),
            ),
            Event::Numbered { output, completion: Some(drawn), .. } => {
                alone(format!("{} bernomor {}", self.output(output), drawn.number))
            }
            Event::Extended { by, .. } => {
                alone(format!("Batas waktu ditambah {}", period_words(*by)))
            }
            Event::Held { pause, .. } => {
                alone(format!("Ditunda paling lama {}", period_words(*pause)))
            }
            Event::Resumed { step } => line(self.step(step), "Dilanjutkan".to_owned()),
            Event::Forwarded { unit, field, .. } => {
                let unit = self.case.answers.get(field, unit.revision);
                let to = unit.map(|answer| words::short(&answer.value, self.directory));
                alone(format!("Diteruskan kepada {}", to.unwrap_or_default()))
            }
            Event::Tacit { words, .. } => alone(words.clone()),
            Event::Returned { remarks, .. } => {
                let note = self.remarks(remarks)?;
                noted(String::new(), "Yang perlu diperbaiki".to_owned(), Some(note))
            }
            _ => self.of_letters(at, event).or_else(|| self.of_the_case(at, event)),
        }
    }

    /// What was remarked on single answers, a line each. Of a field that is hidden from somebody
    /// nothing is said here: all readers share the history.
    fn remarks(&self, remarks: &BTreeMap<FieldId, String>) -> Option<String> {
        let line = |(field, text): (&FieldId, &String)| {
            let field = self.definition.field(field.as_str())?;
            field.hide.is_none().then(|| format!("{}: {text}", field.title))
        };
        let lines: Vec<String> = remarks.iter().filter_map(line).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What happened to a letter.
    fn of_letters(&self, at: Timestamp, event: &Event) -> Option<HistoryLine> {
        let alone = |what: String| Some(HistoryLine { at, who: String::new(), what, note: None });
        match event {
            Event::Signed { output, step, .. } => Some(HistoryLine {
                at,
                who: self.step(step),
                what: format!("{} ditandatangani", self.output(output)),
                note: None,
            }),
            Event::SignFailed { output, reason } => {
                alone(format!("{} belum tertandatangani: {reason}", self.output(output)))
            }
            Event::SignUnknown { output } => {
                alone(format!("Hasil tanda tangan {} belum pasti", self.output(output)))
            }
            Event::Issued { output, until, .. } => alone(match until {
                Some(until) => {
                    format!("{} terbit, berlaku sampai {}", self.output(output), long_date(*until))
                }
                None => format!("{} terbit", self.output(output)),
            }),
            Event::Voided { output, reason, .. } => {
                alone(format!("{} batal: {}", self.output(output), void_reason(reason)))
            }
            Event::Revoked { output, reason, by, .. } => {
                let what = format!("{} dicabut: {}", self.output(output), revoked_reason(reason));
                let who = match by {
                    Revoker::Seat { person, seat, right } => {
                        self.actor(*person, Some(seat), *right)
                    }
                    Revoker::Case(_) => String::new(),
                };
                Some(HistoryLine { at, who, what, note: None })
            }
            Event::Replaced { output, .. } => {
                alone(format!("{} diganti dengan surat yang baru", self.output(output)))
            }
            _ => None,
        }
    }

    /// What happened to the case as a whole.
    fn of_the_case(&self, at: Timestamp, event: &Event) -> Option<HistoryLine> {
        let line = |who: String, what: String| Some(HistoryLine { at, who, what, note: None });
        let alone = |what: &str| line(String::new(), what.to_owned());
        match event {
            Event::HolderAdded { holder, .. } => {
                alone(&format!("Batas waktu lewat. {} ikut memegang", self.holder(holder)))
            }
            Event::Reminded { step, .. } => line(self.step(step), "Diingatkan".to_owned()),
            Event::ApplicantReminded { .. } => {
                line(self.applicant.to_owned(), "Diingatkan untuk memperbaiki".to_owned())
            }
            Event::Lapsed { .. } => alone("Ditutup karena tidak diperbaiki"),
            Event::Withdrawn { person, .. } => line(self.person(*person), "Membatalkan".to_owned()),
            Event::Reopened { person, .. } => {
                line(self.person(*person), "Membuka kembali".to_owned())
            }
            Event::Migrated { .. } => alone("Berlanjut menurut aturan yang berlaku sekarang"),
            Event::Commented { person, seat, text, .. } => Some(HistoryLine {
                at,
                who: match seat {
                    Some(seat) => self.actor(*person, Some(seat), Right::Own),
                    None => self.themself(*person),
                },
                what: "Catatan".to_owned(),
                note: Some(text.clone()),
            }),
            Event::Undone { .. } => alone("Keputusan terakhir dibatalkan"),
            Event::Closed { end, .. } => {
                let title = self.definition.end(end.as_str()).map(|end| end.title.to_string());
                alone(&title.unwrap_or_else(|| end.to_string()))
            }
            // The rest serves the machine, or is told by the decision that it belongs to.
            _ => None,
        }
    }

    /// The name of somebody who has to do with the case.
    pub fn person(&self, person: PersonId) -> String {
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
        let named = machine.or_else(|| self.named.of_person(person));
        named.unwrap_or_else(|| self.person(person))
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

/// The words on a button, for those who sign with it too.
pub(super) fn button(action: &Action, signs: bool) -> String {
    if signs && action.title.is_none() && action.to == Target::Next {
        return "Tanda tangani".to_owned();
    }
    crate::workflow::button(action)
}

/// What an action was, once it is taken: the words of its button, where the author wrote them.
pub(super) fn did(action: &Action, signs: bool) -> String {
    if let Some(title) = &action.title {
        return title.to_string();
    }
    match &action.to {
        Target::Next if signs => "Menyetujui untuk ditandatangani",
        Target::Next => "Menyetujui",
        Target::Applicant => "Mengembalikan untuk dilengkapi",
        Target::Same => "Mengundang datang",
        Target::Step(_) => "Mengembalikan ke langkah sebelumnya",
        Target::End(_) => "Menolak",
    }
    .to_owned()
}

/// A coded reason in the words of its table.
fn reason_words<'a>(action: &'a Action, key: Option<&str>) -> Option<&'a str> {
    let row = action.reasons.as_ref()?.row(key?)?;
    Some(&row.title)
}

/// A reason of a revocation in words.
pub(super) fn revoked_reason(code: &str) -> &str {
    let known = super::REVOCATIONS.iter().find(|(known, _)| *known == code);
    match known {
        Some((_, words)) => words,
        None if code == "by-letter" => "ada surat pencabutan",
        None => code,
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
        "replaced" => "diganti dengan surat yang baru",
        "revoked" => "dicabut",
        other => other,
    }
}
