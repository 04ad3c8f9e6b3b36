//! What every process that serves pages does: take connections, let time act, end in order.

mod connections;
mod ending;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::desk::Desk;
use crate::origin::Clock;
use crate::outbox::{ChannelSettings, Worker};
use crate::web::{WebSettings, router};

pub use ending::told_to_look_again;
pub use tls::{Tls, TlsFiles};

/// How often the desk looks for deadlines that have passed.
const TICK: Duration = Duration::from_secs(30);

/// Pages over a desk.
pub struct Serving {
    /// The desk; whoever gave it closes it afterwards.
    pub desk: Desk,
    /// The socket.
    pub listener: TcpListener,
    /// Encryption, where no proxy does it.
    pub tls: Option<Tls>,
    /// Settings of the pages.
    pub web: WebSettings,
    /// How messages leave the house.
    pub channels: ChannelSettings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// So long whoever is being served may take when the process is told to end.
    pub grace: Duration,
}

impl Serving {
    /// Serves until the process is told to end (Ctrl-C or SIGTERM) and those being served are.
    pub async fn until_told(self) {
        let ticker = tokio::spawn(let_time_act(self.desk.clone()));
        let follower = self.tls.clone().map(|tls| tokio::spawn(tls.follow(told_to_look_again())));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let post = Worker::run(self.desk.clone(), self.channels, self.clock, async {
            drop(stopped.await);
        });
        let post = tokio::spawn(async {
            if let Err(error) = post.await {
                tracing::error!(%error, "no message leaves the house: mend [channels]");
            }
        });
        let pages = router(self.desk, self.web);
        connections::serve(self.listener, self.tls, pages, self.grace).await;
        ticker.abort();
        // What is being sent is sent and recorded.
        drop(stop);
        if let Err(error) = post.await {
            tracing::error!(%error, "the messages ended badly");
        }
        if let Some(follower) = follower {
            follower.abort();
        }
    }
}

async fn let_time_act(desk: Desk) {
    loop {
        if let Err(error) = desk.tick().await {
            tracing::warn!(%error, "deadlines were not looked at");
        }
        tokio::time::sleep(TICK).await;
    }
}
