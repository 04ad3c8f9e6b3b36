//! Use cases, one file each, and the one queue through which every change of a case passes.

mod batch;
mod batch_failure;
mod batch_job;
mod batch_rows;
mod batch_tasks;
mod batch_unique;
mod case_file;
mod check_letter;
mod decide;
mod enter;
mod forms;
mod freeze;
mod history;
mod house;
mod inbox;
pub mod keys;
mod likeness;
mod linked;
mod messages;
mod open;
mod queue;
mod seal;
mod sign;
mod sign_stages;
mod sign_turn;
mod sniff;
mod submit;
mod tick;
mod track;
mod tracking;
mod unprintable;
mod unserved;
mod uploads;
mod view;
mod view_sign;
mod words;

pub use batch_failure::Failure;
pub use batch_job::{
    Complete, Completing, Done, Extras, Fills, Job, MakeCommand, NewLetter, Notice, Offer, Rules,
    Situation, Subject, Upload, request_hash,
};
pub use batch_tasks::{project, rebuild_tasks};
pub use house::{Desk, Parts};
pub use linked::{DecidedCase, Linked};
pub use queue::Queue;
pub use view::{
    ActionView, CaseFile, Decide, DeskError, FieldView, FileCheck, Form, HistoryLine, Inbox,
    InboxRow, LetterCheck, Message, OutputView, Problem, Progress, Receipt, Seen, ServiceCard,
    Submit, Tracking, Who,
};
pub use view_sign::{SignBatch, SignResult, SignedOne};
