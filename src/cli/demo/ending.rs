//! What a request leaves: its registers, and its letters as files that anybody can judge.

use std::fs;
use std::io::Write;

use anyhow::{Context as _, bail};

use super::Demo;
use super::player::Player;
use crate::desk::OutputView;
use crate::origin::Code;
use crate::signature::{Trust, Verdict, verify};

impl Demo<'_> {
    /// Tells where the case stands, and leaves its letters in the folder for them.
    pub(super) async fn ending(
        &self,
        out: &mut dyn Write,
        player: &Player<'_>,
    ) -> anyhow::Result<()> {
        let Some(receipt) = &player.case else { return Ok(()) };
        let tracking = self.desk.track(&player.applicant, &receipt.ticket).await?;
        writeln!(out, "  {} Nomor permohonan {}.", tracking.headline, receipt.ticket.grouped())?;
        for output in tracking.outputs.iter().filter(|output| output.released) {
            if output.letter {
                self.letter_file(out, player, &receipt.ticket, output).await?;
            } else if let Some(number) = &output.number {
                writeln!(out, "  Tercatat di {}: {number}.", output.title)?;
            }
        }
        Ok(())
    }

    async fn letter_file(
        &self,
        out: &mut dyn Write,
        player: &Player<'_>,
        ticket: &Code,
        output: &OutputView,
    ) -> anyhow::Result<()> {
        let id = output.id.as_str();
        let pdf = self.desk.released(&player.applicant, ticket, id).await?;
        let signed = player.definition().output(id).is_some_and(|one| !one.signers.is_empty());
        let judged = if signed {
            let trust = Trust::from_pem(&self.desk.keys().trust()?)?;
            let report = verify(&pdf, &trust, self.clock.now())?;
            if report.verdict != Verdict::Genuine {
                bail!("pemeriksa kami sendiri tidak menerima {}", output.title);
            }
            format!("{} tanda tangan, asli", report.signatures.len())
        } else {
            "tanpa tanda tangan".to_owned()
        };
        let number = output.number.as_deref().map_or_else(|| ticket.to_string(), str::to_owned);
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let number: String = number.chars().map(plain).collect();
        let name = format!("{}-{id}-{number}", player.definition().id);
        let file = self.args.out.join(format!("{name}.pdf"));
        fs::write(&file, &pdf)
            .with_context(|| format!("{} tidak dapat ditulis", file.display()))?;
        if let Some(receipt) = &player.case {
            let letters = self.store.letters_of(receipt.case).await?;
            let mut frozen = letters.into_iter().rev().filter(|letter| letter.output == id);
            let facts = frozen.find_map(|letter| letter.facts);
            let facts_file = self.args.out.join(format!("{name}.json"));
            fs::write(&facts_file, serde_json::to_vec_pretty(&facts)?)
                .with_context(|| format!("{} tidak dapat ditulis", facts_file.display()))?;
        }
        writeln!(out, "  {}: {} ({judged}).", output.title, file.display())?;
        if let Some(code) = &output.code {
            writeln!(out, "  Siapa pun dapat memeriksanya dengan kode {}.", code.grouped())?;
        }
        Ok(())
    }
}
