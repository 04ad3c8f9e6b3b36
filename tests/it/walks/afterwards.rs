//! What people might wish of a case that has ended or waits for the applicant: to open it again, to
//! revoke a letter, to put answers by; and what is said beside all decisions.

use alursurat::area::{Right, Seat};
use alursurat::case::{Actor, Command, LetterState, Phase, Superseded};
use alursurat::origin::CaseId;
use alursurat::workflow::{FieldId, Filler, OutputId, Proof};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::walk::Walk;
use super::wishes::{right_word, values_json};
use super::world::{foreign, hour, instant, name, person, word};

impl Walk {
    pub(super) fn after_the_end(&mut self) -> Option<(Command, Json)> {
        match self.chance.within(0, 99) {
            0..25 => Some(self.reopen()),
            25..45 => Some(self.revoke()),
            45..55 => Some(self.supersede()),
            55..60 => Some(self.comment()),
            60..70 => Some(self.print()),
            70..80 => Some(self.undo()),
            _ => None,
        }
    }

    pub(super) fn reopen(&mut self) -> (Command, Json) {
        let who = if self.chance.percent(90) { "applicant" } else { "p1" };
        (Command::Reopen { person: person(who) }, json!({"do": "reopen", "person": who}))
    }

    pub(super) fn revoke(&mut self) -> (Command, Json) {
        let output = self.any_output();
        let signer = self.case.outputs.get(&output).and_then(|state| state.signed.last());
        let approval = signer.and_then(|signer| self.case.approvals.at(signer).next());
        let signed = approval.and_then(|(_, approval)| approval.seat.clone());
        let superior = |seat: &Seat| {
            let above = seat.office.area()?.parent()?;
            Some(Seat::new("head", &above))
        };
        let (seat, of) = match (signed, self.chance.within(0, 9)) {
            (Some(seat), 0..6) => (seat, "signer"),
            (Some(seat), 6..8) => (superior(&seat).unwrap(), "superior"),
            _ => (foreign(), "stranger"),
        };
        let right = self.right(&seat);
        let proof = if self.chance.percent(90) { Proof::Tte } else { Proof::Link };
        let reason = if self.chance.percent(90) { "false-data" } else { "No reason" };
        let wish = json!({
            "do": "revoke", "output": output.as_str(), "of": of, "reason": reason,
            "filled": word(self.world.staffing(&seat)), "right": right_word(right),
            "proof": proof.word(),
        });
        let actor = Actor { person: person("p1"), seat: Some(seat), right, proof, at_desk: None };
        (Command::Revoke { output, actor, reason: reason.to_owned() }, wish)
    }

    pub(super) fn supersede(&mut self) -> (Command, Json) {
        let output = self.any_output();
        let (how, word) = *self
            .chance
            .pick(&[(Superseded::Replaced, "replaced"), (Superseded::Revoked, "revoked")]);
        let by = CaseId(Uuid::from_u128(7));
        let wish = json!({"do": "supersede", "output": output.as_str(), "how": word});
        (Command::Supersede { output, by, how }, wish)
    }

    /// A letter whose signature failed, where there is one.
    pub(super) fn give_up(&mut self) -> (Command, Json) {
        let failed = self.case.outputs.iter().find(|(_, o)| o.state == LetterState::Failed);
        let output = failed.map(|(id, _)| id.clone());
        let output = match output {
            Some(output) => output,
            None => self.any_output(),
        };
        let reason = if self.chance.percent(90) { "batal" } else { " " };
        let wish = json!({"do": "void", "output": output.as_str(), "reason": reason});
        (Command::Void { output, reason: reason.to_owned() }, wish)
    }

    pub(super) fn comment(&mut self) -> (Command, Json) {
        let text = if self.chance.percent(90) { "x" } else { " " };
        let command = Command::Comment { person: person("p1"), seat: None, text: text.to_owned() };
        (command, json!({"do": "comment", "text": text}))
    }

    /// The bytes of a letter that nobody signs, which is issued before it is rendered.
    fn print(&mut self) -> (Command, Json) {
        let output = self.any_output();
        let sha256 = super::letters::frozen_bytes(&self.case, &output);
        let wish = json!({"do": "freeze", "output": output.as_str(), "sha": sha256});
        (Command::Freeze { output, sha256 }, wish)
    }

    /// Mostly one that was issued.
    fn any_output(&mut self) -> OutputId {
        let released =
            |(_, state): &(_, &alursurat::case::OutputState)| state.state == LetterState::Released;
        let issued = self.case.outputs.iter().filter(released).map(|(id, _)| id.clone());
        let issued: Vec<OutputId> = issued.collect();
        let all = self.world.definition.outputs.iter().map(|output| output.id.clone());
        let all: Vec<OutputId> = all.collect();
        let any = issued.is_empty() || self.chance.percent(10);
        self.chance.pick(if any { &all } else { &issued }).clone()
    }

    /// One or two answers are put by; sometimes one that is not the applicant's.
    pub(super) fn save(&mut self) -> (Command, Json) {
        let definition = std::sync::Arc::clone(&self.world.definition);
        let mut values = if self.case.phase == Phase::Draft {
            self.book.fill(&definition, &Filler::Applicant, &mut self.chance)
        } else {
            self.book.change(&definition, &mut self.chance)
        };
        values.truncate(2);
        if self.chance.percent(5) {
            let field = self.chance.pick(&definition.fields).id.clone();
            values.push((field, None));
        }
        let who = if self.chance.percent(93) { "applicant" } else { "p1" };
        let who = if self.case.applicant.is_none() { "applicant" } else { who };
        let wish = json!({"do": "save", "person": who, "data": values_json(&values)});
        let fills: Vec<(FieldId, _)> = self.offer(&values);
        (Command::SaveDraft { person: person(who), fills }, wish)
    }

    /// The applicant has the request and is silent, mostly until the moment comes.
    pub(super) fn silence(&mut self) -> (Command, Json) {
        if let Phase::Returned { since, reminded, .. } = &self.case.phase
            && self.chance.percent(85)
        {
            let next = hour(*since) + (168 * (i64::from(*reminded) + 1)).min(720);
            self.hour = self.hour.max(next + i64::from(instant(hour(*since)) < *since));
        }
        (Command::Silence, json!({"do": "silence"}))
    }

    pub(super) fn undo(&mut self) -> (Command, Json) {
        let last = self.case.last.as_ref().map(|last| last.person);
        let who = last.filter(|_| self.chance.percent(80)).unwrap_or_else(|| person("p2"));
        (Command::Undo { person: who }, json!({"do": "undo", "person": name(who)}))
    }

    /// By what right somebody acts for a seat: mostly the one by which it is filled.
    pub(super) fn right(&mut self, seat: &Seat) -> Right {
        use alursurat::area::Staffing;
        let rights = [Right::Own, Right::Plt, Right::Plh, Right::Pj, Right::Delegate];
        match (self.world.staffing(seat), self.odd(10)) {
            (_, true) => *self.chance.pick(&rights),
            (Staffing::Plt, _) => Right::Plt,
            (Staffing::Plh, _) => *self.chance.pick(&[Right::Plh, Right::Delegate]),
            (Staffing::Held | Staffing::Vacant, _) => Right::Own,
        }
    }
}
