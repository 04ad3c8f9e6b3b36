//! Everything a letter is made from.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Picture;
use crate::calendar::Zone;

/// Everything a letter is made from; the caller freezes and hashes it as canonical JSON.
///
/// `names` holds what the template reads: text, `"2026-11-01"`, `"14:05"` as text; numbers and money as numbers;
/// a choice as `{"key": "L", "words": "Laki-laki"}`; persons, places, steps and offices as objects of their parts;
/// lists as arrays of rows; files as `true`. A field without a value is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// What the template reads, by name.
    pub names: Map<String, Value>,
    /// Who signs, one for each `<signature by>`.
    pub signers: Vec<Signer>,
    /// The address in the QR code.
    pub check_url: String,
    /// Day of the letter: the dates in the file's metadata (its first moment where the office is).
    pub date: Date,
    /// Title of the document, shown by readers in their title bar.
    pub title: String,
    /// What the office prints on, and what it says of itself.
    #[serde(default, skip_serializing_if = "Stationery::is_plain")]
    pub stationery: Stationery,
}

/// One signer, as the signature block shows the seat; see [`signature_lines`](super::signature_lines).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The step that signs.
    pub step: String,
    /// Lines above the name, such as `Plt. LURAH JATI`.
    pub above: Vec<String>,
    /// Name with titles.
    pub name: String,
    /// Rank, such as `Penata Tk. I (III/d)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<String>,
    /// NIP, 18 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nip: Option<String>,
}

/// Paper, logos and closing words of an office: the same for all of its letters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stationery {
    /// The paper that the office's printers hold; as the template says where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// What stands at the foot of a signed letter in place of the program's own words: who issued the certificate, and
    /// which law gives the signature its force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<String>,
    /// The time at the office, where it is not that of western Indonesia.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The logos that `office_of.LEVEL.logo` and `.logo_right` name by their hash; no part of what is frozen.
    #[serde(skip)]
    pub logos: Vec<Arc<Picture>>,
}

impl Stationery {
    fn is_plain(&self) -> bool {
        self.paper.is_none() && self.assurance.is_none() && self.zone.is_none()
    }
}

/// The sheets that letters are printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paper {
    /// 215 x 330 mm.
    F4,
    /// 210 x 297 mm.
    A4,
}

impl Paper {
    /// Width and height in thousandths of a millimetre.
    pub(super) fn size_um(self) -> (i64, i64) {
        match self {
            Self::F4 => (215_000, 330_000),
            Self::A4 => (210_000, 297_000),
        }
    }
}

/// Which edition of a letter to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Watermark on every page; no number, no QR code, no signature fields.
    Draft,
    /// The letter itself.
    Final {
        /// With its empty signature fields, ready to be signed; `false` leaves the form out.
        fields: bool,
    },
}

impl Edition {
    pub(super) fn is_draft(self) -> bool {
        self == Self::Draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_the_same_after_a_round_through_json() {
        let facts = Facts {
            names: Map::from_iter([("weight".to_owned(), Value::from(3200))]),
            signers: vec![Signer {
                step: "lurah".to_owned(),
                above: vec!["LURAH JATI".to_owned()],
                name: "Rina Wulandari".to_owned(),
                rank: None,
                nip: None,
            }],
            check_url: "https://surat.contoh.example/v/A".to_owned(),
            date: jiff::civil::date(2026, 11, 13),
            title: "Surat".to_owned(),
            stationery: Stationery { paper: Some(Paper::A4), ..Stationery::default() },
        };
        let json = serde_json::to_string(&facts).unwrap();
        assert!(json.contains(r#""date":"2026-11-13""#) && !json.contains("nip"), "{json}");
        assert!(json.contains(r#""stationery":{"paper":"A4"}"#), "{json}");
        assert_eq!(serde_json::from_str::<Facts>(&json).unwrap(), facts);
    }
}
