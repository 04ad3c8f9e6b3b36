//! Why a signature, or a whole file, is not what it should be.

/// A finding, with a code that never changes and a sentence that a resident understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A revision does something else than fill one empty signature field.
    ForbiddenChange,
    /// The first revision, which is written before anybody signs, already holds a signature.
    SignedAtFirst,
    /// Objects that nothing leads to, or references that lead nowhere.
    HiddenContent,
    /// Scripts and the like.
    ActiveContent,
    /// The signature dictionary has entries other than ours.
    SignatureEntries,
    /// What it says about changes after it is none of the three things that we write.
    Restriction,
    /// A signature after the first claims to certify the letter.
    CertifiedLater,
    /// The catalog and the first signature differ on whether it certifies the letter.
    CertificationMark,
    /// Signed again after a signature that allows no other.
    Closed,
    /// The signed range is not the whole revision but for the signature itself.
    SignedRange,
    /// The place of the signature holds more than a signature and zeros.
    Padding,
    /// Not the CMS that this program writes.
    Cms,
    /// The file's bytes are not the signed ones.
    ContentChanged,
    /// The signature was not made by the certificate's key.
    SignatureValue,
    /// Our reader accepts the signature, OpenSSL does not.
    SecondReader,
    /// No key or algorithm that counts as strong.
    WeakKey,
    /// The claimed time is later than now.
    TimeInFuture,
    /// The path of certificates does not end at a trusted root.
    IssuerUnknown,
    /// A certificate of the path was not valid at the claimed time.
    NotValidThen,
    /// A certificate of the path is not made for what it is used for.
    Purpose,
    /// OpenSSL refuses the path for another reason.
    PathRefused,
    /// The signature carries a certificate that is not part of its path.
    StrayCertificate,
}

impl Reason {
    /// The stable code, for programs and for questions to the helpdesk.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// A plain sentence, in Indonesian.
    pub fn words(self) -> &'static str {
        self.row().1
    }

    /// Whether it concerns only who signed, not whether the file is as it was signed.
    pub fn is_about_trust(self) -> bool {
        matches!(
            self,
            Self::TimeInFuture
                | Self::IssuerUnknown
                | Self::NotValidThen
                | Self::Purpose
                | Self::PathRefused
                | Self::WeakKey
        )
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::ForbiddenChange => {
                ("forbidden-change", "Berkas diubah dengan cara yang tidak diizinkan.")
            }
            Self::SignedAtFirst => {
                ("signed-at-first", "Tanda tangan tidak dibubuhkan pada surat yang sudah jadi.")
            }
            Self::HiddenContent => ("hidden-content", "Berkas menyimpan isi yang tersembunyi."),
            Self::ActiveContent => {
                ("active-content", "Berkas berisi perintah yang dapat mengubah tampilannya.")
            }
            Self::SignatureEntries => {
                ("signature-entries", "Keterangan tanda tangan bukan buatan AlurSurat.")
            }
            Self::Restriction => {
                ("restriction", "Penguncian surat pada tanda tangan ini bukan buatan AlurSurat.")
            }
            Self::CertifiedLater => {
                ("certified-later", "Hanya tanda tangan pertama yang boleh mengunci surat.")
            }
            Self::CertificationMark => (
                "certification-mark",
                "Tanda kunci pada surat tidak cocok dengan tanda tangan pertama.",
            ),
            Self::Closed => {
                ("closed", "Surat ditandatangani lagi, padahal kuncinya tidak mengizinkan.")
            }
            Self::SignedRange => {
                ("signed-range", "Tanda tangan tidak mencakup seluruh isi berkas.")
            }
            Self::Padding => ("padding", "Ada sisipan di tempat tanda tangan."),
            Self::Cms => ("cms", "Tanda tangan rusak atau bukan buatan AlurSurat."),
            Self::ContentChanged => {
                ("content-changed", "Isi berkas tidak sama dengan yang ditandatangani.")
            }
            Self::SignatureValue => {
                ("signature-value", "Tanda tangan tidak dibuat dengan kunci sertifikatnya.")
            }
            Self::SecondReader => {
                ("second-reader", "Pemeriksaan kedua (OpenSSL) menolak tanda tangan ini.")
            }
            Self::WeakKey => ("weak-key", "Kunci penanda tangan tidak cukup kuat."),
            Self::TimeInFuture => ("time-in-future", "Waktu tanda tangan belum terjadi."),
            Self::IssuerUnknown => {
                ("issuer-unknown", "Penerbit sertifikat penanda tangan tidak dikenal.")
            }
            Self::NotValidThen => {
                ("not-valid-then", "Sertifikat tidak berlaku pada waktu tanda tangan.")
            }
            Self::Purpose => ("purpose", "Sertifikat bukan untuk menandatangani dokumen."),
            Self::PathRefused => ("path-refused", "Rantai sertifikat tidak dapat diterima."),
            Self::StrayCertificate => {
                ("stray-certificate", "Ada sertifikat yang disisipkan ke dalam tanda tangan.")
            }
        }
    }
}
