//! What an uploaded file is, by its content: as much of its structure as tells a whole file from a
//! torn one. Nothing is decoded here.

/// How far from its end a PDF says where it is read from.
const TAIL: usize = 2048;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Neither a photo, a PDF nor a video.
    Unknown,
    /// It begins like a photo and is not whole.
    Photo,
    /// It begins like a PDF and is not whole.
    Pdf,
    /// It begins like a video and is not whole.
    Video,
}

impl Unfit {
    /// What is wrong, and what to do.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => {
                "Berkas ini bukan foto (JPG, PNG), PDF, atau video (MP4). Kirim yang lain."
            }
            Self::Video => "Video ini rusak atau terpotong. Kirim video lain.",
            Self::Photo => "Foto ini rusak atau terpotong. Ambil foto lagi, lalu kirim foto baru.",
            Self::Pdf => {
                "PDF ini rusak atau terpotong. Buka dulu di HP Anda; bila tidak terbuka, kirim \
                 fotonya saja."
            }
        }
    }
}

/// The media type of a whole file.
pub(super) fn media(bytes: &[u8]) -> Result<&'static str, Unfit> {
    if let Some(rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") {
        png(rest).then_some("image/png").ok_or(Unfit::Photo)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xd8") {
        jpeg(rest).unwrap_or(false).then_some("image/jpeg").ok_or(Unfit::Photo)
    } else if let Some(rest) = bytes.strip_prefix(b"%PDF-") {
        pdf(rest).then_some("application/pdf").ok_or(Unfit::Pdf)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        mp4(bytes).then_some("video/mp4").ok_or(Unfit::Video)
    } else {
        Err(Unfit::Unknown)
    }
}

/// Boxes, each with its length and kind before it (ISO 14496-12, 4.2), the film and its pictures
/// among them.
fn mp4(mut rest: &[u8]) -> bool {
    let (mut film, mut pictures) = (false, false);
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, kind @ ..] = *head;
        let size = match u32::from_be_bytes([a, b, c, d]) {
            // The last box goes on to the end.
            0 => rest.len(),
            // A long one says its length in the next eight bytes.
            1 => match after.first_chunk::<8>() {
                Some(long) => usize::try_from(u64::from_be_bytes(*long)).unwrap_or(usize::MAX),
                None => return false,
            },
            size => usize::try_from(size).unwrap_or(usize::MAX),
        };
        film |= kind == *b"moov";
        pictures |= kind == *b"mdat";
        match rest.get(size.max(8)..) {
            Some(next) => rest = next,
            None => return false,
        }
    }
    film && pictures && rest.is_empty()
}

/// Chunks from IHDR to IEND, each with its length before it and a checksum behind it.
fn png(mut rest: &[u8]) -> bool {
    let mut first = true;
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, kind @ ..] = *head;
        let size = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        if first && (kind != *b"IHDR" || size != 13) {
            return false;
        }
        let Some(next) = size.checked_add(4).and_then(|size| after.get(size..)) else {
            return false;
        };
        if kind == *b"IEND" {
            return !first;
        }
        (rest, first) = (next, false);
    }
    false
}

/// Segments behind SOI up to the scan, with a frame among them; then EOI somewhere behind the scan,
/// for cameras write more after it.
fn jpeg(mut rest: &[u8]) -> Option<bool> {
    let mut frame = false;
    loop {
        let (&[0xff, kind], after) = rest.split_first_chunk::<2>()? else { return None };
        match kind {
            // A marker may be preceded by any number of fill bytes.
            0xff => {
                rest = rest.get(1..)?;
                continue;
            }
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => frame = true,
            0x00 | 0x01 | 0xd0..=0xd9 => return None,
            _ => {}
        }
        let size = usize::from(u16::from_be_bytes(*after.first_chunk::<2>()?));
        rest = after.get(size.max(2)..)?;
        if kind == 0xda {
            return Some(frame && rest.windows(2).any(|two| two == [0xff, 0xd9]));
        }
    }
}

/// A version behind the header, and near the end `startxref` with `%%EOF` behind it.
fn pdf(rest: &[u8]) -> bool {
    let version = matches!(rest, [b'1'..=b'2', b'.', b'0'..=b'9', ..]);
    let tail = rest.get(rest.len().saturating_sub(TAIL)..).unwrap_or(rest);
    let find = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).rposition(|at| at == word);
    let start = find(tail, b"startxref");
    let end = start.and_then(|at| tail.get(at..)).and_then(|after| find(after, b"%%EOF"));
    version && end.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = include_bytes!("../cli/demo/paper.png");
    const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n";
    const JPEG: &[u8] =
        b"\xff\xd8\xff\xe0\0\x04JF\xff\xff\xc0\0\x03x\xff\xda\0\x02scan\xff\xd9tail";

    const MP4: &[u8] = b"\0\0\0\x10ftypisom\0\0\x02\0\0\0\0\x0cmoovfilm\0\0\0\x0cmdatpics";

    #[test]
    fn whole_files_are_taken_also_with_something_behind_them() {
        assert_eq!(media(PNG), Ok("image/png"));
        assert_eq!(media(PDF), Ok("application/pdf"));
        assert_eq!(media(JPEG), Ok("image/jpeg"));
        assert_eq!(media(MP4), Ok("video/mp4"));
        assert_eq!(media(&[PDF, &[0; 500]].concat()), Ok("application/pdf"));
        assert_eq!(media(&[PNG, b"more"].concat()), Ok("image/png"));
    }

    #[test]
    fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
        let whole =
            [(PNG, PNG.len()), (PDF, PDF.len() - 1), (JPEG, JPEG.len() - 4), (MP4, MP4.len())];
        for (whole, end) in whole {
            for cut in 0..end {
                assert!(media(&whole[..cut]).is_err(), "{cut} of {end}");
            }
        }
    }

    #[test]
    fn a_beginning_alone_makes_no_file() {
        assert_eq!(media(b"%PDF-1.4"), Err(Unfit::Pdf));
        assert_eq!(media(b"%PDF-1.4 %%EOF startxref"), Err(Unfit::Pdf));
        assert_eq!(media(b"\xff\xd8\xff\xe0 kertas \xff\xd9"), Err(Unfit::Photo));
        assert_eq!(media(b"\x89PNG\r\n\x1a\n IEND"), Err(Unfit::Photo));
        assert_eq!(media(b"GIF89a"), Err(Unfit::Unknown));
        assert_eq!(media(b""), Err(Unfit::Unknown));
        // A frame is missing.
        assert_eq!(media(b"\xff\xd8\xff\xda\0\x02scan\xff\xd9"), Err(Unfit::Photo));
    }
}
