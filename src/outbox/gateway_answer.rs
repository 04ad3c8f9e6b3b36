//! What a gateway answered: a 200 may say that it failed, and only what the settings know counts.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::channel::Outcome;
use super::http::Answer;
use crate::desk::Status;

/// The longest that a gateway may wish to be left alone.
const LONGEST: SignedDuration = SignedDuration::from_hours(6);

/// Where in the JSON of an answer things stand, as JSON Pointers (RFC 6901): `/messages/0/id`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerSettings {
    /// The id of the message.
    pub id: Option<String>,
    /// Its status.
    pub status: Option<String>,
    /// Statuses that mean: it is on its way.
    pub sent: Vec<String>,
    /// Statuses that mean: it has arrived.
    pub delivered: Vec<String>,
    /// Statuses that mean: it never will.
    pub failed: Vec<String>,
    /// Statuses that mean: try again later.
    pub retry: Vec<String>,
    /// The code of what went wrong.
    pub error: Option<String>,
}

impl AnswerSettings {
    /// What cannot be right.
    pub(super) fn checked(&self) -> Result<(), String> {
        for (key, pointer) in [("id", &self.id), ("status", &self.status), ("error", &self.error)] {
            if let Some(pointer) = pointer
                && !pointer.starts_with('/')
            {
                return Err(format!(
                    "`answer.{key}` {pointer:?} is no JSON Pointer; write it like /messages/0/id"
                ));
            }
        }
        let lists = [&self.sent, &self.delivered, &self.failed, &self.retry];
        let good = !self.sent.is_empty() || !self.delivered.is_empty();
        match (&self.status, lists.iter().any(|list| !list.is_empty())) {
            (Some(_), _) if !good => {
                Err("`answer.status` is given; list in `sent` or `delivered` which words are good"
                    .into())
            }
            (None, true) => {
                Err("statuses are listed; say with `answer.status` where they stand".into())
            }
            _ => {
                let mut all: Vec<&String> = lists.into_iter().flatten().collect();
                all.sort();
                match all.windows(2).find(|two| two[0] == two[1]) {
                    Some(two) => Err(format!("the status {:?} is listed twice; keep one", two[0])),
                    None => Ok(()),
                }
            }
        }
    }
}

/// What an answer means.
pub(super) fn judged(settings: &AnswerSettings, answer: &Answer, now: Timestamp) -> Outcome {
    let http = format!("http-{}", answer.status);
    let json = serde_json::from_slice::<Value>(&answer.body).ok();
    let at = |pointer: &Option<String>| {
        let found = json.as_ref()?.pointer(pointer.as_deref()?)?;
        match found {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(found.to_string()),
            _ => None,
        }
    };
    let error = || at(&settings.error).unwrap_or_else(|| http.clone());
    match answer.status {
        200..=299 => {}
        408 | 425 | 429 | 500..=599 => {
            let after = answer.retry_after.as_deref().and_then(|wish| wished(wish, now));
            return Outcome { after, ..Outcome::not(Status::Retry, &error()) };
        }
        // The settings are wrong or the account is closed, not the message.
        100..=399 | 401..=405 | 407 => return Outcome::not(Status::Retry, &error()),
        _ => return Outcome::not(Status::Failed, &error()),
    }
    if settings.status.is_none() && settings.id.is_none() {
        return Outcome::sent(None);
    }
    if json.is_none() {
        return Outcome::not(Status::Retry, "not-json");
    }
    let id = at(&settings.id).map(|id| id.chars().filter(|c| !c.is_control()).take(200).collect());
    if settings.status.is_none() {
        return match id {
            Some(id) => Outcome::sent(Some(id)),
            None => Outcome::not(Status::Retry, "no-id"),
        };
    }
    let Some(status) = at(&settings.status) else {
        return Outcome::not(Status::Retry, &at(&settings.error).unwrap_or("no-status".into()));
    };
    let is = |list: &[String]| list.contains(&status);
    let error = || at(&settings.error).unwrap_or_else(|| format!("status-{status}"));
    if is(&settings.delivered) {
        Outcome { status: Status::Delivered, ..Outcome::sent(id) }
    } else if is(&settings.sent) {
        Outcome::sent(id)
    } else if is(&settings.failed) {
        Outcome { id, ..Outcome::not(Status::Failed, &error()) }
    } else {
        // Listed under `retry`, or never heard of: better twice than not at all.
        Outcome { id, ..Outcome::not(Status::Retry, &error()) }
    }
}

