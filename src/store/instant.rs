//! Instants as both databases hold them: microseconds since 1970 in UTC.

use jiff::Timestamp;

use super::StoreError;

/// What "never" sorts as in a column that must be comparable.
pub(super) const NEVER: i64 = i64::MAX;

/// An instant as it was stored.
pub(super) fn instant(table: &'static str, micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros)
        .map_err(|error| StoreError::inconsistent(table, &micros, &error))
}

/// An instant that may be missing.
pub(super) fn maybe(
    table: &'static str,
    micros: Option<i64>,
) -> Result<Option<Timestamp>, StoreError> {
    micros.map(|micros| instant(table, micros)).transpose()
}
