//! Register books on both databases: what they say, to whom, and what people do with numbers.

use alursurat::desk::{
    Block, Book, BookPart, DeskError, NumberState, OnPaper, RegisterError, RegisterRefusal, Saw,
    Who, check_registers,
};
use alursurat::signature::DemoAuthority;
use axum::http::StatusCode;

use super::hall::{Hall, on_both};
use super::pages::browser;
use super::story::Story;
use crate::support::day;

const RT: &str = "head@35.74.03.1004.005.003";
const CLERK: &str = "officer@35.74.03.1004";
const LURAH: &str = "head@35.74.03.1004";
const CAMAT: &str = "head@35.74.03";
const INTROS: &str = "rt_intro/35.74.03.1004.005.003/2026";

/// The series of the birth letters of the kelurahan.
async fn letters(hall: &Hall) -> String {
    let counters = hall.store.counters().await.unwrap();
    let own = |c: &&alursurat::store::Counter| c.series.starts_with("letter/35.74.03.1004/");
    counters.iter().find(own).unwrap().series.clone()
}

async fn birth<'h>(hall: &'h Hall, lines: &[&str]) -> Story<'h> {
    let mut story = Story::new(hall, "birth", &[]).await;
    story.tell(lines).await;
    story
}

const TO_THE_LURAH: [&str; 4] = ["submit", "rt approve", "rw approve", "verify approve"];

async fn book(hall: &Hall, seat: &str, series: &str) -> Result<Book, DeskError> {
    let who = hall.seat(seat).await;
    hall.desk.register_book(&who, series, BookPart::Newest, (0, 50)).await
}

fn states(book: &Book) -> Vec<(u32, NumberState)> {
    book.lines.iter().map(|line| (line.values.0, line.state)).collect()
}

