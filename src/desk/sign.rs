//! Signing a batch with one passphrase. This file drives the states and decides nothing: each
//! step is a command that `case::decide` accepts or refuses, and a crash between two of them
//! repeats the deterministic step.
//!
//! The same batch may come several times at once, and another one may hold the same letter: so a
//! stage that fails is judged by where the letter stands then, not by the failure.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::freeze::asked;
use super::house::{Loaded, derived, internal};
use super::sign_turn::{approval, number, step_of};
use super::{Desk, DeskError, Seen, SignBatch, SignResult, SignedOne, Who, words};
use crate::case::{Approval, Event, LetterState};
use crate::origin::CaseId;
use crate::signature::{KeyError, Pkcs12Key, Trust};
use crate::workflow::{FieldId, StepId, Value};

/// More stages than any letter has, with room for a race: a guard against going round in circles.
const STAGES: usize = 24;

/// The signer at work: opened key, roots, and who they are.
pub(super) struct Signer<'a> {
    pub who: &'a Who,
    pub key: Arc<Pkcs12Key>,
    pub trust: Arc<Trust>,
    /// What the signer fills in, where one letter is signed.
    pub fills: BTreeMap<FieldId, Value>,
    request: Uuid,
}

impl Signer<'_> {
    /// The key of one stage of this batch: sent again, the stage gets its answer again.
    pub fn stage(&self, case: CaseId, step: &StepId, stage: &str) -> Uuid {
        derived(self.request, &format!("{case}/{step}/{stage}"))
    }
}

