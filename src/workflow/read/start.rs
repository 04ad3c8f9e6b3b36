//! `start`, `service` and `ends` (definition-format.md sections 2.1, 2.3 and 5.4).

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::{End, EndId, Expr, Path, Purpose, Root, ServiceFacts, Start, Starter};
use super::holder::{self, Roles};
use super::id::{self, IdKind};
use crate::calendar::Period;

/// How a part is started for its own scenarios (2.7), and what `start` leaves open.
pub(in super::super) fn of_a_part() -> Start {
    Start {
        by: Starter::Resident,
        route: Path { root: Root::Field("applicant".into()), parts: vec!["address".into()] },
        purposes: vec![Purpose::New, Purpose::Renewal, Purpose::Correction],
        unique: Vec::new(),
    }
}

/// `start`.
pub(in super::super) fn start(report: &mut Report, at: &At<'_>, roles: &Roles) -> Start {
    let default = of_a_part();
    if !report.keys(at, &["by", "route", "as", "unique"]) {
        return default;
    }
    let by = at.get("by").map(|at| holder::starter(report, &at, roles));
    if by.is_none() {
        report.error(at, "needs by: who may start it");
    }
    let route = at.get("route").and_then(|at| {
        let Expr::Path(path) = report.expr(&at)? else {
            report.error(&at, "must name a place or an office");
            return None;
        };
        Some(path)
    });
    let words = [Purpose::New, Purpose::Renewal, Purpose::Correction].map(|p| (p.key(), p));
    let purposes = match at.get("as") {
        None => vec![Purpose::New],
        Some(list) => {
            let items = report.list(&list);
            items.iter().filter_map(|item| report.word(item, "purpose", &words)).collect()
        }
    };
    Start {
        by: by.flatten().unwrap_or(default.by),
        route: route.unwrap_or(default.route),
        purposes,
        unique: at.get("unique").map(|list| report.ids(&list)).unwrap_or_default(),
    }
}

/// `service`.
pub(in super::super) fn facts(report: &mut Report, at: &At<'_>) -> ServiceFacts {
    report.keys(at, &["topic", "fee", "time", "basis"]);
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
    }
}

/// `ends`, with those that are always there.
pub(in super::super) fn ends(report: &mut Report, top: &At<'_>) -> Vec<End> {
    let built_in = [("done", "Selesai"), ("rejected", "Ditolak"), ("withdrawn", "Dibatalkan")];
    let end = |(id, title): (&str, &str)| End { id: id.into(), title: title.into() };
    let mut ends = built_in.map(end).to_vec();
    let Some(map) = top.get("ends") else { return ends };
    report.is_map(&map);
    for (id, at) in map.entries() {
        id::check(report, &at, &id, IdKind::Plain);
        report.keys(&at, &["title"]);
        let title = report.title(&at).unwrap_or_default();
        match ends.iter_mut().find(|end| end.id.as_str() == &*id) {
            Some(known) => known.title = title,
            None => ends.push(End { id: (&*id).into(), title }),
        }
    }
    ends
}

/// `keep`: how long a case stays after each end.
pub(in super::super) fn keep(report: &mut Report, at: &At<'_>) -> Vec<(EndId, Period)> {
    report.is_map(at);
    let read = |(end, at): (Arc<str>, At<'_>)| Some((EndId::from(&*end), report.period(&at)?));
    at.entries().into_iter().filter_map(read).collect()
}
