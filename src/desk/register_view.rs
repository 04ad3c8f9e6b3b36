//! What the use cases of registers take and give.

use jiff::civil::Date;
use uuid::Uuid;

use super::Seen;
use crate::area::OfficeId;
use crate::origin::Code;

/// The register books that somebody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registers {
    /// Offices with the books that they keep.
    pub offices: Vec<OfficeBooks>,
    /// The offices right below, each with its name.
    pub below: Vec<(OfficeId, String)>,
}

/// The books of an office, the newest year first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeBooks {
    /// Its name: `Kelurahan Jati`.
    pub office: String,
    /// Its books.
    pub books: Vec<BookCard>,
}

/// A book in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookCard {
    /// The series.
    pub series: String,
    /// What it is called.
    pub title: String,
    /// Its code, where it has one.
    pub code: Option<String>,
    /// Its year, where its numbers begin anew with each.
    pub year: Option<i16>,
    /// Its month, where they begin anew with each.
    pub month: Option<i8>,
    /// The last number that was drawn or passed over.
    pub last: u32,
}

/// A year and the number of a month.
pub type BookMonth = (i16, i8);

/// Which part of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookPart {
    /// The month of today, or the last one of a year that is over.
    Newest,
    /// A month.
    Month(i16, i8),
    /// Everything.
    Whole,
}

/// A part of a register book.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// What it is called.
    pub card: BookCard,
    /// The office that keeps it.
    pub office: BookOffice,
    /// The month that is shown; none for the whole book.
    pub month: Option<BookMonth>,
    /// The month before and the month after, as far as the book has them.
    pub beside: (Option<BookMonth>, Option<BookMonth>),
    /// The day of today at the office.
    pub today: Date,
    /// The numbers in order.
    pub lines: Vec<BookLine>,
    /// The last number shown, where there are more.
    pub next: Option<u32>,
    /// The caller may reserve numbers, fill them in and give them back.
    pub may_change: bool,
    /// A key for the form that reserves numbers.
    pub key: Uuid,
}

/// The office that keeps a book, as its print says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookOffice {
    /// `Kelurahan Jati`.
    pub name: String,
    /// The office above: `Kecamatan Mayangan`.
    pub above: Option<String>,
    /// Its address.
    pub address: String,
    /// The head's title: `Lurah Jati`.
    pub head: String,
    /// Who is the head today: name and NIP.
    pub holder: Option<(String, Option<String>)>,
}

/// A line of a book: one number, or a range that nobody gives.
#[derive(Debug, Clone, PartialEq)]
pub struct BookLine {
    /// The number, or the first and last of a range.
    pub values: (u32, u32),
    /// As it is printed; none of a range.
    pub number: Option<String>,
    /// Its date.
    pub date: Date,
    /// What kind of letter; none of a number that no letter has.
    pub letter: Option<String>,
    /// Whom it is about, as far as the caller may see.
    pub subject: Option<String>,
    /// The ticket of the request.
    pub ticket: Option<Code>,
    /// What became of it.
    pub state: NumberState,
    /// More about that, in words.
    pub note: Option<String>,
    /// The caller may do something with it.
    pub open: bool,
}

/// What became of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberState {
    /// The letter is on its way.
    Pending,
    /// It could not be signed.
    Failed,
    /// Issued.
    Issued,
    /// Void; no letter has it.
    Void,
    /// Issued, and no longer holds.
    Revoked,
    /// Issued, and another took its place.
    Replaced,
    /// Kept for a letter on paper.
    Reserved,
    /// Used on paper.
    Paper,
    /// Passed over.
    Passed,
}

/// How a number was when somebody looked at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saw {
    /// The last act on it alone; none of one that is only reserved.
    pub act: Option<Uuid>,
    /// The request, where its letter failed.
    pub case: Option<Seen>,
}

/// One number of a book, with what may be done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberFile {
    /// What the book is called.
    pub card: BookCard,
    /// The office that keeps it.
    pub office: String,
    /// Its line.
    pub line: BookLine,
    /// The day of today at the office.
    pub today: Date,
    /// How it is now.
    pub saw: Saw,
    /// A key for the forms.
    pub key: Uuid,
}

/// Numbers to be kept for letters on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// The next ones, so many.
    Next(u32),
    /// These, from the first to the last.
    Range(u32, u32),
}

/// A letter that was written on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPaper {
    /// What kind of letter.
    pub letter: String,
    /// Whom it is about.
    pub subject: String,
    /// Its date.
    pub date: Date,
}

/// Why nothing was done with the numbers of a register.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterRefusal {
    /// Only an administrator may.
    #[error("only an administrator of this office or of one above it may begin a series")]
    NotAdministrator,
    /// The reason is missing or too long.
    #[error("say why, in at most {0} characters")]
    Reason(usize),
    /// The series is further already.
    #[error("the next number is {0}; a series is begun at a later one only")]
    NotUpwards(u32),
    /// Larger than any number may be.
    #[error("numbers end at {0}")]
    TooLarge(u32),
    /// None, or too many at once.
    #[error("reserve 1 to {0} numbers at once")]
    Count(u32),
    /// Some are drawn, passed over or reserved.
    #[error("{0} is drawn, passed over or reserved already; from {1} on numbers are free")]
    Taken(u32, u32),
    /// Not reserved: there is nothing to fill in or to give back.
    #[error("{0} is not a reserved number")]
    NotReserved(u32),
    /// Somebody has filled it in or given it back.
    #[error("{0} was filled in or given back by {1}")]
    Done(u32, String),
    /// A letter has the number.
    #[error("a letter has the number {0}; it is revoked, or its request opened again")]
    Live(u32),
    /// The number is void.
    #[error("{0} is void already")]
    Void(u32),
    /// What kind of letter, or whom it is about, is missing or too long.
    #[error("say what kind of letter it is and whom it is about, each in at most {0} characters")]
    Paper(usize),
    /// The date of the letter lies ahead, or in another year or month than the series.
    #[error("the letter's date must lie in the time of the series and not after today")]
    Day,
}

/// Why a use case of registers did nothing.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The numbers do not allow it.
    #[error("{0}")]
    Refused(#[from] RegisterRefusal),
    /// Something else.
    #[error(transparent)]
    Desk(#[from] super::DeskError),
}
