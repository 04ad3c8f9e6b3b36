//! The engine: `Case`, `Command`, `Event`, `decide`, `evolve`; pure, total, deterministic.

mod act;
mod answers;
mod claim;
mod clocks;
mod command;
mod decide;
mod ending;
mod event;
mod evolve;
mod facts;
mod late;
mod migrate;
mod model;
mod number;
mod pin;
mod position;
mod refusal;
mod revoking;
mod route;
mod settle;
mod sight;
mod sign;
mod slots;
#[cfg(test)]
mod stage;
mod state;
mod tasks;
mod time;
mod undo;

pub use answers::{Answer, Answers, Commitment, Held, Revision};
pub use command::{Act, Actor, AtDesk, AtSlot, Command, SignOutcome, SignReporter, Superseded};
pub use decide::{Outcome, carry_out, decide};
pub use event::Event;
pub use evolve::{apply, evolve};
pub use migrate::{Move, Obstacle, dry_run};
pub use model::Model;
pub use number::{Completion, NumberFacts, SeriesName, complete_numbers, format_number};
pub use position::{approved, complete, decided, exists, position, signing, valid};
pub use refusal::Refusal;
pub use revoking::Revoker;
pub use route::{Addressee, addressees, route, seat_of};
pub use sight::{hidden, sees};
pub use slots::{Approvals, BySlot, Duty, Slot, duties};
pub use state::{
    Approval, Case, Clock, Decision, Hold, LetterState, OutputState, Phase, Pin, SignRequest,
    Vouched,
};
pub use tasks::{Task, TaskKind, tasks};
pub use time::{due, next_tick};