impl Desk {
    /// Signs the letters of a batch. A letter that cannot be signed hinders no other.
    pub async fn sign(&self, who: &Who, batch: SignBatch) -> Result<Vec<SignedOne>, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let alone = batch.cases.len() == 1;
        let signer = Signer {
            who,
            key: Arc::new(self.key_of(who, batch.passphrase).await?),
            trust: Arc::new(self.trust()?),
            // What is filled in belongs to one letter.
            fills: if alone { batch.fills } else { BTreeMap::new() },
            request: batch.key,
        };
        let mut signed = Vec::with_capacity(batch.cases.len());
        for seen in batch.cases {
            let ticket = self.load(seen.case).await.and_then(|loaded| loaded.ticket()).ok();
            let result = match self.sign_one(&signer, seen).await {
                // What one letter's signer left open can be mended on its page.
                Err(DeskError::Invalid(wrong)) if alone => return Err(DeskError::Invalid(wrong)),
                result => result.unwrap_or_else(|error| SignResult::Not(sentence(&error))),
            };
            signed.push(SignedOne { case: seen.case, ticket, result });
        }
        Ok(signed)
    }

    /// Opens the signer's key. The passphrase ends here.
    async fn key_of(
        &self,
        who: &Who,
        passphrase: Zeroizing<String>,
    ) -> Result<Pkcs12Key, DeskError> {
        let p12 = self.0.keys.get(who.person).map_err(internal)?;
        let p12 =
            p12.ok_or_else(|| DeskError::Letter("kunci tanda tangan belum ada".to_owned()))?;
        let now = self.now();
        let opened =
            tokio::task::spawn_blocking(move || Pkcs12Key::open(&p12, &passphrase, now)).await;
        opened.map_err(internal)?.map_err(|error| match error {
            KeyError::WrongPassphrase => DeskError::Passphrase,
            KeyError::Expired => {
                DeskError::Letter("sertifikat tanda tangan sudah kedaluwarsa".to_owned())
            }
            other => internal(other),
        })
    }

    fn trust(&self) -> Result<Trust, DeskError> {
        Trust::from_pem(&self.0.keys.trust().map_err(internal)?).map_err(internal)
    }

    /// Takes one letter from where it stands to its signature.
    async fn sign_one(&self, signer: &Signer<'_>, seen: Seen) -> Result<SignResult, DeskError> {
        let mut loaded = self.load(seen.case).await?;
        let step = step_of(signer.who, &loaded)?;
        for _ in 0..STAGES {
            if let Some(approval) = approval(&loaded, &step) {
                return self.signed(signer, &loaded, &step, approval).await;
            }
            let made = self.advance(signer, &loaded, &step, seen).await;
            let before = loaded.seen();
            loaded = self.load(seen.case).await?;
            // Where it moved, by this stage or because somebody was quicker, it is looked at again.
            if loaded.seen() == before {
                // A stage that was taken before gives its old answer: it had come to nothing.
                return Err(match made {
                    Err(error) => error,
                    Ok(()) => self.failure(&loaded).await?,
                });
            }
        }
        Err(internal(anyhow::anyhow!("signing {} does not end", seen.case)))
    }

    /// One stage on.
    async fn advance(
        &self,
        signer: &Signer<'_>,
        loaded: &Loaded,
        step: &StepId,
        seen: Seen,
    ) -> Result<(), DeskError> {
        let Some((output, state)) = asked(&loaded.stored.case, step.as_str()) else {
            return self.ask(signer, loaded, step, seen).await;
        };
        let by = state.request.as_ref().map(|request| request.approval.person);
        if by != Some(signer.who.person) {
            let name = self.name_of(by).await;
            return Err(DeskError::Letter(format!("{name} sedang menandatanganinya")));
        }
        match state.state {
            LetterState::Numbered => self.render(signer, loaded, step, output).await,
            LetterState::Prepared => self.seal_and_record(signer, loaded, step, output).await,
            _ => Err(DeskError::Letter(
                "hasil tanda tangan sebelumnya belum pasti; minta petugas memastikannya".to_owned(),
            )),
        }
    }

    /// Why the last try came to nothing.
    async fn failure(&self, loaded: &Loaded) -> Result<DeskError, DeskError> {
        let history = self.store().history(loaded.stored.id).await.map_err(internal)?;
        let reason = history.into_iter().rev().find_map(|recorded| match recorded.event {
            Event::SignFailed { reason, .. } => Some(reason),
            _ => None,
        });
        Ok(DeskError::Letter(reason.unwrap_or_else(|| "surat belum tertandatangani".to_owned())))
    }

    /// What a signed letter is for this batch: its own work, or done before.
    async fn signed(
        &self,
        signer: &Signer<'_>,
        loaded: &Loaded,
        step: &StepId,
        approval: &Approval,
    ) -> Result<SignResult, DeskError> {
        let (case, id) = (&loaded.stored.case, loaded.stored.id);
        let number = number(case, step);
        let outputs = case.outputs.iter().filter(|(_, state)| state.signed.contains(step));
        let mut keys: Vec<Uuid> =
            outputs.map(|(output, _)| signer.stage(id, step, &format!("{output}/seal"))).collect();
        if keys.is_empty() {
            // Approved where no letter was to be signed.
            keys.push(signer.stage(id, step, "ask"));
        }
        let known = self.store().load(&[], &keys).await.map_err(internal)?.keys;
        if known.values().any(|known| known.outcome != "failed") {
            return Ok(SignResult::Signed { number });
        }
        let me = approval.person == signer.who.person;
        let by = if me { None } else { Some(self.name_of(Some(approval.person)).await) };
        Ok(SignResult::Already { number, by })
    }
}

/// Why one letter of a batch was not signed, for its signer.
fn sentence(error: &DeskError) -> String {
    match error {
        DeskError::Refused(refusal) => words::refusal(refusal),
        DeskError::Invalid(problems) => {
            let told: Vec<String> = problems.iter().map(|p| p.message.clone()).collect();
            told.join(" ")
        }
        DeskError::Letter(reason) => format!("Surat belum dapat dibuat: {reason}."),
        DeskError::Conflict { who, .. } => format!("{who} baru saja mengubah permohonan ini."),
        DeskError::Busy => "Sistem sedang sibuk. Coba lagi sebentar.".to_owned(),
        DeskError::NotFound => "Permohonan ini tidak lagi menunggu Anda.".to_owned(),
        error => {
            tracing::error!(%error, "a letter was not signed");
            "Terjadi gangguan. Surat ini belum ditandatangani.".to_owned()
        }
    }
}
