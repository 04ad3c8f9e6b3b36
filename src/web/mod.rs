//! Pages for people: translation between HTTP and the desk, nothing else.
//!
//! One page or endpoint is one file with its template's data, its handlers and their tests. What a
//! person may see or do is the desk's to say; here it is only put into words and inputs.

mod account;
mod apply;
mod arrival;
mod beside;
mod case_file;
mod check;
mod client;
mod colour;
mod compare;
mod counter;
mod decided_many;
mod decision;
mod enrol;
mod enter;
#[cfg(test)]
mod every_door;
#[cfg(test)]
mod every_page;
mod facts;
mod failure;
mod form;
mod health;
mod home;
mod link;
mod logo;
mod messages;
mod networks;
mod officer;
mod pages;
mod papers;
mod peer;
mod pin;
mod pressed;
mod queue;
mod refusal;
mod register;
mod register_book;
mod register_number;
mod register_print;
mod register_reserve;
mod register_sheet;
mod register_words;
mod requests;
mod routes;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_form;
#[cfg(test)]
mod sample_register;
mod search;
mod security;
mod settings;
mod sign_in;
mod signing;
mod style;
mod tracking;
mod uploads;
mod visitor;
mod whatsapp;
mod withdraw;
mod words;

use crate::desk::Desk;

pub use client::{Client, Peer, ProxyHeader};
pub use colour::Colour;
pub use logo::Logo;
pub use networks::Network;
pub use routes::router;
pub use settings::{Persona, WebSettings};

/// What every handler works with.
#[derive(Clone)]
struct Web {
    desk: Desk,
    pages: pages::Pages,
}
