//! The other letters of the story, told in brief: request files inside the program, played as those
//! of `--request` are. They lie in the data folder, as examples to play again.

use std::fs;
use std::io::Write;

use anyhow::{Context as _, bail};
use jiff::ToSpan as _;

use super::Demo;
use super::request::{Asked, holidays};
use crate::calendar::Zone;
use crate::cli::folders::calendars;
use crate::service::Catalogue;

/// The service, what is said first, and the request; `{yesterday}` in it stands for that day.
const LETTERS: [(&str, &str, &str); 4] = [
    (
        "death",
        "Surat ketiga: kematian di rumah sakit; sekretaris menandatangani atas nama lurah.",
        include_str!("requests/death.yaml"),
    ),
    (
        "business",
        "Surat keempat: keterangan usaha sebuah warung, untuk mengajukan kredit.",
        include_str!("requests/business.yaml"),
    ),
    (
        "conduct",
        "Surat kelima: pengantar SKCK, untuk melamar pekerjaan.",
        include_str!("requests/conduct.yaml"),
    ),
    (
        "birth",
        "Surat keenam: kelahiran di Mangunharjo, ibunya warga negara asing; Plh. Lurah menandatangani.",
        include_str!("requests/birth.yaml"),
    ),
];

impl Demo<'_> {
    /// Plays the requests of those services that the folders have.
    pub(super) async fn others(
        &self,
        out: &mut dyn Write,
        catalogue: &Catalogue,
    ) -> anyhow::Result<()> {
        let yesterday = Zone::Wib.date(self.clock.now()).checked_sub(1.days())?.to_string();
        let folder = self.args.data.join("requests");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("paper.png"), include_bytes!("paper.png")))
            .with_context(|| format!("{} tidak dapat ditulis", folder.display()))?;
        let holidays = holidays(&calendars(&self.args.folders.calendars)?)?;
        for (name, words, text) in LETTERS {
            if catalogue.service(name).is_none() {
                continue;
            }
            writeln!(out, "\n{words}")?;
            let file = folder.join(format!("{name}.yaml"));
            fs::write(&file, text.replace("{yesterday}", &yesterday))
                .with_context(|| format!("{} tidak dapat ditulis", file.display()))?;
            let findings = match Asked::read(&[file], catalogue, &*self.clock)? {
                Ok(asked) => {
                    self.request(out, asked.first().context("no request")?, &holidays).await?
                }
                Err(findings) => findings,
            };
            if let Some(finding) = findings.first() {
                bail!("permohonan peragaan tidak berjalan: {finding}");
            }
        }
        Ok(())
    }
}
