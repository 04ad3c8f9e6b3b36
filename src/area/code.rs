//! The Kemendagri code of an area, continued under the village by dusun, RW and RT.

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
    /// Dusun or lingkungan: a part of a village.
    Dusun,
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
    pub const ALL: [Self; 7] = [
        Self::Rt,
        Self::Rw,
        Self::Dusun,
        Self::Kelurahan,
        Self::Kecamatan,
        Self::Kabupaten,
        Self::Provinsi,
    ];

    /// The key as it stands in definitions.
    pub fn key(self) -> &'static str {
        match self {
            Self::Rt => "rt",
            Self::Rw => "rw",
            Self::Dusun => "dusun",
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
}

/// An area: `35.74.04.1003` is a kelurahan, `35.74.04.1003.005.003` its RW 5, RT 3.
///
/// Under the village a dusun has two digits, RW and RT have three: `.02.005.003` is dusun 2, RW 5,
/// RT 3. An RT that lies in no RW stands under RW 000, which is no area itself. Canonical, so that
/// "lies in" is a prefix and an index range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(String);

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not an area code; write it like 35.74.04.1003 (village), 35.74.04.1003.02 (its dusun 2) \
     or 35.74.04.1003.005.003 (its RW 5, RT 3)"
)]
pub struct AreaError(String);

/// The most segments of a code: province to village, dusun, RW and RT.
const DEEPEST: usize = 7;
/// Stands for the RW of an RT that lies in none.
const NO_RW: &str = "000";

impl AreaCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level that its segments tell.
    pub fn level(&self) -> Level {
        levels(&self.0).last().map_or(Level::Provinsi, |(level, _)| level)
    }

    /// The area of `level` that this one lies in (itself at its own level); `None` where it lies
    /// in none of that level.
    pub fn at(&self, level: Level) -> Option<Self> {
        let (_, end) = levels(&self.0).find(|(found, _)| *found == level)?;
        let area = &self.0[..end];
        let none = area.strip_suffix(NO_RW).is_some_and(|up| up.ends_with('.'));
        (!none).then(|| Self(area.to_owned()))
    }

    /// The area above: the smallest that this one lies in.
    pub fn parent(&self) -> Option<Self> {
        let (up, _) = self.0.rsplit_once('.')?;
        let up = up.strip_suffix(NO_RW).and_then(|up| up.strip_suffix('.')).unwrap_or(up);
        Some(Self(up.to_owned()))
    }

    /// This area and all that it lies in, from the smallest.
    pub fn upward(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }

    /// Whether `other` is this area or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The dusun `dusun` of this village.
    pub fn dusun(&self, dusun: u16) -> Result<Self, AreaError> {
        format!("{}.{dusun:02}", self.0).parse()
    }

    /// The RW `rw` of this village or dusun.
    pub fn rw(&self, rw: u16) -> Result<Self, AreaError> {
        self.below(&[rw])
    }

    /// The RT `rt` of RW `rw` of this village or dusun; 0 where there are no RW.
    pub fn rt(&self, rw: u16, rt: u16) -> Result<Self, AreaError> {
        self.below(&[rw, rt])
    }

    /// Written digit by digit: every decision asks for units of its route.
    fn below(&self, units: &[u16]) -> Result<Self, AreaError> {
        let mut code = String::with_capacity(self.0.len() + 4 * units.len());
        code.push_str(&self.0);
        for unit in units {
            let digits = [unit / 100, unit / 10 % 10, unit % 10];
            code.push('.');
            code.extend(digits.iter().filter_map(|digit| char::from_digit((*digit).into(), 10)));
        }
        let above = matches!(self.level(), Level::Kelurahan | Level::Dusun);
        let named = units.last().is_some_and(|unit| *unit > 0);
        if above && named && units.iter().all(|unit| *unit < 1000) {
            Ok(Self(code))
        } else {
            Err(AreaError(format!("{}.{units:?}", self.0)))
        }
    }

    /// The number of the RT or RW that this code ends with, or the last segment of another area.
    pub fn last(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or_default()
    }
}

/// The levels of a code, from the province down, each with the place where its own code ends. A code
/// is canonical, so its length tells them.
fn levels(code: &str) -> impl Iterator<Item = (Level, usize)> {
    const VILLAGE: usize = "35.74.04.1003".len();
    const DUSUN: usize = ".02".len();
    const UNIT: usize = ".005".len();
    let length = code.len();
    let in_dusun = length.saturating_sub(VILLAGE) % UNIT == DUSUN;
    let above = if in_dusun { VILLAGE + DUSUN } else { VILLAGE };
    let levels = [
        (Level::Provinsi, 2),
        (Level::Kabupaten, 5),
        (Level::Kecamatan, 8),
        (Level::Kelurahan, VILLAGE),
        (Level::Dusun, above),
        (Level::Rw, above + UNIT),
        (Level::Rt, above + 2 * UNIT),
    ];
    let there =
        move |(level, end): &(Level, usize)| *end <= length && (*level != Level::Dusun || in_dusun);
    levels.into_iter().filter(there)
}

