//! Which channel a message is tried by next: the first in the order that has not refused it and was not
//! tried as often as the settings say.

use jiff::SignedDuration;

use super::Pause;
use crate::desk::{Report, Status};

/// No attempt with a code waits longer than this for the next: its reader waits at the door.
const CODE_WAITS: SignedDuration = SignedDuration::from_secs(10);

/// The channel whose turn it is; none where nothing is left to try.
pub(super) fn next<'o>(order: &'o [String], retry: &[Pause], tried: &[Report]) -> Option<&'o str> {
    let open = |channel: &&String| {
        let by = || tried.iter().filter(|report| report.channel == **channel);
        let refused = by().any(|report| report.status != Status::Retry);
        !refused && by().count() <= retry.len()
    };
    order.iter().find(open).map(String::as_str)
}

/// How long until the next attempt, after the last of `tried`.
pub(super) fn pause(
    retry: &[Pause],
    tried: &[Report],
    wished: Option<SignedDuration>,
    code: bool,
) -> SignedDuration {
    let Some(last) = tried.last().filter(|last| last.status == Status::Retry) else {
        return SignedDuration::ZERO;
    };
    let times = tried.iter().filter(|report| report.channel == last.channel).count();
    // After the last attempt by a channel the next channel has its turn at once.
    let Some(Pause(pause)) = retry.get(times.saturating_sub(1)).copied() else {
        return SignedDuration::ZERO;
    };
    if code {
        return pause.min(CODE_WAITS);
    }
    pause.max(wished.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(channel: &str, status: Status) -> Report {
        Report { channel: channel.to_owned(), status, gateway_id: None, error: None }
    }

    #[test]
    fn a_channel_that_refuses_gives_way_at_once_and_one_that_is_busy_after_its_tries() {
        let order = ["whatsapp".to_owned(), "mail".to_owned()];
        let retry = [Pause::seconds(60), Pause::seconds(300)];
        let turn = |tried: &[Report]| {
            let wait = pause(&retry, tried, None, false).as_secs();
            (next(&order, &retry, tried).map(str::to_owned), wait)
        };
        let busy = || report("whatsapp", Status::Retry);
        assert_eq!(turn(&[]), (Some("whatsapp".into()), 0));
        assert_eq!(turn(&[busy()]), (Some("whatsapp".into()), 60));
        assert_eq!(turn(&[busy(), busy()]), (Some("whatsapp".into()), 300));
        assert_eq!(turn(&[busy(), busy(), busy()]), (Some("mail".into()), 0));
        let refused = report("whatsapp", Status::Failed);
        assert_eq!(turn(std::slice::from_ref(&refused)), (Some("mail".into()), 0));
        assert_eq!(turn(&[refused, report("mail", Status::Skipped)]), (None, 0));
    }

    #[test]
    fn whoever_asks_for_more_time_gets_it_except_for_a_code() {
        let (retry, tried) = ([Pause::seconds(60)], [report("sms", Status::Retry)]);
        let wished = Some(SignedDuration::from_secs(120));
        assert_eq!(pause(&retry, &tried, wished, false).as_secs(), 120);
        assert_eq!(pause(&retry, &tried, wished, true), CODE_WAITS);
    }
}
