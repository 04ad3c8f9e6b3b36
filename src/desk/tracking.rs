//! A case as its applicant sees it.

use jiff::Timestamp;

use super::about::about;
use super::copies::copies;
use super::history::Teller;
use super::{OutputView, Progress, Seen, ServiceCard, Tracking, words};
use crate::calendar::period_words;
use crate::case::{self, Command, Event, LetterState, Model, Phase};
use crate::origin::Code;
use crate::workflow::{Definition, Output, OutputId, Purpose, Step};

/// What a tracking page is made from.
pub(super) struct Tracked<'a> {
    pub seen: Seen,
    pub ticket: &'a Code,
    pub model: &'a Model<'a>,
    pub teller: &'a Teller<'a>,
    pub events: &'a [(Timestamp, Event)],
    pub codes: &'a [(OutputId, Code)],
    pub now: Timestamp,
}

impl Tracked<'_> {
    /// The view.
    pub fn view(&self) -> Tracking {
        let (case, model) = (self.teller.case, self.model);
        let here = case::position(model, case);
        let signed = case.outputs.values().any(|output| !output.signed.is_empty());
        let ended = matches!(case.phase, Phase::Ended { .. });
        Tracking {
            seen: self.seen,
            ticket: self.ticket.clone(),
            service: card(model.definition),
            subject: about(model.definition, case, |_| true),
            filed: case.submitted,
            headline: self.headline(here),
            todo: self.todo(),
            since: self.events.last().map(|(at, _)| *at),
            due: here.and_then(|step| case::due(model, case, step, self.now)),
            steps: self.steps(here),
            outputs: self.outputs(),
            history: self.teller.history(self.events.iter().map(|(at, event)| (*at, event))),
            editable: matches!(case.phase, Phase::Returned { .. } | Phase::Draft),
            withdrawable: !ended && !signed && !case::signing(case),
            reopenable: self.reopenable(),
            again: self.again(),
            ended,
        }
    }

    /// Whether the applicant may open it again: the engine would let them.
    fn reopenable(&self) -> bool {
        let case = self.teller.case;
        let Some(person) = case.applicant else { return false };
        case::decide(self.model, case, &Command::Reopen { person }, self.now).is_ok()
    }

    fn headline(&self, here: Option<&Step>) -> String {
        let case = self.teller.case;
        match (&case.phase, here) {
            (Phase::Draft, _) => "Permohonan belum dikirim.".to_owned(),
            (Phase::Returned { .. }, _) => "Permohonan kembali kepada Anda.".to_owned(),
            (Phase::Ended { end, .. }, _) => match end.as_str() {
                "done" => self.done(),
                "rejected" => "Permohonan Anda ditolak.".to_owned(),
                "withdrawn" => "Permohonan ini dibatalkan.".to_owned(),
                end => match self.model.definition.end(end) {
                    Some(end) => format!("Permohonan ini berakhir: {}.", end.title),
                    None => "Permohonan ini sudah berakhir.".to_owned(),
                },
            },
            (Phase::Open, Some(step)) => {
                if step.by_applicant() {
                    return format!("Sekarang giliran Anda: {}.", step.title);
                }
                let seat = case::seat_of(self.model, case, step);
                let who = seat.map_or_else(
                    || step.title.to_string(),
                    |seat| words::seat(&seat, self.teller.directory),
                );
                let unknown =
                    case.outputs.values().any(|output| output.state == LetterState::Unknown);
                if unknown {
                    format!("Petugas sedang memastikan tanda tangan {who}.")
                } else if case::signing(case) {
                    format!("{who} sedang menandatangani surat Anda.")
                } else if case.held.contains_key(&step.id) {
                    format!("{who} menunda permohonan ini. Baca pesannya di bawah.")
                } else if step.sign.is_empty() {
                    format!("Menunggu persetujuan {who}.")
                } else {
                    format!("Menunggu tanda tangan {who}.")
                }
            }
            (Phase::Open, None) => "Permohonan sedang diproses.".to_owned(),
        }
    }

    /// The purposes that a later request for this letter may have.
    fn again(&self) -> Vec<Purpose> {
        let purposes = self.model.definition.start.purposes.iter().copied();
        purposes.filter(|purpose| *purpose != Purpose::New && self.letters()).collect()
    }

    /// Letters and register entries that were begun.
    fn outputs(&self) -> Vec<OutputView> {
        outputs(self.model, self.teller, self.codes)
    }

    /// Whether there is a letter to download.
    fn letters(&self) -> bool {
        self.outputs().iter().any(|output| output.letter && output.released)
    }

    /// What a request that ended well came to.
    fn done(&self) -> String {
        let states = self.teller.case.outputs.values().map(|output| output.state);
        let fallen =
            states.filter(|state| matches!(state, LetterState::Revoked | LetterState::Replaced));
        if self.letters() {
            "Surat Anda sudah jadi.".to_owned()
        } else if fallen.count() > 0 {
            "Surat Anda tidak berlaku lagi.".to_owned()
        } else {
            "Permohonan Anda sudah selesai.".to_owned()
        }
    }

    fn todo(&self) -> Option<String> {
        match &self.teller.case.phase {
            Phase::Returned { by, note, .. } => {
                let note = note.as_deref().unwrap_or("Periksa kembali isian Anda.");
                let step = self.model.definition.step(by.as_str());
                let who = step.map_or("petugas", |step| &*step.title);
                Some(format!("Perbaiki isian, lalu kirim lagi. Pesan dari {who}: {note}"))
            }
            Phase::Draft => Some("Lengkapi isian, lalu kirim.".to_owned()),
            Phase::Ended { end, .. } if end.as_str() == "done" && self.letters() => {
                Some("Unduh surat di bawah ini.".to_owned())
            }
            _ => None,
        }
    }

    fn steps(&self, here: Option<&Step>) -> Vec<(String, Progress, Option<super::HistoryLine>)> {
        let (case, model) = (self.teller.case, self.model);
        let done = matches!(case.phase, Phase::Ended { .. });
        let mut progress = Progress::Done;
        let mut steps = Vec::new();
        for step in &model.definition.steps {
            if here.is_some_and(|here| here.id == step.id) {
                steps.push((step.title.to_string(), Progress::Now, None));
                progress = Progress::Later;
                continue;
            }
            let approvals = case.approvals.at(&step.id).map(|(_, approval)| approval);
            let approval = approvals.max_by_key(|approval| approval.at);
            if progress == Progress::Done && approval.is_none() && (here.is_some() || done) {
                continue; // skipped by its guard, or never reached
            }
            if progress == Progress::Later && !case::exists(model, case, step) {
                continue;
            }
            let line = approval.map(|approval| super::HistoryLine {
                at: approval.at,
                who: self.teller.actor(approval.person, approval.seat.as_ref(), approval.right),
                what: String::new(),
                note: None,
            });
            let state = if line.is_some() { progress } else { Progress::Later };
            steps.push((step.title.to_string(), state, line));
        }
        steps
    }
}

