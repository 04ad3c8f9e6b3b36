//! Who somebody is: links that log in.

use jiff::Timestamp;

use super::house::internal;
use super::{Desk, DeskError, Who};
use crate::origin::PersonId;
use crate::store::{Link, TokenHash};
use crate::workflow::Proof;

impl Desk {
    /// Opens a session in `device` by a link that logs in; the token of the session.
    pub async fn enter(&self, token: &str, device: &str) -> Result<(Who, String), DeskError> {
        let link = self.link(token).await?;
        if link.case.is_some() {
            return Err(DeskError::NotFound);
        }
        self.begin(link.person, device).await
    }

    /// A new link that logs a person in, valid until `expires`; its token.
    pub async fn invite(&self, person: PersonId, expires: Timestamp) -> Result<String, DeskError> {
        let token = self.0.ids.code().to_string();
        let link = Link { person, case: None, step: None, expires, used: None };
        self.store().put_link(token_hash(&token), &link).await.map_err(internal)?;
        Ok(token)
    }

    pub(super) async fn link(&self, token: &str) -> Result<Link, DeskError> {
        let link = self.store().link(token_hash(token)).await.map_err(internal)?;
        link.filter(|link| self.now() < link.expires).ok_or(DeskError::NotFound)
    }

    pub(super) async fn person(&self, person: PersonId, proof: Proof) -> Result<Who, DeskError> {
        let found = self.store().person(person).await.map_err(internal)?;
        let found = found.ok_or(DeskError::NotFound)?;
        Ok(Who { person, name: found.name, proof, only: None })
    }
}

/// Only the hash of a token is stored.
pub(super) fn token_hash(token: &str) -> TokenHash {
    openssl::sha::sha256(token.as_bytes())
}
