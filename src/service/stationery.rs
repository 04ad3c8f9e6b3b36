//! What an office prints on and what its letters say of it: settings that no definition declares.

use super::Printing;
use crate::area::{Level, OfficeId};
use crate::calendar::Zone;
use crate::case::route;
use crate::letter::{Paper, Stationery};

/// The paper that the office's printers hold: `F4`, `A4`, or `template`.
pub const PAPER: &str = "letter.paper";
/// The logo left in the letterhead: the SHA-256 of a file, or one of the two words below.
pub const LOGO: &str = "letter.logo";
/// The logo right in the letterhead.
pub const LOGO_RIGHT: &str = "letter.logo_right";
/// The words at the foot of a signed letter: who issued the certificate, which law gives it force.
pub const ASSURANCE: &str = "letter.assurance";
/// The program's own emblem.
pub const EMBLEM: &str = "emblem";
/// No logo.
pub const NONE: &str = "none";

/// Whether a text may stand for a logo.
pub fn names_logo(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    [EMBLEM, NONE].contains(&text) || (text.len() == 64 && text.bytes().all(digit))
}

impl Printing<'_> {
    /// Paper and closing words, as the nearest office above the case's own sets them today.
    pub(super) fn stationery(&self) -> Stationery {
        let levels = [Level::Kelurahan, Level::Kecamatan, Level::Kabupaten, Level::Provinsi];
        let areas =
            levels.into_iter().filter_map(|level| route(self.model.definition, self.case, level));
        let Some(office) = areas.map(|area| OfficeId::from(&area)).next() else {
            return Stationery::default();
        };
        Stationery {
            paper: match self.letter_setting(&office, PAPER) {
                Some("F4") => Some(Paper::F4),
                Some("A4") => Some(Paper::A4),
                _ => None,
            },
            assurance: self.letter_setting(&office, ASSURANCE).map(str::to_owned),
            zone: Some(self.model.calendar.zone()).filter(|zone| *zone != Zone::Wib),
            logos: Vec::new(),
        }
    }

    /// The value that the nearest office from `office` upward sets.
    pub(super) fn letter_setting(&self, office: &OfficeId, name: &str) -> Option<&str> {
        let service = self.model.definition.id.as_str();
        let (_, set) = self.directory.setting(office, service, name)?;
        Some(set.value.as_str()).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::names_logo;

    #[test]
    fn a_logo_is_a_hash_or_a_word() {
        assert!(names_logo("emblem") && names_logo("none") && names_logo(&"0a".repeat(32)));
        assert!(!names_logo("kota.png") && !names_logo(&"0A".repeat(32)) && !names_logo(""));
    }
}