/// `Retry-After`: seconds or a date (RFC 9110, 10.2.3).
fn wished(text: &str, now: Timestamp) -> Option<SignedDuration> {
    let wish = match text.trim().parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(i64::from(seconds)),
        Err(_) => jiff::fmt::rfc2822::parse(text).ok()?.timestamp().duration_since(now),
    };
    Some(wish.clamp(SignedDuration::ZERO, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-16T01:00:00Z";

    fn settings() -> AnswerSettings {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        AnswerSettings {
            id: Some("/messages/0/id".into()),
            status: Some("/messages/0/status".into()),
            sent: list(&["accepted"]),
            delivered: list(&["delivered"]),
            failed: list(&["rejected"]),
            retry: list(&["throttled"]),
            error: Some("/error/code".into()),
        }
    }

    fn judge(status: u16, body: &str, retry_after: Option<&str>) -> Outcome {
        let retry_after = retry_after.map(str::to_owned);
        let answer = Answer { status, retry_after, body: body.to_owned().into() };
        judged(&settings(), &answer, NOW.parse().unwrap())
    }

    fn told(outcome: &Outcome) -> (Status, Option<&str>) {
        (outcome.status, outcome.error.as_deref())
    }

    #[test]
    fn a_status_means_what_the_settings_say() {
        let body = |status: &str| format!(r#"{{"messages":[{{"id":"m1","status":"{status}"}}]}}"#);
        let taken = judge(200, &body("accepted"), None);
        assert_eq!((taken.status, taken.id.as_deref()), (Status::Sent, Some("m1")));
        assert_eq!(judge(202, &body("delivered"), None).status, Status::Delivered);
        let failed = judge(200, &body("rejected"), None);
        assert_eq!(told(&failed), (Status::Failed, Some("status-rejected")));
        assert_eq!(told(&judge(200, &body("throttled"), None)).0, Status::Retry);
        assert_eq!(told(&judge(200, &body("new"), None)), (Status::Retry, Some("status-new")));
    }

    #[test]
    fn an_answer_that_is_none_is_never_taken_for_success() {
        assert_eq!(told(&judge(200, "<html>Login", None)), (Status::Retry, Some("not-json")));
        assert_eq!(told(&judge(200, "{}", None)), (Status::Retry, Some("no-status")));
        assert_eq!(told(&judge(302, "", None)), (Status::Retry, Some("http-302")));
        let code = r#"{"error":{"code":131026}}"#;
        assert_eq!(told(&judge(400, code, None)), (Status::Failed, Some("131026")));
        assert_eq!(told(&judge(401, "", None)), (Status::Retry, Some("http-401")));
        let only_id = AnswerSettings { id: Some("/id".into()), ..AnswerSettings::default() };
        let answer = Answer { status: 200, retry_after: None, body: "{}".into() };
        assert_eq!(told(&judged(&only_id, &answer, NOW.parse().unwrap())).1, Some("no-id"));
    }

    #[test]
    fn a_gateway_is_left_alone_as_long_as_it_wishes() {
        let wish = |text| judge(429, "", Some(text)).after.map(|after| after.as_secs());
        assert_eq!(wish("120"), Some(120));
        assert_eq!(wish("Mon, 16 Nov 2026 01:02:00 GMT"), Some(120));
        assert_eq!(wish("Mon, 16 Nov 2020 01:02:00 GMT"), Some(0));
        assert_eq!(wish("4000000000"), Some(6 * 3600));
        assert_eq!(wish("soon"), None);
    }

    #[test]
    fn settings_that_cannot_be_right_say_so() {
        let wrong = |change: fn(&mut AnswerSettings)| {
            let mut settings = settings();
            change(&mut settings);
            settings.checked().unwrap_err()
        };
        assert_eq!(settings().checked(), Ok(()));
        assert!(wrong(|s| s.id = Some("id".into())).contains("JSON Pointer"));
        assert!(wrong(|s| s.status = None).contains("where they stand"));
        assert!(wrong(|s| s.retry.push("rejected".into())).contains("listed twice"));
        assert!(wrong(|s| (s.sent, s.delivered) = Default::default()).contains("are good"));
    }
}
