//! Reads the sections of a file, one file here each, into the model.

pub(super) mod action;
pub(super) mod field;
pub(super) mod holder;
pub(super) mod id;
pub(super) mod number;
pub(super) mod output;
pub(super) mod scenario;
pub(super) mod start;
pub(super) mod step;
