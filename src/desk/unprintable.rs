//! Why a letter cannot be made, without a word of what residents wrote: it goes into an event.

use crate::letter::{Problem, RenderError};

/// A sentence with the place in the template, for its signer and for those who keep the template.
pub(super) fn unprintable(error: &RenderError) -> String {
    let why = match &error.problem {
        Problem::Missing(name) => format!("isian `{name}` kosong"),
        Problem::Value(_) => "ada isian yang tidak dapat dicetak".to_owned(),
        Problem::Markup(_) => "susunan templatnya salah".to_owned(),
        Problem::Glyph { .. } => "ada huruf yang tidak dimiliki jenis huruf surat".to_owned(),
        Problem::TooWide(_) => "ada kata yang lebih lebar dari kolomnya".to_owned(),
        Problem::TooMany { max, .. } => format!("ada isian yang lebih panjang dari {max} kotaknya"),
        Problem::TooHigh(_) => "ada bagian yang tidak muat di satu halaman".to_owned(),
        Problem::NoSigner(step) => format!("penanda tangan langkah `{step}` belum ada"),
        Problem::Qr(_) => "alamat pemeriksaan terlalu panjang untuk kode QR".to_owned(),
        Problem::Emblem(name) => format!("lambang `{name}` tidak ada"),
        Problem::Pdf(_) => "berkas PDF tidak dapat ditulis".to_owned(),
    };
    let line = if error.line == 0 { String::new() } else { format!(" baris {}", error.line) };
    format!("{why} (templat {}{line})", error.template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_resident_wrote_is_not_repeated() {
        let of =
            |problem| unprintable(&RenderError { template: "birth".to_owned(), line: 7, problem });
        let value = || "Rahasia".to_owned();
        for problem in [
            Problem::Value(value()),
            Problem::Glyph { sign: 'R', text: value() },
            Problem::TooWide(value()),
            Problem::TooMany { text: value(), max: 3 },
            Problem::Markup(value()),
            Problem::Pdf(value()),
        ] {
            let told = of(problem);
            assert!(
                !told.contains("Rahasia") && told.ends_with("(templat birth baris 7)"),
                "{told}"
            );
        }
    }
}
