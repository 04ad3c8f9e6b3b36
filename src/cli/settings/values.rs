//! What single settings may be; each mistake says how to mend it.

use std::fmt;
use std::time::Duration;

use crate::calendar::Zone;

/// A zone by its Indonesian name.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "String")]
pub(super) struct ZoneName(Zone);

impl ZoneName {
    pub(super) fn zone(self) -> Zone {
        self.0
    }
}

impl Default for ZoneName {
    fn default() -> Self {
        Self(Zone::Wib)
    }
}

impl TryFrom<String> for ZoneName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let zone = Zone::from_name(&text);
        zone.map(Self).ok_or_else(|| format!("{text:?} is no zone; write WIB, WITA or WIT"))
    }
}

/// The address of the pages as people type it, without a path.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Address(String);

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let whole = text.trim_end_matches('/');
        let host = whole.strip_prefix("https://").or_else(|| whole.strip_prefix("http://"));
        let plain = |host: &str| {
            !host.is_empty()
                && !host.contains(['/', '?', '#', '@'])
                && !host.contains(char::is_whitespace)
        };
        match host {
            Some(host) if plain(host) => Ok(Self(whole.to_owned())),
            _ => Err(format!(
                "{text:?} is no address of a site; write https://surat.kota.example, without a path"
            )),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Seconds for those being served at the end.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "i64")]
pub(super) struct Grace(u64);

/// Longer no service manager waits.
const LONGEST: u64 = 600;

impl Grace {
    pub(super) fn time(self) -> Duration {
        Duration::from_secs(self.0)
    }
}

impl Default for Grace {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<i64> for Grace {
    type Error = String;

    fn try_from(seconds: i64) -> Result<Self, String> {
        let whole = u64::try_from(seconds).ok().filter(|seconds| *seconds <= LONGEST);
        whole.map(Self).ok_or_else(|| format!("{seconds} is not from 0 to {LONGEST} seconds"))
    }
}
