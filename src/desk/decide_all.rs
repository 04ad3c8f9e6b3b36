//! One decision on many requests at once. Each is decided by itself, so that one that cannot be
//! stops no other, and each has an answer of its own.

use tokio::task::JoinSet;
use uuid::Uuid;

use super::house::Loaded;
use super::{Decide, DecidedOne, Desk, DeskError, Picked, Problem, Who};
use crate::origin::Code;
use crate::workflow::Target;

impl Desk {
    /// Decides each of these, with the same words to the reader; what became of each, in order.
    /// Sent twice with the same key, each is carried out once.
    pub async fn decide_all(
        &self,
        who: &Who,
        picked: Vec<Picked>,
        note: Option<&str>,
        key: Uuid,
    ) -> Vec<DecidedOne> {
        let mut running = JoinSet::new();
        for (place, one) in picked.into_iter().enumerate() {
            let (desk, who, note) = (self.clone(), who.clone(), note.map(str::to_owned));
            running.spawn(async move { (place, desk.decide_one(&who, one, note, key).await) });
        }
        let mut decided = running.join_all().await;
        decided.sort_by_key(|(place, _)| *place);
        decided.into_iter().map(|(_, one)| one).collect()
    }

    async fn decide_one(
        &self,
        who: &Who,
        picked: Picked,
        note: Option<String>,
        key: Uuid,
    ) -> DecidedOne {
        let case = picked.seen.case;
        let loaded = match self.load(case).await {
            Ok(loaded) => loaded,
            Err(error) => return DecidedOne::unknown(picked, error),
        };
        let seen = Self::may_decide(who, &loaded, &picked.step);
        let seat = match seen.and_then(|()| Self::may_see(who, &loaded)) {
            Ok(seat) => seat,
            Err(error) => return DecidedOne::unknown(picked, error),
        };
        let ticket: Option<Code> = loaded.ticket().ok();
        let sight = loaded.sight(who, seat.as_ref());
        let subject = Some(self.applicant_for(&loaded, &sight).await);
        let result = if asks_passphrase(&loaded, &picked) {
            let message = "Surat ini perlu frasa sandi. Tanda tangani di halamannya.".to_owned();
            Err(DeskError::Invalid(vec![Problem { path: "sandi".to_owned(), message }]))
        } else {
            let (step, action) = (picked.step.clone(), picked.action.clone());
            let key = key_of(key, case.0);
            let decide = Decide { note, ..Decide::new(picked.seen, step, action, key) };
            self.carry_out(who, (who, None), loaded, decide).await
        };
        DecidedOne { picked, ticket, subject, result }
    }
}

impl DecidedOne {
    /// Of a request that the caller cannot see, nothing is said.
    fn unknown(picked: Picked, error: DeskError) -> Self {
        Self { picked, ticket: None, subject: None, result: Err(error) }
    }
}

/// Whether the decision is a signature.
fn asks_passphrase(loaded: &Loaded, picked: &Picked) -> bool {
    let step = loaded.rules.definition.step(picked.step.as_str());
    step.is_some_and(|step| {
        let action = step.action(picked.action.as_str());
        !step.sign.is_empty() && action.is_some_and(|action| action.to == Target::Next)
    })
}

/// The key of one decision among those that were sent under one key.
fn key_of(key: Uuid, case: Uuid) -> Uuid {
    let hash = openssl::sha::sha256(&[*key.as_bytes(), *case.as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_decision_has_a_key_that_is_the_same_every_time() {
        let [form, one, two] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(key_of(form, one), key_of(form, one));
        assert_ne!(key_of(form, one), key_of(form, two));
        assert_ne!(key_of(form, one), key_of(two, one));
    }
}
