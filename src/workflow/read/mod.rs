//! Reads the sections of a file, one file here each, into the model.

pub(super) mod action;
pub(super) mod answer;
mod branch;
pub(super) mod end;
pub(super) mod field;
pub(super) mod holder;
pub(super) mod id;
pub(super) mod kind;
mod late;
pub(super) mod number;
pub(super) mod output;
pub(super) mod scenario;
pub(super) mod start;
pub(super) mod step;
pub(super) mod table;
pub(super) mod telling;
pub(super) mod top;
pub(super) mod value;
