//! Compression of streams, in the zlib format. The compressor finds the same matches on every processor.

use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;
use std::io::Write;

thread_local! {
    /// One compressor a thread: to make it anew, with its tables, takes as long as to pack a page.
    static QUICK: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(1), true));
}

/// Packs what is new in every letter; what was packed before leaves no trace.
pub fn quick(content: &[u8]) -> Result<Vec<u8>, String> {
    QUICK.with_borrow_mut(|compress| {
        compress.reset();
        let mut packed = Vec::with_capacity(content.len() / 2 + 64);
        loop {
            let rest = usize::try_from(compress.total_in()).unwrap_or(usize::MAX);
            let rest = content.get(rest..).unwrap_or_default();
            match compress.compress_vec(rest, &mut packed, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return Ok(packed),
                Ok(_) => packed.reserve(content.len() / 2 + 64),
                Err(error) => return Err(error.to_string()),
            }
        }
    })
}

/// Packs what is made once.
pub fn small(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_page_is_packed_alike_whatever_was_packed_before() {
        let noise: Vec<u8> =
            (0..40_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        let page = "Surat keterangan kelahiran. ".repeat(500).into_bytes();
        let first = std::thread::spawn({
            let page = page.clone();
            move || quick(&page).unwrap()
        });
        let first = first.join().unwrap();
        for content in [&noise, &page, &Vec::new(), &noise, &page] {
            let packed = quick(content).unwrap();
            let mut read = Vec::new();
            flate2::read::ZlibDecoder::new(&packed[..]).read_to_end(&mut read).unwrap();
            assert_eq!(read, **content);
        }
        assert_eq!(quick(&page).unwrap(), first);
    }
}
