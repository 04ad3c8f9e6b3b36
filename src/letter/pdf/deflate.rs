//! Compression of what a page says.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// For what is packed anew in every letter.
pub const QUICK: Compression = Compression::new(6);
/// For what is packed once.
pub const SMALL: Compression = Compression::best();

/// Deflates in the zlib format. The compressor finds the same matches on every processor.
pub fn deflate(content: &[u8], how: Compression) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(content.len() / 2), how);
    encoder.write_all(content)?;
    encoder.finish()
}
