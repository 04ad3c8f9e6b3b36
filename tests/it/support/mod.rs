//! What tests stand on: both databases, invented offices and people.

mod both;
mod desk;
mod people;
mod postgres;

pub use both::{Database, both, databases};
pub use desk::{Desk, SERIES};
pub use people::{day, office, person, seat, town, when};
