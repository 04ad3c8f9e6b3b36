//! A logo as a picture of three bytes a pixel.

use super::objects::Objects;
use super::syntax::Number;
use crate::letter::Picture;

/// The name of a logo among a page's pictures.
pub fn name(picture: &Picture) -> String {
    format!("L{}", picture.sha256.get(..12).unwrap_or_default())
}

/// Writes the picture, whose pixels were packed when it was read.
pub fn write(file: &mut Objects<'_>, number: Number, picture: &Picture) {
    let (width, height) = picture.size;
    file.stream(number, &picture.packed, |out| {
        out.raw("/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8");
        out.raw("/Interpolate false/Width ").int(width.into()).raw("/Height ").int(height.into());
        out.raw("/Filter/FlateDecode");
    });
}
