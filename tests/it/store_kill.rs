//! Processes that are killed in the middle: what they had answered is there, and no number is
//! missing or given twice.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use alursurat::origin::Ids;
use alursurat::store::Store;
use tokio::task::JoinSet;

use crate::support::{Database, Desk, SERIES, databases};

/// Callers of one process.
const CALLERS: usize = 16;

/// The process that is killed: it draws numbers and says each one that it was told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "is started by the tests below, in a process of its own"]
async fn child_draws() {
    let folder = std::env::var("STORE_FOLDER").unwrap();
    let url = std::env::var("STORE_URL").ok();
    let count: usize = std::env::var("STORE_COUNT").unwrap().parse().unwrap();
    let store = Store::open(folder.as_ref(), url.as_deref()).await.unwrap();
    let desk = Arc::new(Desk::open(store, Ids::system()).await);
    let begun = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (desk, begun) = (Arc::clone(&desk), Arc::clone(&begun));
        callers.spawn(async move {
            while begun.fetch_add(1, Ordering::Relaxed) < count {
                let case = desk.submit("nomor").await.case;
                let done = desk.queue.carry_out(desk.approval(case, Some(1))).await.unwrap();
                println!("drawn {}", done.case);
            }
        });
    }
    callers.join_all().await;
    desk.queue.stop().await;
}

/// A child and the cases for which it was told that a number is drawn.
struct Drawing {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    told: Vec<String>,
}

impl Drawing {
    fn start(database: &Database, count: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["store_kill::child_draws", "--exact", "--ignored", "--nocapture"])
            .env("STORE_FOLDER", database.folder())
            .env("STORE_COUNT", count.to_string())
            .stdout(Stdio::piped());
        if let Some(url) = database.url() {
            command.env("STORE_URL", url);
        }
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, told: Vec::new() }
    }

    /// Reads until so many were told, or the child has ended.
    fn read(&mut self, until: usize) {
        while self.told.len() < until {
            let Some(Ok(line)) = self.lines.next() else { return };
            // The harness writes the test's name before the first line.
            if let Some((_, case)) = line.split_once("drawn ") {
                self.told.push(case.to_owned());
            }
        }
    }

    /// Kills it without any warning; what it was told.
    fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.read(usize::MAX);
        self.told
    }

    /// Lets it end by itself; what it was told.
    fn finish(mut self) -> Vec<String> {
        self.read(usize::MAX);
        assert!(self.child.wait().unwrap().success());
        self.told
    }
}

/// The numbers are 1 to n, each once, and everybody who was told has one; n.
async fn whole(store: &Store, told: &[String]) -> usize {
    let drawn = store.register(SERIES, 0, 10_000).await.unwrap();
    let values: Vec<usize> = drawn.iter().map(|one| one.value as usize).collect();
    assert_eq!(values, (1..=values.len()).collect::<Vec<_>>());
    let counter = store.series().await.unwrap();
    let last = counter.iter().find(|(name, _)| name == SERIES).map_or(0, |(_, n)| *n as usize);
    assert_eq!(last, values.len());
    let cases: std::collections::BTreeSet<String> =
        drawn.iter().map(|one| one.case.to_string()).collect();
    assert_eq!(cases.len(), values.len());
    for case in told {
        assert!(cases.contains(case), "{case} was told, and is lost");
    }
    values.len()
}

#[tokio::test]
async fn two_processes_draw_two_thousand_numbers_and_one_is_killed() {
    let database = Database::postgres();
    let store = database.open().await;
    drop(Desk::open(store.clone(), Ids::seeded(30)).await);
    let (mut first, second) = (Drawing::start(&database, 900), Drawing::start(&database, 1_000));
    first.read(400);
    let mut told = first.kill();
    told.extend(second.finish());
    let so_far = whole(&store, &told).await;
    assert!((1_400..2_000).contains(&so_far), "{so_far}");
    told.extend(Drawing::start(&database, 2_000 - so_far).finish());
    assert_eq!(whole(&store, &told).await, 2_000);
    store.close().await;
}

#[tokio::test]
async fn a_killed_process_loses_nothing_that_it_had_answered() {
    for database in databases() {
        let store = database.open().await;
        drop(Desk::open(store.clone(), Ids::seeded(31)).await);
        store.close().await;
        drop(store);
        let mut told = Vec::new();
        for round in 1..=3 {
            let mut child = Drawing::start(&database, 5_000);
            child.read(50 * round);
            told.extend(child.kill());
            let store = database.open().await;
            whole(&store, &told).await;
            for one in store.register(SERIES, 0, 10_000).await.unwrap() {
                let history = store.history(one.case).await.unwrap();
                assert!(history.iter().all(|recorded| recorded.intact));
                assert_eq!(history.iter().filter(|recorded| recorded.version == 2).count(), 5);
            }
            store.close().await;
        }
        assert!(told.len() >= 300);
    }
}
