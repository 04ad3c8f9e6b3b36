//! The ids of a definition file, a newtype each: cheap to clone, ordered as text.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A service: the name of its file.
    ServiceId
);
name!(
    /// A field.
    FieldId
);
name!(
    /// A setting of an office.
    SettingId
);
name!(
    /// A step.
    StepId
);
name!(
    /// A branch of a step.
    BranchId
);
name!(
    /// An action of a step.
    ActionId
);
name!(
    /// An end of a case.
    EndId
);
name!(
    /// An output: a letter or a register entry.
    OutputId
);
name!(
    /// A table: a CSV file that definitions read.
    TableId
);
name!(
    /// SHA-256 (hex) of the canonical form of a definition with its parts.
    DefinitionHash
);

macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $key:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = concat!("`", $key, "`")] $variant),* }

        impl $name {
            /// Every part, in the order of the format page.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The key as it is written.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }

            /// The part of a key.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

part!(
    /// A part of a person (definition-format.md 3.1).
    PersonPart {
        Nik = "nik", Passport = "passport", Nationality = "nationality", Kk = "kk", Name = "name",
        BirthPlace = "birth_place", BirthDate = "birth_date", Sex = "sex", Religion = "religion",
        Marital = "marital", Occupation = "occupation", Education = "education",
        Address = "address", Phone = "phone", FamilyHead = "family_head",
        FatherName = "father_name", Relation = "relation",
    }
);
part!(
    /// A part of a place (definition-format.md 3.1).
    PlacePart {
        Street = "street", Rt = "rt", Rw = "rw", Area = "area", Postcode = "postcode",
        Point = "point",
    }
);
