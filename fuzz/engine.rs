//! The rooms that the fuzz targets go through, without the rest of the house. Scenarios need the
//! letters, too, and these most of the crates.

#[path = "../src/area/mod.rs"]
pub mod area;
#[path = "../src/calendar/mod.rs"]
pub mod calendar;
#[path = "../src/case/mod.rs"]
pub mod case;
#[cfg(feature = "scenarios")]
#[path = "../src/letter/mod.rs"]
pub mod letter;
#[path = "../src/origin/mod.rs"]
pub mod origin;
#[cfg(feature = "scenarios")]
#[path = "../src/service/mod.rs"]
pub mod service;
#[path = "../src/workflow/mod.rs"]
pub mod workflow;
