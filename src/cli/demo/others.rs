//! The other letters of the story, told in brief: request files inside the program, played as those
//! of `--request` are.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use jiff::ToSpan as _;

use super::Demo;
use super::request::{Asked, holidays};
use crate::calendar::Zone;
use crate::cli::folders::calendars;
use crate::service::Catalogue;

/// What is said first, and the request; `{yesterday}` in it stands for that day.
const LETTERS: [(&str, &str); 4] = [
    (
        "Surat ketiga: kematian di rumah sakit; sekretaris menandatangani atas nama lurah.",
        include_str!("requests/death.yaml"),
    ),
    (
        "Surat keempat: keterangan usaha sebuah warung, untuk mengajukan kredit.",
        include_str!("requests/business.yaml"),
    ),
    (
        "Surat kelima: pengantar SKCK, untuk melamar pekerjaan.",
        include_str!("requests/conduct.yaml"),
    ),
    (
        "Surat keenam: kelahiran, ibunya warga negara asing; pelaksana harian lurah menandatangani.",
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
        let holidays = holidays(&calendars(&self.args.folders.calendars)?)?;
        for (words, text) in LETTERS {
            let text = text.replace("{yesterday}", &yesterday);
            let service = text.lines().find_map(|line| line.strip_prefix("service: "));
            if service.is_none_or(|service| catalogue.service(service).is_none()) {
                continue;
            }
            writeln!(out, "\n{words}")?;
            let now = &*self.clock;
            let asked = Asked::of("peragaan", PathBuf::new(), &text, (catalogue, now))?;
            let findings = match asked {
                Ok(asked) => self.request(out, &asked, &holidays).await?,
                Err(findings) => findings,
            };
            if let Some(finding) = findings.first() {
                bail!("permohonan peragaan tidak berjalan: {finding}");
            }
        }
        Ok(())
    }
}
