//! The stages of one signature, each a command with the bytes that belong to it.

use std::sync::Arc;

use openssl::sha::Sha256;
use serde_json::Value;

use super::aftermath::Order;
use super::decide::ActBy;
use super::house::{Loaded, internal};
use super::seal::{Sealing, seal};
use super::settings::first_signature;
use super::sign::Signer;
use super::unprintable::unprintable;
use super::{Desk, DeskError, Extras, Job, Seen, Situation, Subject, Who, request_hash};
use crate::area::Office;
use crate::case::{Command, Event, SignOutcome, SignReporter};
use crate::journal::hex;
use crate::letter::{Edition, Facts};
use crate::origin::{CaseId, LetterId};
use crate::signature;
use crate::store::Letter;
use crate::workflow::{ActionId, OutputId, Proof, StepId, Target};

/// A stage of one letter.
struct Stage<'a> {
    signer: &'a Signer<'a>,
    loaded: &'a Loaded,
    step: &'a StepId,
    output: &'a OutputId,
    name: &'static str,
}

impl Stage<'_> {
    /// The job that records it. What a stage gives is not part of the request: two signatures of
    /// the same bytes differ, and the one that is recorded first is the answer to both.
    fn job(&self, command: Command) -> Job {
        let case = self.loaded.stored.id;
        let name = format!("{}/{}", self.output, self.name);
        let request = request_hash(&(case, self.step.as_str(), &name));
        let key = self.signer.stage(case, self.step, &name);
        let subject = Subject::Known { id: case, seen: None };
        let rules = Arc::clone(&self.loaded.rules);
        Job::new(subject, key, request, rules, move |_, _| Ok(command.clone()))
            .by(self.signer.who.person)
    }
}

impl Desk {
    /// First stage: the approval asks for the signature; numbers are drawn and facts frozen.
    pub(super) async fn ask(
        &self,
        signer: &Signer<'_>,
        loaded: &Loaded,
        step: &StepId,
        seen: Seen,
    ) -> Result<(), DeskError> {
        let (who, key) = (signer.who, signer.stage(seen.case, step, "ask"));
        let definition = &loaded.rules.definition;
        let declared = definition.step(step.as_str()).ok_or(DeskError::NotFound)?;
        let action = declared.actions.iter().find(|action| action.to == Target::Next);
        let action = action.ok_or(DeskError::NotFound)?;
        let fills = signer.fills.clone();
        let (fills, wrong) = self.judged_fills(who, loaded, (declared, action), fills).await?;
        if !wrong.is_empty() {
            return Err(DeskError::Invalid(wrong));
        }
        let action: ActionId = action.id.clone();
        // A letter that cannot be printed draws no number: it is tried before anything is asked.
        let filled = loaded.filled(step, &fills);
        for output in filled.to_sign(declared) {
            self.trial_of(loaded, &filled.case, &output).await?;
        }
        let act = ActBy {
            // The opened key is the proof.
            who: Who { proof: Proof::Tte, ..who.clone() },
            rules: Arc::clone(&loaded.rules),
            step: step.clone(),
            action,
            note: None,
            remarks: std::collections::BTreeMap::new(),
            reason: None,
            unit: None,
            at_desk: None,
        };
        let given = &signer.fills;
        let request = request_hash(&(who.person, "sign", seen.case, step.as_str(), given));
        let offers = self.offered(fills);
        let order = Order { offers, ..Order::of(seen, key, request, who.person) };
        let aftermath = self.aftermath(loaded).await?;
        let command = move |fills, situation: &Situation<'_>| act.command(fills, situation);
        self.order(aftermath, order, command).await.map(|_| ())
    }

    /// Second stage: the letter is rendered, outside any transaction, and its bytes are fixed.
    pub(super) async fn render(
        &self,
        signer: &Signer<'_>,
        loaded: &Loaded,
        step: &StepId,
        output: &OutputId,
    ) -> Result<(), DeskError> {
        let letter = self.living(loaded.stored.id, output).await?;
        let facts = letter.facts.ok_or_else(|| internal(anyhow::anyhow!("the facts are gone")))?;
        let facts: Facts = serde_json::from_value(facts).map_err(internal)?;
        let template = Arc::clone(loaded.service.templates.get(output).ok_or(DeskError::NotFound)?);
        let stage = Stage { signer, loaded, step, output, name: "freeze" };
        if template.hash() != letter.template_sha256 {
            let reason = "templat surat berubah setelah dibekukan; kembalikan permohonan ini";
            return self.record_failure(&stage, reason.to_owned()).await;
        }
        let facts = self.with_logos(facts).await?;
        let render = move || template.render(&facts, Edition::Final { fields: true });
        match tokio::task::spawn_blocking(render).await.map_err(internal)? {
            Ok(bytes) => {
                let command = Command::Freeze { output: output.clone(), sha256: sha256(&bytes) };
                self.record(&stage, command, letter.id, bytes).await
            }
            Err(error) => self.record_failure(&stage, unprintable(&error)).await,
        }
    }

