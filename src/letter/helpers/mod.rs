//! The helpers that a template may call (template-format.md section 4), as pure functions of JSON values.

mod age;
mod dates;
mod digits;
mod letters;
mod plain;
mod register;
mod words;

pub(super) use register::{BLOCKS, PRINTING, handlebars, styles};
