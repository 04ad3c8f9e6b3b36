//! Use cases, one file each, and the one queue through which every change of a case passes.

mod about;
mod accounts;
mod aftermath;
mod batch;
mod batch_failure;
mod batch_job;
mod batch_rows;
mod batch_tasks;
mod batch_unique;
mod case_file;
mod check_letter;
mod claim;
mod comment;
mod contact;
mod copies;
mod correction;
mod counter;
mod decide;
mod decide_all;
mod drafts;
mod effects;
mod enrol;
mod enter;
mod erase;
mod fills;
mod flags;
mod forms;
mod freeze;
mod gaps;
mod history;
mod house;
mod import_areas;
mod import_offices;
mod import_people;
mod in_force;
mod inbox;
pub mod keys;
mod likeness;
mod limits;
mod linked;
mod lists;
mod logos;
mod machine;
mod messages;
mod move_cases;
mod officer;
mod open;
mod password;
mod people_rows;
mod pin;
mod post;
mod printable;
mod publish;
mod queue;
mod reach;
mod register_book;
mod register_change;
mod register_check;
mod register_hand;
mod register_line;
mod register_right;
mod register_series;
mod register_view;
mod revoke;
mod seal;
mod search;
mod sendings;
mod sessions;
mod set_office;
mod settings;
mod sheet;
mod sight;
mod sign;
mod sign_in;
mod sign_stages;
mod sign_turn;
mod sniff;
mod starting;
mod submit;
mod tick;
mod told;
mod totp;
mod track;
mod tracking;
mod unprintable;
mod unserved;
mod unsigned;
mod uploads;
mod view;
mod view_case;
mod view_many;
mod view_search;
mod view_sign;
mod words;

pub use accounts::Accounts;
pub use batch_failure::Failure;
pub use batch_job::{
    Complete, Completing, Done, Extras, Fills, Job, MakeCommand, NewLetter, Notice, Offer, Rules,
    Situation, Subject, Upload, request_hash,
};
pub use batch_tasks::{project, rebuild_tasks};
pub use correction::Correction;
pub use counter::{Asked, CounterFile, Record};
pub use enrol::{Chosen, Enrolled, Enrolling, enrolment_link};
pub use gaps::{Gap, gaps};
pub use house::{Desk, Parts};
pub use import_areas::AreaPlan;
pub use import_offices::OfficePlan;
pub use import_people::PeoplePlan;
pub use limits::LookUp;
pub use linked::{DecidedCase, Linked};
pub use lists::{EarlierCase, Lists};
pub use machine::{MachineAnswer, MachineTask};
pub use move_cases::{CaseMove, Outcome};
pub use officer::Credentials;
pub use people_rows::Told;
pub use pin::{PinAsked, pin_link};
pub use post::{Post, Report, Status};
pub use publish::{
    ChangeKind, PublishError, Publishing, Responsible, ServiceChange, publish, publish_own,
};
pub use queue::Queue;
pub use reach::Reach;
pub use register_check::{SeriesCheck, SeriesProblem, check_registers};
pub use register_view::{
    Block, Book, BookCard, BookLine, BookMonth, BookOffice, BookPart, NumberFile, NumberState,
    OfficeBooks, OnPaper, RegisterError, RegisterRefusal, Registers, Saw,
};
pub use revoke::REVOCATIONS;
pub use sendings::{SendAgainError, Sending, SendingState};
pub use sessions::OwnSession;
pub use set_office::{InForceAt, SetError, SetOffice, set_office, settings_at};
pub use settings::{engine_settings, read_setting};
pub use sign_in::{Household, Member};
pub use view::{
    Decide, DeskError, FileCheck, Form, HistoryLine, Inbox, InboxRow, LetterCheck, Message,
    OutputView, Problem, Progress, Receipt, Seen, ServiceCard, Submit, Tracking, Who,
};
pub use view_case::{ActionView, CaseFile, FieldView, Sharing};
pub use view_many::{DecidedOne, Picked, Quick};
pub use view_search::{Found, Search};
pub use view_sign::{SignBatch, SignResult, SignedOne};