    /// Third stage: the signature, accepted by our own verifier, and all that follows from it.
    pub(super) async fn seal_and_record(
        &self,
        signer: &Signer<'_>,
        loaded: &Loaded,
        step: &StepId,
        output: &OutputId,
    ) -> Result<(), DeskError> {
        let letter = self.living(loaded.stored.id, output).await?;
        let bytes = self.store().letter_work(letter.id).await.map_err(internal)?;
        let bytes = bytes.ok_or_else(|| internal(anyhow::anyhow!("the frozen bytes are gone")))?;
        let mut hash = Sha256::new();
        hash.update(&bytes);
        let state =
            loaded.stored.case.outputs.get(output).filter(|state| {
                state.sha256.as_deref() == Some(hex(&hash.clone().finish()).as_str())
            });
        let Some(state) = state else {
            return Err(internal(anyhow::anyhow!("the frozen bytes are not those of the record")));
        };
        let is_signed = !state.signed.is_empty();
        let stage = Stage { signer, loaded, step, output, name: "seal" };
        if let Some(printed) = another(letter.facts.clone(), step, &signer.key.subject()) {
            let reason = format!(
                "surat menyebut {printed} sebagai penanda tangan, bukan pemilik sertifikat ini; \
                 kembalikan permohonan ini agar suratnya dibuat lagi"
            );
            return self.record_failure(&stage, reason).await;
        }
        let (sealing_key, trust, now) = (signer.key.clone(), signer.trust.clone(), self.now());
        let field = step.to_string();
        let title = loaded.rules.definition.output(output.as_str());
        let reason = title.map(|output| output.title.to_string()).unwrap_or_default();
        let task = loaded.task_of(signer.who);
        let seat = task.as_ref().and_then(|task| task.to.seat());
        let office = seat.and_then(|seat| loaded.directory.office(&seat.office));
        let location = office.map_or_else(String::new, place);
        let service = loaded.rules.definition.id.as_str();
        let first = first_signature(service, &loaded.directory, office.map(|office| &office.id));
        let sealed = tokio::task::spawn_blocking(move || {
            let field = field.as_str();
            let sealing = Sealing { bytes, hash, is_signed, field, reason, location, first };
            seal(sealing, &sealing_key, &trust, now)
        });
        match sealed.await.map_err(internal)? {
            Ok(signed) => {
                let outcome = SignOutcome::Signed { sha256: sha256(&signed) };
                let by = SignReporter::Signer;
                let command = Command::SignResult { output: output.clone(), outcome, by };
                self.record(&stage, command, letter.id, signed).await
            }
            Err(reason) => self.record_failure(&stage, reason).await,
        }
    }

    /// Records that the letter is surely not signed, for its signer, the history and the log.
    async fn record_failure(&self, stage: &Stage<'_>, reason: String) -> Result<(), DeskError> {
        let (case, output) = (stage.loaded.stored.id, stage.output.clone());
        tracing::error!(%case, %output, reason, "a letter could not be made or signed");
        let (outcome, by) = (SignOutcome::Failed { reason }, SignReporter::Signer);
        let command = Command::SignResult { output, outcome, by };
        let job = stage
            .job(command)
            .completing(move |_| Ok(Extras { outcome: "failed".into(), ..Extras::default() }));
        self.carried(job).await
    }

    /// Records a stage together with the bytes that it made; what is issued by it is released.
    async fn record(
        &self,
        stage: &Stage<'_>,
        command: Command,
        letter: LetterId,
        bytes: Vec<u8>,
    ) -> Result<(), DeskError> {
        let output = stage.output.clone();
        let aftermath = self.aftermath(stage.loaded).await?;
        let job = stage.job(command).completing(move |completing| {
            let issued =
                completing.outcome.events.iter().any(
                    |event| matches!(event, Event::Issued { output: out, .. } if *out == output),
                );
            let mut extras = aftermath.extras(completing)?;
            if issued {
                extras.released.push((letter, bytes.clone()));
            }
            Ok(Extras { work: vec![(letter, bytes.clone())], ..extras })
        });
        self.carried(job).await
    }

    async fn carried(&self, job: Job) -> Result<(), DeskError> {
        match self.0.queue.carry_out(job).await {
            Ok(done) => self.followed(&done).await,
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
}

/// Who stands on the letter as the signer of a step, where the certificate names another NIP.
fn another(facts: Option<Value>, step: &StepId, subject: &signature::Subject) -> Option<String> {
    let facts: Facts = serde_json::from_value(facts?).ok()?;
    let printed = facts.signers.into_iter().find(|signer| signer.step == step.as_str())?;
    let digits = |nip: &str| nip.chars().filter(char::is_ascii_digit).collect::<String>();
    let (shown, held) = (digits(&printed.nip?), digits(subject.serial_number.as_deref()?));
    (shown != held).then_some(printed.name)
}

/// Where the signature says it was made: the seat's office.
fn place(office: &Office) -> String {
    format!("{} {}", office.kind, office.name)
}

fn sha256(bytes: &[u8]) -> String {
    hex(&openssl::sha::sha256(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_another_nip_than_the_printed_one_is_noticed() {
        let facts = serde_json::json!({
            "names": {}, "check_url": "", "date": "2026-11-16", "title": "Surat",
            "signers": [{
                "step": "lurah", "above": ["LURAH JATI"], "name": "Bambang Sutrisno, S.Sos.",
                "rank": null, "nip": "19740707 199803 1 006"
            }],
        });
        let holder = |nip: &str| signature::Subject {
            name: String::new(),
            organisation: None,
            unit: None,
            serial_number: Some(nip.to_owned()),
        };
        let told = |step: &str, nip| another(Some(facts.clone()), &step.into(), &holder(nip));
        assert_eq!(told("lurah", "197407071998031006"), None);
        let printed = Some("Bambang Sutrisno, S.Sos.".to_owned());
        assert_eq!(told("lurah", "197501152000011010"), printed);
        assert_eq!(told("camat", "197501152000011010"), None);
    }
}
