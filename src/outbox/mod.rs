//! What leaves the house after a commit: messages to people, by the channels that a city has.

mod channel;
mod fields;
mod folder;
mod gateway;
mod gateway_answer;
mod http;
mod mail;
mod mail_settings;
mod pause;
mod quiet;
mod secret;
mod settings;
mod turn;
mod wording;
mod worker;

pub use channel::ChannelError;
pub use folder::FolderSettings;
pub use gateway::{AnswerSettings, Encoding, GatewaySettings};
pub use mail_settings::{MailSettings, Security};
pub use pause::Pause;
pub use quiet::Quiet;
pub use settings::ChannelSettings;
pub use wording::segments;
pub use worker::Worker;
