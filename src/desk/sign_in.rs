//! In by a code: whoever holds a telephone or an e-mail address proves it with six digits, in the
//! browser that asked for them. Whether anybody is known by it shows only after that.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::contact::Contact;
use super::enter::token_hash;
use super::house::internal;
use super::limits::{CODES_ASKED, CODES_SENT, CODES_TRIED};
use super::{Desk, DeskError, Problem, Who};
use crate::area::{Level, OfficeId};
use crate::calendar::Zone;
use crate::origin::PersonId;
use crate::store::{Person, SignIn, TokenHash};

/// How long a code is good.
const CODE: SignedDuration = SignedDuration::from_mins(15);
/// Tries of one code.
const TRIES: u32 = 5;
/// Letters of a name.
const LONGEST_NAME: usize = 100;

const OVER: &str = "Kode ini tidak berlaku lagi. Minta kode baru.";
const NO_NAME: &str = "Tulis nama lengkap Anda seperti di KTP.";

/// Who may come in by what was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Those who are known by it, with their names.
    pub people: Vec<(PersonId, String)>,
    /// Somebody of an office is known by it, who comes in by another door.
    pub officers: bool,
}

/// Who of a household it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// Somebody who is known.
    Known(PersonId),
    /// Somebody new, by their name.
    New(String),
}

impl Desk {
    /// Sends a code to a telephone or an e-mail address; what the browser is to keep. The answer is
    /// the same for everybody.
    pub async fn ask_code(&self, typed: &str, address: &str) -> Result<String, DeskError> {
        let contact = Contact::read(typed).map_err(|why| wrong("kontak", why))?;
        self.count(&CODES_ASKED, address).await?;
        let key = contact.key();
        self.count(&CODES_SENT, &key).await?;
        let (browser, code, now) = (self.0.ids.code().to_string(), self.0.ids.digits(), self.now());
        let text = format!(
            "{code} adalah kode masuk Anda. Berlaku 15 menit. Jangan beri tahu siapa pun, juga \
             petugas."
        );
        let payload = match &contact {
            Contact::Phone(phone) => json!({ "phone": phone, "text": text }),
            Contact::Email(email) => json!({ "email": email, "text": text }),
        };
        let ends = now.saturating_add(CODE).unwrap_or(Timestamp::MAX);
        let (hash, message) = (code_hash(&browser, &code), (self.0.ids.key(now), payload));
        let begun =
            self.store().begin_sign_in(token_hash(&browser), (&key, hash), message, (now, ends));
        begun.await.map_err(internal)?;
        Ok(browser)
    }

    /// Where the code of this browser went, in words that only its owner knows it by.
    pub async fn code_sent_to(&self, browser: &str) -> Result<String, DeskError> {
        Ok(self.asked(browser).await?.1.masked())
    }

    /// Tries a code.
    pub async fn try_code(
        &self,
        browser: &str,
        typed: &str,
        address: &str,
    ) -> Result<(), DeskError> {
        self.count(&CODES_TRIED, address).await?;
        let (hash, now) = (token_hash(browser), self.now());
        let tried = self.store().try_sign_in(hash, TRIES, now).await.map_err(internal)?;
        let tried = tried.ok_or_else(|| wrong("kode", OVER))?;
        let code: String = typed.chars().filter(char::is_ascii_digit).collect();
        if !openssl::memcmp::eq(&code_hash(browser, &code), &tried.code) {
            let text = match TRIES.saturating_sub(tried.tries) {
                0 => OVER.to_owned(),
                left => format!("Kode salah. Anda bisa mencoba {left} kali lagi."),
            };
            return Err(wrong("kode", text));
        }
        if self.store().prove_sign_in(hash, now).await.map_err(internal)? {
            Ok(())
        } else {
            Err(wrong("kode", OVER))
        }
    }

    /// Who may come in by what this browser has proven.
    pub async fn household(&self, browser: &str) -> Result<Household, DeskError> {
        let contact = self.proven(browser).await?;
        let known = self.known_by(&contact).await?;
        let mut household = Household { people: Vec::new(), officers: false };
        for person in known {
            if self.works_at_an_office(person.id).await? {
                household.officers = true;
            } else {
                household.people.push((person.id, person.name));
            }
        }
        Ok(household)
    }

