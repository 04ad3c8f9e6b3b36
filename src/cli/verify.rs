//! `alursurat verify BERKAS [--trust AKAR.pem]`: whether a letter is genuine, in plain Indonesian.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use jiff::Timestamp;

use crate::calendar::{Zone, long_time};
use crate::signature::{
    Coverage, Integrity, Report, Restriction, SignatureReport, Trust, Unreadable, Verdict, verify,
};

/// Anybody may ask whether a letter is genuine, so this help is in Indonesian, as the answer is.
const HELP: &str = "\
Memeriksa tanda tangan sebuah surat.

Cara pakai: alursurat verify BERKAS [--trust AKAR.pem]

  BERKAS            Surat yang diperiksa (PDF)
  --trust AKAR.pem  Sertifikat akar yang dipercaya (PEM). Tanpa ini, penanda tangan
                    tidak dapat dipastikan.
  -h, --help        Menampilkan bantuan ini

Contoh: alursurat verify surat.pdf --trust demo-root.pem

Jam ditulis dalam WIB, WITA, atau WIT menurut komputer ini; di zona lain dalam WIB.

Status akhir: 0 asli, 1 tidak asli atau tidak dapat dipastikan, 2 tidak dapat dibaca.
";

/// What `verify` is given.
#[derive(Debug, clap::Args)]
#[command(override_help = HELP)]
pub struct Args {
    /// The signed letter, a PDF file.
    #[arg(value_name = "BERKAS")]
    pub file: PathBuf,
    /// The roots to trust, in PEM; without it nobody's identity can be confirmed.
    #[arg(long, value_name = "AKAR.pem")]
    pub trust: Option<PathBuf>,
}

/// The machine's zone where it is one of Indonesia's three, else WIB.
pub fn zone_here() -> Zone {
    let told = std::env::var("TZ").ok().filter(|name| !name.is_empty());
    let set = || Some(std::fs::read_link("/etc/localtime").ok()?.to_str()?.to_owned());
    zone_of(&told.or_else(set).unwrap_or_default())
}

/// By the end of a name (`Asia/Makassar`) or of a path to the zone's file.
fn zone_of(name: &str) -> Zone {
    let is = |city: &str| name.ends_with(&format!("Asia/{city}"));
    if is("Makassar") || is("Ujung_Pandang") {
        Zone::Wita
    } else if is("Jayapura") {
        Zone::Wit
    } else {
        Zone::Wib
    }
}

/// Writes the judgement to `out`, times in `zone`, and gives the exit status.
///
/// Errors are those of reading the files named by the arguments.
pub fn run(args: &Args, out: &mut dyn Write, now: Timestamp, zone: Zone) -> anyhow::Result<u8> {
    let file = args.file.display();
    let pdf = read(&args.file)?;
    let trust = match &args.trust {
        None => Trust::none(),
        Some(path) => Trust::from_pem(&read(path)?)
            .map_err(|_| anyhow!("{}: bukan berkas sertifikat (PEM)", path.display()))?,
    };
    writeln!(out, "Berkas: {file}")?;
    match verify(&pdf, &trust, now) {
        Ok(report) => {
            write_report(&report, trust.is_empty(), zone, out)?;
            Ok(u8::from(report.verdict != Verdict::Genuine))
        }
        Err(unreadable) => {
            write_unreadable(&unreadable, out)?;
            Ok(2)
        }
    }
}

/// The bytes of a file; why there are none in a few words.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let file = path.display();
    match std::fs::read(path).map_err(|error| error.kind()) {
        Ok(bytes) => Ok(bytes),
        Err(ErrorKind::NotFound) => bail!("{file}: berkas tidak ada"),
        Err(ErrorKind::PermissionDenied) => bail!("{file}: Anda tidak boleh membuka berkas ini"),
        Err(ErrorKind::IsADirectory) => bail!("{file}: ini folder, bukan berkas"),
        Err(_) => bail!("{file}: tidak dapat dibaca"),
    }
}

