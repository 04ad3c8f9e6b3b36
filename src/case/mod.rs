//! The engine: `Case`, `Command`, `Event`, `decide`, `evolve`; pure, total, deterministic.

mod act;
mod answers;
mod clocks;
mod command;
mod decide;
mod event;
mod evolve;
mod facts;
mod model;
mod number;
mod pin;
mod position;
mod refusal;
mod route;
mod seats;
mod settle;
mod sign;
#[cfg(test)]
mod stage;
mod state;
mod time;

pub use answers::{Answer, Answers, Commitment, Held, Revision};
pub use command::{Act, Actor, Command, SignOutcome, SignReporter};
pub use decide::decide;
pub use event::{Completion, Event, SeriesName};
pub use evolve::{apply, evolve};
pub use model::Model;
pub use number::{NumberFacts, complete_numbers, format_number};
pub use position::{complete, exists, position, signing, valid};
pub use refusal::Refusal;
pub use route::{route, seat, seat_of};
pub use seats::{TaskKind, TaskSeat, seats};
pub use state::{
    Approval, Case, Clock, Decision, Hold, LetterState, OutputState, Phase, Pin, SignRequest,
    Vouched,
};
pub use time::{due, next_tick};
