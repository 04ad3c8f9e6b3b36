//! The QR code as a picture of one bit a module.

use super::objects::Objects;
use super::syntax::Number;
use fast_qr::{ECL, QRBuilder};

/// A symbol, row by row; each row begins with a new byte.
pub struct QrImage {
    side: usize,
    bits: Vec<u8>,
}

impl QrImage {
    /// The symbol for an address, with medium error correction.
    pub fn new(address: &str) -> Result<Self, String> {
        let code = QRBuilder::new(address).ecl(ECL::M).build().map_err(|e| e.to_string())?;
        let mut bits = Vec::with_capacity(code.size * code.size.div_ceil(8));
        for row in 0..code.size {
            for eight in code[row].chunks(8) {
                // A set bit is white; the blanks that fill the last byte are never shown.
                let set =
                    |(at, module): (usize, &fast_qr::Module)| u8::from(!module.value()) << (7 - at);
                bits.push(eight.iter().enumerate().map(set).sum());
            }
        }
        Ok(Self { side: code.size, bits })
    }

    /// Writes it as an image.
    pub fn write(&self, file: &mut Objects<'_>, number: Number) {
        file.stream(number, &self.bits, |out| {
            out.raw("/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 1");
            out.raw("/Interpolate false/Width ").count(self.side);
            out.raw("/Height ").count(self.side);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_one_bit() {
        let image = QrImage::new("https://surat.example/v/ABCD").unwrap();
        assert_eq!(image.bits.len(), image.side * image.side.div_ceil(8));
        // The upper left finder pattern: seven dark modules, then a light one.
        assert_eq!(image.bits[0], 0b0000_0001);
        assert!(QrImage::new(&"x".repeat(4000)).is_err());
    }
}
