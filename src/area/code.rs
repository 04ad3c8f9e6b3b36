//! The Kemendagri code of an area, continued by RW and RT.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The levels of administration, from the smallest. The keys are neutral: people read the area's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Neighbourhood, the smallest unit.
    Rt,
    /// Group of neighbourhoods.
    Rw,
    /// Kelurahan or desa.
    Kelurahan,
    /// District.
    Kecamatan,
    /// Regency or city.
    Kabupaten,
    /// Province.
    Provinsi,
}

impl Level {
    /// Every level, from the smallest.
    pub const ALL: [Self; 6] =
        [Self::Rt, Self::Rw, Self::Kelurahan, Self::Kecamatan, Self::Kabupaten, Self::Provinsi];

    /// The key as it stands in definitions.
    pub fn key(self) -> &'static str {
        match self {
            Self::Rt => "rt",
            Self::Rw => "rw",
            Self::Kelurahan => "kelurahan",
            Self::Kecamatan => "kecamatan",
            Self::Kabupaten => "kabupaten",
            Self::Provinsi => "provinsi",
        }
    }

    /// The level of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }

    fn segments(self) -> usize {
        match self {
            Self::Provinsi => 1,
            Self::Kabupaten => 2,
            Self::Kecamatan => 3,
            Self::Kelurahan => 4,
            Self::Rw => 5,
            Self::Rt => 6,
        }
    }
}

/// An area: `35.74.04.1003` is a kelurahan, `35.74.04.1003.005.003` its RW 5, RT 3.
///
/// Canonical, so that "lies in" is a prefix and an index range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(String);

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not an area code; write it like 35.74.04.1003 (kelurahan) or 35.74.04.1003.005.003 (RW 5, RT 3)"
)]
pub struct AreaError(String);

impl AreaCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level that the number of segments tells.
    pub fn level(&self) -> Level {
        match self.0.split('.').count() {
            1 => Level::Provinsi,
            2 => Level::Kabupaten,
            3 => Level::Kecamatan,
            4 => Level::Kelurahan,
            5 => Level::Rw,
            _ => Level::Rt,
        }
    }

    /// The area of `level` that this one lies in (itself at its own level); `None` below it.
    pub fn at(&self, level: Level) -> Option<Self> {
        let wanted = level.segments();
        let ends = self.0.match_indices('.').map(|(i, _)| i).chain([self.0.len()]);
        ends.skip(wanted - 1).map(|end| Self(self.0[..end].to_owned())).next()
    }

    /// The area one level up.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('.').map(|(up, _)| Self(up.to_owned()))
    }

    /// Whether `other` is this area or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The RW `rw` of this kelurahan.
    pub fn rw(&self, rw: u16) -> Result<Self, AreaError> {
        format!("{}.{rw:03}", self.0).parse()
    }

    /// The RT `rt` of RW `rw` of this kelurahan.
    pub fn rt(&self, rw: u16, rt: u16) -> Result<Self, AreaError> {
        format!("{}.{rw:03}.{rt:03}", self.0).parse()
    }

    /// The number of the RT or RW that this code ends with, or the last segment of another area.
    pub fn last(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or_default()
    }
}

impl FromStr for AreaCode {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        const WIDTHS: [usize; 6] = [2, 2, 2, 4, 3, 3];
        let segments: Vec<&str> = text.split('.').collect();
        let fits = |(segment, width): (&&str, &usize)| {
            segment.len() == *width && segment.bytes().all(|b| b.is_ascii_digit())
        };
        if segments.len() > WIDTHS.len() || !segments.iter().zip(&WIDTHS).all(fits) {
            return Err(AreaError(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for AreaCode {
    type Error = AreaError;

    fn try_from(text: String) -> Result<Self, AreaError> {
        text.parse()
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.0
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_knows_its_levels() {
        let rt = area("35.74.04.1003.005.003");
        assert_eq!(rt.level(), Level::Rt);
        assert_eq!(rt.at(Level::Kelurahan), Some(area("35.74.04.1003")));
        assert_eq!(rt.at(Level::Rt), Some(rt.clone()));
        assert_eq!(area("35.74").at(Level::Kelurahan), None);
        assert_eq!(area("35.74.04.1003").rt(5, 3).unwrap(), rt);
        assert_eq!(rt.parent(), Some(area("35.74.04.1003.005")));
    }

    #[test]
    fn containment_follows_segments_not_letters() {
        assert!(area("35.74").contains(&area("35.74.04")));
        assert!(area("35.74").contains(&area("35.74")));
        assert!(!area("35.74.04").contains(&area("35.74")));
    }

    #[test]
    fn what_is_no_code_is_told_how_to_write_one() {
        for wrong in ["", "35.7", "35.74.04.1003.5.3", "35.74.04.1003.005.003.001", "3a"] {
            assert!(wrong.parse::<AreaCode>().is_err(), "{wrong}");
        }
    }
}