impl FromStr for AreaCode {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        const UPPER: [usize; 4] = [2, 2, 2, 4];
        let error = || AreaError(text.to_owned());
        let (mut segments, mut count) = ([""; DEEPEST], 0);
        for segment in text.split('.') {
            *segments.get_mut(count).ok_or_else(error)? = segment;
            count += 1;
        }
        let widths = segments.map(str::len);
        let (segments, widths) = (&segments[..count], &widths[..count]);
        let digits = |segment: &&str| segment.bytes().all(|b| b.is_ascii_digit());
        if !segments.iter().all(digits) {
            return Err(error());
        }
        let upper = segments.len().min(UPPER.len());
        let below = matches!(widths[upper..], [] | [2 | 3] | [2 | 3, 3] | [2, 3, 3]);
        let nothing = |segment: &str| segment.bytes().all(|b| b == b'0');
        let rw = segments.len().checked_sub(2).filter(|_| widths.ends_with(&[3, 3]));
        let empty = segments.iter().enumerate().skip(upper);
        let mut empty = empty.filter(|(nth, segment)| nothing(segment) && Some(*nth) != rw);
        if widths[..upper] != UPPER[..upper] || !below || empty.next().is_some() {
            return Err(error());
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
    use proptest::prelude::*;

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
        let wrong =
            ["", "35.7", "35.74.04.1003.5.3", "35.74.04.1003.005.003.001", "3a", "35.74.02.03"];
        let empty = ["35.74.04.1003.000", "35.74.04.1003.00", "35.74.04.1003.005.000"];
        for wrong in wrong.into_iter().chain(empty) {
            assert!(wrong.parse::<AreaCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_unit_has_a_number_and_lies_under_a_village() {
        let village = area("35.74.04.1003");
        assert_eq!(village.rw(12).unwrap(), area("35.74.04.1003.012"));
        for wrong in [village.rw(0), village.rw(1000), village.rt(5, 0), area("35.74.04").rw(1)] {
            assert!(wrong.is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_village_may_have_dusun_and_may_lack_rw() {
        let village = area("35.13.01.2001");
        let dusun = village.dusun(2).unwrap();
        let rt = dusun.rt(5, 3).unwrap();
        assert_eq!(rt, area("35.13.01.2001.02.005.003"));
        assert_eq!((dusun.level(), rt.level()), (Level::Dusun, Level::Rt));
        assert_eq!(rt.at(Level::Dusun), Some(dusun.clone()));
        assert_eq!(rt.at(Level::Rw), Some(dusun.rw(5).unwrap()));
        assert_eq!(area("35.13.01.2001.005.003").at(Level::Dusun), None);
        let alone = dusun.rt(0, 7).unwrap();
        assert_eq!((alone.level(), alone.at(Level::Rw)), (Level::Rt, None));
        assert_eq!(alone.parent(), Some(dusun.clone()));
        assert!(dusun.contains(&alone) && village.contains(&alone));
        let up: Vec<String> = alone.upward().map(String::from).collect();
        assert_eq!(up[1..4], ["35.13.01.2001.02", "35.13.01.2001", "35.13.01"]);
    }

    proptest! {
        #[test]
        fn every_code_is_read_as_it_is_written(
            depth in 1usize..5,
            numbers in prop::array::uniform4(1u16..99),
            dusun in prop::option::of(1u16..99),
            below in prop::option::of((prop::option::of(1u16..999), prop::option::of(1u16..999))),
        ) {
            let widths = [2, 2, 2, 4];
            let upper: Vec<String> =
                (0..depth).map(|i| format!("{:0w$}", numbers[i], w = widths[i])).collect();
            let mut code = area(&upper.join("."));
            if depth == 4 {
                code = dusun.map_or(Ok(code.clone()), |n| code.dusun(n)).unwrap();
                code = match below {
                    Some((rw, Some(rt))) => code.rt(rw.unwrap_or(0), rt).unwrap(),
                    Some((Some(rw), None)) => code.rw(rw).unwrap(),
                    _ => code,
                };
            }
            prop_assert_eq!(&area(code.as_str()), &code);
            prop_assert_eq!(code.at(code.level()), Some(code.clone()));
            for up in code.upward() {
                prop_assert!(up.contains(&code));
                prop_assert_eq!(code.at(up.level()), Some(up.clone()));
                prop_assert_eq!(area(up.as_str()), up);
            }
            let levels: Vec<Level> = code.upward().map(|up| up.level()).collect();
            prop_assert!(levels.is_sorted() && levels.last() == Some(&Level::Provinsi));
        }
    }
}