/// What the catalogue says of a service.
pub(super) fn card(definition: &Definition) -> ServiceCard {
    ServiceCard {
        id: definition.id.clone(),
        title: definition.title.to_string(),
        about: definition.about.as_deref().unwrap_or_default().to_owned(),
        fee: definition.service.fee,
        time: definition.service.time.map(period_words),
        link: definition.link.as_deref().map(str::to_owned),
    }
}

/// The outputs of a case that were begun.
pub(super) fn outputs(
    model: &Model<'_>,
    teller: &Teller<'_>,
    codes: &[(OutputId, Code)],
) -> Vec<OutputView> {
    let view = |output: &Output| {
        let state = teller.case.outputs.get(&output.id)?;
        if state.state == LetterState::Void {
            return None;
        }
        let released = state.state == LetterState::Released;
        let code = codes.iter().find(|(id, _)| *id == output.id).map(|(_, code)| code.clone());
        Some(OutputView {
            id: output.id.clone(),
            title: output.title.to_string(),
            number: state.number.as_ref().filter(|_| released).map(|drawn| drawn.number.clone()),
            released,
            letter: output.template.is_some(),
            code: code.filter(|_| released),
            copies: copies(model, teller.case, output, (teller.directory, teller.named)),
        })
    };
    model.definition.outputs.iter().filter_map(view).collect()
}
