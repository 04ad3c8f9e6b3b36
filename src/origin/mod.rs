//! The only room that reads a clock or draws chance: `Clock`, `Ids`, and the newtypes of ids.

mod clock;
mod code;
mod ids;

pub use clock::{Clock, FixedClock, SystemClock};
pub use code::{Code, CodeError};
pub use ids::{CaseId, Ids, LetterId, PersonId, Salt};
