//! Offices: of an area, and agencies.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::AreaCode;

/// The id of an office. A territorial office has the code of its area, an agency a word of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficeId(pub String);

impl OfficeId {
    /// The area of a territorial office.
    pub fn area(&self) -> Option<AreaCode> {
        self.0.parse().ok()
    }
}

impl From<&AreaCode> for OfficeId {
    fn from(area: &AreaCode) -> Self {
        Self(area.as_str().to_owned())
    }
}

impl fmt::Display for OfficeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An office: of an area (RT to provinsi) or an agency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its id; the area code of a territorial office.
    pub id: OfficeId,
    /// Its name as letters print it: `Jati` (kelurahan), `Mayangan` (kecamatan).
    pub name: String,
    /// What its level is called here: `Kelurahan`, `Desa`, `RT`.
    pub kind: String,
    /// The title of its head: `Lurah`, `Camat`, `Ketua RT`.
    pub head: String,
    /// The office's code in letter numbers (`{unit.code}`).
    pub code: String,
    /// Street address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// The office above, where the area does not tell it: that of an agency.
    #[serde(default)]
    pub parent: Option<OfficeId>,
    /// Its hours where they differ from those of the office above: `mon-thu 07:30-16:00; fri 07:00-14:30`.
    #[serde(default)]
    pub hours: Option<String>,
    /// Its zone (WIB, WITA, WIT) where it is not that of its province.
    #[serde(default)]
    pub zone: Option<String>,
}

/// A value that an office sets, as it is written; its kind is known to the definition that reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The office.
    pub office: OfficeId,
    /// The service that it is for; for every one where absent.
    pub service: Option<String>,
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}
