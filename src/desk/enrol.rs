//! An officer's password and app: set by a link that is printed once, and set anew by another.

use jiff::{SignedDuration, Timestamp};

use super::enter::token_hash;
use super::house::internal;
use super::limits::LINKS_TRIED;
use super::officer::recovery_hash;
use super::sign_in::wrong;
use super::{Desk, DeskError, Problem, Who, password, totp};
use crate::letter::QrSymbol;
use crate::origin::{Ids, PersonId};
use crate::store::{Credential, Enrolment, Store, StoreError};
use crate::workflow::Proof;

/// How long a link is good.
const LINK: SignedDuration = SignedDuration::from_hours(72);
/// Codes for the day on which the telephone is not at hand.
const RECOVERY: usize = 10;
/// Signs of such a code, in groups of four.
const GROUPS: [std::ops::Range<usize>; 3] = [0..4, 4..8, 8..12];

/// What a link sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enrolls {
    /// A password and an app.
    Password,
    /// A PIN.
    Pin,
}

impl Enrolls {
    fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Pin => "pin",
        }
    }
}

/// What somebody is to take into their app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolling {
    /// Their name.
    pub name: String,
    /// The secret, to be typed.
    pub secret: String,
    /// The same as a QR code: for each row its dark modules.
    pub qr: Vec<Vec<bool>>,
}

/// What somebody typed who enrols.
pub struct Chosen<'a> {
    /// The password.
    pub password: &'a str,
    /// The same again.
    pub again: &'a str,
    /// The code that the app shows.
    pub code: &'a str,
}

/// A session of somebody who has just enrolled.
pub struct Enrolled {
    /// Who.
    pub who: Who,
    /// The token of the session.
    pub session: String,
    /// The recovery codes, shown this once.
    pub recovery: Vec<String>,
}

/// A new link by which somebody enrols; its token. Earlier links open nothing any more.
pub async fn enrolment_link(
    store: &Store,
    ids: &Ids,
    person: PersonId,
    now: Timestamp,
) -> Result<String, StoreError> {
    link_of(Enrolls::Password, store, ids, person, now).await
}

/// A new link of a kind; its token.
pub(super) async fn link_of(
    kind: Enrolls,
    store: &Store,
    ids: &Ids,
    person: PersonId,
    now: Timestamp,
) -> Result<String, StoreError> {
    let token = ids.code().to_string();
    let expires = now.saturating_add(LINK).unwrap_or(Timestamp::MAX);
    let link = (kind.word(), token_hash(&token));
    store.put_enrolment(link, person, &ids.secret(), expires).await?;
    Ok(token)
}

impl Desk {
    /// What a link shows that enrols.
    pub async fn enrolling(&self, token: &str, address: &str) -> Result<Enrolling, DeskError> {
        let link = self.enrolment(Enrolls::Password, token, address).await?;
        let name = self.person(link.person, Proof::Click).await?.name;
        let carried = totp::address(&link.secret, &name);
        let symbol = QrSymbol::new(&carried).map_or_else(Vec::new, |symbol| {
            let row = |row| (0..symbol.side).map(|column| symbol.is_dark(row, column)).collect();
            (0..symbol.side).map(row).collect()
        });
        Ok(Enrolling { name, secret: totp::base32(&link.secret), qr: symbol })
    }

    /// Sets the password and the app of whoever has the link, and begins a session. All earlier
    /// sessions of that person end.
    pub async fn enrol(
        &self,
        token: &str,
        chosen: Chosen<'_>,
        (device, address): (&str, &str),
    ) -> Result<Enrolled, DeskError> {
        let link = self.enrolment(Enrolls::Password, token, address).await?;
        let now = self.now();
        let digits: String = chosen.code.chars().filter(char::is_ascii_digit).collect();
        let step = totp::step(&link.secret, &digits, now, 0);
        let mut problems = Vec::new();
        let mut problem = |path: &str, message: &str| {
            problems.push(Problem { path: path.into(), message: message.into() });
        };
        if let Some(why) = password::weak(chosen.password) {
            problem("sandi", why);
        } else if chosen.password != chosen.again {
            problem("ulang", "Kata sandi kedua berbeda. Tulis yang sama dua kali.");
        }
        let Some(step) = step else {
            problem("kode", "Kode aplikasi salah. Tulis 6 angka yang sedang tampil.");
            return Err(DeskError::Invalid(problems));
        };
        if !problems.is_empty() {
            return Err(DeskError::Invalid(problems));
        }
        let kept = self.hashed(chosen.password).await?;
        let codes: Vec<String> = (0..RECOVERY).map(|_| self.recovery_code()).collect();
        let hashes: Vec<_> = codes.iter().map(|code| recovery_hash(code)).collect();
        let credential = Credential { password: kept, totp: link.secret, step };
        let done = self.store().enrol(token_hash(token), link.person, &credential, &hashes, now);
        if !done.await.map_err(internal)? {
            return Err(wrong("kode", "Tautan ini sudah dipakai. Minta tautan baru ke admin."));
        }
        let (who, session) = self.begin(link.person, device).await?;
        Ok(Enrolled { who, session, recovery: codes })
    }

    /// The link of a kind that is still good.
    pub(super) async fn enrolment(
        &self,
        kind: Enrolls,
        token: &str,
        address: &str,
    ) -> Result<Enrolment, DeskError> {
        self.within(&LINKS_TRIED, address).await?;
        let link =
            self.store().enrolment(kind.word(), token_hash(token)).await.map_err(internal)?;
        if let Some(link) = link.filter(|link| link.used.is_none() && self.now() < link.expires) {
            return Ok(link);
        }
        self.count(&LINKS_TRIED, address).await?;
        Err(DeskError::NotFound)
    }

    /// Sixty random bits to write down.
    fn recovery_code(&self) -> String {
        let code = self.0.ids.code();
        let groups = GROUPS.map(|group| code.as_str().get(group).unwrap_or_default().to_owned());
        groups.join("-")
    }
}
