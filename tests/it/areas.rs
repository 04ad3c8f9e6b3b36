//! Official lists of areas, a generated tree of the country's size among them, on both databases.

use std::fmt::Write as _;
use std::sync::Arc;

use alursurat::area::{LevelWords, OfficialList};
use alursurat::cli::{Cli, run};
use alursurat::desk::AreaPlan;
use alursurat::origin::FixedClock;
use alursurat::store::Store;
use clap::Parser as _;

use crate::support::{Database, both, databases, day, when};

/// Provinces, regencies, districts and villages of the country, in about their numbers.
const TREE: [usize; 4] = [38, 514, 7285, 83_762];

/// An invented list of that size: every area has about as many below it as the others.
fn country() -> String {
    let mut text = String::from("code,name\n");
    let mut above = vec![String::new()];
    for (level, count) in TREE.into_iter().enumerate() {
        let mut now = Vec::with_capacity(count);
        let mut nth = vec![0u32; above.len()];
        for n in 0..count {
            let parent = n * above.len() / count;
            nth[parent] += 1;
            let code = match level {
                0 => format!("{:02}", n + 11),
                3 => format!("{}.{:04}", above[parent], 2000 + nth[parent]),
                _ => format!("{}.{:02}", above[parent], nth[parent]),
            };
            writeln!(text, "{code},Wilayah {n}").unwrap();
            now.push(code);
        }
        above = now;
    }
    text
}

async fn plan(store: &Store, text: &str) -> AreaPlan {
    let words = LevelWords::shipped().unwrap();
    AreaPlan::of(store, OfficialList::read(text), &words, day("2026-11-20")).await.unwrap()
}

#[tokio::test]
async fn a_list_of_the_countrys_size_is_taken_up_once_and_changes_are_told() {
    let text = country();
    let total: usize = TREE.iter().sum();
    both(async |store| {
        let first = plan(&store, &text).await;
        assert_eq!((first.added, first.bad.len(), first.gone.len()), (total, 0, 0));
        first.carry_out(&store).await.unwrap();
        let again = plan(&store, &text).await;
        assert_eq!((again.same, again.changes()), (total, 0), "the same list changes nothing");

        let changed = text.replace("11.01.01.2001,Wilayah 0\n", "");
        let changed = changed.replace("11.01.01.2002,Wilayah 1\n", "11.01.01.2002,Sukamaju\n");
        let plan_of_changes = plan(&store, &changed).await;
        let renamed = &plan_of_changes.renamed;
        assert_eq!(renamed.len(), 1);
        assert_eq!(renamed[0].1, "Gampong Wilayah 1");
        assert_eq!(renamed[0].2, "Gampong Sukamaju");
        assert_eq!(plan_of_changes.gone.len(), 1);
        plan_of_changes.carry_out(&store).await.unwrap();
        let code = "11.01.01.2001".parse().unwrap();
        let gone = store.area(&code).await.unwrap().unwrap();
        assert_eq!(gone.gone.as_deref(), Some("2026-11-20"), "it stays");
        assert_eq!(store.areas().await.unwrap().len(), total);
        let back = plan(&store, &text).await;
        assert_eq!((back.back.len(), back.renamed.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_list_of_one_city_says_nothing_of_others() {
    both(async |store| {
        let all = "35,Jawa Timur\n35.74,Kota Probolinggo\n35.74.03,Mayangan\n35.74.03.1004,Jati\n\
                   35.78,Kota Surabaya\n35.78.01,Karangpilang\n";
        plan(&store, all).await.carry_out(&store).await.unwrap();
        let city = plan(&store, "35.74,Kota Probolinggo\n35.74.03,Mayangan\n").await;
        assert_eq!((city.gone.len(), city.changes()), (0, 0), "it has no villages at all");
        let city = plan(&store, "35.74,Kota Probolinggo\n35.74.01,Kademangan\n").await;
        let gone: Vec<_> = city.gone.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(gone, ["35.74.03"]);
        let units = "35.74.03.1004.005,RW 005\n35.74.03.1004.005.003,RT 003\n";
        plan(&store, units).await.carry_out(&store).await.unwrap();
        let below = store.areas_below(Some(&"35.74.03.1004".parse().unwrap())).await.unwrap();
        assert_eq!(below.len(), 1);
        let orphan = plan(&store, "36.01,Kabupaten Lebak\n").await;
        assert_eq!(orphan.bad[0].problem, "36.01 lies in 36, which no list has; add its line");
        let provinces = store.areas_below(None).await.unwrap();
        assert_eq!(provinces[0].name, "Jawa Timur");
    })
    .await;
}

fn area(database: &Database, words: &[&str]) -> (u8, String) {
    let data = database.folder().display().to_string();
    let mut all = vec!["alursurat", "area"];
    all.extend(words);
    all.extend(["--data", &data]);
    all.extend(database.url().into_iter().flat_map(|url| ["--database-url", url]));
    let (mut told, clock) = (Vec::new(), Arc::new(FixedClock::new(when("2026-11-20T02:00:00Z"))));
    let status = run(&Cli::try_parse_from(all).unwrap(), &mut told, clock).unwrap();
    (status, String::from_utf8(told).unwrap())
}

#[test]
fn the_command_tells_each_bad_line_and_takes_the_others_up_when_told_to() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wilayah.csv");
        let name = file.display().to_string();
        std::fs::write(&file, "kode;nama\n35;Jawa Timur\n35.7;Kota\n35.74;Kota Probolinggo\n")
            .unwrap();
        let (status, told) = area(&database, &["import", &name]);
        assert_eq!(status, 1);
        assert!(told.contains(&format!("{name}:3: \"35.7\" is not an area code")), "{told}");
        assert!(told.ends_with("leave them out with --skip-bad.\n"), "{told}");
        let (status, told) = area(&database, &["import", &name, "--skip-bad", "--dry-run"]);
        assert!(
            status == 0 && told.ends_with("Nothing is changed: this was a dry run.\n"),
            "{told}"
        );
        let (_, told) = area(&database, &["import", &name, "--skip-bad"]);
        assert!(told.contains("2 new, 0 as before") && told.ends_with("Done: 2 areas written.\n"));
        let (_, told) = area(&database, &["show", "35"]);
        assert_eq!(
            told,
            format!("{:24} Provinsi Jawa Timur\n{:24} Kota Probolinggo\n", "35", "35.74")
        );
    }
}
