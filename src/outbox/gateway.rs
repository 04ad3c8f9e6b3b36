//! A gateway for WhatsApp or SMS that is spoken to over HTTP: where, with what, and how it answers are
//! settings, so that a city changes its provider without a new program.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

pub use super::fields::Encoding;
pub use super::gateway_answer::AnswerSettings;

use super::channel::Outcome;
use super::fields::{filled, places};
use super::gateway_answer::judged;
use super::http::Client;
use super::wording::Words;
use super::{ChannelError, Pause, secret};
use crate::desk::{Post, Status};

/// What a body may name.
const PLACES: [&str; 6] = ["phone", "phone_62", "phone_plus62", "text", "id", "secret"];
/// No attempt may last longer: it would be taken for lost.
pub(super) const LONGEST: Pause = Pause::seconds(30);

/// Settings of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// Where a message is posted to.
    pub url: String,
    /// Headers; `{{secret}}` stands for the secret.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The file that holds the secret.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
    /// How the body is encoded.
    #[serde(default)]
    pub encoding: Encoding,
    /// The body, with places: `{{phone}}`, `{{phone_62}}`, `{{phone_plus62}}`, `{{text}}`, `{{id}}`,
    /// `{{secret}}`.
    pub body: String,
    /// How the answer is read.
    #[serde(default)]
    pub answer: AnswerSettings,
    /// How long one attempt may last.
    #[serde(default = "timeout")]
    pub timeout: Pause,
    /// The certificate of the authority behind a gateway of the city's own.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

pub(super) fn timeout() -> Pause {
    Pause::seconds(20)
}

/// A gateway that was opened.
pub(super) struct Gateway {
    name: String,
    client: Client,
    headers: HeaderMap,
    encoding: Encoding,
    body: String,
    answer: AnswerSettings,
    secret: Zeroizing<String>,
}

impl Gateway {
    pub fn open(name: &str, settings: &GatewaySettings) -> Result<Self, ChannelError> {
        let told = |problem: &str| ChannelError::new(&format!("gateway.{name}"), problem);
        checked(settings).map_err(|problem| told(&problem))?;
        let timeout = Duration::try_from(settings.timeout.0).unwrap_or_default();
        let client = Client::open(&settings.url, settings.ca_file.as_deref(), timeout);
        let client = client.map_err(|problem| told(&problem))?;
        let secret = match &settings.secret_file {
            Some(file) => secret::read(&format!("gateway.{name}"), file)?,
            None => Zeroizing::default(),
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(settings.encoding.media()));
        for (key, value) in &settings.headers {
            let wrong = || {
                told(&format!(
                    "the header {key:?} cannot be sent; write letters, digits and - only"
                ))
            };
            let key = HeaderName::from_bytes(key.as_bytes()).map_err(|_| wrong())?;
            let value = Zeroizing::new(filled(value, &[("secret", &secret)], None));
            let mut value = HeaderValue::from_str(&value).map_err(|_| wrong())?;
            value.set_sensitive(true);
            headers.insert(key, value);
        }
        Ok(Self {
            name: name.to_owned(),
            client,
            headers,
            encoding: settings.encoding,
            body: settings.body.clone(),
            answer: settings.answer.clone(),
            secret,
        })
    }

    /// Tries once.
    pub async fn send(&self, post: &Post, words: &Words, now: Timestamp) -> Outcome {
        let Some(phone) = &post.phone else { return Outcome::nowhere() };
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let abroad = match digits.strip_prefix('0') {
            Some(rest) => format!("62{rest}"),
            None => digits.clone(),
        };
        let (plus, id) = (format!("+{abroad}"), post.id.to_string());
        let line = words.line();
        let values = [
            ("phone", digits.as_str()),
            ("phone_62", &abroad),
            ("phone_plus62", &plus),
            ("text", &line),
            ("id", &id),
            ("secret", &self.secret),
        ];
        let body = filled(&self.body, &values, Some(self.encoding));
        match self.client.post(self.headers.clone(), body).await {
            Ok(answer) => {
                let outcome = judged(&self.answer, &answer, now);
                if outcome.status == Status::Retry || outcome.status == Status::Failed {
                    let code = outcome.error.as_deref().unwrap_or_default();
                    tracing::warn!(channel = self.name, code, "a message was not taken");
                }
                outcome
            }
            Err(code) => {
                tracing::warn!(channel = self.name, code, "the gateway was not reached");
                Outcome::not(Status::Retry, code)
            }
        }
    }
}

/// What cannot be right in settings is told before anything is sent.
fn checked(settings: &GatewaySettings) -> Result<(), String> {
    if settings.timeout > LONGEST || settings.timeout < Pause::seconds(1) {
        return Err(
            "`timeout` lies outside 1s to 30s; an attempt that lasts longer is taken for lost"
                .into(),
        );
    }
    let used = places(&settings.body);
    if let Some(unknown) = used.iter().find(|place| !PLACES.contains(place)) {
        let known = PLACES.map(|place| format!("{{{{{place}}}}}")).join(", ");
        return Err(format!(
            "`body` has {{{{{unknown}}}}}, which nothing fills; it may have {known}"
        ));
    }
    if !used.contains(&"text") || !used.iter().any(|place| place.starts_with("phone")) {
        return Err(
            "`body` needs {{text}} and one of {{phone}}, {{phone_62}}, {{phone_plus62}}".into()
        );
    }
    let header = |value: &&String| places(value).iter().any(|place| *place != "secret");
    if settings.headers.values().any(|value| header(&value)) {
        return Err("`headers` may have {{secret}} and no other place".into());
    }
    let secret = used.contains(&"secret")
        || settings.headers.values().any(|value| places(value).contains(&"secret"));
    match (secret, &settings.secret_file) {
        (true, None) => return Err("{{secret}} is used; name its file with `secret_file`".into()),
        (false, Some(_)) => {
            return Err(
                "`secret_file` is read for nothing; write {{secret}} where it belongs".into()
            );
        }
        _ => {}
    }
    let sample = PLACES.map(|place| (place, "1"));
    let body = filled(&settings.body, &sample, Some(settings.encoding));
    if settings.encoding == Encoding::Json
        && let Err(error) = serde_json::from_str::<serde_json::Value>(&body)
    {
        return Err(format!(
            "`body` is no JSON ({error}); put each place in quotes, or write encoding = \"form\""
        ));
    }
    settings.answer.checked()
}
