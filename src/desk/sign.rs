//! Signing a batch with one passphrase. This file drives the states and decides nothing: each
//! step is a command that `case::decide` accepts or refuses, and a crash between two of them
//! repeats the deterministic step.

use std::sync::Arc;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::decide::ActBy;
use super::freeze::{Freezer, asked};
use super::house::{Loaded, derived, internal};
use super::messages::arrivals;
use super::seal::{Sealing, seal};
use super::{
    Desk, DeskError, Extras, Failure, Job, Seen, SignBatch, SignedOne, Subject, Who, request_hash,
    words,
};
use crate::case::{Command, LetterState, SignOutcome, SignReporter};
use crate::letter::{Edition, Facts};
use crate::origin::CaseId;
use crate::signature::{KeyError, Pkcs12Key, Trust};
use crate::store::Letter;
use crate::workflow::{ActionId, OutputId, Proof, StepId, Target};

/// More stages than any letter has: a guard against going round in circles.
const STAGES: usize = 12;

/// The signer at work: opened key, roots, and who they are.
struct Signer<'a> {
    who: &'a Who,
    key: Arc<Pkcs12Key>,
    trust: Arc<Trust>,
    request: Uuid,
}

impl Desk {
    /// Signs the letters of a batch. A letter that cannot be signed hinders no other.
    pub async fn sign(&self, who: &Who, batch: SignBatch) -> Result<Vec<SignedOne>, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let signer = Signer {
            who,
            key: Arc::new(self.key_of(who, batch.passphrase).await?),
            trust: Arc::new(self.trust()?),
            request: batch.key,
        };
        let mut signed = Vec::with_capacity(batch.cases.len());
        for seen in batch.cases {
            let loaded = self.load(seen.case).await?;
            Self::may_see(who, &loaded)?;
            let ticket = loaded.ticket()?;
            let result = match self.sign_one(&signer, seen).await {
                Ok(number) => Ok(number),
                Err(error) => Err(sentence(&error)),
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

    /// Takes one letter from where it stands to its signature; its number.
    async fn sign_one(&self, signer: &Signer<'_>, seen: Seen) -> Result<String, DeskError> {
        let loaded = self.load(seen.case).await?;
        let step = Self::step_of(signer.who, &loaded)?;
        let mut version = seen.version;
        for stage in 0..STAGES {
            let loaded = self.load(seen.case).await?;
            // A stage is named by the version that it starts from: a batch that is sent again after
            // an interruption goes on, and does not take one stage for another.
            let at = loaded.stored.case.version;
            let key = derived(signer.request, &format!("{}/{at}", seen.case));
            let Some((output, state)) = asked(&loaded.stored.case, step.as_str()) else {
                if stage > 0 {
                    return Self::outcome(&loaded, &step);
                }
                self.ask(signer.who, &loaded, &step, Seen { version, ..seen }, key).await?;
                continue;
            };
            let by_me = state
                .request
                .as_ref()
                .is_some_and(|request| request.approval.person == signer.who.person);
            if !by_me {
                return Err(DeskError::NotFound);
            }
            let output = output.clone();
            match state.state {
                LetterState::Numbered => self.render(&loaded, &output, key).await?,
                LetterState::Prepared => {
                    self.seal_and_record(signer, &loaded, &step, &output, key).await?;
                }
                _ => {
                    return Err(DeskError::Letter(
                        "hasil tanda tangan sebelumnya belum pasti; minta petugas memastikannya"
                            .to_owned(),
                    ));
                }
            }
            version = loaded.stored.case.version;
        }
        Err(internal(anyhow::anyhow!("signing {} does not end", seen.case)))
    }

    /// The step that waits for the caller's signature.
    fn step_of(who: &Who, loaded: &Loaded) -> Result<StepId, DeskError> {
        let model = |m: &crate::case::Model<'_>| {
            crate::case::position(m, &loaded.stored.case)
                .filter(|step| !step.sign.is_empty())
                .map(|step| step.id.clone())
        };
        let step = loaded.rules.model(&loaded.directory, loaded.now, model);
        let step = step.ok_or(DeskError::Refused(crate::case::Refusal::NotThisStep))?;
        Self::may_decide(who, loaded, &step)?;
        Ok(step)
    }

    /// First stage: the approval asks for the signature; numbers are drawn and facts frozen.
    async fn ask(
        &self,
        who: &Who,
        loaded: &Loaded,
        step: &StepId,
        seen: Seen,
        key: Uuid,
    ) -> Result<(), DeskError> {
        let definition = &loaded.rules.definition;
        // A letter that cannot be printed draws no number: it is tried before anything is asked.
        for output in definition.step(step.as_str()).iter().flat_map(|step| &step.sign) {
            self.trial(loaded, output).await?;
        }
        let declared = definition.step(step.as_str()).ok_or(DeskError::NotFound)?;
        let action = declared.actions.iter().find(|action| action.to == Target::Next);
        let action: ActionId = action.ok_or(DeskError::NotFound)?.id.clone();
        let act = ActBy {
            // The opened key is the proof.
            who: Who { proof: Proof::Tte, ..who.clone() },
            rules: Arc::clone(&loaded.rules),
            step: step.clone(),
            action,
            note: None,
        };
        let freezer = Freezer {
            rules: Arc::clone(&loaded.rules),
            service: Arc::clone(&loaded.service),
            ids: self.0.ids.clone(),
            public_url: self.0.public_url.clone(),
        };
        let request = request_hash(&(who.person, "sign", seen.case, step.as_str()));
        let subject = Subject::Known { id: seen.case, seen: Some(seen.version) };
        let rules = Arc::clone(&loaded.rules);
        let job = Job::new(subject, key, request, rules, move |fills, situation| {
            act.command(fills, situation)
        })
        .by(who.person)
        .completing(move |completing| {
            Ok(Extras { letters: freezer.freeze(completing)?, ..Extras::default() })
        });
        self.carried(job).await
    }

    /// Second stage: the letter is rendered, outside any transaction, and its bytes are fixed.
    async fn render(&self, loaded: &Loaded, output: &OutputId, key: Uuid) -> Result<(), DeskError> {
        let letter = self.living(loaded.stored.id, output).await?;
        let facts = letter.facts.ok_or_else(|| internal(anyhow::anyhow!("the facts are gone")))?;
        let facts: Facts = serde_json::from_value(facts).map_err(internal)?;
        let template = Arc::clone(loaded.service.templates.get(output).ok_or(DeskError::NotFound)?);
        if template.hash() != letter.template_sha256 {
            return Err(DeskError::Letter("templat surat berubah setelah dibekukan".to_owned()));
        }
        let render = move || template.render(&facts, Edition::Final { fields: true });
        let bytes = tokio::task::spawn_blocking(render).await.map_err(internal)?;
        let bytes = bytes.map_err(|error| DeskError::Letter(error.to_string()))?;
        let command = Command::Freeze { output: output.clone(), sha256: sha256(&bytes) };
        self.record(loaded, key, command, letter.id, bytes).await
    }

    /// Third stage: the signature, accepted by our own verifier, and all that follows from it.
    async fn seal_and_record(
        &self,
        signer: &Signer<'_>,
        loaded: &Loaded,
        step: &StepId,
        output: &OutputId,
        key: Uuid,
    ) -> Result<(), DeskError> {
        let letter = self.living(loaded.stored.id, output).await?;
        let bytes = self.store().letter_work(letter.id).await.map_err(internal)?;
        let bytes = bytes.ok_or_else(|| internal(anyhow::anyhow!("the frozen bytes are gone")))?;
        let state = loaded.stored.case.outputs.get(output);
        if state.and_then(|state| state.sha256.as_deref()) != Some(sha256(&bytes).as_str()) {
            return Err(internal(anyhow::anyhow!("the frozen bytes are not those of the record")));
        }
        let (sealing_key, trust, now) = (signer.key.clone(), signer.trust.clone(), self.now());
        let field = step.to_string();
        let title = loaded.rules.definition.output(output.as_str());
        let reason = title.map(|output| output.title.to_string()).unwrap_or_default();
        let location = Self::place(loaded, signer.who);
        let sealed = tokio::task::spawn_blocking(move || {
            let sealing = Sealing { bytes: &bytes, field: &field, reason, location };
            seal(&sealing, &sealing_key, &trust, now)
        });
        let (output, by) = (output.clone(), SignReporter::Signer);
        match sealed.await.map_err(internal)? {
            Ok(signed) => {
                let outcome = SignOutcome::Signed { sha256: sha256(&signed) };
                let command = Command::SignResult { output, outcome, by };
                self.record(loaded, key, command, letter.id, signed).await
            }
            Err(reason) => {
                let outcome = SignOutcome::Failed { reason: reason.clone() };
                let command = Command::SignResult { output, outcome, by };
                let subject = Subject::Known { id: loaded.stored.id, seen: None };
                let request = request_hash(&("failed", loaded.stored.id));
                let rules = Arc::clone(&loaded.rules);
                let job = Job::new(subject, key, request, rules, move |_, _| Ok(command.clone()));
                self.carried(job.by(signer.who.person)).await?;
                Err(DeskError::Letter(reason))
            }
        }
    }

    /// Records a stage together with the bytes that it made; what is issued by it is released.
    async fn record(
        &self,
        loaded: &Loaded,
        key: Uuid,
        command: Command,
        letter: crate::origin::LetterId,
        bytes: Vec<u8>,
    ) -> Result<(), DeskError> {
        let id = loaded.stored.id;
        let subject = Subject::Known { id, seen: None };
        let request = request_hash(&(id, letter, sha256(&bytes)));
        let output = match &command {
            Command::Freeze { output, .. } | Command::SignResult { output, .. } => output.clone(),
            _ => return Err(internal(anyhow::anyhow!("only stages of signing have bytes"))),
        };
        let announce = self.announcing(&loaded.rules);
        let rules = Arc::clone(&loaded.rules);
        let job = Job::new(subject, key, request, rules, move |_, _| Ok(command.clone()))
            .completing(move |completing| {
                let issued = completing.events.iter().any(|event| {
                    matches!(event, crate::case::Event::Issued { output: out, .. } if *out == output)
                });
                let released = if issued { vec![(letter, bytes.clone())] } else { Vec::new() };
                Ok(Extras {
                    work: vec![(letter, bytes.clone())],
                    released,
                    notices: arrivals(&announce, completing),
                    ..Extras::default()
                })
            });
        self.carried(job).await?;
        self.deliver_links(id).await
    }

    async fn carried(&self, job: Job) -> Result<(), DeskError> {
        match self.0.queue.carry_out(job).await {
            Ok(_) => Ok(()),
            Err(Failure::Denied("letter-incomplete")) => Err(DeskError::Letter(
                "ada penanda tangan yang jabatannya kosong; lengkapi dulu".to_owned(),
            )),
            Err(failure) => Err(self.failed(failure).await),
        }
    }

    async fn living(&self, case: CaseId, output: &OutputId) -> Result<Letter, DeskError> {
        let letters = self.store().letters_of(case).await.map_err(internal)?;
        let living = letters
            .into_iter()
            .rev()
            .find(|letter| letter.output == output.as_str() && letter.state != "void");
        living.ok_or_else(|| internal(anyhow::anyhow!("no letter of {output} is under way")))
    }

    fn outcome(loaded: &Loaded, step: &StepId) -> Result<String, DeskError> {
        let case = &loaded.stored.case;
        let signed = case.outputs.values().find(|state| state.signed.contains(step));
        let number = signed.and_then(|state| state.number.as_ref());
        number
            .map(|drawn| drawn.number.clone())
            .ok_or_else(|| DeskError::Letter("surat belum tertandatangani".to_owned()))
    }

    /// Where the signature says it was made: the seat's office.
    fn place(loaded: &Loaded, who: &Who) -> String {
        let seat = loaded.seat_of(who);
        let office = seat.and_then(|seat| loaded.directory.office(&seat.office).cloned());
        office.map_or_else(String::new, |office| format!("{} {}", office.kind, office.name))
    }
}

fn sha256(bytes: &[u8]) -> String {
    crate::journal::hex(&openssl::sha::sha256(bytes))
}

/// Why one letter of a batch was not signed, for its signer.
fn sentence(error: &DeskError) -> String {
    match error {
        DeskError::Refused(refusal) => words::refusal(refusal),
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
