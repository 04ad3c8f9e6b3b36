//! Invented cases for the tests of the pages.

use jiff::Timestamp;
use jiff::civil::date;

use super::pages::{Page, Pages};
use super::sample_form::field;
use super::visitor::Visitor;
use super::words::Words;
use super::{Persona, WebSettings};
use crate::calendar::Zone;
use crate::desk::{
    ActionView, CaseFile, DecidedCase, DecidedOne, DeskError, FieldView, Found, HistoryLine, Inbox,
    InboxRow, LetterCheck, Message, OutputView, Picked, Progress, Quick, Search, Seen, ServiceCard,
    SignResult, SignedOne, Tracking, Who,
};
use crate::origin::{CaseId, Code, Ids, PersonId};
use crate::workflow::{FieldKind, Note, Proof, Value};

pub(super) fn settings() -> WebSettings {
    WebSettings {
        place: "Kota Probolinggo".into(),
        help: "Kantor Kelurahan Jati, telepon (0335) 900-9001.".into(),
        areas: vec![
            ("35.74.03.1004".parse().unwrap(), "Jati, Mayangan".into()),
            ("35.74.03.1001".parse().unwrap(), "Wiroborang, Mayangan".into()),
        ],
        ..WebSettings::default()
    }
}

pub(super) fn visitor(office: bool) -> Visitor {
    let name = if office { "Dewi Anggraini, A.Md." } else { "Rina Kartikasari" };
    let who = Who {
        person: PersonId(uuid::Uuid::nil()),
        name: name.into(),
        proof: Proof::Click,
        only: None,
    };
    Visitor { who, office, session: Some("sesi".into()) }
}

/// A page with the frame of an officer or a resident.
pub(super) fn html<P: Page>(page: &P) -> String {
    Pages::new(settings()).html(Some(&visitor(P::WIDE)), page).unwrap()
}

