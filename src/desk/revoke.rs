//! An issued letter no longer holds: whoever signed it last, or their superior, revokes it.

use uuid::Uuid;

use super::aftermath::Order;
use super::house::Loaded;
use super::{Desk, DeskError, Seen, Situation, Who, request_hash};
use crate::area::{Right, Seat};
use crate::case::{Actor, Case, Command, LetterState, decide};
use crate::workflow::OutputId;

/// The coded reasons of a revocation, with the words that people read.
pub const REVOCATIONS: [(&str, &str); 6] = [
    ("request", "diminta pemegang surat"),
    ("typing", "ada salah tulis yang mengubah makna"),
    ("false-data", "keterangan atau berkasnya tidak benar"),
    ("procedure", "ada cacat prosedur"),
    ("authority", "ada cacat wewenang"),
    ("court", "ada putusan pengadilan"),
];

impl Desk {
    /// Revokes an issued letter for a coded reason.
    pub async fn revoke(
        &self,
        who: &Who,
        seen: Seen,
        (output, reason): (&OutputId, &str),
        key: Uuid,
    ) -> Result<(), DeskError> {
        let loaded = self.load(seen.case).await?;
        let actors = revokers(who, &loaded);
        if who.only.is_some() || loaded.is_applicant(who) || actors.is_empty() {
            return Err(DeskError::NotFound);
        }
        let (output, reason) = (output.clone(), reason.to_owned());
        let request = request_hash(&(who.person, "revoke", seen.case, output.as_str(), &reason));
        let order = Order::of(seen, key, request, who.person);
        let rules = std::sync::Arc::clone(&loaded.rules);
        let aftermath = self.aftermath(&loaded).await?;
        let command = move |_, situation: &Situation<'_>| {
            let revoke = |actor: &Actor| Command::Revoke {
                output: output.clone(),
                actor: actor.clone(),
                reason: reason.clone(),
            };
            // Of several seats of one person the engine says which may.
            let town = (situation.directory, situation.accounts);
            let may = |actor: &&Actor| {
                let (command, now) = (revoke(actor), situation.now);
                rules.model(town, now, |m| decide(m, situation.case, &command, now)).is_ok()
            };
            Ok(revoke(actors.iter().find(may).unwrap_or(&actors[0])))
        };
        self.order(aftermath, order, command).await.map(|_| ())
    }
}

impl Loaded {
    /// The issued letters that `who` may revoke.
    pub(super) fn revocable(&self, who: &Who) -> Vec<OutputId> {
        let case = &self.stored.case;
        if who.only.is_some() || self.is_applicant(who) {
            return Vec::new();
        }
        let actors = revokers(who, self);
        let may = |output: &OutputId| {
            actors.iter().any(|actor| {
                let (output, reason) = (output.clone(), REVOCATIONS[0].0.to_owned());
                let command = Command::Revoke { output, actor: actor.clone(), reason };
                self.model(|model| decide(model, case, &command, self.now)).is_ok()
            })
        };
        issued(case).filter(|output| may(output)).cloned().collect()
    }
}

fn issued(case: &Case) -> impl Iterator<Item = &OutputId> {
    let out = case.outputs.iter().filter(|(_, output)| output.state == LetterState::Released);
    out.map(|(id, _)| id)
}

/// The caller, for each seat that they may act for.
fn revokers(who: &Who, loaded: &Loaded) -> Vec<Actor> {
    let today = loaded.rules.calendar.date(loaded.now);
    let own = loaded.directory.seats_of(who.person, today).into_iter();
    let delegated = loaded.directory.seats_delegated_to(who.person, today).into_iter();
    let delegated = delegated.filter(|seat| loaded.may_act_for(who, seat));
    let actor = |(seat, right): (Seat, Right)| {
        let (person, proof) = (who.person, who.proof);
        Actor { person, seat: Some(seat), right, proof, at_desk: None }
    };
    own.chain(delegated.map(|seat| (seat, Right::Delegate))).map(actor).collect()
}
