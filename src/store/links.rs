//! Links sent to a person: to a step of a case, or to log in. Only the hash of a token is stored.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::{instant, maybe};
use super::sql::statements;
use super::{Store, StoreError, TokenHash};
use crate::origin::{CaseId, PersonId};

statements! {
    PUT = "INSERT INTO link (token_hash, person, case_id, step, expires_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token_hash) DO NOTHING";
    ONE = "SELECT person, case_id, step, expires_at, used_at FROM link WHERE token_hash = $1";
    USE = "UPDATE link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL
        AND expires_at > $2";
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whom it was sent to.
    pub person: PersonId,
    /// The case that it opens; none where it only logs in.
    pub case: Option<CaseId>,
    /// The step that it lets the person act at.
    pub step: Option<String>,
    /// It opens nothing from then on.
    pub expires: Timestamp,
    /// When it was acted through.
    pub used: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    person: Uuid,
    case_id: Option<Uuid>,
    step: Option<String>,
    expires_at: i64,
    used_at: Option<i64>,
}

impl Store {
    /// Keeps a link; one that is known is left as it is.
    pub async fn put_link(&self, token: TokenHash, link: &Link) -> Result<(), StoreError> {
        let put = self.write(&PUT).bind(token.to_vec()).bind(link.person.0);
        let put = put.bind(link.case.map(|case| case.0)).bind(link.step.clone());
        put.bind(link.expires.as_microsecond()).run().await?;
        Ok(())
    }

    /// The link of a token, used and expired ones too: the page says which.
    pub async fn link(&self, token: TokenHash) -> Result<Option<Link>, StoreError> {
        let row = self.read(&ONE).bind(token.to_vec()).first::<Row>().await?;
        row.map(Link::try_from).transpose()
    }

    /// Uses a link up; whether it was still good. Of many tries at once one succeeds.
    pub async fn use_link(&self, token: TokenHash, now: Timestamp) -> Result<bool, StoreError> {
        let used = self.write(&USE).bind(token.to_vec()).bind(now.as_microsecond());
        Ok(used.run().await? == 1)
    }
}

impl TryFrom<Row> for Link {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            person: PersonId(row.person),
            case: row.case_id.map(CaseId),
            step: row.step,
            expires: instant("link", row.expires_at)?,
            used: maybe("link", row.used_at)?,
        })
    }
}
