//! `start` and `service` (definition-format.md sections 2.1 and 2.3).

use std::sync::Arc;

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{
    After, Channel, EndId, Every, Expr, Path, Purpose, Root, Route, ServiceFacts, Start, Starter,
};
use super::holder::{self, Roles};
use super::id::{self, IdKind};
use crate::calendar::Period;

const PURPOSES: [&str; 3] = ["new", "renewal", "correction"];
/// Keys of `start`.
pub(in super::super) const START: [Key; 8] = [
    must("by", Takes::TextOrTexts),
    key("route", Takes::Text),
    key("as", Takes::Words(&PURPOSES)),
    key("unique", Takes::Texts),
    key("after", Takes::Map(&AFTER)),
    key("every", Takes::Word(&["month"])),
    key("due", Takes::Period),
    key("via", Takes::Texts),
];
const AFTER: [Key; 4] = [
    must("of", Takes::Texts),
    key("ends", Takes::Texts),
    key("within", Takes::Period),
    key("unlink", Takes::Flag),
];
/// Keys of `service`.
pub(in super::super) const FACTS: [Key; 5] = [
    key("topic", Takes::Text),
    key("fee", Takes::Number),
    key("time", Takes::Period),
    key("basis", Takes::Texts),
    key("product", Takes::Text),
];

/// How a part is started for its own scenarios (2.7), and what `start` leaves open.
pub(in super::super) fn of_a_part() -> Start {
    Start {
        by: vec![Starter::Resident],
        route: Route::Path(Path {
            root: Root::Field("applicant".into()),
            parts: vec!["address".into()],
        }),
        purposes: Purpose::ALL.to_vec(),
        unique: Vec::new(),
        after: None,
        every: None,
        due: None,
        via: Vec::new(),
    }
}

/// `start`.
pub(in super::super) fn start(report: &mut Report, at: &At<'_>, roles: &Roles) -> Start {
    let default = of_a_part();
    if !report.keys(at, &START) {
        return default;
    }
    let by = if let Some(by) = at.get("by") {
        starters(report, &by, roles)
    } else {
        report.error(at, "needs by: who may start it");
        Vec::new()
    };
    let route = at.get("route").and_then(|at| route(report, &at));
    let words = Purpose::ALL.map(|purpose| (purpose.key(), purpose));
    let purposes = match at.get("as") {
        None => vec![Purpose::New],
        Some(list) => {
            let items = report.list(&list);
            items.iter().filter_map(|item| report.word(item, "purpose", &words)).collect()
        }
    };
    let every = at.get("every");
    let due = at.get("due");
    if let (Some(due), None) = (&due, &every) {
        report.error(
            due,
            "`due` needs `every`: a case that is started once has the due of its steps",
        );
    }
    let read = Start {
        by,
        route: route.unwrap_or(default.route),
        purposes,
        unique: at.get("unique").map(|list| report.ids(&list)).unwrap_or_default(),
        after: at.get("after").and_then(|at| after(report, &at)),
        every: every.and_then(|at| report.word(&at, "rhythm", &[("month", Every::Month)])),
        due: due.and_then(|at| report.period(&at)),
        via: at.get("via").map(|list| channels(report, &list)).unwrap_or_default(),
    };
    if let (Some(_), false, Some(at)) = (read.every, read.route == Route::Seat, at.get("every")) {
        report.error(&at, "every needs `route: seat`: a duty belongs to a seat");
    }
    read
}

fn starters(report: &mut Report, at: &At<'_>, roles: &Roles) -> Vec<Starter> {
    let items = at.items();
    if items.is_empty() {
        return holder::starter(report, at, roles).into_iter().collect();
    }
    items.iter().filter_map(|item| holder::starter(report, item, roles)).collect()
}

fn route(report: &mut Report, at: &At<'_>) -> Option<Route> {
    if at.raw().is_some_and(|text| &**text == "seat") {
        return Some(Route::Seat);
    }
    if let Expr::Path(path) = report.expr(at)? {
        Some(Route::Path(path))
    } else {
        report.error(at, "must name a place or an office");
        None
    }
}

fn after(report: &mut Report, at: &At<'_>) -> Option<After> {
    if !report.keys(at, &AFTER) {
        return None;
    }
    let Some(of) = at.get("of") else {
        report.error(at, "needs `of`: the services whose cases it follows");
        return None;
    };
    let ends = at.get("ends").map(|list| report.ids(&list));
    Some(After {
        of: report.ids(&of),
        ends: ends.unwrap_or_else(|| vec!["done".into()]),
        within: at.get("within").and_then(|at| report.period(&at)),
        unlink: at.get("unlink").and_then(|at| report.flag(&at)).unwrap_or(false),
    })
}

fn channels(report: &mut Report, list: &At<'_>) -> Vec<Channel> {
    let words = [
        ("web", Channel::Web),
        ("whatsapp", Channel::WhatsApp),
        ("facebook", Channel::Facebook),
        ("desk", Channel::Desk),
        ("service:NAME", Channel::Desk),
    ];
    let mut channels = Vec::new();
    for item in report.list(list) {
        match item.raw().and_then(|text| text.strip_prefix("service:")) {
            Some(name) => {
                if let Some(wrong) = id::mistake(name, IdKind::Plain) {
                    report.error(&item, wrong);
                }
                channels.push(Channel::Service(name.into()));
            }
            None => channels.extend(report.word(&item, "channel", &words)),
        }
    }
    channels
}

/// `service`.
pub(in super::super) fn facts(report: &mut Report, at: &At<'_>) -> ServiceFacts {
    report.keys(at, &FACTS);
    let fee = at.get("fee").and_then(|at| {
        let fee = report.number::<i64>(&at)?;
        if fee < 0 {
            report.error(&at, "must be rupiah, is less than nothing");
        }
        Some(fee)
    });
    ServiceFacts {
        topic: at.get("topic").and_then(|at| {
            let topic = report.text(&at)?;
            id::check(report, &at, &topic, IdKind::Plain);
            Some(topic)
        }),
        fee: fee.unwrap_or(0),
        time: at.get("time").and_then(|at| report.period(&at)),
        basis: at.get("basis").map(|list| report.texts(&list)).unwrap_or_default(),
        product: at.get("product").and_then(|at| report.text(&at)),
    }
}

/// `keep`: how long a case stays after each end.
pub(in super::super) fn keep(report: &mut Report, at: &At<'_>) -> Vec<(EndId, Period)> {
    report.is_map(at);
    let read = |(end, at): (Arc<str>, At<'_>)| Some((EndId::from(&*end), report.period(&at)?));
    at.entries().into_iter().filter_map(read).collect()
}
