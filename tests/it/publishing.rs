//! `alursurat publish` on both databases: what is checked, who must agree, what stays readable.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::area::{Appointment, AppointmentKind, OfficeId, Seat};
use alursurat::cli::{Cli, run};
use alursurat::origin::{FixedClock, Ids};
use alursurat::store::{DirectoryChange, Person};
use clap::Parser as _;

use crate::support::{Database, databases, day, office, person, when};

/// A city's folders, and its store with two administrators and a clerk.
struct City {
    database: Database,
    folder: tempfile::TempDir,
    clock: Arc<FixedClock>,
}

const FIRST: &str = "Arif Contoh";
const SECOND: &str = "Bunga Contoh";
const CLERK: &str = "Citra Contoh";

impl City {
    fn new(database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["workflows", "letter-templates", "calendars"] {
            copy(&root.join(name), &folder.path().join(name));
        }
        let clock = Arc::new(FixedClock::new(when("2026-11-20T02:00:00Z")));
        let city = Self { database, folder, clock };
        city.people();
        city
    }

    fn people(&self) {
        let ids = Ids::seeded(5);
        let mut change = DirectoryChange {
            offices: vec![office("35.74", "Probolinggo", "Kota", "Wali Kota")],
            ..DirectoryChange::default()
        };
        for (name, role) in [(FIRST, "admin"), (SECOND, "admin"), (CLERK, "officer")] {
            let one: Person = person(ids.person(when("2026-01-01T00:00:00Z")), name);
            change.appointments.push(Appointment {
                person: one.id,
                seat: Seat::new(role, OfficeId("35.74".to_owned())),
                kind: AppointmentKind::Definitive,
                from: day("2026-01-01"),
                to: None,
                basis: "SK 1/2026 (contoh)".to_owned(),
            });
            change.persons.push(one);
        }
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let store = self.database.open().await;
            store.change_directory(&change).await.unwrap();
            store.close().await;
        });
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.file(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from:?}");
        std::fs::write(self.file(name), text.replace(from, to)).unwrap();
    }

    fn publish(&self, words: &[&str]) -> Result<(u8, String), String> {
        self.clock.advance(jiff::SignedDuration::from_secs(1));
        let path = |name: &str| self.file(name).display().to_string();
        let data = self.database.folder().display().to_string();
        let (workflows, templates, calendars) =
            (path("workflows"), path("letter-templates"), path("calendars"));
        let mut all = vec!["alursurat", "publish", "--data", &data, "--workflows", &workflows];
        all.extend(["--templates", &templates, "--calendars", &calendars]);
        all.extend(self.database.url().into_iter().flat_map(|url| ["--database-url", url]));
        all.extend(words);
        let cli = Cli::try_parse_from(all).map_err(|error| error.to_string())?;
        let mut told = Vec::new();
        let status = run(&cli, &mut told, Arc::clone(&self.clock) as _);
        let status = status.map_err(|error| format!("{error:#}"))?;
        Ok((status, String::from_utf8(told).unwrap()))
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn each(test: impl Fn(City)) {
    for database in databases() {
        test(City::new(database));
    }
}

const BY: [&str; 4] = ["--by", FIRST, "--reason", "Perwali 9/2026 (contoh)"];

#[test]
fn what_differs_is_published_by_an_administrator_with_a_reason() {
    each(|city| {
        let (status, told) = city.publish(&["--dry-run"]).unwrap();
        assert_eq!(status, 0);
        assert!(told.contains("new     service  birth"), "{told}");
        assert!(told.contains("changed calendar 2026.csv"), "{told}");
        let refused = city.publish(&[]).unwrap_err();
        assert!(
            refused.contains("--by <NAME>") && refused.contains("--reason <TEXT>"),
            "{refused}"
        );
        let told = city.publish(&["--by", CLERK, "--reason", "x"]).unwrap_err();
        assert!(told.starts_with("Citra Contoh holds no seat admin@OFFICE today"), "{told}");
        let told = city.publish(&["--by", "Entah", "--reason", "x"]).unwrap_err();
        assert!(told.starts_with("nobody is called \"Entah\""), "{told}");
        let (status, told) = city.publish(&BY).unwrap();
        assert!(status == 0 && told.contains("Published by Arif Contoh: "), "{told}");
        let (status, told) = city.publish(&BY).unwrap();
        assert!(status == 0 && told.starts_with("Everything is published as it is"), "{told}");
        city.edit("letter-templates/birth.hbs", "<title", "<!-- sama --><title");
        let (_, told) = city.publish(&BY).unwrap();
        assert!(told.starts_with("files   service  birth"), "{told}");
    });
}

#[test]
fn a_finding_stops_everything() {
    each(|city| {
        city.edit("workflows/birth.yaml", "expect: {at: rt}", "expect: {at: rw}");
        let (status, told) = city.publish(&BY).unwrap();
        assert_eq!(status, 1);
        assert!(
            told.contains("birth.yaml:") && told.ends_with("Nothing is published.\n"),
            "{told}"
        );
        city.edit("workflows/birth.yaml", "title: Lurah,", "titel: Lurah,");
        assert_eq!(city.publish(&BY).unwrap().0, 1);
        city.edit("calendars/2026.csv", "holiday", "feast");
        city.edit("workflows/birth.yaml", "titel: Lurah,", "title: Lurah,");
        city.edit("workflows/birth.yaml", "expect: {at: rw}", "expect: {at: rt}");
        let told = city.publish(&BY).unwrap_err();
        assert!(told.contains("unknown kind `feast`"), "{told}");
    });
}

#[test]
fn taking_a_safeguard_away_needs_a_second_administrator() {
    each(|city| {
        assert_eq!(city.publish(&BY).unwrap().0, 0);
        city.edit("workflows/birth.yaml", "due: 1wd, not: [verify], sign", "due: 1wd, sign");
        let (status, told) = city.publish(&BY).unwrap();
        assert_eq!(status, 1);
        let lost = "takes away: steps.lurah.not: whoever approved at verify may now act here too (four eyes)";
        assert!(told.contains("changed service  birth") && told.contains(lost), "{told}");
        assert!(told.contains("Nothing is published: a safeguard is taken away"), "{told}");
        let (status, told) = city.publish(&[&BY[..], &["--confirm-by", FIRST]].concat()).unwrap();
        assert!(status == 1 && told.contains("another person than the first"), "{told}");
        let told = city.publish(&[&BY[..], &["--confirm-by", CLERK]].concat()).unwrap_err();
        assert!(told.starts_with("Citra Contoh holds no seat admin@OFFICE"), "{told}");
        let (status, told) = city.publish(&[&BY[..], &["--confirm-by", SECOND]].concat()).unwrap();
        assert!(
            status == 0 && told.contains("Published by Arif Contoh and Bunga Contoh"),
            "{told}"
        );
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let store = city.database.open().await;
            let history = store.publications("birth").await.unwrap();
            assert_eq!(history.len(), 2);
            assert!(history[0].confirmed_by.is_none() && history[1].confirmed_by.is_some());
            assert_ne!(history[0].hash, history[1].hash);
            let old = store.definition(&history[0].hash).await.unwrap().unwrap();
            assert_eq!(old.sources, history[0].sources, "the old version stays readable");
            store.close().await;
        });
    });
}