pub(super) fn words() -> Words {
    Words::new(Zone::Wib)
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn code(n: u64) -> Code {
    Ids::seeded(n).code()
}

pub(super) fn seen(n: u64) -> Seen {
    Seen { case: CaseId(Ids::seeded(n).key(at("2026-11-20T02:00:00Z"))), version: n + 1 }
}

pub(super) fn service() -> ServiceCard {
    ServiceCard {
        id: "birth".into(),
        title: "Surat Keterangan Kelahiran".into(),
        about: "Surat dari kelurahan untuk mengurus akta kelahiran dan Kartu Keluarga.".into(),
        fee: 0,
        time: Some("5 hari kerja".into()),
        topic: Some("Kependudukan".into()),
        product: Some("Surat Keterangan Kelahiran".into()),
        basis: vec!["UU 24/2013".into()],
        link: None,
    }
}

pub(super) fn personas() -> Vec<Persona> {
    let persona = |role: &str, name: &str, note: &str| Persona {
        name: name.into(),
        role: role.into(),
        note: note.into(),
        path: "/masuk/7K3M".into(),
    };
    vec![
        persona("Warga", "Rina Kartikasari", "meminta surat"),
        persona("Ketua RT 003", "Slamet Waluyo", "menyetujui lewat tautan di pesan"),
        persona("Petugas kelurahan", "Dewi Anggraini, A.Md.", "memeriksa berkas"),
        persona("Lurah Jati", "Bambang Prasetyo", "menandatangani"),
    ]
}

fn line(what: &str, who: &str, time: &str, note: Option<&str>) -> HistoryLine {
    HistoryLine { at: at(time), who: who.into(), what: what.into(), note: note.map(Into::into) }
}

pub(super) fn tracking() -> Tracking {
    let by = |who: &str| Some(line("Disetujui", who, "2026-11-20T02:00:00Z", None));
    Tracking {
        seen: seen(1),
        ticket: code(1),
        service: service(),
        subject: Some("Bayu Saputra".into()),
        filed: Some(date(2026, 11, 20)),
        headline: "Sekarang di Ketua RW 005.".into(),
        todo: None,
        since: Some(at("2026-11-20T02:00:00Z")),
        due: Some(at("2026-11-23T08:00:00Z")),
        steps: vec![
            ("Ketua RT".into(), Progress::Done, by("Slamet Waluyo, Ketua RT 003")),
            ("Ketua RW".into(), Progress::Now, None),
            ("Petugas kelurahan".into(), Progress::Later, None),
            ("Lurah".into(), Progress::Later, None),
        ],
        outputs: vec![OutputView {
            id: "letter".into(),
            title: "Surat Keterangan Kelahiran".into(),
            number: None,
            released: false,
            letter: true,
            code: None,
            copies: vec![],
        }],
        history: vec![
            line("Disetujui", "Slamet Waluyo, Ketua RT 003", "2026-11-20T02:00:00Z", None),
            line("Dikirim", "Rina Kartikasari", "2026-11-20T01:00:00Z", None),
        ],
        editable: false,
        withdrawable: true,
        reopenable: false,
        again: vec![],
        ended: false,
    }
}

pub(super) fn finished() -> Tracking {
    let mut done = tracking();
    done.headline = "Surat Anda sudah jadi.".into();
    done.due = None;
    done.ended = true;
    done.withdrawable = false;
    for (_, progress, _) in &mut done.steps {
        *progress = Progress::Done;
    }
    done.outputs[0].number = Some("400.12.3.1/004/KEL-JT/XI/2026".into());
    done.outputs[0].released = true;
    done.outputs[0].code = Some(code(5));
    done.outputs.push(OutputView {
        id: "rt_intro".into(),
        title: "Pengantar RT".into(),
        number: Some("012/RT 03/RW 05/XI/2026".into()),
        released: true,
        letter: false,
        code: None,
        copies: vec![],
    });
    done
}

pub(super) fn returned() -> Tracking {
    Tracking {
        headline: "Dikembalikan oleh petugas kelurahan.".into(),
        todo: Some("Foto Kartu Keluarga buram. Kirim foto yang jelas.".into()),
        editable: true,
        ..tracking()
    }
}

pub(super) fn messages() -> Vec<Message> {
    vec![
        Message {
            at: at("2026-11-20T02:00:00Z"),
            text: "Rina Kartikasari minta Surat Keterangan Kelahiran. Lihat dan setujui.".into(),
            about: Some("Bayu Saputra, nomor 7K3M".into()),
            path: Some("/t/7K3M".into()),
        },
        Message {
            at: at("2026-11-19T02:00:00Z"),
            text: "Surat Keterangan Domisili Anda sudah jadi.".into(),
            about: None,
            path: None,
        },
    ]
}

pub(super) fn inbox(lines: u64) -> Inbox {
    let names = ["Rina Kartikasari", "Wayan Sudirja", "Bayu Saputra", "Siti Munawaroh"];
    let row = |n: u64| InboxRow {
        seen: seen(n),
        ticket: code(n),
        service: "Surat Keterangan Kelahiran".into(),
        step: "lurah".into(),
        step_title: if n.is_multiple_of(2) { "Lurah" } else { "Petugas kelurahan" }.into(),
        seat: if n.is_multiple_of(2) { "Lurah Jati" } else { "Petugas Kelurahan Jati" }.into(),
        subject: names[usize::try_from(n).unwrap() % 4].into(),
        about: Some("Bayu Saputra".into()),
        since: at("2026-11-20T02:00:00Z"),
        due: Some(at("2026-11-23T08:00:00Z")),
        late: n < 2,
        signs: n.is_multiple_of(2),
        onward: (!n.is_multiple_of(2)).then(|| quick("approve", "Setujui")),
        back: Some(quick("return", "Kembalikan")),
    };
    Inbox {
        seats: if lines == 0 { vec![] } else { vec!["Lurah Jati".into()] },
        rows: (0..lines).map(row).collect(),
        next: (lines == 50).then(|| "0193".into()),
    }
}

/// One that the visitor may open, and one that stands elsewhere.
pub(super) fn search() -> Search {
    let found = |n: u64, stands: &str, opens: Option<CaseId>| Found {
        ticket: code(n),
        service: "Surat Keterangan Kelahiran".into(),
        subject: "Rina Kartikasari".into(),
        about: Some("Bayu Saputra".into()),
        stands: stands.into(),
        changed: at("2026-11-20T02:00:00Z"),
        due: opens.map(|_| at("2026-11-23T08:00:00Z")),
        opens,
    };
    let found =
        vec![found(1, "Menunggu Ketua RT 003", None), found(2, "Selesai", Some(seen(2).case))];
    Search { typed: "rina".into(), too_short: false, found }
}

fn quick(action: &str, title: &str) -> Quick {
    Quick { action: action.into(), title: title.into() }
}

/// Two done, and one that somebody else had decided.
pub(super) fn decided_many() -> Vec<DecidedOne> {
    let one = |n: u64| {
        let row = inbox(3).rows.remove(usize::try_from(n).unwrap());
        let conflict = DeskError::Conflict { who: "Dewi Anggraini".into(), at: row.since };
        DecidedOne {
            picked: Picked { seen: row.seen, step: row.step, action: "approve".into() },
            ticket: Some(row.ticket),
            subject: Some(row.subject),
            result: if n == 1 { Err(conflict) } else { Ok(()) },
        }
    };
    (0..3).map(one).collect()
}

fn action(id: &str, title: &str, note: Note, primary: bool) -> ActionView {
    ActionView {
        id: id.into(),
        title: title.into(),
        note,
        reasons: vec![],
        forwards: false,
        needs: vec![],
        returns: id == "return",
        primary,
    }
}

pub(super) fn case_file() -> CaseFile {
    let view = |id: &str, title: &str, lines: &[(&str, &str)]| FieldView {
        masked: false,
        answered: true,
        flags: vec![],
        id: id.into(),
        title: title.into(),
        lines: lines.iter().map(|(l, w)| ((*l).to_owned(), (*w).to_owned())).collect(),
        files: vec![],
        edit: None,
    };
    let mut place = view("birth_place", "Kota atau kabupaten kelahiran", &[("", "Probolinggo")]);
    place.edit = Some((
        field("birth_place", "Kota atau kabupaten kelahiran", FieldKind::text(40)),
        Some(Value::Text("Probolinggo".into())),
    ));
    let mut order = view("child_order", "Anak ke-", &[("", "2")]);
    order.edit = Some((
        field("child_order", "Anak ke-", FieldKind::Number { min: Some(1), max: Some(20) }),
        Some(Value::Number(2)),
    ));
    let mut card = view("family_card", "Kartu Keluarga", &[]);
    card.files = vec![("kk.jpg".into(), "a".repeat(64))];
    CaseFile {
        lists: crate::desk::Lists::default(),
        seen: seen(2),
        ticket: code(2),
        service: "Surat Keterangan Kelahiran".into(),
        about: Some("Bayu Saputra".into()),
        step: Some(("rt".into(), "Ketua RT".into())),
        seat: "Ketua RT 003".into(),
        due: Some(at("2026-11-23T08:00:00Z")),
        late: false,
        fields: vec![
            view("child_name", "Nama anak", &[("", "Bayu Saputra")]),
            view("sex", "Jenis kelamin", &[("", "Laki-laki")]),
            view("birth_date", "Tanggal lahir", &[("", "5 November 2026")]),
            place,
            order,
            view(
                "mother",
                "Ibu",
                &[
                    ("NIK", "3574034505909001"),
                    ("Nama lengkap", "Rina Kartikasari"),
                    ("Alamat", "Jalan Cempaka 12, RT 003 RW 005, Jati, Mayangan"),
                ],
            ),
            view("father", "Ayah", &[]),
            card,
        ],
        actions: vec![
            action("approve", "Setujui", Note::None, true),
            action("return", "Kembalikan", Note::Required, false),
            action("reject", "Tolak", Note::Required, false),
            action("meet", "Undang datang", Note::Optional, false),
        ],
        signs: false,
        drafts: vec![OutputView {
            id: "letter".into(),
            title: "Surat Keterangan Kelahiran".into(),
            number: None,
            released: false,
            letter: true,
            code: None,
            copies: vec![],
        }],
        history: vec![line("Dikirim", "Rina Kartikasari", "2026-11-20T01:00:00Z", None)],
        undo: false,
        task: crate::desk::Sharing::default(),
        revocable: vec![],
        reach: None,
    }
}

pub(super) fn letter() -> LetterCheck {
    LetterCheck {
        code: code(5),
        valid: Ok(()),
        until: None,
        title: "Surat Keterangan Kelahiran".into(),
        number: Some("400.12.3.1/004/KEL-JT/XI/2026".into()),
        date: date(2026, 11, 20),
        office: "Kelurahan Jati, Kecamatan Mayangan, Kota Probolinggo".into(),
        subject: "B*** S*******".into(),
        signers: vec![("Lurah Jati, Bambang Prasetyo".into(), at("2026-11-20T02:00:00Z"))],
        registers: vec![("Register kecamatan".into(), "400.12.3.1/009/KEC-MY/2026".into())],
        sha256: "b".repeat(64),
    }
}

pub(super) fn decided() -> DecidedCase {
    DecidedCase {
        seen: seen(2),
        service: "Surat Keterangan Kelahiran".into(),
        subject: "Rina".into(),
        decided: Some(("Menyetujui".into(), at("2026-11-20T02:00:00Z"))),
        undo: true,
    }
}

pub(super) fn signed() -> Vec<SignedOne> {
    let one = |n: u64, result| SignedOne { case: seen(n).case, ticket: Some(code(n)), result };
    let number = |n: u64| Some(format!("400.12.3.1/00{n}/KEL-JT/XI/2026"));
    vec![
        one(1, SignResult::Signed { number: number(4) }),
        one(2, SignResult::Not("Sertifikat sudah kedaluwarsa.".into())),
        one(3, SignResult::Already { number: number(5), by: Some("Ratna Contoh".into()) }),
    ]
}

/// Two sessions, the first of which asks.
pub fn sessions() -> Vec<crate::desk::OwnSession> {
    let at = jiff::Timestamp::UNIX_EPOCH;
    let own = |key: &str, device: &str, this| crate::desk::OwnSession {
        key: key.repeat(32),
        device: device.into(),
        office: this,
        since: at,
        seen: at,
        this,
    };
    vec![own("a1", "Firefox di Windows", true), own("b2", "Chrome di Android", false)]
}
