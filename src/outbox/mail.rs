//! E-mail by SMTP.

use std::time::Duration;

use jiff::Timestamp;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::channel::Outcome;
use super::gateway::LONGEST;
use super::http::nearby;
use super::wording::Words;
use super::{ChannelError, MailSettings, Pause, Security, secret};
use crate::desk::{Post, Status};

/// A mail server that was opened; a connection is made for each message.
pub(super) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
}

impl Mail {
    pub fn open(settings: &MailSettings) -> Result<Self, ChannelError> {
        let told = |problem: String| ChannelError::new("mail", &problem);
        let from: Mailbox = settings.from.parse().map_err(|_| {
            told(format!(
                "`from` {:?} is no sender; write it like Surat Kota Contoh <surat@kota.example>",
                settings.from
            ))
        })?;
        if settings.timeout > LONGEST || settings.timeout < Pause::seconds(1) {
            return Err(told(
                "`timeout` lies outside 1s to 30s; an attempt that lasts longer is taken for lost"
                    .into(),
            ));
        }
        let timeout = Duration::try_from(settings.timeout.0).unwrap_or_default();
        let (tls, port) = match settings.security {
            Security::StartTls => (Tls::Required(parameters(settings)?), 587),
            Security::Tls => (Tls::Wrapper(parameters(settings)?), 465),
            Security::None if nearby(&settings.server) => (Tls::None, 25),
            Security::None => {
                return Err(told(format!(
                    "security = \"none\" would send messages to {} in the open; write starttls or tls",
                    settings.server
                )));
            }
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.server)
            .port(settings.port.unwrap_or(port))
            .tls(tls)
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(timeout));
        let builder = match (&settings.user, &settings.password_file) {
            (Some(user), Some(file)) => {
                let password = secret::read("mail", file)?;
                builder.credentials(Credentials::new(user.clone(), (*password).clone()))
            }
            (None, None) => builder,
            _ => {
                return Err(told(
                    "`user` and `password_file` go together; give both or neither".into(),
                ));
            }
        };
        Ok(Self { transport: builder.build(), from, timeout })
    }

    /// Tries once.
    pub async fn send(&self, post: &Post, words: &Words, now: Timestamp) -> Outcome {
        let Some(address) = &post.email else { return Outcome::nowhere() };
        let Ok(to) = address.parse() else { return Outcome::not(Status::Failed, "bad-address") };
        // The same for every attempt, so that a receiver notices a second one.
        let id = format!("<{}@{}>", post.id, self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(now.into())
            .message_id(Some(id.clone()))
            .subject(words.subject.clone())
            .body(words.lines());
        let Ok(message) = message else { return Outcome::not(Status::Failed, "bad-address") };
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Outcome::sent(Some(id)),
            Ok(Err(error)) => {
                let outcome = refused(error.status(), error.is_timeout());
                tracing::warn!(code = outcome.error, "the mail server did not take a message");
                outcome
            }
            Err(_) => Outcome::not(Status::Retry, "time-out"),
        }
    }
}

/// What a server's answer means for this message.
fn refused(code: Option<Code>, timeout: bool) -> Outcome {
    let Some(code) = code else {
        let error = if timeout { "time-out" } else { "no-connection" };
        return Outcome::not(Status::Retry, error);
    };
    let number = code.to_string();
    // Of the lasting refusals, those that are about us and not about the address (RFC 4954, 6).
    let ours = ["502", "503", "504", "530", "534", "535", "538"].contains(&number.as_str());
    let lasting = number.starts_with('5') && !ours;
    Outcome::not(if lasting { Status::Failed } else { Status::Retry }, &format!("smtp-{number}"))
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, ChannelError> {
    let mut builder = TlsParameters::builder(settings.server.clone());
    if let Some(file) = &settings.ca_file {
        let told = |error: &dyn std::fmt::Display| {
            let told = format!("`ca_file` {}: {error}", file.display());
            ChannelError::new("mail", &format!("{told}; it holds one certificate as PEM"))
        };
        let pem = std::fs::read(file).map_err(|error| told(&error))?;
        let one = Certificate::from_pem(&pem).map_err(|error| told(&error))?;
        builder = builder.add_root_certificate(one);
    }
    builder.build().map_err(|error| {
        ChannelError::new("mail", &format!("TLS cannot be used with {}: {error}", settings.server))
    })
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::response::{Category, Detail, Severity};

    use super::*;

    #[test]
    fn a_refusal_is_about_the_address_or_about_us() {
        let permanent = Severity::PermanentNegativeCompletion;
        let no_such = Code::new(permanent, Category::MailSystem, Detail::Zero);
        assert_eq!(refused(Some(no_such), false).status, Status::Failed);
        let password = Code::new(permanent, Category::Unspecified3, Detail::Five);
        let told = refused(Some(password), false);
        assert_eq!((told.status, told.error.as_deref()), (Status::Retry, Some("smtp-535")));
        let full =
            Code::new(Severity::TransientNegativeCompletion, Category::MailSystem, Detail::Two);
        assert_eq!(refused(Some(full), false).status, Status::Retry);
        assert_eq!(refused(None, true).error.as_deref(), Some("time-out"));
    }
}