fn write_unreadable(unreadable: &Unreadable, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "Putusan: TIDAK DAPAT DIBACA. Ini bukan surat AlurSurat yang utuh.")?;
    writeln!(out, "Jangan dipakai; mintalah berkas aslinya kepada kelurahan.")?;
    writeln!(out, "Sebabnya: {} [{}]", unreadable.words(), unreadable.code())
}

fn write_report(
    report: &Report,
    no_roots: bool,
    zone: Zone,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    writeln!(out, "Putusan: {}", verdict(report.verdict))?;
    for reason in &report.problems {
        writeln!(out, "- {} [{}]", reason.words(), reason.code())?;
    }
    for signature in &report.signatures {
        writeln!(out)?;
        write_signature(signature, zone, out)?;
    }
    if !report.open_fields.is_empty() {
        writeln!(out, "\nBelum ditandatangani: {}", report.open_fields.join(", "))?;
    }
    if no_roots && report.verdict == Verdict::Untrusted {
        writeln!(
            out,
            "\nUntuk memastikan penanda tangannya, sebutkan sertifikat akar: --trust AKAR.pem"
        )?;
    }
    Ok(())
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Genuine => "ASLI. Isi surat utuh dan semua penanda tangan dipercaya.",
        Verdict::Incomplete => {
            "BELUM LENGKAP. Isi surat utuh, tetapi belum semua pejabat menandatangani."
        }
        Verdict::Untrusted => {
            "BELUM DAPAT DIPERCAYA. Isi surat utuh, tetapi penanda tangannya tidak dapat dipastikan."
        }
        Verdict::Unsigned => "TANPA TANDA TANGAN. Berkas ini belum menjadi surat resmi.",
        Verdict::Altered => "TIDAK SAH. Berkas ini tidak seperti yang ditandatangani.",
    }
}

/// What a signature says about changes after it.
fn lock(restriction: Restriction) -> &'static str {
    match restriction {
        Restriction::NoChanges => "surat dikunci; tidak boleh ada tanda tangan lain",
        Restriction::SignaturesOnly => "surat dikunci; hanya tanda tangan lain yang boleh ditambah",
        Restriction::FieldsLocked => "semua kolom tanda tangan dikunci",
    }
}

fn write_signature(
    signature: &SignatureReport,
    zone: Zone,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    writeln!(out, "Tanda tangan {}", signature.field)?;
    if let Some(signer) = &signature.signer {
        let office: Vec<&str> = [&signer.unit, &signer.organisation]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let claim = if signature.trusted { "Oleh" } else { "Mengaku oleh" };
        writeln!(out, "  {claim}: {}, {}", signer.name, office.join(", "))?;
        if let Some(number) = &signer.serial_number {
            writeln!(out, "  Nomor pegawai: {number}")?;
        }
    }
    if let Some(time) = signature.claimed_time {
        writeln!(out, "  Waktu menurut penanda tangan: {}", long_time(time, zone))?;
    }
    let content = match (signature.integrity, signature.coverage) {
        (Integrity::Broken, _) => "tidak seperti yang ditandatangani",
        (_, Coverage::WholeFile) => "utuh, seluruh berkas",
        (_, Coverage::LaterAllowedChanges) => "utuh; sesudahnya hanya ditambah tanda tangan lain",
        (_, Coverage::LaterForbiddenChanges) => "diubah setelah tanda tangan ini",
    };
    writeln!(out, "  Isi: {content}")?;
    if let Some(restriction) = signature.restriction {
        writeln!(out, "  Kunci: {}", lock(restriction))?;
    }
    let trust = if signature.trusted { "dipercaya" } else { "tidak dapat dipastikan" };
    writeln!(out, "  Penanda tangan: {trust}")?;
    for reason in &signature.reasons {
        writeln!(out, "  - {} [{}]", reason.words(), reason.code())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_the_machines_if_it_is_indonesian() {
        assert_eq!(zone_of("Asia/Jakarta"), Zone::Wib);
        assert_eq!(zone_of("/usr/share/zoneinfo/Asia/Makassar"), Zone::Wita);
        assert_eq!(zone_of(":Asia/Jayapura"), Zone::Wit);
        assert_eq!(zone_of("Etc/UTC"), Zone::Wib);
        assert_eq!(zone_of(""), Zone::Wib);
    }
}
