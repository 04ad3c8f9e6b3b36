//! In by a password and the code of an app, for officers. Whatever is wrong, the answer is one.

use openssl::error::ErrorStack;
use zeroize::Zeroizing;

use super::contact::Contact;
use super::enter::token_hash;
use super::house::internal;
use super::limits::{PASSWORDS_ASKED, PASSWORDS_OF_ONE};
use super::sign_in::wrong;
use super::{Desk, DeskError, Who, password, totp};
use crate::origin::PersonId;
use crate::store::{Credential, Person, TokenHash};

const WRONG: &str = "Nama, kata sandi, atau kode salah. Periksa ketiganya, lalu coba lagi.";

/// What an officer typed. It has no `Debug`: logs hold no password.
pub struct Credentials<'a> {
    /// E-mail, telephone or NIP.
    pub who: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code of the app, or a recovery code.
    pub code: &'a str,
}

impl Desk {
    /// Opens a session by a password and a code; its token.
    pub async fn enter_officer(
        &self,
        typed: Credentials<'_>,
        (device, address): (&str, &str),
    ) -> Result<(Who, String), DeskError> {
        self.count(&PASSWORDS_ASKED, address).await?;
        let found = self.enrolled(typed.who).await?;
        let account = found
            .as_ref()
            .map_or_else(|| typed.who.trim().to_lowercase(), |(person, _)| person.to_string());
        self.count(&PASSWORDS_OF_ONE, &account).await?;
        let kept = found.as_ref().map_or(password::NOBODY, |(_, credential)| &credential.password);
        let known = self.matching(typed.password, kept).await?;
        let (person, credential) = found.filter(|_| known).ok_or_else(|| wrong("siapa", WRONG))?;
        if !self.second(person, &credential, typed.code).await? {
            return Err(wrong("siapa", WRONG));
        }
        self.begin(person, device).await
    }

    /// Whether a code of the app or a recovery code is right, which is then used up.
    async fn second(
        &self,
        person: PersonId,
        credential: &Credential,
        typed: &str,
    ) -> Result<bool, DeskError> {
        let now = self.now();
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(step) = totp::step(&credential.totp, &digits, now, credential.step) {
            return self.store().use_step(person, step).await.map_err(internal);
        }
        self.store().use_recovery(person, recovery_hash(typed), now).await.map_err(internal)
    }

    /// Who is enrolled under an e-mail address, a telephone or a NIP.
    async fn enrolled(&self, typed: &str) -> Result<Option<(PersonId, Credential)>, DeskError> {
        let nip: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let people = if let Ok(contact) = Contact::read(typed) {
            self.known_by(&contact).await?
        } else {
            let named = self.store().persons_keyed(std::slice::from_ref(&nip)).await;
            let own = |person: &Person| person.nip.as_ref() == Some(&nip);
            named.map_err(internal)?.into_iter().filter(own).collect()
        };
        let mut enrolled = None;
        for person in people {
            if let Some(credential) = self.store().credential(person.id).await.map_err(internal)? {
                // Two on one telephone: their NIP tells them apart.
                if enrolled.replace((person.id, credential)).is_some() {
                    return Ok(None);
                }
            }
        }
        Ok(enrolled)
    }

    /// What is kept of a password. It is derived off the threads that answer, and few at once.
    pub(super) async fn hashed(&self, typed: &str) -> Result<String, DeskError> {
        let typed = Zeroizing::new(typed.to_owned());
        let salt = self.0.ids.salt().0.into_bytes();
        let hashed = move || password::hash(&typed, salt);
        self.slowly(hashed).await?.map_err(|error: ErrorStack| internal(error))
    }

    /// Whether something typed is what was kept.
    pub(super) async fn matching(&self, typed: &str, kept: &str) -> Result<bool, DeskError> {
        let (typed, kept) = (Zeroizing::new(typed.to_owned()), kept.to_owned());
        self.slowly(move || password::matches(&typed, &kept)).await
    }

    async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        let _turn = self.0.hashing.acquire().await.map_err(internal)?;
        tokio::task::spawn_blocking(work).await.map_err(internal)
    }
}

/// What is kept of a recovery code, however it is typed.
pub(super) fn recovery_hash(typed: &str) -> TokenHash {
    let sign = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(sign).collect();
    token_hash(&format!("recovery:{plain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_survives_being_copied() {
        assert_eq!(recovery_hash("7K3M-0A1B-XYZ9"), recovery_hash(" 7k3m oaib xyz9"));
        assert_ne!(recovery_hash("7K3M-0A1B-XYZ9"), recovery_hash("7K3M-0A1B-XYZ8"));
    }
}
