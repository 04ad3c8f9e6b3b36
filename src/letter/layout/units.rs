//! Lengths in whole numbers, so that a page never depends on how a machine rounds.

/// Thousandths of a point (a point is 1/72 inch).
pub type Mp = i64;

/// From thousandths of a millimetre.
pub const fn from_um(um: i64) -> Mp {
    // 25.4 mm are 72 points; the half rounds.
    (um * 720 + 127) / 254
}

/// From whole millimetres.
pub const fn mm(mm: i64) -> Mp {
    from_um(mm * 1000)
}
