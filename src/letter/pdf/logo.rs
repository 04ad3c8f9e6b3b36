//! A logo as a picture of three bytes a pixel.

use crate::letter::Picture;
use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject};

/// The name of a logo among a page's pictures.
pub fn name(picture: &Picture) -> String {
    format!("L{}", picture.sha256.get(..12).unwrap_or_default())
}

/// The picture as an object of the file; it is compressed with the rest of it.
pub fn logo(picture: &Picture) -> XObject {
    let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
    let dict = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(i64::from(picture.size.0))),
        ("Height", DictItem::Int(i64::from(picture.size.1))),
        ("ColorSpace", name("DeviceRGB")),
        ("BitsPerComponent", DictItem::Int(8)),
        ("Interpolate", DictItem::Bool(false)),
    ];
    let dict = dict.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let stream = ExternalStream { dict, content: picture.rgb.clone(), compress: false };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}
