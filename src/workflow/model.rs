//! The model of a definition after loading: parts put in, defaults put in, expressions typed.

use std::sync::Arc;

use super::{
    ActionId, DefinitionHash, EndId, Expr, Field, FieldId, FieldKind, OutputId, Path, ServiceId,
    SettingId, StepId, Value,
};
use crate::area::{Level, Role};
use crate::calendar::Period;

/// A public service as its file declares it.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its id.
    pub id: ServiceId,
    /// What is pinned by a case: SHA-256 of the canonical form.
    pub hash: DefinitionHash,
    /// What people read.
    pub title: Arc<str>,
    /// One or two sentences for residents.
    pub about: Option<Arc<str>>,
    /// Facts for the catalogue.
    pub service: ServiceFacts,
    /// What an office may set.
    pub settings: Vec<Setting>,
    /// Who starts it, and where.
    pub start: Start,
    /// The fields; `applicant` is always among them.
    pub fields: Vec<Field>,
    /// The steps in the order of work.
    pub steps: Vec<Step>,
    /// The ends, `done`, `rejected` and `withdrawn` among them.
    pub ends: Vec<End>,
    /// Letters and register entries.
    pub outputs: Vec<Output>,
    /// How long a case stays after each end.
    pub keep: Vec<(EndId, Period)>,
}

/// Facts for the catalogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceFacts {
    /// Heading in the catalogue.
    pub topic: Option<Arc<str>>,
    /// Rupiah.
    pub fee: i64,
    /// Promised time.
    pub time: Option<Period>,
    /// Laws and regulations.
    pub basis: Vec<Arc<str>>,
}

/// A value that an office may set; read as `office.NAME`.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its id.
    pub id: SettingId,
    /// What the office's administrator reads.
    pub title: Arc<str>,
    /// Its kind.
    pub kind: FieldKind,
    /// Holds where no office sets it.
    pub default: Value,
}

/// Who starts a service, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Who.
    pub by: Starter,
    /// The place that fixes RT to provinsi.
    pub route: Path,
    /// For what; the first is the default.
    pub purposes: Vec<Purpose>,
    /// An open case with the same values is offered instead.
    pub unique: Vec<FieldId>,
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
    /// Staff, or staff for a resident.
    Staff(Holder),
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
    /// The key as it is written.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Renewal => "renewal",
            Self::Correction => "correction",
        }
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// What people read.
    pub title: Arc<str>,
    /// Who acts.
    pub by: Holder,
    /// It exists only if true.
    pub when: Option<Expr>,
    /// Whoever approved there may not act here (four eyes).
    pub not: Vec<StepId>,
    /// Substitutes, in order; the default chain of section 5.1 is put in.
    pub substitutes: Vec<Holder>,
    /// What an approval vouches for; the default (all visible fields filled before) is put in.
    pub confirms: Vec<FieldId>,
    /// Fields of others that it may correct.
    pub edit: Vec<FieldId>,
    /// Deadline.
    pub due: Option<Due>,
    /// What happens at the deadline; the default (add the superior at +1wd) is put in.
    pub late: Vec<Late>,
    /// Whether `late` is the default, not the author's (coverage does not ask for it).
    pub late_default: bool,
    /// What may be done, defaults merged.
    pub actions: Vec<Action>,
    /// Outputs that this step signs.
    pub sign: Vec<OutputId>,
    /// Least proof of identity.
    pub auth: Proof,
    /// From which part it comes, if any.
    pub part: Option<Arc<str>>,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// A length of time.
    Period(Expr),
    /// A day.
    Date(Expr),
}

/// A holder: `head@rt`, `applicant`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// A role at a level of the route.
    Level {
        /// The role.
        role: Role,
        /// The level.
        level: Level,
    },
    /// The one who started the case.
    Applicant,
}

/// Least proof of identity, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// A link sent to the person.
    Link,
    /// Logged in.
    Click,
    /// A PIN.
    Pin,
    /// A passkey.
    Passkey,
    /// The passphrase of the signature certificate.
    Tte,
}

/// A late rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// When, counted from the deadline.
    pub after: Period,
    /// What.
    pub act: LateDo,
}

/// What a late rule does.
#[derive(Debug, Clone, PartialEq)]
pub enum LateDo {
    /// A message to the holder.
    Remind,
    /// One more may act.
    Add(Holder),
}

/// What may be done at a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The button, where the author names it.
    pub title: Option<Arc<str>>,
    /// Where it leads.
    pub to: Target,
    /// A text must be given.
    pub note_required: bool,
    /// With `same`: hold at most so long.
    pub pause: Option<Period>,
    /// At most so often in a case.
    pub limit: Option<u32>,
}

/// Where an action leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// On.
    Next,
    /// Back to the applicant.
    Applicant,
    /// Nowhere: hold.
    Same,
    /// To an earlier step.
    Step(StepId),
    /// To an end.
    End(EndId),
}

/// An end of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Its id.
    pub id: EndId,
    /// What people read.
    pub title: Arc<str>,
}

/// A letter or a register entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its id.
    pub id: OutputId,
    /// What people read.
    pub title: Arc<str>,
    /// The template of its letter; without it a register entry.
    pub template: Option<Arc<str>>,
    /// Its number, if it takes one.
    pub number: Vec<NumberPart>,
    /// What the counter belongs to.
    pub series: Vec<SeriesKey>,
    /// Made only if true.
    pub when: Option<Expr>,
    /// Made when this step is complete; at the end of the case if absent.
    pub at: Option<StepId>,
    /// The steps that sign it, in order (derived from `steps.sign`).
    pub signers: Vec<StepId>,
    /// From which part it comes, if any.
    pub part: Option<Arc<str>>,
}

/// A piece of a number pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberPart {
    /// Printed as it is.
    Text(Arc<str>),
    /// `{seq:3}`: the counter, padded with zeros.
    Seq(u8),
    /// `{code}`: the setting `code`.
    Code,
    /// `{unit.code}`: the code of the office that draws.
    UnitCode,
    /// `{day}`, padded.
    Day(u8),
    /// `{month}`, padded.
    Month(u8),
    /// `{month:roman}`.
    MonthRoman,
    /// `{year}`.
    Year,
    /// `{rt:2}`, padded.
    Rt(u8),
    /// `{rw:2}`, padded.
    Rw(u8),
}

/// A key of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeriesKey {
    /// The office that draws.
    Office,
    /// The unit of the route at a level (rt, rw, kelurahan, kecamatan).
    Level(Level),
    /// The setting `code`.
    Code,
    /// The year of drawing.
    Year,
    /// The month of drawing.
    Month,
}

impl Definition {
    /// A field.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id.as_str() == id)
    }

    /// A step.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id.as_str() == id)
    }

    /// The place of a step in the order of work.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id.as_str() == id)
    }

    /// An output.
    pub fn output(&self, id: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| output.id.as_str() == id)
    }

    /// An end.
    pub fn end(&self, id: &str) -> Option<&End> {
        self.ends.iter().find(|end| end.id.as_str() == id)
    }

    /// A setting.
    pub fn setting(&self, id: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.id.as_str() == id)
    }
}

impl Step {
    /// An action.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id.as_str() == id)
    }

    /// Whether an office holds the step: only then does the clock of the case run.
    pub fn by_office(&self) -> bool {
        matches!(self.by, Holder::Level { .. })
    }
}
