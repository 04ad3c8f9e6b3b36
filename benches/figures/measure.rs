//! Repeats a thing for some seconds, and says how often it went in one.

use std::time::{Duration, Instant};

/// How long each figure is taken.
pub const SECONDS: u64 = 4;

/// Calls `work` again and again, with a number that counts up; how many calls fit into a second.
pub fn per_second(mut work: impl FnMut(u64) -> anyhow::Result<()>) -> anyhow::Result<f64> {
    // Once for the caches, and so that an error shows before the clock runs.
    work(0)?;
    let clock = Watch::start();
    let mut done = 0;
    while clock.elapsed() < Duration::from_secs(SECONDS) {
        done += 1;
        work(done)?;
    }
    Ok(clock.rate(done))
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
    #[expect(clippy::cast_precision_loss, reason = "a rate is told with three digits")]
    pub fn rate(&self, done: u64) -> f64 {
        done as f64 / self.elapsed().as_secs_f64()
    }
}
