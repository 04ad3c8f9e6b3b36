//! The invented town hall: real areas of Kota Probolinggo, its agencies, invented people.

use jiff::civil::{Date, date};

use crate::area::{Appointment, AppointmentKind, AreaCode, Level, Office, OfficeId, Seat};
use crate::origin::PersonId;

/// `code,name` of the city, its five kecamatan and 29 kelurahan (Kepmendagri 300.2.2-2138/2025).
const AREAS: &str = include_str!("areas.csv");

/// The kelurahan of the story.
pub const KELURAHAN: &str = "35.74.03.1004";
/// The RW and the RT of the story.
pub const RW: u16 = 5;
/// See `RW`.
pub const RT: u16 = 3;

/// The city of the story.
const CITY: &str = "35.74";

/// The agencies that complaints go to: key of the table of categories, name.
const AGENCIES: [(&str, &str); 6] = [
    ("dinas-pu", "Pekerjaan Umum"),
    ("dinas-lh", "Lingkungan Hidup"),
    ("dinas-hub", "Perhubungan"),
    ("diskominfo", "Komunikasi dan Informatika"),
    ("bagian-organisasi", "Organisasi"),
    ("inspektorat", "Kota Probolinggo"),
];

/// Somebody of the story.
pub struct Persona {
    /// A short word for files and links.
    pub key: &'static str,
    /// Name with titles.
    pub name: &'static str,
    /// Invented NIK, serial from 9000.
    pub nik: &'static str,
    /// Invented phone number.
    pub phone: &'static str,
    /// Rank of a civil servant.
    pub rank: Option<&'static str>,
    /// Invented NIP.
    pub nip: Option<&'static str>,
    /// Role, and the area of the office below the kelurahan or above it; none for residents.
    pub seat: Option<(&'static str, &'static str)>,
    /// What the demo says of them.
    pub note: &'static str,
}

/// Everybody of the story.
pub const PEOPLE: [Persona; 11] = [
    Persona {
        key: "warga",
        name: "Rina Kartikasari",
        nik: "3574034708929001",
        phone: "081200009001",
        rank: None,
        nip: None,
        seat: None,
        note: "Warga RT 003 RW 005, mengajukan surat",
    },
    Persona {
        key: "rt",
        name: "Slamet Waluyo",
        nik: "3574031203589002",
        phone: "081200009002",
        rank: None,
        nip: None,
        seat: Some(("head", "35.74.03.1004.005.003")),
        note: "Ketua RT 003, menyetujui lewat tautan",
    },
    Persona {
        key: "sekretaris-rt",
        name: "Endang Lestari",
        nik: "3574035506709003",
        phone: "081200009003",
        rank: None,
        nip: None,
        seat: Some(("secretary", "35.74.03.1004.005.003")),
        note: "Sekretaris RT 003, menggantikan Ketua RT",
    },
    Persona {
        key: "rw",
        name: "Mochamad Bahri",
        nik: "3574030909639004",
        phone: "081200009004",
        rank: None,
        nip: None,
        seat: Some(("head", "35.74.03.1004.005")),
        note: "Ketua RW 005, menyetujui lewat tautan",
    },
    Persona {
        key: "petugas",
        name: "Dewi Anggraini, A.Md.",
        nik: "3574036102909005",
        phone: "081200009005",
        rank: Some("Pengatur (II/c)"),
        nip: Some("199002212015032001"),
        seat: Some(("officer", "35.74.03.1004")),
        note: "Petugas Kelurahan Jati, memeriksa berkas",
    },
    Persona {
        key: "lurah",
        name: "Bambang Sutrisno, S.Sos.",
        nik: "3574030707749006",
        phone: "081200009006",
        rank: Some("Penata Tingkat I (III/d)"),
        nip: Some("197407071998031006"),
        seat: Some(("head", "35.74.03.1004")),
        note: "Lurah Jati, menandatangani",
    },
    Persona {
        key: "petugas-kecamatan",
        name: "Yusuf Hamdani, S.E.",
        nik: "3574031404859007",
        phone: "081200009007",
        rank: Some("Penata Muda (III/a)"),
        nip: Some("198504142010011003"),
        seat: Some(("officer", "35.74.03")),
        note: "Petugas Kecamatan Mayangan",
    },
    Persona {
        key: "camat",
        name: "Ratna Wulandari, S.STP., M.Si.",
        nik: "3574035810799008",
        phone: "081200009008",
        rank: Some("Pembina (IV/a)"),
        nip: Some("197910182000122002"),
        seat: Some(("head", "35.74.03")),
        note: "Camat Mayangan, ikut menandatangani yang terlambat",
    },
    Persona {
        key: "warga-2",
        name: "Agus Prasetyo",
        nik: "3574032501889009",
        phone: "081200009009",
        rank: None,
        nip: None,
        seat: None,
        note: "Warga lain di RT yang sama",
    },
    Persona {
        key: "admin-aduan",
        name: "Indah Permata, S.Kom.",
        nik: "3574036203879010",
        phone: "081200009010",
        rank: Some("Penata (III/c)"),
        nip: Some("198703222011012004"),
        seat: Some(("complaints", CITY)),
        note: "Admin pengaduan kota, meneruskan aduan",
    },
    Persona {
        key: "dinas-pu",
        name: "Rudi Hartono, S.T.",
        nik: "3574031806829011",
        phone: "081200009011",
        rank: Some("Penata Tingkat I (III/d)"),
        nip: Some("198206182008011005"),
        seat: Some(("officer", "dinas-pu")),
        note: "Petugas Dinas Pekerjaan Umum, menjawab aduan",
    },
];

