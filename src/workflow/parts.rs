//! The kinds of the parts of persons and places (definition-format.md 3.1).

use std::sync::Arc;

use super::{Choices, FieldKind, Parts, PersonPart, PlacePart};

/// A part of a place is text, a number, or an area.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// As a field of this kind.
    Field(FieldKind),
    /// An area code.
    Area,
}

const TEXT: u32 = 100;

fn text(max: u32) -> FieldKind {
    FieldKind::Text { max, pattern: None }
}

fn choice(words: &[(&str, &str)]) -> FieldKind {
    let pair = |(key, words): &(&str, &str)| (Arc::from(*key), Arc::from(*words));
    FieldKind::Choice(Choices::of(words.iter().map(pair).collect()))
}

impl PersonPart {
    /// The kind of its value.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Nik | Self::Kk => text(16),
            Self::Phone => text(20),
            Self::BirthDate => FieldKind::Date { min: None, max: None },
            Self::Sex | Self::Marital => choice(self.choices()),
            Self::Address => FieldKind::Place { ask: PlacePart::ADDRESS.to_vec() },
            Self::Passport
            | Self::Nationality
            | Self::Name
            | Self::BirthPlace
            | Self::Religion
            | Self::Occupation
            | Self::Education
            | Self::FamilyHead
            | Self::FatherName
            | Self::Relation => text(TEXT),
        }
    }
}

impl PersonPart {
    /// Whether only residents have it: a foreigner gives a passport instead (3.1).
    pub fn of_residents(self) -> bool {
        matches!(self, Self::Nik | Self::Kk)
    }
}

/// Whether this person gives a passport instead of a NIK.
pub(super) fn foreign(ask: &[PersonPart], parts: &Parts) -> bool {
    ask.contains(&PersonPart::Nik)
        && !parts.contains_key(PersonPart::Nik.key())
        && parts.contains_key(PersonPart::Passport.key())
}

impl PlacePart {
    /// The parts of an address.
    pub const ADDRESS: [Self; 4] = [Self::Street, Self::Rt, Self::Rw, Self::Area];

    /// The kind of its value.
    pub fn kind(self) -> PartKind {
        match self {
            Self::Street => PartKind::Field(text(TEXT)),
            Self::Rt | Self::Rw => {
                PartKind::Field(FieldKind::Number { min: Some(1), max: Some(999) })
            }
            Self::Area => PartKind::Area,
            Self::Postcode => PartKind::Field(text(5)),
            Self::Point => PartKind::Field(text(40)),
        }
    }
}
