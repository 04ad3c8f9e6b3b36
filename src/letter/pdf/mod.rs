//! From marks on pages to a tagged PDF/A file.
//!
//! What all letters of a template have in common, its fonts and the colour profile, is made once: the [`skeleton`].
//! A letter is those bytes and then its own objects, each written once, in the order of a [`plan`].

mod content;
mod deflate;
mod document;
mod fields;
mod font_objects;
mod logo;
mod objects;
mod plan;
mod qr;
mod skeleton;
mod structure;
mod syntax;
mod xmp;

pub(super) use deflate::small;
pub(super) use document::write;
pub(super) use skeleton::Skeletons;
pub(super) use xmp::PRODUCER;
