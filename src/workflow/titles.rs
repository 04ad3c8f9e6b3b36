//! What people read for the parts of a person and a place, and for keys that every file shares.

use super::{PersonPart, PlacePart, Purpose};

impl PersonPart {
    /// The question for this part, in Indonesian.
    pub fn title(self) -> &'static str {
        match self {
            Self::Nik => "NIK",
            Self::Passport => "Nomor paspor",
            Self::Nationality => "Kewarganegaraan",
            Self::Kk => "Nomor Kartu Keluarga",
            Self::Name => "Nama lengkap",
            Self::BirthPlace => "Tempat lahir",
            Self::BirthDate => "Tanggal lahir",
            Self::Sex => "Jenis kelamin",
            Self::Religion => "Agama",
            Self::Marital => "Status perkawinan",
            Self::Occupation => "Pekerjaan",
            Self::Education => "Pendidikan",
            Self::Address => "Alamat",
            Self::Phone => "Nomor HP",
            Self::FamilyHead => "Kepala keluarga",
            Self::FatherName => "Nama ayah",
            Self::Relation => "Hubungan",
        }
    }

    /// The keys and words of a part that is a choice (`sex`, `marital`).
    pub fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Sex => &[("L", "Laki-laki"), ("P", "Perempuan")],
            Self::Marital => &[
                ("single", "Belum kawin"),
                ("married", "Kawin"),
                ("divorced", "Cerai hidup"),
                ("widowed", "Cerai mati"),
            ],
            _ => &[],
        }
    }
}

impl PlacePart {
    /// The question for this part, in Indonesian.
    pub fn title(self) -> &'static str {
        match self {
            Self::Street => "Jalan dan nomor",
            Self::Rt => "RT",
            Self::Rw => "RW",
            Self::Area => "Kelurahan atau desa",
            Self::Postcode => "Kode pos",
            Self::Point => "Titik di peta",
        }
    }
}

impl Purpose {
    /// The purpose in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::New => "Surat baru",
            Self::Renewal => "Perpanjangan",
            Self::Correction => "Perbaikan surat yang sudah terbit",
        }
    }
}
