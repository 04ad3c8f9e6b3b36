//! The QR code of a letter (ISO/IEC 18004): bytes with medium error correction, up to version 10.
//!
//! Written here because all libraries that were tried weigh the eight masks module by module, which took a third of a
//! letter's time. A row is one word here, and a mask is weighed by a few operations on words.

mod blocks;
mod frame;
mod penalty;

use frame::{Frame, frames};

/// A symbol, its mask chosen as the standard says.
pub struct QrSymbol {
    /// Modules of a side.
    pub side: usize,
    /// Its rows from the top; bit `n` is the module in column `n`, dark where it is set.
    pub rows: Vec<u64>,
}

impl QrSymbol {
    /// The symbol for an address; none where it is too long.
    pub fn new(address: &str) -> Option<Self> {
        let frame = frames().find(|frame| frame.room() >= address.len())?;
        let codewords = blocks::codewords(address.as_bytes(), frame);
        let content = content(frame, &codewords);
        let masked = (0..8).map(|mask| symbol(frame, &content, mask));
        let rows = masked.min_by_key(|rows| penalty::penalty(rows))?;
        Some(Self { side: frame.side, rows })
    }

    /// Whether a module is dark.
    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row >> column & 1 == 1)
    }
}

/// The codewords in their places; what is left over is light.
fn content(frame: &Frame, codewords: &[u8]) -> Vec<u64> {
    let mut rows = vec![0; frame.side];
    let bits = codewords.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    for (bit, (row, column)) in bits.zip(&frame.places) {
        rows[*row] |= u64::from(bit) << column;
    }
    rows
}

fn symbol(frame: &Frame, content: &[u64], mask: usize) -> Vec<u64> {
    let parts = frame.fixed[mask].iter().zip(content).zip(&frame.masks[mask]);
    parts.map(|((fixed, content), mask)| fixed | (content ^ mask)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fast_qr::{ECL, Mask, QRBuilder};

    const MASKS: [Mask; 8] = [
        Mask::Checkerboard,
        Mask::HorizontalLines,
        Mask::VerticalLines,
        Mask::DiagonalLines,
        Mask::LargeCheckerboard,
        Mask::Fields,
        Mask::Diamonds,
        Mask::Meadow,
    ];

    fn address(length: usize) -> String {
        let signs = "https://surat.contoh.example/v/8KJ4-qw2m".chars().cycle();
        signs.skip(length % 7).take(length).collect()
    }

    #[test]
    fn another_encoder_makes_the_same_symbols() {
        for length in 1..=213 {
            let address = address(length);
            let frame = frames().find(|frame| frame.room() >= length).unwrap();
            let content = content(frame, &blocks::codewords(address.as_bytes(), frame));
            let mask = length % 8;
            let mut other = QRBuilder::new(address.as_str());
            let other =
                other.ecl(ECL::M).mode(fast_qr::Mode::Byte).mask(MASKS[mask]).build().unwrap();
            let rows = symbol(frame, &content, mask);
            assert_eq!(other.size, frame.side);
            for (row, word) in rows.iter().enumerate() {
                let dark = other[row].iter().enumerate();
                let dark =
                    dark.fold(0, |word, (at, module)| word | u64::from(module.value()) << at);
                assert_eq!(*word, dark, "{length} {row}");
            }
        }
    }

    #[test]
    fn the_mask_with_the_least_penalty_is_taken() {
        for length in [20, 50, 80, 130, 200] {
            let address = address(length);
            let frame = frames().find(|frame| frame.room() >= length).unwrap();
            let content = content(frame, &blocks::codewords(address.as_bytes(), frame));
            let chosen = penalty::penalty(&QrSymbol::new(&address).unwrap().rows);
            let all = (0..8).map(|mask| penalty::penalty(&symbol(frame, &content, mask)));
            assert_eq!(all.min(), Some(chosen));
        }
    }

    #[test]
    fn what_is_too_long_has_no_symbol() {
        assert!(QrSymbol::new(&address(213)).is_some_and(|symbol| symbol.side == 57));
        assert!(QrSymbol::new(&address(214)).is_none());
        let symbol = QrSymbol::new("https://surat.example/v/ABCD").unwrap();
        assert!(symbol.is_dark(0, 0) && symbol.is_dark(0, 6) && !symbol.is_dark(0, 7));
        assert!(!symbol.is_dark(99, 0));
    }
}
