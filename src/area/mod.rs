//! Area codes and levels, offices, seats, appointments: who holds a seat on a day.

mod code;
mod directory;
mod office;

pub use code::{AreaCode, AreaError, Level};
pub use directory::{Directory, Holder, Staffing};
pub use office::{Appointment, AppointmentKind, Office, OfficeId, Officer, Right, Role, Seat};
