//! PINs of those who decide by the link of a message, and the telephones that they decide on.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError, TokenHash};
use crate::origin::PersonId;

statements! {
    PIN = "SELECT hash, wrong FROM pin WHERE person = $1";
    // Counted before it is judged: of many tries at once none is free.
    TRY = "UPDATE pin SET wrong = wrong + 1 WHERE person = $1 AND wrong < $2
        RETURNING hash, wrong";
    RIGHT = "UPDATE pin SET wrong = 0 WHERE person = $1";
    USE_LINK = "UPDATE enrolment SET used_at = $2
        WHERE token_hash = $1 AND kind = 'pin' AND used_at IS NULL AND expires_at > $2";
    PUT_PIN = "INSERT INTO pin (person, hash, wrong, set_at) VALUES ($1, $2, 0, $3)
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, wrong = 0,
            set_at = excluded.set_at";
    DROP_DEVICES = "DELETE FROM device WHERE person = $1";
    PUT_DEVICE = "INSERT INTO device (token_hash, person, device, created_at)
        VALUES ($1, $2, $3, $4)";
    DEVICE = "SELECT token_hash, person, device, created_at FROM device WHERE token_hash = $1";
    OF_PERSON = "SELECT token_hash, person, device, created_at FROM device WHERE person = $1
        ORDER BY created_at DESC, token_hash";
    END_DEVICE = "DELETE FROM device WHERE token_hash = $1 AND person = $2";
}

/// A PIN as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin {
    /// What is kept of it.
    pub hash: String,
    /// Wrong tries in a row, this one included while it is judged.
    pub wrong: u32,
}

/// A telephone on which its owner has typed their PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The hash of what it keeps.
    pub token: TokenHash,
    /// Whose.
    pub person: PersonId,
    /// Which browser, in words.
    pub browser: String,
    /// Since when.
    pub since: Timestamp,
}

#[derive(FromRow)]
struct PinRow {
    hash: String,
    wrong: i64,
}

#[derive(FromRow)]
struct DeviceRow {
    token_hash: Vec<u8>,
    person: Uuid,
    device: String,
    created_at: i64,
}

impl Store {
    /// The PIN of a person, if they have one.
    pub async fn pin(&self, person: PersonId) -> Result<Option<Pin>, StoreError> {
        Ok(self.write(&PIN).bind(person.0).first::<PinRow>().await?.map(Pin::from))
    }

    /// Counts a try; what it is to be compared with, unless there were `most` wrong ones.
    pub async fn try_pin(&self, person: PersonId, most: u32) -> Result<Option<Pin>, StoreError> {
        let tried = self.write(&TRY).bind(person.0).bind(i64::from(most));
        Ok(tried.first::<PinRow>().await?.map(Pin::from))
    }

    /// The PIN was right: a telephone is known from now on.
    pub async fn pin_was_right(&self, device: &Device) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.sql(&RIGHT).bind(device.person.0).run().await?;
        let put = tx.sql(&PUT_DEVICE).bind(device.token.to_vec()).bind(device.person.0);
        let put = put.bind(device.browser.clone()).bind(device.since.as_microsecond());
        put.run().await?;
        tx.commit().await
    }

    /// Sets a PIN by a link, which is used up; telephones that knew the one before know it no more.
    /// Of many tries at once one succeeds; whether this one did.
    pub async fn set_pin(
        &self,
        link: TokenHash,
        person: PersonId,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let used = tx.sql(&USE_LINK).bind(link.to_vec()).bind(now.as_microsecond());
        if used.run().await? != 1 {
            tx.rollback().await?;
            return Ok(false);
        }
        let put = tx.sql(&PUT_PIN).bind(person.0).bind(hash.to_owned());
        put.bind(now.as_microsecond()).run().await?;
        tx.sql(&DROP_DEVICES).bind(person.0).run().await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The telephone of a token.
    pub async fn device(&self, token: TokenHash) -> Result<Option<Device>, StoreError> {
        let row = self.write(&DEVICE).bind(token.to_vec()).first::<DeviceRow>().await?;
        row.map(Device::try_from).transpose()
    }

    /// The telephones of a person, newest first.
    pub async fn devices_of(&self, person: PersonId) -> Result<Vec<Device>, StoreError> {
        let rows = self.write(&OF_PERSON).bind(person.0).all::<DeviceRow>().await?;
        rows.into_iter().map(Device::try_from).collect()
    }

    /// A telephone of this person is not known any more; whether it was.
    pub async fn end_device(&self, person: PersonId, token: TokenHash) -> Result<bool, StoreError> {
        Ok(self.write(&END_DEVICE).bind(token.to_vec()).bind(person.0).run().await? == 1)
    }
}

impl From<PinRow> for Pin {
    fn from(row: PinRow) -> Self {
        Self { hash: row.hash, wrong: u32::try_from(row.wrong).unwrap_or(u32::MAX) }
    }
}

impl TryFrom<DeviceRow> for Device {
    type Error = StoreError;

    fn try_from(row: DeviceRow) -> Result<Self, StoreError> {
        let token = TokenHash::try_from(row.token_hash.as_slice());
        let token = token
            .map_err(|error| StoreError::inconsistent("device", &row.token_hash.len(), &error))?;
        Ok(Self {
            token,
            person: PersonId(row.person),
            browser: row.device,
            since: instant("device", row.created_at)?,
        })
    }
}
