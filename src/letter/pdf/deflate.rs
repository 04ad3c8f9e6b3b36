//! Compression of what a page says.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// Deflates in the zlib format. The compressor, written in Rust, finds the same matches on every processor.
pub fn deflate(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder =
        ZlibEncoder::new(Vec::with_capacity(content.len() / 2), Compression::new(LEVEL));
    encoder.write_all(content)?;
    encoder.finish()
}

const LEVEL: u32 = 6;
