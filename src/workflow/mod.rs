//! A definition: its model, its YAML, its expressions, its structural checks.

mod action;
mod assemble;
mod at;
mod canonical;
mod eval;
mod expr;
mod expr_type;
mod facts;
mod field;
mod finding;
mod holder;
mod ids;
mod input;
mod keys;
mod languages;
mod lexer;
mod library;
mod literal;
mod model;
mod output;
mod parts;
mod pattern;
mod problems;
mod read;
mod references;
mod report;
mod request;
mod rules;
mod schema;
mod sources;
mod starting;
mod syntax;
mod table;
mod telling;
mod titles;
mod tree;
mod typing;
mod value;
mod weakened;

pub use action::{Action, Late, LateDo, Note, Target};
pub use at::place_of;
pub use eval::{Scope, evaluate, evaluate_in, holds};
pub use expr::{Compare, Expr, Path, Root};
pub use field::{Bring, Check, Choices, Column, Field, FieldKind, Filler, Hide, Offers, Prefill};
pub use finding::{Finding, did_you_mean};
pub use holder::{Branch, Holder, HolderError, Need, Proof};
pub use ids::{
    ActionId, BranchId, DefinitionHash, EndId, FieldId, OutputId, PersonPart, PlacePart, ServiceId,
    SettingId, StepId, TableId,
};
pub use languages::Words;
pub use library::{Library, LoadError, Loaded};
pub use model::{Definition, Due, ServiceFacts, Setting, Step};
pub use output::{End, Grant, NumberPart, Output, Recipient, Reopen, SeriesKey};
pub use parts::PartKind;
pub use pattern::Pattern;
pub use problems::Problem;
pub use read::scenario::{Expect, Scenario, Written};
pub use request::{Asker, Known, Request};
pub use schema::{schema, schema_text};
pub use starting::{After, Channel, Every, Purpose, Route, Start, Starter};
pub use table::{ColumnKind, Table, TableColumn, TableRow};
pub use telling::{Notify, Publish, Told, Was};
pub use value::{CaseRef, EarlierLetter, FileRef, Parts, Row, Value};
pub use weakened::weakened;
