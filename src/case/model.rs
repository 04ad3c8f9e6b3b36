//! What `decide` knows besides the case.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::area::{OfficeId, Seat, Staffing};
use crate::calendar::{Calendar, Period, Unit};
use crate::origin::PersonId;
use crate::workflow::{Definition, Parts, SettingId, Value};

/// The pinned definition and the world of today: settings and calendar of the office, staffing.
///
/// Who may act for which seat, and whose account a person's is, is resolved outside; a command
/// carries person, seat and right.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    /// The definition that the case pinned (the newest for a case that is not yet submitted).
    pub definition: &'a Definition,
    /// The calendar of today: for deadlines and clocks.
    pub calendar: &'a Calendar,
    /// What the office sets today; pinned by the first submission. A missing one has its default.
    pub settings: &'a BTreeMap<SettingId, Value>,
    /// How a seat is filled today by others than these people, who may not act.
    pub staffing: &'a (dyn Fn(&Seat, &[PersonId]) -> Staffing + Sync),
    /// Whose account it is that the request names a person by; `None` where nobody is known so.
    pub known: &'a (dyn Fn(&Parts) -> Option<PersonId> + Sync),
    /// How long a decision may be taken back.
    pub undo_window: SignedDuration,
    /// How long a returned request waits for the applicant before it is closed.
    pub patience: Period,
    /// Where the starter sits, for a service whose route begins there; pinned by the first
    /// submission.
    pub unit: Option<&'a OfficeId>,
}

impl Model<'_> {
    /// The patience where the office sets none: 30 days.
    pub const PATIENCE: Period = Period::new(30, Unit::Day);

    /// The undo window where the office sets none.
    pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_mins(5);
}
