//! Forms: what a browser sends, the values that it means, and the inputs that ask for them.

mod codec;
mod hidden;
mod input;
mod offered;
mod sections;
mod sent;
mod typed;

pub(super) use codec::{read, write};
pub(super) use hidden::Hidden;
pub(super) use offered::Offered;
pub(super) use sections::{Listed, Section, sections};
pub(super) use sent::Sent;
pub(super) use typed::Typed;
