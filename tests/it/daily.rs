//! `alursurat check --data`: whether the offices can do what the services ask of them.

use std::path::Path;
use std::sync::Arc;

use alursurat::cli::{Cli, run};
use alursurat::origin::FixedClock;
use clap::Parser as _;

use crate::support::databases;

fn say(words: &[&str]) -> (u8, String) {
    let mut told = Vec::new();
    let clock = Arc::new(FixedClock::new("2026-12-30T01:00:00Z".parse().unwrap()));
    let cli = Cli::try_parse_from([&["alursurat"], words].concat()).unwrap();
    let status = run(&cli, &mut told, clock).unwrap();
    (status, String::from_utf8(told).unwrap())
}

#[test]
fn seats_without_anybody_and_years_without_holidays_are_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for database in databases() {
        let (data, out) = (database.folder().display().to_string(), tempfile::tempdir().unwrap());
        let request = out.path().join("waiting.yaml");
        let text = std::fs::read_to_string(root.join("docs/examples/birth-request.yaml")).unwrap();
        let from = text.find("\ndo:").unwrap();
        let text = text[..from].replace("at: 2026-11-20", "at: 2026-12-31") + "\ndo: [submit]\n";
        std::fs::write(&request, text).unwrap();
        std::fs::copy(root.join("docs/examples/paper.png"), out.path().join("paper.png")).unwrap();
        let folder = out.path().display().to_string();
        let file = request.display().to_string();
        let mut demo = vec!["demo", "--data", &data, "--out", &folder, "--request", &file];
        let mut check = vec!["check", "--data", &data];
        if let Some(url) = database.url() {
            demo.extend(["--database-url", url]);
            check.extend(["--database-url", url]);
        }
        let (status, told) = say(&demo);
        assert_eq!(status, 0, "{told}");
        let (status, told) = say(&check);
        assert_eq!(status, 1, "somebody is missing: {told}");
        let lines = [
            "birth: step rt has no holder in 3 of 4 RT; head@rw covers 3",
            "birth: step verify has no holder in 28 of 29 kelurahan; nobody covers them",
            "calendar 2027 is empty but cases are due in it",
        ];
        for line in lines {
            assert!(told.lines().any(|one| one == line), "{line}: {told}");
        }
    }
}
