//! Scenarios as people might write them, played.

use alursurat::service::Service;

use super::readers::{Shelf, in_place};

/// Scenarios: the first line names a service, the others stand under its `tests`.
pub fn scenario(shelf: &Shelf, text: &str) {
    let (id, tests) = text.split_once('\n').unwrap_or((text, ""));
    let id = id.trim_start_matches("# ").trim();
    let (id, head) = match shelf.definitions.get(&format!("{id}.yaml")) {
        Some(definition) => (id, definition),
        None => ("birth", &shelf.definitions["birth.yaml"]),
    };
    let head = head.split("\ntests:").next().unwrap_or_default();
    let sources = shelf.with(id, format!("{head}\ntests:\n{tests}"));
    match (Service::from_sources(&sources), Service::from_sources(&sources)) {
        (Ok(first), Ok(second)) => {
            let (first, second) = (first.play_all(), second.play_all());
            assert_eq!(first.findings, second.findings, "played twice");
            assert!(first.covered <= first.wanted);
            in_place(&first.findings, &sources);
        }
        (Err(first), Err(second)) => {
            assert!(first.iter().any(|finding| !finding.warning));
            assert_eq!(first, second);
            in_place(&first, &sources);
        }
        _ => panic!("they load every second time"),
    }
}
