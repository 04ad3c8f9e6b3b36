//! Registers in words: what became of a number, why nothing was done, and addresses of books.

use jiff::civil::Date;
use serde::Serialize;

use super::failure::Failure;
use crate::calendar::month;
use crate::desk::{
    BookCard, BookLine, BookMonth, BookPart, NumberState, RegisterError, RegisterRefusal,
};

/// What became of a number, in one or two words.
pub(super) fn state(state: NumberState) -> &'static str {
    match state {
        NumberState::Pending => "Diproses",
        NumberState::Failed => "Gagal ditandatangani",
        NumberState::Issued => "Terbit",
        NumberState::Void => "Batal",
        NumberState::Revoked => "Dicabut",
        NumberState::Replaced => "Diganti",
        NumberState::Reserved => "Dipesan untuk kertas",
        NumberState::Paper => "Dipakai di kertas",
        NumberState::Passed => "Dilewati",
    }
}

/// Whether somebody should notice it.
pub(super) fn stands_out(state: NumberState) -> bool {
    matches!(
        state,
        NumberState::Failed | NumberState::Void | NumberState::Revoked | NumberState::Replaced
    )
}

/// The number as it is printed, or the range that nobody gives.
pub(super) fn number(line: &BookLine) -> String {
    match (&line.number, line.values) {
        (Some(number), _) => number.clone(),
        (None, (low, high)) if low == high => low.to_string(),
        (None, (low, high)) => format!("{low} sampai {high}"),
    }
}

/// The value of the counter, or the range.
pub(super) fn order(line: &BookLine) -> String {
    match line.values {
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low}–{high}"),
    }
}

/// `20 Nov 2026`, for tables.
pub(super) fn day(date: Date) -> String {
    let name = month(date);
    format!("{} {} {}", date.day(), name.get(..3).unwrap_or(name), date.year())
}

/// `November 2026`.
pub(super) fn month_words((year, number): BookMonth) -> String {
    Date::new(year, number, 1)
        .map_or_else(|_| year.to_string(), |first| format!("{} {year}", month(first)))
}

