//! The engine's refusals in words.

use axum::http::StatusCode;

use crate::case::Refusal;

/// One or two sentences: what stands in the way, and what to do.
pub(super) fn words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Closed => "Surat ini sudah selesai atau sudah dibatalkan.",
        Refusal::NotOpen => "Surat ini sedang diperbaiki oleh warga. Tunggu sampai dikirim lagi.",
        Refusal::NotThisStep => "Surat ini sudah pindah ke petugas lain. Buka antrean Anda lagi.",
        Refusal::NotYourTurn => "Surat ini sedang diperiksa. Tunggu hasilnya dulu.",
        Refusal::NotYourTask => "Surat ini bukan tugas Anda.",
        Refusal::OwnRequest => "Surat ini untuk Anda sendiri. Orang lain yang harus memeriksanya.",
        Refusal::FourEyes => "Anda sudah memeriksa surat ini. Langkah ini untuk orang lain.",
        Refusal::AlreadyDecided => "Anda sudah memutuskan surat ini.",
        Refusal::UnknownAction => "Pilihan ini tidak ada. Buka surat ini lagi.",
        Refusal::NotAllowed => "Ini belum bisa dilakukan sekarang. Buka surat ini lagi.",
        Refusal::Signing => "Surat ini sedang ditandatangani. Tunggu sebentar.",
        Refusal::Held => "Surat ini sedang ditahan. Tunggu sampai dibuka lagi.",
        Refusal::Missing(_) => "Masih ada isian yang kosong. Isi dulu, lalu simpan lagi.",
        Refusal::Check(say) => return format!("{}.", say.trim_end_matches('.')),
        Refusal::Frozen(_) => "Isian ini tidak bisa diubah di langkah ini.",
        Refusal::NoteRequired => "Tulis alasannya dulu.",
        Refusal::ReasonRequired => "Pilih alasannya dulu.",
        Refusal::TooEarly => "Masa tunggunya belum lewat. Coba lagi nanti.",
        Refusal::Limit => "Ini sudah terlalu sering dilakukan untuk surat ini.",
        Refusal::TooLate => "Waktunya sudah lewat. Keputusan tidak bisa dibatalkan lagi.",
        Refusal::AlreadySigned => "Surat ini sudah ditandatangani.",
        Refusal::Auth(_) => "Untuk ini Anda harus masuk dengan cara yang lebih aman.",
        Refusal::HolderVacant => "Jabatan ini sedang tidak Anda pegang.",
        Refusal::NotResident => {
            "Data diri Anda belum dicocokkan. Bawa KTP ke kantor kelurahan, lalu coba lagi."
        }
        Refusal::NotStarted => "Layanan ini tidak bisa Anda minta, atau belum dibuka.",
        Refusal::Unique(_) => {
            "Permohonan lain dengan isian yang sama sedang berjalan. Periksa isiannya lagi."
        }
    }
    .to_owned()
}

/// 403 for what this person may not do, 422 for what can be mended, 409 for what has moved on.
pub(super) fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotYourTask
        | Refusal::OwnRequest
        | Refusal::FourEyes
        | Refusal::Auth(_)
        | Refusal::NotResident
        | Refusal::NotStarted
        | Refusal::HolderVacant => StatusCode::FORBIDDEN,
        Refusal::Missing(_)
        | Refusal::Check(_)
        | Refusal::Frozen(_)
        | Refusal::NoteRequired
        | Refusal::ReasonRequired => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_rule_are_said_as_one_sentence() {
        let refusal = Refusal::Check("Tanggal lahir ibu tidak masuk akal".into());
        assert_eq!(words(&refusal), "Tanggal lahir ibu tidak masuk akal.");
        assert_eq!(status(&refusal), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(status(&Refusal::OwnRequest), StatusCode::FORBIDDEN);
        assert_eq!(status(&Refusal::NotThisStep), StatusCode::CONFLICT);
    }
}
