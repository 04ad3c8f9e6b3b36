//! `/pesan`: what was sent to this person.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::pages::Page;
use super::visitor::Visitor;
use super::words::Words;
use crate::desk::Message;

/// `GET /pesan`.
pub(super) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let messages = web.desk.messages(&visitor.who).await?;
    Ok(web.pages.show(Some(&visitor), &MessagesPage::new(&messages, web.pages.words())))
}

/// Messages, newest first.
#[derive(Debug, Serialize)]
pub(super) struct MessagesPage {
    messages: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    at: String,
    text: String,
    about: Option<String>,
    path: Option<String>,
}

impl MessagesPage {
    /// The page of these messages.
    pub(super) fn new(messages: &[Message], words: Words) -> Self {
        let line = |message: &Message| Line {
            at: words.time(message.at),
            text: message.text.clone(),
            about: message.about.clone(),
            path: message.path.clone(),
        };
        Self { messages: messages.iter().map(line).collect() }
    }
}

impl Page for MessagesPage {
    const TEMPLATE: &'static str = "message_list";

    fn title(&self) -> String {
        "Pesan".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn a_message_has_its_time_and_its_link_and_none_is_said_too() {
        let html = sample::html(&MessagesPage::new(&sample::messages(), sample::words()));
        assert!(html.contains("Jumat, 20 November 2026 pukul 09.00 WIB"));
        assert!(html.contains("href=\"/t/7K3M\""));
        let none = sample::html(&MessagesPage::new(&[], sample::words()));
        assert!(none.contains("Belum ada pesan"));
    }
}
