//! The stretch corpus: services that use what `birth` does not (several holders, machines, tables,
//! deadlines before a date, earlier cases). They load, fit their letters and do what they say.

use std::path::Path;

use alursurat::service::{Catalogue, Service};

const SERVICES: [&str; 7] =
    ["crowd", "heirs", "land", "letter-revocation", "marriage", "move", "poverty"];

fn corpus() -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services");
    Catalogue::read(&root.join("workflows"), &root.join("letter-templates")).unwrap()
}

#[test]
fn every_service_of_the_corpus_loads_and_passes_with_full_coverage() {
    let catalogue = corpus();
    // Whom nobody can know before the answers are there may be nobody; all else would be a mistake.
    for warning in catalogue.warnings() {
        assert!(warning.message.contains("nobody may be left to ask"), "{warning}");
    }
    let services = catalogue.services().map(|service| service.definition.id.as_str());
    assert_eq!(services.collect::<Vec<_>>(), SERVICES);
    assert_eq!(catalogue.parts().count(), 2);
    let mut played = 0;
    for service in catalogue.services().chain(catalogue.parts()) {
        let plays = service.play_all();
        assert_eq!(plays.findings, [], "{}", service.definition.id.as_str());
        assert_eq!(plays.covered, plays.wanted);
        played += plays.scenarios;
    }
    assert!(played >= 130, "{played}");
}

/// A service, what is written in it, and what in its place. Each changes what people are promised.
const CHANGES: [(&str, &str, &str); 10] = [
    ("crowd", "wait: 1d", "wait: 2d"),
    ("crowd", "default: \"23:00\"", "default: \"23:59\""),
    ("heirs", "confirms: [deceased, death_date, heirs, wards]", "confirms: [applicant]"),
    ("heirs", "within: 90d", "within: 365d"),
    ("land", "pause: 5wd, limit: 2", "pause: 5wd, limit: 3"),
    ("land", "wait: office.announcement", "wait: 1d"),
    ("letter-revocation", "reason.hearing\n    due", "reason.camat\n    due"),
    ("marriage", "wedding_date - 19y or", "wedding_date - 17y or"),
    ("move", "to.area.kecamatan != applicant", "to.area.kabupaten != applicant"),
    ("poverty", "decile > office.decile_limit", "decile > 9"),
];

#[test]
fn scenarios_of_the_corpus_notice_what_is_changed() {
    let catalogue = corpus();
    for (id, from, to) in CHANGES {
        let mut sources = catalogue.service(id).unwrap().sources.clone();
        let text = sources.values_mut().find(|text| text.contains(from));
        let text = text.unwrap_or_else(|| panic!("{id} has no {from:?}"));
        *text = text.replacen(from, to, 1);
        let findings = match Service::from_sources(&sources) {
            Ok(service) => service.play_all().findings,
            Err(findings) => panic!("{id}: {to:?} must load: {findings:#?}"),
        };
        assert!(!findings.is_empty(), "{id}: no scenario notices {to:?}");
    }
}