/// What a book covers besides its title: its code and its time.
pub(super) fn detail(card: &BookCard) -> String {
    let code = card.code.as_ref().filter(|code| !card.title.contains(code.as_str()));
    let code = code.map(|code| format!("kode {code}"));
    let time = match (card.year, card.month) {
        (Some(year), Some(month)) => Some(month_words((year, month)).to_lowercase()),
        (Some(year), None) => Some(format!("tahun {year}")),
        _ => None,
    };
    let words: Vec<String> = code.into_iter().chain(time).collect();
    let words = words.join(", ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// Which part of a book an address asks for.
pub(super) fn part(text: Option<&str>) -> Result<BookPart, Failure> {
    match text {
        None | Some("") => Ok(BookPart::Newest),
        Some("semua") => Ok(BookPart::Whole),
        Some(text) => {
            let (year, month) = text.split_once('-').ok_or(Failure::NotFound)?;
            let year = year.parse().map_err(|_| Failure::NotFound)?;
            Ok(BookPart::Month(year, month.parse().map_err(|_| Failure::NotFound)?))
        }
    }
}

/// `2026-11`, or `semua` for the whole book.
pub(super) fn part_of(month: Option<BookMonth>) -> String {
    month.map_or_else(|| "semua".to_owned(), |(year, month)| format!("{year}-{month:02}"))
}

/// The address of a page about a series.
pub(super) fn address(page: &str, series: &str, more: &[(&str, &str)]) -> String {
    let more = more.iter().map(|(name, text)| format!("&{name}={}", encoded(text)));
    format!("/register/{page}?seri={}{}", encoded(series), more.collect::<String>())
}

/// A text as a part of a query (RFC 3986, 3.4): a code of letters may hold anything.
fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(byte);
    let one = |byte: u8| {
        if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}

/// A problem of a form: which input, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Wrong {
    path: &'static str,
    text: String,
}

/// What stands in the way, as a problem of the form; other failures keep their own page.
pub(super) fn wrong(error: RegisterError) -> Result<Vec<Wrong>, Failure> {
    match error {
        RegisterError::Desk(error) => Err(error.into()),
        RegisterError::Refused(refusal) => {
            let (path, text) = refused(&refusal);
            Ok(vec![Wrong { path, text }])
        }
    }
}

/// An input that holds no number or no date.
pub(super) fn unreadable(path: &'static str, text: &str) -> Vec<Wrong> {
    vec![Wrong { path, text: text.to_owned() }]
}

fn refused(refusal: &RegisterRefusal) -> (&'static str, String) {
    let (path, text) = match refusal {
        RegisterRefusal::NotAdministrator => ("alasan", "Hanya admin yang bisa melakukan ini."),
        RegisterRefusal::Reason(most) => {
            return ("alasan", format!("Tulis alasannya, paling banyak {most} huruf."));
        }
        RegisterRefusal::NotUpwards(next) => {
            return (
                "dari",
                format!("Nomor berikutnya sudah {next}. Tulis nomor yang lebih besar."),
            );
        }
        RegisterRefusal::TooLarge(most) => {
            return ("dari", format!("Nomor paling besar adalah {most}."));
        }
        RegisterRefusal::Count(most) => {
            return ("banyak", format!("Pesan 1 sampai {most} nomor sekaligus."));
        }
        RegisterRefusal::Taken(_, free) => {
            return (
                "dari",
                format!("Sebagian nomor itu sudah terpakai. Yang masih bebas mulai {free}."),
            );
        }
        RegisterRefusal::NotReserved(value) => {
            return ("surat", format!("Nomor {value} tidak dipesan untuk kertas."));
        }
        RegisterRefusal::Done(value, who) => {
            return ("surat", format!("{who} sudah mengubah nomor {value}. Buka lagi nomor itu."));
        }
        RegisterRefusal::Live(_) => {
            ("alasan", "Nomor ini dipakai surat yang berlaku. Cabut suratnya dari antrean.")
        }
        RegisterRefusal::Void(value) => {
            return ("alasan", format!("Nomor {value} sudah batal."));
        }
        RegisterRefusal::Paper(most) => {
            return (
                "surat",
                format!("Tulis jenis surat dan namanya, masing-masing paling banyak {most} huruf."),
            );
        }
        RegisterRefusal::Day => {
            ("tanggal", "Tanggal surat harus di masa buku ini, dan tidak setelah hari ini.")
        }
    };
    (path, text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn parts_of_a_book_have_addresses() {
        assert!(matches!(part(Some("2026-11")), Ok(BookPart::Month(2026, 11))));
        assert!(matches!(part(Some("semua")), Ok(BookPart::Whole)));
        assert!(matches!(part(None), Ok(BookPart::Newest)));
        assert!(part(Some("november")).is_err());
        assert_eq!(part_of(Some((2026, 3))), "2026-03");
        let book = address("buku", "letter/35.74/474 1&x/2026", &[("bulan", "2026-03")]);
        assert_eq!(book, "/register/buku?seri=letter/35.74/474%201%26x/2026&bulan=2026-03");
    }

    #[test]
    fn a_book_is_told_by_code_and_time() {
        let card = BookCard {
            series: String::new(),
            title: "Surat Keterangan Kelahiran".into(),
            code: Some("400.12.3.1".into()),
            year: Some(2026),
            month: None,
            last: 3,
        };
        assert_eq!(detail(&card), "Kode 400.12.3.1, tahun 2026");
        let monthly = BookCard { code: None, month: Some(11), ..card };
        assert_eq!(detail(&monthly), "November 2026");
        assert_eq!(day(date(2026, 8, 5)), "5 Agu 2026");
    }
}
