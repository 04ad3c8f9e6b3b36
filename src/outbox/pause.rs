//! A length of time as settings say it: `90s`, `5m`, `6h`, `2d`.

use jiff::SignedDuration;
use serde::Deserialize;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Pause(pub SignedDuration);

impl Pause {
    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(SignedDuration::from_secs(seconds))
    }
}

impl TryFrom<String> for Pause {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no length of time; write it like 90s, 5m, 6h or 2d");
        let (unit, seconds) = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]
            .into_iter()
            .find(|(unit, _)| text.ends_with(unit))
            .ok_or_else(wrong)?;
        let number: u32 = text.trim_end_matches(unit).trim().parse().map_err(|_| wrong())?;
        // A hundred years, so that no sum overflows.
        let all = i64::from(number) * seconds;
        if all > 36_525 * 86_400 { Err(wrong()) } else { Ok(Self::seconds(all)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_has_a_number_and_a_unit() {
        let read = |text: &str| Pause::try_from(text.to_owned());
        assert_eq!(read("90s"), Ok(Pause::seconds(90)));
        assert_eq!(read("2d"), Ok(Pause::seconds(172_800)));
        for wrong in ["", "5", "m", "-1m", "5 weeks", "99999999d"] {
            assert!(read(wrong).unwrap_err().contains("write it like"), "{wrong}");
        }
    }
}
