//! The QR code as a picture of one bit a module.

use fast_qr::{ECL, QRBuilder};
use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject};

/// The symbol for an address, with medium error correction.
pub fn qr_image(address: &str) -> Result<XObject, String> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().map_err(|e| e.to_string())?;
    let side = i64::try_from(code.size).map_err(|e| e.to_string())?;
    let mut content = Vec::new();
    for row in 0..code.size {
        for eight in code[row].chunks(8) {
            // A set bit is white; the blanks that fill the last byte are never shown.
            let byte = eight
                .iter()
                .enumerate()
                .fold(0_u8, |byte, (at, module)| byte | (u8::from(!module.value()) << (7 - at)));
            content.push(byte);
        }
    }
    let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
    let dict = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(side)),
        ("Height", DictItem::Int(side)),
        ("ColorSpace", name("DeviceGray")),
        ("BitsPerComponent", DictItem::Int(1)),
        ("Interpolate", DictItem::Bool(false)),
    ];
    let dict = dict.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let stream = ExternalStream { dict, content, compress: false };
    Ok(XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_one_bit() {
        let XObject::External(image) = qr_image("https://surat.example/v/ABCD").unwrap() else {
            panic!("no picture");
        };
        let DictItem::Int(side) = image.stream.dict["Width"] else { panic!("no width") };
        let side = usize::try_from(side).unwrap();
        assert_eq!(image.stream.content.len(), side * side.div_ceil(8));
        // The upper left finder pattern: seven dark modules, then a light one.
        assert_eq!(image.stream.content[0], 0b0000_0001);
        assert!(qr_image(&"x".repeat(4000)).is_err());
    }
}
