//! The demonstration certificate authority and the signers' key files.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use zeroize::Zeroizing;

use super::town::Persona;
use crate::desk::keys::KeyFolder;
use crate::origin::PersonId;
use crate::signature::{Algorithm, DemoAuthority, Holder};

/// The passphrase of every key of the demonstration.
pub const PASSPHRASE: &str = "jati-demo-2026";

/// Makes the authority and a key for each signer, and keeps the root as `trust.pem`. The
/// authority's own key is not kept: nobody can issue another certificate under this root.
pub fn make(
    keys: &KeyFolder,
    signers: &[(&Persona, PersonId)],
    now: Timestamp,
) -> anyhow::Result<()> {
    // A day back, so that a clock that is a little behind does not find it "not yet valid".
    let from = now.to_zoned(TimeZone::UTC).saturating_sub(1.day()).timestamp();
    let root = DemoAuthority::new("Otoritas Sertifikat Contoh (hanya untuk demo)", from)?;
    let issuing = root.subordinate("Penerbit Sertifikat Contoh (hanya untuk demo)", from)?;
    let passphrase = Zeroizing::new(PASSPHRASE.to_owned());
    for (persona, person) in signers {
        let unit = if persona.key == "camat" { "Kecamatan Mayangan" } else { "Kelurahan Jati" };
        // One signer of each kind, so that both are shown.
        let algorithm = if persona.key == "camat" { Algorithm::P256 } else { Algorithm::Rsa };
        let holder = Holder {
            name: persona.name,
            organisation: "Pemerintah Kota Probolinggo (contoh)",
            unit,
            serial_number: persona.nip.unwrap_or_default(),
        };
        keys.put(*person, &issuing.issue(&holder, algorithm, from, &passphrase)?)?;
    }
    keys.put_trust(&root.root_pem()?)?;
    Ok(())
}

/// Copies the root to where the letters are left.
pub fn export_root(keys: &KeyFolder, out: &Path) -> anyhow::Result<()> {
    let file = out.join("demo-root.pem");
    fs::write(&file, keys.trust()?)
        .with_context(|| format!("{} tidak dapat ditulis", file.display()))
}