fn refusal<T: std::fmt::Debug>(told: Result<T, RegisterError>) -> RegisterRefusal {
    match told {
        Err(RegisterError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_book_says_what_became_of_every_number_to_those_who_may_read_it() {
    on_both(async |hall| {
        let mut done = birth(&hall, &TO_THE_LURAH).await;
        done.tell(&["lurah sign"]).await;
        birth(&hall, &["submit", "rt approve", "rw reject"]).await;
        birth(&hall, &["submit", "rt approve"]).await;

        let intros = book(&hall, RT, INTROS).await.unwrap();
        let told: Vec<_> = intros.lines.iter().map(|line| line.note.clone().unwrap()).collect();
        let ends = ["permohonan selesai", "permohonan ditolak", "permohonan masih diproses"];
        assert_eq!(told, ends);
        assert_eq!(intros.lines[0].number.as_deref(), Some("001/RT 03/RW 05/XI/2026"));
        assert_eq!(intros.lines[0].subject.as_deref(), Some("Rina Contoh"));
        let kind = intros.lines[0].letter.as_deref();
        assert_eq!(kind, Some("Pengantar RT (Surat Keterangan Kelahiran)"));
        assert_eq!(intros.card.title, "Pengantar RT");
        assert_eq!((intros.month, intros.may_change), (Some((2026, 11)), true));

        let series = letters(&hall).await;
        let of_clerk = book(&hall, CLERK, &series).await.unwrap();
        assert_eq!(states(&of_clerk), [(1, NumberState::Issued)]);
        let ticket = &done.receipt.as_ref().unwrap().ticket;
        assert_eq!(of_clerk.lines[0].ticket.as_ref(), Some(ticket));
        let of_camat = book(&hall, CAMAT, &series).await.unwrap();
        assert_eq!(of_camat.lines[0].subject.as_deref(), Some("R*** C*****"));
        assert!(!of_camat.may_change);
        for (stranger, series) in [
            (RT, series.as_str()),
            ("head@35.74.03.1004.005", series.as_str()),
            ("officer@35.74.03", series.as_str()),
            ("officer@dinas-pu", series.as_str()),
            ("secretary@35.74.03.1004.005.003", "rw_intro/35.74.03.1004.005/2026"),
            (CLERK, INTROS),
            (CLERK, "letter/35.74.03.1009/400.12.3.1/2026"),
            (CLERK, "nothing"),
        ] {
            let told = book(&hall, stranger, series).await;
            assert!(matches!(told, Err(DeskError::NotFound)), "{stranger} {series}: {told:?}");
        }

        let revoked = ("letter".into(), "false-data");
        let lurah = hall.seat(LURAH).await;
        let key = hall.desk.key();
        let wish = (&revoked.0, revoked.1);
        hall.desk.revoke(&lurah, done.seen().await, wish, key).await.unwrap();
        let line = book(&hall, CLERK, &series).await.unwrap().lines.remove(0);
        assert_eq!(line.state, NumberState::Revoked);
        assert!(line.note.unwrap().ends_with("(oleh Contoh head Jati)"));
        let whole = hall.desk.register_book(&lurah, &series, BookPart::Month(2026, 10), (0, 50));
        assert!(whole.await.unwrap().lines.is_empty());
    });
}

#[test]
fn a_series_begins_at_a_later_number_once_and_upwards() {
    on_both(async |hall| {
        let (desk, series) = (&hall.desk, "letter/35.74.03.1004/400.12.3.1/2026");
        // Nobody is an administrator yet, so an officer of the office may; nobody else.
        let clerk = hall.seat(CLERK).await;
        let start = async |who: &Who, series: &str, number: u32| {
            let wish = (number, "buku lama sampai 214");
            desk.register_start(who, series, wish, desk.key()).await
        };
        let camat = hall.seat(CAMAT).await;
        let told = refusal(start(&camat, series, 215).await);
        assert_eq!(told, RegisterRefusal::NotAdministrator);
        let typo = start(&clerk, "letter/35.74.03.1004/400.12/2026", 215).await;
        assert!(matches!(typo, Err(RegisterError::Desk(DeskError::NotFound))), "{typo:?}");
        start(&clerk, series, 215).await.unwrap();
        assert_eq!(refusal(start(&clerk, series, 215).await), RegisterRefusal::NotUpwards(215));
        let far = refusal(start(&clerk, series, 1_000_000).await);
        assert_eq!(far, RegisterRefusal::TooLarge(999_999));

        let mut story = birth(&hall, &TO_THE_LURAH).await;
        story.tell(&["lurah sign"]).await;
        let book = book(&hall, CLERK, series).await.unwrap();
        assert_eq!(states(&book), [(1, NumberState::Passed), (215, NumberState::Issued)]);
        assert_eq!(book.lines[0].values, (1, 214));
        let note = book.lines[0].note.as_deref();
        assert_eq!(note, Some("buku lama sampai 214 (oleh Contoh officer Jati)"));
        assert!(book.lines[1].number.as_ref().unwrap().contains("/215/"));
        let checks = check_registers(&hall.store, Some("35.74.03.1004")).await.unwrap();
        assert!(checks.iter().all(|check| check.problems.is_empty()), "{checks:?}");
    });
}

#[test]
fn reserved_numbers_are_filled_in_or_given_back_and_never_drawn() {
    use NumberState::{Issued, Paper, Reserved, Void};
    on_both(async |hall| {
        let (desk, series) = (&hall.desk, "letter/35.74.03.1004/400.12.3.1/2026");
        let clerk = hall.seat(CLERK).await;
        let (key, wish) = (desk.key(), (Block::Next(3), "listrik padam"));
        let kept = desk.register_reserve(&clerk, series, wish, key).await.unwrap();
        assert_eq!(kept, (1, 3));
        let again = desk.register_reserve(&clerk, series, wish, key).await.unwrap();
        assert_eq!(again, (1, 3), "sent twice, it counts once");
        let other = (Block::Next(5), "listrik padam");
        let told = desk.register_reserve(&clerk, series, other, key).await;
        assert!(matches!(told, Err(RegisterError::Desk(DeskError::KeyReused))), "{told:?}");
        let taken = (Block::Range(3, 9), "layanan keliling");
        let told = refusal(desk.register_reserve(&clerk, series, taken, desk.key()).await);
        assert_eq!(told, RegisterRefusal::Taken(3, 4));
        let ahead = (Block::Range(6, 7), "layanan keliling");
        desk.register_reserve(&clerk, series, ahead, desk.key()).await.unwrap();
        let silent = (Block::Next(1), "  ");
        let told = refusal(desk.register_reserve(&clerk, series, silent, desk.key()).await);
        assert_eq!(told, RegisterRefusal::Reason(200));
        for seat in [RT, CAMAT] {
            let who = hall.seat(seat).await;
            let told = desk.register_reserve(&who, series, wish, desk.key()).await;
            assert!(matches!(told, Err(RegisterError::Desk(DeskError::NotFound))), "{told:?}");
        }

        let paper = |name: &str, date: &str| OnPaper {
            letter: "Surat Keterangan Usaha".to_owned(),
            subject: name.to_owned(),
            date: day(date),
        };
        let fill = async |value: u32, paper: OnPaper, saw: Saw| {
            desk.register_use(&clerk, (series, value), (paper, saw), desk.key()).await
        };
        let saw = Saw::default();
        let number = fill(1, paper("Wayan Contoh", "2026-11-16"), saw).await.unwrap();
        assert_eq!(number, "400.12.3.1/001/427.61/XI/2026");
        for date in ["2026-11-17", "2025-12-31"] {
            assert_eq!(refusal(fill(2, paper("x", date), saw).await), RegisterRefusal::Day);
        }
        let stale = refusal(fill(1, paper("Lain", "2026-11-16"), saw).await);
        assert_eq!(stale, RegisterRefusal::Done(1, "Contoh officer Jati".to_owned()));
        let file = desk.register_number(&clerk, series, 1).await.unwrap();
        fill(1, paper("Wayan Sudirja", "2026-11-15"), file.saw).await.unwrap();
        let void = async |value: u32, reason: &str, saw: Saw| {
            desk.register_void(&clerk, (series, value), (reason, saw), desk.key()).await
        };
        void(2, "tercoret", saw).await.unwrap();
        assert_eq!(refusal(void(2, "lagi", saw).await), RegisterRefusal::Void(2));
        assert_eq!(refusal(void(4, "x", saw).await), RegisterRefusal::NotReserved(4));

        for _ in 0..3 {
            let mut story = birth(&hall, &TO_THE_LURAH).await;
            story.tell(&["lurah sign"]).await;
        }
        let all = book(&hall, CLERK, series).await.unwrap();
        let expected = [Paper, Void, Reserved, Issued, Issued, Reserved, Reserved, Issued];
        let expected: Vec<_> = (1..).zip(expected).collect();
        assert_eq!(states(&all), expected);
        assert_eq!(all.lines[0].subject.as_deref(), Some("Wayan Sudirja"));
        assert_eq!(all.lines[1].note.as_deref(), Some("tercoret (oleh Contoh officer Jati)"));
        let live = refusal(void(4, "x", saw).await);
        assert_eq!(live, RegisterRefusal::Live(4));
        let of_camat = book(&hall, CAMAT, series).await.unwrap();
        assert_eq!(of_camat.lines[0].subject.as_deref(), Some("W**** S******"));
        let checks = check_registers(&hall.store, Some("35.74.03.1004")).await.unwrap();
        assert_eq!((checks[0].last, checks[0].letters, checks[0].reserved), (8, 3, 5));
        assert!(checks[0].problems.is_empty(), "{checks:?}");
        let page = desk.register_book(&clerk, series, BookPart::Whole, (2, 3)).await.unwrap();
        assert_eq!((page.lines.len(), page.next), (3, Some(5)));
    });
}

#[test]
fn the_number_of_a_failed_letter_is_voided_and_the_letter_gets_another() {
    on_both(async |hall| {
        let (desk, mut story) = (&hall.desk, birth(&hall, &TO_THE_LURAH).await);
        // A root that did not issue the lurah's certificate: our verifier refuses what is signed.
        let trust = desk.keys().trust().unwrap();
        let from = "2026-11-15T01:00:00Z".parse().unwrap();
        let other = DemoAuthority::new("Otoritas Lain", from).unwrap().root_pem().unwrap();
        desk.keys().put_trust(&other).unwrap();
        let clerk = hall.seat(CLERK).await;
        let failed = hall.sign_in_vain(&story, LURAH).await;
        assert!(failed.contains("pemeriksa tanda tangan menolak"), "{failed}");
        let series = letters(&hall).await;
        let line = book(&hall, CLERK, &series).await.unwrap().lines.remove(0);
        assert_eq!((line.state, line.open), (NumberState::Failed, true));
        let file = desk.register_number(&clerk, &series, 1).await.unwrap();
        let void = async |reason: &str| {
            let wish = (reason, file.saw);
            desk.register_void(&clerk, (&series, 1), wish, desk.key()).await
        };
        assert_eq!(refusal(void(" ").await), RegisterRefusal::Reason(200));
        void("ditulis di kertas saja").await.unwrap();
        assert_eq!(refusal(void("lagi").await), RegisterRefusal::Void(1));
        desk.keys().put_trust(&trust).unwrap();
        story.tell(&["lurah sign"]).await;
        let all = book(&hall, CLERK, &series).await.unwrap();
        assert_eq!(states(&all), [(1, NumberState::Void), (2, NumberState::Issued)]);
        let note = all.lines[0].note.as_deref();
        assert_eq!(note, Some("ditulis di kertas saja (oleh Contoh officer Jati)"));
        let checks = check_registers(&hall.store, None).await.unwrap();
        assert!(checks.iter().all(|check| check.problems.is_empty()), "{checks:?}");
    });
}

#[test]
fn the_pages_of_a_register_are_walked_with_script_off() {
    on_both(async |hall| {
        let mut story = birth(&hall, &TO_THE_LURAH).await;
        story.tell(&["lurah sign"]).await;
        let series = letters(&hall).await;
        let mut clerk = browser(&hall, &hall.seat(CLERK).await).await;
        let page = clerk.open("/register").await;
        assert!(page.contains("Kelurahan Jati") && page.contains("Nomor terakhir 1."), "{page}");
        let page = clerk.open(&format!("/register/buku?seri={series}")).await;
        assert!(page.contains("Rina Contoh") && page.contains("Terbit"), "{page}");

        let page = clerk.open(&format!("/register/pesan?seri={series}")).await;
        assert!(page.contains("Nomor terakhir 1."), "{page}");
        let typed = [("banyak", "0"), ("alasan", "Listrik padam")];
        let page = clerk.submit("/register/pesan", &typed).await;
        assert!(page.contains("Pesan 1 sampai 500 nomor sekaligus."), "{page}");
        assert_eq!(clerk.status, StatusCode::UNPROCESSABLE_ENTITY);
        let typed = [("banyak", "2"), ("alasan", "Listrik padam")];
        let page = clerk.submit("/register/pesan", &typed).await;
        assert!(page.contains("Nomor sudah dipesan") && page.contains("Isi atau"), "{page}");

        let number = format!("/register/nomor?seri={series}&nomor=2");
        let page = clerk.open(&number).await;
        assert!(page.contains("Dipesan untuk kertas"), "{page}");
        let filled = |letter, name, day| {
            let date = [("tanggal.d", day), ("tanggal.m", "11"), ("tanggal.y", "2026")];
            [[("surat", letter), ("nama", name)].as_slice(), &date].concat()
        };
        let page = clerk.submit("/register/nomor/pakai", &filled("Usaha", "x", "31")).await;
        assert!(page.contains("Tanggal ini tidak ada di kalender."), "{page}");
        let page = clerk.submit("/register/nomor/pakai", &filled("", "x", "16")).await;
        assert!(page.contains("Tulis jenis surat dan namanya"), "{page}");
        let typed = filled("Surat Usaha", "Wayan <b>Contoh", "16");
        let page = clerk.submit("/register/nomor/pakai", &typed).await;
        assert!(page.contains("Pemakaian nomor sudah dicatat"), "{page}");
        assert!(page.contains("Wayan &lt;b&gt;Contoh"), "{page}");
        clerk.open(&format!("/register/nomor?seri={series}&nomor=3")).await;
        let page = clerk.submit("/register/nomor/batal", &[("alasan", "tercoret")]).await;
        assert!(page.contains("Nomor sudah dibatalkan") && page.contains("tercoret"), "{page}");

        let page = clerk.open(&format!("/register/cetak?seri={series}")).await;
        assert!(page.contains("Lurah Jati") && page.contains("Contoh head Jati"), "{page}");
        clerk.open(&format!("/register/unduh?seri={series}")).await;
        assert_eq!(clerk.status, StatusCode::OK);
        let kind = clerk.headers["content-type"].to_str().unwrap();
        assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");

        for seat in ["officer@dinas-pu", RT] {
            let mut stranger = browser(&hall, &hall.seat(seat).await).await;
            for page in ["buku", "cetak", "unduh", "pesan"] {
                stranger.open(&format!("/register/{page}?seri={series}")).await;
                assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{seat} {page}");
            }
            stranger.open(&number).await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{seat}");
            stranger.open("/register?kantor=35.74.03.1004").await;
            assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{seat}");
        }
        let mut rt = browser(&hall, &hall.seat(RT).await).await;
        let page = rt.open(&format!("/register/buku?seri={INTROS}")).await;
        assert!(page.contains("001/RT 03/RW 05/XI/2026"), "{page}");
        let mut camat = browser(&hall, &hall.seat(CAMAT).await).await;
        let page = camat.open("/register").await;
        assert!(page.contains("/register?kantor&#x3D;35.74.03.1004"), "{page}");
        let page = camat.open(&format!("/register/buku?seri={series}")).await;
        assert!(page.contains("R*** C*****") && !page.contains("/register/pesan"), "{page}");
        let resident = hall.phone(super::hall::RESIDENT).await;
        let mut resident = browser(&hall, &resident).await;
        resident.open("/register").await;
        assert_eq!(resident.status, StatusCode::NOT_FOUND);
    });
}