/// The first day of every appointment of the story.
const SINCE: Date = date(2024, 1, 2);

/// The offices: the city, its kecamatan and kelurahan, and RW 005 of Jati with four RT.
pub fn offices() -> Result<Vec<Office>, crate::area::AreaError> {
    let mut offices = Vec::new();
    for line in AREAS.lines().skip(1) {
        let Some((code, name)) = line.split_once(',') else { continue };
        offices.push(office(&code.parse()?, name));
    }
    let jati: AreaCode = KELURAHAN.parse()?;
    offices.push(office(&jati.rw(5)?, "005"));
    for rt in 1..=4 {
        offices.push(office(&jati.rt(5, rt)?, &format!("{rt:03}")));
    }
    offices.extend(AGENCIES.map(agency));
    Ok(offices)
}

fn agency((id, name): (&str, &str)) -> Office {
    let (kind, head) = match id {
        "inspektorat" => ("Inspektorat", "Inspektur"),
        "bagian-organisasi" => ("Bagian", "Kepala Bagian"),
        _ => ("Dinas", "Kepala Dinas"),
    };
    Office {
        id: OfficeId(id.to_owned()),
        name: name.to_owned(),
        kind: kind.to_owned(),
        head: head.to_owned(),
        parent: Some(OfficeId(CITY.to_owned())),
        address: "Jalan Panglima Sudirman 19, Probolinggo".to_owned(),
        phone: "(0335) 555-0104".to_owned(),
        email: format!("{id}@contoh.example"),
        ..Office::default()
    }
}

fn office(area: &AreaCode, name: &str) -> Office {
    let (kind, head) = match area.level() {
        Level::Rt => ("RT", "Ketua RT"),
        Level::Rw => ("RW", "Ketua RW"),
        Level::Dusun => ("Lingkungan", "Kepala Lingkungan"),
        Level::Kelurahan => ("Kelurahan", "Lurah"),
        Level::Kecamatan => ("Kecamatan", "Camat"),
        Level::Kabupaten | Level::Provinsi => ("Kota", "Wali Kota"),
    };
    let name = name.trim_start_matches("Kota ");
    let slug = name.to_lowercase().replace(' ', "");
    let house = match area.level() {
        Level::Rt | Level::Rw => String::new(),
        Level::Kabupaten => "Jalan Panglima Sudirman 19, Probolinggo".to_owned(),
        _ => format!("Jalan Raya {name} 45, Kota Probolinggo 67219"),
    };
    Office {
        id: OfficeId::from(area),
        name: name.to_owned(),
        kind: kind.to_owned(),
        head: head.to_owned(),
        code: unit_code(area),
        address: house,
        phone: if area.level() < Level::Kelurahan {
            String::new()
        } else {
            "(0335) 555-0104".into()
        },
        email: if area.level() < Level::Kelurahan {
            String::new()
        } else {
            format!("{}.{slug}@contoh.example", kind.to_lowercase())
        },
        ..Office::default()
    }
}

/// The code of the unit in letter numbers: `425.503.4` for the fourth kelurahan of kecamatan 3.
fn unit_code(area: &AreaCode) -> String {
    let number = |level| {
        area.at(level).and_then(|a| a.last().parse::<u32>().ok()).map_or(0, |n: u32| n % 1000)
    };
    match area.level() {
        Level::Kabupaten | Level::Provinsi => "425".to_owned(),
        Level::Kecamatan => format!("425.50{}", number(Level::Kecamatan)),
        _ => format!("425.50{}.{}", number(Level::Kecamatan), number(Level::Kelurahan)),
    }
}

/// The appointment of a persona.
pub fn appointment(persona: &Persona, person: PersonId) -> Option<Appointment> {
    let (role, office) = persona.seat?;
    Some(Appointment {
        person,
        seat: Seat::new(role, OfficeId(office.to_owned())),
        kind: AppointmentKind::Definitive,
        from: SINCE,
        to: None,
        basis: "SK Wali Kota 188.45/9001/2024 (contoh)".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_is_whole_and_its_people_are_invented() {
        let offices = offices().unwrap();
        assert_eq!(offices.iter().filter(|o| o.kind == "Kelurahan").count(), 29);
        assert_eq!(offices.iter().filter(|o| o.kind == "Kecamatan").count(), 5);
        let jati = offices.iter().find(|o| o.id.0 == KELURAHAN).unwrap();
        assert_eq!((jati.name.as_str(), jati.code.as_str()), ("Jati", "425.503.4"));
        for persona in &PEOPLE {
            assert!(
                persona.nik.len() == 16 && persona.nik[12..].starts_with('9'),
                "{}",
                persona.key
            );
            if let Some((_, office)) = persona.seat {
                assert!(offices.iter().any(|o| o.id.0 == office), "{}", persona.key);
            }
        }
    }
}
