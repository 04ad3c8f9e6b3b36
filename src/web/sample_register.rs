//! Invented register books for the tests of the pages.

use jiff::civil::date;

use super::sample::{code, seen};
use crate::area::OfficeId;
use crate::desk::{
    Book, BookCard, BookLine, BookOffice, NumberFile, NumberState, OfficeBooks, Registers, Saw,
};

pub(super) fn card() -> BookCard {
    BookCard {
        series: "letter/35.74.03.1004/400.12.3.1/2026".into(),
        title: "Surat Keterangan Kelahiran".into(),
        code: Some("400.12.3.1".into()),
        year: Some(2026),
        month: None,
        last: 218,
    }
}

pub(super) fn registers() -> Registers {
    let old = BookCard { year: Some(2025), last: 412, ..card() };
    Registers {
        offices: vec![OfficeBooks { office: "Kelurahan Jati".into(), books: vec![card(), old] }],
        below: vec![(OfficeId("35.74.03.1004.005".into()), "RW 005".into())],
    }
}

/// A line for each state, then issued ones: `lines` in all.
pub(super) fn book(lines: u32) -> Book {
    let names = ["Rina Kartikasari", "Wayan Sudirja", "Bayu Saputra", "Siti Munawaroh"];
    let number = |value: u32| format!("400.12.3.1/{value:03}/KEL-JT/XI/2026");
    let issued = |n: u32| {
        let value = 214 + n;
        BookLine {
            values: (value, value),
            number: Some(number(value)),
            date: date(2026, 11, i8::try_from(n % 28).unwrap() + 1),
            letter: Some("Surat Keterangan Kelahiran".into()),
            subject: Some(names[usize::try_from(n).unwrap() % 4].into()),
            ticket: Some(code(u64::from(n))),
            state: NumberState::Issued,
            note: None,
            open: false,
        }
    };
    let line = |n: u32| {
        let (state, note) = match n {
            0 => (NumberState::Passed, "tahun berjalan di buku lama (oleh Dewi Anggraini)"),
            1 => (NumberState::Replaced, "dengan nomor 400.12.3.1/216/KEL-JT/XI/2026"),
            3 => (NumberState::Void, "datanya berubah (oleh Dewi Anggraini)"),
            4 => (NumberState::Revoked, "ada salah tulis (oleh Bambang Prasetyo)"),
            5 => (NumberState::Reserved, "listrik padam (oleh Dewi Anggraini)"),
            6 => (NumberState::Paper, "dicatat 20 November 2026 oleh Dewi Anggraini"),
            7 => (NumberState::Failed, "tanda tangannya gagal"),
            8 => return BookLine { state: NumberState::Pending, ..issued(n) },
            _ => return issued(n),
        };
        let mut line = BookLine { state, note: Some(note.into()), ..issued(n) };
        line.open = matches!(n, 5..=7);
        match state {
            NumberState::Passed => {
                (line.values, line.number) = ((1, 214), None);
                (line.letter, line.subject, line.ticket) = (None, None, None);
            }
            NumberState::Reserved => (line.letter, line.subject, line.ticket) = (None, None, None),
            NumberState::Paper => line.ticket = None,
            _ => {}
        }
        line
    };
    Book {
        card: card(),
        office: BookOffice {
            name: "Kelurahan Jati".into(),
            above: Some("Kecamatan Mayangan".into()),
            address: "Jalan Contoh 1, Probolinggo".into(),
            head: "Lurah Jati".into(),
            holder: Some(("Bambang Prasetyo, S.Sos.".into(), Some("197503121998031009".into()))),
        },
        month: Some((2026, 11)),
        beside: (Some((2026, 10)), None),
        today: date(2026, 11, 20),
        lines: (0..lines).map(line).collect(),
        next: (lines >= 50).then_some(214 + lines - 1),
        may_change: true,
        key: uuid::Uuid::nil(),
    }
}

fn file(line: usize, saw: Saw) -> NumberFile {
    let (office, today) = ("Kelurahan Jati".into(), date(2026, 11, 20));
    let line = book(10).lines[line].clone();
    NumberFile { card: card(), office, line, today, saw, key: uuid::Uuid::nil() }
}

pub(super) fn kept_number() -> NumberFile {
    file(5, Saw::default())
}

pub(super) fn used_number() -> NumberFile {
    file(6, Saw { act: Some(uuid::Uuid::from_u128(7)), case: None })
}

pub(super) fn failed_number() -> NumberFile {
    file(7, Saw { act: None, case: Some(seen(7)) })
}
