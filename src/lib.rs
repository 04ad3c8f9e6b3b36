//! AlurSurat: letters from the neighbourhood to the town hall.
//!
//! Every room is one module; `tests/it/architecture.rs` holds which room may import which.

pub mod area;
pub mod calendar;
pub mod case;
pub mod cli;
pub mod desk;
pub mod journal;
pub mod letter;
pub mod origin;
pub mod outbox;
pub mod service;
pub mod signature;
pub mod store;
pub mod web;
pub mod workflow;
