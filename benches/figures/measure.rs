//! Repeats a thing for some seconds, and says how often it went in one.

use std::time::{Duration, Instant};

/// How long each figure is taken.
pub const SECONDS: u64 = 4;

/// Calls `work` again and again, with a number that counts up; how many calls fit into a second.
pub fn per_second(work: impl FnMut(u64) -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let clock = Watch::start();
    rate(work, 1, || clock.elapsed())
}

/// The same in seconds of the processor, which others may keep busy meanwhile: `openssl speed` counts so, too.
pub fn per_processor_second(work: impl FnMut(u64) -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let clock = Watch::start();
    rate(work, 20, || on_processor().unwrap_or_else(|| clock.elapsed()))
}

fn rate(
    mut work: impl FnMut(u64) -> anyhow::Result<()>,
    at_a_time: u64,
    now: impl Fn() -> Duration,
) -> anyhow::Result<f64> {
    // Once for the caches, and so that an error shows before the clock runs.
    work(0)?;
    let (began, mut done) = (now(), 0);
    loop {
        // The processor's clock is a file of the kernel: it is not asked after every piece of work.
        for _ in 0..at_a_time {
            done += 1;
            work(done)?;
        }
        let took = now().saturating_sub(began);
        if took >= Duration::from_secs(SECONDS) {
            return Ok(per(done, took));
        }
    }
}

/// How long this thread has run (Linux).
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process has held at a time, in bytes (Linux).
pub fn peak_memory() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[expect(clippy::cast_precision_loss, reason = "a rate is told with three digits")]
fn per(done: u64, took: Duration) -> f64 {
    done as f64 / took.as_secs_f64()
}

/// A running clock.
#[derive(Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// So many in the time since the start, as a rate.
    pub fn rate(&self, done: u64) -> f64 {
        per(done, self.elapsed())
    }
}
