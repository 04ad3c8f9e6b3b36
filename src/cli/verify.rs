//! `alursurat verify FILE [--trust ROOT.pem]`: whether a letter is genuine, in plain Indonesian.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;

use crate::signature::{
    Coverage, Integrity, Report, SignatureReport, Trust, Unreadable, Verdict, verify,
};

/// Judge the signatures of a letter (0: genuine, 1: not, 2: not readable).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signed letter, a PDF file.
    pub file: PathBuf,
    /// The roots to trust, in PEM; without it nobody's identity can be confirmed.
    #[arg(long, value_name = "ROOT.pem")]
    pub trust: Option<PathBuf>,
}

/// Writes the judgement to `out` and gives the exit status.
///
/// Errors are those of reading the files named by the arguments.
pub fn run(args: &Args, out: &mut dyn Write, now: Timestamp) -> anyhow::Result<u8> {
    let file = args.file.display();
    let pdf = std::fs::read(&args.file).with_context(|| format!("{file}: tidak dapat dibuka"))?;
    let trust = match &args.trust {
        None => Trust::none(),
        Some(path) => {
            let name = path.display();
            let pem = std::fs::read(path).with_context(|| format!("{name}: tidak dapat dibuka"))?;
            Trust::from_pem(&pem).with_context(|| format!("{name}: bukan berkas sertifikat"))?
        }
    };
    writeln!(out, "Berkas: {file}")?;
    match verify(&pdf, &trust, now) {
        Ok(report) => {
            write_report(&report, trust.is_empty(), out)?;
            Ok(u8::from(report.verdict != Verdict::Genuine))
        }
        Err(unreadable) => {
            write_unreadable(&unreadable, out)?;
            Ok(2)
        }
    }
}

fn write_unreadable(unreadable: &Unreadable, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "Putusan: TIDAK DAPAT DIBACA. Ini bukan surat AlurSurat yang utuh.")?;
    writeln!(out, "Jangan dipakai; mintalah berkas aslinya kepada kelurahan.")?;
    writeln!(out, "Rincian: {unreadable} [{}]", unreadable.code())
}

fn write_report(report: &Report, no_roots: bool, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "Putusan: {}", verdict(report.verdict))?;
    for reason in &report.problems {
        writeln!(out, "- {} [{}]", reason.words(), reason.code())?;
    }
    for signature in &report.signatures {
        writeln!(out)?;
        write_signature(signature, out)?;
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

fn write_signature(signature: &SignatureReport, out: &mut dyn Write) -> std::io::Result<()> {
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
        writeln!(out, "  Waktu menurut penanda tangan: {time}")?;
    }
    let content = match (signature.integrity, signature.coverage) {
        (Integrity::Broken, _) => "tidak seperti yang ditandatangani",
        (_, Coverage::WholeFile) => "utuh, seluruh berkas",
        (_, Coverage::LaterAllowedChanges) => "utuh; sesudahnya hanya ditambah tanda tangan lain",
        (_, Coverage::LaterForbiddenChanges) => "diubah setelah tanda tangan ini",
    };
    writeln!(out, "  Isi: {content}")?;
    let trust = if signature.trusted { "dipercaya" } else { "tidak dapat dipastikan" };
    writeln!(out, "  Penanda tangan: {trust}")?;
    for reason in &signature.reasons {
        writeln!(out, "  - {} [{}]", reason.words(), reason.code())?;
    }
    Ok(())
}
