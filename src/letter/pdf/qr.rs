//! The QR code as a picture of one bit a module.

use super::objects::Objects;
use super::syntax::Number;
use crate::letter::qr::QrSymbol;

/// Writes a symbol as an image; each row begins with a new byte.
pub fn write(file: &mut Objects<'_>, number: Number, symbol: &QrSymbol) {
    file.stream(number, &bits(symbol), |out| {
        out.raw("/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 1");
        out.raw("/Interpolate false/Width ").count(symbol.side);
        out.raw("/Height ").count(symbol.side);
    });
}

/// A set bit is white; the blanks that fill the last byte of a row are never shown.
fn bits(symbol: &QrSymbol) -> Vec<u8> {
    let bytes = symbol.side.div_ceil(8);
    let row = |row: &u64| (!row).reverse_bits().to_be_bytes().into_iter().take(bytes);
    symbol.rows.iter().flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_one_bit() {
        let symbol = QrSymbol::new("https://surat.example/v/ABCD").unwrap();
        let bits = bits(&symbol);
        assert_eq!(bits.len(), symbol.side * symbol.side.div_ceil(8));
        for row in 0..symbol.side {
            for column in 0..symbol.side {
                let byte = bits[row * symbol.side.div_ceil(8) + column / 8];
                assert_eq!(byte >> (7 - column % 8) & 1 == 0, symbol.is_dark(row, column));
            }
        }
    }
}
