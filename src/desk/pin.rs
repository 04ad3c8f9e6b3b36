//! The PIN of those who decide by the link of a message. A telephone asks for it once; a link that
//! was forwarded meets a telephone that does not know it, and opens nothing there.

use jiff::Timestamp;

use super::enrol::{Enrolls, link_of};
use super::enter::token_hash;
use super::house::internal;
use super::limits::PINS_TRIED;
use super::sessions::unhex;
use super::sign_in::wrong;
use super::{Desk, DeskError, OwnSession, Who};
use crate::journal::hex;
use crate::origin::{Ids, PersonId};
use crate::store::{Device, Store, StoreError};
use crate::workflow::Proof;

/// Wrong tries in a row after which only the office helps.
const TRIES: u32 = 5;
/// Digits of a PIN.
const DIGITS: usize = 6;

/// Why a link opens nothing on this telephone yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinAsked {
    /// The PIN is to be typed.
    Type,
    /// The person has none.
    None,
    /// It was typed wrongly too often.
    Locked,
}

/// A new link by which somebody sets their PIN; its token. Earlier links open nothing any more.
pub async fn pin_link(
    store: &Store,
    ids: &Ids,
    person: PersonId,
    now: Timestamp,
) -> Result<String, StoreError> {
    link_of(Enrolls::Pin, store, ids, person, now).await
}

impl Desk {
    /// Whose PIN a link sets: their name.
    pub async fn setting_pin(&self, token: &str, address: &str) -> Result<String, DeskError> {
        let link = self.enrolment(Enrolls::Pin, token, address).await?;
        Ok(self.person(link.person, Proof::Click).await?.name)
    }

    /// Sets a PIN by a link.
    pub async fn set_pin(
        &self,
        token: &str,
        (pin, again): (&str, &str),
        address: &str,
    ) -> Result<(), DeskError> {
        let link = self.enrolment(Enrolls::Pin, token, address).await?;
        let pin = digits(pin);
        if pin.len() != DIGITS {
            return Err(wrong("pin", "PIN harus 6 angka."));
        }
        if weak(&pin) {
            return Err(wrong("pin", "PIN ini mudah ditebak. Jangan angka sama atau berurutan."));
        }
        if pin != digits(again) {
            return Err(wrong("ulang", "PIN kedua berbeda. Tulis yang sama dua kali."));
        }
        let hash = self.hashed(&pin).await?;
        let set = self.store().set_pin(token_hash(token), link.person, &hash, self.now()).await;
        if set.map_err(internal)? { Ok(()) } else { Err(DeskError::NotFound) }
    }

    /// Tries the PIN of whoever a link was sent to; what the telephone `device` is to keep.
    pub async fn try_pin(
        &self,
        token: &str,
        typed: &str,
        (device, address): (&str, &str),
    ) -> Result<String, DeskError> {
        self.count(&PINS_TRIED, address).await?;
        let link = self.link(token).await?;
        link.case.ok_or(DeskError::NotFound)?;
        let tried = self.store().try_pin(link.person, TRIES).await.map_err(internal)?;
        let Some(pin) = tried else {
            return Err(DeskError::Pin(self.pin_of(link.person).await?));
        };
        if !self.matching(&digits(typed), &pin.hash).await? {
            return match TRIES.saturating_sub(pin.wrong) {
                0 => Err(DeskError::Pin(PinAsked::Locked)),
                left => {
                    Err(wrong("pin", format!("PIN salah. Anda bisa mencoba {left} kali lagi.")))
                }
            };
        }
        let kept = self.0.ids.code().to_string();
        let device = Device {
            token: token_hash(&kept),
            person: link.person,
            browser: device.chars().take(60).collect(),
            since: self.now(),
        };
        self.store().pin_was_right(&device).await.map_err(internal)?;
        Ok(kept)
    }

    /// Refuses where a link was sent to somebody who decides for a neighbourhood or an office, and
    /// this telephone is not known to be theirs.
    pub(super) async fn known_here(&self, person: PersonId, device: &str) -> Result<(), DeskError> {
        if !self.acts_for_an_office(person).await? {
            return Ok(());
        }
        let known = self.store().device(token_hash(device)).await.map_err(internal)?;
        if known.is_some_and(|known| known.person == person) {
            return Ok(());
        }
        Err(DeskError::Pin(self.pin_of(person).await?))
    }

    async fn pin_of(&self, person: PersonId) -> Result<PinAsked, DeskError> {
        let pin = self.store().pin(person).await.map_err(internal)?;
        Ok(match pin {
            None => PinAsked::None,
            Some(pin) if pin.wrong >= TRIES => PinAsked::Locked,
            Some(_) => PinAsked::Type,
        })
    }

    /// A telephone of the caller's knows the PIN no more.
    pub async fn end_own_device(&self, who: &Who, key: &str) -> Result<(), DeskError> {
        let hash = unhex(key).ok_or(DeskError::NotFound)?;
        let ended = self.store().end_device(who.person, hash).await.map_err(internal)?;
        if ended { Ok(()) } else { Err(DeskError::NotFound) }
    }

    /// The caller's telephones that know their PIN, newest first.
    pub async fn own_devices(&self, who: &Who) -> Result<Vec<OwnSession>, DeskError> {
        let devices = self.store().devices_of(who.person).await.map_err(internal)?;
        let own = |device: Device| OwnSession {
            key: hex(&device.token),
            device: device.browser,
            office: true,
            since: device.since,
            seen: device.since,
            this: false,
        };
        Ok(devices.into_iter().map(own).collect())
    }
}

fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

/// One digit six times, or a run of neighbours.
fn weak(pin: &str) -> bool {
    let steps: Vec<i16> =
        pin.as_bytes().windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    [0, 1, -1].iter().any(|step| steps.iter().all(|other| other == step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_that_everybody_tries_first_is_weak() {
        for bad in ["000000", "123456", "987654"] {
            assert!(weak(bad), "{bad}");
        }
        for good in ["112233", "135790", "204060"] {
            assert!(!weak(good), "{good}");
        }
        assert_eq!(digits(" 20 40-60"), "204060");
    }
}
