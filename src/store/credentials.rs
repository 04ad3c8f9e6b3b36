//! How officers show who they are. Passwords, recovery codes and links are kept as hashes only.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::{instant, maybe};
use super::sql::statements;
use super::{Store, StoreError, TokenHash};
use crate::origin::PersonId;

statements! {
    OF = "SELECT password, totp, step FROM credential WHERE person = $1";
    USE_STEP = "UPDATE credential SET step = $2 WHERE person = $1 AND step < $2";
    USE_RECOVERY = "UPDATE recovery_code SET used_at = $3
        WHERE person = $1 AND code_hash = $2 AND used_at IS NULL";
    // A later link takes the place of an earlier one.
    DROP_LINKS = "DELETE FROM enrolment WHERE person = $1 AND kind = $2";
    PUT_LINK = "INSERT INTO enrolment (token_hash, person, kind, secret, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    LINK = "SELECT person, secret, expires_at, used_at FROM enrolment
        WHERE token_hash = $1 AND kind = $2";
    USE_LINK = "UPDATE enrolment SET used_at = $2
        WHERE token_hash = $1 AND kind = 'password' AND used_at IS NULL AND expires_at > $2";
    PUT = "INSERT INTO credential (person, password, totp, step, set_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person) DO UPDATE SET password = excluded.password, totp = excluded.totp,
            step = excluded.step, set_at = excluded.set_at";
    DROP_RECOVERY = "DELETE FROM recovery_code WHERE person = $1";
    PUT_RECOVERY = "INSERT INTO recovery_code (person, code_hash) VALUES ($1, $2)";
    END_SESSIONS = "DELETE FROM session WHERE person = $1";
}

/// How an officer shows who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// What is kept of the password.
    pub password: String,
    /// The secret of their app.
    pub totp: Vec<u8>,
    /// The last step whose code was used.
    pub step: i64,
}

/// A link by which somebody sets their password.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Whose.
    pub person: PersonId,
    /// The secret that their app is to have.
    pub secret: Vec<u8>,
    /// It opens nothing from then on.
    pub expires: Timestamp,
    /// When it was used.
    pub used: Option<Timestamp>,
}

#[derive(FromRow)]
struct CredentialRow {
    password: String,
    totp: Vec<u8>,
    step: i64,
}

#[derive(FromRow)]
struct EnrolmentRow {
    person: Uuid,
    secret: Vec<u8>,
    expires_at: i64,
    used_at: Option<i64>,
}

impl Store {
    /// How somebody shows who they are, if they were enrolled.
    pub async fn credential(&self, person: PersonId) -> Result<Option<Credential>, StoreError> {
        let row = self.read(&OF).bind(person.0).first::<CredentialRow>().await?;
        Ok(row.map(|CredentialRow { password, totp, step }| Credential { password, totp, step }))
    }

    /// Uses the code of a step up; whether it was still good.
    pub async fn use_step(&self, person: PersonId, step: i64) -> Result<bool, StoreError> {
        Ok(self.write(&USE_STEP).bind(person.0).bind(step).run().await? == 1)
    }

    /// Uses a recovery code up; whether it was still good.
    pub async fn use_recovery(
        &self,
        person: PersonId,
        code: TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let used = self.write(&USE_RECOVERY).bind(person.0).bind(code.to_vec());
        Ok(used.bind(now.as_microsecond()).run().await? == 1)
    }

    /// Keeps a link of a kind (`password` or `pin`); earlier ones of this person open nothing any
    /// more.
    pub async fn put_enrolment(
        &self,
        (kind, token): (&str, TokenHash),
        person: PersonId,
        secret: &[u8],
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.sql(&DROP_LINKS).bind(person.0).bind(kind.to_owned()).run().await?;
        let put = tx.sql(&PUT_LINK).bind(token.to_vec()).bind(person.0);
        let put = put.bind(kind.to_owned()).bind(secret.to_vec());
        put.bind(expires.as_microsecond()).run().await?;
        tx.commit().await
    }

    /// The link of a kind and a token, used and expired ones too.
    pub async fn enrolment(
        &self,
        kind: &str,
        token: TokenHash,
    ) -> Result<Option<Enrolment>, StoreError> {
        let find = self.read(&LINK).bind(token.to_vec()).bind(kind.to_owned());
        let row = find.first::<EnrolmentRow>().await?;
        let read = |row: EnrolmentRow| {
            Ok(Enrolment {
                person: PersonId(row.person),
                secret: row.secret,
                expires: instant("enrolment", row.expires_at)?,
                used: maybe("enrolment", row.used_at)?,
            })
        };
        row.map(read).transpose()
    }

    /// Uses a link up: its person is known by `credential` and the recovery codes from now on, and
    /// all their sessions end. Of many tries at once one succeeds; whether this one did.
    pub async fn enrol(
        &self,
        token: TokenHash,
        person: PersonId,
        credential: &Credential,
        recovery: &[TokenHash],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let used = tx.sql(&USE_LINK).bind(token.to_vec()).bind(now.as_microsecond());
        if used.run().await? != 1 {
            tx.rollback().await?;
            return Ok(false);
        }
        let put = tx.sql(&PUT).bind(person.0).bind(credential.password.clone());
        let put = put.bind(credential.totp.clone()).bind(credential.step);
        put.bind(now.as_microsecond()).run().await?;
        tx.sql(&DROP_RECOVERY).bind(person.0).run().await?;
        for code in recovery {
            tx.sql(&PUT_RECOVERY).bind(person.0).bind(code.to_vec()).run().await?;
        }
        tx.sql(&END_SESSIONS).bind(person.0).run().await?;
        tx.commit().await?;
        Ok(true)
    }
}
