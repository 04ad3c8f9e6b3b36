//! The keys at the top of a file (definition-format.md section 2).

use super::super::keys::{Key, Takes, key, must};
use super::end::END;
use super::output::OUTPUT;
use super::scenario::SCENARIO;
use super::start::{FACTS, START};
use super::step::STEP;
use super::telling::{NOTIFY, PUBLISH, WAS};

/// Keys of the file of a service. `start` must be there, save in one that links elsewhere.
pub(in super::super) const SERVICE: [Key; 20] = [
    must("format", Takes::Word(&["1"])),
    must("id", Takes::Text),
    must("title", Takes::Text),
    key("about", Takes::Text),
    key("use", Takes::Texts),
    key("since", Takes::Date),
    key("until", Takes::Date),
    key("service", Takes::Map(&FACTS)),
    key("link", Takes::Text),
    key("settings", Takes::Settings),
    key("start", Takes::Map(&START)),
    key("fields", Takes::Fields),
    key("steps", Takes::Named(&STEP)),
    key("ends", Takes::Named(&END)),
    key("outputs", Takes::Named(&OUTPUT)),
    key("publish", Takes::Map(&PUBLISH)),
    key("notify", Takes::Maps(&NOTIFY)),
    key("keep", Takes::Periods),
    key("tests", Takes::Maps(&SCENARIO)),
    key("was", Takes::Map(&WAS)),
];

/// Keys of the file of a part.
pub(in super::super) const PART: [Key; 9] = [
    key("format", Takes::Word(&["1"])),
    must("part", Takes::Text),
    key("title", Takes::Text),
    key("about", Takes::Text),
    key("settings", Takes::Settings),
    key("fields", Takes::Fields),
    key("steps", Takes::Named(&STEP)),
    key("outputs", Takes::Named(&OUTPUT)),
    key("tests", Takes::Maps(&SCENARIO)),
];
