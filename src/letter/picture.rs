//! A logo: a PNG picture, decoded once and laid on white.

use std::fmt::{self, Write as _};
use std::io::Cursor;

use super::pdf;
use png::{ColorType, Decoder, Limits, Transformations};

/// Bytes of the file: a logo is part of every letter.
const MAX_BYTES: usize = 64 * 1024;
/// Pixels of one side: 20 mm at 600 dots an inch are 472.
const MAX_SIDE: u32 = 600;
/// Below this a print is blurred: 20 mm at 100 dots an inch.
const MIN_SIDE: u32 = 80;

/// A picture that a letter can hold.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// SHA-256 (hex) of the file: what the facts of a letter name it by.
    pub sha256: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Red, green and blue of each pixel, row by row, deflated: as a letter holds it.
    pub packed: Vec<u8>,
    /// The file itself, as a page on a screen holds it.
    pub file: Vec<u8>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({})", self.sha256)
    }
}

impl Picture {
    /// Reads a PNG file.
    ///
    /// # Errors
    /// In English, what is wrong with it and what to do about it.
    pub fn from_png(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MAX_BYTES {
            let kib = bytes.len().div_ceil(1024);
            return Err(format!(
                "has {kib} KiB, a logo at most {}; save it with fewer pixels or colours",
                MAX_BYTES / 1024
            ));
        }
        let broken = |error: png::DecodingError| format!("is no PNG picture ({error})");
        let limits = Limits { bytes: 16 << 20 };
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(broken)?;
        let size = (reader.info().width, reader.info().height);
        let (least, most) = (size.0.min(size.1), size.0.max(size.1));
        if !(MIN_SIDE..=MAX_SIDE).contains(&most) || least * 4 < most {
            return Err(format!(
                "has {} x {} pixels; the longer side of a logo has {MIN_SIDE} to {MAX_SIDE}, \
                 the shorter at least a quarter of it",
                size.0, size.1
            ));
        }
        let mut pixels = vec![0; reader.output_buffer_size().unwrap_or_default()];
        let frame = reader.next_frame(&mut pixels).map_err(broken)?;
        pixels.truncate(frame.buffer_size());
        let rgb = on_white(&pixels, frame.color_type);
        let packed = pdf::small(&rgb).map_err(|e| e.to_string())?;
        let sha256 = hex(&openssl::sha::sha256(bytes));
        Ok(Self { sha256, size, packed, file: bytes.to_vec() })
    }
}

/// Paper is white, and a picture that lets nothing through is plain PDF/A.
fn on_white(pixels: &[u8], kind: ColorType) -> Vec<u8> {
    let through = |sign: u8, alpha: u8| {
        let (sign, alpha) = (u16::from(sign), u16::from(alpha));
        u8::try_from((sign * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255)
    };
    let of = |pixel: &[u8]| match *pixel {
        [grey] => [grey; 3],
        [grey, alpha] => [through(grey, alpha); 3],
        [red, green, blue] => [red, green, blue],
        [red, green, blue, alpha] => {
            [through(red, alpha), through(green, alpha), through(blue, alpha)]
        }
        _ => [255; 3],
    };
    pixels.chunks_exact(kind.samples()).flat_map(of).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn png(width: u32, height: u32, kind: ColorType, pixel: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(kind);
        let mut writer = encoder.write_header().unwrap();
        let count = usize::try_from(width * height).unwrap();
        writer.write_image_data(&pixel.repeat(count)).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_pixel_becomes_red_green_and_blue_on_white() {
        for (kind, pixel, wanted) in [
            (ColorType::Grayscale, &[7][..], [7, 7, 7]),
            (ColorType::GrayscaleAlpha, &[0, 255], [0, 0, 0]),
            (ColorType::Rgb, &[1, 2, 3], [1, 2, 3]),
            (ColorType::Rgba, &[200, 0, 100, 0], [255, 255, 255]),
            (ColorType::Rgba, &[200, 0, 100, 51], [244, 204, 224]),
        ] {
            let picture = Picture::from_png(&png(80, 90, kind, pixel)).unwrap();
            let mut rgb = Vec::new();
            flate2::read::ZlibDecoder::new(&picture.packed[..]).read_to_end(&mut rgb).unwrap();
            assert_eq!((picture.size, rgb.len()), ((80, 90), 80 * 90 * 3));
            assert_eq!(rgb[..3], wanted, "{kind:?}");
        }
    }

    #[test]
    fn what_is_no_logo_is_refused_with_a_reason() {
        let told = |bytes: &[u8]| Picture::from_png(bytes).unwrap_err();
        assert!(told(b"GIF89a").starts_with("is no PNG picture"));
        let whole = png(80, 80, ColorType::Rgb, &[1, 2, 3]);
        assert!(told(&whole[..whole.len() / 2]).starts_with("is no PNG picture"));
        assert!(told(&vec![0; 70_000]).starts_with("has 69 KiB, a logo at most 64"));
        for (width, height) in [(20, 20), (700, 90), (400, 90)] {
            let told = told(&png(width, height, ColorType::Grayscale, &[0]));
            assert!(told.starts_with(&format!("has {width} x {height} pixels")), "{told}");
        }
    }
}
