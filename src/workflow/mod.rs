//! A definition: its model, its YAML, its expressions, its structural checks.

mod assemble;
mod at;
mod canonical;
mod eval;
mod expr;
mod expr_type;
mod facts;
mod field;
mod finding;
mod ids;
mod input;
mod lexer;
mod library;
mod literal;
mod model;
mod parts;
mod problems;
mod read;
mod report;
mod rules;
mod syntax;
mod titles;
mod tree;
mod typing;
mod value;

pub use eval::{Scope, evaluate, holds};
pub use expr::{Compare, Expr, Path, Root};
pub use field::{Bring, Check, Choices, Column, Field, FieldKind, Filler};
pub use finding::{Finding, did_you_mean};
pub use ids::{
    ActionId, DefinitionHash, EndId, FieldId, OutputId, PersonPart, PlacePart, ServiceId,
    SettingId, StepId,
};
pub use library::{Library, LoadError, Loaded};
pub use model::{
    Action, Definition, Due, End, Holder, Late, LateDo, NumberPart, Output, Proof, Purpose,
    SeriesKey, ServiceFacts, Setting, Start, Starter, Step, Target,
};
pub use parts::PartKind;
pub use problems::Problem;
pub use read::scenario::{Expect, Scenario, Written};
pub use value::{FileRef, Parts, Row, Value};
