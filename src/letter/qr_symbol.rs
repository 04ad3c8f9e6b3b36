//! The QR code of a letter.

use fast_qr::{ECL, QRBuilder};

/// The modules of a symbol, row by row.
pub struct QrSymbol {
    /// Modules of a side.
    pub side: usize,
    /// Whether each module is dark.
    dark: Vec<bool>,
}

impl QrSymbol {
    /// The symbol for an address, with medium error correction.
    pub fn new(address: &str) -> Result<Self, String> {
        let code = QRBuilder::new(address).ecl(ECL::M).build().map_err(|e| e.to_string())?;
        let modules = (0..code.size).flat_map(|row| &code[row]);
        Ok(Self { side: code.size, dark: modules.map(|module| module.value()).collect() })
    }

    /// Its rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_begins_with_its_finder_pattern() {
        let symbol = QrSymbol::new("https://surat.example/v/ABCD").unwrap();
        assert_eq!(symbol.rows().count(), symbol.side);
        let row = symbol.rows().next().unwrap();
        assert_eq!(row[..8], [true, true, true, true, true, true, true, false]);
        assert!(QrSymbol::new(&"x".repeat(4000)).is_err());
    }
}
