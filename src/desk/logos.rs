//! The logos that a letter shows: files by their hash, decoded once.

use std::sync::{Arc, PoisonError};

use super::house::internal;
use super::{Desk, DeskError};
use crate::letter::{Facts, Picture};

impl Desk {
    /// Puts the pictures beside the facts that name them.
    pub(super) async fn with_logos(&self, mut facts: Facts) -> Result<Facts, DeskError> {
        for sha256 in named(&facts) {
            let logo = self.logo(&sha256).await?;
            facts.stationery.logos.push(logo);
        }
        Ok(facts)
    }

    async fn logo(&self, sha256: &str) -> Result<Arc<Picture>, DeskError> {
        let known =
            self.0.logos.read().unwrap_or_else(PoisonError::into_inner).get(sha256).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let file = self.store().file(sha256).await.map_err(internal)?;
        let gone = || internal(anyhow::anyhow!("the logo {sha256} is not in the data folder"));
        let picture = Picture::from_png(&file.ok_or_else(gone)?);
        let broken = |why| internal(anyhow::anyhow!("the logo {sha256} {why}"));
        let picture = Arc::new(picture.map_err(broken)?);
        let mut logos = self.0.logos.write().unwrap_or_else(PoisonError::into_inner);
        logos.insert(sha256.to_owned(), Arc::clone(&picture));
        Ok(picture)
    }
}

/// The hashes that the offices of a letter name as their logos.
fn named(facts: &Facts) -> Vec<String> {
    let offices = facts.names.get("office_of").and_then(|offices| offices.as_object());
    let parts = offices.into_iter().flat_map(|offices| offices.values()).flat_map(|office| {
        ["logo", "logo_right"].into_iter().filter_map(|part| office.get(part)?.as_str())
    });
    let mut named: Vec<String> = parts.filter(|name| name.len() == 64).map(str::to_owned).collect();
    named.sort();
    named.dedup();
    named
}
