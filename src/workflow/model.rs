//! The model of a definition after loading: parts put in, defaults put in, expressions typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{
    Action, Branch, DefinitionHash, End, EndId, Expr, Field, FieldId, FieldKind, Holder, Late,
    Need, Notify, Output, OutputId, Publish, Root, ServiceId, SettingId, Start, StepId, Table,
    TableId, Value, Was,
};
use crate::calendar::Period;

/// A public service as its file declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its id.
    pub id: ServiceId,
    /// SHA-256 of the canonical form.
    pub hash: DefinitionHash,
    /// What a case is pinned to and the store keeps: the definition with the tables that it names.
    pub edition: DefinitionHash,
    /// What people read.
    pub title: Arc<str>,
    /// One or two sentences for residents.
    pub about: Option<Arc<str>>,
    /// The first and the last day on which it may be started.
    pub since: Option<Date>,
    /// See `since`.
    pub until: Option<Date>,
    /// Facts for the catalogue.
    pub service: ServiceFacts,
    /// The address of a service that is somebody else's: it has no steps.
    pub link: Option<Arc<str>>,
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
    /// What may be shown to everybody.
    pub publish: Option<Publish>,
    /// Messages beside the default ones.
    pub notify: Vec<Notify>,
    /// How long a case stays after each end.
    pub keep: Vec<(EndId, Period)>,
    /// The tables that it names.
    pub tables: BTreeMap<TableId, Arc<Table>>,
    /// Names of the version before.
    pub was: Was,
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
    /// What one gets; the title of the first output if absent.
    pub product: Option<Arc<str>>,
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

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// What people read.
    pub title: Arc<str>,
    /// Who acts: one branch for each of `by` or `of`, never none.
    pub branches: Vec<Branch>,
    /// How many of them must approve.
    pub need: Need,
    /// It exists only if true.
    pub when: Option<Expr>,
    /// Whoever approved there may not act here (four eyes).
    pub not: Vec<StepId>,
    /// What an approval vouches for; the default (all visible fields filled before) is put in.
    pub confirms: Vec<FieldId>,
    /// Fields of others that it may correct.
    pub edit: Vec<FieldId>,
    /// Deadline.
    pub due: Option<Due>,
    /// Earliest approval after arrival (a notice period).
    pub wait: Option<Expr>,
    /// What happens at the deadline; the default (remind the holder, a working day later add the
    /// superior) is put in.
    pub late: Vec<Late>,
    /// Whether `late` is the default, not the author's (coverage does not ask for it).
    pub late_default: bool,
    /// What may be done, defaults merged.
    pub actions: Vec<Action>,
    /// Outputs that this step signs.
    pub sign: Vec<OutputId>,
    /// An officer may record it at the desk, with evidence.
    pub at_desk: bool,
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

    /// The kind of what a path starts from, where it is a field or a setting.
    pub fn kind(&self, root: &Root) -> Option<&FieldKind> {
        match root {
            Root::Field(id) => self.field(id.as_str()).map(|field| &field.kind),
            Root::Setting(id) => self.setting(id.as_str()).map(|setting| &setting.kind),
            _ => None,
        }
    }

    /// What one gets, in words.
    pub fn product(&self) -> Option<&str> {
        let output = || self.outputs.first().map(|output| &*output.title);
        self.service.product.as_deref().or_else(output)
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
        self.branches.iter().any(|branch| branch.by.is_office())
    }

    /// Whether the applicant alone holds the step.
    pub fn by_applicant(&self) -> bool {
        self.branches.iter().all(|branch| branch.by == Holder::Applicant)
    }

    /// The holders that the author named.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.branches.iter().map(|branch| &branch.by)
    }
}
