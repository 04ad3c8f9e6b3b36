//! Times and sums as people say them in Indonesian.

use jiff::Timestamp;

use crate::calendar::{Zone, long_time, month};
use crate::workflow::rupiah;

/// Says instants in the zone of the office.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    zone: Zone,
}

impl Words {
    /// Words for `zone`.
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone }
    }

    /// "Jumat, 20 November 2026 pukul 09.00 WIB".
    pub(super) fn time(self, at: Timestamp) -> String {
        long_time(at, self.zone)
    }

    /// "20 Nov 2026, 09.00 WIB", for tables.
    pub(super) fn short(self, at: Timestamp) -> String {
        let local = self.zone.local(at);
        let month = month(local.date());
        format!(
            "{} {} {}, {:02}.{:02} {}",
            local.day(),
            month.get(..3).unwrap_or(month),
            local.year(),
            local.hour(),
            local.minute(),
            self.zone.name()
        )
    }
}

/// "Gratis" or "Rp10.000".
pub(super) fn fee(amount: i64) -> String {
    if amount == 0 { "Gratis".to_owned() } else { rupiah(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_with_its_zone() {
        let at: Timestamp = "2026-11-20T02:00:00Z".parse().unwrap();
        assert_eq!(Words::new(Zone::Wib).time(at), "Jumat, 20 November 2026 pukul 09.00 WIB");
        assert_eq!(Words::new(Zone::Wita).short(at), "20 Nov 2026, 10.00 WITA");
    }

    #[test]
    fn a_fee_is_said_in_rupiah() {
        assert_eq!(fee(0), "Gratis");
        assert_eq!(fee(10_000), "Rp10.000");
        assert_eq!(fee(1_250_500), "Rp1.250.500");
    }
}
