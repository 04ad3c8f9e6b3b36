//! Ids and chance.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Code;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// One request of a resident (`UUIDv7`, so that neighbours in time are neighbours on disk).
    CaseId
);
id!(
    /// A person: resident or officer.
    PersonId
);
id!(
    /// One numbered instance of an output; a voided letter and its successor have different ids.
    LetterId
);

impl PersonId {
    /// Nobody: what a deadline decides by itself is recorded as this.
    pub const TIME: Self = Self(uuid::Uuid::nil());

    /// The id under which the machine of a service acts: it follows from the service's name.
    pub fn machine(service: &str) -> Self {
        let hash = openssl::sha::sha256(format!("service:{service}").as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// 128 random bits that make the commitment to a value unguessable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Salt(pub Uuid);

/// Draws ids, salts and codes.
#[derive(Clone)]
pub struct Ids(Arc<Source>);

enum Source {
    System,
    Seeded(Mutex<(u64, u64)>),
}

impl Ids {
    /// Chance from OpenSSL's generator.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// A repeatable sequence, for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Source::Seeded(Mutex::new((seed, 0)))))
    }

    /// A new case id that sorts by `now`.
    pub fn case(&self, now: Timestamp) -> CaseId {
        CaseId(self.v7(now))
    }

    /// A new person id that sorts by `now`.
    pub fn person(&self, now: Timestamp) -> PersonId {
        PersonId(self.v7(now))
    }

    /// A new letter id that sorts by `now`.
    pub fn letter(&self, now: Timestamp) -> LetterId {
        LetterId(self.v7(now))
    }

    /// A key under which a page may send the same form twice and be carried out once.
    pub fn key(&self, now: Timestamp) -> Uuid {
        self.v7(now)
    }

    /// A new salt.
    pub fn salt(&self) -> Salt {
        Salt(Uuid::from_bytes(self.bytes()))
    }

    /// A new code of 80 random bits: for tickets, links and the check page.
    pub fn code(&self) -> Code {
        // One draw in nine ends in a sign that a chat program cuts from an address: draw again.
        loop {
            let code = Code::from_bits(u128::from_be_bytes(self.bytes()));
            if code.as_str().bytes().all(|c| c.is_ascii_alphanumeric()) {
                return code;
            }
        }
    }

    /// Six random digits: a code that is typed once, soon, and tried a few times only.
    pub fn digits(&self) -> String {
        format!("{:06}", u128::from_be_bytes(self.bytes()) % 1_000_000)
    }

    /// A secret of 160 bits, as long as RFC 4226 advises.
    pub fn secret(&self) -> [u8; 20] {
        let mut out = [0; 20];
        let (head, tail) = out.split_at_mut(16);
        head.copy_from_slice(&self.bytes());
        tail.copy_from_slice(&self.bytes()[..4]);
        out
    }

    fn v7(&self, now: Timestamp) -> Uuid {
        let chance: [u8; 16] = self.bytes();
        let mut tail = [0; 10];
        tail.copy_from_slice(&chance[..10]);
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that draws chance")]
    #[expect(clippy::expect_used, reason = "without chance no id may be given: stop the process")]
    fn bytes(&self) -> [u8; 16] {
        let mut out = [0; 16];
        match &*self.0 {
            Source::System => {
                openssl::rand::rand_bytes(&mut out).expect("OpenSSL's random generator answers");
            }
            Source::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                let block = [state.0.to_be_bytes(), state.1.to_be_bytes()].concat();
                out.copy_from_slice(&openssl::sha::sha256(&block)[..16]);
                state.1 += 1;
            }
        }
        out
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_seeded_ones_repeat() {
        let (early, late) =
            (Timestamp::from_second(1).unwrap(), Timestamp::from_second(2).unwrap());
        let ids = Ids::seeded(7);
        assert!(ids.case(early) < ids.case(late));
        assert_eq!(Ids::seeded(7).salt(), Ids::seeded(7).salt());
        assert_ne!(Ids::system().salt(), Ids::system().salt());
    }

    #[test]
    fn a_code_survives_a_chat_program() {
        let ids = Ids::seeded(7);
        for _ in 0..1000 {
            let code = ids.code();
            assert!(code.as_str().bytes().all(|c| c.is_ascii_alphanumeric()), "{code}");
            assert_eq!(code.as_str().parse(), Ok(code));
        }
    }
}
