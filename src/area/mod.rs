//! Area codes and levels, offices, seats, appointments and delegations: who may act on a day.

mod appointment;
mod code;
mod directory;
mod office;
mod official_list;
mod seat;
mod standing;
mod words;

pub use appointment::{
    Appointment, AppointmentKind, Delegation, DelegationKind, Leave, Officer, Right, Services,
};
pub use code::{AreaCode, AreaError, Level};
pub use directory::Directory;
pub use office::{Office, OfficeId, Setting};
pub use official_list::{BadLine, OfficialList};
pub use seat::{Role, Seat};
pub use standing::{Holder, Staffing};
pub use words::{LevelWords, WordsError};
