//! Who approved or signs at a step, as a letter shows them.

use jiff::civil::Date;

use super::names::{DOTS, Stage, steps_of};
use super::{FactsError, Printing};
use crate::area::{Office, Right, Seat};
use crate::case::{Approval, duties, exists, seat_of, valid};
use crate::letter::{self, Signer, signature_lines};
use crate::origin::PersonId;
use crate::workflow::{Output, Step, Value};

/// Somebody who approved or signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signing {
    /// Name with titles.
    pub name: String,
    /// The title of the seat: `Lurah Jati`.
    pub title: String,
    /// The name of the office.
    pub office: String,
    /// By what right: own, plt, plh, pj, delegate.
    pub right: &'static str,
    /// Rank.
    pub rank: Option<String>,
    /// NIP.
    pub nip: Option<String>,
    /// The day of the approval.
    pub date: Option<Date>,
    /// The lines above the name.
    above: Vec<String>,
}

impl Printing<'_> {
    /// One signer for each step that signs the output and is not skipped.
    pub(super) fn signers(&self, output: &Output, stage: Stage) -> Result<Vec<Signer>, FactsError> {
        let mut signers = Vec::new();
        for step in steps_of(self.model.definition, output) {
            if output.signers.contains(&step.id)
                && let Some(who) = self.signing(output, step, stage)?
            {
                signers.push(Signer {
                    step: step.id.to_string(),
                    above: who.above,
                    name: who.name,
                    rank: who.rank,
                    nip: who.nip,
                });
            }
        }
        Ok(signers)
    }

    /// Who approved at a step or will sign there; `None` where the case passes it by.
    pub(super) fn signing(
        &self,
        output: &Output,
        step: &Step,
        stage: Stage,
    ) -> Result<Option<Signing>, FactsError> {
        if !exists(&self.model, self.case, step) {
            return Ok(None);
        }
        let approvals = self.case.approvals.at(&step.id).map(|(_, approval)| approval);
        let valid = |held: &&Approval| valid(self.model.definition, self.case, held);
        let approval = approvals.filter(valid).max_by_key(|approval| approval.at);
        let request = self.case.outputs.get(&output.id).and_then(|state| state.request.as_ref());
        let request = request.filter(|request| request.step == step.id);
        let acted = approval.or_else(|| request.map(|request| &*request.approval));
        if let Some(Approval { person, seat, right, at, .. }) = acted {
            let date = self.model.calendar.date(*at);
            return Ok(Some(match seat {
                Some(seat) => self.shown(*person, seat, *right, Some(date)),
                None => self.themself(step, *person, Some(date)),
            }));
        }
        if !output.signers.contains(&step.id) {
            return Ok(None);
        }
        // Somebody who signs later: the seat is shown as it is when the first one freezes.
        let Some(seat) = seat_of(&self.model, self.case, step) else { return Ok(None) };
        let service = self.model.definition.id.as_str();
        match (self.directory.acting(&seat, service, self.day).first(), stage) {
            (Some(held), _) => Ok(Some(self.shown(held.person, &seat, held.right, None))),
            (None, Stage::Draft) => Ok(Some(Signing {
                name: DOTS.to_owned(),
                title: self.seat_title(&seat),
                office: self.office_name(&seat),
                right: word(Right::Own),
                rank: None,
                nip: None,
                date: None,
                above: signature_lines(&self.seat_title(&seat), letter::Right::Own),
            })),
            (None, Stage::Final) => {
                Err(FactsError::NobodyHolds { step: step.id.clone(), seat: seat.to_string() })
            }
        }
    }

    /// Somebody who approved for nobody else: shown by name, and by what the step is called.
    fn themself(&self, step: &Step, person: PersonId, date: Option<Date>) -> Signing {
        let duties = duties(&self.model, self.case, step);
        let named = duties.iter().filter_map(|duty| duty.person.as_ref());
        let mut named = named.filter(|parts| (self.model.known)(parts) == Some(person));
        let applicant = self.case.value(&"applicant".into()).and_then(|value| match value {
            Value::Person(parts) => Some(parts),
            _ => None,
        });
        let own = (self.case.applicant == Some(person)).then_some(applicant).flatten();
        let name = named.next().or(own).and_then(|parts| parts.get("name"));
        Signing {
            name: match name {
                Some(Value::Text(name)) => name.to_string(),
                _ => DOTS.to_owned(),
            },
            title: step.title.to_string(),
            office: String::new(),
            right: word(Right::Own),
            rank: None,
            nip: None,
            date,
            above: signature_lines(&step.title, letter::Right::Own),
        }
    }

    fn shown(&self, person: PersonId, seat: &Seat, right: Right, date: Option<Date>) -> Signing {
        let officer = self.directory.officer(person);
        let below = self.below(person, seat, date.unwrap_or(self.day));
        let below: Vec<&str> = below.iter().map(String::as_str).collect();
        let how = match right {
            Right::Own => letter::Right::Own,
            Right::Plt => letter::Right::Plt,
            Right::Plh => letter::Right::Plh,
            Right::Pj => letter::Right::Pj,
            Right::Delegate => letter::Right::Delegate(&below),
        };
        let title = self.seat_title(seat);
        let before = match right {
            Right::Own | Right::Delegate => "",
            Right::Plt => "Plt. ",
            Right::Plh => "Plh. ",
            Right::Pj => "Pj. ",
        };
        Signing {
            name: officer.map_or_else(|| DOTS.to_owned(), |officer| officer.name.clone()),
            above: signature_lines(&title, how),
            title: format!("{before}{title}"),
            office: self.office_name(seat),
            right: word(right),
            rank: officer.and_then(|officer| officer.rank.clone()),
            nip: officer.and_then(|officer| officer.nip.clone()),
            date,
        }
    }

    /// The titles of the seats through which a delegate acts, from the highest to his own. Where
    /// the delegation was ended since, his own seat.
    fn below(&self, person: PersonId, seat: &Seat, day: Date) -> Vec<String> {
        let service = self.model.definition.id.as_str();
        let chain = self.directory.chain(person, seat, service, day);
        let own = || self.directory.seats_of(person, day).into_iter().map(|(own, _)| own);
        let chain = chain.unwrap_or_else(|| own().find(|own| own != seat).into_iter().collect());
        let title = |seat: &Seat| {
            let kind = self.directory.office(&seat.office).map(|office| office.kind.clone());
            format!("{} {}", self.role(seat), kind.unwrap_or_default()).trim_end().to_owned()
        };
        chain.iter().map(title).collect()
    }

    fn seat_title(&self, seat: &Seat) -> String {
        match self.directory.office(&seat.office) {
            Some(office) if seat.role.0 == "head" => title(office),
            Some(office) => format!("{} {} {}", self.role(seat), office.kind, office.name),
            None => self.role(seat),
        }
    }

    fn office_name(&self, seat: &Seat) -> String {
        let office = self.directory.office(&seat.office);
        office.map_or_else(|| seat.office.to_string(), |office| office.name.clone())
    }

    fn role(&self, seat: &Seat) -> String {
        self.service.role(&seat.role).unwrap_or(&seat.role.0).to_owned()
    }
}

/// The title of the head of an office: `Lurah Jati`, `Ketua RT 003`.
pub(super) fn title(office: &Office) -> String {
    // A name such as `RT 003` repeats what its head is called.
    let name = office.name.strip_prefix(&format!("{} ", office.kind));
    match name {
        Some(bare) if office.head.ends_with(&office.kind) => format!("{} {bare}", office.head),
        _ => format!("{} {}", office.head, office.name),
    }
}

fn word(right: Right) -> &'static str {
    match right {
        Right::Own => "own",
        Right::Plt => "plt",
        Right::Plh => "plh",
        Right::Pj => "pj",
        Right::Delegate => "delegate",
    }
}