    /// Opens a session in `device` of somebody of the household; its token. What was proven is
    /// used up.
    pub async fn enter_as(
        &self,
        browser: &str,
        member: Member,
        device: &str,
    ) -> Result<(Who, String), DeskError> {
        let contact = self.proven(browser).await?;
        let household = self.household(browser).await?;
        let (person, new) = match member {
            Member::Known(person) => {
                let known = household.people.iter().any(|(id, _)| *id == person);
                (known.then_some(person).ok_or(DeskError::NotFound)?, None)
            }
            Member::New(_) if household.officers && household.people.is_empty() => {
                return Err(DeskError::NotFound);
            }
            Member::New(name) => {
                let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                if name.chars().filter(|c| c.is_alphabetic()).count() < 2
                    || name.chars().count() > LONGEST_NAME
                {
                    return Err(wrong("nama", NO_NAME));
                }
                let id = self.0.ids.person(self.now());
                (id, Some(name))
            }
        };
        if !self.store().take_sign_in(token_hash(browser), self.now()).await.map_err(internal)? {
            return Err(DeskError::NotFound);
        }
        if let Some(name) = new {
            self.welcome(person, name, &contact).await?;
        }
        self.begin(person, device).await
    }

    /// Puts somebody in of whom only a contact and a name are known.
    async fn welcome(
        &self,
        id: PersonId,
        name: String,
        contact: &Contact,
    ) -> Result<(), DeskError> {
        let (phone, email) = match contact {
            Contact::Phone(phone) => (Some(phone.clone()), None),
            Contact::Email(email) => (None, Some(email.clone())),
        };
        let (nik, rank, nip, profile) = (None, None, None, None);
        let person = Person { id, name, nik, phone, email, rank, nip, profile, proven: false };
        self.store().put_person(&person).await.map_err(internal)
    }

    /// Forgets what is over: codes and the messages that carried them, tries, sessions.
    pub(super) async fn sweep(&self) -> Result<(), DeskError> {
        let now = self.now();
        let sent = now.saturating_sub(CODE).unwrap_or(Timestamp::MIN);
        self.store().sweep_sign_ins(now, sent).await.map_err(internal)?;
        self.store().sweep_attempts(now).await.map_err(internal)?;
        self.store().sweep_sessions(now).await.map_err(internal)?;
        Ok(())
    }

    async fn asked(&self, browser: &str) -> Result<(SignIn, Contact), DeskError> {
        let asked =
            self.store().sign_in(token_hash(browser), self.now()).await.map_err(internal)?;
        let asked = asked.ok_or(DeskError::NotFound)?;
        let contact = Contact::kept(&asked.contact).ok_or(DeskError::NotFound)?;
        Ok((asked, contact))
    }

    async fn proven(&self, browser: &str) -> Result<Contact, DeskError> {
        let (asked, contact) = self.asked(browser).await?;
        asked.proven.map(|_| contact).ok_or(DeskError::NotFound)
    }

    /// Those who are known by a contact.
    pub(super) async fn known_by(&self, contact: &Contact) -> Result<Vec<Person>, DeskError> {
        match contact {
            Contact::Phone(_) => {
                let phones = contact.spellings().into_iter().collect();
                self.store().persons_by(&BTreeSet::default(), &phones).await
            }
            Contact::Email(email) => self.store().persons_by_email(email).await,
        }
        .map_err(internal)
    }

    /// Whether somebody acts today for an office above the neighbourhood. A telephone alone is not
    /// enough for that: what an officer decides concerns everybody there.
    async fn works_at_an_office(&self, person: PersonId) -> Result<bool, DeskError> {
        let (directory, today) = (self.directory().await?, Zone::Wib.date(self.now()));
        let seats = directory.seats_of(person, today).into_iter().map(|(seat, _)| seat);
        let mut offices =
            seats.chain(directory.seats_delegated_to(person, today)).map(|seat| seat.office);
        Ok(offices.any(|office| above_the_neighbourhood(&office)))
    }
}

fn above_the_neighbourhood(office: &OfficeId) -> bool {
    office.area().is_none_or(|area| area.level() >= Level::Kelurahan)
}

/// A code is worth nothing without what the browser keeps, which is not stored.
fn code_hash(browser: &str, code: &str) -> TokenHash {
    token_hash(&format!("{browser}:{code}"))
}

/// Something to mend.
pub(super) fn wrong(path: &str, message: impl Into<String>) -> DeskError {
    DeskError::Invalid(vec![Problem { path: path.to_owned(), message: message.into() }])
}
