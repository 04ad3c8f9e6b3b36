//! Who starts a service, where, and when (definition-format.md 2.3).

use std::borrow::Cow;

use super::{Definition, EndId, FieldId, Holder, Path, Root, ServiceId, Value};
use crate::area::Role;
use crate::calendar::Period;

/// Who starts a service, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Who: any one of these.
    pub by: Vec<Starter>,
    /// The place, area or office that fixes RT to provinsi.
    pub route: Route,
    /// For what; the first is the default.
    pub purposes: Vec<Purpose>,
    /// An open case with the same values is offered instead.
    pub unique: Vec<FieldId>,
    /// Only from an earlier case.
    pub after: Option<After>,
    /// A recurring duty.
    pub every: Option<Every>,
    /// By when a recurring duty is done.
    pub due: Option<Period>,
    /// By which channels; all if empty.
    pub via: Vec<Channel>,
}

impl Start {
    /// The field that the route starts from.
    pub fn route_field(&self) -> Option<&FieldId> {
        match &self.route {
            Route::Path(Path { root: Root::Field(field), .. }) => Some(field),
            _ => None,
        }
    }
}

impl Definition {
    /// What the route names, where `answer` is the answer to a field.
    pub fn route<'v>(
        &self,
        answer: impl FnOnce(&FieldId) -> Option<&'v Value>,
    ) -> Option<Cow<'v, Value>> {
        let Route::Path(path) = &self.start.route else { return None };
        answer(self.start.route_field()?)?.within(path, || self.kind(&path.root))
    }
}

/// What fixes the units of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// What an answer names.
    Path(Path),
    /// The unit of the seat that starts.
    Seat,
}

/// Who may start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Starter {
    /// Anybody.
    Anyone,
    /// Phone proven.
    Contact,
    /// Identity proven.
    Resident,
    /// The applicant of the earlier case that it follows.
    Applicant,
    /// Staff, or staff for a resident.
    Staff(Holder),
    /// Staff of any office.
    AnyStaff(Role),
}

/// Why a letter is asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A new one.
    New,
    /// A renewal.
    Renewal,
    /// A correction.
    Correction,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::New, Self::Renewal, Self::Correction];

    /// The key as it is written.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Renewal => "renewal",
            Self::Correction => "correction",
        }
    }
}

/// The earlier case that a service starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Of one of these services.
    pub of: Vec<ServiceId>,
    /// Ended in one of these ways.
    pub ends: Vec<EndId>,
    /// At most so long ago.
    pub within: Option<Period>,
    /// Only its office, service and month are kept.
    pub unlink: bool,
}

/// How often a duty recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Each month.
    Month,
}

/// A channel by which a request comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// The pages.
    Web,
    /// `WhatsApp`
    WhatsApp,
    /// `Facebook`
    Facebook,
    /// An officer's desk.
    Desk,
    /// A machine.
    Service(std::sync::Arc<str>),
}
