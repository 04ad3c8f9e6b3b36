//! The tamper-evident log: the leaf of every event.

mod canonical;
mod hex;
mod leaf;

pub use canonical::canonical;
pub use hex::hex;
pub use leaf::{Entry, Leaf, leaf};
