//! The demonstration certificate authority and the signers' key files.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use zeroize::Zeroizing;

use crate::desk::keys::KeyFolder;
use crate::origin::PersonId;
use crate::signature::{Algorithm, DemoAuthority, Holder, Pkcs12Key};

/// The passphrase of every key of the demonstration.
pub const PASSPHRASE: &str = "jati-demo-2026";

/// The PIN of the Ketua RT and the Ketua RW of the demonstration.
pub const PIN: &str = "204060";

/// Somebody who signs.
pub struct Signer<'a> {
    /// The person.
    pub person: PersonId,
    /// The name, with titles.
    pub name: &'a str,
    /// The office, such as `Kelurahan Jati`.
    pub unit: &'a str,
    /// The staff number (NIP).
    pub nip: &'a str,
    /// The kind of key.
    pub algorithm: Algorithm,
}

/// Gives a key to each signer who has none that is good at `now`, and adds the root that issued
/// them to `trust.pem`. An authority's own key is not kept: nobody can issue another certificate
/// under its root, so that later signers come under a root of their own.
pub fn ensure(keys: &KeyFolder, signers: &[Signer<'_>], now: Timestamp) -> anyhow::Result<()> {
    let passphrase = Zeroizing::new(PASSPHRASE.to_owned());
    let mut without = Vec::new();
    for signer in signers {
        let key = keys.get(signer.person)?;
        if key.is_none_or(|key| Pkcs12Key::open(&key, &passphrase, now).is_err()) {
            without.push(signer);
        }
    }
    if without.is_empty() {
        return Ok(());
    }
    // A day back, so that a clock that is a little behind does not find it "not yet valid".
    let from = now.to_zoned(TimeZone::UTC).saturating_sub(1.day()).timestamp();
    let root = DemoAuthority::new("Otoritas Sertifikat Contoh (hanya untuk demo)", from)?;
    let issuing = root.subordinate("Penerbit Sertifikat Contoh (hanya untuk demo)", from)?;
    // The root first: a key that is there always has one, even if this run is cut off.
    let mut roots = keys.trust().unwrap_or_default();
    roots.extend(root.root_pem()?);
    keys.put_trust(&roots)?;
    for signer in without {
        let holder = Holder {
            name: signer.name,
            organisation: "Pemerintah Kota Probolinggo (contoh)",
            unit: signer.unit,
            serial_number: signer.nip,
        };
        keys.put(signer.person, &issuing.issue(&holder, signer.algorithm, from, &passphrase)?)?;
    }
    Ok(())
}

/// Copies the root to where the letters are left.
pub fn export_root(keys: &KeyFolder, out: &Path) -> anyhow::Result<()> {
    let file = out.join("demo-root.pem");
    fs::write(&file, keys.trust()?)
        .with_context(|| format!("{} tidak dapat ditulis", file.display()))
}
